import KubeAPI
import Manifest

extension KubeSchema {
  /// Validates an object after defaulting, on create (`old` is `nil`) or update.
  /// - Parameter subresource: `status`, `resize`, …: only what that path may change is checked.
  /// - Returns: what is wrong, in the server's order; empty when the object may be stored.
  public func validate(
    _ object: Value, old: Value?, subresource: String = "", _ resource: Resource
  ) -> [FieldError] {
    var errors = MetadataRules.validate(
      object, old: old, isNamespaced: resource.namespaced,
      name: old == nil ? nameRule(object, resource) : NameRules.pathSegment, path: "metadata")
    // An update is looked at by the request's handler and by the kind's strategy; some strategies begin as for new ones.
    if old != nil {
      let metadata = errors
      if subresource.isEmpty, isJudgedTwice(resource) { errors += kindRules(object, nil, subresource, resource) }
      errors += metadata
    }
    if subresource == "status" { return errors + status(object, old, resource) }
    errors += kindRules(object, old, subresource, resource)
    return errors
  }

  private func isJudgedTwice(_ resource: Resource) -> Bool {
    switch resource.group {
    case "": ["PersistentVolume", "Node", "Namespace"].contains(resource.kind)
    case "batch": resource.kind == "Job"
    case "storage.k8s.io": ["CSIStorageCapacity", "StorageClass"].contains(resource.kind)
    case "networking.k8s.io": resource.kind == "IPAddress"
    case "node.k8s.io": true
    case "resource.k8s.io": resource.kind == "ResourceClaimTemplate"
    default: false
    }
  }

  private func status(_ object: Value, _ old: Value?, _ resource: Resource) -> [FieldError] {
    switch (resource.group, resource.kind) {
    case ("apps", _), ("", "ReplicationController"): return WorkloadRules.status(object, old: old, resource.kind)
    case ("", "Service"):
      var list = ErrorList()
      ServiceRules.status(object, &list)
      return list.list
    case ("networking.k8s.io", "Ingress"): return NetworkRules.ingressStatus(object)
    case ("", "Namespace"): return ClusterRules.namespaceStatus(object)
    case ("", "Pod"): return old.map { PodUpdateRules.status(object, old: $0) } ?? []
    case ("", "Node"): return ClusterRules.node(object, old: old)
    case ("", "ResourceQuota"): return QuotaRules.status(object)
    case ("autoscaling", _):
      var list = ErrorList()
      for name in ["currentReplicas", "desiredReplicas"] {
        list.nonNegative("status.\(name)", object.at("status", name))
      }
      return list.list
    case ("policy", _):
      var list = ErrorList()
      for name in ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] {
        list.nonNegative("status.\(name)", object.at("status", name))
      }
      return list.list
    case ("batch", "Job"): return JobStatusRules.check(object, old: old)
    case ("flowcontrol.apiserver.k8s.io", _): return FlowRules.status(object)
    case ("certificates.k8s.io", _): return CertificateRules.check(object, old: old, subresource: "status")
    default: return []
    }
  }

  /// What is wrong with a name of the kind.
  private func nameRule(_ object: Value, _ resource: Resource) -> (String) -> [String] {
    switch (resource.group, resource.kind) {
    case ("", "Namespace"): return NameRules.dns1123Label
    case ("", "Service"), ("apps", "StatefulSet"): return NameRules.dns1123Label
    case ("rbac.authorization.k8s.io", _), ("certificates.k8s.io", _): return NameRules.pathSegment
    case ("apiregistration.k8s.io", "APIService"):
      let wanted = "\(object.at("spec", "version")?.string ?? "").\(object.at("spec", "group")?.string ?? "")"
      return { name in
        let messages = NameRules.pathSegment(name)
        if !messages.isEmpty || name == wanted { return messages }
        return ["must be `spec.version+\".\"+spec.group`: \(FieldError.show(.string(wanted)))"]
      }
    case ("networking.k8s.io", "IPAddress"): return AddressRules.name
    case ("policy", _): return { _ in [] }
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): return DefinitionRules.name(object)
    case ("", "Event"), ("events.k8s.io", "Event"): return NameRules.dns1123Subdomain
    default: return NameRules.dns1123Subdomain
    }
  }

  private func kindRules(
    _ object: Value, _ old: Value?, _ subresource: String, _ resource: Resource
  ) -> [FieldError] {
    switch resource.group {
    case "": return coreRules(object, old, subresource, resource.kind)
    case "apps": return WorkloadRules.check(object, old: old, resource.kind)
    case "batch":
      return resource.kind == "Job" ? JobRules.job(object, old: old) : JobRules.cronJob(object, old: old)
    case "networking.k8s.io":
      switch resource.kind {
      case "Ingress": return NetworkRules.ingress(object, old: old)
      case "IngressClass": return NetworkRules.ingressClass(object, old: old)
      case "NetworkPolicy": return NetworkRules.policy(object)
      case "IPAddress": return AddressRules.address(object, old: old)
      case "ServiceCIDR": return AddressRules.range(object, old: old)
      default: return []
      }
    case "rbac.authorization.k8s.io":
      switch resource.kind {
      case "Role", "ClusterRole": return AccessRules.role(object, isNamespaced: resource.kind == "Role")
      default: return AccessRules.binding(object, old: old, isNamespaced: resource.kind == "RoleBinding")
      }
    case "autoscaling": return PolicyRules.autoscaler(object, version: resource.version)
    case "policy": return PolicyRules.budget(object)
    case "scheduling.k8s.io": return PolicyRules.priorityClass(object, old: old)
    case "storage.k8s.io":
      switch resource.kind {
      case "StorageClass": return StorageRules.storageClass(object, old: old)
      case "CSIDriver": return ClusterRules.driver(object, old: old)
      default: return AttachmentRules.check(object, old: old, resource.kind)
      }
    case "discovery.k8s.io": return NetworkRules.slice(object, old: old)
    case "apiextensions.k8s.io": return DefinitionRules.check(object, old: old)
    case "events.k8s.io": return PolicyRules.event(object, isNew: true, isUpdate: old != nil)
    case "node.k8s.io": return ClusterRules.runtimeClass(object, old: old)
    case "apiregistration.k8s.io": return ClusterRules.apiService(object)
    case "coordination.k8s.io": return resource.kind == "Lease" ? ClusterRules.lease(object) : []
    case "flowcontrol.apiserver.k8s.io": return FlowRules.check(object, resource.kind)
    case "certificates.k8s.io": return CertificateRules.check(object, old: old, subresource: subresource)
    case "resource.k8s.io": return DeviceRules.check(object, old: old, resource.kind)
    case "admissionregistration.k8s.io": return AdmissionRules.check(object, old: old, resource.kind)
    default: return []
    }
  }

  private func coreRules(_ object: Value, _ old: Value?, _ subresource: String, _ kind: String) -> [FieldError] {
    switch kind {
    case "Pod":
      var rules = PodRules(isPod: true)
      let spec = object["spec"] ?? [:]
      PodAnnotationRules.check(object.at("metadata", "annotations"), "metadata.annotations", &rules.errors)
      rules.errors.add(PodRules.check(spec, path: "spec", isPod: true))
      rules.tokensNeedAccount(spec)
      rules.onlyForPods(spec, "spec")
      if let old {
        rules.errors.add(PodUpdateRules.check(object, old: old, subresource: subresource))
      } else {
        PodUpdateRules.create(spec, &rules.errors)
      }
      return rules.errors.list
    case "PodTemplate":
      var errors = ErrorList()
      WorkloadRules.template(object["template"] ?? [:], "template", &errors)
      return errors.list
    case "ReplicationController": return WorkloadRules.check(object, old: old, kind)
    case "Service": return ServiceRules.check(object, old: old)
    case "ConfigMap": return ConfigRules.configMap(object, old: old)
    case "Secret": return ConfigRules.secret(object, old: old)
    case "PersistentVolumeClaim": return StorageRules.claim(object, old: old)
    case "PersistentVolume": return StorageRules.volume(object, old: old)
    case "Endpoints": return NetworkRules.endpoints(object)
    case "ResourceQuota": return QuotaRules.quota(object, old: old)
    case "LimitRange": return QuotaRules.limitRange(object)
    case "Event": return PolicyRules.event(object, isNew: false, isUpdate: old != nil)
    case "Node": return ClusterRules.node(object, old: old)
    case "Namespace": return old == nil || subresource == "finalize" ? ClusterRules.namespace(object) : []
    default: return []
    }
  }
}

extension PodRules {
  /// Tokens in projected volumes are those of an account.
  mutating func tokensNeedAccount(_ spec: Value) {
    guard spec.text("serviceAccountName").isEmpty else { return }
    for volume in spec.items("volumes", "spec") {
      guard let projected = volume.value.there("projected") else { continue }
      for source in projected.items("sources", "\(volume.path).projected") where source.value.has("serviceAccountToken")
      {
        errors.forbidden(
          "\(source.path).serviceAccountToken", "must not be specified when serviceAccountName is not set")
      }
    }
  }
}
