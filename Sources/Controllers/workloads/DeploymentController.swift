import ClusterState
import KubeAPI
import Manifest

/// Deployments: one ReplicaSet per template, rolled over at the pace that maxSurge and maxUnavailable allow.
///
/// Follows k8s.io/kubernetes `pkg/controller/deployment`: `sync.go` (revisions, scaling, status), `rolling.go`,
/// `recreate.go`, `progress.go`. In comes a Deployment's key; out go writes to its ReplicaSets and its status, and the
/// moment at which its progress deadline has to be looked at.
public struct DeploymentController: QueueController {
  /// As its events name it.
  static let component = "deployment-controller"
  public let name = DeploymentController.component
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.deployment:
      return [change.key]
    case Kind.replicaSet:
      if let owner = change.object.controllerKey(Kind.deployment) { return [owner] }
      if let owner = change.previous?.controllerKey(Kind.deployment) { return [owner] }
      return change.kind == .deleted ? [] : OwnerReferences.wokenByOrphan(change.object, Kind.deployment, in: cluster)
    case Kind.pod:
      // Only Recreate looks at pods: it waits for the last old one to go.
      guard change.kind == .deleted || change.object.isPodFinished,
        let owner = change.object.controllerKey(Kind.replicaSet),
        let deployment = cluster.get(owner)?.controllerKey(Kind.deployment)
      else { return [] }
      return [deployment]
    default:
      return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let deployment = cluster.get(key), key.type == Kind.deployment else { return .none }
    var rollout = Rollout(deployment: deployment, now: now, manager: manager)
    try rollout.run(in: &cluster)
    return rollout.requeue
  }
}

/// One pass over one Deployment.
struct Rollout {
  var deployment: Value
  let now: Instant
  let manager: String
  var requeue = Requeue.none
  /// All ReplicaSets of the Deployment, oldest first.
  var all: [Value] = []

  static let revision = "deployment.kubernetes.io/revision"
  static let revisionHistory = "deployment.kubernetes.io/revision-history"
  static let desiredReplicas = "deployment.kubernetes.io/desired-replicas"
  static let maxReplicas = "deployment.kubernetes.io/max-replicas"
  static let hashLabel = "pod-template-hash"

  init(deployment: Value, now: Instant, manager: String) {
    self.deployment = deployment
    self.now = now
    self.manager = manager
  }

  var replicas: Int64 { deployment.integer("spec", "replicas") ?? 1 }
  var isRecreate: Bool { deployment.text("spec", "strategy", "type") == "Recreate" }
  var isPaused: Bool { deployment.flag("spec", "paused") ?? false }
  var minReadySeconds: Int64 { deployment.integer("spec", "minReadySeconds") ?? 0 }

  /// Both resolved; when both come out as nothing, one pod may be unavailable.
  var fences: (surge: Int64, unavailable: Int64) {
    if isRecreate { return (0, 0) }
    let rolling = deployment.at("spec", "strategy", "rollingUpdate")
    let surge = IntOrPercent.resolve(rolling?["maxSurge"] ?? "25%", of: replicas, roundUp: true) ?? 0
    let unavailable = IntOrPercent.resolve(rolling?["maxUnavailable"] ?? "25%", of: replicas, roundUp: false) ?? 0
    if surge == 0 && unavailable == 0 { return (0, 1) }
    return (surge, min(unavailable, replicas))
  }

  var maxUnavailable: Int64 { isRecreate || replicas == 0 ? 0 : fences.unavailable }

  mutating func run(in cluster: inout ClusterState) throws(StatusError) {
    all = try OwnerReferences.claim(
      Kind.replicaSet, by: deployment, selector: deployment.at("spec", "selector"), in: &cluster, manager: manager)
    all.sort { $0.created != $1.created ? $0.created < $1.created : $0.name.goLess($1.name) }
    if deployment.isDeleting {
      try syncStatus(in: &cluster)
      return
    }
    try checkPaused(in: &cluster)
    if isPaused || isScalingEvent {
      try syncRevisions(create: false, in: &cluster)
      try scale(in: &cluster)
      if isPaused { try cleanUpIfPaused(in: &cluster) }
      try syncStatus(in: &cluster)
      return
    }
    if isRecreate {
      try recreate(in: &cluster)
    } else {
      try rollingUpdate(in: &cluster)
    }
  }

  private var isScalingEvent: Bool {
    for set in all where (set.integer("spec", "replicas") ?? 0) > 0 {
      guard let text = set.annotation(Rollout.desiredReplicas), let desired = Int64(text) else { continue }
      if desired != replicas { return true }
    }
    return false
  }

  // MARK: - Which ReplicaSet is which

  /// The ReplicaSet of the present template, `nil` when there is none yet.
  var newSet: Value? {
    let template = Rollout.comparable(deployment.at("spec", "template"))
    return all.first { Rollout.comparable($0.at("spec", "template")) == template }
  }

  var oldSets: [Value] {
    let current = newSet?.uid
    return all.filter { $0.uid != current }
  }

  static func comparable(_ template: Value?) -> Value {
    var template = template ?? .null
    template.set(nil, at: "metadata", "labels", hashLabel)
    if template.at("metadata", "labels")?.object?.isEmpty == true { template.set(nil, at: "metadata", "labels") }
    template.set(nil, at: "metadata", "creationTimestamp")
    if template["metadata"]?.object?.isEmpty == true { template["metadata"] = nil }
    return template
  }

  mutating func replace(_ set: Value) {
    if let i = all.firstIndex(where: { $0.uid == set.uid }) { all[i] = set } else { all.append(set) }
  }

  // MARK: - Strategies

  private mutating func rollingUpdate(in cluster: inout ClusterState) throws(StatusError) {
    try syncRevisions(create: true, in: &cluster)
    if try growNewSet(in: &cluster) { return try syncRolloutStatus(in: &cluster) }
    if try shrinkOldSets(in: &cluster) { return try syncRolloutStatus(in: &cluster) }
    if isComplete(status(from: deployment)) { try cleanUp(in: &cluster) }
    try syncRolloutStatus(in: &cluster)
  }

  private mutating func recreate(in cluster: inout ClusterState) throws(StatusError) {
    try syncRevisions(create: false, in: &cluster)
    var scaledDown = false
    for set in oldSets where (set.integer("spec", "replicas") ?? 0) > 0 {
      try scale(set, to: 0, in: &cluster)
      scaledDown = true
    }
    if scaledDown { return try syncRolloutStatus(in: &cluster) }
    if hasRunningOldPods(in: cluster) { return try syncRolloutStatus(in: &cluster) }
    if newSet == nil { try syncRevisions(create: true, in: &cluster) }
    if let set = newSet { try scale(set, to: replicas, in: &cluster) }
    if isComplete(status(from: deployment)) { try cleanUp(in: &cluster) }
    try syncRolloutStatus(in: &cluster)
  }

  private func hasRunningOldPods(in cluster: ClusterState) -> Bool {
    let current = newSet?.uid
    let owners = Set(all.map(\.uid))
    for pod in cluster.list(Kind.pod, namespace: deployment.namespace)
    where LabelSelector.matches(deployment.at("spec", "selector"), labels: pod.labels) {
      let owner = pod.controllerUID
      guard owner != current, owners.contains(owner), !pod.isPodFinished else { continue }
      return true
    }
    return false
  }

  /// How many pods the new ReplicaSet may have now.
  func newReplicas(of set: Value?) -> Int64 {
    if isRecreate { return replicas }
    let current = all.reduce(0) { $0 + ($1.integer("spec", "replicas") ?? 0) }
    let mine = set?.integer("spec", "replicas") ?? 0
    let limit = replicas + fences.surge
    if current >= limit { return mine }
    return mine + max(0, min(limit - current, replicas - mine))
  }

  private mutating func growNewSet(in cluster: inout ClusterState) throws(StatusError) -> Bool {
    guard let set = newSet else { return false }
    let mine = set.integer("spec", "replicas") ?? 0
    if mine == replicas { return try scale(set, to: replicas, in: &cluster) }
    if mine > replicas { return try scale(set, to: replicas, in: &cluster) }
    return try scale(set, to: newReplicas(of: set), in: &cluster)
  }

  private mutating func shrinkOldSets(in cluster: inout ClusterState) throws(StatusError) -> Bool {
    let oldPods = oldSets.reduce(0) { $0 + ($1.integer("spec", "replicas") ?? 0) }
    if oldPods == 0 { return false }
    let allPods = all.reduce(0) { $0 + ($1.integer("spec", "replicas") ?? 0) }
    let minAvailable = replicas - maxUnavailable
    let new = newSet
    let newUnavailable =
      (new?.integer("spec", "replicas") ?? 0) - (new?.integer("status", "availableReplicas") ?? 0)
    var budget = allPods - minAvailable - newUnavailable
    if budget <= 0 { return false }

    // Unhealthy old pods first: they serve nobody.
    var cleaned: Int64 = 0
    for set in oldSets where cleaned < budget {
      let have = set.integer("spec", "replicas") ?? 0
      let available = set.integer("status", "availableReplicas") ?? 0
      if have == 0 || have <= available { continue }
      let count = min(budget - cleaned, have - available)
      try scale(set, to: have - count, in: &cluster)
      cleaned += count
    }
    budget -= cleaned

    let available = all.reduce(0) { $0 + ($1.integer("status", "availableReplicas") ?? 0) }
    var scaled: Int64 = 0
    let surplus = available - minAvailable
    if surplus > 0 {
      for set in oldSets where scaled < surplus {
        let have = set.integer("spec", "replicas") ?? 0
        if have == 0 { continue }
        let count = min(have, surplus - scaled)
        try scale(set, to: have - count, in: &cluster)
        scaled += count
      }
    }
    return cleaned + scaled > 0
  }
}
