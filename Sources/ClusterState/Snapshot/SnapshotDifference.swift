import KubeAPI
import Manifest

/// How two moments of a cluster differ, object by object.
public struct SnapshotDifference: Sendable, Hashable {
  public enum Change: Sendable, Hashable {
    case added
    case removed
    /// With the paths that differ: `spec.replicas`, `status.conditions[0].status`.
    case modified([String])
  }

  public var changes: [(key: ObjectKey, change: Change)] { entries.map { ($0.key, $0.change) } }

  private struct Entry: Sendable, Hashable {
    var key: ObjectKey
    var change: Change
  }
  private var entries: [Entry] = []

  /// - Parameter ignoring: members of metadata that do not count.
  public init(
    from old: ClusterSnapshot, to new: ClusterSnapshot,
    ignoring: Set<String> = ["resourceVersion", "managedFields"]
  ) {
    func keyed(_ snapshot: ClusterSnapshot) -> [ObjectKey: Value] {
      var result: [ObjectKey: Value] = [:]
      for object in snapshot.objects {
        let reference = ObjectReference(of: object)
        var plain = object
        for name in ignoring { plain.set(nil, at: "metadata", name) }
        result[ObjectKey(GroupKind(reference.group, reference.kind), object.namespace, object.name)] = plain
      }
      return result
    }
    let before = keyed(old)
    let after = keyed(new)
    for key in Set(before.keys).union(after.keys).sorted() {
      switch (before[key], after[key]) {
      case (nil, .some): entries.append(Entry(key: key, change: .added))
      case (.some, nil): entries.append(Entry(key: key, change: .removed))
      case (let a?, let b?) where a != b:
        var paths: [String] = []
        SnapshotDifference.compare(a, b, "", &paths)
        entries.append(Entry(key: key, change: .modified(paths)))
      default: break
      }
    }
  }

  private static func compare(_ a: Value?, _ b: Value?, _ path: String, _ paths: inout [String]) {
    if a == b { return }
    if let x = a?.object, let y = b?.object {
      let names = x.keys + y.keys.filter { x[$0] == nil }
      for name in names { compare(x[name], y[name], path.isEmpty ? name : "\(path).\(name)", &paths) }
    } else if let x = a?.array, let y = b?.array {
      for i in 0..<max(x.count, y.count) {
        compare(i < x.count ? x[i] : nil, i < y.count ? y[i] : nil, "\(path)[\(i)]", &paths)
      }
    } else {
      paths.append(path)
    }
  }

  /// One line an object: `+ ConfigMap a/b`, `- Pod a/c`, `~ Deployment a/d: spec.replicas`. Values are not shown: they may be
  /// secret.
  public var text: String {
    var out = ""
    for entry in entries {
      let name = entry.key.namespace.isEmpty ? entry.key.name : "\(entry.key.namespace)/\(entry.key.name)"
      switch entry.change {
      case .added: out += "+ \(entry.key.type.kind) \(name)\n"
      case .removed: out += "- \(entry.key.type.kind) \(name)\n"
      case .modified(let paths): out += "~ \(entry.key.type.kind) \(name): \(paths.joined(separator: ", "))\n"
      }
    }
    return out
  }
}
