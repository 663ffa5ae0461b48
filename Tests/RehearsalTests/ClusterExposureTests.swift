import Exposure
import KubeAPI
import Manifest
import Rehearsal
import Testing

/// A cluster that holds what it was given and refuses what it is told to.
private struct FixedCluster: Cluster {
  var objects: [Value]
  var forbidden: Set<String> = []

  func discover() async throws -> [ServedKind] {
    var kinds: [ServedKind] = []
    for object in objects {
      let type = GroupKind(of: object)
      let version = (object["apiVersion"]?.string ?? "").split(separator: "/").last.map(String.init) ?? ""
      if kinds.contains(where: { $0.type == type }) { continue }
      kinds.append(ServedKind(type: type, versions: [version], plural: type.kind.lowercased() + "s", namespaced: true))
    }
    for name in forbidden.sorted() {
      kinds.append(ServedKind(type: GroupKind("acme.example", name), versions: ["v1"], plural: name, namespaced: true))
    }
    return kinds
  }
  func get(_ key: ObjectKey) async throws(StatusError) -> Value {
    throw StatusError(code: 404, reason: "NotFound", message: "not found")
  }
  func list(_ type: GroupKind, namespace: String?, labelSelector: String) async throws(StatusError) -> [Value] {
    if forbidden.contains(type.kind) { throw StatusError(code: 403, reason: "Forbidden", message: "may not list") }
    return objects.filter { GroupKind(of: $0) == type }
  }
  func apply(_ object: Value, fieldManager: String, force: Bool, dryRun: Bool) async throws(StatusError) -> Value {
    object
  }
  func mergePatch(_ key: ObjectKey, _ patch: Value, fieldManager: String) async throws(StatusError) -> Value { patch }
  func delete(_ key: ObjectKey) async throws(StatusError) {}
}

@Suite struct ClusterExposureTests {
  private static func service(
    _ name: String, _ address: Value?, _ loadBalancerClass: String? = nil, annotations: Value = [:]
  ) -> Value {
    var value: Value = [
      "apiVersion": "v1", "kind": "Service",
      "metadata": ["name": .string(name), "namespace": "n", "annotations": annotations],
      "spec": ["type": "LoadBalancer", "allocateLoadBalancerNodePorts": false, "ports": [["port": 80]]],
    ]
    if let name = loadBalancerClass { value.set(.string(name), at: "spec", "loadBalancerClass") }
    if let address { value.set([address], at: "status", "loadBalancer", "ingress") }
    return value
  }

  private static func node(_ address: String) -> Value {
    [
      "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(address)],
      "status": ["addresses": [["type": "InternalIP", "address": .string(address)]]],
    ]
  }

  private static func reach(_ objects: [Value]) async throws -> [String: Reach] {
    let report = try await ClusterExposure().judge(FixedCluster(objects: objects))
    return Dictionary(report.entries.map { ($0.name, $0.reach) }) { first, _ in first }
  }

  @Test func assignedAddresses() async throws {
    let found = try await ClusterExposureTests.reach([
      ClusterExposureTests.service("public", ["ip": "203.0.113.9"]),
      ClusterExposureTests.service("lan", ["ip": "192.168.1.9"]),
      ClusterExposureTests.service("tailnet", ["hostname": "web.example.ts.net", "ip": "100.99.1.2"], "tailscale"),
      ClusterExposureTests.service("default-tailnet", ["ip": "100.99.1.3"]),
      ClusterExposureTests.service("pending", nil),
      ClusterExposureTests.service("name", ["hostname": "lb.example.com"]),
      ClusterExposureTests.service("elb", ["hostname": "internal-a-1.eu-west-1.elb.amazonaws.com"]),
      ClusterExposureTests.service("stranger", ["ip": "10.0.0.7"], "acme.example/lb"),
      // The annotation says internal, the cloud gave it a public address.
      ClusterExposureTests.service(
        "lie", ["ip": "198.51.100.4"],
        annotations: ["service.beta.kubernetes.io/azure-load-balancer-internal": "true"]),
    ])
    #expect(
      found == [
        "public": .internet, "lan": .cluster, "tailnet": .tailnet, "default-tailnet": .tailnet, "pending": .internet,
        "name": .internet, "elb": .cluster, "stranger": .cluster, "lie": .internet,
      ], "\(found)")
  }

  @Test func nodes() async throws {
    let port: Value = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "np", "namespace": "n"],
      "spec": ["type": "NodePort", "ports": [["port": 80, "nodePort": 30080]]],
    ]
    #expect(try await ClusterExposureTests.reach([port])["np"] == .nodeNetwork)
    #expect(try await ClusterExposureTests.reach([port, ClusterExposureTests.node("10.0.0.1")])["np"] == .cluster)
    let mixed = [port, ClusterExposureTests.node("10.0.0.1"), ClusterExposureTests.node("203.0.113.1")]
    #expect(try await ClusterExposureTests.reach(mixed)["np"] == .nodeNetwork)
  }

  @Test func ingressesByAddress() async throws {
    func ingress(_ name: String, _ address: Value?, _ annotations: Value = [:]) -> Value {
      var value: Value = [
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": ["name": .string(name), "namespace": "n", "annotations": annotations],
        "spec": [
          "ingressClassName": .string(name.hasPrefix("ts") ? "tailscale" : "nginx"),
          "defaultBackend": ["service": ["name": "a", "port": ["number": 80]]],
        ],
      ]
      if let address { value.set([address], at: "status", "loadBalancer", "ingress") }
      return value
    }
    let found = try await ClusterExposureTests.reach([
      ingress("lan", ["ip": "10.1.1.1"]), ingress("wan", ["ip": "203.0.113.3"]), ingress("none", nil),
      ingress("ts", ["hostname": "a.example.ts.net"]),
      ingress("ts-funnel", ["hostname": "b.example.ts.net"], ["tailscale.com/funnel": "true"]),
    ])
    #expect(
      found == ["lan": .cluster, "wan": .internet, "none": .unknown, "ts": .tailnet, "ts-funnel": .internet],
      "\(found)")
  }

  @Test func whatMayNotBeReadIsUnknown() async throws {
    let report = try await ClusterExposure().judge(FixedCluster(objects: [], forbidden: ["Widget"]))
    #expect(report.verdict == .unknown)
    #expect(report.entries.map(\.title) == ["Widget *"])
  }

  /// Recipes and pods of workloads are judged by what they made and what made them.
  @Test func madeObjects() async throws {
    let owner: Value = [["kind": "DaemonSet", "name": "d", "controller": true]]
    let pod: Value = [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "n", "ownerReferences": owner],
      "spec": ["hostNetwork": true, "containers": [["name": "c", "image": "a"]]],
    ]
    let release: Value = [
      "apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": ["name": "r", "namespace": "n"],
    ]
    #expect(try await ClusterExposureTests.reach([pod, release]).isEmpty)
  }
}
