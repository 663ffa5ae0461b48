import Manifest

/// What can be read from a body without the cluster: a shell that serves many clients does it before it takes the cluster,
/// so that the others need not wait.
struct PreparedBody: Sendable {
  /// The first document.
  var object: Value
  /// Of JSON: members that are there twice.
  var duplicates: [String]?
}

extension APIRequest {
  /// Reads the body of a write. Calling it changes no answer: a body that cannot be read is left for the answer to refuse.
  public mutating func prepare() {
    guard prepared == nil, !body.isEmpty, body.count <= ClusterState.bodyLimit else { return }
    switch (method, header("content-type")) {
    case ("POST", nil), ("POST", "application/json"), ("PUT", nil), ("PUT", "application/json"):
      guard let object = try? JSON.parse(body) else { return }
      prepared = PreparedBody(object: object, duplicates: DuplicateKeys.find(in: body))
    case ("PATCH", "application/apply-patch+yaml"):
      guard let documents = try? YAML.parse(body) else { return }
      prepared = PreparedBody(object: documents.first ?? .null)
    default: return
    }
  }
}
