import ClusterState
import KubeAPI
import Manifest

/// StatefulSets: pods with names of their own, made and replaced in order.
///
/// Follows k8s.io/kubernetes `pkg/controller/statefulset/stateful_set_control.go`: OrderedReady waits for each pod,
/// Parallel
/// does not; updates go from the highest ordinal down to the partition; claims outlive their pods.
public struct StatefulSetController: QueueController {
  /// As its events name it.
  static let component = "statefulset-controller"
  public let name = StatefulSetController.component
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.statefulSet: return [change.key]
    case Kind.pod:
      if let owner = change.object.controllerKey(Kind.statefulSet) { return [owner] }
      if let owner = change.previous?.controllerKey(Kind.statefulSet) { return [owner] }
      return change.kind == .deleted ? [] : OwnerReferences.wokenByOrphan(change.object, Kind.statefulSet, in: cluster)
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let set = cluster.get(key) else { return .none }
    if set.isDeleting { return .none }
    var pass = StatefulPass(set: set, now: now, manager: manager)
    try pass.run(in: &cluster)
    return pass.requeue
  }
}

/// One pass over one StatefulSet.
struct StatefulPass {
  var set: Value
  let now: Instant
  let manager: String
  var requeue = Requeue.none
  var update = ""
  var current = ""
  var updateTemplate: Value = .null
  var currentTemplate: Value = .null

  init(set: Value, now: Instant, manager: String) {
    self.set = set
    self.now = now
    self.manager = manager
  }

  var replicas: Int { Int(clamping: set.integer("spec", "replicas") ?? 1) }
  var first: Int { Int(clamping: set.integer("spec", "ordinals", "start") ?? 0) }
  var isOrdered: Bool { self.set.text("spec", "podManagementPolicy") != "Parallel" }
  var minReadySeconds: Int64 { self.set.integer("spec", "minReadySeconds") ?? 0 }
  static let revisionLabel = "controller-revision-hash"

  mutating func run(in cluster: inout ClusterState) throws(StatusError) {
    let revisions = try Revisions.sync(
      of: set, collisions: set.integer("status", "collisionCount") ?? 0, in: &cluster, manager: manager)
    update = revisions.update.name
    updateTemplate = set.at("spec", "template") ?? [:]
    let known = set.text("status", "currentRevision")
    let currentRevision = revisions.all.first { $0.name == known } ?? revisions.update
    current = currentRevision.name
    currentTemplate = currentRevision.at("data", "spec", "template") ?? updateTemplate
    let pods = try Pods.claimed(by: set, selector: set.at("spec", "selector"), in: &cluster, manager: manager)
      .filter { ordinal($0) != nil }
    try act(pods, in: &cluster)
    try writeStatus(in: &cluster)
    try Revisions.trim(
      of: set, live: [current, update], limit: set.integer("spec", "revisionHistoryLimit") ?? 10, in: &cluster)
  }

  func ordinal(_ pod: Value) -> Int? {
    guard pod.name.hasPrefix(set.name + "-") else { return nil }
    return Int(pod.name.dropFirst(set.name.count + 1))
  }

  private func isHealthy(_ pod: Value) -> Bool { pod.podPhase == "Running" && pod.isPodReady && !pod.isDeleting }

  private mutating func isAvailable(_ pod: Value) -> Bool {
    if !isHealthy(pod) { return false }
    if pod.isPodAvailable(minReadySeconds: minReadySeconds, at: now) { return true }
    requeue = .after(.seconds(minReadySeconds))
    return false
  }

  private mutating func act(_ pods: [Value], in cluster: inout ClusterState) throws(StatusError) {
    let range = first..<(first + replicas)
    func pod(_ ordinal: Int) -> Value? { pods.first { self.ordinal($0) == ordinal } }
    // Creation and repair from the lowest ordinal up.
    for i in range {
      guard let found = pod(i) else {
        try create(i, in: &cluster)
        if isOrdered { return }
        continue
      }
      if found.isPodFinished {
        if !found.isDeleting { try delete(found, in: &cluster) }
        if isOrdered { return }
        continue
      }
      if found.isDeleting || !isHealthy(found) {
        if isOrdered { return }
        continue
      }
      if isOrdered {
        let available = isAvailable(found)
        if !available { return }
      }
    }
    // What is too many goes from the highest ordinal down.
    let surplus = pods.filter { !range.contains(ordinal($0) ?? -1) }
      .sorted { (ordinal($0) ?? 0) > (ordinal($1) ?? 0) }
    for extra in surplus {
      if extra.isDeleting {
        if isOrdered { return }
        continue
      }
      try delete(extra, in: &cluster)
      if isOrdered { return }
    }
    if set.text("spec", "updateStrategy", "type") == "OnDelete" { return }
    // Updates from the highest ordinal down to the partition, each waiting for the one before.
    let partition = Int(clamping: set.integer("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0)
    for i in range.reversed() where i >= first + partition {
      guard let found = pod(i) else { continue }
      if found.label(StatefulPass.revisionLabel) != update && !found.isDeleting {
        try delete(found, in: &cluster)
        return
      }
      if !isHealthy(found) { return }
    }
  }

  private func event(_ type: String, _ reason: String, _ message: String, in cluster: inout ClusterState) {
    cluster.recordEvent(
      regarding: set, type: type, reason: reason, message: message, component: StatefulSetController.component)
  }

  private func delete(_ pod: Value, in cluster: inout ClusterState) throws(StatusError) {
    do {
      try cluster.delete(ObjectKey(of: pod))
      event(
        "Normal", "SuccessfulDelete", "Delete Pod \(pod.name) in StatefulSet \(set.name) successful", in: &cluster)
    } catch  where error.isNotFound {
      return
    } catch {
      event(
        "Warning", "FailedDelete",
        "Delete Pod \(pod.name) in StatefulSet \(set.name) failed error: \(error.message)", in: &cluster)
      throw error
    }
  }

  private func create(_ ordinal: Int, in cluster: inout ClusterState) throws(StatusError) {
    let name = "\(set.name)-\(ordinal)"
    let isOld = current != update && ordinal < first + oldCount
    let template = isOld ? currentTemplate : updateTemplate
    var pod = Pods.from(template: template, owner: set)
    pod.set(.string(name), at: "metadata", "name")
    pod.set(.string(set.name + "-"), at: "metadata", "generateName")
    pod.set(.string(name), at: "metadata", "labels", "statefulset.kubernetes.io/pod-name")
    pod.set(.string(String(ordinal)), at: "metadata", "labels", "apps.kubernetes.io/pod-index")
    pod.set(.string(isOld ? current : update), at: "metadata", "labels", StatefulPass.revisionLabel)
    pod.set(.string(name), at: "spec", "hostname")
    let subdomain = set.text("spec", "serviceName")
    if !subdomain.isEmpty { pod.set(.string(subdomain), at: "spec", "subdomain") }
    var volumes = pod.items("spec", "volumes")
    var claimed: [Value] = []
    for claim in set.items("spec", "volumeClaimTemplates") {
      let claimName = "\(claim.name)-\(name)"
      try createClaim(claim, claimName, name, in: &cluster)
      volumes.removeAll { $0.text("name") == claim.name }
      claimed.append(["name": .string(claim.name), "persistentVolumeClaim": ["claimName": .string(claimName)]])
    }
    volumes = claimed + volumes
    if !volumes.isEmpty { pod.set(.array(volumes), at: "spec", "volumes") }
    do {
      _ = try cluster.create(pod, by: manager)
      event("Normal", "SuccessfulCreate", "Create Pod \(name) in StatefulSet \(set.name) successful", in: &cluster)
    } catch  where error.isAlreadyExists {
      return
    } catch {
      event(
        "Warning", "FailedCreate",
        "Create Pod \(name) in StatefulSet \(set.name) failed error: \(error.message)", in: &cluster)
      throw error
    }
  }

  /// How many ordinals keep the current revision while an update is held back by the partition.
  private var oldCount: Int {
    if set.text("spec", "updateStrategy", "type") == "OnDelete" { return 0 }
    let partition = set.integer("spec", "updateStrategy", "rollingUpdate", "partition")
    return Int(clamping: partition ?? (set.integer("status", "currentReplicas") ?? 0))
  }

  private func createClaim(_ template: Value, _ claimName: String, _ pod: String, in cluster: inout ClusterState)
    throws(StatusError)
  {
    if cluster.get(ObjectKey(Kind.volumeClaim, set.namespace, claimName)) != nil { return }
    var claim: Value = ["apiVersion": "v1", "kind": "PersistentVolumeClaim"]
    var metadata: Value = ["name": .string(claimName), "namespace": .string(set.namespace)]
    var labels = template.labels?.object ?? Object()
    for pair in set.at("spec", "selector", "matchLabels")?.object ?? Object() { labels[pair.key] = pair.value }
    if !labels.isEmpty { metadata["labels"] = .object(labels) }
    if let annotations = template.at("metadata", "annotations") { metadata["annotations"] = annotations }
    claim["metadata"] = metadata
    claim["spec"] = template["spec"] ?? [:]
    do {
      _ = try cluster.create(claim, by: manager)
      event(
        "Normal", "SuccessfulCreate", "Create Claim \(claimName) Pod \(pod) in StatefulSet \(set.name) success",
        in: &cluster)
    } catch {
      event(
        "Warning", "FailedCreate",
        "Create Claim \(claimName) for Pod \(pod) in StatefulSet \(set.name) failed error: \(error.message)",
        in: &cluster)
      throw error
    }
  }

  private mutating func writeStatus(in cluster: inout ClusterState) throws(StatusError) {
    guard var result = cluster.get(ObjectKey(of: set)) else { return }
    let before = result
    var counts: (all: Int64, ready: Int64, available: Int64, current: Int64, updated: Int64) = (0, 0, 0, 0, 0)
    var allUpdated = true
    for pod in cluster.list(Kind.pod, namespace: set.namespace) where pod.controllerUID == set.uid {
      counts.all += 1
      let isNew = pod.label(StatefulPass.revisionLabel) == update
      if !(isNew && isHealthy(pod)) { allUpdated = false }
      if isHealthy(pod) {
        counts.ready += 1
        let available = isAvailable(pod)
        if available { counts.available += 1 }
      }
      if pod.isDeleting { continue }
      if pod.label(StatefulPass.revisionLabel) == current { counts.current += 1 }
      if isNew { counts.updated += 1 }
    }
    let rolling = set.text("spec", "updateStrategy", "type") != "OnDelete"
    if rolling && counts.updated == Int64(replicas) && counts.all == counts.updated && allUpdated && current != update {
      current = update
      counts.current = counts.updated
    }
    result["status"] = [:]
    result.setNonZero(set.generation, at: "status", "observedGeneration")
    result.set(.int(counts.all), at: "status", "replicas")
    result.setNonZero(counts.ready, at: "status", "readyReplicas")
    result.setNonZero(counts.current, at: "status", "currentReplicas")
    result.setNonZero(counts.updated, at: "status", "updatedReplicas")
    result.set(.string(current), at: "status", "currentRevision")
    result.set(.string(update), at: "status", "updateRevision")
    result.set(.int(set.integer("status", "collisionCount") ?? 0), at: "status", "collisionCount")
    result.set(.int(counts.available), at: "status", "availableReplicas")
    if result["status"] != before["status"] { _ = try cluster.updateStatus(result, by: manager) }
  }
}
