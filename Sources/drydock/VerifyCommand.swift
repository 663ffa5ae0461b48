import ArgumentParser
import Fetch
import KubeAPI
import KubeClient
import LiveVerification
import Manifest
import Rehearsal
import Workspace

/// `drydock verify APPDIR`: whether the deployment still holds.
struct VerifyCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, junit }

  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "The acceptance checks, on the cluster of your kubeconfig.",
    discussion: """
      Looks only; nothing is changed. Of Secrets it looks at names, keys and lengths. Exit code 0 when no check failed, \
      1 when one did or a file is wrong, 2 when the cluster cannot be reached.

        drydock verify apps/coder-prod
        drydock verify apps/coder-prod --context prod --probe --format junit > verify.xml
      """)

  @Argument(help: "The app directory.") var directory: String
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "text, json or junit.") var format: Format = .text
  @Flag(help: "Look again and again; tell what changes, with a bell.") var watch = false
  @Option(help: "Seconds between two looks with --watch.") var interval = 10
  @Flag(help: "Look from this machine: public addresses must refuse, the tailnet's name must answer.") var probe = false
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false

  func validate() throws {
    if watch && format == .junit { throw ValidationError("--watch goes with text and json.") }
    guard (1...86_400).contains(interval) else { throw ValidationError("--interval takes seconds from 1 to 86400.") }
  }

  func run() async throws {
    let terminal = Terminal()
    let style = ReportText(colour: terminal.wantsColour(noColor), width: terminal.isTerminal ? terminal.width : 120)
    try await connection.withClient { client in
      var shown: [String] = []
      while true {
        // Anew each time: the files may change, too.
        let workspace = try await open()
        var options = LiveVerification.Options()
        options.probes = probe
        let report = await LiveVerification(workspace, options: options).run(on: client)
        if report.signature != shown {
          if !shown.isEmpty && terminal.isTerminal { Terminal.out("\u{07}") }
          show(report, style, isFirst: shown.isEmpty)
          shown = report.signature
        }
        if !watch {
          if !report.succeeded { throw ExitCode(1) }
          return
        }
        try await Task.sleep(for: .seconds(interval))
      }
    }
  }

  /// Charts that are not on disk may come from the user's cache; nothing is fetched.
  private func open() async throws -> Workspace {
    let workspace = try await Workspace.open(directory)
    guard workspace.charts.contains(where: { $0.origin == .standIn || $0.origin == .missing }),
      let cache = ChartCache.ofUser()
    else { return workspace }
    return workspace.with(options: .init(cache: cache.folder))
  }

  private func show(_ report: LiveReport, _ style: ReportText, isFirst: Bool) {
    switch format {
    case .text: Terminal.out((isFirst ? "" : "\n") + report.text(style))
    case .json: Terminal.out(JSON.write(report.json, sortedKeys: false, indent: watch ? nil : "  ") + "\n")
    case .junit: Terminal.out(report.junit)
    }
  }
}
