import ArgumentParser
import KubeAPI
import KubeClient
import Manifest

/// Flags of every command that talks to a cluster.
struct ConnectionOptions: ParsableArguments {
  @Option(help: "The kubeconfig file; else the files of KUBECONFIG, else ~/.kube/config.") var kubeconfig: String?
  @Option(help: "The context; else the kubeconfig's current one.") var context: String?
  @Flag(name: [.customLong("verbose"), .short], help: "Show every request on standard error.") var verbose = false

  /// For one attempt of one request; `patience` for trying again.
  func client(patience: Duration = .seconds(20)) async throws -> KubeClient {
    var options = KubeClient.Options(kubeconfig: kubeconfig, context: context)
    options.patience = patience
    options.warn = { Terminal.error($0) }
    if verbose { options.log = { Terminal.error($0) } }
    return try await KubeClient.connect(options)
  }

  /// Runs something with a client and closes it. What is wrong becomes a message and an exit code: 1 for files and flags,
  /// 2 for a cluster that cannot be reached or refuses.
  func withClient(
    patience: Duration = .seconds(20), _ body: (KubeClient) async throws -> Void
  ) async throws {
    do {
      let client = try await client(patience: patience)
      do {
        try await body(client)
      } catch {
        await client.shutdown()
        throw error
      }
      await client.shutdown()
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    } catch let error as StatusError {
      Terminal.error(Self.text(error))
      throw ExitCode(2)
    }
  }

  /// What the server said, and what to do about it.
  static func text(_ error: StatusError) -> String {
    switch error.code {
    case 401: "\(error.message); next: the credentials of the kubeconfig's user are not accepted: log in again"
    case 403: "\(error.message); next: ask for the right, or use another --context"
    default: error.message
    }
  }
}
