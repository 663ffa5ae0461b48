import KubeAPI
import Manifest

/// Jobs and cron jobs.
enum JobCells {
  static func job(_ o: Value, _ age: Value, _ now: Instant) -> [Value] {
    let spec = o["spec"] ?? [:]
    let status = o["status"] ?? [:]
    let succeeded = status["succeeded"]?.int ?? 0
    let parallel = spec["parallelism"]?.int ?? 0
    let completions: String
    if let wanted = spec["completions"]?.int {
      completions = "\(succeeded)/\(wanted)"
    } else {
      completions = parallel > 1 ? "\(succeeded)/1 of \(parallel)" : "\(succeeded)/1"
    }
    var duration = ""
    if let start = status["startTime"]?.string.flatMap({ Instant(rfc3339: $0) }) {
      let end = status["completionTime"]?.string.flatMap { Instant(rfc3339: $0) }
      duration = HumanDuration.text((end ?? now) - start)
    }
    let phase: String
    if o.isTrue("Complete") {
      phase = "Complete"
    } else if o.isTrue("Failed") {
      phase = "Failed"
    } else if o.isDeleting {
      phase = "Terminating"
    } else if o.isTrue("Suspended") {
      phase = "Suspended"
    } else if o.isTrue("FailureTarget") {
      phase = "FailureTarget"
    } else if o.isTrue("SuccessCriteriaMet") {
      phase = "SuccessCriteriaMet"
    } else {
      phase = "Running"
    }
    let (names, images) = Cells.containers(spec.at("template", "spec"))
    return [
      .string(o.name), .string(phase), .string(completions), .string(duration), age, names, images,
      Cells.selector(spec["selector"]),
    ]
  }

  static func cronJob(_ o: Value, _ age: Value, _ now: Instant) -> [Value] {
    let spec = o["spec"] ?? [:]
    let status = o["status"] ?? [:]
    let last = status["lastScheduleTime"].map { Cells.age($0, now) } ?? "<none>"
    let (names, images) = Cells.containers(spec.at("jobTemplate", "spec", "template", "spec"))
    return [
      .string(o.name), .string(spec["schedule"]?.string ?? ""), .string(spec["timeZone"]?.string ?? "<none>"),
      .string(spec["suspend"]?.bool == true ? "True" : "False"), .int(Int64(status["active"]?.array?.count ?? 0)),
      .string(last), age, names, images, Cells.selector(spec.at("jobTemplate", "spec", "selector")),
    ]
  }
}

/// Events: times of the last and the first, and how often.
enum EventCells {
  static func row(_ o: Value, _ now: Instant) -> [Value] {
    let involved = o["involvedObject"] ?? [:]
    func ago(_ value: Value?) -> String? {
      guard let text = value?.string, Instant(rfc3339: text) != nil else { return nil }
      return Cells.age(value, now)
    }
    let eventTime = ago(o["eventTime"])
    let first = ago(o["firstTimestamp"]) ?? eventTime ?? "<unknown>"
    var last = ago(o["lastTimestamp"]) ?? first
    var count = o["count"]?.int ?? 0
    if let series = o["series"] {
      count = series["count"]?.int ?? count
      let seen = ago(series["lastObservedTime"]) ?? last
      last = "\(seen) (x\(count) over \(first))"
    } else if count > 1 {
      last = "\(last) (x\(count) over \(first))"
    } else if count == 0 {
      count = 1
    }
    let component = o.at("source", "component")?.string ?? ""
    let ownHost = o.at("source", "host")?.string ?? ""
    let host = ownHost.isEmpty ? (o["reportingInstance"]?.string ?? "") : ownHost
    let source = component.isEmpty ? (o["reportingComponent"]?.string ?? "") : component
    let target = involved["name"]?.string ?? ""
    let kind = (involved["kind"]?.string ?? "").lowercased()
    return [
      .string(last), .string(o["type"]?.string ?? ""), .string(o["reason"]?.string ?? ""),
      .string(target.isEmpty ? kind : "\(kind)/\(target)"), .string(involved["fieldPath"]?.string ?? ""),
      .string(host.isEmpty ? source : "\(source), \(host)"),
      .string(trimmed(o["message"]?.string ?? "")), .string(first), .int(count), .string(o.name),
    ]
  }

  private static func trimmed(_ text: String) -> String {
    var view = Substring(text)
    while let c = view.first, c.isWhitespace { view.removeFirst() }
    while let c = view.last, c.isWhitespace { view.removeLast() }
    return String(view)
  }
}
