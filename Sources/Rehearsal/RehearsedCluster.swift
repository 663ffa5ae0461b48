import ClusterState
import KubeAPI
import Manifest
import Synchronization

/// A cluster value behind the protocol that verification and launch are written against.
public final class RehearsedCluster: Cluster {
  private let state: Mutex<ClusterState>

  public init(_ state: ClusterState) { self.state = Mutex(state) }

  public func discover() async throws -> [ServedKind] {
    state.withLock { cluster in
      cluster.storedResources.map {
        ServedKind(type: $0.type, versions: $0.versions, plural: $0.plural, namespaced: $0.namespaced)
      }
    }
  }

  public func get(_ key: ObjectKey) async throws(StatusError) -> Value {
    let (found, resource) = state.withLock { ($0.get(key), $0.resource(key.type)) }
    if let found { return found }
    let plural = resource?.plural ?? key.type.kind.lowercased() + "s"
    let shown = key.type.group.isEmpty ? plural : "\(plural).\(key.type.group)"
    throw StatusError(code: 404, reason: "NotFound", message: "\(shown) \"\(key.name)\" not found")
  }

  public func list(
    _ type: GroupKind, namespace: String?, labelSelector: String
  ) async throws(StatusError) -> [Value] {
    let all = state.withLock { $0.list(type, namespace: namespace) }
    if labelSelector.isEmpty { return all }
    let terms = labelSelector.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return all.filter { object in
      terms.allSatisfy { term in term.count == 2 && object.label(term[0]) == term[1] }
    }
  }

  public func apply(
    _ object: Value, fieldManager: String, force: Bool, dryRun: Bool
  ) async throws(StatusError) -> Value {
    try result { cluster throws(StatusError) in
      try cluster.apply(object, by: fieldManager, force: force, dryRun: dryRun)
    }
  }

  public func mergePatch(
    _ key: ObjectKey, _ patch: Value, fieldManager: String
  ) async throws(StatusError) -> Value {
    try result { cluster throws(StatusError) in
      try cluster.mergePatch(key, patch, subresource: "", by: fieldManager)
    }
  }

  public func delete(_ key: ObjectKey) async throws(StatusError) {
    _ = try result { cluster throws(StatusError) -> Value in
      try cluster.delete(key, propagation: .background)
      return .null
    }
  }

  private func result(_ body: (inout ClusterState) throws(StatusError) -> Value) throws(StatusError) -> Value {
    let outcome: Result<Value, StatusError> = state.withLock { cluster in
      do throws(StatusError) {
        return .success(try body(&cluster))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
