import ArgumentParser
import ClusterServer
import ClusterState
import Controllers
import KubeAPI
import Manifest
import Rehearsal
import Workspace

/// `drydock cluster`: the rehearsal's cluster, served to kubectl.
struct ClusterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Serve the rehearsal cluster to kubectl, on loopback and with the real clock.",
    discussion: """
      With APPDIR the cluster has what the app's rehearsal begins with, and deploys it. When it answers it prints one
      line, `ready https://127.0.0.1:PORT`.

        drydock cluster --bare --kubeconfig ./kubeconfig &
        kubectl --kubeconfig ./kubeconfig get namespaces

      With --remote its source-controller reads a repository on disk, as it is at every look, for that address:

        drydock cluster --empty --remote https://github.com/example/setup=./setup.git apps/coder-prod

      With --data every write is on the disk before it is answered, and a later start goes on from there.
      """,
    subcommands: [Serve.self, ClusterSnapshotCommand.self, ClusterRestoreCommand.self, ClusterDiffCommand.self],
    defaultSubcommand: Serve.self)
}

extension ClusterCommand {
  /// `drydock cluster`, and `drydock cluster serve` in full.
  struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Serve the cluster (what happens without a subcommand).")

    @Option(help: "The port to listen on; 0 picks a free one.") var port = 0
    @Option(help: "Where the generated kubeconfig goes (mode 0600).") var kubeconfig = "kubeconfig"
    @Flag(help: "Only what a new API server and controller manager have; no simulated nodes.") var bare = false
    @Flag(help: "The cluster before the deployment: Flux and the Tailscale operator run, nothing is deployed.")
    var empty = false
    @Option(
      help: ArgumentHelp(
        "Read the repository at PATH for GitRepositories with that URL; may be repeated.", valueName: "URL=PATH"))
    var remote: [String] = []
    @Option(help: "How many times as fast as the wall clock the cluster's time runs.") var speed = 1
    @Option(help: "Keep the cluster in this SQLite file (mode 0600), and go on with what is in it.") var data: String?
    @Option(help: "Begin with the cluster of this snapshot (see `drydock cluster snapshot`).") var from: String?
    @Option(help: "With --bare: add a node that takes so many pods and starts them at once, to try loads.")
    var nodePods: Int64?
    @Option(
      help: "The address to listen on. Beyond 127.0.0.1, whoever reaches it with the kubeconfig rules the cluster.")
    var address = "127.0.0.1"
    @Argument(help: "The app directory.") var app: String?

    func validate() throws {
      if bare && (empty || app != nil) {
        throw ValidationError("--bare goes with neither --empty nor an app directory.")
      }
      if !bare && !empty && app == nil {
        throw ValidationError("Say what the cluster has: an app directory, --empty or --bare.")
      }
      if remote.contains(where: { ServedCluster.remote($0) == nil }) {
        throw ValidationError("--remote takes URL=PATH, such as https://github.com/example/setup=./setup.git.")
      }
      if bare && !remote.isEmpty {
        throw ValidationError("--bare has no source-controller that could read a --remote.")
      }
      if !(1...1000).contains(speed) { throw ValidationError("--speed must be between 1 and 1000.") }
      if bare && speed != 1 { throw ValidationError("--bare runs by the wall clock.") }
      if nodePods != nil && !bare { throw ValidationError("--node-pods goes with --bare.") }
      if let nodePods, !(1...1_000_000).contains(nodePods) {
        throw ValidationError("--node-pods must be between 1 and 1000000.")
      }
      if !(0...65535).contains(port) { throw ValidationError("--port must be between 0 and 65535.") }
    }

    func run() async throws {
      let signal = TerminationSignal()
      do {
        let file = try data.map { path throws(SourceError) in try DataFile(path) }
        let kept = try file?.load()
        if kept != nil && from != nil {
          throw SourceError(
            file: data ?? "", "holds a cluster already, so --from would replace it",
            nextStep: "Leave --from out to go on with it, or give a new file to --data.")
        }
        let saved = try kept ?? from.map { path throws(SourceError) in try ClusterFiles.read(path) }
        func made() throws -> Certificates { try Certificates(hosts: address == "127.0.0.1" ? [] : [address]) }
        let certificates = try file?.certificates(made) ?? made()
        let driver = try await ServedCluster.driver(
          app: app, empty: empty, bare: bare, authority: certificates.authorityPEM, remotes: remote, speed: speed,
          node: nodePods, saved: saved)
        var options = ClusterServer.Options()
        options.port = port
        options.host = address
        let server = try ClusterServer(driver: driver, certificates: certificates, options: options, data: file)
        let port = try await server.start()
        try Kubeconfig.write(server.kubeconfig(port: port), to: kubeconfig)
        Terminal.out("ready https://\(address):\(port)\n")
        _ = await signal.arrival()
        await server.shutdown()
      } catch let error as SourceError {
        CheckOutput.error(error.description)
        throw ExitCode(1)
      }
    }
  }
}
