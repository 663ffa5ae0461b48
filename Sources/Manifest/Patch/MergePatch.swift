/// JSON Merge Patch (RFC 7386).
public enum MergePatch {
  /// `target` with the members of `patch`; `null` removes a member, and anything but an object replaces what was there.
  public static func applied(_ patch: Value, to target: Value) -> Value {
    guard case .object(let changes) = patch else { return patch }
    var result = target.object ?? Object()
    for pair in changes {
      if pair.value.isNull {
        result.removeValue(forKey: pair.key)
      } else {
        result.modify(pair.key) { $0 = applied(pair.value, to: $0) }
      }
    }
    return .object(result)
  }
}
