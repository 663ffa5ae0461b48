/// Which object a manifest describes: group, version, kind, namespace, name.
public struct ObjectReference: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var group: String
  public var version: String
  public var kind: String
  /// Empty for cluster-wide objects, and where the manifest says none.
  public var namespace: String
  public var name: String

  public init(group: String, version: String, kind: String, namespace: String = "", name: String) {
    self.group = group
    self.version = version
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  public init(apiVersion: String, kind: String, namespace: String = "", name: String) {
    let (group, version) = ObjectReference.split(apiVersion: apiVersion)
    self.init(group: group, version: version, kind: kind, namespace: namespace, name: name)
  }

  /// Reads apiVersion, kind, metadata.namespace and metadata.name; missing ones are empty.
  public init(of value: Value) {
    self.init(
      apiVersion: value["apiVersion"]?.string ?? "", kind: value["kind"]?.string ?? "",
      namespace: value.at("metadata", "namespace")?.string ?? "", name: value.at("metadata", "name")?.string ?? "")
  }

  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// `apps/v1` is group apps, version v1; `v1` is the core group, whose name is empty.
  public static func split(apiVersion: String) -> (group: String, version: String) {
    guard let slash = apiVersion.firstIndex(of: "/") else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
  }

  /// `Deployment/coder/coder`, or `Namespace/coder` for what has no namespace: as Flux prints it.
  public var description: String {
    namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)"
  }

  public static func < (a: ObjectReference, b: ObjectReference) -> Bool {
    for (x, y) in [(a.group, b.group), (a.kind, b.kind), (a.namespace, b.namespace), (a.name, b.name)] where x != y {
      return x.goLess(y)
    }
    return a.version.goLess(b.version)
  }
}
