import Fetch
import Helm

/// `drydock dependency`: what `helm dependency` does.
enum DependencyCommand {
  /// Runs the command with the words after `dependency`, prints, and gives the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    HelmOutput.show(HelmCommandLine.dependency(arguments, transport: HTTPTransport()))
  }
}
