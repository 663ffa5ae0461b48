import KubeAPI
import Manifest

/// Defaults of the core group besides pods.
enum CoreDefaults {
  static func apply(_ object: inout Value, _ kind: String) {
    switch kind {
    case "Pod": PodDefaults.pod(&object)
    case "PodTemplate": PodDefaults.template(&object)
    case "ReplicationController": replicationController(&object)
    case "Service": service(&object)
    case "Secret": object.fillText("type", "Opaque")
    case "Endpoints":
      object.changeEach("subsets") { subset in subset.changeEach("ports") { $0.fillText("protocol", "TCP") } }
    case "PersistentVolume":
      if !object.has("status") { object["status"] = [:] }
      object.change("status") { $0.fillText("phase", "Pending") }
      object.change("spec") { spec in
        spec.fillText("persistentVolumeReclaimPolicy", "Retain")
        spec.fill("volumeMode", "Filesystem")
        PodDefaults.sourceDefaults(&spec)
      }
    case "PersistentVolumeClaim": claim(&object)
    case "Namespace": namespace(&object)
    case "Node":
      // The first of the ranges also goes by its old name.
      object.change("spec") { spec in
        let range = spec.text("podCIDR")
        if !range.isEmpty { spec.fill("podCIDRs", [.string(range)]) }
      }
      if let capacity = object.at("status", "capacity"), object.at("status", "allocatable") == nil {
        object.set(capacity, at: "status", "allocatable")
      }
    case "LimitRange": object.change("spec") { $0.changeEach("limits") { limit(&$0) } }
    default: break
    }
  }

  static func claim(_ claim: inout Value) {
    claim.change("status") { $0.fillText("phase", "Pending") }
    claim.change("spec") { spec in
      spec.fill("volumeMode", "Filesystem")
    }
  }

  private static func namespace(_ namespace: inout Value) {
    if namespace["status"] == nil { namespace["status"] = [:] }
    namespace.change("status") { $0.fillText("phase", "Active") }
    guard !namespace.name.isEmpty else { return }
    namespace.set(.string(namespace.name), at: "metadata", "labels", "kubernetes.io/metadata.name")
  }

  private static func replicationController(_ controller: inout Value) {
    let labels = controller.at("spec", "template", "metadata", "labels")
    if let labels, labels.object?.isEmpty == false {
      if controller.at("spec", "selector") == nil { controller.set(labels, at: "spec", "selector") }
      if controller.at("metadata", "labels") == nil { controller.set(labels, at: "metadata", "labels") }
    }
    controller.change("spec") { spec in
      spec.fill("replicas", 1)
      PodDefaults.template(&spec)
    }
  }

  private static func service(_ service: inout Value) {
    service.change("spec") { spec in
      spec.fillText("sessionAffinity", "None")
      if spec.text("sessionAffinity") == "None" { spec["sessionAffinityConfig"] = nil }
      if spec.text("sessionAffinity") == "ClientIP",
        spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds") == nil
      {
        spec.set(10_800, at: "sessionAffinityConfig", "clientIP", "timeoutSeconds")
      }
      spec.fillText("type", "ClusterIP")
      spec.changeEach("ports") { port in
        port.fillText("protocol", "TCP")
        if port["targetPort"] == nil || port["targetPort"] == 0 || port["targetPort"] == "" {
          port["targetPort"] = port["port"]
        }
      }
      let type = spec.text("type")
      if type == "NodePort" || type == "LoadBalancer" { spec.fillText("externalTrafficPolicy", "Cluster") }
      if type != "ExternalName", ["NodePort", "LoadBalancer", "ClusterIP"].contains(type) {
        spec.fill("internalTrafficPolicy", "Cluster")
      }
      if type == "LoadBalancer" { spec.fill("allocateLoadBalancerNodePorts", true) }
    }
    guard service.at("spec", "type") == "LoadBalancer" else { return }
    service.change(path: ["status", "loadBalancer"]) { balancer in
      balancer.changeEach("ingress") { if !$0.text("ip").isEmpty { $0.fill("ipMode", "VIP") } }
    }
  }

  /// A maximum is the default, a default is the default request.
  private static func limit(_ limit: inout Value) {
    guard limit.text("type") == "Container" else { return }
    func copy(_ from: String, _ to: String) {
      for pair in limit[from]?.object ?? Object() where limit.at(to, pair.key) == nil {
        limit.set(pair.value, at: to, pair.key)
      }
    }
    copy("max", "default")
    copy("default", "defaultRequest")
    copy("min", "defaultRequest")
  }
}
