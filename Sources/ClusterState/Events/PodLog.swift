import KubeAPI
import Manifest

/// Which container of which pod (by uid).
struct LogKey: Sendable, Hashable {
  var pod: String
  var container: String
}

/// A line that a simulated container printed.
struct LogLine: Sendable, Hashable {
  var time: Instant
  var text: String
}

extension ClusterState {
  /// Adds a line to what a simulated container printed; `kubectl logs` shows it.
  public mutating func appendLog(of pod: Value, container: String, _ line: String) {
    logs[LogKey(pod: pod.uid, container: container), default: []].append(LogLine(time: now, text: line))
  }

  /// What a simulated container printed so far.
  public func log(of pod: Value, container: String) -> [String] {
    (logs[LogKey(pod: pod.uid, container: container)] ?? []).map(\.text)
  }
}

enum PodLog {
  /// The lines that the options of a log request (tailLines, sinceSeconds, sinceTime, timestamps, limitBytes) leave.
  static func answer(
    _ lines: [LogLine], _ request: APIRequest, pod: Value, container: String, now: Instant
  ) -> APIResponse {
    if request.flag("previous") {
      return .refusal(
        StatusError.badRequest("previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found"))
    }
    var lines = lines[...]
    if let seconds = request.parameter("sinceSeconds").flatMap({ Int64($0) }) {
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
