import KubeAPI
import Manifest

/// `/drydock/snapshot`: GET gives the cluster as a snapshot, PUT or POST makes the cluster what the snapshot says.
///
/// Not of Kubernetes, so outside its paths; `kubectl get --raw /drydock/snapshot` and
/// `kubectl create --raw /drydock/snapshot -f FILE` reach it. RBAC knows it as a non-resource URL.
extension ClusterState {
  public static let snapshotPath = "/drydock/snapshot"

  mutating func answerSnapshot(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
    guard info.segments == ["drydock", "snapshot"] else { return .text(404, "404 page not found\n") }
    switch request.method {
    case "GET":
      return APIResponse(
        status: 200, headers: [("content-type", "application/x-ndjson")], body: snapshot.text)
    case "PUT", "POST":
      do {
        restore(try ClusterSnapshot(text: request.body))
      } catch {
        throw .badRequest("the body is no snapshot: \(error.message)")
      }
      return .json(
        200, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 200])
    default: throw .methodNotAllowed
    }
  }
}
