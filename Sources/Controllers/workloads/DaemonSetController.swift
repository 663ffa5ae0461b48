import ClusterState
import KubeAPI
import Manifest

/// DaemonSets: one pod on every node that fits (k8s.io/kubernetes `pkg/controller/daemon`).
public struct DaemonSetController: QueueController {
  public let name = "daemonset-controller"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.daemonSet: return [change.key]
    case Kind.pod:
      if let owner = change.object.controllerKey(Kind.daemonSet) { return [owner] }
      return change.kind == .deleted ? [] : OwnerReferences.wokenByOrphan(change.object, Kind.daemonSet, in: cluster)
    case Kind.node:
      return cluster.list(Kind.daemonSet).map { ObjectKey(of: $0) }
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let set = cluster.get(key), !set.isDeleting else { return .none }
    let revisions = try Revisions.sync(
      of: set, collisions: set.integer("status", "collisionCount") ?? 0, in: &cluster, manager: manager)
    let hash = revisions.update.label("controller.kubernetes.io/hash") ?? ""
    let pods = try Pods.claimed(by: set, selector: set.at("spec", "selector"), in: &cluster, manager: manager)
    let nodes = cluster.list(Kind.node)
    var unavailable = 0
    var outdated: [Value] = []
    for node in nodes {
      let here = pods.filter { DaemonSetController.node(of: $0) == node.name && !$0.isDeleting }
      if !DaemonSetController.shouldRun(set, on: node) {
        for pod in here { try delete(pod, of: set, in: &cluster) }
        continue
      }
      var living: [Value] = []
      for pod in here {
        if pod.podPhase == "Failed" {
          cluster.recordEvent(
            regarding: set, type: "Warning", reason: "FailedDaemonPod",
            message: "Found failed daemon pod \(pod.namespace)/\(pod.name) on node \(node.name), will try to kill it",
            component: name)
          try delete(pod, of: set, in: &cluster)
        } else {
          living.append(pod)
        }
      }
      let leaving = pods.contains { DaemonSetController.node(of: $0) == node.name && $0.isDeleting }
      if living.isEmpty {
        unavailable += 1
        if !leaving { try create(of: set, on: node.name, hash, in: &cluster) }
        continue
      }
      let oldest = living.sorted { $0.created < $1.created }
      for extra in oldest.dropFirst() { try delete(extra, of: set, in: &cluster) }
      guard let pod = oldest.first else { continue }
      let minReady = set.integer("spec", "minReadySeconds") ?? 0
      if !pod.isPodAvailable(minReadySeconds: minReady, at: now) { unavailable += 1 }
      if pod.label(StatefulPass.revisionLabel) != hash { outdated.append(pod) }
    }
    if set.text("spec", "updateStrategy", "type") != "OnDelete" {
      let limit = IntOrPercent.resolve(
        set.at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable") ?? 1, of: Int64(nodes.count), roundUp: true)
      var budget = Int(limit ?? 1) - unavailable
      for pod in outdated {
        // One that is unavailable already costs nothing.
        let free = !pod.isPodReady
        if !free && budget <= 0 { continue }
        if !free { budget -= 1 }
        try delete(pod, of: set, in: &cluster)
      }
    }
    try writeStatus(key, hash, nodes, in: &cluster, at: now)
    try Revisions.trim(
      of: set, live: [revisions.update.name], limit: set.integer("spec", "revisionHistoryLimit") ?? 10, in: &cluster)
    return .none
  }

  /// The node that a daemon pod is for, bound or not.
  static func node(of pod: Value) -> String {
    if !pod.nodeName.isEmpty { return pod.nodeName }
    let required = pod.at("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    let field = required?["nodeSelectorTerms"]?[0]?["matchFields"]?[0]
    return field?["values"]?[0]?.string ?? ""
  }

  private static func tolerations(_ set: Value) -> [Value] {
    var list = set.items("spec", "template", "spec", "tolerations")
    let own = [
      ("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"),
      ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
    ]
    for (key, effect) in own {
      list.append(["key": .string("node.kubernetes.io/" + key), "operator": "Exists", "effect": .string(effect)])
    }
    if set.flag("spec", "template", "spec", "hostNetwork") == true {
      list.append([
        "key": "node.kubernetes.io/network-unavailable", "operator": "Exists", "effect": "NoSchedule",
      ])
    }
    return list
  }

  static func shouldRun(_ set: Value, on node: Value) -> Bool {
    let pod: Value = ["spec": set.at("spec", "template", "spec") ?? [:]]
    guard SchedulerFilters.matchesNode(pod, node) else { return false }
    let tolerations = tolerations(set)
    return node.items("spec", "taints").allSatisfy {
      $0.text("effect") == "PreferNoSchedule" || SchedulerFilters.tolerates(tolerations, $0)
    }
  }

  private func create(of set: Value, on node: String, _ hash: String, in cluster: inout ClusterState)
    throws(StatusError)
  {
    var pod = Pods.from(template: set.at("spec", "template") ?? [:], owner: set)
    pod.set(.string(set.name + "-"), at: "metadata", "generateName")
    pod.set(.string(hash), at: "metadata", "labels", StatefulPass.revisionLabel)
    let generation = set.annotation("deprecated.daemonset.template.generation") ?? "1"
    pod.set(.string(generation), at: "metadata", "labels", "pod-template-generation")
    pod.set(.array(DaemonSetController.tolerations(set)), at: "spec", "tolerations")
    let term: Value = [
      "matchFields": [["key": "metadata.name", "operator": "In", "values": [.string(node)]]]
    ]
    pod.set(
      ["nodeSelectorTerms": [term]], at: "spec", "affinity", "nodeAffinity",
      "requiredDuringSchedulingIgnoredDuringExecution")
    do {
      let created = try cluster.create(pod, by: manager)
      cluster.recordEvent(
        regarding: set, type: "Normal", reason: "SuccessfulCreate", message: "Created pod: \(created.name)",
        component: name)
    } catch {
      if ReplicaSetController.isTerminatingNamespace(error) { return }
      cluster.recordEvent(
        regarding: set, type: "Warning", reason: "FailedCreate", message: "Error creating: \(error.message)",
        component: name)
      throw error
    }
  }

  private func delete(_ pod: Value, of set: Value, in cluster: inout ClusterState) throws(StatusError) {
    do {
      try cluster.delete(ObjectKey(of: pod))
    } catch  where error.isNotFound {
      return
    } catch {
      throw error
    }
    cluster.recordEvent(
      regarding: set, type: "Normal", reason: "SuccessfulDelete", message: "Deleted pod: \(pod.name)", component: name)
  }

  private func writeStatus(
    _ key: ObjectKey, _ hash: String, _ nodes: [Value], in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) {
    guard var set = cluster.get(key) else { return }
    let before = set
    let pods = cluster.list(Kind.pod, namespace: key.namespace).filter {
      $0.controllerUID == set.uid && !$0.isDeleting && !$0.isPodFinished
    }
    let minReady = set.integer("spec", "minReadySeconds") ?? 0
    var counts: (desired: Int64, current: Int64, ready: Int64, available: Int64, updated: Int64, misplaced: Int64) =
      (0, 0, 0, 0, 0, 0)
    for node in nodes {
      let here = pods.filter { DaemonSetController.node(of: $0) == node.name }.sorted { $0.created < $1.created }
      guard DaemonSetController.shouldRun(set, on: node) else {
        if !here.isEmpty { counts.misplaced += 1 }
        continue
      }
      counts.desired += 1
      guard let pod = here.first else { continue }
      counts.current += 1
      if pod.isPodReady { counts.ready += 1 }
      if pod.isPodAvailable(minReadySeconds: minReady, at: now) { counts.available += 1 }
      if pod.label(StatefulPass.revisionLabel) == hash { counts.updated += 1 }
    }
    let collisions = set.at("status", "collisionCount")
    set["status"] = [:]
    set.set(.int(counts.current), at: "status", "currentNumberScheduled")
    set.set(.int(counts.misplaced), at: "status", "numberMisscheduled")
    set.set(.int(counts.desired), at: "status", "desiredNumberScheduled")
    set.set(.int(counts.ready), at: "status", "numberReady")
    set.setNonZero(set.generation, at: "status", "observedGeneration")
    set.setNonZero(counts.updated, at: "status", "updatedNumberScheduled")
    set.setNonZero(counts.available, at: "status", "numberAvailable")
    set.setNonZero(counts.desired - counts.available, at: "status", "numberUnavailable")
    if let collisions { set.set(collisions, at: "status", "collisionCount") }
    if set["status"] != before["status"] { _ = try cluster.updateStatus(set, by: manager) }
  }
}
