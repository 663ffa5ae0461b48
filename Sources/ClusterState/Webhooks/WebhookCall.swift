import KubeAPI
import Manifest

/// A call to an admission webhook that the answer to a request waits for: who has no network asks whoever has one.
public struct WebhookCall: Sendable, Hashable {
  /// Tells this call from the others of the request; the same call has the same key when the request is tried again.
  public var key: String
  public var host: String
  public var port: Int
  /// The path with its query, as the request line has it.
  public var target: String
  /// PEM; empty means the machine's own authorities.
  public var authority: [UInt8]
  public var timeoutSeconds: Int
  /// The AdmissionReview.
  public var body: [UInt8]
}

/// What came back from a call.
public enum WebhookAnswer: Sendable, Hashable {
  case response(status: Int, body: [UInt8])
  /// It could not be made; with Go's words for why (`dial tcp 10.0.0.5:443: connect: connection refused`).
  case failure(String)
}

/// What a cluster knows about webhooks while it answers.
struct WebhookState: Sendable {
  /// Whether somebody makes calls for this cluster.
  var isConnected = false
  var answers: [String: WebhookAnswer] = [:]
  /// The call that the last attempt to answer stopped at.
  var pending: WebhookCall?
}

extension ClusterState {
  /// Whether a request may have to call webhooks: then answer it with ``handle(_:answers:)``.
  public var hasWebhooks: Bool { Webhooks.types.contains { count($0) > 0 } }

  /// ``handle(_:)`` for a shell that can call webhooks: the answer, or the call that it needs first. The state is as it was
  /// when a call is needed; try again with what came back among `answers`, under the call's key.
  public mutating func handle(_ request: APIRequest, answers: [String: WebhookAnswer]) -> Result<
    APIResponse, WebhookCall
  > {
    var trial = self
    trial.webhooks = WebhookState(isConnected: true, answers: answers)
    let response = trial.handle(request)
    if let call = trial.webhooks.pending { return .failure(call) }
    trial.webhooks = WebhookState()
    self = trial
    return .success(response)
  }
}

extension WebhookCall: Error {}

extension StatusError {
  /// Ends an attempt to answer; nobody sees it.
  static let waitsForWebhook = StatusError.internalError("a webhook must be called first")
}
