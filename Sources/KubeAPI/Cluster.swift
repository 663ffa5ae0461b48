import Manifest

/// A Kubernetes cluster, rehearsed or real: what verification and launch are written against.
///
/// Both homes conform: the rehearsal's cluster value (which never suspends) and a client of a real API server.
public protocol Cluster: Sendable {
  /// The kinds that are served, with the versions of each in the server's order of preference.
  func discover() async throws -> [ServedKind]
  func get(_ key: ObjectKey) async throws(StatusError) -> Value
  /// All objects of a kind; `namespace` nil means all namespaces.
  func list(_ type: GroupKind, namespace: String?, labelSelector: String) async throws(StatusError) -> [Value]
  /// Server-side apply. Returns the object as it is stored after it.
  func apply(_ object: Value, fieldManager: String, force: Bool, dryRun: Bool) async throws(StatusError) -> Value
  /// JSON merge patch.
  func mergePatch(_ key: ObjectKey, _ patch: Value, fieldManager: String) async throws(StatusError) -> Value
  func delete(_ key: ObjectKey) async throws(StatusError)
}

extension Cluster {
  /// The object, `nil` when it or its kind does not exist.
  public func find(_ key: ObjectKey) async throws(StatusError) -> Value? {
    do {
      return try await get(key)
    } catch  where error.isNotFound {
      return nil
    }
  }

  public func list(_ type: GroupKind) async throws(StatusError) -> [Value] {
    try await list(type, namespace: nil, labelSelector: "")
  }
}

/// A kind that a server serves.
public struct ServedKind: Sendable, Hashable {
  public var type: GroupKind
  /// In the server's order of preference.
  public var versions: [String]
  /// The name in paths: `deployments`.
  public var plural: String
  public var namespaced: Bool

  public init(type: GroupKind, versions: [String], plural: String, namespaced: Bool) {
    self.type = type
    self.versions = versions
    self.plural = plural
    self.namespaced = namespaced
  }
}
