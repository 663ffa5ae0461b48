import KubeAPI
import Manifest

extension ClusterState {
  /// PATCH with a JSON merge patch (RFC 7386).
  @discardableResult
  public mutating func mergePatch(
    _ key: ObjectKey, _ patch: Value, subresource: String = "", by manager: String, dryRun: Bool = false
  ) throws(StatusError) -> Value {
    guard let resource = registry[key.type] else { throw .notServed }
    let context = WriteContext(
      resource: resource, version: resource.storageVersion, subresource: subresource, manager: manager,
      operation: .update, dryRun: dryRun)
    return try change(key, context) { live, _ throws(StatusError) in live.merged(with: patch) }
  }
}

extension Value {
  /// RFC 7386: members of the patch replace, `null` removes, objects are merged.
  func merged(with patch: Value) -> Value {
    guard case .object(let changes) = patch else { return patch }
    var result = object ?? Object()
    for pair in changes {
      if pair.value.isNull {
        result.removeValue(forKey: pair.key)
      } else if case .object = pair.value {
        let merged = (result[pair.key] ?? .null).merged(with: pair.value)
        result[pair.key] = merged
      } else {
        result[pair.key] = pair.value
      }
    }
    return .object(result)
  }
}
