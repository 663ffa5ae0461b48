import KubeAPI
import Manifest

/// Requests, limits and names of resources.
enum ResourceRules {
  private static let standard: Set<String> = ["cpu", "memory", "ephemeral-storage", "storage"]

  static func requirements(_ value: Value, _ path: String, _ spec: Value, _ errors: inout ErrorList) {
    for (name, _) in [("limits", 0), ("requests", 1)] {
      for pair in value[name]?.object?.sorted() ?? [] {
        let place = "\(path).\(name)[\(pair.key)]"
        containerResourceName(pair.key, place, &errors)
        quantity(pair.key, pair.value, place, &errors)
        if name == "requests" {
          let limit = value.at("limits", pair.key)?.string.flatMap { try? Quantity($0) }
          let request = pair.value.string.flatMap { try? Quantity($0) }
          if let limit, let request {
            if !isOvercommitAllowed(pair.key) && request != limit {
              errors.invalid(place, pair.value, "must be equal to \(pair.key) limit of \(limit)")
            } else if request > limit {
              errors.invalid(place, pair.value, "must be less than or equal to \(pair.key) limit of \(limit)")
            }
          } else if limit == nil && !isOvercommitAllowed(pair.key) {
            errors.required("\(path).limits", "Limit must be set for non overcommitable resources")
          }
        }
      }
    }
    let claims = Set((spec["resourceClaims"]?.array ?? []).map { $0.text("name") })
    var seen: Set<String> = []
    for claim in value.items("claims", path) {
      let name = claim.value.text("name")
      if name.isEmpty {
        errors.required("\(claim.path).name")
      } else {
        if !seen.insert(name).inserted { errors.duplicate(claim.path, claim.value) }
        if !claims.contains(name) { errors.notFound("\(claim.path).name", .string(name)) }
      }
    }
  }

  private static func isOvercommitAllowed(_ name: String) -> Bool {
    (!name.contains("/") || name.contains("kubernetes.io/")) && !name.hasPrefix("hugepages-")
  }

  private static func containerResourceName(_ name: String, _ path: String, _ errors: inout ErrorList) {
    let messages = NameRules.qualifiedName(name)
    if !messages.isEmpty {
      errors.invalid(path, name, each: messages)
      return
    }
    if !name.contains("/") {
      if !["cpu", "memory", "ephemeral-storage"].contains(name) && !name.hasPrefix("hugepages-") {
        errors.invalid(path, .string(name), "must be a standard resource for containers")
      }
    } else if !name.contains("kubernetes.io/") {
      if name.hasPrefix("requests.") {
        errors.invalid(path, .string(name), "doesn't follow extended resource name standard")
      }
    }
  }

  /// Not negative; whole where fractions make no sense.
  static func quantity(_ name: String, _ value: Value, _ path: String, _ errors: inout ErrorList) {
    guard let text = value.string, let quantity = try? Quantity(text) else { return }
    if quantity.sign < 0 { errors.invalid(path, value, "must be greater than or equal to 0") }
    if isInteger(name) && !quantity.isInteger { errors.invalid(path, value, "must be an integer") }
  }

  private static func isInteger(_ name: String) -> Bool {
    let counted: Set<String> = [
      "pods", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
      "resourcequotas", "services.nodeports", "services.loadbalancers",
    ]
    return counted.contains(name) || name.hasPrefix("count/")
      || (name.contains("/") && !name.contains("kubernetes.io/"))
  }
}
