import KubeAPI
import Manifest

/// What a new kube-apiserver makes for itself at start.
extension ClusterState {
  mutating func makeFresh() {
    for name in ["kube-system", "kube-public", "kube-node-lease", "default"] {
      makeOwn(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }
    for (name, value, text) in [
      ("system-cluster-critical", 2_000_000_000, "For pods that the cluster needs, on whichever node."),
      ("system-node-critical", 2_000_001_000, "For pods that their node needs."),
    ] as [(String, Int64, String)] {
      makeOwn([
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": ["name": .string(name)],
        "value": .int(value), "description": .string(text),
      ])
    }
    for object in FreshRoles.objects { makeOwn(object) }
    makeFlowControl()
    makeOwn([
      "apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": ["name": "kubernetes"],
      "spec": ["cidrs": [.string(options.serviceCIDR)]],
    ])
    let first = ServiceRules.firstAddress(options.serviceCIDR)
    let port: Value = ["name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443]
    let labels: Value = ["component": "apiserver", "provider": "kubernetes"]
    makeOwn([
      "apiVersion": "v1", "kind": "Service",
      "metadata": ["name": "kubernetes", "namespace": "default", "labels": labels],
      "spec": ["clusterIP": .string(first), "ports": [port], "sessionAffinity": "None", "type": "ClusterIP"],
    ])
    let endpoint: Value = ["addresses": ["192.0.2.1"], "conditions": ["ready": true]]
    makeOwn([
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
      "metadata": [
        "name": "kubernetes", "namespace": "default", "labels": ["kubernetes.io/service-name": "kubernetes"],
      ], "endpoints": [endpoint], "ports": [["name": "https", "port": 6443, "protocol": "TCP"]],
    ])
  }

  /// Creates one of the server's own objects; one that cannot be made would be a fault of these tables.
  mutating func makeOwn(_ object: Value, by manager: String = "kube-apiserver") {
    do {
      try create(object, by: manager)
    } catch {
      assertionFailure("\(ObjectKey(of: object)): \(error.message)")
    }
  }
}

extension ServiceRules {
  /// The address of the service `kubernetes`: the first of the range.
  static func firstAddress(_ cidr: String) -> String {
    let base = cidr.split(separator: "/").first.flatMap { number(String($0)) } ?? 0x0A00_0000
    return text(base &+ 1)
  }
}
