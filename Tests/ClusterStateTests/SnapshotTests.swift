import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct SnapshotTests {
  @Test func aRestoredClusterAnswersAsBefore() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a", ["k": "v"]), by: "test")
    _ = cluster.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)
    let definition: Value = [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": "things.example.com"],
      "spec": [
        "group": "example.com", "scope": "Namespaced",
        "names": ["plural": "things", "singular": "thing", "kind": "Thing"],
        "versions": [
          [
            "name": "v1", "served": true, "storage": true,
            "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
          ]
        ],
      ],
    ]
    try cluster.create(definition, by: "test")
    try cluster.create(
      ["apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": "t", "namespace": "default"]], by: "test")
    let text = cluster.snapshot.text
    var copy = ClusterState(restoring: try ClusterSnapshot(text: text))
    #expect(copy.revision == cluster.revision)
    for target in [
      "/api/v1/configmaps", "/apis/apps/v1/deployments", "/apis/example.com/v1/things", "/apis/example.com/v1",
      "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    ] {
      #expect(copy.send("GET", target).body == cluster.send("GET", target).body, "\(target)")
    }
    #expect(copy.snapshot.text == text)
    // Names and uids go on where they were, so they never repeat.
    let next = try copy.create(configMap("b"), by: "test")
    #expect(cluster.snapshot.objects.allSatisfy { $0.uid != next.uid })
  }

  @Test func aForkLeavesTheOriginalAlone() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a", ["k": "v"]), by: "test")
    let before = cluster.snapshot
    var fork = cluster
    try fork.mergePatch(key("a"), ["data": ["k": "w"]], by: "test")
    try fork.create(configMap("b"), by: "test")
    try fork.delete(ObjectKey(GroupKind("", "Namespace"), "", "kube-node-lease"))
    #expect(cluster.snapshot == before)
    let difference = SnapshotDifference(from: before, to: fork.snapshot)
    #expect(
      difference.text == """
        ~ ConfigMap default/a: data.k
        + ConfigMap default/b
        ~ Namespace kube-node-lease: metadata.deletionTimestamp, status.phase

        """)
  }

  @Test func snapshotsGoOverHTTP() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a"), by: "test")
    let saved = cluster.handle(APIRequest(method: "GET", target: "/drydock/snapshot")).body
    try cluster.delete(key("a"))
    var watch = cluster.handle(
      APIRequest(
        method: "GET", target: "/api/v1/configmaps?watch=1&resourceVersion=\(cluster.revision)")
    ).watch
    #expect(cluster.handle(APIRequest(method: "POST", target: "/drydock/snapshot", body: saved)).status == 200)
    #expect(cluster.get(key("a")) != nil)
    let frames = String(decoding: watch?.next(in: cluster) ?? [], as: UTF8.self)
    #expect(frames.contains("\"code\":410"))
    let nobody = UserInfo(name: "u", groups: ["system:authenticated"])
    #expect(cluster.handle(APIRequest(method: "GET", target: "/drydock/snapshot", user: nobody)).status == 403)
    #expect(
      cluster.handle(APIRequest(method: "POST", target: "/drydock/snapshot", body: Array("{}".utf8))).status == 400)
  }
}
