import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct ApplyTests {
  private func fields(_ object: Value?, _ manager: String) -> String? {
    object?.at("metadata", "managedFields")?.array?.first { $0["manager"]?.string == manager }
      .flatMap { $0["fieldsV1"] }.map { JSON.write($0) }
  }

  @Test func whatAManagerGivesUpGoes() throws {
    var cluster = ClusterState()
    try cluster.apply(configMap("a", ["x": "1", "y": "2"]), by: "one", force: false)
    try cluster.apply(configMap("a", ["x": "1"]), by: "one", force: false)
    #expect(cluster.get(key("a"))?["data"] == ["x": "1"])
    #expect(fields(cluster.get(key("a")), "one") == #"{"f:data":{"f:x":{}}}"#)
  }

  @Test func whatTwoOwnStaysUntilBothGiveItUp() throws {
    var cluster = ClusterState()
    try cluster.apply(configMap("a", ["x": "1", "y": "2"]), by: "one", force: false)
    try cluster.apply(configMap("a", ["y": "2"]), by: "two", force: false)
    try cluster.apply(configMap("a", ["x": "1"]), by: "one", force: false)
    #expect(cluster.get(key("a"))?["data"] == ["x": "1", "y": "2"])
    try cluster.apply(configMap("a"), by: "two", force: false)
    #expect(cluster.get(key("a"))?["data"] == ["x": "1"])
    // An empty map was said, so it is owned.
    #expect(fields(cluster.get(key("a")), "two") == #"{"f:data":{}}"#)
  }

  @Test func anotherValueConflictsUnlessForced() throws {
    var cluster = ClusterState()
    try cluster.apply(configMap("a", ["x": "1"]), by: "one", force: false)
    do {
      try cluster.apply(configMap("a", ["x": "2"]), by: "two", force: false)
      Issue.record("a conflict was not seen")
    } catch {
      #expect(error.message == "Apply failed with 1 conflict: conflict with \"one\": .data.x")
      #expect(error.details?["causes"]?[0]?["field"]?.string == ".data.x")
    }
    try cluster.apply(configMap("a", ["x": "2"]), by: "two", force: true)
    #expect(cluster.get(key("a"))?.at("data", "x")?.string == "2")
    #expect(fields(cluster.get(key("a")), "one") == nil)
  }

  @Test func anUpdateTakesWhatItChanges() throws {
    var cluster = ClusterState()
    try cluster.apply(configMap("a", ["x": "1", "y": "2"]), by: "one", force: false)
    try cluster.mergePatch(key("a"), ["data": ["x": "9"]], by: "kubectl-edit")
    #expect(fields(cluster.get(key("a")), "one") == #"{"f:data":{"f:y":{}}}"#)
    #expect(fields(cluster.get(key("a")), "kubectl-edit") == #"{"f:data":{"f:x":{}}}"#)
  }

  @Test func listsMergeByTheirKeysWithDefaults() throws {
    var cluster = ClusterState()
    try cluster.apply(deployment, by: "one", force: false)
    var other = deployment
    other["spec"] = [
      "template": ["spec": ["containers": [["name": "main", "ports": [["containerPort": 81]]]]]]
    ]
    try cluster.apply(other, by: "two", force: false)
    let web = cluster.get(ObjectKey(GroupKind("apps", "Deployment"), "default", "web"))
    let ports = web?.at("spec", "template", "spec", "containers")?[0]?["ports"]?.array ?? []
    #expect(ports.compactMap { $0["containerPort"]?.int } == [80, 81])
    #expect(
      fields(web, "two")
        == #"{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:name":{},"#
        + #""f:ports":{"k:{\"containerPort\":81,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}"#)
  }

  @Test func unknownFieldsAreRefused() {
    var cluster = ClusterState()
    var object = configMap("a")
    object["spec"] = [:]
    do {
      try cluster.apply(object, by: "one", force: false)
      Issue.record("an unknown field was applied")
    } catch {
      #expect(
        error.message
          == "failed to create typed patch object (default/a; /v1, Kind=ConfigMap): .spec: field not declared in schema"
      )
    }
  }
}
