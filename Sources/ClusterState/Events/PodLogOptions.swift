import KubeAPI
import KubeSchema
import Manifest

/// What a request for a log asks (core/v1 PodLogOptions), checked as kubernetes `pkg/apis/core/validation` does.
struct PodLogOptions: Sendable {
  private var sinceSeconds: Int64?
  private var tailLines: Int64?
  private var limitBytes: Int64?
  private var hasSinceTime: Bool
  private var stream: String

  init(_ request: APIRequest) throws(StatusError) {
    sinceSeconds = try request.number("sinceSeconds")
    tailLines = try request.number("tailLines")
    limitBytes = try request.number("limitBytes")
    hasSinceTime = request.parameter("sinceTime")?.isEmpty == false
    stream = request.parameter("stream") ?? ""
  }

  func check(_ pod: String) throws(StatusError) {
    var errors: [FieldError] = []
    if let tailLines, tailLines < 0 {
      errors.append(.invalid("tailLines", .int(tailLines), "must be greater than or equal to 0"))
    }
    if let limitBytes, limitBytes < 1 {
      errors.append(.invalid("limitBytes", .int(limitBytes), "must be greater than 0"))
    }
    if sinceSeconds != nil && hasSinceTime {
      errors.append(.forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
    } else if let sinceSeconds, sinceSeconds < 1 {
      errors.append(.invalid("sinceSeconds", .int(sinceSeconds), "must be greater than 0"))
    }
    // Choosing a stream is behind a gate that is closed.
    if !stream.isEmpty { errors.append(.forbidden("stream", "may not be specified")) }
    if !errors.isEmpty { throw .invalid(GroupKind("", "PodLogOptions"), pod, errors) }
  }
}
