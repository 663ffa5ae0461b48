import KubeAPI
import KubeSchema
import Manifest

/// A Kubernetes cluster as a value: objects, revision and watch log of an API server, without clock, threads or network.
///
/// What comes in: objects through the verbs (``create(_:by:dryRun:)``, ``update(_:subresource:by:dryRun:)``,
/// ``mergePatch(_:_:subresource:by:dryRun:)``, ``apply(_:by:force:dryRun:)``, ``delete(_:propagation:preconditions:dryRun:)``),
/// or whole HTTP requests through ``handle(_:)``. What comes out: the object as it is stored afterwards, or the
/// ``StatusError`` that kube-apiserver would answer with, and one ``Change`` in the watch log for each write that changed
/// something. Copies are cheap, so a moment can be kept, compared or forked by assigning the value.
///
/// Nothing in here reads a clock or draws a random number: times come from ``now``, uids and name suffixes from a counter.
public struct ClusterState: Sendable {
  public struct Options: Sendable {
    /// The moment at which the cluster begins.
    public var start: Instant
    /// What uids and name suffixes are made from.
    public var seed: UInt64
    /// How many changes the watch log keeps at least.
    public var logLimit: Int
    /// Whether the cluster starts with what a fresh kube-apiserver has (namespaces, RBAC, priority classes …).
    public var fresh: Bool
    /// How the server calls itself in ServiceCIDRs and Endpoints.
    public var serviceCIDR: String

    public init(
      start: Instant = Instant(seconds: 1_767_225_600), seed: UInt64 = 1, logLimit: Int = 100_000, fresh: Bool = true,
      serviceCIDR: String = "10.0.0.0/24"
    ) {
      self.start = start
      self.seed = seed
      self.logLimit = logLimit
      self.fresh = fresh
      self.serviceCIDR = serviceCIDR
    }
  }

  /// The moment at which the following writes happen.
  public var now: Instant
  /// The revision of the last write. Rises by one with each change.
  public internal(set) var revision: Int64 = 1
  public let options: Options

  var tables: [GroupKind: ObjectTable] = [:]
  var registry = Registry()
  /// The compiled schemas of custom kinds by version.
  var customSchemas: [GroupKind: [String: CustomResourceSchema]] = [:]
  /// The object that was last written of each kind: others of the kind share their equal parts with it.
  var recent: [GroupKind: Value] = [:]
  var log: ChangeLog
  /// Watches cannot start before the server did, although the log goes back further.
  var firstWatched: Int64 = 0
  var identity: Identity
  /// Which objects name an owner's uid: for the garbage collector.
  var dependents: [String: Set<ObjectKey>] = [:]
  /// Names of recorded events by what makes them the same event.
  var eventNames = Recent<String, String>()
  var events = EventCorrelator()
  /// What simulated containers print and answer, by the pod's uid and the container's name.
  var containers: [String: [String: ContainerRecord]] = [:]
  /// Collected while a request is handled.
  var warnings: [String] = []
  /// Who asks for what, while a request is answered.
  var scope: RequestScope?
  var webhooks = WebhookState()
  var tokens = TokenStore()
  /// What makes tokens hard to guess; a server sets it to something random at start.
  public var tokenSecret = ""

  public init(options: Options = .init()) {
    self.options = options
    now = options.start
    log = ChangeLog(after: 1, limit: options.logLimit)
    identity = Identity(seed: options.seed)
    if options.fresh { makeFresh() }
    firstWatched = revision
  }
}

// MARK: - Reading

extension ClusterState {
  public func isServed(_ type: GroupKind) -> Bool { registry[type] != nil }

  /// The kind as discovery describes it, `nil` when it is not served.
  public func resource(_ type: GroupKind) -> ServedResource? { registry[type] }

  /// The kinds whose objects can be stored, in discovery's order.
  public var storedResources: [ServedResource] { registry.stored }

  public func get(_ key: ObjectKey) -> Value? {
    tables[registry.storageType(key.type)]?[ObjectTable.path(key.namespace, key.name)]?.object
  }

  /// The objects of a kind ordered by the bytes of namespace and name; `namespace` nil means all.
  public func list(_ type: GroupKind, namespace: String? = nil) -> [Value] {
    var items: [Value] = []
    tables[registry.storageType(type)]?.forEach(namespace: namespace) { items.append($0.object) }
    return items
  }

  /// The objects of a kind that the label selector accepts.
  public func list(_ type: GroupKind, namespace: String? = nil, selector: LabelSelector) -> [Value] {
    var items: [Value] = []
    tables[registry.storageType(type)]?.forEach(namespace: namespace) { entry in
      if selector.matches(labelsOf: entry.object) { items.append(entry.object) }
    }
    return items
  }

  public func count(_ type: GroupKind) -> Int { tables[registry.storageType(type)]?.count ?? 0 }

  /// The watch log after that revision, in order. Changes older than the log keeps are missing: see ``oldestRevision``.
  public func changes(since revision: Int64) -> ArraySlice<Change> { log.since(revision) }

  /// The oldest revision that ``changes(since:)`` can still start from.
  public var oldestRevision: Int64 { log.start }

  /// The objects that have an owner reference with that uid, ordered by key.
  public func dependents(of uid: String) -> [ObjectKey] { (dependents[uid] ?? []).sorted() }
}
