import ClusterState
import KubeAPI
import Manifest
import Testing

/// Webhooks and policies. The texts are those of kube-apiserver 1.36.2.
@Suite struct AdmissionTests {
  private static let paths = "/apis/admissionregistration.k8s.io/v1/"

  /// A cluster for requests, with a webhook server of the test's own.
  private struct Server {
    var cluster = ClusterState()
    var reviews: [Value] = []
    var hook: @Sendable (Value) -> Value = { _ in ["allowed": true] }

    mutating func send(_ method: String, _ path: String, _ yaml: String, type: String = "application/yaml") -> (
      status: Int, body: Value, warnings: [String]
    ) {
      let request = APIRequest(
        method: method, target: path, headers: [("content-type", type), ("accept", "application/json")],
        body: Array(yaml.utf8))
      var answers: [String: WebhookAnswer] = [:]
      for _ in 0..<20 {
        switch cluster.handle(request, answers: answers) {
        case .success(let response):
          let body = (try? JSON.parse(response.body)) ?? .null
          return (response.status, body, response.headers.filter { $0.name == "warning" }.map(\.value))
        case .failure(let call):
          let review = (try? JSON.parse(call.body)) ?? .null
          reviews.append(review)
          var answer = hook(review["request"] ?? .null)
          answer["uid"] = review.at("request", "uid")
          let whole: Value = ["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": answer]
          answers[call.key] = .response(status: 200, body: JSON.bytes(whole))
        }
      }
      return (0, .null, [])
    }

    mutating func register(_ kind: String, _ more: String = "", client: String = "url: 'https://hooks.example.com/x'") {
      let body = """
        {apiVersion: admissionregistration.k8s.io/v1, kind: \(kind)WebhookConfiguration, metadata: {name: h},
         webhooks: [{name: h.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {\(client)},
         rules: [{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [configmaps]}]\(more)}]}
        """
      _ = send("POST", AdmissionTests.paths + "\(kind.lowercased())webhookconfigurations", body)
    }

    mutating func create(_ name: String, _ data: String = "{a: b}") -> (status: Int, body: Value, warnings: [String]) {
      send(
        "POST", "/api/v1/namespaces/default/configmaps",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name)}, data: \(data)}")
    }
  }

  @Test func aValidatingWebhookRefuses() {
    var server = Server()
    server.register("Validating")
    server.hook = { _ in ["allowed": false, "status": ["message": "no way", "code": 429]] }
    let answer = server.create("a")
    #expect(answer.status == 429)
    #expect(answer.body["message"]?.string == "admission webhook \"h.example.com\" denied the request: no way")
    server.hook = { _ in ["allowed": false] }
    let other = server.create("a")
    #expect(other.status == 400)
    #expect(
      other.body["message"]?.string == "admission webhook \"h.example.com\" denied the request without explanation")
    #expect(server.cluster.count(GroupKind("", "ConfigMap")) == 0)
  }

  @Test func aReviewTellsTheRequest() {
    var server = Server()
    server.register("Validating")
    server.hook = { _ in ["allowed": true, "warnings": ["be careful"]] }
    let made = server.create("a")
    #expect(made.status == 201)
    #expect(made.warnings == ["299 - \"be careful\""])
    let deleted = server.send("DELETE", "/api/v1/namespaces/default/configmaps/a", "")
    #expect(deleted.status == 200)
    let requests = server.reviews.map { $0["request"] ?? .null }
    #expect(requests.map { $0["operation"]?.string } == ["CREATE", "DELETE"])
    #expect(requests[0]["resource"] == ["group": "", "version": "v1", "resource": "configmaps"])
    #expect(requests[0].at("object", "data", "a") == "b")
    #expect(requests[0]["oldObject"] == .null)
    #expect(requests[0].at("userInfo", "username") == "kubernetes-admin")
    #expect(requests[1]["object"] == .null)
    #expect(requests[1].at("oldObject", "metadata", "name") == "a")
    #expect(requests[1].at("options", "kind") == "DeleteOptions")
  }

  @Test func aMutatingWebhookPatches() {
    var server = Server()
    server.register("Mutating")
    let patch = #"""
      [{"op":"add","path":"/data","value":{"patched":"yes"}},
      {"op":"add","path":"/metadata/labels","value":{"by":"hook"}}]
      """#
    let text = Base64.encode(Array(patch.utf8))
    server.hook = { _ in ["allowed": true, "patchType": "JSONPatch", "patch": .string(text)] }
    let made = server.create("a")
    #expect(made.body["data"] == ["patched": "yes"])
    #expect(made.body.at("metadata", "labels") == ["by": "hook"])
    // What the webhook adds is nobody's.
    #expect(
      made.body.at("metadata", "managedFields")?[0]?["fieldsV1"] == ["f:data": [".": [:], "f:a": [:]]])
    server.hook = { _ in ["allowed": true, "patch": .string(text)] }
    #expect(
      server.create("b").body["message"]?.string
        == "Internal error occurred: failed calling webhook \"h.example.com\": received invalid webhook response: webhook "
        + "returned response.patch but not response.patchType")
  }

  @Test func aServiceWithoutAnybodyFailsTheCall() {
    var server = Server()
    server.register("Validating", client: "service: {name: nope, namespace: default}")
    let answer = server.create("a")
    #expect(answer.status == 500)
    #expect(
      answer.body["message"]?.string
        == "Internal error occurred: failed calling webhook \"h.example.com\": failed to call webhook: Post "
        + "\"https://nope.default.svc:443/?timeout=10s\": service \"nope\" not found")
    var lenient = Server()
    lenient.register("Validating", ", failurePolicy: Ignore", client: "service: {name: nope, namespace: default}")
    #expect(lenient.create("a").status == 201)
  }

  @Test func aWebhookLooksOnlyAtWhatItsConditionsSay() {
    var server = Server()
    server.register("Validating", ", matchConditions: [{name: c, expression: 'object.metadata.name == \"a\"'}]")
    server.hook = { _ in ["allowed": false] }
    #expect(server.create("a").status == 400)
    #expect(server.create("b").status == 201)
  }

  // MARK: - Policies

  private func policy(_ kind: String, _ spec: String, _ operations: String = "[CREATE, UPDATE]") -> String {
    """
    {apiVersion: admissionregistration.k8s.io/v1, kind: \(kind)AdmissionPolicy, metadata: {name: p}, spec: {\(spec),
     matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: \(operations),
     resources: [configmaps, pods]}]}}}
    """
  }

  private func mutatingServer(_ mutation: String) -> Server {
    var server = Server()
    let body = policy("Mutating", "reinvocationPolicy: Never, mutations: [\(mutation)]")
    #expect(server.send("POST", AdmissionTests.paths + "mutatingadmissionpolicies", body).status == 201)
    let binding = """
      {apiVersion: admissionregistration.k8s.io/v1, kind: MutatingAdmissionPolicyBinding, metadata: {name: b},
       spec: {policyName: p}}
      """
    _ = server.send("POST", AdmissionTests.paths + "mutatingadmissionpolicybindings", binding)
    return server
  }

  private func configuration(_ expression: String) -> String {
    "{patchType: ApplyConfiguration, applyConfiguration: {expression: '\(expression)'}}"
  }

  private func patch(_ expression: String) -> String {
    "{patchType: JSONPatch, jsonPatch: {expression: '\(expression)'}}"
  }

  @Test func aPolicyMergesAConfiguration() {
    var server = mutatingServer(
      configuration(#"Object{metadata: Object.metadata{labels: {"a": object.metadata.name}}}"#))
    #expect(server.create("one").body.at("metadata", "labels") == ["a": "one"])
    var typed = mutatingServer(configuration(#"Object{metadata: Object.metadata{nope: "x"}}"#))
    let refused = typed.create("one")
    #expect(refused.status == 403)
    #expect(
      refused.body["message"]?.string
        == "policy 'p' with binding 'b' denied request: error applying patch: failed to convert patch object to typed "
        + "object: .metadata.nope: field not declared in schema")
    #expect(refused.body["reason"] == "Invalid")
    #expect(refused.body.at("details", "causes")?.array?.map { $0["message"] } == [refused.body["message"]])
  }

  @Test func aPolicyMayNotReplaceAtomicParts() {
    var server = mutatingServer(
      configuration(#"Object{spec: Object.spec{tolerations: [Object.spec.tolerations{key: "k"}]}}"#))
    let answer = server.send(
      "POST", "/api/v1/namespaces/default/pods",
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
    #expect(
      answer.body["message"]?.string
        == "policy 'p' with binding 'b' denied request: error applying patch: invalid ApplyConfiguration: may not mutate "
        + "atomic arrays, maps or structs: .spec.tolerations")
  }

  @Test func aPolicyPatches() {
    var plain = mutatingServer(patch(#"[JSONPatch{op: "add", path: "/data/x", value: "c"}]"#))
    #expect(plain.create("one").body["data"] == ["a": "b", "x": "c"])
    #expect(
      plain.create("two", "{}").body["message"]?.string
        == "policy 'p' with binding 'b' denied request: JSON Patch: add operation does not apply: doc is missing path: "
        + "\"/data/x\": missing value")
    // A failing test means that there is nothing to do.
    var tested = mutatingServer(
      patch(#"[JSONPatch{op: "test", path: "/data/a", value: "z"}, JSONPatch{op: "remove", path: "/data/a"}]"#))
    #expect(tested.create("one").body["data"] == ["a": "b"])
  }

  @Test func aPolicyIsJudged() {
    var server = Server()
    func refusal(_ kind: String, _ spec: String) -> String {
      let path = AdmissionTests.paths + "\(kind.lowercased())admissionpolicies"
      let text = server.send("POST", path, policy(kind, spec)).body["message"]?.string ?? "accepted"
      return text.replacing("\(kind)AdmissionPolicy.admissionregistration.k8s.io \"p\" is invalid: ", with: "")
    }
    #expect(
      refusal("Mutating", "reinvocationPolicy: Never, mutations: [\(configuration("object"))]")
        == "spec.mutations[0].applyConfiguration.expression: Invalid value: \"object\": must evaluate to Object but got dyn"
    )
    #expect(
      refusal("Mutating", "mutations: []")
        == "[spec.mutations: Required value: mutations must contain at least one item, spec.reinvocationPolicy: Required "
        + "value]")
    #expect(
      refusal("Validating", "validations: [{expression: '1'}]")
        == "spec.validations[0].expression: Invalid value: \"1\": must evaluate to bool but got int")
    #expect(
      refusal("Validating", "variables: [{name: a, expression: '1'}], validations: [{expression: 'variables.b == 1'}]")
        == "spec.validations[0].expression: Invalid value: \"variables.b == 1\": compilation failed: ERROR: <input>:1:10: "
        + "undefined field 'b'\n | variables.b == 1\n | .........^")
  }

  @Test func aPolicyIsCheckedForTheKindsItNames() {
    var server = Server()
    let body = """
      {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: p}, spec: {
       matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE],
       resources: [deployments]}]}, validations: [{expression: object.spec.nope == 3}]}}
      """
    _ = server.send("POST", AdmissionTests.paths + "validatingadmissionpolicies", body)
    let type = GroupKind("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")
    let policy = server.cluster.get(ObjectKey(type, "", "p"))
    #expect(policy?.at("status", "observedGeneration") == 1)
    let warning = policy?.at("status", "typeChecking", "expressionWarnings")?[0]
    #expect(warning?["fieldRef"] == "spec.validations[0].expression")
    #expect(
      warning?["warning"]?.string
        == "apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'nope'\n | object.spec.nope == 3\n | ...........^\n"
    )
  }
}
