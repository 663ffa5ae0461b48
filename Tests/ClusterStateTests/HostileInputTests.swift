import ClusterState
import KubeAPI
import Manifest
import Testing

/// Broken and hostile bodies: each decoder gets mutated input from a fixed seed; every answer is an HTTP status.
@Suite struct HostileInputTests {
  /// SplitMix64, so that a failure can be run again.
  private struct Random {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }
  }

  /// Flips, cuts, doubles and inserts bytes.
  private func mutated(_ seed: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = seed
    for _ in 0...random.below(4) {
      guard !bytes.isEmpty else { return bytes }
      let place = random.below(bytes.count)
      switch random.below(6) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
      case 3: bytes.removeSubrange(place...)
      case 4:
        let end = min(bytes.count, place + 1 + random.below(24))
        bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
      default: bytes[place] = Array("{}[]\":,-.0eE\\\u{0} &*!|>%#".utf8)[random.below(22)]
      }
    }
    return bytes
  }

  private func attack(
    _ seeds: [String], _ method: String, _ target: String, type: String, rounds: Int, seed: UInt64
  ) {
    attack(seeds.map { Array($0.utf8) }, method, target, type: type, rounds: rounds, seed: seed)
  }

  private func attack(
    _ seeds: [[UInt8]], _ method: String, _ target: String, type: String, rounds: Int, seed: UInt64
  ) {
    var random = Random(state: seed)
    var cluster = ClusterState()
    _ = cluster.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)
    for _ in 0..<rounds {
      let body = mutated(seeds[random.below(seeds.count)], &random)
      let answer = cluster.handle(
        APIRequest(method: method, target: target, headers: [("content-type", type)], body: body))
      #expect((200..<600).contains(answer.status))
      if cluster.count(GroupKind("apps", "Deployment")) > 50 { cluster = ClusterState() }
    }
  }

  private static let deployments = "/apis/apps/v1/namespaces/default/deployments"
  private static let web = deployments + "/web"

  @Test func json() {
    attack([JSON.write(deployment)], "POST", Self.deployments, type: "application/json", rounds: 500, seed: 1)
  }

  @Test func yaml() {
    attack(
      [YAML.write(deployment), "a: &x [1, 2]\nb: *x\n? c\n: d\n", "- |\n  x\n- >-\n  y\n"], "POST", Self.deployments,
      type: "application/yaml", rounds: 500, seed: 2)
  }

  @Test func protobuf() {
    var cluster = ClusterState()
    _ = cluster.send("POST", Self.deployments, deployment)
    let body = cluster.handle(
      APIRequest(
        method: "GET", target: Self.web, headers: [("accept", "application/vnd.kubernetes.protobuf")])
    ).body
    attack(
      [body], "PUT", Self.web, type: "application/vnd.kubernetes.protobuf", rounds: 500, seed: 3)
  }

  @Test func patches() {
    attack(
      [
        #"[{"op":"replace","path":"/spec/replicas","value":3},{"op":"test","path":"/spec/x~1y/-","value":{}}]"#,
        #"[{"op":"move","from":"/spec","path":"/spec/template"},{"op":"copy","from":"/metadata","path":"/spec/a/0"}]"#,
      ], "PATCH", Self.web, type: "application/json-patch+json", rounds: 400, seed: 4)
    attack(
      [#"{"spec":{"replicas":null,"template":{"spec":{"containers":[{"name":"main","image":"i:2"}]}}}}"#], "PATCH",
      Self.web, type: "application/merge-patch+json", rounds: 300, seed: 5)
    attack(
      [
        #"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"main"}],"containers":[{"name":"main","$patch":"delete"}]}}}}"#,
        #"{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}},"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}"#,
      ], "PATCH", Self.web, type: "application/strategic-merge-patch+json", rounds: 400, seed: 6)
    attack(
      [YAML.write(deployment)], "PATCH", Self.web + "?fieldManager=x&force=true", type: "application/apply-patch+yaml",
      rounds: 300, seed: 7)
  }

  @Test func selectors() {
    var random = Random(state: 8)
    var cluster = ClusterState()
    let seeds = ["a=b,c!=d,e in (f,g),!h,i notin (j),k>1", "metadata.name=a,metadata.namespace!=b", "a,,b", "in (in)"]
    for _ in 0..<800 {
      let text = mutated(Array(seeds[random.below(seeds.count)].utf8), &random)
      let escaped = text.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      for name in ["labelSelector", "fieldSelector", "continue", "limit", "resourceVersion"] {
        let answer = cluster.handle(
          APIRequest(method: "GET", target: "/api/v1/namespaces/default/configmaps?\(name)=\(escaped)"))
        #expect((200..<600).contains(answer.status))
      }
    }
  }

  @Test func rules() throws {
    var random = Random(state: 9)
    let rules = [
      "self.size() < 5 && self.all(x, x.startsWith('a'))", "has(self.a) ? self.a.b == 1 : true",
      "self.map(x, [x, x]).exists(y, y[0] > 2)", "quantity(self.q).isGreaterThan(quantity('1Gi'))",
      "self.matches('^[a-z]+$') || oldSelf != self",
    ]
    for round in 0..<100 {
      let rule = String(decoding: mutated(Array(rules[random.below(rules.count)].utf8), &random), as: UTF8.self)
      var cluster = ClusterState()
      let schema: Value = [
        "type": "object",
        "properties": [
          "spec": [
            "type": "object", "x-kubernetes-preserve-unknown-fields": true,
            "x-kubernetes-validations": [["rule": .string(rule)]],
          ]
        ],
      ]
      let (status, _) = cluster.send(
        "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        [
          "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
          "metadata": ["name": "things.example.com"],
          "spec": [
            "group": "example.com", "scope": "Namespaced",
            "names": ["plural": "things", "singular": "thing", "kind": "Thing"],
            "versions": [
              ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
            ],
          ],
        ])
      #expect((200..<600).contains(status), "round \(round)")
      guard status == 201 else { continue }
      let (made, _) = cluster.send(
        "POST", "/apis/example.com/v1/namespaces/default/things",
        [
          "apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": "a"],
          "spec": ["a": ["b": 1], "q": "2Gi", "list": [1, 2, 3]],
        ])
      #expect((200..<600).contains(made), "round \(round)")
    }
  }

  @Test func depthAndSizeAreBounded() {
    var cluster = ClusterState()
    let deep = Array((String(repeating: "[", count: 200_000)).utf8)
    for type in ["application/json", "application/yaml", "application/json-patch+json"] {
      let method = type.contains("patch") ? "PATCH" : "POST"
      let target = method == "PATCH" ? "/api/v1/namespaces/default" : "/api/v1/namespaces"
      let answer = cluster.handle(
        APIRequest(method: method, target: target, headers: [("content-type", type)], body: deep))
      #expect((400..<500).contains(answer.status), "\(type)")
    }
    let operations = Value.array(
      Array(repeating: ["op": "test", "path": "/metadata/name", "value": "default"], count: 10_001))
    let many = cluster.send(
      "PATCH", "/api/v1/namespaces/default", operations, type: "application/json-patch+json")
    #expect(many.status == 413)
    let large = cluster.handle(
      APIRequest(
        method: "POST", target: "/api/v1/namespaces", headers: [("content-type", "application/json")],
        body: [UInt8](repeating: 0x20, count: 3_145_729)))
    #expect(large.status == 413)
  }
}
