import ClusterState
import Files
import Flux
import KubeAPI
import Manifest

/// helm-controller as a state machine: chart, values, dependencies, install and upgrade with waiting, remediation, drift
/// (fluxcd/helm-controller, `internal/controller/helmrelease_controller.go` and `internal/reconcile`).
///
/// The real controller blocks while it waits; here a pass that waits is kept as an ``Action`` and goes on at each poll.
public struct HelmReleaseController: FluxController {
  public let name = "helm-controller"
  let world: SourceWorld
  let kubeVersion: String
  /// Helm's storage, by `namespace/release name`.
  var releases: [String: [ReleaseRecord]] = [:]
  var actions: [ObjectKey: Action] = [:]
  var counters: [ObjectKey: Counters] = [:]
  /// Which HelmRelease each object of a release came from, for reports.
  public internal(set) var owners: [ObjectKey: ObjectKey] = [:]

  struct Counters: Sendable {
    var failures: Int64 = 0
    var installFailures: Int64 = 0
    var upgradeFailures: Int64 = 0
    var chartVersion = ""
    var configDigest = ""
    var generation: Int64 = 0
    var resetAt = ""
    var forceAt = ""
  }

  /// `kubeVersion` is what templates see as `.Capabilities.KubeVersion`, for example `v1.36.2`.
  public init(world: SourceWorld, kubeVersion: String) {
    self.world = world
    self.kubeVersion = kubeVersion
  }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    if change.key.type == Flux.helmRelease { return wakesItself(change) ? [change.key] : [] }
    guard change.key.type == Flux.helmChart else { return [] }
    let object = change.object
    let revision = object.at("status", "artifact", "revision")?.string
    let turnedReady = object.isTrue("Ready") && change.previous?.isTrue("Ready") != true
    let changed = revision != nil && revision != change.previous?.at("status", "artifact", "revision")?.string
    guard turnedReady || changed else { return [] }
    return cluster.list(Flux.helmRelease).filter { Flux.chartKey(of: $0) == change.key }
      .filter { release in
        !((release.isFluxReady || release.condition("Reconciling") != nil)
          && release.at("status", "lastAttemptedRevision")?.string == revision)
      }
      .map { ObjectKey(of: $0) }
  }

  public mutating func reconcile(
    _ key: ObjectKey, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard var object = cluster.get(key) else {
      actions[key] = nil
      counters[key] = nil
      return .none
    }
    if object.isDeleting { return try finalize(key, object, in: &cluster, at: now) }
    if let action = actions[key] { return try proceed(key, action, in: &cluster, at: now) }
    if try addFinalizer(object, in: &cluster) { return .immediately }
    if object.at("spec", "suspend")?.bool == true {
      acknowledge(&object)
      let generation = object.generation
      object.modifyStatus { $0["observedGeneration"] = .int(generation) }
      try writeStatus(object, in: &cluster)
      return .none
    }
    return try begin(key, object, in: &cluster, at: now)
  }

  // MARK: - Prerequisites

  private mutating func begin(
    _ key: ObjectKey, _ original: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let expressions: HealthCheckExpressions
    do {
      expressions = try HealthCheckExpressions(object.at("spec", "healthCheckExprs"))
    } catch {
      return try stall(object, reason: "InvalidCELExpression", error.message, in: &cluster, at: now)
    }
    guard let chartKey = Flux.chartKey(of: object) else {
      return try notReady(
        object, "ArtifactFailed", "could not get Source object: only spec.chart is simulated", in: &cluster, at: now,
        requeue: .backoff)
    }
    object = try reconcileChart(chartKey, of: object, in: &cluster, at: now)
    object.setFluxCondition(
      "Reconciling", "True", reason: "Progressing", message: "Fulfilling prerequisites", at: now)
    object = try writeStatus(object, in: &cluster)
    if let waiting = unreadyDependency(of: object, in: cluster) {
      event(object, "Normal", "DependencyNotReady", waiting, in: &cluster)
      return try notReady(
        object, "DependencyNotReady", waiting, in: &cluster, at: now, requeue: .after(.seconds(30)))
    }
    guard let chart = cluster.get(chartKey), let problem = sourceProblem(chart) else {
      return try compose(key, object, chartKey, expressions, in: &cluster, at: now)
    }
    let text = "HelmChart '\(chartKey.namespace)/\(chartKey.name)' is not ready: \(problem)"
    return try notReady(object, "SourceNotReady", text, in: &cluster, at: now, requeue: .after(.seconds(30)))
  }

  private func reconcileChart(
    _ chartKey: ObjectKey, of release: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Value {
    let spec = release.at("spec", "chart", "spec") ?? [:]
    let sourceKind = spec.at("sourceRef", "kind")?.string ?? "HelmRepository"
    let sourceName = spec.at("sourceRef", "name")?.string ?? ""
    var chartSpec: Value = [
      "chart": spec["chart"] ?? "", "interval": spec["interval"] ?? release.at("spec", "interval") ?? "5m",
      "reconcileStrategy": spec["reconcileStrategy"] ?? "ChartVersion",
      "sourceRef": ["kind": .string(sourceKind), "name": .string(sourceName)], "version": spec["version"] ?? "*",
    ]
    for field in ["valuesFiles", "ignoreMissingValuesFiles", "verify"] {
      if let value = spec[field] { chartSpec[field] = value }
    }
    var metadata: Value = ["name": .string(chartKey.name), "namespace": .string(chartKey.namespace)]
    metadata["labels"] = [
      "helm.toolkit.fluxcd.io/name": .string(release.name),
      "helm.toolkit.fluxcd.io/namespace": .string(release.namespace),
    ]
    let isNew = cluster.get(chartKey) == nil
    let before = cluster.get(chartKey)?.at("metadata", "resourceVersion")
    let stored = try cluster.apply(
      [
        "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "HelmChart", "metadata": metadata, "spec": chartSpec,
      ], by: name, force: true)
    var object = release
    let source =
      "SourceRef '\(sourceKind)/\(spec.at("sourceRef", "namespace")?.string ?? release.namespace)/\(sourceName)'"
    if isNew {
      event(release, "Normal", "HelmChartCreated", "Created \(chartKey) with \(source)", in: &cluster)
    } else if before != stored.at("metadata", "resourceVersion") {
      event(release, "Normal", "HelmChartConfigured", "Configured \(chartKey) with \(source)", in: &cluster)
    }
    object.modifyStatus { $0["helmChart"] = .string("\(chartKey.namespace)/\(chartKey.name)") }
    return object
  }

  private func unreadyDependency(of object: Value, in cluster: ClusterState) -> String? {
    for key in DependencyGraph.dependencies(of: object) {
      let shown = "\(key.namespace)/\(key.name)"
      guard let dependency = cluster.get(key) else {
        let text = "helmreleases.helm.toolkit.fluxcd.io \"\(key.name)\" not found"
        return "unable to get '\(shown)' dependency: \(text)"
      }
      let observed = dependency.at("status", "observedGeneration")?.int ?? -1
      if observed != dependency.generation || !dependency.isTrue("Ready") {
        return "dependency '\(shown)' is not ready"
      }
    }
    return nil
  }

  private func sourceProblem(_ chart: Value) -> String? {
    if let ready = chart.condition("Ready"), ready["status"]?.string == "False" {
      if chart.at("status", "artifact") != nil, chart.condition("Stalled") == nil,
        chart.at("status", "observedGeneration")?.int == chart.generation
      {
        return nil
      }
      return ready["message"]?.string ?? ""
    }
    if chart.at("status", "observedGeneration")?.int != chart.generation {
      return "latest generation of object has not been reconciled"
    }
    return chart.at("status", "artifact") == nil ? "does not have an artifact" : nil
  }

  // MARK: - Values and chart

  private mutating func compose(
    _ key: ObjectKey, _ original: Value, _ chartKey: ObjectKey, _ expressions: HealthCheckExpressions,
    in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let values: Value
    do {
      values = try ReleaseValues.compose(object) { cluster.get($0) }
    } catch {
      event(object, "Warning", "ValuesError", error.message, in: &cluster)
      return try notReady(object, "ValuesError", error.message, in: &cluster, at: now, requeue: .backoff)
    }
    let chart: ReleaseChart
    do {
      chart = try loadChart(chartKey, in: cluster)
    } catch {
      let text = "Could not load chart: \(error.message)"
      event(object, "Warning", "ArtifactFailed", text, in: &cluster)
      return try notReady(object, "ArtifactFailed", text, in: &cluster, at: now, requeue: .backoff)
    }
    let digest = ReleaseValues.digest(values, sha256: world.sha256)
    var counter = counters[key] ?? Counters()
    let resetAt = object.annotation(Flux.resetAt) ?? ""
    let forceAt = object.annotation(Flux.forceAt) ?? ""
    let requested = object.annotation(Flux.requestedAt) ?? ""
    let isReset = !resetAt.isEmpty && resetAt == requested && resetAt != counter.resetAt
    if counter.generation != object.generation || counter.chartVersion != chart.version
      || counter.configDigest != digest || isReset
    {
      counter.failures = 0
      counter.installFailures = 0
      counter.upgradeFailures = 0
    }
    let isForced = !forceAt.isEmpty && forceAt == requested && forceAt != counter.forceAt
    counter.generation = object.generation
    counter.chartVersion = chart.version
    counter.configDigest = digest
    counter.resetAt = resetAt
    counter.forceAt = forceAt
    counters[key] = counter
    let generation = object.generation
    object.modifyStatus { status in
      status["lastAttemptedConfigDigest"] = .string(digest)
      status["lastAttemptedGeneration"] = .int(generation)
      status["lastAttemptedRevision"] = .string(chart.version)
      status["storageNamespace"] = .string(Flux.storageNamespace(of: original))
      if !resetAt.isEmpty { status["lastHandledResetAt"] = .string(resetAt) }
      if !forceAt.isEmpty { status["lastHandledForceAt"] = .string(forceAt) }
    }
    let request = ReleaseRequest(
      key: key, releaseName: Flux.releaseName(of: object) { [world] in world.sha256(Array($0.utf8)) },
      namespace: Flux.releaseNamespace(of: object), storage: Flux.storageNamespace(of: object), chart: chart,
      values: values, configDigest: digest, expressions: expressions, forced: isForced)
    return try decide(request, object, in: &cluster, at: now)
  }

  private func loadChart(_ chartKey: ObjectKey, in cluster: ClusterState) throws(SourceError) -> ReleaseChart {
    guard let chart = cluster.get(chartKey), let name = chart.at("spec", "sourceRef", "name")?.string,
      let source = cluster.get(ObjectKey(Flux.gitRepository, chartKey.namespace, name)),
      let tree = world.artifact(of: source)
    else { throw SourceError("artifact not found") }
    let written = chart.at("spec", "chart")?.string ?? ""
    guard let path = FilePath.clean(written) else { throw SourceError("path '\(written)' leaves the repository") }
    return try ReleaseChart.load(
      tree, path: path, version: chart.at("status", "artifact", "revision")?.string,
      valuesFiles: (chart.at("spec", "valuesFiles")?.array ?? []).compactMap(\.string))
  }

  // MARK: - The state machine

  mutating func decide(
    _ request: ReleaseRequest, _ object: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    let records = releases[request.storageKey] ?? []
    let remediation = Remediation(object)
    let counter = counters[request.key] ?? Counters()
    guard let latest = records.last, latest.status != .uninstalled else {
      if remediation.install.isExhausted(counter.installFailures) && !request.forced && !remediation.retriesOnFailure {
        return try exhausted("install", counter.installFailures, object, in: &cluster, at: now)
      }
      return try start(.install, request, object, in: &cluster, at: now)
    }
    if latest.status == .failed {
      let upgrading = latest.version > 1
      let policy = upgrading ? remediation.upgrade : remediation.install
      let failures = upgrading ? counter.upgradeFailures : counter.installFailures
      if remediation.retriesOnFailure || failures == 0 || request.forced {
        return try start(.upgrade, request, object, in: &cluster, at: now)
      }
      if policy.isExhausted(failures) && !policy.remediatesLast {
        return try exhausted(upgrading ? "upgrade" : "install", failures, object, in: &cluster, at: now)
      }
      if upgrading && policy.strategy == "rollback" {
        return try start(.rollback, request, object, in: &cluster, at: now)
      }
      return try start(.uninstallRemediation, request, object, in: &cluster, at: now)
    }
    let outOfSync =
      latest.chartName != request.chart.name || latest.chartVersion != request.chart.version
      || latest.configDigest != request.configDigest
    if outOfSync || request.forced {
      if remediation.upgrade.isExhausted(counter.upgradeFailures) && !request.forced && !remediation.retriesOnFailure {
        return try exhausted("upgrade", counter.upgradeFailures, object, in: &cluster, at: now)
      }
      return try start(.upgrade, request, object, in: &cluster, at: now)
    }
    if object.at("spec", "test", "enable")?.bool == true, latest.testsPassed == nil {
      return try start(.test, request, object, in: &cluster, at: now)
    }
    return try inSync(request, latest, object, in: &cluster, at: now)
  }

  private func exhausted(
    _ action: String, _ failures: Int64, _ object: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = object
    let text = "Failed to \(action) after \(failures) attempt(s)"
    object.setFluxCondition("Stalled", "True", reason: "RetriesExceeded", message: text, at: now)
    let generation = object.generation
    object.modifyStatus { $0["observedGeneration"] = .int(generation) }
    acknowledge(&object)
    object = try writeStatus(object, in: &cluster)
    event(object, "Warning", "RetriesExceeded", text, in: &cluster)
    return .none
  }

  // MARK: - Ends of a pass

  func notReady(
    _ original: Value, _ reason: String, _ message: String, in cluster: inout ClusterState, at now: Instant,
    requeue: Requeue
  ) throws(StatusError) -> Requeue {
    var object = original
    object.setFluxCondition("Ready", "False", reason: reason, message: message, at: now)
    if requeue == .backoff {
      let progress = object.condition("Reconciling")?["message"]?.string ?? message
      object.setFluxCondition("Reconciling", "True", reason: "ProgressingWithRetry", message: progress, at: now)
    }
    acknowledge(&object)
    try writeStatus(object, in: &cluster)
    return requeue
  }

  func stall(
    _ original: Value, reason: String, _ message: String, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    object.setFluxCondition("Ready", "False", reason: reason, message: message, at: now)
    object.setFluxCondition("Stalled", "True", reason: reason, message: message, at: now)
    let generation = object.generation
    object.modifyStatus { $0["observedGeneration"] = .int(generation) }
    acknowledge(&object)
    object = try writeStatus(object, in: &cluster)
    event(object, "Warning", reason, message, in: &cluster)
    return .none
  }

  mutating func finalize(
    _ key: ObjectKey, _ object: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard object.finalizers.contains(Flux.finalizer) else { return .none }
    actions[key] = nil
    let releaseName = Flux.releaseName(of: object) { [world] in world.sha256(Array($0.utf8)) }
    let storage = "\(Flux.storageNamespace(of: object))/\(releaseName)"
    if object.at("spec", "suspend")?.bool != true {
      if let latest = releases[storage]?.last, latest.status != .uninstalled {
        deleteObjects(latest.content, in: &cluster)
        let left = latest.content.objects.filter { cluster.get(ObjectKey(of: $0)) != nil && !keeps($0) }
        if !left.isEmpty { return .after(.seconds(2)) }
        removeStorage(storage, in: &cluster)
        let text =
          "Helm uninstall succeeded for release \(releaseText(object, releaseName, latest.version)) with chart "
          + "\(latest.chartName)@\(latest.chartVersion)"
        event(object, "Normal", "UninstallSucceeded", text, in: &cluster)
      }
      if let chart = Flux.chartKey(of: object), cluster.get(chart) != nil {
        try cluster.delete(chart, propagation: .background)
      }
    }
    counters[key] = nil
    try removeFinalizer(object, in: &cluster)
    return .none
  }

  func releaseText(_ object: Value, _ releaseName: String, _ version: Int) -> String {
    "\(Flux.releaseNamespace(of: object))/\(releaseName).v\(version)"
  }
}

/// What one pass wants of a release.
struct ReleaseRequest: Sendable {
  var key: ObjectKey
  var releaseName: String
  var namespace: String
  var storage: String
  var chart: ReleaseChart
  var values: Value
  var configDigest: String
  var expressions: HealthCheckExpressions
  var forced: Bool
  var storageKey: String { "\(storage)/\(releaseName)" }
}

/// `spec.install.remediation`, `spec.upgrade.remediation` and the strategies above them.
struct Remediation: Sendable {
  struct Policy: Sendable {
    var retries: Int64
    var remediatesLast: Bool
    var strategy: String
    func isExhausted(_ failures: Int64) -> Bool { retries >= 0 && failures > retries }
  }
  var install: Policy
  var upgrade: Policy
  var retriesOnFailure: Bool
  var retryInterval: Duration

  init(_ release: Value) {
    let installing = release.at("spec", "install")
    let upgrading = release.at("spec", "upgrade")
    let installRetries = installing?.at("remediation", "retries")?.int ?? 0
    let upgradeRetries = upgrading?.at("remediation", "retries")?.int ?? 0
    install = Policy(
      retries: installRetries,
      remediatesLast: installing?.at("remediation", "remediateLastFailure")?.bool ?? false, strategy: "uninstall")
    upgrade = Policy(
      retries: upgradeRetries,
      remediatesLast: upgrading?.at("remediation", "remediateLastFailure")?.bool ?? (upgradeRetries > 0),
      strategy: upgrading?.at("remediation", "strategy")?.string ?? "rollback")
    let strategy = installing?.at("strategy", "name")?.string ?? upgrading?.at("strategy", "name")?.string
    retriesOnFailure = strategy == "RetryOnFailure"
    retryInterval =
      Flux.duration(
        installing?.at("strategy", "retryInterval")?.string ?? upgrading?.at("strategy", "retryInterval")?.string)
      ?? .seconds(300)
  }
}
