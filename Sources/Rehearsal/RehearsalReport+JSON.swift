import Exposure
import KubeAPI
import Manifest
import Verification

extension Finding {
  /// `{severity, rule, object, file, line, message, nextStep}`.
  public var json: Value {
    [
      "severity": .string(severity.rawValue), "rule": .string(rule), "object": .string(object), "file": .string(file),
      "line": .int(Int64(line)), "message": .string(message), "nextStep": .string(nextStep),
    ]
  }
}

extension RehearsalReport {
  /// The report as data. Times are seconds of cluster time since the bootstrap.
  public var json: Value {
    func seconds(_ time: Duration) -> Value {
      let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
      return milliseconds % 1000 == 0 ? .int(milliseconds / 1000) : .double(Double(milliseconds) / 1000)
    }
    let checks = self.checks.map { check -> Value in
      [
        "number": .int(Int64(check.number)), "title": .string(check.title), "outcome": .string(check.outcome.rawValue),
        "detail": .string(check.detail), "findings": .array(check.findings.map(\.json)),
      ]
    }
    let states = timeline.order.compactMap { key -> Value? in
      guard let state = timeline.current[key] else { return nil }
      return [
        "kind": .string(key.type.kind), "namespace": .string(key.namespace), "name": .string(key.name),
        "state": .string(state.state.rawValue), "reason": .string(state.reason), "message": .string(state.message),
        "time": seconds(state.time),
      ]
    }
    return [
      "app": .string(app), "commit": .string(commit), "branch": .string(branch), "succeeded": .bool(succeeded),
      "verdict": .string(verdict), "virtualSeconds": seconds(virtualTime), "checks": .array(checks),
      "objects": .array(states), "access": .array(access.map(Value.string)), "exposure": exposure.json,
      "findings": .array(findings.map(\.json)), "real": .array(real.map(Value.string)),
      "simulated": .array(simulated.map(Value.string)),
    ]
  }

  /// The event log: one line for each event and each change of state, in order. The same input gives the same bytes.
  public var eventLog: String {
    var out = ""
    for event in timeline.events {
      let message = event.message.split(whereSeparator: \.isNewline).joined(separator: " ")
      out += "\(Self.stamp(event.time)) \(event.type) \(event.source) \(event.object) \(event.reason): \(message)\n"
    }
    return out
  }

  private static func stamp(_ time: Duration) -> String {
    let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
    let fraction = String(milliseconds % 1000)
    return ReportText.clock(time) + "." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
