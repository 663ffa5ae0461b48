import KubeAPI
import Manifest

/// The order in which kustomize-controller applies objects (fluxcd/pkg `ssa`: stages, then kind rank, then name).
public enum ApplyOrder {
  private static let first: [String] = [
    "CustomResourceDefinition", "Namespace", "ClusterRole", "ClusterClass", "RuntimeClass", "PriorityClass",
    "StorageClass", "VolumeSnapshotClass", "IngressClass", "GatewayClass", "ClusterRoleBinding", "ResourceQuota",
    "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Secret", "Service", "LimitRange", "Deployment",
    "StatefulSet", "CronJob", "PodDisruptionBudget",
  ]
  private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  static func rank(_ kind: String) -> Int {
    if let i = first.firstIndex(of: kind) { return i }
    if let i = last.firstIndex(of: kind) { return first.count + 1 + i }
    return first.count
  }

  /// Sorted as within one stage.
  public static func sorted(_ objects: [Value]) -> [Value] {
    let keyed = objects.map { (rank(ObjectKey(of: $0).type.kind), ObjectKey(of: $0), $0) }
    return keyed.sorted { a, b in a.0 != b.0 ? a.0 < b.0 : a.1 < b.1 }.map(\.2)
  }

  /// The stages, none of them empty: cluster definitions; classes; the rest. Each is sorted.
  public static func stages(_ objects: [Value]) -> [[Value]] {
    var definitions: [Value] = []
    var classes: [Value] = []
    var rest: [Value] = []
    for object in objects {
      let type = GroupKind(of: object)
      switch (type.group, type.kind) {
      case ("apiextensions.k8s.io", "CustomResourceDefinition"), ("", "Namespace"),
        ("rbac.authorization.k8s.io", "ClusterRole"):
        definitions.append(object)
      case (_, let kind) where kind.hasSuffix("Class"): classes.append(object)
      default: rest.append(object)
      }
    }
    return [definitions, classes, rest].filter { !$0.isEmpty }.map(sorted)
  }

  /// An inventory id, `<namespace>_<name>_<group>_<kind>`; `:` in names (RBAC) is written `__`.
  public static func inventoryID(_ key: ObjectKey) -> String {
    let name = key.name.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "__")
    return "\(key.namespace)_\(name)_\(key.type.group)_\(key.type.kind)"
  }

  /// Reads an inventory id back; `nil` when it is none.
  public static func key(inventoryID id: String) -> ObjectKey? {
    let parts = id.split(separator: "_" as Character, omittingEmptySubsequences: false).map { String($0) }
    guard parts.count >= 4, let kind = parts.last else { return nil }
    let group = parts[parts.count - 2]
    // A double underscore inside the name stands for a colon.
    let name = parts[1..<parts.count - 2].joined(separator: "_")
      .split(separator: "__", omittingEmptySubsequences: false).joined(separator: ":")
    return ObjectKey(GroupKind(group, kind), parts[0], name)
  }
}

extension String {
  fileprivate func split(separator: String, omittingEmptySubsequences: Bool) -> [String] {
    var parts: [String] = [""]
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(separator) {
        parts.append("")
        rest = rest.dropFirst(separator.count)
      } else {
        parts[parts.count - 1].append(rest.removeFirst())
      }
    }
    return parts
  }
}
