import KubeAPI
import Manifest

extension KubeSchema {
  /// What the kind's strategy and the default admission plugins set when an object is created: fresh status, QoS class,
  /// tolerations, selectors of jobs (from `metadata.uid`, which must be there), protection finalizers.
  /// Addresses and node ports of services are the server's to allocate.
  public func prepareForCreate(_ object: inout Value, _ resource: Resource) {
    switch (resource.group, resource.kind) {
    case ("", "Pod"):
      admitPod(&object)
      object["status"] = ["phase": "Pending", "qosClass": .string(QualityOfService.of(object))]
    case ("", "Service"): prepareService(&object)
    case ("", "PersistentVolumeClaim"):
      object["status"] = ["phase": "Pending"]
      protect(&object, "kubernetes.io/pvc-protection")
    case ("", "PersistentVolume"):
      object["status"] = ["phase": "Pending"]
      protect(&object, "kubernetes.io/pv-protection")
    case ("batch", "Job"): prepareJob(&object)
    case ("apps", "DaemonSet"):
      object.set("1", at: "metadata", "annotations", "deprecated.daemonset.template.generation")
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): prepareDefinition(&object)
    default: break
    }
    let cleared: Set<String> = [
      "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController", "Ingress",
      "HorizontalPodAutoscaler", "PodDisruptionBudget", "ResourceQuota", "CertificateSigningRequest", "APIService",
      "ValidatingAdmissionPolicy", "FlowSchema", "PriorityLevelConfiguration", "ResourceClaim", "ServiceCIDR",
    ]
    if cleared.contains(resource.kind) { object["status"] = emptyStatus(resource) }
  }

  /// What the kind's strategy and the default admission plugins carry over from the object as it was.
  public func prepareForUpdate(_ object: inout Value, old: Value, _ resource: Resource) {
    switch (resource.group, resource.kind) {
    case ("", "Pod"):
      for name in ["priority", "preemptionPolicy"] where object.at("spec", name) == nil {
        object.set(old.at("spec", name), at: "spec", name)
      }
      object.change("spec") { tolerate(&$0) }
    case ("apps", "DaemonSet"):
      let annotation = "deprecated.daemonset.template.generation"
      let count = old.annotation(annotation).flatMap { Int64($0) } ?? 0
      let isChanged = object.at("spec", "template") != old.at("spec", "template")
      object.set(.string(String(isChanged ? count + 1 : count)), at: "metadata", "annotations", annotation)
    default: break
    }
  }

  /// The status as Go's encoder writes it when nothing is set.
  func emptyStatus(_ resource: Resource) -> Value? {
    guard let type = type(group: resource.group, version: resource.version, kind: resource.kind),
      let field = type.field("status"), let status = types.type(of: field.shape), !field.isPointer
    else { return nil }
    return TypedCodec(table: types).zeroObject(status)
  }

  private func protect(_ object: inout Value, _ finalizer: String) {
    var finalizers = object.at("metadata", "finalizers")?.array ?? []
    if finalizers.contains(.string(finalizer)) { return }
    finalizers.append(.string(finalizer))
    object.set(.array(finalizers), at: "metadata", "finalizers")
  }

  /// Plugins DefaultTolerationSeconds and Priority.
  private func admitPod(_ pod: inout Value) {
    pod.change("spec") { spec in
      tolerate(&spec)
      switch spec.text("priorityClassName") {
      case "system-cluster-critical": spec.fill("priority", 2_000_000_000)
      case "system-node-critical": spec.fill("priority", 2_000_001_000)
      default: spec.fill("priority", 0)
      }
      spec.fill("preemptionPolicy", "PreemptLowerPriority")
    }
  }

  /// Plugin DefaultTolerationSeconds.
  private func tolerate(_ spec: inout Value) {
    var tolerations = spec["tolerations"]?.array ?? []
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
      let isTolerated = tolerations.contains { toleration in
        (toleration.text("key") == key || toleration.text("key").isEmpty)
          && (toleration.text("effect") == "NoExecute" || toleration.text("effect").isEmpty)
      }
      guard !isTolerated else { continue }
      tolerations.append(
        ["key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300])
    }
    spec["tolerations"] = .array(tolerations)
  }

  private func prepareService(_ service: inout Value) {
    service["status"] = ["loadBalancer": [:]]
    service.change("spec") { spec in
      guard spec.text("type") != "ExternalName" else { return }
      let isHeadless = spec.text("clusterIP") == "None"
      let hasSelector = spec["selector"]?.object?.isEmpty == false
      let isSelectorless = isHeadless && !hasSelector
      spec.fill("ipFamilyPolicy", isSelectorless ? "RequireDualStack" : "SingleStack")
      if (spec["ipFamilies"]?.array ?? []).isEmpty {
        spec["ipFamilies"] = isSelectorless ? ["IPv4", "IPv6"] : ["IPv4"]
      }
    }
  }

  private func prepareJob(_ job: inout Value) {
    guard job.at("spec", "manualSelector")?.bool != true else { return }
    let uid = Value.string(job.uid)
    let name = Value.string(job.name)
    job.change("spec") { spec in
      spec.fill("selector", [:])
      spec.set(uid, at: "selector", "matchLabels", "batch.kubernetes.io/controller-uid")
      for (key, value) in [
        ("controller-uid", uid), ("batch.kubernetes.io/controller-uid", uid), ("job-name", name),
        ("batch.kubernetes.io/job-name", name),
      ] where spec.at("template", "metadata", "labels")?[key] == nil {
        spec.set(value, at: "template", "metadata", "labels", key)
      }
    }
  }

  private func prepareDefinition(_ definition: inout Value) {
    let stored = (definition.at("spec", "versions")?.array ?? []).filter { $0["storage"]?.bool == true }
      .compactMap { $0["name"] }
    definition["status"] = [
      "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
      "storedVersions": stored.isEmpty ? .null : .array(stored),
    ]
  }
}

/// `status.qosClass` of a pod.
enum QualityOfService {
  static func of(_ pod: Value) -> String {
    var requests: [String: Int128] = [:]
    var limits: [String: Int128] = [:]
    var isGuaranteed = true
    let containers =
      (pod.at("spec", "containers")?.array ?? []) + (pod.at("spec", "initContainers")?.array ?? [])
    for container in containers {
      sum(container.at("resources", "requests"), into: &requests)
      let mine = sum(container.at("resources", "limits"), into: &limits)
      if !mine.contains("cpu") || !mine.contains("memory") { isGuaranteed = false }
    }
    if requests.isEmpty && limits.isEmpty { return "BestEffort" }
    if isGuaranteed {
      for (name, amount) in requests where limits[name] != amount { isGuaranteed = false }
    }
    return isGuaranteed && requests.count == limits.count ? "Guaranteed" : "Burstable"
  }

  @discardableResult
  private static func sum(_ list: Value?, into totals: inout [String: Int128]) -> Set<String> {
    var names: Set<String> = []
    for pair in list?.object ?? Object() where pair.key == "cpu" || pair.key == "memory" {
      guard let quantity = try? Quantity(pair.value.string ?? ""), quantity.nano > 0 else { continue }
      totals[pair.key, default: 0] += quantity.nano
      names.insert(pair.key)
    }
    return names
  }
}
