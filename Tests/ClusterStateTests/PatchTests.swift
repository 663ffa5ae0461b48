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

  // MARK: - Refusals, in the words of kube-apiserver 1.36.2

  private func patched(_ patch: String, _ type: String, _ query: String = "") -> (Int, String, [String]) {
    var cluster = ClusterState()
    _ = cluster.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)
    let request = APIRequest(
      method: "PATCH", target: "/apis/apps/v1/namespaces/default/deployments/web" + query,
      headers: [("content-type", "application/\(type)+json")], body: Array(patch.utf8))
    let answer = cluster.handle(request)
    let message = (try? JSON.parse(answer.body))?["message"]?.string ?? ""
    return (answer.status, message, answer.headers.filter { $0.name == "warning" }.map(\.value))
  }

  @Test func directivesThatMakeNoSense() {
    let strategic = "strategic-merge-patch"
    func template(_ spec: String) -> (Int, String) {
      let answer = patched("{\"spec\":{\"template\":{\"spec\":\(spec)}}}", strategic)
      return (answer.0, answer.1)
    }
    #expect(template(#"{"$retainKeys":"x"}"#) == (400, "invalid patch format of retainKeys"))
    #expect(template(#"{"$retainKeys":["a"],"b":1}"#) == (400, "invalid patch format of retainKeys"))
    #expect(
      template(#"{"$setElementOrder/containers":"x"}"#) == (500, "expected a []interface {}, but received a string"))
    // What is new to the object and has a directive is left out.
    #expect(template(#"{"nodeSelector":{"$patch":"replace","c":"d"}}"#).0 == 200)
    #expect(
      patched(#"{"spec":{"replicas":"3"}}"#, strategic).1
        == " \"\" is invalid: patch: Invalid value: \"map[spec:map[replicas:3]]\": unrecognized type: int32")
    #expect(
      patched(#"{"metadata":{"labels":{"a":1}}}"#, strategic).1.hasSuffix("cannot convert int64 to string"))
  }

  @Test func patchesThatCannotBeRead() {
    #expect(
      patched("[]", "strategic-merge-patch").1
        == "json: cannot unmarshal array into Go value of type map[string]interface {}")
    #expect(
      patched("[]", "merge-patch").1
        == "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")
    #expect(patched("null", "merge-patch").1 == "Invalid JSON Patch")
    #expect(patched("null", "strategic-merge-patch").0 == 200)
    #expect(patched("{", "merge-patch", "?fieldValidation=Ignore").1 == "Invalid JSON Patch")
    #expect(
      patched("{}", "json-patch", "?fieldValidation=Ignore").1
        == "json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    #expect(
      patched(#"{"metadata":null}"#, "merge-patch").1
        == "the name of the object (web based on URL) was undeterminable: name must be provided")
  }

  @Test func keysThatAPatchHasTwice() {
    let twice = #"{"spec":{"replicas":1,"replicas":3}}"#
    #expect(patched(twice, "merge-patch").2 == ["299 - \"duplicate field \\\"spec.replicas\\\"\""])
    #expect(
      patched(twice, "strategic-merge-patch", "?fieldValidation=Strict").1
        == " \"\" is invalid: patch: Invalid value: \"map[spec:map[replicas:3]]\": strict decoding error: duplicate field "
        + "\"spec.replicas\"")
  }
}
