import Manifest

/// A kind of object, whatever the version it is written in.
public struct GroupKind: Sendable, Hashable, CustomStringConvertible {
  /// Empty for the core group.
  public let group: String
  public let kind: String

  public init(_ group: String, _ kind: String) {
    self.group = group
    self.kind = kind
  }

  public init(of value: Value) {
    group = ObjectReference.split(apiVersion: value["apiVersion"]?.string ?? "").group
    kind = value["kind"]?.string ?? ""
  }

  /// `Deployment.apps`, `Pod`: as kubectl and Kubernetes' messages write it.
  public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// One object of one kind: where it lives in the store.
public struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let type: GroupKind
  /// Empty for cluster-wide objects.
  public let namespace: String
  public let name: String

  public init(_ type: GroupKind, _ namespace: String, _ name: String) {
    self.type = type
    self.namespace = namespace
    self.name = name
  }

  public init(of value: Value) {
    self.init(
      GroupKind(of: value), value.at("metadata", "namespace")?.string ?? "", value.at("metadata", "name")?.string ?? "")
  }

  /// `Deployment/coder/coder`, or `Namespace/coder` without a namespace.
  public var description: String { namespace.isEmpty ? "\(type.kind)/\(name)" : "\(type.kind)/\(namespace)/\(name)" }

  public static func < (a: ObjectKey, b: ObjectKey) -> Bool {
    for (x, y) in [
      (a.type.group, b.type.group), (a.type.kind, b.type.kind), (a.namespace, b.namespace), (a.name, b.name),
    ] where x != y {
      return x.goLess(y)
    }
    return false
  }
}
