import KubeAPI
import Manifest

/// `/openapi/v2`, for old clients and for what kubectl still checks by itself (lists). It has no definitions: a client then
/// leaves the checking to the server.
enum OpenAPIv2 {
  static func answer(_ request: APIRequest, in state: ClusterState) -> APIResponse {
    let accept = request.header("accept") ?? ""
    guard accept.contains("com.github.proto-openapi.spec.v2") else {
      return .json(
        200,
        [
          "swagger": "2.0", "info": ["title": "Kubernetes", "version": "v1.36.2"], "paths": [:], "definitions": [:],
        ])
    }
    // gnostic's openapi.v2.Document: swagger 1, info 2 (title 1, version 2), paths 8, definitions 9.
    var info = ProtobufWriter()
    info.bytes(1, Array("Kubernetes".utf8))
    info.bytes(2, Array("v1.36.2".utf8))
    var document = ProtobufWriter()
    document.bytes(1, Array("2.0".utf8))
    document.bytes(2, info.out)
    document.bytes(8, [])
    document.bytes(9, [])
    return APIResponse(
      status: 200, headers: [("content-type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")],
      body: document.out)
  }
}
