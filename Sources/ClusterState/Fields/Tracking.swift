import KubeAPI
import Manifest

extension ClusterState {
  /// Sets `metadata.managedFields` after a create, PUT or patch.
  func trackFields(of object: inout Value, live: Value?, _ context: WriteContext) {
    let resource = context.resource
    guard context.operation != .apply else { return }
    let apiVersion = resource.apiVersion(context.version)
    let shape = MergeShape.of(resource, version: context.version, in: self)
    let given = startingPoint(object, live: live, context)
    if given.entries.isEmpty && live != nil {
      // Nobody is tracked before somebody applies.
      object.set(nil, at: "metadata", "managedFields")
      return
    }
    var managed = given
    let before = live.map { convert($0, resource, to: context.version) } ?? newObject(resource, context.version, shape)
    var old = before
    old.set(nil, at: "metadata", "managedFields")
    var new = object
    new.set(nil, at: "metadata", "managedFields")
    let ignored = ManagedFields.stripped.union(ManagedFields.reset(resource, subresource: context.subresource))
    managed.update(
      live: old, new: new, shape: shape, manager: context.manager, apiVersion: apiVersion,
      subresource: context.subresource,
      time: context.subresource == "scale" ? "" : now.rfc3339, ignoring: ignored)
    object.set(managed.value, at: "metadata", "managedFields")
  }

  /// The list that a write starts from: the object's own when it can be read (managedfields `decodeLiveOrNew`), else the
  /// live one; none after `[]` or `[{}]`, which clear it. A subresource's write cannot bring its own.
  private func startingPoint(_ object: Value, live: Value?, _ context: WriteContext) -> ManagedFields {
    let list = object.at("metadata", "managedFields")?.array
    if let list, context.subresource.isEmpty {
      if list.isEmpty || (list.count == 1 && list[0].object?.isEmpty == true) { return ManagedFields() }
      if list.allSatisfy(ManagedFields.isReadable) {
        let own = ManagedFields(of: object)
        if !own.entries.isEmpty { return own }
      }
    }
    return ManagedFields(of: live)
  }

  /// What the server compares a new object with: Go's empty struct of a built-in kind, an empty object of a custom one.
  func newObject(_ resource: ServedResource, _ version: String, _ shape: MergeShape) -> Value {
    var object = resource.isCustom ? Value.object(Object()) : shape.zeroValue
    object["apiVersion"] = .string(resource.apiVersion(version))
    object["kind"] = .string(resource.type.kind)
    if object["metadata"] == nil { object["metadata"] = [:] }
    return object
  }
}
