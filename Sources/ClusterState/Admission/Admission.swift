import KubeAPI
import KubeSchema
import Manifest

/// Defaulting, mutation and validation between a request and the store.
extension ClusterState {
  /// Fills in what the server fills in.
  mutating func admit(_ object: Value, old: Value?, _ context: WriteContext) throws(StatusError) -> Value {
    var object = object
    if context.resource.type == NamespaceRules.type && old == nil {
      object.set(["kubernetes"], at: "spec", "finalizers")
      object.set("Active", at: "status", "phase")
      object.set(.string(object.name), at: "metadata", "labels", "kubernetes.io/metadata.name")
    }
    if context.resource.type == CustomResources.type {
      object = CustomResources.established(object, at: now)
    }
    return object
  }

  func validate(_ object: Value, old: Value?, _ context: WriteContext) throws(StatusError) {
    if object.name.isEmpty {
      throw .invalid(
        context.resource.type, "", [.required("metadata.name", "name or generateName is required")])
    }
  }

  /// The object as it goes through its kind's type: members in the order of the Go struct, canonical values.
  mutating func arrange(_ object: Value, _ resource: ServedResource, version: String) -> Value {
    guard !resource.isCustom,
      let decoded = try? KubeSchema.builtin.decode(
        object, group: resource.type.group, version: version, kind: resource.type.kind)
    else { return object }
    return decoded.object
  }
}
