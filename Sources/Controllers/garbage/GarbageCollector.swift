import ClusterState
import KubeAPI
import Manifest

/// Removes objects whose owners are gone, and carries out foreground and orphan deletion.
///
/// Follows k8s.io/kubernetes `pkg/controller/garbagecollector`: `attemptToDeleteItem` (owners solid, dangling, or
/// waiting for
/// their dependents), `processDeletingDependentsItem` (finalizer `foregroundDeletion`), `attemptToOrphanWorker`
/// (finalizer
/// `orphan`). In comes the key of a dependant or of an owner on its way out; out go deletions and finalizers taken off.
public struct GarbageCollector: QueueController {
  public let name = "garbage-collector"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    let object = change.object
    if change.kind == .deleted {
      // Its dependants lost an owner; its owners may wait for it.
      var keys = cluster.dependents(of: object.uid)
      for owner in object.items("metadata", "ownerReferences") {
        let key = GarbageCollector.key(of: owner, for: object, in: cluster)
        if let found = cluster.get(key), found.isDeleting { keys.append(key) }
      }
      return keys
    }
    if object.isDeleting {
      let finalizers = object.finalizers
      return finalizers.contains("foregroundDeletion") || finalizers.contains("orphan") ? [change.key] : []
    }
    let owners = object.items("metadata", "ownerReferences")
    if owners.isEmpty { return [] }
    if let previous = change.previous, previous.at("metadata", "ownerReferences") == .array(owners) { return [] }
    let lost = owners.contains { owner in
      let found = cluster.get(GarbageCollector.key(of: owner, for: object, in: cluster))
      return found?.uid != owner.text("uid")
    }
    return lost ? [change.key] : []
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let object = cluster.get(key) else { return .none }
    if object.isDeleting {
      let finalizers = object.finalizers
      if finalizers.contains("orphan") { return try orphan(object, in: &cluster) }
      if finalizers.contains("foregroundDeletion") { return try deleteDependents(object, in: &cluster) }
      return .none
    }
    return try attemptToDelete(object, in: &cluster)
  }

  /// Where an owner reference points: the owner lives in the dependant's namespace or is cluster-wide.
  static func key(of owner: Value, for object: Value, in cluster: ClusterState) -> ObjectKey {
    let type = GroupKind(of: owner)
    let namespaced = cluster.resource(type)?.namespaced ?? true
    return ObjectKey(type, namespaced ? object.namespace : "", owner.text("name"))
  }

  private func attemptToDelete(_ object: Value, in cluster: inout ClusterState) throws(StatusError) -> Requeue {
    let owners = object.items("metadata", "ownerReferences")
    if owners.isEmpty { return .none }
    var solid: [Value] = []
    var waiting = false
    for owner in owners {
      let key = GarbageCollector.key(of: owner, for: object, in: cluster)
      // An owner of a kind that is not served cannot be judged: look again later.
      guard cluster.isServed(key.type) else { return .backoff }
      guard let found = cluster.get(key), found.uid == owner.text("uid") else { continue }
      if found.isDeleting && found.finalizers.contains("foregroundDeletion") {
        waiting = true
      } else {
        solid.append(owner)
      }
    }
    if !solid.isEmpty {
      if solid.count == owners.count { return .none }
      var changed = object
      changed.set(.array(solid), at: "metadata", "ownerReferences")
      _ = try cluster.update(changed, by: manager)
      return .none
    }
    let finalizers = object.finalizers
    let propagation: Propagation
    if waiting && !cluster.dependents(of: object.uid).isEmpty {
      propagation = .foreground
    } else if finalizers.contains("orphan") {
      propagation = .orphan
    } else {
      propagation = finalizers.contains("foregroundDeletion") ? .foreground : .background
    }
    do {
      try cluster.delete(ObjectKey(of: object), propagation: propagation, preconditions: .init(uid: object.uid))
    } catch  where error.isNotFound {
      return .none
    } catch {
      throw error
    }
    return .none
  }

  private func deleteDependents(_ object: Value, in cluster: inout ClusterState) throws(StatusError) -> Requeue {
    var blocked = false
    for key in cluster.dependents(of: object.uid) {
      guard let dependent = cluster.get(key) else { continue }
      let blocks = dependent.items("metadata", "ownerReferences").contains {
        $0.text("uid") == object.uid && $0.flag("blockOwnerDeletion") == true
      }
      if !blocks { continue }
      if !dependent.isDeleting { _ = try attemptToDelete(dependent, in: &cluster) }
      // One with another owner stays and blocks no more.
      if let left = cluster.get(key),
        left.items("metadata", "ownerReferences").contains(where: { $0.text("uid") == object.uid })
      {
        blocked = true
      }
    }
    if !blocked { try removeFinalizer("foregroundDeletion", from: ObjectKey(of: object), in: &cluster) }
    return .none
  }

  private func orphan(_ object: Value, in cluster: inout ClusterState) throws(StatusError) -> Requeue {
    for key in cluster.dependents(of: object.uid) {
      guard let dependent = cluster.get(key) else { continue }
      try OwnerReferences.release(dependent, from: object.uid, in: &cluster, manager: manager)
    }
    try removeFinalizer("orphan", from: ObjectKey(of: object), in: &cluster)
    return .none
  }

  private func removeFinalizer(_ finalizer: String, from key: ObjectKey, in cluster: inout ClusterState)
    throws(StatusError)
  {
    guard var object = cluster.get(key) else { return }
    let rest = object.finalizers.filter { $0 != finalizer }
    object.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
    _ = try cluster.update(object, by: manager)
  }
}
