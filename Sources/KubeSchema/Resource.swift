import KubeAPI

/// A resource that an API server serves: one kind of object under one path.
public struct Resource: Sendable, Hashable {
  /// Empty for the core group.
  public var group: String
  public var version: String
  public var kind: String
  /// The name in paths: `deployments`.
  public var plural: String
  public var singular: String
  public var namespaced: Bool
  /// In alphabetical order, as discovery lists them.
  public var verbs: [String]
  public var shortNames: [String]
  public var categories: [String]
  /// In alphabetical order.
  public var subresources: [Subresource]
  /// As discovery shows it; empty for what is not stored.
  public var storageVersionHash: String

  public init(
    group: String, version: String, kind: String, plural: String, singular: String, namespaced: Bool,
    verbs: [String], shortNames: [String] = [], categories: [String] = [], subresources: [Subresource] = [],
    storageVersionHash: String = ""
  ) {
    self.group = group
    self.version = version
    self.kind = kind
    self.plural = plural
    self.singular = singular
    self.namespaced = namespaced
    self.verbs = verbs
    self.shortNames = shortNames
    self.categories = categories
    self.subresources = subresources
    self.storageVersionHash = storageVersionHash
  }

  /// `apps/v1`, `v1`.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  public var type: GroupKind { GroupKind(group, kind) }
  public var listKind: String { kind + "List" }
  /// `deployments.apps`, `pods`: as messages and CRD names write it.
  public var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
  /// Whether objects of it are kept (reviews, bindings and component statuses are not).
  public var isStored: Bool { verbs.contains("create") && verbs.contains("list") }

  public func subresource(_ name: String) -> Subresource? { subresources.first { $0.name == name } }

  /// A part of a resource with a path of its own: `deployments/scale`.
  public struct Subresource: Sendable, Hashable {
    public var name: String
    /// Group and version of the kind when it is not the resource's own (`autoscaling/v1` for scale); else empty.
    public var group: String
    public var version: String
    public var kind: String
    public var verbs: [String]

    public init(name: String, group: String = "", version: String = "", kind: String, verbs: [String]) {
      self.name = name
      self.group = group
      self.version = version
      self.kind = kind
      self.verbs = verbs
    }
  }
}
