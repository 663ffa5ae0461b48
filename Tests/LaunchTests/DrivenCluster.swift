import ClusterState
import Controllers
import KubeAPI
import Launch
import Manifest
import Rehearsal
import Synchronization
import Workspace

/// A cluster value with its controllers behind the launch's protocols, in virtual time: sleeping lets it work.
final class DrivenCluster: LaunchableCluster, LaunchClock {
  private let manager: Mutex<ControllerManager>
  /// What the caller may not do, as `verb resource`.
  let denied: Set<String>
  let address = "https://rehearsed (context test)"

  init(_ manager: ControllerManager, denied: Set<String> = []) {
    self.manager = Mutex(manager)
    self.denied = denied
  }

  /// The cluster before the app comes; its source-controller reads the monorepo's remote.
  static func empty(_ repository: Monorepo, denied: Set<String> = []) async throws -> DrivenCluster {
    let workspace = try await Workspace.open(repository.app)
    let manager = try Stage.served(
      workspace, deploying: false, at: Instant(seconds: 1_790_000_000), logLimit: 8192, authority: "",
      remotes: [Monorepo.url: RemoteRepository(repository.remote)])
    return DrivenCluster(manager, denied: denied)
  }

  /// The same for tests that come no further than the push: nothing is fetched, so that one beginning serves them all.
  static func unreached() async throws -> DrivenCluster { DrivenCluster(try await beginning.value) }

  private static let beginning = Task {
    let repository = try await Monorepo()
    let workspace = try await Workspace.open(repository.app)
    // The workspace reads from the repository's disk until it is rendered.
    defer { withExtendedLifetime(repository) {} }
    return try Stage.served(
      workspace, deploying: false, at: Instant(seconds: 1_790_000_000), logLimit: 8192, authority: "")
  }

  var now: Instant { manager.withLock { $0.cluster.now } }
  func sleep(_ duration: Duration) async throws {
    try Task.checkCancellation()
    manager.withLock { $0.run(until: $0.cluster.now + duration) }
  }

  /// Counts every write to the store.
  var revision: Int64 { manager.withLock { $0.cluster.revision } }

  func change<R: Sendable>(_ body: @Sendable (inout ClusterState) throws -> R) rethrows -> R {
    try manager.withLock { manager in
      defer { manager.absorbChanges() }
      return try body(&manager.cluster)
    }
  }

  private func answer(
    _ body: @Sendable (inout ClusterState) throws(StatusError) -> Value
  ) throws(StatusError) -> Value {
    let outcome: Result<Value, StatusError> = manager.withLock { manager in
      defer { manager.run(until: manager.cluster.now) }
      do throws(StatusError) {
        return .success(try body(&manager.cluster))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  func serverVersion() async throws(StatusError) -> String { "v1.36.2" }

  func review(_ access: AccessQuestion) async throws(StatusError) -> AccessAnswer {
    AccessAnswer(isAllowed: !denied.contains("\(access.verb) \(access.resource)"), reason: "test")
  }

  func discover() async throws -> [ServedKind] {
    manager.withLock { manager in
      manager.cluster.storedResources.map {
        ServedKind(type: $0.type, versions: $0.versions, plural: $0.plural, namespaced: $0.namespaced)
      }
    }
  }

  func get(_ key: ObjectKey) async throws(StatusError) -> Value {
    try answer { cluster throws(StatusError) in
      guard let found = cluster.get(key) else {
        throw StatusError(code: 404, reason: "NotFound", message: "\(key) not found")
      }
      return found
    }
  }

  func list(_ type: GroupKind, namespace: String?, labelSelector: String) async throws(StatusError) -> [Value] {
    let terms = labelSelector.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return manager.withLock { $0.cluster.list(type, namespace: namespace) }.filter { object in
      terms.allSatisfy { $0.count == 2 && object.label($0[0]) == $0[1] }
    }
  }

  func apply(_ object: Value, fieldManager: String, force: Bool, dryRun: Bool) async throws(StatusError) -> Value {
    try answer { cluster throws(StatusError) in
      try cluster.apply(object, by: fieldManager, force: force, dryRun: dryRun)
    }
  }

  func mergePatch(_ key: ObjectKey, _ patch: Value, fieldManager: String) async throws(StatusError) -> Value {
    try answer { cluster throws(StatusError) in
      try cluster.mergePatch(key, patch, subresource: "", by: fieldManager)
    }
  }

  func delete(_ key: ObjectKey) async throws(StatusError) {
    _ = try answer { cluster throws(StatusError) in
      try cluster.delete(key, propagation: .background)
      return .null
    }
  }
}
