import KubeAPI
import Manifest

/// API priority and fairness as a new kube-apiserver sets it up (kubernetes `pkg/apis/flowcontrol/internalbootstrap`).
extension ClusterState {
  mutating func makeFlowControl() {
    for (name, spec) in FlowControl.levels { makeFlow("PriorityLevelConfiguration", name, spec) }
    for (name, spec) in FlowControl.schemas {
      makeFlow("FlowSchema", name, spec)
      let type = GroupKind("flowcontrol.apiserver.k8s.io", "FlowSchema")
      guard var made = get(ObjectKey(type, "", name)) else { continue }
      let level = spec.at("priorityLevelConfiguration", "name")?.string ?? ""
      made["status"] = [
        "conditions": [
          [
            "type": "Dangling", "status": "False", "lastTransitionTime": .string(now.rfc3339), "reason": "Found",
            "message": .string(
              "This FlowSchema references the PriorityLevelConfiguration object named \"\(level)\" and it exists"),
          ]
        ]
      ]
      _ = try? updateStatus(made, by: "api-priority-and-fairness-config-consumer-v1")
    }
  }

  private mutating func makeFlow(_ kind: String, _ name: String, _ spec: Value) {
    makeOwn(
      [
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": .string(kind),
        "metadata": ["name": .string(name), "annotations": ["apf.kubernetes.io/autoupdate-spec": "true"]],
        "spec": spec,
      ], by: "api-priority-and-fairness-config-producer-v1")
  }
}

private enum FlowControl {
  static let levels: [(String, Value)] = [
    ("exempt", ["type": "Exempt", "exempt": ["nominalConcurrencyShares": 0, "lendablePercent": 0]]),
    ("catch-all", limited(shares: 5, lendable: 0, ["type": "Reject"])),
    ("system", limited(shares: 30, lendable: 33, queue(64, hand: 6))),
    ("node-high", limited(shares: 40, lendable: 25, queue(64, hand: 6))),
    ("leader-election", limited(shares: 10, lendable: 0, queue(16, hand: 4))),
    ("workload-high", limited(shares: 40, lendable: 50, queue(128, hand: 6))),
    ("workload-low", limited(shares: 100, lendable: 90, queue(128, hand: 6))),
    ("global-default", limited(shares: 20, lendable: 50, queue(128, hand: 6))),
  ]

  private static func limited(shares: Int64, lendable: Int64, _ response: Value) -> Value {
    [
      "type": "Limited",
      "limited": [
        "nominalConcurrencyShares": .int(shares), "limitResponse": response, "lendablePercent": .int(lendable),
      ],
    ]
  }

  private static func queue(_ queues: Int64, hand: Int64) -> Value {
    ["type": "Queue", "queuing": ["queues": .int(queues), "handSize": .int(hand), "queueLengthLimit": 50]]
  }

  private static let everywhere: Value = [
    "verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": true, "namespaces": ["*"],
  ]
  private static let everything: Value = ["verbs": ["*"], "nonResourceURLs": ["*"]]
  private static let everybody = [group("system:unauthenticated"), group("system:authenticated")]
  private static let system = account("kube-system")

  private static func group(_ name: String) -> Value { ["kind": "Group", "group": ["name": .string(name)]] }
  private static func user(_ name: String) -> Value { ["kind": "User", "user": ["name": .string(name)]] }
  private static func account(_ namespace: String) -> Value {
    ["kind": "ServiceAccount", "serviceAccount": ["namespace": .string(namespace), "name": "*"]]
  }

  private static func schema(
    _ level: String, _ precedence: Int64, by method: String?, _ subjects: [Value],
    resources: [Value] = [everywhere], others: [Value] = [everything]
  ) -> Value {
    var rule: Value = ["subjects": .array(subjects)]
    if !resources.isEmpty { rule["resourceRules"] = .array(resources) }
    if !others.isEmpty { rule["nonResourceRules"] = .array(others) }
    var spec: Value = [
      "priorityLevelConfiguration": ["name": .string(level)], "matchingPrecedence": .int(precedence),
    ]
    if let method { spec["distinguisherMethod"] = ["type": .string(method)] }
    spec["rules"] = [rule]
    return spec
  }

  private static func leases(_ verbs: [Value]) -> Value {
    [
      "verbs": .array(verbs), "apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "namespaces": ["*"],
    ]
  }

  private static let nodes: Value = [
    "verbs": ["*"], "apiGroups": [""], "resources": ["nodes", "nodes/status"], "clusterScope": true,
    "namespaces": ["*"],
  ]

  static let schemas: [(String, Value)] = [
    ("exempt", schema("exempt", 1, by: nil, [group("system:masters")])),
    ("catch-all", schema("catch-all", 10_000, by: "ByUser", everybody)),
    ("system-nodes", schema("system", 500, by: "ByUser", [group("system:nodes")])),
    (
      "system-node-high",
      schema(
        "node-high", 400, by: "ByUser", [group("system:nodes")], resources: [nodes, leases(["*"])], others: [])
    ),
    (
      "probes",
      schema(
        "exempt", 2, by: nil, everybody, resources: [],
        others: [["verbs": ["get"], "nonResourceURLs": ["/healthz", "/readyz", "/livez"]]])
    ),
    (
      "system-leader-election",
      schema(
        "leader-election", 100, by: "ByUser",
        [user("system:kube-controller-manager"), user("system:kube-scheduler"), system],
        resources: [leases(["get", "create", "update"])], others: [])
    ),
    (
      "kube-controller-manager",
      schema("workload-high", 800, by: "ByNamespace", [user("system:kube-controller-manager")])
    ),
    ("kube-scheduler", schema("workload-high", 800, by: "ByNamespace", [user("system:kube-scheduler")])),
    ("kube-system-service-accounts", schema("workload-high", 900, by: "ByNamespace", [system])),
    ("service-accounts", schema("workload-low", 9000, by: "ByUser", [group("system:serviceaccounts")])),
    ("global-default", schema("global-default", 9900, by: "ByUser", everybody)),
  ]
}
