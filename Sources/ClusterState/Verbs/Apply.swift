import KubeAPI
import Manifest

extension ClusterState {
  /// Server-side apply: what the object says becomes the manager's; what the manager said before and says no more goes,
  /// unless somebody else owns it. Creates the object when it is missing. Refused with Conflict when another manager owns
  /// a field with another value, unless forced.
  @discardableResult
  public mutating func apply(
    _ object: Value, by manager: String, force: Bool, dryRun: Bool = false
  ) throws(StatusError) -> Value {
    let (resource, version) = try resource(of: object)
    let context = WriteContext(
      resource: resource, version: version, manager: manager, operation: .apply, force: force, dryRun: dryRun)
    return try apply(object, context)
  }

  mutating func apply(_ input: Value, _ context: WriteContext) throws(StatusError) -> Value {
    var object = input
    try checkNamespace(of: &object, context, creating: false)
    let key = ObjectKey(context.resource.type, object.namespace, object.name)
    let type = registry.storageType(context.resource.type)
    if tables[type]?[ObjectTable.path(key.namespace, key.name)] == nil {
      return try create(object, context)
    }
    return try change(key, context) { live, _ throws(StatusError) in live.merged(with: object) }
  }
}
