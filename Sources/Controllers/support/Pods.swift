import ClusterState
import KubeAPI
import Manifest

/// What the workload controllers ask about a pod (k8s.io/kubernetes `pkg/api/v1/pod`).
extension Value {
  var podPhase: String { text("status", "phase") }
  var isPodFinished: Bool { podPhase == "Succeeded" || podPhase == "Failed" }
  /// Neither finished nor on its way out.
  var isPodActive: Bool { !isPodFinished && !isDeleting }
  var isPodReady: Bool { isTrue("Ready") }

  /// Ready for at least that many seconds.
  func isPodAvailable(minReadySeconds: Int64, at now: Instant) -> Bool {
    guard isPodReady else { return false }
    if minReadySeconds == 0 { return true }
    guard let since = condition("Ready")?.moment("lastTransitionTime") else { return false }
    return since + .seconds(minReadySeconds) <= now
  }

  /// The largest restart count of its containers.
  var podRestarts: Int64 {
    items("status", "containerStatuses").map { $0.integer("restartCount") ?? 0 }.max() ?? 0
  }

  var nodeName: String { text("spec", "nodeName") }
}

enum Pods {
  /// The order in which surplus pods go: first = deleted first (`controller.ActivePodsWithRanks`).
  static func deletedBefore(_ a: Value, _ b: Value) -> Bool {
    let aAssigned = !a.nodeName.isEmpty
    let bAssigned = !b.nodeName.isEmpty
    if aAssigned != bAssigned { return !aAssigned }
    let order = ["Pending": 0, "Unknown": 1, "Running": 2]
    let aPhase = order[a.podPhase] ?? 0
    let bPhase = order[b.podPhase] ?? 0
    if aPhase != bPhase { return aPhase < bPhase }
    if a.isPodReady != b.isPodReady { return !a.isPodReady }
    let aCost = a.annotation("controller.kubernetes.io/pod-deletion-cost").flatMap { Int64($0) } ?? 0
    let bCost = b.annotation("controller.kubernetes.io/pod-deletion-cost").flatMap { Int64($0) } ?? 0
    if aCost != bCost { return aCost < bCost }
    if a.isPodReady, let x = a.condition("Ready")?.moment("lastTransitionTime"),
      let y = b.condition("Ready")?.moment("lastTransitionTime"), x != y
    {
      return x > y
    }
    if a.podRestarts != b.podRestarts { return a.podRestarts > b.podRestarts }
    if a.created != b.created { return a.created > b.created }
    return b.name.goLess(a.name)
  }

  /// A pod of that template, owned by the controller: labels, annotations, finalizers and spec as written there.
  static func from(template: Value, owner: Value) -> Value {
    var metadata: Value = [:]
    for field in ["labels", "annotations", "finalizers"] {
      if let value = template.at("metadata", field), !value.isNull { metadata[field] = value }
    }
    metadata["namespace"] = .string(owner.namespace)
    metadata["ownerReferences"] = .array([owner.ownerReference()])
    var pod: Value = ["apiVersion": "v1", "kind": "Pod"]
    pod["metadata"] = metadata
    pod["spec"] = template["spec"] ?? [:]
    return pod
  }

  /// The pods of a controller by owner reference, adopting matching orphans and releasing those that match no more.
  static func claimed(
    by owner: Value, selector: Value?, in cluster: inout ClusterState, manager: String
  ) throws(StatusError) -> [Value] {
    try OwnerReferences.claim(Kind.pod, by: owner, selector: selector, in: &cluster, manager: manager)
  }
}
