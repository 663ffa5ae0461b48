import Foundation
import KubeAPI
import KubeClient
import Launch
import Manifest
import Testing

/// The launch's steps behind an HTTP server that answers wrongly, with the real client between them. What comes of it is
/// the table of docs/reliability.md.
@Suite(.serialized, .enabled(if: Program.path != nil, "the program drydock is not beside the tests"))
struct FaultProxyTests {
  private struct Case: Sendable {
    var name: String
    var fault: FaultProxy.Fault
  }
  private static let lasting = [
    Case(name: "429", fault: .status(429, retryAfter: 1)), Case(name: "500", fault: .status(500)),
    Case(name: "503", fault: .status(503)), Case(name: "401", fault: .status(401)),
    Case(name: "403", fault: .status(403)), Case(name: "409", fault: .status(409)),
    Case(name: "410", fault: .status(410)), Case(name: "cut in the answer", fault: .cut),
    Case(name: "no answer", fault: .silence), Case(name: "slow answers", fault: .slow),
  ]
  private static let steps: [LaunchStep] = [.preflight, .dryRun, .bootstrap, .reconcile, .wait, .verify]

  /// All of the table with DRYDOCK_FAULTS=all, else each fault in a step or two and each step with some faults. With
  /// DRYDOCK_FAULTS=write the table is written into the document.
  @Test func everyFaultInEveryStepEndsAsTheTableSays() async throws {
    let choice = ProcessInfo.processInfo.environment["DRYDOCK_FAULTS"] ?? ""
    let repository = try await Monorepo()
    let server = try await ServedProcess(repository, speed: 100)
    let direct = try await KubeClient.connect(.init(kubeconfig: server.kubeconfig, context: nil))
    let proxy = try FaultProxy(to: direct)
    let kubeconfig = try proxy.kubeconfig(in: repository.base)
    // All is ready before: what goes wrong is the fault's doing.
    _ = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: direct)
    var rows: [[String]] = []
    for (row, one) in Self.lasting.enumerated() {
      var cells = [one.name]
      for (column, step) in Self.steps.enumerated() {
        guard !choice.isEmpty || (row + column) % 4 == 0 else {
          cells.append("")
          continue
        }
        cells.append(try await outcome(of: one.fault, in: step, repository, proxy, kubeconfig))
      }
      rows.append(cells)
    }
    // None of it has left anything behind that the next run could not go on from.
    proxy.strike([])
    let result = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: direct)
    #expect(result.succeeded && result.checks.count == 13)
    #expect(try await repository.pushed() == ["feat(coder-prod): deploy apps/coder-prod"])
    await direct.shutdown()

    let document = "\(Monorepo.repository)/docs/reliability.md"
    let text = try String(contentsOfFile: document, encoding: .utf8)
    let lines = rows.map { "| \($0.joined(separator: " | ")) |" }
    let titles = "| every request is answered with | \(Self.steps.map(\.rawValue).joined(separator: " | ")) |"
    guard let begin = text.range(of: titles + "\n") else {
      Issue.record("docs/reliability.md has no table \(titles)")
      return
    }
    let end = text.range(of: "\n\n", range: begin.upperBound..<text.endIndex)?.lowerBound ?? text.endIndex
    if choice == "write" {
      let rule = "|" + String(repeating: " --- |", count: Self.steps.count + 1)
      let written = text.replacingCharacters(
        in: begin.upperBound..<end, with: ([rule] + lines).joined(separator: "\n"))
      try written.write(toFile: document, atomically: true, encoding: .utf8)
      return
    }
    let known = text[begin.upperBound..<end].split(separator: "\n").dropFirst().map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(known.count == rows.count)
    for (cells, said) in zip(rows, known) {
      #expect(cells[0] == said.first)
      for (column, cell) in cells.enumerated() where column > 0 && !cell.isEmpty {
        #expect(said.indices.contains(column) && said[column] == cell, "\(cells[0]), \(Self.steps[column - 1])")
      }
    }
  }

  /// One step, every request of which meets the fault.
  private func outcome(
    of fault: FaultProxy.Fault, in step: LaunchStep, _ repository: Monorepo, _ proxy: FaultProxy, _ kubeconfig: String
  ) async throws -> String {
    proxy.strike([])
    var settings = KubeClient.Options(kubeconfig: kubeconfig, context: nil)
    settings.patience = .milliseconds(400)
    if case .silence = fault { settings.timeout = .milliseconds(300) }
    var connected: KubeClient?
    // On a busy machine an answer may be late also without a fault.
    for _ in 0..<50 where connected == nil { connected = try? await KubeClient.connect(settings) }
    let client = try #require(connected)
    var options = Launch.Options()
    options.from = step
    options.to = step
    options.timeout = .seconds(2)
    let lines = Lines()
    proxy.strike([fault])
    defer { proxy.strike([]) }
    let text: String
    do {
      let result = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
        .run(on: client, report: { lines.add($0) })
      text =
        lines.text.contains("not judged: you may not write") || result.checks.contains { $0.outcome == .skipped }
        ? "goes on, counts what it may not see" : "goes on"
    } catch {
      #expect(error.step == step)
      if step == .verify {
        text = "stops: the checks that asked fail"
      } else if lines.text.contains("the cluster does not answer, waiting") {
        text = "waits until `--timeout`"
      } else if case .slow = fault, error.error.message.contains("not ready after") {
        text = "goes on"
      } else {
        let words = error.error.nextStep.split(whereSeparator: { ":(,;".contains($0) }).first ?? "no next step"
        text =
          "stops: "
          + (words.hasPrefix("run `drydock launch") ? "run it again" : words.trimmingCharacters(in: .whitespaces))
      }
    }
    #expect(proxy.strikes > 0 || step == .preflight, "\(step) asked nothing")
    await client.shutdown()
    return text
  }

  /// Again and again a request meets one fault or another: the client's own patience carries the launch through.
  @Test func aFaultNowAndThenIsBorne() async throws {
    let repository = try await Monorepo()
    let server = try await ServedProcess(repository, speed: 50)
    let direct = try await KubeClient.connect(.init(kubeconfig: server.kubeconfig, context: nil))
    let proxy = try FaultProxy(to: direct)
    let client = try await KubeClient.connect(
      .init(kubeconfig: try proxy.kubeconfig(in: repository.base), context: nil))
    let faults: [FaultProxy.Fault] = [
      .status(503), .cut, .status(429, retryAfter: 0), .status(500), .slow, .status(503, retryAfter: 0),
    ]
    proxy.strike(faults, every: 6)
    let result = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: client)
    #expect(proxy.strikes > faults.count)
    #expect(result.checks.map(\.outcome.rawValue) == Array(repeating: "passed", count: 13))
    #expect(result.commits == 1)
    #expect(try await repository.pushed().count == 1)
    await client.shutdown()
    await direct.shutdown()
  }
}
