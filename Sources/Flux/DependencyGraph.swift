import KubeAPI
import Manifest

/// The `dependsOn` edges between Flux objects of one kind.
///
/// Kustomizations depend on Kustomizations, HelmReleases on HelmReleases; the namespace defaults to the object's own.
public struct DependencyGraph: Sendable {
  /// In the order given.
  public let nodes: [ObjectKey]
  /// What each node waits for, in the order written.
  public let edges: [ObjectKey: [ObjectKey]]

  public init(_ objects: [Value]) {
    var nodes: [ObjectKey] = []
    var edges: [ObjectKey: [ObjectKey]] = [:]
    for object in objects {
      let key = ObjectKey(of: object)
      nodes.append(key)
      edges[key] = DependencyGraph.dependencies(of: object)
    }
    self.nodes = nodes
    self.edges = edges
  }

  /// What an object names in `spec.dependsOn`.
  public static func dependencies(of object: Value) -> [ObjectKey] {
    let type = GroupKind(of: object)
    return (object.at("spec", "dependsOn")?.array ?? []).compactMap { entry in
      guard let name = entry["name"]?.string else { return nil }
      return ObjectKey(type, entry["namespace"]?.string ?? object.namespace, name)
    }
  }

  /// Nodes so that each comes after what it depends on; equal ones in the order given. Nodes on a cycle come last.
  public func sorted() -> [ObjectKey] {
    var done: Set<ObjectKey> = []
    var result: [ObjectKey] = []
    let known = Set(nodes)
    var progress = true
    while progress {
      progress = false
      for node in nodes where !done.contains(node) {
        let open = (edges[node] ?? []).contains { known.contains($0) && !done.contains($0) }
        if open { continue }
        done.insert(node)
        result.append(node)
        progress = true
      }
    }
    return result + nodes.filter { !done.contains($0) }
  }

  /// The first cycle met, as the path that closes it (`a, b, a`); `nil` when there is none.
  public func cycle() -> [ObjectKey]? {
    enum Mark { case open, closed }
    var marks: [ObjectKey: Mark] = [:]
    for start in nodes where marks[start] == nil {
      // An explicit stack: the depth is the user's.
      var path: [(node: ObjectKey, next: Int)] = [(start, 0)]
      marks[start] = .open
      while let top = path.last {
        let targets = edges[top.node] ?? []
        if top.next >= targets.count {
          marks[top.node] = .closed
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let target = targets[top.next]
        switch marks[target] {
        case .open?:
          let from = path.firstIndex { $0.node == target } ?? 0
          return path[from...].map(\.node) + [target]
        case .closed?: continue
        case nil:
          if edges[target] == nil { continue }
          marks[target] = .open
          path.append((target, 0))
        }
      }
    }
    return nil
  }
}
