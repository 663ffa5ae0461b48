import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct PatchTests {
  private static let path = "/apis/apps/v1/namespaces/default/deployments/web"

  private func patched(_ patch: Value, type: String = "application/strategic-merge-patch+json") -> Value {
    var cluster = ClusterState()
    _ = cluster.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)
    return cluster.send("PATCH", PatchTests.path, patch, type: type).body
  }

  private func containers(_ object: Value) -> [String] {
    (object.at("spec", "template", "spec", "containers")?.array ?? []).compactMap { $0["name"]?.string }
  }

  private func podPatch(_ containers: Value) -> Value { ["spec": ["template": ["spec": ["containers": containers]]]] }

  @Test func newItemsComeFirst() {
    let result = patched(podPatch([["name": "side", "image": "i:2"]]))
    #expect(containers(result) == ["side", "main"])
  }

  @Test func directives() {
    #expect(
      containers(patched(podPatch([["name": "new", "image": "i:2"], ["$patch": "replace"]]))) == ["new"])
    let ordered: Value = [
      "spec": [
        "template": [
          "spec": [
            "containers": [["name": "side", "image": "i:2"]],
            "$setElementOrder/containers": [["name": "main"], ["name": "side"]],
          ]
        ]
      ]
    ]
    #expect(containers(patched(ordered)) == ["main", "side"])
    #expect(
      patched(["spec": ["strategy": ["$patch": "replace", "type": "Recreate"]]]).at("spec", "strategy")
        == ["type": "Recreate"])
    #expect(
      patched(["spec": ["strategy": ["$patch": "sideways"]]])["message"]?.string
        == "unknown patch type: sideways in map: map[$patch:sideways]")
    #expect(
      patched(podPatch([["image": "x"]]))["message"]?.string
        == "map: map[image:x] does not contain declared merge key: name")
  }

  @Test func jsonPatch() {
    let type = "application/json-patch+json"
    let good: Value = [
      ["op": "test", "path": "/spec/replicas", "value": 2], ["op": "replace", "path": "/spec/replicas", "value": 5],
      ["op": "add", "path": "/metadata/labels", "value": ["a/b": "c"]],
      ["op": "remove", "path": "/metadata/labels/a~1b"],
    ]
    #expect(patched(good, type: type).at("spec", "replicas")?.int == 5)
    for bad in [
      [["op": "test", "path": "/spec/replicas", "value": 3]], [["op": "remove", "path": "/spec/nothing"]],
      [["op": "frob", "path": "/spec"]], [["op": "add", "path": "/a/b/c", "value": 1]],
    ] as [Value] {
      #expect(patched(bad, type: type)["reason"]?.string == "Invalid")
    }
  }

  @Test func mergePatchRemovesWithNull() {
    let result = patched(["spec": ["replicas": nil]], type: "application/merge-patch+json")
    #expect(result.at("spec", "replicas")?.int == 1)
  }

  @Test func hostilePatchesAreRefused() {
    var cluster = ClusterState()
    _ = cluster.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)
    for (body, type) in [
      ("5", "application/merge-patch+json"), ("{", "application/merge-patch+json"),
      ("[]", "application/merge-patch+json"),
      ("{}", "application/json-patch+json"), ("[1]", "application/json-patch+json"),
      ("", "application/json-patch+json"),
      ("- a", "application/apply-patch+yaml"), ("{", "application/apply-patch+yaml"), ("{}", "text/plain"),
      (String(repeating: "[", count: 5000), "application/merge-patch+json"),
    ] {
      let request = APIRequest(
        method: "PATCH", target: PatchTests.path + "?fieldManager=m", headers: [("content-type", type)],
        body: Array(body.utf8))
      #expect((400..<500).contains(cluster.handle(request).status), "\(body.prefix(20)) as \(type)")
    }
  }
}
