import KubeAPI
import Manifest

extension ClusterState {
  /// Sets `metadata.managedFields` after a create, PUT or patch.
  func trackFields(of object: inout Value, live: Value?, _ context: WriteContext) {
    let resource = context.resource
    guard context.operation != .apply else { return }
    let apiVersion = resource.apiVersion(context.version)
    let shape = MergeShape.of(resource, version: context.version, in: self)
    var given = ManagedFields(of: object)
    if let list = object.at("metadata", "managedFields")?.array {
      // `managedFields: [{}]` or `[]` clears the list and nothing is tracked again until somebody applies.
      if given.entries.isEmpty && (list.isEmpty || list.contains { $0.object?.isEmpty == true }) {
        object.set(nil, at: "metadata", "managedFields")
        if live != nil { return }
      }
    } else if let live {
      given = ManagedFields(of: live)
    }
    if given.entries.isEmpty && live != nil && ManagedFields(of: live).entries.isEmpty {
      object.set(nil, at: "metadata", "managedFields")
      return
    }
    let before = live.map { convert($0, resource, to: context.version) } ?? newObject(resource, context.version, shape)
    var old = before
    old.set(nil, at: "metadata", "managedFields")
    var new = object
    new.set(nil, at: "metadata", "managedFields")
    if given.entries.isEmpty, live != nil { given = ManagedFields(of: live) }
    let ignored = ManagedFields.stripped.union(ManagedFields.reset(resource, subresource: context.subresource))
    given.update(
      live: old, new: new, shape: shape, manager: context.manager, apiVersion: apiVersion,
      subresource: context.subresource, time: now.rfc3339, ignoring: ignored)
    object.set(given.value, at: "metadata", "managedFields")
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
