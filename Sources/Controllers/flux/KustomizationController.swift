import ClusterState
import Files
import Flux
import KubeAPI
import Manifest

/// kustomize-controller as a state machine: build, substitute, apply in stages, prune, wait for health
/// (fluxcd/kustomize-controller, `internal/controller/kustomization_controller.go`).
public struct KustomizationController: FluxController {
  public let name = "kustomize-controller"
  private let world: SourceWorld
  private let options: Options
  private var attempts: [ObjectKey: Attempt] = [:]
  /// Where each object that was applied came from, for reports.
  public private(set) var origins: [ObjectKey: Origin] = [:]

  public struct Options: Sendable {
    /// Whether postBuild fails on variables that nothing sets: the default from Flux 2.9 on.
    public var strictSubstitution: Bool
    public init(strictSubstitution: Bool = true) { self.strictSubstitution = strictSubstitution }
  }

  /// A pass that is under way: the real controller blocks in it.
  private struct Attempt {
    var generation: Int64
    var revision: String
    var started: Instant
    var deadline: Instant
    var stages: [[Value]]
    var stage = 0
    var stageDeadline: Instant?
    var inventory: [ObjectKey] = []
    var versions: [ObjectKey: String] = [:]
    var changed: [String] = []
    var healthStart: Instant?
    var expressions: HealthCheckExpressions
  }

  public init(world: SourceWorld, options: Options = .init()) {
    self.world = world
    self.options = options
  }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    if change.key.type == Flux.kustomization { return wakesItself(change) ? [change.key] : [] }
    guard change.key.type == Flux.gitRepository,
      let revision = change.object.at("status", "artifact", "revision")?.string,
      change.previous?.at("status", "artifact", "revision")?.string != revision
    else { return [] }
    let users = cluster.list(Flux.kustomization).filter { object in
      let source = object.at("spec", "sourceRef")
      return source?["name"]?.string == change.key.name && source?["kind"]?.string == "GitRepository"
        && (source?["namespace"]?.string ?? object.namespace) == change.key.namespace
        && !((object.isFluxReady || object.condition("Reconciling") != nil)
          && object.at("status", "lastAttemptedRevision")?.string == revision)
    }
    return DependencyGraph(users).sorted()
  }

  public mutating func reconcile(
    _ key: ObjectKey, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard var object = cluster.get(key) else {
      attempts[key] = nil
      return .none
    }
    if object.isDeleting {
      attempts[key] = nil
      return try finalize(object, in: &cluster, at: now)
    }
    if let attempt = attempts[key] { return try proceed(key, attempt, in: &cluster, at: now) }
    if try addFinalizer(object, in: &cluster) { return .immediately }
    if object.at("spec", "suspend")?.bool == true {
      acknowledge(&object)
      try writeStatus(object, in: &cluster)
      return .none
    }
    return try begin(key, object, in: &cluster, at: now)
  }

  // MARK: - A pass from its beginning

  private mutating func begin(
    _ key: ObjectKey, _ original: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let interval = Flux.duration(object.at("spec", "interval")?.string) ?? .seconds(600)
    let retry = Flux.duration(object.at("spec", "retryInterval")?.string) ?? interval
    let expressions: HealthCheckExpressions
    do {
      expressions = try HealthCheckExpressions(object.at("spec", "healthCheckExprs"))
    } catch {
      let text = "Reconciliation failed terminally due to configuration error: \(error.message)"
      object.setFluxCondition("Ready", "False", reason: "InvalidCELExpression", message: text, at: now)
      object.setFluxCondition("Stalled", "True", reason: "InvalidCELExpression", message: text, at: now)
      let generation = object.generation
      object.modifyStatus { $0["observedGeneration"] = .int(generation) }
      return try conclude(object, warn: text, in: &cluster, requeue: .none)
    }
    let sourceRef = object.at("spec", "sourceRef") ?? [:]
    let sourceKey = ObjectKey(
      GroupKind("source.toolkit.fluxcd.io", sourceRef["kind"]?.string ?? ""),
      sourceRef["namespace"]?.string ?? object.namespace, sourceRef["name"]?.string ?? "")
    guard let source = cluster.get(sourceKey) else {
      let plural = sourceKey.type == Flux.gitRepository ? "gitrepositories" : "sources"
      let text = "\(plural).source.toolkit.fluxcd.io \"\(sourceKey.name)\" not found"
      object.setFluxCondition("Ready", "False", reason: "ArtifactFailed", message: text, at: now)
      return try conclude(object, warn: nil, in: &cluster, requeue: .after(retry))
    }
    guard let tree = world.artifact(of: source), let revision = source.at("status", "artifact", "revision")?.string
    else {
      let text = "Source artifact not found, retrying in 30s"
      object.setFluxCondition("Ready", "False", reason: "ArtifactFailed", message: text, at: now)
      return try conclude(object, warn: nil, in: &cluster, requeue: .after(.seconds(30)))
    }
    if let waiting = unreadyDependency(of: object, revision: revision, in: cluster) {
      object.setFluxCondition("Ready", "False", reason: "DependencyNotReady", message: waiting, at: now)
      object = try writeStatus(object, in: &cluster)
      event(
        object, "Normal", "DependencyNotReady", "Dependencies do not meet ready condition, retrying in 30s",
        in: &cluster)
      return .after(.seconds(30))
    }
    var timeout = Flux.duration(object.at("spec", "timeout")?.string) ?? (interval - .seconds(30))
    if timeout < .seconds(30) { timeout = .seconds(30) }
    let limits = "for revision \(revision) with a timeout of \(Flux.text(timeout))"
    object.setFluxCondition("Ready", "Unknown", reason: "Progressing", message: "Reconciliation in progress", at: now)
    object.setFluxCondition(
      "Reconciling", "True", reason: "Progressing", message: "Building manifests \(limits)", at: now)
    object.modifyStatus { $0["lastAttemptedRevision"] = .string(revision) }
    object = try writeStatus(object, in: &cluster)
    let built: [FluxBuild.BuiltObject]
    do {
      let variables = try FluxBuild.variables(of: object) { cluster.get($0) }
      built = try FluxBuild.build(
        tree: tree, kustomization: object, variables: variables, strict: options.strictSubstitution)
    } catch {
      let missingPath = error.message.hasPrefix("kustomization path not found")
      return try fail(
        object, reason: missingPath ? "ArtifactFailed" : "BuildFailed", error.message, retry, in: &cluster, at: now)
    }
    for one in built { origins[ObjectKey(of: one.value)] = Origin(file: one.file, line: one.line) }
    object.setFluxCondition(
      "Reconciling", "True", reason: "Progressing", message: "Detecting drift \(limits)", at: now)
    object = try writeStatus(object, in: &cluster)
    let attempt = Attempt(
      generation: object.generation, revision: revision, started: now, deadline: now + timeout,
      stages: ApplyOrder.stages(built.map(\.value)), expressions: expressions)
    attempts[key] = attempt
    return try proceed(key, attempt, in: &cluster, at: now)
  }

  private func unreadyDependency(of object: Value, revision: String, in cluster: ClusterState) -> String? {
    for key in DependencyGraph.dependencies(of: object) {
      let shown = "\(key.namespace)/\(key.name)"
      guard let dependency = cluster.get(key) else {
        let text = "kustomizations.kustomize.toolkit.fluxcd.io \"\(key.name)\" not found"
        return "dependency '\(shown)' not found: \(text)"
      }
      let observed = dependency.at("status", "observedGeneration")?.int ?? -1
      guard observed == dependency.generation, dependency.isTrue("Ready") else {
        return "dependency '\(shown)' is not ready"
      }
      if dependency.at("spec", "sourceRef") == object.at("spec", "sourceRef"),
        dependency.at("status", "lastAppliedRevision")?.string != revision
      {
        return "dependency '\(shown)' revision is not up to date"
      }
    }
    return nil
  }

  // MARK: - Applying and waiting

  private mutating func proceed(
    _ key: ObjectKey, _ running: Attempt, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard let object = cluster.get(key) else { return .none }
    var attempt = running
    let interval = Flux.duration(object.at("spec", "interval")?.string) ?? .seconds(600)
    let retry = Flux.duration(object.at("spec", "retryInterval")?.string) ?? interval
    if attempt.healthStart == nil {
      while attempt.stage < attempt.stages.count {
        let stage = attempt.stages[attempt.stage]
        if attempt.stageDeadline == nil {
          do {
            try apply(stage, of: object, &attempt, in: &cluster)
          } catch {
            attempts[key] = nil
            let text = ([error.message] + attempt.changed).joined(separator: "\n")
            return try fail(object, reason: "ReconciliationFailed", text, retry, in: &cluster, at: now)
          }
          attempt.stageDeadline = now + .seconds(60)
        }
        // Definitions and classes are waited for before what needs them; the last stage is not.
        let isLast = attempt.stage == attempt.stages.count - 1
        let waitFor = isLast ? [] : stage.map { ObjectKey(of: $0) }
        let open = waitFor.filter { KStatus.of(cluster.get($0) ?? .null) != .current }
        if !open.isEmpty {
          if let deadline = attempt.stageDeadline, now >= deadline {
            attempts[key] = nil
            let text = "timeout waiting for: [\(open.map { "\($0) status: 'InProgress'" }.joined(separator: ", "))]"
            return try fail(object, reason: "ReconciliationFailed", text, retry, in: &cluster, at: now)
          }
          attempts[key] = attempt
          return .after(.seconds(2))
        }
        attempt.stage += 1
        attempt.stageDeadline = nil
      }
      return try afterApply(key, object, &attempt, retry: retry, in: &cluster, at: now)
    }
    return try checkHealth(key, object, attempt, retry: retry, in: &cluster, at: now)
  }

  private func apply(
    _ stage: [Value], of object: Value, _ attempt: inout Attempt, in cluster: inout ClusterState
  ) throws(SourceError) {
    // All of a stage is tried first; an error leaves nothing of it written.
    for one in stage {
      let key = ObjectKey(of: one)
      if isSkipped(one, live: cluster.get(key)) { continue }
      do {
        _ = try cluster.apply(one, by: name, force: true, dryRun: true)
      } catch {
        throw SourceError(KustomizationController.dryRunText(key, one, error))
      }
    }
    for one in stage {
      let key = ObjectKey(of: one)
      attempt.inventory.append(key)
      attempt.versions[key] = ObjectReference(of: one).version
      let live = cluster.get(key)
      if isSkipped(one, live: live) { continue }
      do {
        let stored = try cluster.apply(one, by: name, force: true)
        if live == nil {
          attempt.changed.append("\(key) created")
        } else if live?.at("metadata", "resourceVersion") != stored.at("metadata", "resourceVersion") {
          attempt.changed.append("\(key) configured")
        }
      } catch {
        throw SourceError("\(key) apply failed: \(error.message)")
      }
    }
  }

  private func isSkipped(_ object: Value, live: Value?) -> Bool {
    func setting(_ value: Value, _ key: String) -> String? {
      (value.annotation("kustomize.toolkit.fluxcd.io/\(key)") ?? value.label("kustomize.toolkit.fluxcd.io/\(key)"))?
        .lowercased()
    }
    if setting(object, "reconcile") == "disabled" || setting(object, "ssa") == "ignore" { return true }
    if let live, setting(live, "reconcile") == "disabled" || setting(live, "ssa") == "ignore" { return true }
    return live != nil && setting(object, "ssa") == "ifnotpresent"
  }

  /// `Kind/ns/name dry-run failed (Reason): message`, as fluxcd/pkg `ssa/errors` writes it.
  static func dryRunText(_ key: ObjectKey, _ object: Value, _ error: StatusError) -> String {
    if error.isNotFound && error.message.contains("could not find the requested resource") {
      let reference = ObjectReference(of: object)
      return "\(key) dry-run failed: no matches for kind \"\(reference.kind)\" in version \"\(reference.apiVersion)\""
    }
    if error.isNotFound { return "\(key) not found: \(error.message)" }
    if error.message.hasPrefix("no matches for kind") || error.reason.isEmpty {
      return "\(key) dry-run failed: \(error.message)"
    }
    return "\(key) dry-run failed (\(error.reason)): \(error.message)"
  }

  private mutating func afterApply(
    _ key: ObjectKey, _ original: Value, _ attempt: inout Attempt, retry: Duration, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    if !attempt.changed.isEmpty {
      event(object, "Normal", "Progressing", attempt.changed.joined(separator: "\n"), in: &cluster)
    }
    let old = (object.at("status", "inventory", "entries")?.array ?? []).compactMap {
      $0["id"]?.string.flatMap(ApplyOrder.key(inventoryID:))
    }
    let entries = attempt.inventory.map { one -> Value in
      ["id": .string(ApplyOrder.inventoryID(one)), "v": .string(attempt.versions[one] ?? "v1")]
    }
    object.modifyStatus { $0["inventory"] = ["entries": .array(entries)] }
    if object.at("spec", "prune")?.bool == true {
      let kept = Set(attempt.inventory)
      let stale = old.filter { !kept.contains($0) }
      let lines = prune(stale, of: object, in: &cluster)
      if !lines.isEmpty { event(object, "Normal", "Progressing", lines.joined(separator: "\n"), in: &cluster) }
    }
    let waits = object.at("spec", "wait")?.bool == true
    if waits || !(object.at("spec", "healthChecks")?.array ?? []).isEmpty {
      let timeout = Flux.text(attempt.deadline - attempt.started)
      let text = "Running health checks for revision \(attempt.revision) with a timeout of \(timeout)"
      object.setFluxCondition("Reconciling", "True", reason: "Progressing", message: text, at: now)
      object.setFluxCondition("Healthy", "Unknown", reason: "Progressing", message: text, at: now)
      object = try writeStatus(object, in: &cluster)
      attempt.healthStart = now
      attempts[key] = attempt
      return try checkHealth(key, object, attempt, retry: retry, in: &cluster, at: now)
    }
    object.removeFluxCondition("Healthy")
    return try succeed(key, object, attempt, in: &cluster, at: now)
  }

  private mutating func checkHealth(
    _ key: ObjectKey, _ original: Value, _ attempt: Attempt, retry: Duration, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let start = attempt.healthStart ?? now
    let targets: [ObjectKey]
    if object.at("spec", "wait")?.bool == true {
      targets = attempt.inventory.filter { $0 != key && !isSkipped(cluster.get($0) ?? .null, live: nil) }
    } else {
      targets = (object.at("spec", "healthChecks")?.array ?? []).map { check in
        let type = ObjectReference(
          apiVersion: check["apiVersion"]?.string ?? "apps/v1", kind: check["kind"]?.string ?? "", name: "")
        return ObjectKey(
          GroupKind(type.group, type.kind), check["namespace"]?.string ?? "", check["name"]?.string ?? "")
      }
    }
    var open: [(ObjectKey, KStatus)] = []
    var failed: [(ObjectKey, KStatus)] = []
    for target in targets {
      let state = cluster.get(target).map { attempt.expressions.status(of: $0) } ?? .notFound
      if state == .failed { failed.append((target, state)) }
      if state != .current { open.append((target, state)) }
    }
    let elapsed = Flux.text(now - start)
    if open.isEmpty {
      let text = "Health check passed in \(elapsed)"
      let wasHealthy = object.isTrue("Healthy")
      object.setFluxCondition("Healthy", "True", reason: "Succeeded", message: text, at: now)
      if !wasHealthy { event(object, "Normal", "Progressing", text, in: &cluster) }
      return try succeed(key, object, attempt, in: &cluster, at: now)
    }
    func list(_ states: [(ObjectKey, KStatus)]) -> String {
      "[" + states.map { "\($0.0) status: '\($0.1.rawValue)'" }.joined(separator: ", ") + "]"
    }
    var problem: String?
    if !failed.isEmpty {
      problem = "health check failed after \(elapsed): failed early due to stalled resources: \(list(failed))"
    } else if now >= attempt.deadline {
      problem = "health check failed after \(elapsed): timeout waiting for: \(list(open))"
    }
    if let problem {
      attempts[key] = nil
      object.setFluxCondition("Healthy", "False", reason: "HealthCheckFailed", message: problem, at: now)
      return try fail(object, reason: "HealthCheckFailed", problem, retry, in: &cluster, at: now)
    }
    let rest = attempt.deadline - now
    return .after(rest < .seconds(5) ? rest : .seconds(5))
  }

  // MARK: - The end of a pass

  private mutating func succeed(
    _ key: ObjectKey, _ original: Value, _ attempt: Attempt, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    attempts[key] = nil
    var object = original
    let interval = Flux.duration(object.at("spec", "interval")?.string) ?? .seconds(600)
    object.modifyStatus { status in
      status["lastAppliedRevision"] = .string(attempt.revision)
      status["observedGeneration"] = .int(attempt.generation)
    }
    object.removeFluxCondition("Reconciling")
    object.removeFluxCondition("Stalled")
    object.setFluxCondition(
      "Ready", "True", reason: "ReconciliationSucceeded", message: "Applied revision: \(attempt.revision)", at: now)
    acknowledge(&object)
    let stored = try writeStatus(object, in: &cluster)
    let text =
      "Reconciliation finished in \(Flux.text(now - attempt.started)), next run in \(Flux.text(interval))"
    event(stored, "Normal", "ReconciliationSucceeded", text, in: &cluster)
    if stored.generation != attempt.generation { return .immediately }
    return .after(interval)
  }

  private mutating func fail(
    _ original: Value, reason: String, _ message: String, _ retry: Duration, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) -> Requeue {
    attempts[ObjectKey(of: original)] = nil
    var object = original
    object.setFluxCondition("Ready", "False", reason: reason, message: message, at: now)
    let progress = object.condition("Reconciling")?["message"]?.string ?? "Reconciliation in progress"
    object.setFluxCondition("Reconciling", "True", reason: "ProgressingWithRetry", message: progress, at: now)
    return try conclude(object, warn: message, in: &cluster, requeue: .after(retry))
  }

  private func conclude(
    _ original: Value, warn: String?, in cluster: inout ClusterState, requeue: Requeue
  ) throws(StatusError) -> Requeue {
    var object = original
    acknowledge(&object)
    object = try writeStatus(object, in: &cluster)
    if let warn {
      event(object, "Warning", object.condition("Ready")?["reason"]?.string ?? "", warn, in: &cluster)
    }
    return requeue
  }

  // MARK: - Pruning and deletion

  /// Deletes in reverse apply order what still carries the owner labels and is not protected.
  private func prune(_ stale: [ObjectKey], of owner: Value, in cluster: inout ClusterState) -> [String] {
    var lines: [String] = []
    for key in stale.reversed() {
      guard let live = cluster.get(key) else { continue }
      let owned =
        live.label("kustomize.toolkit.fluxcd.io/name") == owner.name
        && live.label("kustomize.toolkit.fluxcd.io/namespace") == owner.namespace
      let setting =
        live.annotation("kustomize.toolkit.fluxcd.io/prune") ?? live.label("kustomize.toolkit.fluxcd.io/prune")
      if !owned || setting?.lowercased() == "disabled" || isSkipped(live, live: nil) {
        lines.append("\(key) skipped")
        continue
      }
      do {
        try cluster.delete(key, propagation: .background)
        lines.append("\(key) deleted")
      } catch {
        lines.append("\(key) delete failed: \(error.message)")
      }
    }
    return lines
  }

  private mutating func finalize(
    _ object: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard object.finalizers.contains(Flux.finalizer) else { return .none }
    let policy = object.at("spec", "deletionPolicy")?.string ?? "MirrorPrune"
    let prunes: Bool
    switch policy {
    case "Delete", "WaitForTermination": prunes = true
    case "Orphan": prunes = false
    default: prunes = object.at("spec", "prune")?.bool == true
    }
    if prunes && object.at("spec", "suspend")?.bool != true {
      let entries = (object.at("status", "inventory", "entries")?.array ?? []).compactMap {
        $0["id"]?.string.flatMap(ApplyOrder.key(inventoryID:))
      }
      let lines = prune(entries.filter { $0 != ObjectKey(of: object) }, of: object, in: &cluster)
      if !lines.isEmpty { event(object, "Normal", "Progressing", lines.joined(separator: "\n"), in: &cluster) }
    }
    try removeFinalizer(object, in: &cluster)
    return .none
  }
}

/// Where an object was written: a file of the commit, and the line at which its document starts.
public struct Origin: Sendable, Hashable {
  public var file: String
  /// 1-based; 0 when unknown.
  public var line: Int
  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}
