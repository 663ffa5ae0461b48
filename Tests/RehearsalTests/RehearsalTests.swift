import Foundation
import KubeAPI
import Manifest
import Rehearsal
import Scaffold
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

  /// The committed app is what `drydock new coder` writes; who changes one changes the other.
  @Test func theAppIsWhatNewWrites() throws {
    var app = CoderApp(directory: "apps/coder-prod")
    app.tailnet = "example-tailnet"
    app.repositoryURL = "https://github.com/example/setup"
    for file in try app.files() {
      let committed = try? String(contentsOfFile: "\(Sandbox.repository)/\(file.path)", encoding: .utf8)
      #expect(committed == file.text, "\(file.path) differs from what `drydock new coder` writes")
    }
  }

  /// On one core and on several, in one process and in another: the same bytes.
  @Test(.enabled(if: Program.drydock != nil, "needs the drydock program"))
  func theEventLogIsTheSameOnOneCore() async throws {
    let sandbox = try Sandbox()
    let drydock = try #require(Program.drydock)
    let words = ["rehearse", "--offline", "--events", "apps/coder-prod"]
    let plain = try await Program.run(drydock, words, in: sandbox.root)
    #expect(plain.code == 0, "\(plain.err)")
    #expect(plain.out.contains("InstallSucceeded"))
    let again = try await Program.run(drydock, words, in: sandbox.root)
    #expect(again.out == plain.out)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset") else { return }
    let pinned = try await Program.run("/usr/bin/taskset", ["-c", "0", drydock] + words, in: sandbox.root)
    #expect(pinned.out == plain.out)
  }

  /// Coder's connection URL against a real server whose password is hard to carry.
  @Test(
    .enabled(
      if: Program.drydock != nil && FileManager.default.fileExists(atPath: "/usr/lib/postgresql"),
      "needs Debian's postgresql"))
  func postgresTakesThePassword() async throws {
    let sandbox = try Sandbox()
    let drydock = try #require(Program.drydock)
    let output = try await Program.run(
      drydock, ["rehearse", "--offline", "--postgres", "apps/coder-prod"], in: sandbox.root)
    #expect(output.code == 0, "\(output.out)\(output.err)")
    #expect(output.out.contains("the PostgreSQL connection from Coder's"))
  }

  /// The commands of the README and of nx.json, as written there.
  @Test(.enabled(if: Program.drydock != nil, "needs the drydock program"))
  func commandsOfTheMonorepo() async throws {
    let sandbox = try Sandbox()
    let drydock = try #require(Program.drydock)
    for (words, said) in [
      ("check apps/coder-prod", "✓ apps/coder-prod: 0 errors"),
      ("check exposure apps/coder-prod", "Verdict: private"), ("check secrets apps/coder-prod", "No secrets found"),
      ("build apps/coder-prod", "kind: HelmRelease"), ("--version", "0.2.0"),
    ] {
      let output = try await Program.run(drydock, words.split(separator: " ").map(String.init), in: sandbox.root)
      #expect(output.code == 0, "\(words): \(output.err)")
      #expect(output.out.contains(said), "\(words): \(output.out)")
    }
    let missing = try await Program.run(drydock, ["rehearse", "apps/nothing"], in: sandbox.root)
    #expect(missing.code == 1)
    #expect(missing.err.contains("apps/nothing: there is no such app directory"))
  }

  @Test func noSecretValueIsShown() async throws {
    let report = try await Sandbox().rehearse()
    let shown = report.eventLog + JSON.write(report.json)
    for value in ["fake%2Fpassword", "fake/password", "made-up-token"] { #expect(!shown.contains(value)) }
  }
}
