import Flux
import KubeAPI
import Manifest

/// What people do to Flux's objects by hand: look, reconcile, suspend, resume, with flux's own words.
///
/// In goes any ``Cluster``; lines come out through `say` as they happen (`► annotating …`, `✔ …`), as flux writes them to
/// standard error. Follows fluxcd/flux2 `cmd/flux`.
public struct FluxClient<Target: Cluster>: Sendable {
  public let cluster: Target
  public let namespace: String
  /// How long one reconciliation may take.
  public var timeout: Duration
  public var pollInterval: Duration
  public let say: @Sendable (String) -> Void

  public init(
    _ cluster: Target, namespace: String, timeout: Duration = .seconds(300), pollInterval: Duration = .seconds(1),
    say: @escaping @Sendable (String) -> Void
  ) {
    self.cluster = cluster
    self.namespace = namespace
    self.timeout = timeout
    self.pollInterval = pollInterval
    self.say = say
  }

  // MARK: - Get

  /// Objects of a kind; `namespace` nil means all.
  public func objects(
    _ kind: FluxKind, name: String?, allNamespaces: Bool, labelSelector: String = ""
  ) async throws -> [Value] {
    let all = try await cluster.list(
      kind.type, namespace: allNamespaces ? nil : namespace, labelSelector: labelSelector)
    return name.map { name in all.filter { $0.name == name } } ?? all
  }

  // MARK: - Reconcile

  /// Asks for a reconciliation and waits until it is done.
  public func reconcile(_ kind: FluxKind, _ name: String, _ options: FluxReconcileOptions = .init()) async throws {
    let object = try await cluster.get(ObjectKey(kind.type, namespace, name))
    if kind.isStatic(object) {
      say("✔ reconciliation not supported by the object")
      return
    }
    if object.at("spec", "suspend")?.bool == true { throw FluxFailure("resource is suspended") }
    if options.withSource, let source = kind.source(of: object) {
      guard let sourceKind = FluxKind.all.first(where: { $0.type == source.type }) else {
        throw FluxFailure("cannot reconcile source of kind \(source.type.kind)")
      }
      var below = FluxReconcileOptions()
      // The chart of a HelmRelease is made from a source of its own.
      below.withSource = sourceKind == .chart
      let there = FluxClient(
        cluster, namespace: source.namespace, timeout: timeout, pollInterval: pollInterval, say: say)
      try await there.reconcile(sourceKind, source.name, below)
    }
    let handled = object.at("status", "lastHandledReconcileAt")?.string ?? ""
    say("► annotating \(kind.type.kind) \(name) in \(namespace) namespace")
    let stamp = Value.string(now().rfc3339Nano)
    var annotations: Value = [Flux.requestedAt: stamp]
    if kind == .helmRelease {
      if options.force { annotations[Flux.forceAt] = stamp }
      if options.reset { annotations[Flux.resetAt] = stamp }
    }
    _ = try await cluster.mergePatch(
      ObjectKey(kind.type, namespace, name), ["metadata": ["annotations": annotations]], fieldManager: "drydock")
    say("✔ \(kind.type.kind) annotated")
    say("◎ waiting for \(kind.type.kind) reconciliation")
    let done = try await wait(kind, name) { object in
      if object.at("status", "lastHandledReconcileAt")?.string ?? "" == handled { return .waiting }
      return FluxClient.outcome(object)
    }
    guard let ready = done.condition("Ready") else { throw FluxFailure("status can't be determined") }
    if ready["status"]?.string != "True" {
      throw FluxFailure("\(kind.type.kind) reconciliation failed: '\(ready["message"]?.string ?? "")'")
    }
    say("✔ \(kind.successMessage(done))")
  }

  // MARK: - Suspend, resume

  /// Returns whether all that was named is there and suspended.
  public func suspend(_ kind: FluxKind, _ names: [String]) async throws -> Bool {
    try requireSuspendable(kind)
    var isComplete = true
    for name in try await unique(kind, names) {
      let key = ObjectKey(kind.type, namespace, name)
      do {
        guard try await cluster.find(key) != nil else {
          say("✗ \(kind.type.kind) \(name) not found in \(namespace) namespace")
          isComplete = false
          continue
        }
        say("► suspending \(kind.humanName) \(name) in \(namespace) namespace")
        _ = try await cluster.mergePatch(key, ["spec": ["suspend": true]], fieldManager: "drydock")
        say("✔ \(kind.humanName) suspended")
      } catch {
        say("✗ failed suspending \(kind.type.kind) \(name) in \(namespace) namespace: \(error.message)")
        isComplete = false
      }
    }
    return isComplete
  }

  /// - Parameter waits: `nil` means: when one object is named.
  public func resume(_ kind: FluxKind, _ names: [String], waits: Bool? = nil) async throws -> Bool {
    try requireSuspendable(kind)
    var resumed: [String] = []
    var isComplete = true
    let wanted = try await unique(kind, names)
    for name in wanted {
      let key = ObjectKey(kind.type, namespace, name)
      guard try await cluster.find(key) != nil else {
        say("✗ \(kind.type.kind) object '\(name)' not found in \(namespace) namespace")
        isComplete = false
        continue
      }
      say("► resuming \(kind.humanName) \(name) in \(namespace) namespace")
      // A field that is not there is what a manifest without `suspend` says.
      _ = try await cluster.mergePatch(key, ["spec": ["suspend": .null]], fieldManager: "drydock")
      say("✔ \(kind.humanName) resumed")
      resumed.append(name)
    }
    guard waits ?? (names.count == 1) else { return isComplete }
    for name in resumed.sorted() {
      say("◎ waiting for \(kind.type.kind) reconciliation")
      do {
        let done = try await wait(kind, name) { object in
          let observed = object.at("status", "observedGeneration")?.int ?? 0
          guard let ready = object.condition("Ready"), observed >= 1 else { return .waiting }
          let seen = ready["observedGeneration"]?.int ?? observed
          if seen != object.generation { return .waiting }
          return FluxClient.outcome(object)
        }
        say("✔ \(kind.type.kind) \(name) reconciliation completed")
        say("✔ \(kind.successMessage(done))")
      } catch let error as FluxFailure {
        say("✗ \(kind.type.kind) \(name) reconciliation failed: \(error)")
        isComplete = false
      }
    }
    return isComplete
  }

  private func requireSuspendable(_ kind: FluxKind) throws(FluxFailure) {
    if kind.isStatic { throw FluxFailure("a \(kind.type.kind) cannot be suspended") }
  }

  /// The names, each once; all of the namespace when none is given.
  private func unique(_ kind: FluxKind, _ names: [String]) async throws -> [String] {
    if names.isEmpty { return try await objects(kind, name: nil, allNamespaces: false).map(\.name) }
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return seen
  }

  // MARK: - Waiting

  enum Outcome: Sendable { case waiting, done, failed(String) }

  static func outcome(_ object: Value) -> Outcome {
    switch KStatus.of(object) {
    case .current: return .done
    case .inProgress: return .waiting
    default:
      let condition = object.condition("Stalled") ?? object.condition("Ready")
      return .failed(condition?["message"]?.string ?? "\(KStatus.of(object).rawValue)")
    }
  }

  private func wait(
    _ kind: FluxKind, _ name: String, _ test: (Value) -> Outcome
  ) async throws -> Value {
    let clock = ContinuousClock()
    let end = clock.now + timeout
    while true {
      let object = try await cluster.get(ObjectKey(kind.type, namespace, name))
      switch test(object) {
      case .done: return object
      case .failed(let message): throw FluxFailure(message)
      case .waiting: break
      }
      if clock.now + pollInterval > end {
        let message = object.condition("Ready")?["message"]?.string ?? "no status yet"
        throw FluxFailure("\(kind.type.kind) \(name) is not done after \(Flux.text(timeout)): \(message)")
      }
      try await Task.sleep(for: pollInterval)
    }
  }
}

/// What a command failed with, in flux's words.
public struct FluxFailure: Error, CustomStringConvertible, Sendable {
  public var description: String
  public init(_ text: String) { description = text }
}

/// How ``FluxClient/reconcile(_:_:_:)`` asks.
public struct FluxReconcileOptions: Sendable {
  /// The object's source first.
  public var withSource = false
  /// Of HelmReleases: install or upgrade once even if nothing has changed.
  public var force = false
  /// Of HelmReleases: forget how often it has failed.
  public var reset = false
  public init() {}
}
