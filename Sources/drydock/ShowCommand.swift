import Fetch
import Helm

/// `drydock show`: what `helm show` does.
enum ShowCommand {
  /// Runs the command with the words after `show`, prints, and gives the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    HelmOutput.show(HelmCommandLine.show(arguments, transport: HTTPTransport()))
  }
}
