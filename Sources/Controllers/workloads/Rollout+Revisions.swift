import ClusterState
import KubeAPI
import Manifest

/// Revisions of a Deployment: the annotations that `kubectl rollout history` and `undo` read.
extension Rollout {
  /// Annotations of the Deployment that stay there (`annotationsToSkip`).
  private static let notCopied: [String] = [
    "kubectl.kubernetes.io/last-applied-configuration", revision, revisionHistory, desiredReplicas, maxReplicas,
    "deprecated.deployment.rollback.to",
  ]

  /// Finds the ReplicaSet of the present template and brings its revision up to date; makes it when asked to.
  mutating func syncRevisions(create: Bool, in cluster: inout ClusterState) throws(StatusError) {
    let highest = oldSets.map { Int64($0.annotation(Rollout.revision) ?? "") ?? 0 }.max() ?? 0
    let next = highest + 1
    if let found = newSet {
      var set = found
      let annotated = annotate(&set, revision: next, isNew: false)
      let ready = minReadySeconds
      if annotated || (set.integer("spec", "minReadySeconds") ?? 0) != ready {
        set.setNonZero(ready, at: "spec", "minReadySeconds")
        replace(try cluster.update(set, by: manager))
        return try saveRevision(set.annotation(Rollout.revision) ?? "", in: &cluster)
      }
      var changed = deployment
      if hasDeadline && deployment.condition("Progressing") == nil {
        setCondition(
          &changed, "Progressing", "True", "FoundNewReplicaSet", "Found new replica set \"\(found.name)\"")
      }
      try saveRevision(found.annotation(Rollout.revision) ?? "", of: changed, in: &cluster)
      return
    }
    guard create else { return }
    try createSet(revision: next, in: &cluster)
  }

  private mutating func createSet(revision: Int64, in cluster: inout ClusterState) throws(StatusError) {
    let template = deployment.at("spec", "template") ?? [:]
    let collisions = deployment.integer("status", "collisionCount") ?? 0
    let hash = TemplateHash.of(Rollout.comparable(template), collisions: collisions)
    var podTemplate = template
    podTemplate.set(.string(hash), at: "metadata", "labels", Rollout.hashLabel)
    var selector = deployment.at("spec", "selector") ?? [:]
    selector.set(.string(hash), at: "matchLabels", Rollout.hashLabel)

    var spec: Value = [:]
    let count = newReplicas(of: nil)
    spec["replicas"] = .int(count)
    if minReadySeconds > 0 { spec["minReadySeconds"] = .int(minReadySeconds) }
    spec["selector"] = selector
    spec["template"] = podTemplate
    var metadata: Value = [:]
    metadata["name"] = .string("\(deployment.name)-\(hash)")
    metadata["namespace"] = .string(deployment.namespace)
    metadata["labels"] = podTemplate.at("metadata", "labels") ?? [:]
    metadata["ownerReferences"] = .array([deployment.ownerReference()])
    var set: Value = ["apiVersion": "apps/v1", "kind": "ReplicaSet"]
    set["metadata"] = metadata
    set["spec"] = spec
    annotate(&set, revision: revision, isNew: true)

    let created: Value
    do {
      created = try cluster.create(set, by: manager)
    } catch {
      if error.isAlreadyExists {
        // Another template hashed to the same name: count it and try again.
        var changed = deployment
        changed.set(.int(collisions + 1), at: "status", "collisionCount")
        _ = try cluster.updateStatus(changed, by: manager)
        throw error
      }
      let message = "Failed to create new replica set \"\(set.name)\": \(error.message)"
      if hasDeadline {
        var changed = deployment
        setCondition(&changed, "Progressing", "False", "ReplicaSetCreateError", message)
        deployment = try cluster.updateStatus(changed, by: manager)
      }
      cluster.recordEvent(
        regarding: deployment, type: "Warning", reason: "ReplicaSetCreateError", message: message,
        component: DeploymentController.component)
      throw error
    }
    all.append(created)
    if count > 0 {
      cluster.recordEvent(
        regarding: deployment, type: "Normal", reason: "ScalingReplicaSet",
        message: "Scaled up replica set \(created.name) from 0 to \(count)", component: DeploymentController.component)
    }
    var changed = deployment
    if hasDeadline {
      setCondition(
        &changed, "Progressing", "True", "NewReplicaSetCreated", "Created new replica set \"\(created.name)\"")
    }
    try saveRevision(String(revision), of: changed, in: &cluster)
  }

  /// Writes the revision to the Deployment, together with what else changed, through its status as upstream does.
  private mutating func saveRevision(_ revision: String, of changed: Value? = nil, in cluster: inout ClusterState)
    throws(StatusError)
  {
    var changed = changed ?? deployment
    if changed.annotation(Rollout.revision) != revision {
      changed.set(.string(revision), at: "metadata", "annotations", Rollout.revision)
    }
    if changed == deployment { return }
    deployment = try cluster.updateStatus(changed, by: manager)
  }

  /// Copies the Deployment's annotations and raises the revision. Returns whether anything changed.
  @discardableResult
  private func annotate(_ set: inout Value, revision: Int64, isNew: Bool) -> Bool {
    let before = set
    for pair in deployment.at("metadata", "annotations")?.object ?? Object() {
      if Rollout.notCopied.contains(pair.key) || set.annotation(pair.key) == pair.value.string { continue }
      set.set(pair.value, at: "metadata", "annotations", pair.key)
    }
    let old = set.annotation(Rollout.revision)
    if (old.flatMap { Int64($0) } ?? 0) < revision {
      set.set(.string(String(revision)), at: "metadata", "annotations", Rollout.revision)
      if let old, !old.isEmpty {
        let history = set.annotation(Rollout.revisionHistory) ?? ""
        let line = history.isEmpty ? old : history + "," + old
        set.set(.string(line), at: "metadata", "annotations", Rollout.revisionHistory)
      }
    }
    if isNew { annotateReplicas(&set) }
    return set != before
  }

  func annotateReplicas(_ set: inout Value) {
    set.set(.string(String(replicas)), at: "metadata", "annotations", Rollout.desiredReplicas)
    set.set(.string(String(replicas + fences.surge)), at: "metadata", "annotations", Rollout.maxReplicas)
  }

  /// Scales one ReplicaSet and keeps its replica annotations current. Returns whether its size changed.
  @discardableResult
  mutating func scale(_ set: Value, to count: Int64, in cluster: inout ClusterState) throws(StatusError) -> Bool {
    let old = set.integer("spec", "replicas") ?? 0
    var changed = set
    annotateReplicas(&changed)
    changed.set(.int(count), at: "spec", "replicas")
    if changed == set { return false }
    let saved = try cluster.update(changed, by: manager)
    replace(saved)
    if old == count { return false }
    let direction = old < count ? "up" : "down"
    cluster.recordEvent(
      regarding: deployment, type: "Normal", reason: "ScalingReplicaSet",
      message: "Scaled \(direction) replica set \(set.name) from \(old) to \(count)",
      component: DeploymentController.component)
    return true
  }

  /// Removes the oldest empty ReplicaSets beyond `revisionHistoryLimit`.
  mutating func cleanUp(in cluster: inout ClusterState) throws(StatusError) {
    guard let limit = deployment.integer("spec", "revisionHistoryLimit") ?? Optional(10) else { return }
    let old = oldSets.filter { !$0.isDeleting }
    guard Int64(old.count) > limit, limit >= 0 else { return }
    let byRevision = old.sorted {
      let a = Int64($0.annotation(Rollout.revision) ?? "") ?? 0
      let b = Int64($1.annotation(Rollout.revision) ?? "") ?? 0
      return a != b ? a < b : $0.created < $1.created
    }
    for set in byRevision.prefix(old.count - Int(limit)) {
      let busy =
        (set.integer("status", "replicas") ?? 0) != 0 || (set.integer("spec", "replicas") ?? 0) != 0
        || set.generation > (set.integer("status", "observedGeneration") ?? 0)
      if busy { continue }
      do {
        try cluster.delete(ObjectKey(of: set))
      } catch  where error.isNotFound {
        continue
      } catch {
        throw error
      }
    }
  }

  mutating func cleanUpIfPaused(in cluster: inout ClusterState) throws(StatusError) {
    if isPaused { try cleanUp(in: &cluster) }
  }

  /// Scaling without a rollout: the one active ReplicaSet, or all of them in proportion (`sync.go` scale).
  mutating func scale(in cluster: inout ClusterState) throws(StatusError) {
    let active = all.filter { ($0.integer("spec", "replicas") ?? 0) > 0 }
    let single: Value?
    switch active.count {
    case 0: single = newSet ?? all.last
    case 1: single = active[0]
    default: single = nil
    }
    if let single {
      try scale(single, to: replicas, in: &cluster)
      return
    }
    if let set = newSet, isSaturated(set) {
      for old in oldSets where (old.integer("spec", "replicas") ?? 0) > 0 { try scale(old, to: 0, in: &cluster) }
      return
    }
    if isRecreate { return }
    try scaleProportionally(active, in: &cluster)
  }

  private func isSaturated(_ set: Value) -> Bool {
    guard let desired = set.annotation(Rollout.desiredReplicas).flatMap({ Int64($0) }) else { return false }
    return set.integer("spec", "replicas") == replicas && desired == replicas
      && (set.integer("status", "availableReplicas") ?? 0) == replicas
  }

  private mutating func scaleProportionally(_ active: [Value], in cluster: inout ClusterState) throws(StatusError) {
    let total = active.reduce(0) { $0 + ($1.integer("spec", "replicas") ?? 0) }
    let allowed = replicas > 0 ? replicas + fences.surge : 0
    var toAdd = allowed - total
    // Largest first; of equals the newer when growing and the older when shrinking.
    let ordered = active.sorted {
      let a = $0.integer("spec", "replicas") ?? 0
      let b = $1.integer("spec", "replicas") ?? 0
      if a != b { return a > b }
      return toAdd > 0 ? $0.created > $1.created : $0.created < $1.created
    }
    var sizes: [Int64] = []
    var added: Int64 = 0
    for set in ordered {
      let have = set.integer("spec", "replicas") ?? 0
      var share: Int64 = 0
      if have > 0 && toAdd != 0 {
        let surge = set.annotation(Rollout.maxReplicas).flatMap { Int64($0) } ?? 0
        let base = surge > 0 ? surge : replicas
        let target = (Double(have * allowed) / Double(max(1, base))).rounded()
        let wanted = Int64(target) - have
        let rest = toAdd - added
        share = toAdd > 0 ? min(wanted, rest) : max(wanted, rest)
      }
      sizes.append(have + share)
      added += share
    }
    if !sizes.isEmpty && toAdd != 0 {
      toAdd -= added
      sizes[0] = max(0, sizes[0] + toAdd)
    }
    for (set, size) in zip(ordered, sizes) { try scale(set, to: size, in: &cluster) }
  }
}
