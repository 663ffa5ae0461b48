import ClusterState
import KubeAPI
import Manifest

/// The status of a Deployment and its three conditions (`sync.go` calculateStatus, `progress.go`).
extension Rollout {
  var deadline: Int64? {
    let seconds = deployment.integer("spec", "progressDeadlineSeconds") ?? 600
    return seconds == Int64(Int32.max) ? nil : seconds
  }
  var hasDeadline: Bool { deadline != nil }

  /// Deployment conditions: nothing changes while status and reason stay; a change is appended at the end.
  func setCondition(_ object: inout Value, _ type: String, _ status: String, _ reason: String, _ message: String) {
    let current = object.condition(type)
    if let current, current.text("status") == status, current.text("reason") == reason { return }
    var condition: Value = ["type": .string(type), "status": .string(status)]
    condition["lastUpdateTime"] = .string(now.rfc3339)
    condition["lastTransitionTime"] = .string(now.rfc3339)
    if let current, current.text("status") == status { condition["lastTransitionTime"] = current["lastTransitionTime"] }
    condition["reason"] = .string(reason)
    condition["message"] = .string(message)
    var conditions = object.items("status", "conditions").filter { $0.text("type") != type }
    conditions.append(condition)
    object.set(.array(conditions), at: "status", "conditions")
  }

  /// The status that follows from the ReplicaSets, conditions of the given object carried over.
  func status(from object: Value) -> Value {
    func sum(_ field: String) -> Int64 { all.reduce(0) { $0 + ($1.integer("status", field) ?? 0) } }
    let total = all.reduce(0) { $0 + ($1.integer("spec", "replicas") ?? 0) }
    let available = sum("availableReplicas")
    var result = object
    result["status"] = [:]
    result.setNonZero(object.generation, at: "status", "observedGeneration")
    result.setNonZero(sum("replicas"), at: "status", "replicas")
    result.setNonZero(newSet?.integer("status", "replicas") ?? 0, at: "status", "updatedReplicas")
    result.setNonZero(sum("readyReplicas"), at: "status", "readyReplicas")
    result.setNonZero(available, at: "status", "availableReplicas")
    result.setNonZero(max(0, total - available), at: "status", "unavailableReplicas")
    result.set(.int(sum("terminatingReplicas")), at: "status", "terminatingReplicas")
    if let collisions = object.at("status", "collisionCount") { result.set(collisions, at: "status", "collisionCount") }
    let conditions = object.items("status", "conditions")
    if !conditions.isEmpty { result.set(.array(conditions), at: "status", "conditions") }
    if available >= replicas - maxUnavailable {
      setCondition(
        &result, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
      setCondition(
        &result, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    }
    return result
  }

  func isComplete(_ object: Value) -> Bool {
    (object.integer("status", "updatedReplicas") ?? 0) == replicas
      && (object.integer("status", "replicas") ?? 0) == replicas
      && (object.integer("status", "availableReplicas") ?? 0) == replicas
      && (object.integer("status", "observedGeneration") ?? 0) >= deployment.generation
  }

  private func hasProgressed(_ object: Value) -> Bool {
    func number(_ value: Value, _ field: String) -> Int64 { value.integer("status", field) ?? 0 }
    let oldOld = number(deployment, "replicas") - number(deployment, "updatedReplicas")
    let newOld = number(object, "replicas") - number(object, "updatedReplicas")
    return number(object, "updatedReplicas") > number(deployment, "updatedReplicas") || newOld < oldOld
      || number(object, "readyReplicas") > number(deployment, "readyReplicas")
      || number(object, "availableReplicas") > number(deployment, "availableReplicas")
  }

  private func hasTimedOut(_ object: Value) -> Bool {
    guard let condition = object.condition("Progressing"), let deadline else { return false }
    if condition.text("reason") == "NewReplicaSetAvailable" { return false }
    if condition.text("reason") == "ProgressDeadlineExceeded" { return true }
    guard let since = condition.moment("lastUpdateTime") else { return false }
    return since + .seconds(deadline) < now
  }

  /// Status of a paused, scaled or deleted Deployment: no progress is judged.
  mutating func syncStatus(in cluster: inout ClusterState) throws(StatusError) {
    let result = status(from: deployment)
    if result["status"] != deployment["status"] { deployment = try cluster.updateStatus(result, by: manager) }
  }

  mutating func syncRolloutStatus(in cluster: inout ClusterState) throws(StatusError) {
    var result = status(from: deployment)
    let current = result.condition("Progressing")
    if !hasDeadline { Conditions.remove(&result, "Progressing") }
    let settled =
      (result.integer("status", "replicas") ?? 0) == (result.integer("status", "updatedReplicas") ?? 0)
      && current?.text("reason") == "NewReplicaSetAvailable"
    if hasDeadline && !settled {
      let subject = newSet.map { "ReplicaSet \"\($0.name)\"" } ?? "Deployment \"\(deployment.name)\""
      if isComplete(result) {
        setCondition(
          &result, "Progressing", "True", "NewReplicaSetAvailable", "\(subject) has successfully progressed.")
      } else if hasProgressed(result) {
        let since = current?.text("status") == "True" ? current?["lastTransitionTime"] : nil
        Conditions.remove(&result, "Progressing")
        setCondition(&result, "Progressing", "True", "ReplicaSetUpdated", "\(subject) is progressing.")
        if let since { restore(&result, since) }
      } else if hasTimedOut(result) {
        setCondition(
          &result, "Progressing", "False", "ProgressDeadlineExceeded", "\(subject) has timed out progressing.")
      }
    }
    if let failure = replicaFailure {
      setCondition(
        &result, "ReplicaFailure", failure.text("status"), failure.text("reason"), failure.text("message"))
    } else {
      Conditions.remove(&result, "ReplicaFailure")
    }
    if result["status"] != deployment["status"] { deployment = try cluster.updateStatus(result, by: manager) }
    scheduleDeadline(result)
  }

  private func restore(_ object: inout Value, _ since: Value) {
    var conditions = object.items("status", "conditions")
    for i in conditions.indices where conditions[i].text("type") == "Progressing" {
      conditions[i]["lastTransitionTime"] = since
    }
    object.set(.array(conditions), at: "status", "conditions")
  }

  private var replicaFailure: Value? {
    if let set = newSet, let failure = set.condition("ReplicaFailure") { return failure }
    return oldSets.compactMap { $0.condition("ReplicaFailure") }.first
  }

  /// Looks again one second after the deadline, while the rollout is under way.
  private mutating func scheduleDeadline(_ object: Value) {
    guard let deadline, let condition = object.condition("Progressing") else { return }
    let reason = condition.text("reason")
    if isComplete(object) || reason == "ProgressDeadlineExceeded" || reason == "NewReplicaSetAvailable" { return }
    guard let since = condition.moment("lastUpdateTime") else { return }
    let due = since + .seconds(deadline + 1)
    requeue = due > now ? .after(due - now) : .immediately
  }

  /// `Progressing` says Unknown while the Deployment is paused, so that the deadline does not run.
  mutating func checkPaused(in cluster: inout ClusterState) throws(StatusError) {
    guard hasDeadline else { return }
    let condition = deployment.condition("Progressing")
    if condition?.text("reason") == "ProgressDeadlineExceeded" { return }
    let pausedBefore = condition?.text("reason") == "DeploymentPaused"
    var changed = deployment
    if isPaused && !pausedBefore {
      setCondition(&changed, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
    } else if !isPaused && pausedBefore {
      setCondition(&changed, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")
    } else {
      return
    }
    deployment = try cluster.updateStatus(changed, by: manager)
  }
}
