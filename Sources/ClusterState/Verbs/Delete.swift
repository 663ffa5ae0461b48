import KubeAPI
import Manifest

/// What becomes of the objects that name a deleted one as their owner.
public enum Propagation: String, Sendable, Hashable {
  case background = "Background"
  case foreground = "Foreground"
  case orphan = "Orphan"
}

/// What must be true of an object for a deletion to happen.
public struct Preconditions: Sendable, Hashable {
  public var uid: String?
  public var resourceVersion: String?
  public init(uid: String? = nil, resourceVersion: String? = nil) {
    self.uid = uid
    self.resourceVersion = resourceVersion
  }
}

extension ClusterState {
  /// DELETE. An object with finalizers (its own, those that foreground and orphan deletion add, a namespace's) only gets
  /// its deletionTimestamp; it goes with the last of them. Returns the object as it was or is after it.
  /// A grace period of `nil` means the kind's own: 30 seconds for a pod on a node, else none.
  @discardableResult
  public mutating func delete(
    _ key: ObjectKey, propagation: Propagation = .background, preconditions: Preconditions = .init(),
    gracePeriodSeconds: Int64? = nil, dryRun: Bool = false, requestVersion: String? = nil
  ) throws(StatusError) -> Value {
    guard let resource = registry[key.type] else { throw .notServed }
    let type = registry.storageType(key.type)
    guard let live = tables[type]?[ObjectTable.path(key.namespace, key.name)]?.object else {
      throw .notFound(resource, key.name)
    }
    try check(preconditions, live, resource)
    if type == NamespaceRules.type, NamespaceRules.immortal.contains(live.name) {
      throw .forbidden(resource, live.name, "this namespace may not be deleted")
    }
    var write = WriteContext(resource: resource, version: resource.storageVersion, manager: "", dryRun: dryRun)
    if let version = requestVersion { write.version = version }
    try admitDeletion(of: live, write)
    var object = live
    var finalizers = object.finalizers.filter { $0 != "foregroundDeletion" && $0 != "orphan" }
    switch propagation {
    case .foreground: finalizers.append("foregroundDeletion")
    case .orphan: finalizers.append("orphan")
    case .background: break
    }
    if !live.isDeleting || finalizers != live.finalizers {
      object.set(finalizers.isEmpty ? nil : .array(finalizers.map { .string($0) }), at: "metadata", "finalizers")
    }
    let grace = gracePeriod(object, type, asked: gracePeriodSeconds)
    if type == CustomResources.type { return deleteDefinition(live, dryRun: dryRun) }
    let waits = !finalizers.isEmpty || grace > 0 || NamespaceRules.waits(object, type)
    if !waits {
      if !dryRun { remove(object, in: type) }
      if type == GroupKind("", "Pod"), !object.isDeleting {
        // Pods are deleted gracefully even when there is nothing to wait for (rest.BeforeDelete).
        object.set(.string(now.rfc3339), at: "metadata", "deletionTimestamp")
        object.set(.int(0), at: "metadata", "deletionGracePeriodSeconds")
        if resource.hasGeneration { object.set(.int(object.generation + 1), at: "metadata", "generation") }
      }
      return object
    }
    if !object.isDeleting {
      object.set(.string((now + .seconds(grace)).rfc3339), at: "metadata", "deletionTimestamp")
      // A namespace goes by its own finalizer and has no grace period.
      if type != NamespaceRules.type { object.set(.int(grace), at: "metadata", "deletionGracePeriodSeconds") }
      if resource.hasGeneration { object.set(.int(object.generation + 1), at: "metadata", "generation") }
      if type == NamespaceRules.type { object.set("Terminating", at: "status", "phase") }
    } else if let current = object.at("metadata", "deletionGracePeriodSeconds")?.int, grace < current {
      object.set(.int(grace), at: "metadata", "deletionGracePeriodSeconds")
      object.set(.string((now + .seconds(grace)).rfc3339), at: "metadata", "deletionTimestamp")
    }
    if object == live || dryRun { return object }
    return put(object, in: type, replacing: live)
  }

  private func gracePeriod(_ object: Value, _ type: GroupKind, asked: Int64?) -> Int64 {
    guard type == GroupKind("", "Pod") else { return 0 }
    let phase = object.at("status", "phase")?.string
    if (object.at("spec", "nodeName")?.string ?? "").isEmpty || phase == "Failed" || phase == "Succeeded" { return 0 }
    if let asked, asked < 0 { return 1 }
    return asked ?? object.at("spec", "terminationGracePeriodSeconds")?.int ?? 30
  }

  private func check(_ wanted: Preconditions, _ live: Value, _ resource: ServedResource) throws(StatusError) {
    func conflict(_ why: String) -> StatusError {
      StatusError(
        code: 409, reason: "Conflict",
        message: "Operation cannot be fulfilled on \(resource.type) \"\(live.name)\": \(why)",
        details: StatusError.details(
          group: resource.type.group, kind: resource.type.kind, name: live.name))
    }
    if let uid = wanted.uid, uid != live.uid {
      throw conflict(
        "the UID in the precondition (\(uid)) does not match the UID in record (\(live.uid)). The object might have "
          + "been deleted and then recreated")
    }
    if let version = wanted.resourceVersion, version != live.at("metadata", "resourceVersion")?.string {
      let current = live.at("metadata", "resourceVersion")?.string ?? ""
      throw conflict(
        "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record "
          + "(\(current)). The object might have been modified")
    }
  }
}
