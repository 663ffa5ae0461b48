import KubeAPI

/// A kind as the server serves it: what discovery says about it and what writes must know.
public struct ServedResource: Sendable, Hashable {
  public var type: GroupKind
  /// In the server's order of preference.
  public var versions: [String]
  /// The name in paths: `deployments`.
  public var plural: String
  public var singular: String
  public var listKind: String
  public var namespaced: Bool
  public var verbs: [String]
  public var shortNames: [String] = []
  public var categories: [String] = []
  /// `status`, `scale`, `log`, …
  public var subresources: [String] = []
  /// Whether the server counts changes of the wanted state in `metadata.generation`.
  public var hasGeneration = false
  /// Whether a CustomResourceDefinition defines it.
  public var isCustom = false
  /// The version that objects are kept in; a write in another version is converted.
  public var storageVersion: String
  /// What uses of a custom kind's deprecated versions are warned of.
  var deprecations: [String: String] = [:]

  public static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

  /// `deployments.apps`, `pods`: as Kubernetes' messages write it.
  public var qualifiedName: String { type.group.isEmpty ? plural : "\(plural).\(type.group)" }
  public var preferredVersion: String { versions.first ?? "v1" }
  public func apiVersion(_ version: String) -> String { type.group.isEmpty ? version : "\(type.group)/\(version)" }
  public var storedAPIVersion: String { apiVersion(storageVersion) }
  public func has(_ subresource: String) -> Bool { subresources.contains(subresource) }
  /// What every use of a deprecated version is warned of; `nil` for the others.
  func deprecation(version: String) -> String? {
    if isCustom { return deprecations[version] }
    guard type.group.isEmpty else { return nil }
    switch type.kind {
    case "Endpoints": return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
    case "ComponentStatus": return "v1 ComponentStatus is deprecated in v1.19+"
    default: return nil
    }
  }

  /// The type of the object in the server's own code, as some messages print it.
  func goType(list: Bool = false) -> String {
    if isCustom { return list ? "*unstructured.UnstructuredList" : "*unstructured.Unstructured" }
    return "*\(ClusterState.goPackage(type.group)).\(list ? listKind : type.kind)"
  }

  /// Reviews (SubjectAccessReview, TokenReview …) are answered, never stored.
  public var isStored: Bool { verbs.contains("get") && plural != "componentstatuses" }
}
