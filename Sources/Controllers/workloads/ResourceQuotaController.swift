import ClusterState
import KubeAPI
import Manifest

/// ResourceQuota status: what the namespace uses of what it may (k8s.io/kubernetes `pkg/controller/resourcequota`).
public struct ResourceQuotaController: QueueController {
  public let name = "resourcequota-controller"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    if change.key.type == Kind.resourceQuota { return change.kind == .deleted ? [] : [change.key] }
    guard !change.key.namespace.isEmpty, change.key.type != Kind.event, cluster.count(Kind.resourceQuota) > 0 else {
      return []
    }
    if change.kind == .modified {
      // Only ends of pods and changed Services or claims free or take anything.
      guard [Kind.pod, Kind.service, Kind.volumeClaim].contains(change.key.type) else { return [] }
    }
    return cluster.list(Kind.resourceQuota, namespace: change.key.namespace).map { ObjectKey(of: $0) }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let quota = cluster.get(key), !quota.isDeleting else { return .none }
    let hard = quota.at("spec", "hard")?.object ?? Object()
    let amounts = cluster.used(of: quota)
    var used = Object()
    for pair in hard.sorted() { used[pair.key] = .string((amounts[pair.key]?.description) ?? "0") }
    var result = quota
    result["status"] = ["hard": .object(Object(uniquePairs: hard.sorted())), "used": .object(used)]
    if result["status"] != quota["status"] { _ = try cluster.updateStatus(result, by: manager) }
    return .none
  }
}
