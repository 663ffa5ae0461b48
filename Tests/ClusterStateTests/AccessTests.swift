import ClusterState
import KubeAPI
import Manifest
import Testing

/// Reviews, tokens and impersonation as kube-apiserver 1.36.2 answered them.
@Suite struct AccessTests {
  private static let reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
  private static let attributes: Value = ["namespace": "default", "verb": "get", "resource": "pods"]

  private func review(_ spec: Value, _ cluster: inout ClusterState) -> (status: Int, body: Value) {
    cluster.send(
      "POST", AccessTests.reviews,
      ["apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec])
  }

  @Test func reviewsSayWhy() throws {
    var cluster = ClusterState()
    try cluster.create(
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
        "metadata": ["name": "r", "namespace": "default"],
        "rules": [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]],
      ], by: "me")
    try cluster.create(
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
        "metadata": ["name": "b", "namespace": "default"],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"],
        "subjects": [["kind": "User", "name": "u", "apiGroup": "rbac.authorization.k8s.io"]],
      ], by: "me")
    let allowed = review(["user": "u", "resourceAttributes": AccessTests.attributes], &cluster).body
    #expect(
      allowed.at("status", "reason")?.string
        == "RBAC: allowed by RoleBinding \"b/default\" of Role \"r\" to User \"u\"")
    #expect(
      review(["user": "v", "resourceAttributes": AccessTests.attributes], &cluster).body["status"] == ["allowed": false]
    )
  }

  @Test func reviewsAreValidated() {
    var cluster = ClusterState()
    for (spec, message) in [
      (
        ["resourceAttributes": AccessTests.attributes],
        "spec.user: Invalid value: \"\": at least one of user or group must be specified"
      ),
      (
        ["user": "u"],
        "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"
      ),
    ] as [(Value, String)] {
      let answer = review(spec, &cluster)
      #expect(answer.status == 422)
      #expect(answer.body["message"]?.string == ".authorization.k8s.io \"\" is invalid: \(message)")
    }
  }

  @Test func impersonationNeedsANameAndARight() {
    var cluster = ClusterState()
    let alone = cluster.send("GET", "/api/v1/pods", headers: [("impersonate-group", "g")])
    #expect(alone.status == 400)
    #expect(
      alone.body["message"]?.string
        == "requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"g\"}, Extra:map[string][]string(nil)} "
        + "without impersonating a user name")
    let refused = cluster.handle(
      APIRequest(
        method: "GET", target: "/api/v1/namespaces/default/pods", headers: [("impersonate-user", "x")], user: .anonymous
      ))
    let message = (try? JSON.parse(refused.body))?["message"]?.string
    #expect(
      message
        == "pods is forbidden: User \"system:anonymous\" cannot impersonate-on:user-info:list resource \"pods\" in API "
        + "group \"\" in the namespace \"default\"")
    let me = cluster.send(
      "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"],
      headers: [("impersonate-user", "joe"), ("impersonate-uid", "u1"), ("impersonate-extra-scopes", "view")])
    #expect(
      me.body.at("status", "userInfo")
        == ["username": "joe", "uid": "u1", "groups": ["system:authenticated"], "extra": ["scopes": ["view"]]])
  }

  @Test func tokensAreBoundAndMeantForSomebody() throws {
    var cluster = ClusterState()
    try cluster.create(
      ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "sa", "namespace": "default"]], by: "me")
    let path = "/api/v1/namespaces/default/serviceaccounts/sa/token"
    func request(_ spec: Value) -> (status: Int, body: Value) {
      cluster.send(
        "POST", path, ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec])
    }
    let wrong = request(["boundObjectRef": ["kind": "ConfigMap", "apiVersion": "v1", "name": "x"]])
    #expect(wrong.body["message"]?.string == "cannot bind token to object of type /v1, Kind=ConfigMap")
    let missing = request(["boundObjectRef": ["kind": "Secret", "apiVersion": "v1", "name": "x"]])
    #expect(missing.body["message"]?.string == "secrets \"x\" not found")
    let other = request(["audiences": ["x"]]).body.at("status", "token")?.string ?? ""
    #expect(cluster.user(ofToken: other) == nil)
    let own = request([:]).body.at("status", "token")?.string ?? ""
    #expect(cluster.user(ofToken: own)?.name == "system:serviceaccount:default:sa")
    let review = cluster.send(
      "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
      [
        "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
        "spec": ["token": .string(own), "audiences": ["x"]],
      ])
    #expect(
      review.body.at("status", "error")?.string
        == "[invalid bearer token, token audiences [\"https://kubernetes.default.svc\"] is invalid for the target "
        + "audiences [\"x\"]]")
  }
}
