import ClusterState
import KubeAPI
import Manifest

/// PodDisruptionBudgets: how many of their pods may go now (k8s.io/kubernetes `pkg/controller/disruption`).
public struct DisruptionController: QueueController {
  public let name = "disruption-controller"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.disruptionBudget: return change.kind == .deleted ? [] : [change.key]
    case Kind.pod:
      return cluster.list(Kind.disruptionBudget, namespace: change.key.namespace).filter { budget in
        let selector = budget.at("spec", "selector")
        return LabelSelector.matches(selector, labels: change.object.labels)
          || (change.previous.map { LabelSelector.matches(selector, labels: $0.labels) } ?? false)
      }.map { ObjectKey(of: $0) }
    case Kind.deployment, Kind.replicaSet, Kind.statefulSet:
      guard change.previous?.at("spec", "replicas") != change.object.at("spec", "replicas") else { return [] }
      return cluster.list(Kind.disruptionBudget, namespace: change.key.namespace).map { ObjectKey(of: $0) }
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let budget = cluster.get(key), !budget.isDeleting else { return .none }
    let pods = cluster.list(Kind.pod, namespace: key.namespace).filter {
      LabelSelector.matches(budget.at("spec", "selector"), labels: $0.labels)
    }
    if pods.isEmpty {
      cluster.recordEvent(
        regarding: budget, type: "Normal", reason: "NoPods", message: "No matching pods found",
        component: "controllermanager")
    }
    let healthy = Int64(pods.filter { $0.isPodReady && !$0.isDeleting }.count)
    var expected = Int64(pods.count)
    var desired: Int64 = 0
    if let most = budget.at("spec", "maxUnavailable"), !most.isNull {
      expected = scale(of: pods, in: cluster)
      desired = max(0, expected - (IntOrPercent.resolve(most, of: expected, roundUp: true) ?? 0))
    } else if let least = budget.at("spec", "minAvailable"), !least.isNull {
      if least.int == nil { expected = scale(of: pods, in: cluster) }
      desired = IntOrPercent.resolve(least, of: expected, roundUp: true) ?? 0
    }
    let allowed = expected > 0 ? max(0, healthy - desired) : 0
    var result = budget
    var status = budget["status"] ?? [:]
    status["currentHealthy"] = .int(healthy)
    status["desiredHealthy"] = .int(desired)
    status["disruptionsAllowed"] = .int(allowed)
    status["expectedPods"] = .int(expected)
    status["observedGeneration"] = .int(budget.generation)
    result["status"] = status
    Conditions.set(
      &result, "DisruptionAllowed", allowed > 0 ? "True" : "False",
      reason: allowed > 0 ? "SufficientPods" : "InsufficientPods", message: "", at: now,
      observedGeneration: budget.generation)
    if result["status"] != budget["status"] { _ = try cluster.updateStatus(result, by: manager) }
    return .none
  }

  /// The wanted size of the workloads behind the pods, each counted once.
  private func scale(of pods: [Value], in cluster: ClusterState) -> Int64 {
    var seen: [String] = []
    var total: Int64 = 0
    for pod in pods {
      guard var owner = pod.controllerReference else {
        total += 1
        continue
      }
      var object = cluster.get(ObjectKey(GroupKind(of: owner), pod.namespace, owner.text("name")))
      if let set = object, let above = set.controllerReference {
        owner = above
        object = cluster.get(ObjectKey(GroupKind(of: above), pod.namespace, above.text("name")))
      }
      if seen.contains(owner.text("uid")) { continue }
      seen.append(owner.text("uid"))
      total += object?.integer("spec", "replicas") ?? 1
    }
    return total
  }
}
