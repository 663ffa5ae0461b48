import KubeAPI
import Manifest

extension KubeSchema {
  /// What the server says about an object that it accepts but would rather not see: the texts of `Warning` headers.
  ///
  /// Follows the kinds' strategies (kubernetes `pkg/registry`, WarningsOnCreate and WarningsOnUpdate).
  /// - Parameter old: the object before an update.
  public func warnings(_ object: Value, old: Value?, subresource: String = "", _ resource: Resource) -> [String] {
    var warnings = WarningList()
    if subresource == "status" {
      statusWarnings(object, resource, &warnings)
    } else if subresource.isEmpty {
      switch resource.group {
      case "": coreWarnings(object, old, resource.kind, &warnings)
      case "apps", "batch": workloadWarnings(object, old, resource.kind, &warnings)
      case "networking.k8s.io": warnings.network(object, isNew: old == nil, resource.kind)
      case "storage.k8s.io": warnings.storage(object, old, resource.kind)
      case "discovery.k8s.io": warnings.slice(object, isNew: old == nil)
      case "node.k8s.io":
        for key in (object.at("scheduling", "nodeSelector")?.object ?? Object()).sorted().map(\.key) {
          if let words = WarningList.deprecatedLabel(key) { warnings.add("scheduling.nodeSelector: \(words)") }
        }
      case "resource.k8s.io":
        let driver = object.at("spec", "driver")?.string ?? ""
        if resource.kind == "ResourceSlice", driver != driver.lowercased() {
          warnings.add(
            "spec.driver: driver names should be lowercase; \(FieldError.show(.string(driver))) contains uppercase "
              + "characters")
        }
      default: break
      }
    }
    return warnings.list
  }

  private func statusWarnings(_ object: Value, _ resource: Resource, _ warnings: inout WarningList) {
    let status = object["status"] ?? [:]
    switch resource.kind {
    case "Pod":
      for name in ["podIPs", "hostIPs"] {
        for item in status.items(name, "status") { warnings.address("\(item.path).ip", item.value.text("ip")) }
      }
    case "Service", "Ingress":
      for item in (status["loadBalancer"] ?? [:]).items("ingress", "status.loadBalancer") {
        warnings.address(item.path, item.value.text("ip"))
      }
    default: break
    }
  }

  private func coreWarnings(_ object: Value, _ old: Value?, _ kind: String, _ warnings: inout WarningList) {
    let spec = object["spec"] ?? [:]
    switch kind {
    case "Pod":
      guard old == nil else { return }
      let messages = NameRules.dns1123Label(object.name)
      if !messages.isEmpty {
        warnings.add(
          "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is "
            + "recommended: [\(messages.joined(separator: " "))]")
      }
      PodWarnings.collect(object, path: "", &warnings)
    case "PodTemplate":
      if old == nil { PodWarnings.collect(object["template"] ?? [:], path: "template", &warnings) }
    case "ReplicationController": workloadWarnings(object, old, kind, &warnings)
    case "Service": warnings.service(object, spec)
    case "Secret": warnings.secret(object)
    case "PersistentVolume": warnings.volume(object, spec)
    case "PersistentVolumeClaim":
      if object.annotation("volume.beta.kubernetes.io/storage-class") != nil {
        warnings.add(
          "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "
            + "\"storageClassName\" attribute instead")
      }
      warnings.claim(spec, "spec")
    case "Node":
      if spec.has("configSource") { warnings.add("spec.configSource: the feature is removed") }
      if !spec.text("externalID").isEmpty {
        warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes")
      }
      for item in spec.items("podCIDRs", "spec") { warnings.block(item.path, item.value.string ?? "") }
    case "Endpoints": warnings.endpoints(object)
    case "ResourceQuota": warnings.quota(spec)
    case "ServiceAccount":
      let key = "kubernetes.io/enforce-mountable-secrets"
      if object.annotation(key) != nil, old?.annotation(key) == nil {
        warnings.add(
          "metadata.annotations[\(key)]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted "
            + "secrets")
      }
    default: break
    }
  }

  private func workloadWarnings(_ object: Value, _ old: Value?, _ kind: String, _ warnings: inout WarningList) {
    let spec = object["spec"] ?? [:]
    let isNamed = ["Deployment", "ReplicaSet", "Job", "CronJob", "ReplicationController"].contains(kind)
    let messages = old == nil && isNamed ? NameRules.dns1123Label(object.name) : []
    if !messages.isEmpty {
      warnings.add(
        "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label "
          + "is recommended: [\(messages.joined(separator: " "))]")
    }
    // Humans hear of a template again when they change something.
    var isChanged = old?["spec"] != object["spec"]
    if kind == "DaemonSet" { isChanged = old?.at("spec", "template") != spec["template"] }
    if kind == "Deployment", old?.at("metadata", "annotations") != object.at("metadata", "annotations") {
      isChanged = true
    }
    if kind == "CronJob" {
      if isChanged { job(spec.at("jobTemplate", "spec") ?? [:], "spec.jobTemplate.spec", &warnings) }
      if old != nil, spec.text("schedule").contains("TZ") {
        warnings.add(
          "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see "
            + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details")
      }
    } else if kind == "Job" {
      if isChanged { job(spec, "spec", &warnings) }
    } else if isChanged {
      PodWarnings.collect(spec["template"] ?? [:], path: "spec.template", &warnings)
    }
    guard kind == "StatefulSet" else { return }
    for claim in spec.items("volumeClaimTemplates", "spec") {
      warnings.claim(claim.value["spec"] ?? [:], old == nil ? claim.path : "\(claim.path).Spec")
    }
    if let limit = spec["revisionHistoryLimit"]?.int, limit < 0 {
      warnings.add(
        "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended")
    }
  }

  private func job(_ spec: Value, _ path: String, _ warnings: inout WarningList) {
    if spec.text("completionMode") == "Indexed", spec["completions"]?.int ?? 0 > 100_000,
      spec["parallelism"]?.int ?? 0 > 10_000
    {
      warnings.add(
        "\(path): In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, "
          + "Kubernetes might not be able to track completedIndexes when a big number of indexes fail")
    }
    PodWarnings.collect(spec["template"] ?? [:], path: "\(path).template", &warnings)
  }
}
