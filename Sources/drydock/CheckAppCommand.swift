import ArgumentParser
import Exposure
import KubeAPI
import Manifest
import Rehearsal
import Workspace

/// `drydock check DIR`: everything that can be said about an app directory without a cluster.
struct CheckAppCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "app", abstract: "Files, references, secrets and exposure of an app directory, in one go.")

  @Option(help: "text or json.") var format: Format = .text
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false
  @Argument(help: "The app directory.") var directory: String

  func run() async throws {
    let terminal = Terminal()
    let text = ReportText(colour: terminal.wantsColour(noColor), width: terminal.isTerminal ? terminal.width : 120)
    do {
      let check = AppCheck(try await Workspace.open(directory))
      let findings = check.findings()
      let exposure = check.exposure()
      let isRight = exposure.verdict == .private && !findings.contains { $0.severity == .error }
      switch format {
      case .json:
        let report: Value = [
          "app": .string(check.workspace.app), "succeeded": .bool(isRight),
          "findings": .array(findings.map(\.json)), "exposure": exposure.json,
        ]
        Terminal.out(JSON.write(report, sortedKeys: false, indent: "  ") + "\n")
      case .text:
        Terminal.out(text.findings(findings))
        Terminal.out(exposure.text())
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count { $0.severity == .warning }
        let mark = isRight ? "✓" : "✗"
        Terminal.out("\(mark) \(check.workspace.app): \(errors) errors, \(warnings) warnings, \(exposure.verdict)\n")
      }
      if !isRight { throw ExitCode(1) }
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
