import ArgumentParser
import Flux
import KubeAPI
import KubeClient
import Launch
import Manifest
import Workspace

/// `drydock teardown`: an app taken off a cluster.
struct TeardownCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teardown", abstract: "Take an app off a cluster, in the order that leaves no finalizer stuck.",
    discussion: """
      The plan is shown and asked about. Namespaces stay, with the Secrets and volumes in them; git stays as it is.

        drydock teardown apps/coder-prod --dry-run
      """)

  @OptionGroup var connection: ConnectionOptions
  @Flag(help: "Do not ask.") var yes = false
  @Flag(help: "Show the plan only.") var dryRun = false
  @Option(help: "How long one object may take to go.") var timeout = "10m"
  @Argument(help: "The app directory.") var directory: String

  func validate() throws {
    if Flux.duration(timeout) == nil { throw ValidationError("--timeout takes 90s, 30m, 1h and the like.") }
  }

  func run() async throws {
    do {
      let workspace = try await Workspace.open(directory)
      let client = try await connection.client()
      let teardown = try await Teardown.plan(workspace, on: client)
      Terminal.out("\(workspace.app) on \(client.address):\n\(teardown.text)\n")
      if dryRun { return }
      guard yes || LaunchScreen.ask("Take \(workspace.app) off \(client.address)?") else { throw ExitCode(1) }
      var options = Teardown.Options()
      options.timeout = Flux.duration(timeout) ?? .seconds(600)
      try await teardown.run(on: client, clock: SystemClock(), options: options) { Terminal.out("\($0)\n") }
      Terminal.out(
        "✓ \(workspace.app) is off the cluster; git still has it, so no Kustomization above it may deploy it again\n")
      await client.shutdown()
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    } catch let error as StatusError {
      Terminal.error("\(ConnectionOptions.text(error))\n  run it again: it goes on with what is left")
      throw ExitCode(1)
    }
  }
}
