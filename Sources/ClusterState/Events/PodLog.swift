import KubeAPI
import Manifest

extension ClusterState {
  /// What a container of the pod printed so far in its present run (or in the one before).
  public func log(of pod: Value, container: String, previous: Bool = false) -> [String] {
    let record = containers[pod.uid]?[container]
    return ((previous ? record?.previous : record?.current)?.output ?? []).filter { $0.time <= now }.map(\.text)
  }

  func answerLog(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let options = try PodLogOptions(request)
    let pod = try stored(info, resource)
    try options.check(pod.name)
    let names = ["containers", "initContainers", "ephemeralContainers"].flatMap { list in
      (pod.at("spec", list)?.array ?? []).compactMap { $0["name"]?.string }
    }
    let main = (pod.at("spec", "containers")?.array ?? []).compactMap { $0["name"]?.string }
    var container = request.parameter("container") ?? ""
    if container.isEmpty {
      guard main.count == 1, names.count == 1 else {
        let initial = (pod.at("spec", "initContainers")?.array ?? []).compactMap { $0["name"]?.string }
        let tail = initial.isEmpty ? "" : " or one of the init containers: [\(initial.joined(separator: " "))]"
        throw .badRequest(
          "a container name must be specified for pod \(info.name), choose one of: [\(main.joined(separator: " "))]"
            + tail)
      }
      container = main[0]
    } else if !names.contains(container) {
      throw .badRequest("container \(container) is not valid for pod \(info.name)")
    }
    if (pod.at("spec", "nodeName")?.string ?? "").isEmpty {
      // Nothing to read, and nothing to read it from.
      return APIResponse(status: 204)
    }
    // Nobody has run it, and there is no node that could.
    if let node = pod.at("spec", "nodeName")?.string, containers[pod.uid] == nil,
      get(ObjectKey(GroupKind("", "Node"), "", node)) == nil
    {
      throw .notFound(resource, node)
    }
    let record = containers[pod.uid]?[container]
    if request.flag("previous") {
      guard let previous = record?.previous else {
        throw .badRequest(
          "previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found")
      }
      return PodLog.answer(previous.output.filter { $0.time <= now }, request, now: now)
    }
    if record == nil, let reason = waitingReason(of: container, pod) {
      throw .badRequest("container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: \(reason)")
    }
    return PodLog.answer((record?.current.output ?? []).filter { $0.time <= now }, request, now: now)
  }

  private func waitingReason(of container: String, _ pod: Value) -> String? {
    for list in ["containerStatuses", "initContainerStatuses"] {
      for status in pod.at("status", list)?.array ?? [] where status["name"]?.string == container {
        if let reason = status.at("state", "waiting", "reason")?.string, status["lastState"]?.object?.isEmpty != false {
          return reason
        }
        return nil
      }
    }
    return nil
  }
}

enum PodLog {
  /// The lines that the options of a log request (tailLines, sinceSeconds, sinceTime, timestamps, limitBytes) leave.
  static func answer(_ lines: [SimulatedContainer.Line], _ request: APIRequest, now: Instant) -> APIResponse {
    var lines = lines[...]
    if let seconds = request.parameter("sinceSeconds").flatMap({ Int64($0) }), seconds >= 0, seconds < 1 << 32 {
      lines = lines.filter { $0.time >= now + .seconds(-seconds) }[...]
    }
    if let since = request.parameter("sinceTime").flatMap({ Instant(rfc3339: $0) }) {
      lines = lines.filter { $0.time >= since }[...]
    }
    if let tail = request.parameter("tailLines").flatMap({ Int($0) }), tail >= 0 { lines = lines.suffix(tail) }
    let stamps = request.flag("timestamps")
    var text = ""
    for line in lines { text += (stamps ? line.time.rfc3339Nano + " " : "") + line.text + "\n" }
    var body = Array(text.utf8)
    if let limit = request.parameter("limitBytes").flatMap({ Int($0) }), limit >= 0 { body = Array(body.prefix(limit)) }
    return APIResponse(status: 200, headers: [("content-type", "text/plain")], body: body)
  }
}
