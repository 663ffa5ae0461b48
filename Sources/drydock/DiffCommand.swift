import ArgumentParser
import KubeAPI
import KubeClient
import Launch
import Manifest

/// `drydock diff`: what a change of files makes of the rendered objects, and what of it is dangerous.
struct DiffCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "The rendered change of an app: between commits, or against the live cluster.",
    discussion: """
      Dangers come first: new ways in from outside, fields that cannot be changed, what would be deleted, definitions,
      versions. Secrets show as lengths.

        drydock diff apps/coder-prod --from main              main against the working tree
        drydock diff apps/coder-prod --from v1 --to HEAD      two commits
        drydock diff apps/coder-prod --live                   the cluster against the working tree

      Exit codes: 0 no change, 1 changes, 2 a failure.
      """)

  @Option(help: "The commit to compare with; HEAD by default.") var from: String?
  @Option(help: "The commit that is compared; the working tree by default.") var to: String?
  @Flag(help: "Compare with the cluster, by dry runs of the API server.") var live = false
  @Flag(help: "Exit code 1 only for dangers that are errors.") var dangersOnly = false
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "text or json.") var format: Format = .text
  @Flag(name: .customLong("no-color"), help: "No colours (also when NO_COLOR is set).") var noColor = false
  @Argument(help: "The app directory.") var directory: String

  func validate() throws {
    if live && from != nil {
      throw ValidationError("--live compares with the cluster, --from with a commit: choose one.")
    }
  }

  func run() async throws {
    let diff: AppDiff
    do {
      let new: RenderedState
      if let to {
        new = try await RenderedState.revision(to, of: directory)
      } else {
        new = try await RenderedState.workingTree(directory)
      }
      if live {
        let client = try await connection.client()
        diff = try await AppDiff(live: client, to: new)
        await client.shutdown()
      } else {
        diff = AppDiff(from: try await RenderedState.revision(from ?? "HEAD", of: directory), to: new)
      }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(2)
    } catch let error as StatusError {
      Terminal.error(ConnectionOptions.text(error))
      throw ExitCode(2)
    }
    switch format {
    case .json: Terminal.out(JSON.write(diff.json, sortedKeys: false, indent: "  ") + "\n")
    case .text: Terminal.out(DiffText(colour: Terminal().wantsColour(noColor)).text(diff))
    }
    let isBad = dangersOnly ? diff.dangers.contains(where: \.isError) : !diff.isEmpty
    if isBad { throw ExitCode(1) }
  }
}
