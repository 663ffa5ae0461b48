import ClusterState
import KubeAPI
import Manifest

/// Binds pods to nodes: the first feasible node by name order with the fewest pods.
///
/// The filters and the words of refusals are kube-scheduler's (`pkg/scheduler/framework/plugins`); scores are not.
/// What a
/// node has left is counted up and down with each pod, so that a pod costs the same whether ten or ten thousand run.
public struct Scheduler: Controller {
  public let name = "default-scheduler"
  private var used: [String: Usage] = [:]
  private var placed: [ObjectKey: Placement] = [:]
  private var failures: [ObjectKey: Int] = [:]
  private var pending: Set<ObjectKey> = []

  struct Usage: Sendable {
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var pods: Int64 = 0
    var ports: [String] = []
  }

  struct Placement: Sendable {
    var node: String
    var usage: Usage
  }

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.pod:
      var keys: [ObjectKey] = []
      let isBound = !change.object.nodeName.isEmpty
      let ended = change.kind == .deleted || change.object.isPodFinished
      if ended {
        keys.append(change.key)
        // Room again for those that wait.
        keys += pending.sorted()
      } else if !isBound {
        if change.kind == .added || change.previous?["spec"] != change.object["spec"] { keys.append(change.key) }
      } else if placed[change.key] == nil {
        keys.append(change.key)
      }
      return keys
    case Kind.node, Kind.volumeClaim, Kind.volume:
      return pending.isEmpty ? [] : pending.sorted()
    default:
      return []
    }
  }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let pod = cluster.get(key), !pod.isPodFinished else {
      release(key)
      pending.remove(key)
      failures[key] = nil
      return .none
    }
    if !pod.nodeName.isEmpty {
      pending.remove(key)
      if placed[key] == nil { place(key, pod.nodeName, SchedulerFilters.usage(of: pod)) }
      return .none
    }
    let scheduler = pod.text("spec", "schedulerName")
    guard scheduler.isEmpty || scheduler == name, !pod.isDeleting else { return .none }
    if !pod.items("spec", "schedulingGates").isEmpty {
      try refuse(
        pod, reason: "SchedulingGated", message: "Scheduling is blocked due to non-empty scheduling gates",
        in: &cluster, at: now)
      return .none
    }
    let usage = SchedulerFilters.usage(of: pod)
    let nodes = cluster.list(Kind.node)
    var best: (name: String, pods: Int64)?
    var reasons: [(text: String, count: Int)] = []
    var canPreempt = false
    let claims = SchedulerFilters.claimProblem(pod, in: cluster)
    for node in nodes where claims == nil {
      let taken = used[node.name] ?? Usage()
      let problems = SchedulerFilters.problems(pod, usage, node, taken, in: cluster)
      if problems.isEmpty {
        if best.map({ taken.pods < $0.pods }) ?? true { best = (node.name, taken.pods) }
      }
      for problem in problems {
        if problem.resolvable { canPreempt = true }
        if let i = reasons.firstIndex(where: { $0.text == problem.text }) {
          reasons[i].count += 1
        } else {
          reasons.append((problem.text, 1))
        }
      }
    }
    if let best {
      if try selectNode(best.name, for: pod, in: &cluster) {
        pending.insert(key)
        return .none
      }
      try bind(pod, to: best.name, in: &cluster, at: now)
      place(key, best.name, usage)
      pending.remove(key)
      failures[key] = nil
      return .none
    }
    pending.insert(key)
    let message = SchedulerFilters.message(
      nodes: nodes.count, claims: claims, reasons: reasons, canPreempt: canPreempt)
    try refuse(pod, reason: "Unschedulable", message: message, in: &cluster, at: now)
    cluster.recordEvent(
      regarding: pod, type: "Warning", reason: "FailedScheduling", message: message, component: name)
    // What changes in the cluster wakes it; the flush of unschedulable pods comes after five minutes.
    return .after(.seconds(300))
  }

  /// Claims that wait for their first consumer learn the node first; the pod is bound after them.
  private func selectNode(_ node: String, for pod: Value, in cluster: inout ClusterState) throws(StatusError) -> Bool {
    var waits = false
    for volume in pod.items("spec", "volumes") {
      let claimName = volume.text("persistentVolumeClaim", "claimName")
      guard !claimName.isEmpty,
        var claim = cluster.get(ObjectKey(Kind.volumeClaim, pod.namespace, claimName)),
        claim.text("status", "phase") != "Bound"
      else { continue }
      waits = true
      if claim.annotation(VolumeController.selectedNode) == node { continue }
      claim.set(.string(node), at: "metadata", "annotations", VolumeController.selectedNode)
      _ = try cluster.update(claim, by: "kube-scheduler")
    }
    return waits
  }

  private mutating func place(_ key: ObjectKey, _ node: String, _ usage: Usage) {
    placed[key] = Placement(node: node, usage: usage)
    var total = used[node] ?? Usage()
    total.cpu += usage.cpu
    total.memory += usage.memory
    total.pods += 1
    total.ports += usage.ports
    used[node] = total
  }

  private mutating func release(_ key: ObjectKey) {
    guard let placement = placed.removeValue(forKey: key), var total = used[placement.node] else { return }
    total.cpu -= placement.usage.cpu
    total.memory -= placement.usage.memory
    total.pods -= 1
    for port in placement.usage.ports {
      if let i = total.ports.firstIndex(of: port) { total.ports.remove(at: i) }
    }
    used[placement.node] = total
  }

  private func bind(_ pod: Value, to node: String, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError)
  {
    var bound = pod
    bound.set(.string(node), at: "spec", "nodeName")
    setScheduled(&bound, "True", reason: "", message: "", at: now)
    _ = try cluster.update(bound, subresource: "binding", by: "kube-scheduler")
    cluster.recordEvent(
      regarding: pod, type: "Normal", reason: "Scheduled",
      message: "Successfully assigned \(pod.namespace)/\(pod.name) to \(node)", component: name)
  }

  private func refuse(
    _ pod: Value, reason: String, message: String, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) {
    var changed = pod
    setScheduled(&changed, "False", reason: reason, message: message, at: now)
    if changed != pod { _ = try cluster.updateStatus(changed, by: "kube-scheduler") }
  }

  private func setScheduled(_ pod: inout Value, _ status: String, reason: String, message: String, at now: Instant) {
    var condition: Value = ["type": "PodScheduled", "observedGeneration": .int(pod.generation)]
    condition["status"] = .string(status)
    condition["lastProbeTime"] = .null
    condition["lastTransitionTime"] = .string(now.rfc3339)
    if !reason.isEmpty { condition["reason"] = .string(reason) }
    if !message.isEmpty { condition["message"] = .string(message) }
    var conditions = pod.items("status", "conditions")
    if let i = conditions.firstIndex(where: { $0.text("type") == "PodScheduled" }) {
      if conditions[i].text("status") == status {
        condition["lastTransitionTime"] = conditions[i]["lastTransitionTime"]
      }
      conditions[i] = condition
    } else {
      conditions.append(condition)
    }
    pod.set(.array(conditions), at: "status", "conditions")
  }
}
