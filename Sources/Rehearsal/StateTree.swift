import ClusterState
import Controllers
import Flux
import KubeAPI
import Manifest

/// The objects of a deployment under what made them, each with its last known state.
public struct StateTree: Sendable {
  public struct Line: Sendable, Hashable {
    /// 0 for a root.
    public var depth: Int
    /// Whether each ancestor, and at last the node itself, is the last of its siblings.
    public var isLast: [Bool]
    public var transition: Transition
  }
  public let lines: [Line]
  /// HelmReleases whose chart is a stand-in.
  public let standIns: Set<ObjectKey>

  /// `owners` maps objects that a release made to the HelmRelease.
  init(_ timeline: Timeline, cluster: ClusterState, owners: [ObjectKey: ObjectKey], standIns: Set<ObjectKey>) {
    self.standIns = standIns
    var children: [ObjectKey: [ObjectKey]] = [:]
    var roots: [ObjectKey] = []
    for key in timeline.order {
      // Pods that were replaced on the way are history, not state.
      if timeline.current[key]?.state == .gone { continue }
      if let parent = StateTree.parent(of: key, timeline, cluster, owners) {
        children[parent, default: []].append(key)
      } else {
        roots.append(key)
      }
    }
    var lines: [Line] = []
    func add(_ key: ObjectKey, _ isLast: [Bool]) {
      guard let transition = timeline.current[key], isLast.count < 16 else { return }
      lines.append(Line(depth: isLast.count - 1, isLast: isLast, transition: transition))
      let below = (children[key] ?? []).enumerated().sorted { a, b in
        let x = StateTree.rank(a.element)
        let y = StateTree.rank(b.element)
        return x != y ? x < y : a.offset < b.offset
      }.map(\.element)
      for (i, child) in below.enumerated() { add(child, isLast + [i == below.count - 1]) }
    }
    for (i, root) in roots.enumerated() { add(root, [i == roots.count - 1]) }
    self.lines = lines
  }

  private static func rank(_ key: ObjectKey) -> Int {
    switch key.type.kind {
    case "Ingress": 2
    case "Pod": 1
    default: 0
    }
  }

  static func parent(
    of key: ObjectKey, _ timeline: Timeline, _ cluster: ClusterState, _ owners: [ObjectKey: ObjectKey]
  ) -> ObjectKey? {
    func known(_ candidate: ObjectKey?) -> ObjectKey? {
      guard let candidate, timeline.current[candidate] != nil, candidate != key else { return nil }
      return candidate
    }
    switch key.type {
    case Flux.gitRepository: return nil
    case Flux.kustomization:
      guard let object = cluster.get(key), let reference = object.at("spec", "sourceRef") else { return nil }
      if let above = known(kustomization(of: object)) { return above }
      return known(
        ObjectKey(
          Flux.gitRepository, reference["namespace"]?.string ?? key.namespace, reference["name"]?.string ?? ""))
    case GroupKind("", "Secret"):
      return known(ObjectKey(GroupKind("onepassword.com", "OnePasswordItem"), key.namespace, key.name))
    default:
      var current = key
      for _ in 0..<8 {
        if let release = owners[current] { return known(release) }
        guard let object = cluster.get(current) else { return nil }
        if let parent = object.label("tailscale.com/parent-resource"),
          let namespace = object.label("tailscale.com/parent-resource-ns")
        {
          return known(ObjectKey(GroupKind("networking.k8s.io", "Ingress"), namespace, parent))
        }
        if let above = known(kustomization(of: object)), current == key { return above }
        guard let owner = object.at("metadata", "ownerReferences")?[0] else { return nil }
        let reference = ObjectReference(
          apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "", name: "")
        current = ObjectKey(
          GroupKind(reference.group, reference.kind), current.namespace, owner["name"]?.string ?? "")
      }
      return nil
    }
  }

  private static func kustomization(of object: Value) -> ObjectKey? {
    guard let name = object.label("kustomize.toolkit.fluxcd.io/name"),
      let namespace = object.label("kustomize.toolkit.fluxcd.io/namespace")
    else { return nil }
    let key = ObjectKey(Flux.kustomization, namespace, name)
    return key == ObjectKey(of: object) ? nil : key
  }
}
