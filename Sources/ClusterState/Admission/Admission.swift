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

  func trackFields(of object: inout Value, live: Value?, _ context: WriteContext) throws(StatusError) {
  }
}
