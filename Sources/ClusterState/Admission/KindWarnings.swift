import KubeSchema
import Manifest

extension ClusterState {
  /// What a client hears about an object that is taken as it is.
  func kindWarnings(_ object: Value, old: Value?, _ context: WriteContext) -> [String] {
    let resource = context.resource
    guard !resource.isCustom, let known = schemaResource(resource, resource.storageVersion) else { return [] }
    return KubeSchema.builtin.warnings(object, old: old, subresource: context.subresource, known)
  }
}
