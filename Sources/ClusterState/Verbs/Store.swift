import KubeAPI
import KubeSchema
import Manifest

/// Putting objects into the tables and the watch log: the only place where the revision rises.
extension ClusterState {
  /// Stores the object under its key with a new resourceVersion and logs the change. Returns it as stored.
  @discardableResult
  mutating func put(_ object: Value, in type: GroupKind, replacing previous: Value?) -> Value {
    revision += 1
    var object = object
    object.set(.string(String(revision)), at: "metadata", "resourceVersion")
    object = object.ordered(storedType(type))
    if let sibling = recent[type] { object.share(with: sibling) }
    if let previous { object.share(with: previous) }
    recent[type] = object
    let encoded = EncodedObject(isSorted: registry[type]?.isCustom == true)
    let key = ObjectKey(type, object.namespace, object.name)
    tables[type, default: ObjectTable()].put(
      ObjectTable.Entry(
        path: ObjectTable.path(key.namespace, key.name), object: object, revision: revision,
        encoded: encoded))
    track(owners: previous, of: key, add: false)
    track(owners: object, of: key, add: true)
    log.append(
      Change(
        kind: previous == nil ? .added : .modified, key: key, object: object, previous: previous, revision: revision,
        encoded: encoded))
    stored(key, object)
    return object
  }

  /// Removes the object; the change carries its last state with the revision of the removal.
  mutating func remove(_ object: Value, in type: GroupKind) {
    let key = ObjectKey(type, object.namespace, object.name)
    revision += 1
    tables[type]?.remove(ObjectTable.path(key.namespace, key.name))
    track(owners: object, of: key, add: false)
    var last = object
    last.set(.string(String(revision)), at: "metadata", "resourceVersion")
    log.append(
      Change(
        kind: .deleted, key: key, object: last, previous: object, revision: revision,
        encoded: EncodedObject(isSorted: registry[type]?.isCustom == true)))
    if count(type) == 0 { recent[type] = nil }
    removed(key, object)
  }

  /// The Go type of a built-in kind in the version it is kept in.
  func storedType(_ type: GroupKind) -> TypeSchema? {
    guard let resource = registry[type], !resource.isCustom else { return nil }
    return KubeSchema.builtin.type(group: type.group, version: resource.storageVersion, kind: type.kind)
  }

  mutating func track(owners object: Value?, of key: ObjectKey, add: Bool) {
    for owner in object?.at("metadata", "ownerReferences")?.array ?? [] {
      guard let uid = owner["uid"]?.string else { continue }
      if add {
        dependents[uid, default: []].insert(key)
      } else {
        dependents[uid]?.remove(key)
        if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
      }
    }
  }

  /// What the server itself does after a write.
  private mutating func stored(_ key: ObjectKey, _ object: Value) {
    if key.type == CustomResources.type { serveCustomResource(object) }
  }

  private mutating func removed(_ key: ObjectKey, _ object: Value) {
    if !containers.isEmpty && key.type == GroupKind("", "Pod") { containers[object.uid] = nil }
    if key.type == CustomResources.type {
      stopCustomResource(object)
      settleOthers(of: object.at("spec", "group")?.string)
    }
    guard registry[key.type]?.isCustom == true, count(key.type) == 0, let resource = registry[key.type],
      let definition = definition(of: resource), definition.isDeleting
    else { return }
    // The last object of a definition that waits for them.
    let finalizers = definition.finalizers.filter { $0 != "customresourcecleanup.apiextensions.k8s.io" }
    if finalizers.isEmpty {
      remove(definition, in: CustomResources.type)
    } else {
      var next = definition
      next.set(.array(finalizers.map { .string($0) }), at: "metadata", "finalizers")
      put(next, in: CustomResources.type, replacing: definition)
    }
  }

  /// The resource of an object that is about to be written, in the version it is written in.
  func resource(of object: Value) throws(StatusError) -> (ServedResource, version: String) {
    let reference = ObjectReference(of: object)
    guard let resource = registry[GroupKind(reference.group, reference.kind)],
      resource.versions.contains(reference.version)
    else {
      throw StatusError(
        code: 404, reason: "NotFound",
        message: "no matches for kind \"\(reference.kind)\" in version \"\(reference.apiVersion)\"", details: [:])
    }
    return (resource, reference.version)
  }
}
