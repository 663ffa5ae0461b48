import KubeAPI
import Manifest

/// Writing `status.conditions` as metav1.Condition: the transition time moves only when the status flips.
enum Conditions {
  /// Sets the condition in place, appending a new one at the end. Returns whether anything changed.
  @discardableResult
  static func set(
    _ object: inout Value, _ type: String, _ status: String, reason: String, message: String, at now: Instant,
    observedGeneration: Int64? = nil
  ) -> Bool {
    var conditions = object.items("status", "conditions")
    var condition: Value = ["type": .string(type), "status": .string(status)]
    if let observedGeneration { condition["observedGeneration"] = .int(observedGeneration) }
    condition["lastTransitionTime"] = .string(now.rfc3339)
    condition["reason"] = .string(reason)
    condition["message"] = .string(message)
    if let i = conditions.firstIndex(where: { $0["type"]?.string == type }) {
      if conditions[i]["status"]?.string == status, let since = conditions[i]["lastTransitionTime"] {
        condition["lastTransitionTime"] = since
      }
      if conditions[i] == condition { return false }
      conditions[i] = condition
    } else {
      conditions.append(condition)
    }
    object.set(.array(conditions), at: "status", "conditions")
    return true
  }

  @discardableResult
  static func remove(_ object: inout Value, _ type: String) -> Bool {
    let conditions = object.items("status", "conditions")
    let rest = conditions.filter { $0["type"]?.string != type }
    if rest.count == conditions.count { return false }
    object.set(rest.isEmpty ? nil : .array(rest), at: "status", "conditions")
    return true
  }
}
