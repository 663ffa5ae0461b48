import ClusterServer
import ClusterState
import Controllers
import KubeAPI
import Manifest
import Rehearsal
import Workspace

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
    app: String?, empty: Bool, bare: Bool, authority: String, remotes: [String] = [], speed: Int = 1,
    node: Int64? = nil, saved: ClusterSnapshot? = nil
  ) async throws -> any ClusterDriver {
    let kept = saved.map { ClusterState(restoring: $0, logLimit: logLimit) }
    if !bare {
      let directory = app ?? "apps/coder-prod"
      let workspace = try await Workspace.open(directory)
      var read: [String: any SourceRemote] = [:]
      for (url, path) in remotes.compactMap(remote) { read[url] = RemoteRepository(path) }
      let now = ClusterServer.wallClock
      var manager = try Stage.served(
        workspace, deploying: !empty, at: now, logLimit: logLimit, authority: authority, remotes: read)
      if let kept { manager.resume(on: kept) }
      return speed == 1 ? manager : HurriedManager(manager, from: now, speed: speed)
    }
    let cluster = kept ?? ClusterState(options: .init(start: ClusterServer.wallClock, logLimit: logLimit))
    var controllers = Controllers.kubernetes(certificate: authority, watchesNodes: node == nil)
    if let node { controllers += Controllers.instantNode(pods: node) }
    return ControllerManager(cluster: cluster, controllers: controllers)
  }
}
