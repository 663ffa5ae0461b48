import KubeAPI
import Manifest

extension KubeSchema {
  /// Fills in the server's defaults. The object must have been read with ``decode(_:group:version:kind:)``.
  public func applyDefaults(_ object: inout Value, _ resource: Resource) {
    switch resource.group {
    case "": CoreDefaults.apply(&object, resource.kind)
    case "apps": WorkloadDefaults.apply(&object, resource.kind)
    case "batch": WorkloadDefaults.apply(&object, resource.kind)
    default: OtherDefaults.apply(&object, resource)
    }
  }
}
