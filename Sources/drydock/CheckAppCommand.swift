import ArgumentParser
import Exposure
import KubeAPI
import Manifest
import Rehearsal
import Workspace

/// `drydock check DIR`: everything that can be said about an app directory without a cluster.
struct CheckAppCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif, junit }

  static let configuration = CommandConfiguration(
    commandName: "app", abstract: "Files, references, secrets and exposure of an app directory, in one go.")

  @Option(help: "text, json, sarif or junit.") var format: Format = .text
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false
  @Argument(help: "The app directory.") var directory: String

  func run() async throws {
    let terminal = Terminal()
    let text = ReportText(colour: terminal.wantsColour(noColor), width: terminal.isTerminal ? terminal.width : 120)
    do {
      let check = AppCheck(try await Workspace.open(directory))
      let report = CheckReport(check)
      switch format {
      case .json: Terminal.out(JSON.write(report.json, sortedKeys: false, indent: "  ") + "\n")
      case .sarif:
        let value = report.sarif(version: DrydockCommand.configuration.version)
        Terminal.out(JSON.write(value, sortedKeys: false, indent: "  ") + "\n")
      case .junit: Terminal.out(report.junit())
      case .text:
        Terminal.out(text.findings(report.findings))
        Terminal.out(report.exposure.text())
        let errors = report.findings.count { $0.severity == .error }
        let warnings = report.findings.count { $0.severity == .warning }
        let mark = report.succeeded ? "✓" : "✗"
        Terminal.out("\(mark) \(report.app): \(errors) errors, \(warnings) warnings, \(report.exposure.verdict)\n")
      }
      if !report.succeeded { throw ExitCode(1) }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}

/// What the commands of a target below need from one above it.
enum Wiring {
  /// Lets `drydock check exposure` render app directories.
  static func connect() {
    ExposureInput.render = { path in AppCheck(try await Workspace.open(path)).exposedObjects }
  }
}
