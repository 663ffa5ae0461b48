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

  /// The order and the words of kube-apiserver 1.36.2: fields that end come before those below others.
  @Test func severalConflictsAreListed() throws {
    var cluster = ClusterState()
    try cluster.apply(deployment, by: "one", force: false)
    var other = deployment
    other.set(5, at: "spec", "replicas")
    other.set(
      [["name": "main", "image": "i:2", "ports": [["containerPort": 80, "name": "web"]]]],
      at: "spec", "template", "spec", "containers")
    do {
      try cluster.apply(other, by: "two", force: false)
      Issue.record("conflicts were not seen")
    } catch {
      #expect(
        error.message
          == "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.replicas\n"
          + "- .spec.template.spec.containers[name=\"main\"].image")
    }
  }

  @Test func nullTakesNothingAway() throws {
    var cluster = ClusterState()
    try cluster.apply(configMap("a", ["x": "1"]), by: "one", force: false)
    var empty = configMap("a")
    empty["data"] = .null
    try cluster.apply(empty, by: "two", force: false)
    #expect(cluster.get(key("a"))?["data"] == ["x": "1"])
    #expect(fields(cluster.get(key("a")), "two") == #"{"f:data":{}}"#)
    #expect(fields(cluster.get(key("a")), "one") == #"{"f:data":{"f:x":{}}}"#)
  }

  @Test func whatDoesNotFitIsNamed() {
    var cluster = ClusterState()
    func complaint(_ data: Value) -> String? {
      let body: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": data]
      return cluster.send(
        "PATCH", "/api/v1/namespaces/default/configmaps/a?fieldManager=m", body, type: "application/apply-patch+yaml"
      ).body["message"]?.string
    }
    let head = "failed to create typed patch object (/a; /v1, Kind=ConfigMap): "
    #expect(complaint(["a"]) == head + ".data: expected map, got &{[a]}")
    #expect(complaint(["x": 1]) == head + ".data.x: expected string, got &value.valueUnstructured{Value:1}")
  }

  @Test func managersMustBePrintable() {
    var cluster = ClusterState()
    let answer = cluster.send(
      "POST", "/api/v1/namespaces/default/configmaps?fieldManager=a%0Ab", configMap("a"))
    #expect(
      answer.body["message"]?.string
        == "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\nb\": invalid character "
        + "U+000A (at position 1)")
  }
}
