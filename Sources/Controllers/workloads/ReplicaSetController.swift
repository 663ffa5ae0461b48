import ClusterState
import KubeAPI
import Manifest

/// ReplicaSets: as many active pods as `spec.replicas` says.
///
/// Follows k8s.io/kubernetes `pkg/controller/replicaset`: slow-start batches on creation, at most 500 pods a pass (more
/// once there are thousands, as every pass looks at all of them), the deletion order of
/// `controller.ActivePodsWithRanks`, a `ReplicaFailure` condition while creations are refused.
public struct ReplicaSetController: QueueController {
  public let name = "replicaset-controller"
  var backoff = Backoff()
  static let burst: Int64 = 500
  static let largestBurst: Int64 = 5000

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.replicaSet:
      return [change.key]
    case Kind.pod:
      if let owner = change.object.controllerKey(Kind.replicaSet) { return [owner] }
      if let owner = change.previous?.controllerKey(Kind.replicaSet) { return [owner] }
      return change.kind == .deleted ? [] : OwnerReferences.wokenByOrphan(change.object, Kind.replicaSet, in: cluster)
    default:
      return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let set = cluster.get(key), key.type == Kind.replicaSet else { return .none }
    let pods = try Pods.claimed(by: set, selector: set.at("spec", "selector"), in: &cluster, manager: manager)
    var active = pods.filter(\.isPodActive)
    let terminating = pods.filter { $0.isDeleting && !$0.isPodFinished }.count
    var failure: (reason: String, error: StatusError)?
    var unfinished = false
    var deletes = false
    if !set.isDeleting {
      let wanted = set.integer("spec", "replicas") ?? 1
      let missing = wanted - Int64(active.count)
      if missing > 0 {
        // A pod and an event each: no more than the watch log keeps for those who have to see them.
        let most = min(ReplicaSetController.largestBurst, Int64(cluster.options.logLimit) / 3)
        let burst = max(ReplicaSetController.burst, min(Int64(active.count) / 8, most))
        failure = create(min(missing, burst), of: set, in: &cluster).map { ("FailedCreate", $0) }
        unfinished = missing > burst
      } else if missing < 0 {
        let surplus = active.sorted(by: Pods.deletedBefore).prefix(Int(min(-missing, ReplicaSetController.burst)))
        failure = delete(Array(surplus), of: set, in: &cluster).map { ("FailedDelete", $0) }
        unfinished = -missing > ReplicaSetController.burst
        deletes = true
      }
    }
    // As upstream, the counts are those seen before this pass's own creations and deletions.
    if deletes { active = active.filter { cluster.get(ObjectKey(of: $0)) != nil } }
    let requeue = try writeStatus(set, active, terminating, failure, in: &cluster, at: now)
    if let failure { throw failure.error }
    return unfinished ? .immediately : requeue
  }

  /// Batches of 1, 2, 4, …: after a batch with a refusal the rest is not tried.
  private func create(_ count: Int64, of set: Value, in cluster: inout ClusterState) -> StatusError? {
    var pod = Pods.from(template: set.at("spec", "template") ?? [:], owner: set)
    pod.set(.string(set.name + "-"), at: "metadata", "generateName")
    var done: Int64 = 0
    var batch: Int64 = 1
    while done < count {
      var refusal: StatusError?
      for _ in 0..<min(batch, count - done) {
        do {
          let created = try cluster.create(pod, by: manager)
          cluster.recordEvent(
            regarding: set, type: "Normal", reason: "SuccessfulCreate", message: "Created pod: \(created.name)",
            component: name)
        } catch {
          // A namespace on its way out makes no noise.
          if !ReplicaSetController.isTerminatingNamespace(error) {
            cluster.recordEvent(
              regarding: set, type: "Warning", reason: "FailedCreate", message: "Error creating: \(error.message)",
              component: name)
            refusal = error
          } else {
            return nil
          }
        }
        done += 1
      }
      if let refusal { return refusal }
      batch *= 2
    }
    return nil
  }

  static func isTerminatingNamespace(_ error: StatusError) -> Bool {
    error.code == 403 && error.message.hasSuffix("because it is being terminated")
  }

  private func delete(_ pods: [Value], of set: Value, in cluster: inout ClusterState) -> StatusError? {
    for pod in pods {
      do {
        try cluster.delete(ObjectKey(of: pod))
        cluster.recordEvent(
          regarding: set, type: "Normal", reason: "SuccessfulDelete", message: "Deleted pod: \(pod.name)",
          component: name)
      } catch {
        if error.isNotFound { continue }
        cluster.recordEvent(
          regarding: set, type: "Warning", reason: "FailedDelete", message: "Error deleting: \(error.message)",
          component: name)
        return error
      }
    }
    return nil
  }

  private func writeStatus(
    _ set: Value, _ active: [Value], _ terminating: Int, _ failure: (reason: String, error: StatusError)?,
    in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard var result = cluster.get(ObjectKey(of: set)) else { return .none }
    let minReady = set.integer("spec", "minReadySeconds") ?? 0
    let template = set.at("spec", "template", "metadata", "labels")?.object ?? Object()
    var labelled: Int64 = 0
    var ready: Int64 = 0
    var available: Int64 = 0
    for pod in active {
      if !template.contains(where: { pod.label($0.key) != $0.value.string }) { labelled += 1 }
      guard pod.isPodReady else { continue }
      ready += 1
      if pod.isPodAvailable(minReadySeconds: minReady, at: now) { available += 1 }
    }
    let conditions = result.at("status", "conditions")
    result["status"] = [:]
    result.set(.int(Int64(active.count)), at: "status", "replicas")
    result.setNonZero(labelled, at: "status", "fullyLabeledReplicas")
    result.setNonZero(ready, at: "status", "readyReplicas")
    result.setNonZero(available, at: "status", "availableReplicas")
    result.set(.int(Int64(terminating)), at: "status", "terminatingReplicas")
    result.setNonZero(set.generation, at: "status", "observedGeneration")
    if let conditions { result.set(conditions, at: "status", "conditions") }
    if let failure {
      if result.condition("ReplicaFailure") == nil {
        Conditions.set(
          &result, "ReplicaFailure", "True", reason: failure.reason, message: failure.error.message, at: now)
      }
    } else {
      Conditions.remove(&result, "ReplicaFailure")
    }
    if result["status"] != set["status"] { _ = try cluster.updateStatus(result, by: manager) }
    return minReady > 0 && ready != available ? .after(.seconds(minReady)) : .none
  }
}
