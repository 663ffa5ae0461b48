import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct WireTests {
  @Test func protobufGoesOutAndComesBack() throws {
    var cluster = ClusterState()
    let made = cluster.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment).body
    let answer = cluster.handle(
      APIRequest(
        method: "GET", target: "/apis/apps/v1/namespaces/default/deployments/web",
        headers: [("accept", "application/vnd.kubernetes.protobuf")]))
    #expect(Array(answer.body.prefix(4)) == Array("k8s\u{0}".utf8))
    try cluster.delete(ObjectKey(GroupKind("apps", "Deployment"), "default", "web"))
    let again = cluster.handle(
      APIRequest(
        method: "PUT", target: "/apis/apps/v1/namespaces/default/deployments/web",
        headers: [("content-type", "application/vnd.kubernetes.protobuf")], body: answer.body))
    #expect(again.status == 404)
    let copy = cluster.handle(
      APIRequest(
        method: "POST", target: "/apis/apps/v1/namespaces/default/deployments",
        headers: [("content-type", "application/vnd.kubernetes.protobuf")], body: answer.body))
    // The object carries a resourceVersion, which a create refuses: it has been read.
    #expect(copy.status == 500)
    #expect(made.at("spec", "replicas")?.int == 2)
  }

  @Test func brokenProtobufIsRefused() {
    var cluster = ClusterState()
    let good = cluster.handle(
      APIRequest(
        method: "GET", target: "/api/v1/namespaces/default",
        headers: [("accept", "application/vnd.kubernetes.protobuf")])
    ).body
    for count in stride(from: 0, to: good.count, by: 3) {
      let request = APIRequest(
        method: "POST", target: "/api/v1/namespaces",
        headers: [("content-type", "application/vnd.kubernetes.protobuf")],
        body: Array(good.prefix(count)))
      #expect(cluster.handle(request).status >= 400)
    }
  }

  @Test func refusalsAreStatusObjects() {
    var cluster = ClusterState()
    for (method, target, status) in [
      ("GET", "/api/v1/namespaces/default/configmaps/none", 404), ("GET", "/api/v1/namespaces/default/gadgets", 404),
      ("POST", "/api/v1/namespaces/default/configmaps/x", 405), ("GET", "/apis/apps/v9", 404),
      ("GET", "/api/v1/namespaces/default/configmaps?limit=abc", 400),
      ("GET", "/api/v1/namespaces/default/configmaps?labelSelector=a%20in%20b", 400),
      ("GET", "/api/v1/namespaces/default/configmaps?resourceVersion=99999999", 504),
    ] {
      let (code, body) = cluster.send(method, target)
      #expect(code == status, "\(method) \(target)")
      #expect(body["kind"]?.string == "Status", "\(method) \(target)")
    }
  }

  @Test func tablesHaveTheKindsColumns() {
    var cluster = ClusterState()
    let accept = [(name: "accept", value: "application/json;as=Table;v=v1;g=meta.k8s.io")]
    let table = cluster.send("GET", "/api/v1/namespaces", headers: accept).body
    #expect(table["columnDefinitions"]?.array?.compactMap { $0["name"]?.string } == ["Name", "Status", "Age"])
    #expect(
      table["rows"]?.array?.compactMap { $0["cells"]?[0]?.string }
        == ["default", "kube-node-lease", "kube-public", "kube-system"])
  }

  @Test func onlyWhatRolesAllowIsAllowed() throws {
    var cluster = ClusterState()
    let alice = UserInfo(name: "alice", groups: ["system:authenticated"])
    func get(_ cluster: inout ClusterState, _ target: String) -> Int {
      cluster.handle(APIRequest(method: "GET", target: target, user: alice)).status
    }
    #expect(get(&cluster, "/api/v1/namespaces/default/configmaps") == 403)
    #expect(get(&cluster, "/api") == 200)
    let group: Value = "rbac.authorization.k8s.io"
    try cluster.create(
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
        "metadata": ["name": "read", "namespace": "default"],
        "roleRef": ["apiGroup": group, "kind": "ClusterRole", "name": "view"],
        "subjects": [["apiGroup": group, "kind": "User", "name": "alice"]],
      ], by: "test")
    #expect(get(&cluster, "/api/v1/namespaces/default/configmaps") == 200)
    #expect(get(&cluster, "/api/v1/namespaces/default/secrets") == 403)
    #expect(get(&cluster, "/api/v1/namespaces/kube-system/configmaps") == 403)
  }

  @Test func customKindsAreServedAtOnce() throws {
    var cluster = ClusterState()
    let schema: Value = [
      "type": "object",
      "properties": [
        "spec": [
          "type": "object",
          "properties": ["n": ["type": "integer", "maximum": 5], "m": ["type": "integer", "default": 1]],
        ]
      ],
    ]
    let version: Value = [
      "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema],
    ]
    let definition: Value = [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": "things.example.com"],
      "spec": [
        "group": "example.com", "scope": "Namespaced", "names": ["plural": "things", "kind": "Thing"],
        "versions": [version],
      ],
    ]
    try cluster.create(definition, by: "test")
    let path = "/apis/example.com/v1/namespaces/default/things"
    let thing: Value = [
      "apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": "t"], "spec": ["n": 1, "x": 2],
    ]
    let (status, made) = cluster.send("POST", path, thing)
    #expect(status == 201)
    #expect(made["spec"] == ["n": 1, "m": 1])
    var tooMuch = thing
    tooMuch["spec"] = ["n": 9]
    tooMuch.set("u", at: "metadata", "name")
    #expect(cluster.send("POST", path, tooMuch).status == 422)
    try cluster.delete(
      ObjectKey(GroupKind("apiextensions.k8s.io", "CustomResourceDefinition"), "", "things.example.com"))
    #expect(cluster.send("GET", path).status == 404)
  }
}
