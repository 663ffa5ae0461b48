import Exposure
import KubeAPI
import Manifest
import Rehearsal
import Testing
import Workspace

/// The forms of `drydock check` that machines read.
@Suite struct CheckReportTests {
  private static func report() -> CheckReport {
    let service: Value = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web", "namespace": "shop"],
      "spec": ["type": "LoadBalancer", "ports": [["port": 80]]],
    ]
    let findings = [
      Finding(
        .error, rule: "secret-key", object: "Deployment/shop/web", file: "apps/shop/a b&c.yaml", line: 7,
        "no key <password> & \"more\"", nextStep: "use it"),
      Finding(.warning, rule: "unread-value", file: "apps/shop/x.yaml", "never read"),
      Finding(.note, rule: "feature-branch", "a note"),
    ]
    return CheckReport(
      app: "apps/shop", findings: findings,
      exposure: Exposure.judge([ExposedObject(value: service, file: "apps/shop/web.yaml", line: 3)]))
  }

  @Test func sarif() throws {
    let value = CheckReportTests.report().sarif(version: "1.2.3")
    #expect(value["version"] == "2.1.0")
    let run = try #require(value["runs"]?[0])
    let rules = (run.at("tool", "driver", "rules")?.array ?? []).compactMap { $0["id"]?.string }
    #expect(rules == ["secret-key", "unread-value", "feature-branch", "exposure"])
    let results = run["results"]?.array ?? []
    #expect(results.compactMap { $0["level"]?.string } == ["error", "warning", "note", "error"])
    for (i, result) in results.enumerated() { #expect(result["ruleIndex"]?.int == Int64(i)) }
    let first = results[0]["locations"]?[0]?["physicalLocation"]
    #expect(first?.at("artifactLocation", "uri") == "apps/shop/a%20b%26c.yaml")
    #expect(first?.at("region", "startLine") == 7)
    let last = results[3]["locations"]?[0]?["physicalLocation"]
    #expect(last?.at("artifactLocation", "uri") == "apps/shop/web.yaml")
    #expect(last?.at("region", "startLine") == 3)
    // Every result has a place, or code scanning drops it.
    #expect(results.allSatisfy { ($0["locations"]?[0]?.at("physicalLocation", "region", "startLine")?.int ?? 0) > 0 })
  }

  @Test func junit() {
    let text = CheckReportTests.report().junit()
    #expect(text.contains("tests=\"5\" failures=\"2\""))
    #expect(text.contains("no key &lt;password&gt; &amp; &quot;more&quot;"))
    #expect(text.contains("name=\"verdict public\""))
    #expect(text.components(of: "<failure ") == 2)
    #expect(text.components(of: "<testcase ") == text.components(of: "</testcase>"))
  }

  /// The app as shipped has no error, and every form says so.
  @Test func theAppIsRight() async throws {
    let sandbox = try Sandbox()
    let report = CheckReport(AppCheck(try await Workspace.open("\(sandbox.root)/apps/coder-prod")))
    let succeeded = report.succeeded
    #expect(succeeded)
    #expect(report.junit().contains("failures=\"0\""))
    #expect(!report.all.contains { $0.severity == .error })
    #expect(!report.findings.contains { $0.rule == "unread-value" }, "\(report.findings)")
  }

  @Test func valuesThatNoTemplateReads() async throws {
    let sandbox = try Sandbox()
    try sandbox.edit(
      "apps/coder-prod/helmrelease-coder.yaml", "      livenessProbe:\n        initialDelaySeconds: 60\n",
      "      livenessProbe:\n        initialDelaySecond: 60\n")
    let report = CheckReport(AppCheck(try await Workspace.open("\(sandbox.root)/apps/coder-prod")))
    #expect(
      report.findings.contains {
        ($0.rule == "unread-value" || $0.rule == "unknown-value") && $0.file.hasSuffix("helmrelease-coder.yaml")
          && $0.line > 0
      }, "\(report.findings)")
  }

  @Test func variablesThatNothingSets() async throws {
    for (flux, severity) in [("2.9", Finding.Severity.error), ("2.8", .warning)] {
      let sandbox = try Sandbox()
      try sandbox.edit(
        "apps/coder-prod/kustomization-root.yaml", "  prune: true\n",
        "  prune: true\n  postBuild:\n    substitute:\n      known: there\n")
      try sandbox.edit("apps/coder-prod/rehearsal.yaml", "flux: \"2.9\"", "flux: \"\(flux)\"")
      try sandbox.edit(
        "apps/coder-prod/ingress-coder.yaml", "  ingressClassName: tailscale\n",
        "  # ${comment}\n  ingressClassName: tailscale${known}${lost}${other:=x}$${kept}\n")
      let check = AppCheck(try await Workspace.open("\(sandbox.root)/apps/coder-prod"))
      let found = check.findings().filter { $0.rule == "unset-variable" }
      #expect(found.count == 1 && found.first?.severity == severity, "\(flux): \(found)")
      #expect(found.first?.message.contains("${lost}") == true)
      #expect(found.first?.line == 8, "\(found)")
    }
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: part) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
