import Exposure
import KubeAPI
import Manifest
import Rehearsal
import Verification

/// What a look at a cluster came to.
public struct LiveReport: Sendable {
  public var app: String
  /// `https://10.0.0.1:6443 (context setup)`
  public var server: String
  /// `v1.36.2`; empty when the server does not say.
  public var version = ""
  /// The acceptance checks, numbered as in a rehearsal.
  public var checks: [Verification.Check] = []
  /// What only a running cluster shows; numbered on from ``checks``.
  public var further: [Verification.Check] = []
  public var exposure = Report(entries: [])
  /// Why nothing can be said about who can reach what; empty when it can.
  public var unjudged = ""

  public init(app: String, server: String) {
    self.app = app
    self.server = server
  }

  public var all: [Verification.Check] { checks + further }
  public var failed: [Verification.Check] { all.filter { $0.outcome == .failed } }
  public var succeeded: Bool { failed.isEmpty }

  /// What must change for a watcher to be told: outcomes and details, not times.
  public var signature: [String] { all.map { "\($0.title) \($0.outcome.rawValue) \($0.detail)" } }

  public var verdict: String {
    func count(_ outcome: Verification.Check.Outcome) -> Int { checks.count { $0.outcome == outcome } }
    var text = "\(count(.passed)) of \(checks.count) checks passed"
    if count(.failed) > 0 { text += ", \(count(.failed)) failed" }
    if count(.skipped) > 0 { text += ", \(count(.skipped)) skipped" }
    let bad = further.count { $0.outcome == .failed }
    if bad > 0 { text += "; \(bad) of \(further.count) further checks failed" }
    return "\(app): \(text)"
  }
}

// MARK: - JSON

extension LiveReport {
  /// `{app, server, version, succeeded, verdict, checks, further, exposure}`; the checks as in a rehearsal's report. An
  /// exposure that could not be judged is `{verdict: unknown, reason}`.
  public var json: Value {
    func list(_ checks: [Verification.Check]) -> Value {
      .array(
        checks.map { check in
          [
            "number": .int(Int64(check.number)), "title": .string(check.title),
            "outcome": .string(check.outcome.rawValue), "detail": .string(check.detail),
            "findings": .array(check.findings.map(\.json)),
          ]
        })
    }
    return [
      "app": .string(app), "server": .string(server), "version": .string(version), "succeeded": .bool(succeeded),
      "verdict": .string(verdict), "checks": list(checks), "further": list(further),
      "exposure": unjudged.isEmpty ? exposure.json : ["verdict": "unknown", "reason": .string(unjudged)],
    ]
  }
}

// MARK: - JUnit

extension LiveReport {
  /// A JUnit XML document, one test case for each check, for CI systems.
  public var junit: String {
    let skipped = all.count { $0.outcome == .skipped }
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuite name=\"drydock verify \(XMLText.escape(app))\" tests=\"\(all.count)\""
    out += " failures=\"\(failed.count)\" errors=\"0\" skipped=\"\(skipped)\">\n"
    for check in all {
      out += "  <testcase classname=\"\(XMLText.escape(app))\" name=\"\(check.number). \(XMLText.escape(check.title))\""
      switch check.outcome {
      case .passed: out += "><system-out>\(XMLText.escape(check.detail))</system-out></testcase>\n"
      case .skipped: out += "><skipped message=\"\(XMLText.escape(check.detail))\"/></testcase>\n"
      case .failed:
        let lines = check.findings.map { finding in
          finding.description + (finding.nextStep.isEmpty ? "" : "\n  next: \(finding.nextStep)")
        }
        out += "><failure message=\"\(XMLText.escape(check.detail))\">"
        out += XMLText.escape(lines.joined(separator: "\n")) + "</failure></testcase>\n"
      }
    }
    return out + "</testsuite>\n"
  }
}

// MARK: - Text

extension LiveReport {
  /// As a person reads it.
  public func text(_ style: ReportText) -> String {
    var out = "\(app) on \(server)\(version.isEmpty ? "" : ", Kubernetes \(version)")\n\n"
    out += style.heading("Checks") + style.checks(checks)
    if !further.isEmpty { out += "\n" + style.heading("While it runs") + style.checks(further) }
    out += "\n" + style.heading("Who can reach what")
    let ways = exposure.entries.filter { $0.reach != .cluster }
    for entry in ways { out += style.paragraph(entry.sentence) }
    out += style.paragraph(unjudged.isEmpty ? exposure.summary : "Not judged: \(unjudged)")
    return out + "\n" + style.verdict(verdict, succeeded: succeeded)
  }
}
