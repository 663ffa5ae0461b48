import ClusterState
import Glibc
import KubeAPI
import Manifest

/// Who sent a request: a bearer token first, then the connection's certificate, else nobody.
enum Authentication {
  static func user(of request: APIRequest, _ certificateUser: UserInfo?, in cluster: ClusterState) -> UserInfo? {
    if let header = request.header("authorization") {
      let parts = header.split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "bearer" {
        // A certificate counts before a token, as in the server's chain of authenticators.
        if let certificateUser { return certificateUser }
        return cluster.user(ofToken: String(parts[1]))
      }
    }
    return certificateUser ?? .anonymous
  }

  static let unauthorized: APIResponse = {
    let status = StatusError(code: 401, reason: "Unauthorized", message: "Unauthorized").status
    var body = JSON.bytes(status, sortedKeys: false)
    body.append(0x0A)
    return APIResponse(status: 401, headers: [("content-type", "application/json")], body: body)
  }()
}
