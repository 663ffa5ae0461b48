import KubeAPI
import Manifest

/// Validation of a job's status (kubernetes `pkg/apis/batch/validation`); only what a write changed is judged.
enum JobStatusRules {
  static func check(_ job: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let status = job["status"] ?? [:]
    let before = old?["status"] ?? [:]
    for name in ["active", "succeeded", "failed", "ready", "terminating"] {
      errors.nonNegative("status.\(name)", status[name])
    }
    guard status != before else { return errors.list }
    let now = Conditions(status)
    let was = Conditions(before)
    combinations(now, &errors)
    times(status, before, job, now, &errors)
    counts(status, before, now, &errors)
    for type in ["Failed", "Complete", "FailureTarget", "SuccessCriteriaMet"] where was.has(type) && !now.has(type) {
      let words =
        type == "SuccessCriteriaMet"
        ? "cannot disable the SuccessCriteriaMet=True condition"
        : "cannot disable the terminal \(type)=True condition"
      errors.add(FieldError(.invalid, "status.conditions", words))
    }
    return errors.list
  }

  private struct Conditions {
    let types: Set<String>
    init(_ status: Value) {
      types = Set(
        (status["conditions"]?.array ?? []).filter { $0.text("status") == "True" }.map { $0.text("type") })
    }
    func has(_ type: String) -> Bool { types.contains(type) }
    var isFinished: Bool { has("Complete") || has("Failed") }
  }

  private static func combinations(_ now: Conditions, _ errors: inout ErrorList) {
    func wrong(_ words: String) { errors.add(FieldError(.invalid, "status.conditions", words)) }
    if now.has("Complete") && now.has("Failed") { wrong("cannot set Complete=True and Failed=true conditions") }
    if now.has("Complete") && now.has("FailureTarget") {
      wrong("cannot set Complete=True and FailureTarget=true conditions")
    }
    if now.has("Failed") && !now.has("FailureTarget") {
      wrong("cannot set Failed=True condition without the FailureTarget=true condition")
    }
    if now.has("Complete") && !now.has("SuccessCriteriaMet") {
      wrong("cannot set Complete=True condition without the SuccessCriteriaMet=true condition")
    }
    if now.has("SuccessCriteriaMet") && now.has("Failed") {
      wrong("cannot set SuccessCriteriaMet=True and Failed=true conditions")
    }
    if now.has("SuccessCriteriaMet") && now.has("FailureTarget") {
      wrong("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions")
    }
  }

  private static func times(
    _ status: Value, _ before: Value, _ job: Value, _ now: Conditions, _ errors: inout ErrorList
  ) {
    let completion = status.there("completionTime")
    if let completion, !now.has("Complete") {
      errors.invalid(
        "status.completionTime", completion, "cannot set completionTime when there is no Complete=True condition")
    }
    if completion == nil, now.has("Complete") {
      errors.required("status.completionTime", "completionTime is required for Complete jobs")
    }
    if let start = status.there("startTime")?.string, let end = completion?.string, end < start {
      errors.invalid("status.completionTime", completion, "completionTime cannot be set before startTime")
    }
    if status.there("startTime") == nil, now.isFinished {
      errors.required("status.startTime", "startTime is required for finished job")
    }
    if let completion, let earlier = before.there("completionTime"), completion != earlier {
      errors.invalid("status.completionTime", completion, "completionTime cannot be mutated")
    }
    if let earlier = before.there("startTime"), status["startTime"] != earlier,
      job.at("spec", "suspend")?.bool != true
    {
      errors.required("status.startTime", "startTime cannot be removed for unsuspended job")
    }
  }

  private static func counts(_ status: Value, _ before: Value, _ now: Conditions, _ errors: inout ErrorList) {
    let active = status["active"]?.int ?? 0
    if active > 0 && now.isFinished {
      errors.invalid("status.active", .int(active), "active>0 is invalid for finished job")
    }
    if let terminating = status["terminating"]?.int, terminating > 0, now.isFinished {
      errors.invalid("status.terminating", .int(terminating), "terminating>0 is invalid for finished job")
    }
    if let ready = status["ready"]?.int, ready > active {
      errors.invalid("status.ready", .int(ready), "cannot set more ready pods than active")
    }
    for name in ["failed", "succeeded"] {
      let count = status[name]?.int ?? 0
      if count < before[name]?.int ?? 0 {
        errors.invalid("status.\(name)", .int(count), "cannot decrease the \(name) counter")
      }
    }
  }
}
