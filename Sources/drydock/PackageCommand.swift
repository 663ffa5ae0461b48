import Fetch
import Helm

/// `drydock package`: what `helm package` does.
enum PackageCommand {
  /// Runs the command with the words after `package`, prints, and gives the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    HelmOutput.show(HelmCommandLine.package(arguments, transport: HTTPTransport()))
  }
}
