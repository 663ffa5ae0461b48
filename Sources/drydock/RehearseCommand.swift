import ArgumentParser
import Fetch
import Files
import KubeAPI
import Manifest
import Rehearsal
import Workspace

/// `drydock rehearse`: the whole deployment in virtual time.
struct RehearseCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "rehearse", abstract: "Run the deployment of an app directory on a cluster that is a value.",
    discussion: """
      Nothing outside this process is touched: no cluster, no remote, no file. Exit code 0 only when nothing failed.

        drydock rehearse apps/coder-prod
        drydock rehearse apps/coder-prod --format json | jq .checks
      """)

  @Argument(help: "The app directory: a folder with Flux manifests.") var directory: String
  @Option(help: "text or json.") var format: Format = .text
  @Flag(help: "Print the event log instead of the report; the same input gives the same bytes.") var events = false
  @Option(help: "Write the final objects as YAML files into this folder, which must not exist.") var keep: String?
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false
  @Flag(help: "Start a throw-away PostgreSQL and make Coder's connection for real.") var postgres = false
  @Flag(help: "Never try to fetch charts that are not on disk.") var offline = false
  @Option(help: "Give up after that many minutes of cluster time.") var horizon: Int = 120

  func validate() throws {
    guard (1...100_000).contains(horizon) else { throw ValidationError("--horizon takes minutes from 1 to 100000") }
  }

  /// The app, with charts that are not on disk from the cache; what the cache lacks is fetched first, unless --offline.
  private func open() async throws -> Workspace {
    let workspace = try await Workspace.open(directory)
    let absent = workspace.charts.filter { $0.origin == .standIn || $0.origin == .missing }.compactMap(\.pin)
    guard !absent.isEmpty, let cache = ChartCache.ofUser() else { return workspace }
    let wanted = absent.map { ChartCache.Chart(name: $0.name, version: $0.version, repository: $0.repository) }
    if !offline, let problem = await cache.fill(wanted, fetcher: HTTPFetcher()) {
      Terminal.error("note: charts could not be fetched: \(problem.message)")
    }
    return workspace.with(options: .init(cache: cache.folder))
  }

  func run() async throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let terminal = Terminal()
    let text = ReportText(colour: terminal.wantsColour(noColor), width: terminal.isTerminal ? terminal.width : 120)
    var server: PostgresServer?
    defer { server?.stop() }
    do {
      if let keep, (try? DiskTree(keep)) != nil {
        throw SourceError(file: keep, "the folder exists already", nextStep: "name a folder that does not exist")
      }
      let workspace = try await open()
      var options = Rehearsal.Options(horizon: .seconds(60 * horizon))
      if postgres {
        let started = try await PostgresServer.start()
        server = started
        options = try started.options(for: workspace, options)
      }
      let rehearsal = Rehearsal(workspace, options: options)
      let shows = format == .text && !events
      var live = LiveTree(isLive: shows && terminal.isTerminal && terminal.height > 8, height: terminal.height)
      let report = try await rehearsal.run { transition, tree in
        guard shows else { return }
        if live.isLive { live.draw(text.tree(tree())) } else { Terminal.out(text.line(transition) + "\n") }
      }
      if let keep { try KeptObjects.write(report.objects, to: keep) }
      if events {
        Terminal.out(report.eventLog)
      } else if format == .json {
        Terminal.out(JSON.write(report.json, sortedKeys: false, indent: "  ") + "\n")
      } else {
        if live.isLive {
          live.draw(text.tree(report.tree), isLast: true)
        } else {
          Terminal.out("\n" + text.tree(report.tree).joined(separator: "\n") + "\n")
        }
        Terminal.out(text.summary(report, elapsed: clock.now - begin))
      }
      if !report.succeeded { throw ExitCode(1) }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}
