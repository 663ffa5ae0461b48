import ClusterState
import KubeAPI
import Manifest
import Testing

/// Definitions of custom kinds and their objects. The texts are those of kube-apiserver 1.36.2.
@Suite struct DefinitionTests {
  private static let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
  private static let objects = "/apis/example.com/v1/namespaces/default/widgets"

  private func definition(_ schema: Value, _ more: Value = [:]) -> Value {
    var version: Value = ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
    for pair in more.object ?? Object() { version[pair.key] = pair.value }
    return [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": "widgets.example.com"],
      "spec": [
        "group": "example.com", "scope": "Namespaced", "names": ["plural": "widgets", "kind": "Widget"],
        "versions": [version],
      ],
    ]
  }

  private func spec(_ properties: Value, rules: Value? = nil) -> Value {
    var spec: Value = ["type": "object", "properties": properties]
    spec["x-kubernetes-validations"] = rules
    return ["type": "object", "properties": ["spec": spec]]
  }

  /// What the server has against a definition, from the field on.
  private func complaint(_ schema: Value, _ more: Value = [:]) -> String {
    var cluster = ClusterState()
    let answer = cluster.send("POST", DefinitionTests.path, definition(schema, more))
    let text = answer.body["message"]?.string ?? "accepted"
    return text.replacing(
      "CustomResourceDefinition.apiextensions.k8s.io \"widgets.example.com\" is invalid: ", with: "")
  }

  private func ruleComplaint(_ rule: String, _ properties: Value) -> String {
    complaint(spec(properties, rules: [["rule": .string(rule)]]))
  }

  private static let advice =
    "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are "
    + "declared)"

  @Test func expensiveRulesAreRefused() {
    let rule = "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule"
    let texts: Value = ["a": ["type": "array", "items": ["type": "string"]]]
    let whole =
      "[\(rule): Forbidden: estimated rule cost exceeds budget by factor of more than 100x \(DefinitionTests.advice), "
      + "\(rule): Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema, "
      + "spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire "
      + "OpenAPIv3 schema exceeds budget by factor of more than 100x \(DefinitionTests.advice)]"
    #expect(ruleComplaint("self.a.all(x, self.a.all(y, x == y))", texts) == whole)
    #expect(ruleComplaint("self.a.isSorted()", texts) == whole)
    let text: Value = ["a": ["type": "string"]]
    #expect(
      ruleComplaint("format.dns1123Label().validate(self.a).hasValue()", text)
        == "\(rule): Forbidden: estimated rule cost exceeds budget by factor of 1.006634x \(DefinitionTests.advice)")
    #expect(ruleComplaint("self.a.all(x, x == '1')", texts) == "accepted")
    let bounded: Value = ["a": ["type": "array", "maxItems": 10, "items": ["type": "string", "maxLength": 20]]]
    #expect(ruleComplaint("self.a.all(x, self.a.all(y, x == y))", bounded) == "accepted")
  }

  @Test func rulesMustCompile() {
    func detail(_ rule: String) -> String {
      let text = ruleComplaint(rule, ["a": ["type": "string"]])
      guard let mark = text.firstRange(of: "compilation failed: ") else { return text }
      return String(text[mark.upperBound...])
    }
    #expect(
      detail("self.a.matches('(')")
        == "ERROR: <input>:1:16: invalid matches argument\n | self.a.matches('(')\n | ...............^")
    #expect(
      detail("duration('1x') == duration('1h')")
        == "ERROR: <input>:1:10: invalid duration argument\n | duration('1x') == duration('1h')\n | .........^")
    #expect(
      detail("self.a.all(x, x == '1')")
        == "ERROR: <input>:1:5: expression of type 'string' cannot be range of a comprehension (must be list, map, or "
        + "dynamic)\n | self.a.all(x, x == '1')\n | ....^")
    #expect(
      detail("self.a = 'x'").hasPrefix("ERROR: <input>:1:8: Syntax error: token recognition error at: '= '\n"))
  }

  @Test func rulesOfTheWholeObjectKnowItsName() {
    let schema: Value = [
      "type": "object", "properties": ["spec": ["type": "object"]],
      "x-kubernetes-validations": [["rule": "self.metadata.name == 'one' && self.kind == 'Widget'"]],
    ]
    #expect(complaint(schema) == "accepted")
    var cluster = ClusterState()
    _ = cluster.send("POST", DefinitionTests.path, definition(schema))
    func create(_ name: Value) -> Int {
      let object: Value = ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": name]]
      return cluster.send("POST", DefinitionTests.objects, object).status
    }
    #expect(create("one") == 201)
    #expect(create("two") == 422)
  }

  @Test func pathsMustBeSimple() {
    let schema = spec(["a": ["type": "string"]])
    #expect(
      complaint(schema, ["additionalPrinterColumns": [["name": "A", "type": "string", "jsonPath": "spec.a"]]])
        == "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"spec.a\": must be a simple json path starting "
        + "with .")
  }

  @Test func anUnknownFormatIsWarnedOf() {
    var cluster = ClusterState()
    let request = APIRequest(
      method: "POST", target: DefinitionTests.path, headers: [("content-type", "application/json")],
      body: JSON.bytes(definition(spec(["a": ["type": "string", "format": "bogus"]]))))
    #expect(cluster.handle(request).header("warning") == "299 - \"unrecognized format \\\"bogus\\\"\"")
  }

  @Test func objectsOfAnotherKindAreInvalid() {
    var cluster = ClusterState()
    _ = cluster.send("POST", DefinitionTests.path, definition(spec([:])))
    let answer = cluster.send(
      "POST", DefinitionTests.objects,
      ["apiVersion": "example.com/v1", "kind": "Wodget", "metadata": ["name": "x"]])
    #expect(answer.status == 422)
    #expect(
      answer.body["message"]?.string
        == "Wodget.example.com \"x\" is invalid: kind: Invalid value: \"Wodget\": must be Widget")
    let versionless = cluster.send("POST", DefinitionTests.objects, ["kind": "Widget", "metadata": ["name": "x"]])
    #expect(
      versionless.body["message"]?.string
        == "the API version in the data () does not match the expected API version (example.com/v1)")
  }

  @Test func theScaleOfACustomKind() {
    let properties: Value = ["n": ["type": "integer", "minimum": 1]]
    let schema: Value = [
      "type": "object",
      "properties": [
        "spec": ["type": "object", "properties": properties],
        "status": ["type": "object", "properties": ["n": ["type": "integer"]]],
      ],
    ]
    var cluster = ClusterState()
    let scale: Value = ["scale": ["specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"]]
    _ = cluster.send("POST", DefinitionTests.path, definition(schema, ["subresources": scale]))
    let object: Value = [
      "apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "one"], "spec": ["n": 2],
    ]
    _ = cluster.send("POST", DefinitionTests.objects, object)
    let refused = cluster.send(
      "PATCH", DefinitionTests.objects + "/one/scale", ["spec": ["replicas": -1]], type: "application/merge-patch+json")
    #expect(
      refused.body["message"]?.string
        == "Widget.example.com \"one\" is invalid: [spec.n: Invalid value: -1: spec.n in body should be greater than or "
        + "equal to 1, .spec.n: Invalid value: -1: should be a non-negative integer]")
    let wrong = cluster.send(
      "POST", DefinitionTests.objects,
      ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "two"], "spec": ["n": "x"]])
    #expect(
      wrong.body["message"]?.string?.contains(
        ".spec.n: Invalid value: 0: .spec.n accessor error: x is of the type string, expected int64") == true)
  }
}
