import Manifest

/// Kubernetes' `metav1.LabelSelector` and plain label maps, matched against the labels of an object.
enum LabelSelector {
  /// `matchLabels` and `matchExpressions`; an empty selector matches everything, `nil` nothing.
  static func matches(_ selector: Value?, labels: Value?) -> Bool {
    guard let selector, !selector.isNull else { return false }
    if let wanted = selector["matchLabels"]?.object, !hasAll(wanted, labels) { return false }
    for expression in selector["matchExpressions"]?.array ?? [] where !matches(expression: expression, labels) {
      return false
    }
    return true
  }

  /// A map of labels as Services and ReplicationControllers write it; an empty one matches nothing.
  static func matches(map: Value?, labels: Value?) -> Bool {
    guard let wanted = map?.object, !wanted.isEmpty else { return false }
    return hasAll(wanted, labels)
  }

  private static func hasAll(_ wanted: Object, _ labels: Value?) -> Bool {
    for pair in wanted where labels?[pair.key]?.string != pair.value.string || labels?[pair.key] == nil { return false }
    return true
  }

  /// One requirement; also used for node selectors, which know `Gt` and `Lt` besides.
  static func matches(expression: Value, _ labels: Value?) -> Bool {
    let value = labels?[expression.text("key")]?.string
    let values = expression.strings("values")
    switch expression.text("operator") {
    case "In": return value.map { values.contains($0) } ?? false
    case "NotIn": return value.map { !values.contains($0) } ?? true
    case "Exists": return value != nil
    case "DoesNotExist": return value == nil
    case "Gt":
      guard let n = value.flatMap({ Int64($0) }), let bound = values.first.flatMap({ Int64($0) }) else { return false }
      return n > bound
    case "Lt":
      guard let n = value.flatMap({ Int64($0) }), let bound = values.first.flatMap({ Int64($0) }) else { return false }
      return n < bound
    default: return false
    }
  }
}

extension Value {
  var labels: Value? { at("metadata", "labels") }
}
