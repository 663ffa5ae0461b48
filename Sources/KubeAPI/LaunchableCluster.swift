import Manifest

/// What a launch asks of a cluster beyond ``Cluster``: where it is, how old it is and what the caller may do there.
public protocol LaunchableCluster: Cluster {
  /// For people: `https://10.0.0.1:6443 (context setup)`.
  var address: String { get }
  /// The server's `gitVersion`: `v1.36.2`.
  func serverVersion() async throws(StatusError) -> String
  /// Whether the caller may do that: a SelfSubjectAccessReview.
  func review(_ access: AccessQuestion) async throws(StatusError) -> AccessAnswer
}

/// One thing that somebody may or may not do.
public struct AccessQuestion: Sendable, Hashable, CustomStringConvertible {
  /// `get`, `list`, `patch`, `create`, `delete`, …
  public var verb: String
  public var group: String
  /// The plural name: `helmreleases`.
  public var resource: String
  public var subresource: String
  /// Empty for cluster-wide objects, and for all namespaces.
  public var namespace: String
  public var name: String

  public init(
    _ verb: String, group: String, resource: String, subresource: String = "", namespace: String = "", name: String = ""
  ) {
    self.verb = verb
    self.group = group
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.name = name
  }

  /// `patch helmreleases.helm.toolkit.fluxcd.io in flux-system`
  public var description: String {
    let shown = group.isEmpty ? resource : "\(resource).\(group)"
    let whole = subresource.isEmpty ? shown : "\(shown)/\(subresource)"
    return "\(verb) \(whole)" + (namespace.isEmpty ? "" : " in \(namespace)")
  }

  /// The object that goes to `authorization.k8s.io/v1`.
  public var selfSubjectAccessReview: Value {
    var attributes: Value = ["verb": .string(verb), "resource": .string(resource)]
    for (field, text) in [("group", group), ("subresource", subresource), ("namespace", namespace), ("name", name)]
    where !text.isEmpty {
      attributes[field] = .string(text)
    }
    return [
      "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
      "spec": ["resourceAttributes": attributes],
    ]
  }
}

public struct AccessAnswer: Sendable, Hashable {
  public var isAllowed: Bool
  /// The authorizer's words; often empty.
  public var reason: String

  public init(isAllowed: Bool, reason: String = "") {
    self.isAllowed = isAllowed
    self.reason = reason
  }

  /// Reads the `status` of an answered SelfSubjectAccessReview.
  public init(of review: Value) {
    isAllowed = review.at("status", "allowed")?.bool ?? false
    reason = review.at("status", "reason")?.string ?? review.at("status", "evaluationError")?.string ?? ""
  }
}
