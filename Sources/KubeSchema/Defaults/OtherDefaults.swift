import KubeAPI
import Manifest

/// Defaults of the other groups.
enum OtherDefaults {
  static func apply(_ object: inout Value, _ resource: Resource) {
    switch (resource.group, resource.kind) {
    case ("networking.k8s.io", "NetworkPolicy"): networkPolicy(&object)
    case ("networking.k8s.io", "IngressClass"):
      object.change(path: ["spec", "parameters"]) { $0.fill("scope", "Cluster") }
    case ("autoscaling", "HorizontalPodAutoscaler"): autoscaler(&object, resource.version)
    case ("rbac.authorization.k8s.io", "ClusterRoleBinding"), ("rbac.authorization.k8s.io", "RoleBinding"):
      binding(&object)
    case ("storage.k8s.io", "StorageClass"):
      object.fill("reclaimPolicy", "Delete")
      object.fill("volumeBindingMode", "Immediate")
    case ("storage.k8s.io", "CSIDriver"): driver(&object)
    case ("scheduling.k8s.io", "PriorityClass"): object.fill("preemptionPolicy", "PreemptLowerPriority")
    case ("discovery.k8s.io", "EndpointSlice"):
      object.changeEach("ports") { port in
        port.fill("name", "")
        port.fill("protocol", "TCP")
      }
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): definition(&object)
    case ("apiregistration.k8s.io", "APIService"):
      object.change(path: ["spec", "service"]) { $0.fill("port", 443) }
    case ("admissionregistration.k8s.io", _): admission(&object, resource.kind)
    case ("flowcontrol.apiserver.k8s.io", "FlowSchema"):
      object.change("spec") { if ($0["matchingPrecedence"]?.int ?? 0) == 0 { $0["matchingPrecedence"] = 1000 } }
    case ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"): priorityLevel(&object)
    case ("resource.k8s.io", "ResourceClaim"): object.change("spec") { devices(&$0) }
    case ("resource.k8s.io", "ResourceClaimTemplate"): object.change(path: ["spec", "spec"]) { devices(&$0) }
    default: break
    }
  }

  private static func networkPolicy(_ policy: inout Value) {
    policy.change("spec") { spec in
      for name in ["ingress", "egress"] {
        spec.changeEach(name) { rule in rule.changeEach("ports") { $0.fill("protocol", "TCP") } }
      }
      guard (spec["policyTypes"]?.array ?? []).isEmpty else { return }
      spec["policyTypes"] = (spec["egress"]?.array ?? []).isEmpty ? ["Ingress"] : ["Ingress", "Egress"]
    }
  }

  private static func autoscaler(_ autoscaler: inout Value, _ version: String) {
    autoscaler.change("spec") { spec in
      spec.fill("minReplicas", 1)
      guard version == "v2" else { return }
      if (spec["metrics"]?.array ?? []).isEmpty {
        let target: Value = ["type": "Utilization", "averageUtilization": 80]
        spec["metrics"] = [["type": "Resource", "resource": ["name": "cpu", "target": target]]]
      }
      spec.change("behavior") { behavior in
        let up: [Value] = [
          ["type": "Pods", "value": 4, "periodSeconds": 15], ["type": "Percent", "value": 100, "periodSeconds": 15],
        ]
        scaling(&behavior, "scaleUp", window: 0, up)
        scaling(&behavior, "scaleDown", window: nil, [["type": "Percent", "value": 100, "periodSeconds": 15]])
      }
    }
  }

  private static func scaling(_ behavior: inout Value, _ name: String, window: Int64?, _ policies: [Value]) {
    behavior.fill(name, [:])
    behavior.change(name) { rules in
      if let window { rules.fill("stabilizationWindowSeconds", .int(window)) }
      rules.fill("selectPolicy", "Max")
      if (rules["policies"]?.array ?? []).isEmpty { rules["policies"] = .array(policies) }
    }
  }

  private static func binding(_ binding: inout Value) {
    let group = "rbac.authorization.k8s.io"
    binding.change("roleRef") { $0.fillText("apiGroup", group) }
    binding.changeEach("subjects") { subject in
      if subject.text("kind") == "User" || subject.text("kind") == "Group" { subject.fillText("apiGroup", group) }
    }
  }

  private static func driver(_ driver: inout Value) {
    driver.change("spec") { spec in
      spec.fill("attachRequired", true)
      spec.fill("podInfoOnMount", false)
      spec.fill("storageCapacity", false)
      spec.fill("fsGroupPolicy", "ReadWriteOnceWithFSType")
      if (spec["volumeLifecycleModes"]?.array ?? []).isEmpty { spec["volumeLifecycleModes"] = ["Persistent"] }
      spec.fill("requiresRepublish", false)
      spec.fill("seLinuxMount", false)
    }
  }

  private static func definition(_ definition: inout Value) {
    definition.change("spec") { spec in
      spec.change("names") { names in
        let kind = names.text("kind")
        names.fillText("singular", kind.lowercased())
        if !kind.isEmpty { names.fillText("listKind", kind + "List") }
      }
      spec.fill("conversion", ["strategy": "None"])
      spec.change(path: ["conversion", "webhook", "clientConfig", "service"]) { $0.fill("port", 443) }
    }
  }

  private static func admission(_ object: inout Value, _ kind: String) {
    switch kind {
    case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
      object.changeEach("webhooks") { webhook in
        webhook.fill("failurePolicy", "Fail")
        webhook.fill("matchPolicy", "Equivalent")
        webhook.fill("namespaceSelector", [:])
        webhook.fill("objectSelector", [:])
        webhook.fill("timeoutSeconds", 10)
        if kind == "MutatingWebhookConfiguration" { webhook.fill("reinvocationPolicy", "Never") }
        webhook.changeEach("rules") { $0.fill("scope", "*") }
        webhook.change(path: ["clientConfig", "service"]) { $0.fill("port", 443) }
      }
    case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy":
      object.change("spec") { spec in
        spec.fill("failurePolicy", "Fail")
        spec.change("matchConstraints") { matchResources(&$0) }
      }
    case "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding":
      object.change("spec") { spec in spec.change("matchResources") { matchResources(&$0) } }
    default: break
    }
  }

  private static func matchResources(_ match: inout Value) {
    match.fill("matchPolicy", "Equivalent")
    match.fill("namespaceSelector", [:])
    match.fill("objectSelector", [:])
    for name in ["resourceRules", "excludeResourceRules"] { match.changeEach(name) { $0.fill("scope", "*") } }
  }

  private static func devices(_ claim: inout Value) {
    func exact(_ request: inout Value) {
      request.fillText("allocationMode", "ExactCount")
      if request.text("allocationMode") == "ExactCount", (request["count"]?.int ?? 0) == 0 { request["count"] = 1 }
      request.changeEach("tolerations") { $0.fillText("operator", "Equal") }
    }
    claim.change("devices") { devices in
      devices.changeEach("requests") { request in
        request.change("exactly", exact)
        request.changeEach("firstAvailable", exact)
      }
    }
  }

  private static func priorityLevel(_ level: inout Value) {
    level.change(path: ["spec", "exempt"]) { exempt in
      exempt.fill("nominalConcurrencyShares", 0)
      exempt.fill("lendablePercent", 0)
    }
    level.change(path: ["spec", "limited"]) { limited in
      limited.fill("nominalConcurrencyShares", 30)
      limited.fill("lendablePercent", 0)
      limited.change(path: ["limitResponse", "queuing"]) { queuing in
        for (name, value) in [("queues", 64), ("handSize", 8), ("queueLengthLimit", 50)]
        where (queuing[name]?.int ?? 0) == 0 {
          queuing[name] = .int(Int64(value))
        }
      }
    }
  }
}
