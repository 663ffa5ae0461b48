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
      """)

  @Option(help: "The port on 127.0.0.1; 0 picks a free one.") var port = 0
  @Option(help: "Where the generated kubeconfig goes (mode 0600).") var kubeconfig = "kubeconfig"
  @Flag(help: "Only what a new API server and controller manager have; no simulated nodes.") var bare = false
  @Flag(help: "The cluster before the deployment: Flux and the Tailscale operator run, nothing is deployed.")
  var empty = false
  @Option(
    help: ArgumentHelp(
      "Read the repository at PATH for GitRepositories with that URL; may be repeated.", valueName: "URL=PATH"))
  var remote: [String] = []
  @Option(help: "How many times as fast as the wall clock the cluster's time runs.") var speed = 1
  @Argument(help: "The app directory.") var app: String?

  func validate() throws {
    if bare && (empty || app != nil) { throw ValidationError("--bare goes with neither --empty nor an app directory.") }
    if !bare && !empty && app == nil {
      throw ValidationError("Say what the cluster has: an app directory, --empty or --bare.")
    }
    if remote.contains(where: { ServedCluster.remote($0) == nil }) {
      throw ValidationError("--remote takes URL=PATH, such as https://github.com/example/setup=./setup.git.")
    }
    if bare && !remote.isEmpty { throw ValidationError("--bare has no source-controller that could read a --remote.") }
    if !(1...1000).contains(speed) { throw ValidationError("--speed must be between 1 and 1000.") }
    if bare && speed != 1 { throw ValidationError("--bare runs by the wall clock.") }
    if !(0...65535).contains(port) { throw ValidationError("--port must be between 0 and 65535.") }
  }

  func run() async throws {
    let signal = TerminationSignal()
    do {
      let certificates = try Certificates()
      let driver = try await ServedCluster.driver(
        app: app, empty: empty, bare: bare, authority: certificates.authorityPEM, remotes: remote, speed: speed)
      var options = ClusterServer.Options()
      options.port = port
      let server = try ClusterServer(driver: driver, certificates: certificates, options: options)
      let port = try await server.start()
      try Kubeconfig.write(server.kubeconfig(port: port), to: kubeconfig)
      Terminal.out("ready https://127.0.0.1:\(port)\n")
      _ = await signal.arrival()
      await server.shutdown()
    } catch let error as SourceError {
      CheckOutput.error(error.description)
      throw ExitCode(1)
    }
  }
}

extension ControllerManager: ClusterDriver {}
extension HurriedManager: ClusterDriver {}

/// What a served cluster consists of.
enum ServedCluster {
  /// How many changes a served cluster keeps for watches that fall behind.
  private static let logLimit = 8192

  /// `URL=PATH`, split at the last equals sign.
  static func remote(_ text: String) -> (url: String, path: String)? {
    guard let equals = text.lastIndex(of: "="), equals != text.startIndex else { return nil }
    let path = String(text[text.index(after: equals)...])
    return path.isEmpty ? nil : (String(text[..<equals]), path)
  }

  /// - Parameter authority: the PEM text that `kube-root-ca.crt` in every namespace shows.
  static func driver(
    app: String?, empty: Bool, bare: Bool, authority: String, remotes: [String] = [], speed: Int = 1
  ) async throws -> any ClusterDriver {
    if !bare {
      let directory = app ?? "apps/coder-prod"
      let workspace = try await Workspace.open(directory)
      var read: [String: any SourceRemote] = [:]
      for (url, path) in remotes.compactMap(remote) { read[url] = RemoteRepository(path) }
      let now = ClusterServer.wallClock
      let manager = try Stage.served(
        workspace, deploying: !empty, at: now, logLimit: logLimit, authority: authority, remotes: read)
      return speed == 1 ? manager : HurriedManager(manager, from: now, speed: speed)
    }
    let cluster = ClusterState(options: .init(start: ClusterServer.wallClock, logLimit: logLimit))
    return ControllerManager(cluster: cluster, controllers: Controllers.kubernetes(certificate: authority))
  }
}
