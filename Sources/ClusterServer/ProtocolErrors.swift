import ClusterState
import KubeAPI
import Manifest
import NIOCore
import NIOHTTP1

/// Answers what is no HTTP request at all, as far as that can be told: a method that nobody knows is 405, the rest 400.
enum ProtocolErrors {
  /// The answer to a request whose outcome could not be written to the data file.
  static func notKept(_ error: any Error) -> APIResponse {
    let refusal = StatusError(
      code: 500, reason: "InternalError", message: "Internal error occurred: the data file cannot be written: \(error)")
    return APIResponse(
      status: 500, headers: [("content-type", "application/json")], body: JSON.bytes(refusal.status, sortedKeys: false))
  }

  /// The answer to a write whose object changes faster than webhooks can judge it.
  static var tooManyCalls: APIResponse {
    let refusal = StatusError(
      code: 500, reason: "InternalError",
      message: "Internal error occurred: the object changed again and again while admission webhooks were called")
    return APIResponse(
      status: 500, headers: [("content-type", "application/json")], body: JSON.bytes(refusal.status, sortedKeys: false))
  }

  static func answer(_ error: any Error) -> (status: HTTPResponseStatus, body: [UInt8])? {
    guard let problem = error as? HTTPParserError else { return nil }
    if problem == .invalidMethod {
      let refusal = StatusError(
        code: 405, reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource", details: [:])
      return (.methodNotAllowed, JSON.bytes(refusal.status, sortedKeys: false))
    }
    let refusal = StatusError(code: 400, reason: "BadRequest", message: "malformed HTTP request")
    return (.badRequest, JSON.bytes(refusal.status, sortedKeys: false))
  }
}
