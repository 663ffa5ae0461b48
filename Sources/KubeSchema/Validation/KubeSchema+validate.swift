import KubeAPI
import Manifest

extension KubeSchema {
  /// Validates an object after defaulting; `old` is the stored object on update.
  /// - Returns: what is wrong, in the server's order; empty when the object may be stored.
  public func validate(
    _ object: Value, old: Value?, subresource: String = "", _ resource: Resource
  ) -> [FieldError] {
    []
  }
}
