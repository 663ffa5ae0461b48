import ClusterState
import KubeAPI
import Manifest

/// HorizontalPodAutoscalers on a cluster without a metrics server: the bounds hold, the metrics are unknown
/// (k8s.io/kubernetes `pkg/controller/podautoscaler`).
public struct AutoscalerController: QueueController {
  public let name = "horizontal-pod-autoscaler"
  var backoff = Backoff()
  /// When each autoscaler is looked at next: the real queue lets an item through every 15 seconds, the first time too.
  private var due: [ObjectKey: Instant] = [:]

  static let interval = Duration.seconds(15)

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    change.key.type == Kind.autoscaler && change.kind != .deleted ? [change.key] : []
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let scaler = cluster.get(key), !scaler.isDeleting else {
      due[key] = nil
      return .none
    }
    if let moment = due[key], moment > now { return .after(moment - now) }
    let isFirst = due[key] == nil
    due[key] = now + AutoscalerController.interval
    let again = Requeue.after(AutoscalerController.interval)
    if isFirst { return again }
    let reference = scaler.at("spec", "scaleTargetRef") ?? [:]
    var result = scaler
    func event(_ type: String, _ reason: String, _ message: String) {
      cluster.recordEvent(regarding: scaler, type: type, reason: reason, message: message, component: name)
    }
    func condition(_ type: String, _ status: String, _ reason: String, _ message: String) {
      Conditions.set(&result, type, status, reason: reason, message: message, at: now)
    }
    let targetKey = ObjectKey(GroupKind(of: reference), key.namespace, reference.text("name"))
    guard let target = cluster.get(targetKey) else {
      let plural = cluster.resource(targetKey.type)?.qualifiedName ?? targetKey.type.kind.lowercased() + "s"
      let message = "\(plural) \"\(targetKey.name)\" not found"
      event("Warning", "FailedGetScale", message)
      condition(
        "AbleToScale", "False", "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: \(message)")
      if result["status"] != scaler["status"] { _ = try cluster.updateStatus(result, by: manager) }
      return again
    }
    let current = target.integer("spec", "replicas") ?? 1
    let least = scaler.integer("spec", "minReplicas") ?? 1
    let most = scaler.integer("spec", "maxReplicas") ?? current
    condition(
      "AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale")
    var wanted = current
    if current == 0 && least != 0 {
      condition(
        "ScalingActive", "False", "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero")
    } else if current > most {
      wanted = most
    } else if current < least {
      wanted = least
    } else {
      let resource = scaler.items("spec", "metrics").first?.text("resource", "name") ?? ""
      let metric = resource.isEmpty ? "cpu" : resource
      let cause =
        "failed to get \(metric) utilization: unable to get metrics for resource \(metric): unable to fetch metrics "
        + "from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"
      event("Warning", "FailedGetResourceMetric", cause)
      event(
        "Warning", "FailedComputeMetricsReplicas",
        "invalid metrics (1 invalid out of 1), first error is: \(cause)")
      condition(
        "ScalingActive", "False", "FailedGetResourceMetric",
        "the HPA was unable to compute the replica count: \(cause)")
    }
    if wanted != current {
      let reason =
        wanted < current
        ? "Current number of replicas above Spec.MaxReplicas" : "Current number of replicas below Spec.MinReplicas"
      var scaled = target
      scaled.set(.int(wanted), at: "spec", "replicas")
      _ = try cluster.update(scaled, by: manager)
      event("Normal", "SuccessfulRescale", "New size: \(wanted); reason: \(reason)")
      condition(
        "AbleToScale", "True", "SucceededRescale",
        "the HPA controller was able to update the target scale to \(wanted)")
      result.set(.string(now.rfc3339), at: "status", "lastScaleTime")
    }
    result.set(.int(current), at: "status", "currentReplicas")
    result.set(.int(wanted), at: "status", "desiredReplicas")
    result.setNonZero(scaler.generation, at: "status", "observedGeneration")
    if result["status"] != scaler["status"] { _ = try cluster.updateStatus(result, by: manager) }
    return again
  }
}
