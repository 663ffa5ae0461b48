import KubeAPI
import Manifest

/// Requests, limits and names of resources (kubernetes `pkg/apis/core/validation`).
enum ResourceRules {
  /// The limits of a container or overhead, with claims of the pod in `spec`.
  static func requirements(
    _ value: Value, _ path: String, _ spec: Value, _ errors: inout ErrorList, isPodLevel: Bool = false
  ) {
    func name(_ text: String, _ place: String) {
      if isPodLevel { podResource(text, place, &errors) } else { containerResource(text, place, &errors) }
    }
    let limits = value["limits"]?.object?.sorted() ?? []
    let requests = value["requests"]?.object?.sorted() ?? []
    for pair in limits {
      let place = "\(path).limits[\(pair.key)]"
      name(pair.key, place)
      quantity(pair.key, pair.value, place, &errors)
      hugePages(pair.key, pair.value, place, &errors)
    }
    for pair in requests {
      let place = "\(path).requests[\(pair.key)]"
      name(pair.key, place)
      quantity(pair.key, pair.value, place, &errors)
      let limit = value.at("limits", pair.key)?.string.flatMap { try? Quantity($0) }
      let request = pair.value.string.flatMap { try? Quantity($0) }
      if let limit, let request {
        // The server names all requests here, not the one.
        if !isOvercommitAllowed(pair.key) && request != limit {
          errors.invalid("\(path).requests", pair.value, "must be equal to \(pair.key) limit of \(limit)")
        } else if request > limit {
          errors.invalid("\(path).requests", pair.value, "must be less than or equal to \(pair.key) limit of \(limit)")
        }
      } else if limit == nil && !isOvercommitAllowed(pair.key) {
        errors.required("\(path).limits", "Limit must be set for non overcommitable resources")
      }
      hugePages(pair.key, pair.value, place, &errors)
    }
    let names = (limits + requests).map(\.key)
    if names.contains(where: { $0.hasPrefix("hugepages-") }), !names.contains("cpu"), !names.contains("memory") {
      errors.forbidden(path, "HugePages require cpu or memory")
    }
    claims(value, path, spec, &errors)
  }

  private static func claims(_ value: Value, _ path: String, _ spec: Value, _ errors: inout ErrorList) {
    let known = (spec["resourceClaims"]?.array ?? []).map { $0.text("name") }.filter { !$0.isEmpty }
    var seen: [String] = []
    for claim in value.items("claims", path) {
      let name = claim.value.text("name")
      if name.isEmpty {
        errors.required(claim.path)
        continue
      }
      let request = claim.value.text("request")
      let key = request.isEmpty ? name : "\(name)/\(request)"
      if seen.contains(name) {
        errors.duplicate(claim.path, .string(name))
      } else {
        if !request.isEmpty { errors.invalid("\(claim.path).request", request, each: NameRules.dns1123Label(request)) }
        if seen.contains(key) || (request.isEmpty && seen.contains { $0.hasPrefix(name + "/") }) {
          errors.duplicate(claim.path, .string(key))
        }
        seen.append(key)
      }
      if !known.contains(name) {
        let rest = known.isEmpty ? " which is empty" : ": " + known.sorted { $0.goLess($1) }.joined(separator: ", ")
        errors.add(
          FieldError(
            .notFound, claim.path, value: FieldError.show(.string(name)),
            "must be one of the names in pod.spec.resourceClaims" + rest))
      }
    }
  }

  /// Pages come whole.
  private static func hugePages(_ name: String, _ value: Value, _ path: String, _ errors: inout ErrorList) {
    guard name.hasPrefix("hugepages-"), let text = value.string, let quantity = try? Quantity(text),
      let page = try? Quantity(String(name.dropFirst("hugepages-".count)))
    else { return }
    if page.nano <= 0 || quantity.nano % page.nano != 0 {
      errors.invalid(path, value, "\(quantity) is not positive integer multiple of \(name)")
    }
  }

  // MARK: - Names

  static func isOvercommitAllowed(_ name: String) -> Bool {
    (!name.contains("/") || name.contains("kubernetes.io/")) && !name.hasPrefix("hugepages-")
  }

  private static let standard: Set<String> = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage",
    "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services",
    "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "storage", "requests.storage",
    "services.nodeports", "services.loadbalancers",
  ]

  /// - Returns: whether it may be looked at further.
  @discardableResult
  static func anyResource(_ name: String, _ path: String, _ errors: inout ErrorList) -> Bool {
    let messages = NameRules.qualifiedName(name)
    errors.invalid(path, name, each: messages)
    if !messages.isEmpty { return false }
    let isKnown =
      name.contains("/") || standard.contains(name) || name.hasPrefix("hugepages-")
      || name.hasPrefix("requests.hugepages-")
    if !isKnown { errors.invalid(path, .string(name), "must be a standard resource type or fully qualified") }
    return isKnown
  }

  static func containerResource(_ name: String, _ path: String, _ errors: inout ErrorList) {
    anyResource(name, path, &errors)
    if !name.contains("/") {
      if !["cpu", "memory", "ephemeral-storage"].contains(name) && !name.hasPrefix("hugepages-") {
        errors.invalid(path, .string(name), "must be a standard resource for containers")
      }
    } else if !name.contains("kubernetes.io/"),
      name.hasPrefix("requests.") || !NameRules.qualifiedName("requests." + name).isEmpty
    {
      errors.invalid(path, .string(name), "doesn't follow extended resource name standard")
    }
  }

  private static func podResource(_ name: String, _ path: String, _ errors: inout ErrorList) {
    guard anyResource(name, path, &errors) else { return }
    if name != "cpu" && name != "memory" && !name.hasPrefix("hugepages-") {
      errors.notSupported(path, .string(name), ["cpu", "memory"])
    }
  }

  static func quotaResource(_ name: String, _ path: String, _ errors: inout ErrorList) {
    anyResource(name, path, &errors)
    let isQuota =
      name.contains("/") || (standard.contains(name) && name != "storage") || name.hasPrefix("hugepages-")
      || name.hasPrefix("requests.hugepages-")
    if !isQuota { errors.invalid(path, .string(name), "must be a standard resource for quota") }
  }

  // MARK: - Quantities

  /// Not negative; whole where fractions make no sense.
  static func quantity(_ name: String, _ value: Value, _ path: String, _ errors: inout ErrorList) {
    guard let text = value.string, let quantity = try? Quantity(text) else { return }
    if quantity.sign < 0 { errors.invalid(path, value, "must be greater than or equal to 0") }
    if isInteger(name) && !quantity.isInteger { errors.invalid(path, value, "must be an integer") }
  }

  private static let counted: Set<String> = [
    "pods", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
    "resourcequotas", "services.nodeports", "services.loadbalancers",
  ]

  private static func isInteger(_ name: String) -> Bool {
    counted.contains(name) || name.hasPrefix("count/") || (name.contains("/") && !name.contains("kubernetes.io/"))
  }
}
