import KubeAPI
import Manifest

extension KubeSchema {
  /// Fills in the server's defaults. The object must have been read with ``decode(_:group:version:kind:)``.
  public func applyDefaults(_ object: inout Value, _ resource: Resource) {
  }

  /// What the server sets by itself when an object is created (status, QoS class, selectors of jobs, …).
  public func prepareForCreate(_ object: inout Value, _ resource: Resource) {
  }
}
