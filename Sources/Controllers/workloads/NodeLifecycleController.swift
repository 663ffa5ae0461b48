import ClusterState
import KubeAPI
import Manifest

/// What kube-controller-manager does to every node, also one without a kubelet (k8s.io/kubernetes
/// `pkg/controller/nodelifecycle` and `pkg/controller/ttl`): the annotation that says how long kubelets may keep what
/// they read, the NoSchedule taints that follow from conditions and cordoning, and an event when a node comes or goes.
///
/// Conditions do not become Unknown here when nobody reports them: hand-made nodes stay as they were made.
public struct NodeLifecycleController: QueueController {
  public let name = "node-controller"
  var backoff = Backoff()
  /// The nodes that were seen, for the events: name and uid.
  private var known: [String: String] = [:]

  private static let ttl = "node.alpha.kubernetes.io/ttl"
  private static let unschedulable = "node.kubernetes.io/unschedulable"
  /// Condition, the status that taints, the taint.
  private static let conditionTaints = [
    ("Ready", "False", "node.kubernetes.io/not-ready"), ("Ready", "Unknown", "node.kubernetes.io/unreachable"),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
  ]

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    change.key.type == Kind.node ? [change.key] : []
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard var node = cluster.get(key) else {
      if let uid = known.removeValue(forKey: key.name) {
        tell("RemovingNode", "Removing Node", "from", key.name, uid, &cluster)
      }
      return .none
    }
    if known[key.name] != node.uid {
      known[key.name] = node.uid
      tell("RegisteredNode", "Registered Node", "in", key.name, node.uid, &cluster)
    }
    let before = node
    if node.at("metadata", "annotations", NodeLifecycleController.ttl) == nil {
      node.set("0", at: "metadata", "annotations", NodeLifecycleController.ttl)
    }
    let taints = taints(of: node, at: now)
    node.set(taints.isEmpty ? nil : .array(taints), at: "spec", "taints")
    if node != before { _ = try cluster.update(node, by: manager) }
    return .none
  }

  private func taints(of node: Value, at now: Instant) -> [Value] {
    let conditions = node.at("status", "conditions")?.array ?? []
    var wanted: [String] = []
    for condition in conditions {
      for (type, status, taint) in NodeLifecycleController.conditionTaints
      where condition["type"]?.string == type && condition["status"]?.string == status { wanted.append(taint) }
    }
    if node.at("spec", "unschedulable")?.bool == true { wanted.append(NodeLifecycleController.unschedulable) }
    let own = NodeLifecycleController.conditionTaints.map { $0.2 } + [NodeLifecycleController.unschedulable]
    var taints = (node.at("spec", "taints")?.array ?? []).filter { taint in
      let key = taint["key"]?.string ?? ""
      return taint["effect"]?.string != "NoSchedule" || !own.contains(key) || wanted.contains(key)
    }
    for key in wanted
    where !taints.contains(where: { $0["key"]?.string == key && $0["effect"]?.string == "NoSchedule" }) {
      taints.append(["key": .string(key), "effect": "NoSchedule", "timeAdded": .string(now.rfc3339)])
    }
    return taints
  }

  private func tell(
    _ reason: String, _ what: String, _ place: String, _ node: String, _ uid: String, _ cluster: inout ClusterState
  ) {
    let reference: Value = [
      "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(node), "uid": .string(uid)],
    ]
    cluster.recordEvent(
      regarding: reference, type: "Normal", reason: reason,
      message: "Node \(node) event: \(what) \(node) \(place) Controller", component: name)
  }
}
