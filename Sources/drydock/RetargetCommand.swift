import ArgumentParser
import Launch
import Manifest

/// `drydock retarget`: the app follows another branch.
struct RetargetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retarget", abstract: "Let an app's GitRepository follow another branch, after a merge.",
    discussion: """
      One line of one file is edited, comments stay, nothing is committed.

        drydock retarget apps/coder-prod --branch main
      """)

  @Option(help: "The branch to follow.") var branch: String
  @Argument(help: "The app directory.") var directory: String

  func run() async throws {
    do {
      for line in try await Retarget.run(directory, branch: branch) { Terminal.out("\(line)\n") }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}
