import ArgumentParser
import Dispatch
import Fetch
import Flux
import KubeAPI
import KubeClient
import Launch
import LiveVerification
import Manifest
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `drydock launch`: from the working tree to the acceptance checks on a cluster.
struct LaunchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch",
    abstract: "Commit, push, bootstrap, reconcile, wait, verify: one command, run again at will.",
    discussion: """
      Every step looks before it acts, so a launch that was cut off is simply run again and goes on where it was.
      Steps: \(LaunchStep.allCases.map(\.rawValue).joined(separator: ", ")).

        drydock launch apps/coder-prod --dry-run
        drydock launch apps/coder-prod --context setup
        drydock launch apps/coder-prod --from wait --timeout 1h

      Exit codes: 0 launched and verified, 1 stopped with a reason, 130 interrupted.
      """)

  @OptionGroup var connection: ConnectionOptions
  @Flag(help: "Do not ask.") var yes = false
  @Flag(help: "End before the commit and show the plan.") var dryRun = false
  @Option(help: "Begin with this step.") var from: String?
  @Option(help: "End with this step.") var to: String?
  @Option(help: "How long the controllers may take, as 30m or 1h; by default longer than the objects' own timeouts.")
  var timeout: String?
  @Option(name: [.short, .long], help: "The commit message.") var message: String?
  @Option(help: "The git remote; by default the branch's own.") var remote: String?
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false
  @Argument(help: "The app directory.") var directory: String

  func validate() throws {
    for name in [from, to].compactMap({ $0 }) where LaunchStep(rawValue: name) == nil {
      throw ValidationError(
        "\(name) is no step; steps are \(LaunchStep.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    if let timeout, Flux.duration(timeout) == nil {
      throw ValidationError("--timeout takes 90s, 30m, 1h and the like.")
    }
    if let from, let to, let a = LaunchStep(rawValue: from), let b = LaunchStep(rawValue: to), b < a {
      throw ValidationError("--to \(to) comes before --from \(from).")
    }
  }

  func run() async throws {
    let work = Task { try await launch() }
    let directory = directory
    let interrupt = Interrupt { number in
      Terminal.error("interrupted; what is done stays done. Run `drydock launch \(directory)` again to go on.")
      // A request under way is ended; git, if it runs, is left to finish what it began.
      work.cancel()
      DispatchQueue.global().asyncAfter(deadline: .now() + 5) { leave(128 + number) }
    }
    let outcome = await work.result
    if let number = interrupt.arrived { throw ExitCode(128 + number) }
    try outcome.get()
  }

  private func launch() async throws {
    let terminal = Terminal()
    let text = LaunchText(colour: terminal.wantsColour(noColor), width: terminal.isTerminal ? terminal.width : 120)
    var options = Launch.Options()
    options.from = from.flatMap { LaunchStep(rawValue: $0) } ?? .preflight
    options.to = to.flatMap { LaunchStep(rawValue: $0) } ?? .verify
    options.isDryRun = dryRun
    options.timeout = Flux.duration(timeout)
    options.message = message
    options.remote = remote
    let screen = LaunchScreen(text: text, terminal: terminal)
    do {
      let client = try await connection.client(patience: .seconds(60))
      let launch = Launch(directory, options: options, fetcher: HTTPFetcher()) { workspace in
        let report = await LiveVerification(workspace).run(on: client)
        return (report.checks, report.further)
      }
      let isAsking = !yes
      let result = try await launch.run(
        on: client, confirm: { isAsking ? LaunchScreen.ask($0) : true }, report: { screen.show($0) })
      Terminal.out(text.verdict(result, isDryRun: dryRun) + "\n")
      await client.shutdown()
    } catch let failure as LaunchFailure {
      Terminal.out(text.failure(failure, directory: directory))
      throw ExitCode(1)
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    } catch let error as StatusError {
      Terminal.error(ConnectionOptions.text(error))
      throw ExitCode(1)
    }
  }
}

/// SIGINT and SIGTERM as events; processes that are started ignore them, so that git ends what it began.
private final class Interrupt: Sendable {
  private let number = Mutex<Int32?>(nil)
  /// Kept so that they go on; made once and never looked at again.
  private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

  /// - Parameter act: called once, on a thread of its own.
  init(_ act: @escaping @Sendable (Int32) -> Void) {
    for one in [SIGINT, SIGTERM] {
      signal(one, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: one, queue: .global())
      source.setEventHandler { [weak self] in
        if self?.note(one) == true { act(one) }
      }
      source.resume()
      sources.append(source)
    }
  }

  /// The signal that came, if one did.
  var arrived: Int32? { number.withLock { $0 } }

  /// Whether it is the first.
  private func note(_ one: Int32) -> Bool {
    number.withLock { known in
      let isFirst = known == nil
      if isFirst { known = one }
      return isFirst
    }
  }
}

/// `exit` by another name: commands have one of their own.
private func leave(_ code: Int32) -> Never { exit(code) }

/// Prints a launch as it goes: the chain in place on a terminal, its changes line by line elsewhere.
final class LaunchScreen: Sendable {
  private struct State {
    var chain: Chain?
    var live: LiveTree
  }
  private let text: LaunchText
  private let terminal: Terminal
  private let state: Mutex<State>

  init(text: LaunchText, terminal: Terminal) {
    self.text = text
    self.terminal = terminal
    let live = LiveTree(isLive: terminal.isTerminal && terminal.height > 8, height: terminal.height)
    state = Mutex(State(live: live))
  }

  func show(_ event: LaunchEvent) {
    state.withLock { state in
      if case .chain(let chain, let elapsed) = event {
        if state.live.isLive {
          state.live.draw(text.tree(chain, elapsed: elapsed))
        } else {
          for line in text.changes(from: state.chain, to: chain, elapsed: elapsed) { Terminal.out(line + "\n") }
        }
        state.chain = chain
        return
      }
      let lines = text.lines(event)
      if lines.isEmpty { return }
      // What is written below the drawing must not be drawn over.
      state.live = LiveTree(isLive: state.live.isLive, height: terminal.height)
      for line in lines { Terminal.out(line + "\n") }
    }
  }

  /// Asks on the terminal; without one the answer is no.
  static func ask(_ question: String) -> Bool {
    guard isatty(0) == 1 else {
      Terminal.error("\(question) There is no terminal to ask on; pass --yes.")
      return false
    }
    Terminal.out("\(question) [y/N] ")
    let answer = readLine() ?? ""
    return ["y", "yes"].contains(answer.lowercased())
  }
}
