import ArgumentParser
import Fetch
import KubeAPI
import Launch
import Manifest
import Rehearsal

/// `drydock upgrade`: a vendored chart brought to another version.
struct UpgradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Edit vendir.yml, vendor the chart, show the rendered change, rehearse it.",
    discussion: """
      Nothing is committed; `drydock launch` does that when you are content.

        drydock upgrade coder 2.29.7

      Exit codes: 0 rehearsed well, 1 not.
      """)

  @Option(help: "An app directory that uses the chart.") var app = "apps/coder-prod"
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false
  @Argument(help: "The chart, as vendir.yml names it.") var chart: String
  @Argument(help: "The version, exactly.") var version: String

  func run() async throws {
    let terminal = Terminal()
    let colour = terminal.wantsColour(noColor)
    do {
      let upgrade = Upgrade(chart: chart, version: version, fetcher: HTTPFetcher())
      let outcome = try await upgrade.run(app) { Terminal.out("\($0)\n") }
      guard let report = outcome.rehearsal else {
        Terminal.out("\(chart) is at \(version) already (\(outcome.file))\n")
        return
      }
      Terminal.out("\n" + DiffText(colour: colour).text(outcome.diff))
      let text = ReportText(colour: colour, width: terminal.isTerminal ? terminal.width : 120)
      Terminal.out(text.summary(report, elapsed: nil))
      if !report.succeeded { throw ExitCode(1) }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}
