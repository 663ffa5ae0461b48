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

  private mutating func makeFlowControl() {
    let group = "flowcontrol.apiserver.k8s.io/v1"
    for (name, type, shares) in [
      ("exempt", "Exempt", 0), ("catch-all", "Limited", 5), ("system", "Limited", 30), ("node-high", "Limited", 40),
      ("leader-election", "Limited", 10), ("workload-high", "Limited", 40), ("workload-low", "Limited", 100),
      ("global-default", "Limited", 20),
    ] as [(String, String, Int64)] {
      var spec: Value = ["type": .string(type)]
      if type == "Exempt" {
        spec["exempt"] = ["nominalConcurrencyShares": 0, "lendablePercent": 0]
      } else {
        let response: Value =
          name == "catch-all"
          ? ["type": "Reject"]
          : ["type": "Queue", "queuing": ["queues": 64, "handSize": 6, "queueLengthLimit": 50]]
        spec["limited"] = [
          "nominalConcurrencyShares": .int(shares), "lendablePercent": 0, "limitResponse": response,
        ]
      }
      makeOwn([
        "apiVersion": .string(group), "kind": "PriorityLevelConfiguration", "metadata": ["name": .string(name)],
        "spec": spec,
      ])
    }
    for (name, level, precedence, subject) in [
      ("exempt", "exempt", 1, "system:masters"), ("probes", "exempt", 2, "system:unauthenticated"),
      ("system-leader-election", "leader-election", 100, "system:nodes"),
      ("system-nodes", "system", 500, "system:nodes"),
      ("service-accounts", "workload-low", 9000, "system:serviceaccounts"),
      ("global-default", "global-default", 9900, "system:authenticated"),
      ("catch-all", "catch-all", 10000, "system:authenticated"),
    ] as [(String, String, Int64, String)] {
      let rule: Value = [
        "subjects": [["kind": "Group", "group": ["name": .string(subject)]]],
        "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
        "resourceRules": [
          ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": true, "namespaces": ["*"]]
        ],
      ]
      makeOwn([
        "apiVersion": .string(group), "kind": "FlowSchema", "metadata": ["name": .string(name)],
        "spec": [
          "matchingPrecedence": .int(precedence), "priorityLevelConfiguration": ["name": .string(level)],
          "distinguisherMethod": ["type": "ByUser"], "rules": [rule],
        ],
      ])
    }
  }

  /// Creates one of the server's own objects; one that cannot be made would be a fault of these tables.
  mutating func makeOwn(_ object: Value) {
    do {
      try create(object, by: "kube-apiserver")
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
