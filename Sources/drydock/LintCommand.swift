import Fetch
import Helm

/// `drydock lint`: what `helm lint` does.
enum LintCommand {
  /// Runs the command with the words after `lint`, prints, and gives the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    HelmOutput.show(HelmCommandLine.lint(arguments, transport: HTTPTransport()))
  }
}
