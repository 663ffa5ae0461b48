import KubeAPI
import Manifest
import Testing

@testable import ClusterState

/// What is read of a body before the cluster is asked changes no answer.
struct PreparedBodyTests {
  private static let bodies = [
    #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"1","x":"2"}}"#,
    #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"dta":1}"#,
    #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}"#, #"{"metadata":{"name":"b"}}"#, "[]", "{", "",
    "null", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
  ]
  private static let writes = [
    ("POST", "/api/v1/namespaces/default/configmaps", "application/json"),
    ("POST", "/api/v1/namespaces/default/configmaps?fieldValidation=Strict", "application/json"),
    ("PUT", "/api/v1/namespaces/default/configmaps/a", "application/json"),
    ("PATCH", "/api/v1/namespaces/default/configmaps/a?fieldManager=m", "application/apply-patch+yaml"),
    ("PATCH", "/api/v1/namespaces/default/configmaps/a", "application/merge-patch+json"),
    ("POST", "/api/v1/namespaces/default/configmaps", "application/yaml"),
  ]

  @Test func changesNoAnswer() {
    var cluster = ClusterState()
    var prepared = cluster
    for (method, target, type) in PreparedBodyTests.writes {
      for body in PreparedBodyTests.bodies {
        var request = APIRequest(
          method: method, target: target, headers: [("content-type", type)], body: Array(body.utf8))
        let plain = cluster.handle(request)
        request.prepare()
        let other = prepared.handle(request)
        #expect(plain.status == other.status, "\(method) \(body)")
        #expect(plain.body == other.body, "\(method) \(body)")
        #expect(plain.headers.map(\.value) == other.headers.map(\.value), "\(method) \(body)")
      }
    }
  }
}
