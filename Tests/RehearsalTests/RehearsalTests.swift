import KubeAPI
import Manifest
import Rehearsal
import Testing
import Workspace

/// The main job, as the repository ships it.
@Suite struct RehearsalTests {
  @Test func coderEndsInThirteenChecksWithNothingFailed() async throws {
    let report = try await Sandbox().rehearse()
    #expect(report.checks.count == 13)
    #expect(report.failed == 0, "\(report.story)")
    #expect(report.succeeded, "\(report.story)")
    // The charts themselves are not in this repository: that check can only be skipped.
    #expect(report.checks.first?.outcome == .skipped)
    #expect(report.checks.dropFirst().allSatisfy { $0.outcome == .passed })
    #expect(report.access.contains("internet: nothing"))
    #expect(
      report.access.contains(
        "tailnet: https://coder.example-tailnet.ts.net → Service coder:http → Pod :8080"))
    #expect(report.findings.contains { $0.rule == "wildcard-host" && $0.line == 18 })
  }

  @Test func theSameInputGivesTheSameEvents() async throws {
    let sandbox = try Sandbox()
    let first = try await sandbox.rehearse()
    let second = try await sandbox.rehearse()
    #expect(!first.eventLog.isEmpty)
    #expect(first.eventLog == second.eventLog)
    #expect(JSON.write(first.json) == JSON.write(second.json))
  }

  @Test func noSecretValueIsShown() async throws {
    let report = try await Sandbox().rehearse()
    let shown = report.eventLog + JSON.write(report.json)
    for value in ["fake%2Fpassword", "fake/password", "made-up-token"] { #expect(!shown.contains(value)) }
  }
}
