import Manifest

/// A refusal by the API server: the `Status` object that a real one answers with.
///
/// Follows k8s.io/apimachinery `pkg/api/errors`: reason, HTTP code and message belong together.
public struct StatusError: Error, Sendable, Hashable, CustomStringConvertible {
  /// HTTP status code.
  public var code: Int
  /// `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Forbidden`, `BadRequest`, …; empty when the server gives none.
  public var reason: String
  public var message: String
  /// The `details` member (name, group, kind, uid, causes, retryAfterSeconds); `nil` when absent.
  public var details: Value?

  public init(code: Int, reason: String, message: String, details: Value? = nil) {
    self.code = code
    self.reason = reason
    self.message = message
    self.details = details
  }

  public var description: String { message }

  /// The object that goes over the wire.
  public var status: Value {
    var status: Value = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
    ]
    if !reason.isEmpty { status["reason"] = .string(reason) }
    if let details { status["details"] = details }
    status["code"] = .int(Int64(code))
    return status
  }

  public var isNotFound: Bool { reason == "NotFound" }
  public var isConflict: Bool { reason == "Conflict" }
  public var isAlreadyExists: Bool { reason == "AlreadyExists" }
}
