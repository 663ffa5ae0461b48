import Exposure
import KubeAPI
import Manifest

/// What `drydock check` of an app directory came to, in the forms that people and machines read.
///
/// Every way in that fails the proof is a finding too, under the rule `exposure`, so that a reader of SARIF or JUnit
/// misses nothing.
public struct CheckReport: Sendable {
  /// `apps/coder-prod`.
  public var app: String
  public var findings: [Finding]
  public var exposure: Report

  public init(app: String, findings: [Finding], exposure: Report) {
    self.app = app
    self.findings = findings
    self.exposure = exposure
  }

  public init(_ check: AppCheck) {
    self.init(app: check.workspace.app, findings: check.findings(), exposure: check.exposure())
  }

  /// No error, and nothing that is public or cannot be told.
  public var succeeded: Bool { exposure.verdict == .private && !findings.contains { $0.severity == .error } }

  /// The findings, and one for each way in that fails.
  public var all: [Finding] {
    findings
      + exposure.findings.map { entry in
        let parts = entry.source.split(separator: ":").map(String.init)
        let line = parts.count > 1 ? parts.last.flatMap { Int($0) } ?? 0 : 0
        let file = line > 0 ? String(entry.source.dropLast(String(line).count + 1)) : entry.source
        let who = entry.reach == .unknown ? "who reaches it cannot be told" : "\(entry.reach.audience) reaches it"
        return Finding(
          .error, rule: "exposure", object: entry.title, file: file, line: line, "\(who): \(entry.why)",
          nextStep: entry.next)
      }
  }

  public var json: Value {
    [
      "app": .string(app), "succeeded": .bool(succeeded), "findings": .array(findings.map(\.json)),
      "exposure": exposure.json,
    ]
  }
}
