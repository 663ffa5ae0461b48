import GoLibrary
import KubeAPI
import Manifest

/// Validation of quotas and limit ranges (kubernetes `pkg/apis/core/validation`).
enum QuotaRules {
  static func quota(_ quota: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = quota["spec"] ?? [:]
    resources(spec["hard"], "spec.hard", &errors)
    scopes(spec, &errors)
    if let selector = spec.there("scopeSelector") { scopeSelector(selector, spec, &errors) }
    if let old {
      let was = Set((old.at("spec", "scopes")?.array ?? []).compactMap(\.string))
      if was != Set((spec["scopes"]?.array ?? []).compactMap(\.string)) {
        errors.invalid("spec.scopes", spec["scopes"] ?? .null, "field is immutable")
      }
    } else {
      errors.add(status(quota))
    }
    return errors.list
  }

  static func status(_ quota: Value) -> [FieldError] {
    var errors = ErrorList()
    for part in ["hard", "used"] { resources(quota.at("status", part), "status.\(part)", &errors) }
    return errors.list
  }

  private static func resources(_ list: Value?, _ path: String, _ errors: inout ErrorList) {
    for pair in list?.object?.sorted() ?? [] {
      ResourceRules.quotaResource(pair.key, "\(path)[\(pair.key)]", &errors)
      ResourceRules.quantity(pair.key, pair.value, "\(path)[\(pair.key)]", &errors)
    }
  }

  private static let known: Set<String> = [
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
  ]

  private static let conflicts = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")]

  /// Whether a scope says something about a counted resource; others than the standard ones are not looked at.
  private static func applies(_ scope: String, to resource: String) -> Bool {
    let computed = ["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"]
    switch scope {
    case "BestEffort": return resource == "pods"
    case "VolumeAttributesClass": return resource == "persistentvolumeclaims" || resource == "requests.storage"
    case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity":
      return resource == "pods" || computed.contains(resource)
    default: return true
    }
  }

  private static func standardResources(_ spec: Value) -> [String] {
    (spec["hard"]?.object?.sorted() ?? []).map(\.key).filter { name in
      var probe = ErrorList()
      ResourceRules.quotaResource(name, "", &probe)
      return probe.list.isEmpty && !name.contains("/")
    }
  }

  private static func scopes(_ spec: Value, _ errors: inout ErrorList) {
    let scopes = (spec["scopes"]?.array ?? []).compactMap(\.string)
    for scope in scopes {
      if !known.contains(scope) { errors.invalid("spec.scopes", spec["scopes"], "unsupported scope") }
      for name in standardResources(spec) where !applies(scope, to: name) {
        errors.invalid("spec.scopes", spec["scopes"], "unsupported scope applied to resource")
      }
    }
    for pair in conflicts where scopes.contains(pair.0) && scopes.contains(pair.1) {
      errors.invalid("spec.scopes", spec["scopes"], "conflicting scopes")
    }
  }

  private static func scopeSelector(_ selector: Value, _ spec: Value, _ errors: inout ErrorList) {
    let path = "spec.scopeSelector.matchExpressions"
    var scopes: Set<String> = []
    for expression in selector["matchExpressions"]?.array ?? [] {
      let scope = expression.text("scopeName")
      scopes.insert(scope)
      if !known.contains(scope) { errors.invalid("\(path).scopeName", .string(scope), "unsupported scope") }
      for name in standardResources(spec) where !applies(scope, to: name) {
        errors.invalid(
          path, GoDump.dump(selector, "io.k8s.api.core.v1.ScopeSelector"), "unsupported scope applied to resource")
      }
      let word = expression.text("operator")
      let takesValues = scope == "PriorityClass" || scope == "VolumeAttributesClass" || !known.contains(scope)
      if !takesValues, word != "Exists" {
        errors.invalid(
          "\(path).operator", .string(word),
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
            + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
            + "ResourceQuotaScopeCrossNamespacePodAffinity")
      }
      let values = expression["values"]?.array ?? []
      switch word {
      case "In", "NotIn":
        if values.isEmpty {
          errors.required(
            "\(path).values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
        }
      case "Exists", "DoesNotExist":
        if !values.isEmpty {
          errors.invalid(
            "\(path).values", .array(values),
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
        }
      default: errors.invalid("\(path).operator", .string(word), "not a valid selector operator")
      }
    }
    for pair in conflicts where scopes.contains(pair.0) && scopes.contains(pair.1) {
      errors.invalid(path, spec["scopes"] ?? .null, "conflicting scopes")
    }
  }

  // MARK: - Limit ranges

  private static let parts = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"]

  static func limitRange(_ range: Value) -> [FieldError] {
    var errors = ErrorList()
    var types: Set<String> = []
    for limit in (range["spec"] ?? [:]).items("limits", "spec") {
      let type = limit.value.text("type")
      let messages = NameRules.qualifiedName(type)
      errors.invalid("\(limit.path).type", type, each: messages)
      if messages.isEmpty, !type.contains("/"), !["Pod", "Container", "PersistentVolumeClaim"].contains(type) {
        errors.invalid("\(limit.path).type", .string(type), "must be a standard limit type or fully qualified")
      }
      if !types.insert(type).inserted { errors.duplicate("\(limit.path).type", .string(type)) }
      var names: Set<String> = []
      for part in parts {
        let object = limit.value[part]?.object ?? Object()
        if type == "Pod", part == "default" || part == "defaultRequest" {
          if !object.isEmpty {
            errors.forbidden("\(limit.path).\(part)", "may not be specified when `type` is 'Pod'")
          }
          continue
        }
        if part == "maxLimitRequestRatio", type == "PersistentVolumeClaim",
          limit.value.at("min", "storage") == nil, limit.value.at("max", "storage") == nil
        {
          errors.required(
            "\(limit.path).limits",
            "either minimum or maximum storage value is required, but neither was provided")
        }
        for pair in object.sorted() {
          let place = "\(limit.path).\(part)[\(pair.key)]"
          if type == "Pod" || type == "Container" {
            ResourceRules.containerResource(pair.key, place, &errors)
          } else {
            ResourceRules.anyResource(pair.key, place, &errors)
          }
          names.insert(pair.key)
        }
      }
      for name in names.sorted(by: { $0.goLess($1) }) { bounds(limit.value, name, limit.path, type, &errors) }
    }
    return errors.list
  }

  private static func bounds(
    _ limit: Value, _ name: String, _ path: String, _ type: String, _ errors: inout ErrorList
  ) {
    func get(_ part: String) -> Quantity? { limit.at(part, name)?.string.flatMap { try? Quantity($0) } }
    let (minimum, maximum) = (get("min"), get("max"))
    let (request, usual) = type == "Pod" ? (nil, nil) : (get("defaultRequest"), get("default"))
    func wrong(_ part: String, _ value: Quantity, _ words: String) {
      errors.invalid("\(path).\(part)[\(name)]", .string(value.description), words)
    }
    if let minimum, let maximum, minimum > maximum {
      wrong("min", minimum, "min value \(minimum) is greater than max value \(maximum)")
    }
    if let request, let minimum, minimum > request {
      wrong("defaultRequest", request, "min value \(minimum) is greater than default request value \(request)")
    }
    if let request, let maximum, request > maximum {
      wrong("defaultRequest", request, "default request value \(request) is greater than max value \(maximum)")
    }
    if let request, let usual, request > usual {
      wrong("defaultRequest", request, "default request value \(request) is greater than default limit value \(usual)")
    }
    if let usual, let minimum, minimum > usual {
      wrong("default", minimum, "min value \(minimum) is greater than default value \(usual)")
    }
    if let usual, let maximum, usual > maximum {
      wrong("default", maximum, "default value \(usual) is greater than max value \(maximum)")
    }
    if let ratio = get("maxLimitRequestRatio") {
      if ratio < Quantity(1) { wrong("maxLimitRequestRatio", ratio, "ratio \(ratio) is less than 1") }
      if let minimum, let maximum, minimum.nano > 0 {
        let bound = Double(maximum.nano) / Double(minimum.nano)
        if Double(ratio.nano) / 1e9 > bound {
          let shown = GoNumber.formatFloat(bound, "f", precision: 6)
          wrong("maxLimitRequestRatio", ratio, "ratio \(ratio) is greater than max/min = \(shown)")
        }
      }
    }
    if !ResourceRules.isOvercommitAllowed(name), let usual, let request, usual != request {
      wrong(
        "defaultRequest", request, "default value \(usual) must equal to defaultRequest value \(request) in \(name)")
    }
  }
}
