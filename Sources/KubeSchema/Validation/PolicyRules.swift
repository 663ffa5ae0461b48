import KubeAPI
import Manifest

/// Validation of autoscalers, disruption budgets, priority classes and events.
enum PolicyRules {
  // MARK: - Autoscalers

  static func autoscaler(_ autoscaler: Value, version: String) -> [FieldError] {
    var errors = ErrorList()
    let spec = autoscaler["spec"] ?? [:]
    let minimum = spec["minReplicas"]?.int
    let maximum = spec["maxReplicas"]?.int ?? 0
    if let minimum, minimum < 1 {
      errors.invalid("spec.minReplicas", .int(minimum), "must be greater than or equal to 1")
    }
    if maximum == 0 {
      errors.required("spec.maxReplicas", "must be set and greater than 0")
    } else if maximum < 0 {
      errors.invalid("spec.maxReplicas", .int(maximum), "must be greater than or equal to 1")
    }
    if let minimum, maximum < minimum {
      errors.invalid("spec.maxReplicas", .int(maximum), "must be greater than or equal to `minReplicas`")
    }
    let target = spec["scaleTargetRef"] ?? [:]
    crossReference(target, "spec.scaleTargetRef", &errors)
    for metric in spec.items("metrics", "spec") { self.metric(metric.value, metric.path, &errors) }
    for name in ["scaleUp", "scaleDown"] {
      guard let rules = spec.at("behavior", name) else { continue }
      scaling(rules, "spec.behavior.\(name)", &errors)
    }
    return errors.list
  }

  private static func crossReference(
    _ reference: Value, _ path: String, needsGroup: Bool = true, _ errors: inout ErrorList
  ) {
    for name in ["kind", "name"] {
      let text = reference.text(name)
      if text.isEmpty {
        errors.required("\(path).\(name)")
      } else {
        errors.invalid("\(path).\(name)", text, each: NameRules.pathSegment(text))
      }
    }
    let apiVersion = reference.text("apiVersion")
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count > 2 {
      errors.invalid("\(path).apiVersion", .string(apiVersion), "unexpected GroupVersion string: \(apiVersion)")
    } else if parts.count < 2, needsGroup, reference.text("kind") != "ReplicationController" {
      errors.invalid("\(path).apiVersion", .string(apiVersion), "apiVersion must specify API group")
    }
  }

  private static func metric(_ metric: Value, _ path: String, _ errors: inout ErrorList) {
    let type = metric.text("type")
    let types = ["ContainerResource", "External", "Object", "Pods", "Resource"]
    if type.isEmpty { errors.required("\(path).type", "must specify a metric source type") }
    if !types.contains(type) { errors.notSupported("\(path).type", .string(type), types) }
    let member = type.prefix(1).lowercased() + type.dropFirst()
    let present = ["object", "external", "pods", "resource", "containerResource"].filter { metric.has($0) }
    if let first = present.first, let source = metric.there(first) {
      let place = "\(path).\(first)"
      if first == "resource" || first == "containerResource" {
        let name = source.text("name")
        if name.isEmpty {
          errors.required("\(place).name", "must specify a resource name")
        } else if first == "containerResource" {
          ResourceRules.containerResource(name, "\(place).name", &errors)
        }
        if first == "containerResource" {
          let container = source.text("container")
          if container.isEmpty {
            errors.required("\(place).container", "must specify a container")
          } else {
            errors.invalid("\(place).container", container, each: NameRules.dns1123Label(container))
          }
        }
      } else {
        if first == "object" {
          crossReference(source["describedObject"] ?? [:], "\(place).describedObject", needsGroup: false, &errors)
        }
        let name = source.at("metric", "name")?.string ?? ""
        if name.isEmpty {
          errors.required("\(place).metric.name", "must specify a metric name")
        } else {
          errors.invalid("\(place).metric.name", name, each: NameRules.pathSegment(name))
        }
      }
      self.target(source["target"] ?? [:], "\(place).target", first, &errors)
    }
    if !type.isEmpty, !present.contains(member) {
      errors.required("\(path).\(member)", "must populate information for the given metric source")
    }
    for other in present where present.count > 1 && other != member {
      errors.forbidden("\(path).\(other)", "must populate the given metric source only")
    }
  }

  private static func target(_ target: Value, _ path: String, _ source: String, _ errors: inout ErrorList) {
    let type = target.text("type")
    if type.isEmpty { errors.required("\(path).type", "must specify a metric target type") }
    if !["Utilization", "Value", "AverageValue"].contains(type) {
      errors.invalid("\(path).type", .string(type), "must be either Utilization, Value, or AverageValue")
    }
    for name in ["value", "averageValue"] {
      if let quantity = target.quantity(name), quantity.sign != 1 {
        errors.invalid("\(path).\(name)", target[name], "must be positive")
      }
    }
    if let utilization = target["averageUtilization"]?.int, utilization < 1 {
      errors.invalid("\(path).averageUtilization", .int(utilization), "must be greater than 0")
    }
    let hasAverage = target.has("averageValue")
    switch source {
    case "resource", "containerResource":
      let hasUtilization = target.has("averageUtilization")
      if !hasUtilization && !hasAverage {
        errors.required(
          "\(path).averageUtilization", "must set either a target raw value or a target utilization")
      }
      if hasUtilization && hasAverage {
        errors.forbidden("\(path).averageValue", "may not set both a target raw value and a target utilization")
      }
    case "pods":
      if !hasAverage { errors.required("\(path).averageValue", "must specify a positive target averageValue") }
    case "external":
      if !target.has("value") && !hasAverage {
        errors.required(
          "\(path).averageValue", "must set either a target value for metric or a per-pod target")
      }
      if target.has("value") && hasAverage {
        errors.forbidden("\(path).value", "may not set both a target value for metric and a per-pod target")
      }
    default:
      if !target.has("value") && !hasAverage {
        errors.required("\(path).averageValue", "must set either a target value or averageValue")
      }
    }
  }

  private static func scaling(_ rules: Value, _ path: String, _ errors: inout ErrorList) {
    if let window = rules["stabilizationWindowSeconds"]?.int {
      if window < 0 {
        errors.invalid(
          "\(path).stabilizationWindowSeconds", .int(window), "must be greater than or equal to zero")
      }
      if window > 3600 {
        errors.invalid(
          "\(path).stabilizationWindowSeconds", .int(window), "must be less than or equal to 3600")
      }
    }
    errors.optionalOneOf("\(path).selectPolicy", rules["selectPolicy"], ["Disabled", "Max", "Min"])
    let policies = rules.items("policies", path)
    if policies.isEmpty { errors.required("\(path).policies", "must specify at least one Policy") }
    for policy in policies {
      errors.optionalOneOf("\(policy.path).type", policy.value["type"], ["Percent", "Pods"])
      let value = policy.value["value"]?.int ?? 0
      if value <= 0 { errors.invalid("\(policy.path).value", .int(value), "must be greater than zero") }
      let period = policy.value["periodSeconds"]?.int ?? 0
      if period <= 0 { errors.invalid("\(policy.path).periodSeconds", .int(period), "must be greater than zero") }
      if period > 1800 {
        errors.invalid("\(policy.path).periodSeconds", .int(period), "must be less than or equal to 1800")
      }
    }
  }

  // MARK: - Disruption budgets

  static func budget(_ budget: Value) -> [FieldError] {
    var errors = ErrorList()
    let spec = budget["spec"] ?? [:]
    if spec.has("minAvailable") && spec.has("maxUnavailable") {
      errors.invalid(
        "spec", GoDump.dump(spec, "io.k8s.api.policy.v1.PodDisruptionBudgetSpec"),
        "minAvailable and maxUnavailable cannot be both set")
    }
    for name in ["minAvailable", "maxUnavailable"] where spec.has(name) {
      WorkloadRules.intOrPercent(spec[name], "spec.\(name)", &errors)
      WorkloadRules.noMoreThan100(spec[name], "spec.\(name)", &errors)
    }
    errors.labelSelector("spec.selector", spec["selector"])
    errors.optionalOneOf(
      "spec.unhealthyPodEvictionPolicy", spec["unhealthyPodEvictionPolicy"], ["AlwaysAllow", "IfHealthyBudget"])
    return errors.list
  }

  // MARK: - Priority classes

  static func priorityClass(_ priority: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let value = priority["value"]?.int ?? 0
    if let old {
      if old["value"] != priority["value"] { errors.forbidden("value", "may not be changed in an update.") }
      errors.immutable("preemptionPolicy", priority["preemptionPolicy"], old["preemptionPolicy"])
      return errors.list
    }
    if priority.name.hasPrefix("system-") {
      let known = ["system-cluster-critical": Int64(2_000_000_000), "system-node-critical": 2_000_001_000]
      if known[priority.name] != value {
        errors.forbidden(
          "metadata.name",
          "priority class names with 'system-' prefix are reserved for system use only. error: "
            + "\(priority.name) is not a known system priority class")
      }
    } else if value > 1_000_000_000 {
      errors.forbidden("value", "maximum allowed value of a user defined priority is 1000000000")
    }
    if priority.has("preemptionPolicy") {
      errors.oneOf("preemptionPolicy", priority.text("preemptionPolicy"), ["PreemptLowerPriority", "Never"])
    }
    return errors.list
  }

  // MARK: - Events

  /// - Parameter isNew: of `events.k8s.io`, where old fields must be empty.
  static func event(_ event: Value, isNew: Bool, isUpdate: Bool) -> [FieldError] {
    var errors = ErrorList()
    let place = event.at("involvedObject", "namespace") ?? event.at("regarding", "namespace") ?? ""
    let named = place.string ?? ""
    let isDated = event.there("eventTime") != nil
    func wrongPlace() { errors.invalid("involvedObject.namespace", place, "does not match event.namespace") }
    if !isDated {
      if named.isEmpty ? event.namespace != "default" : named != event.namespace { wrongPlace() }
    } else {
      if named.isEmpty, event.namespace != "default", event.namespace != "kube-system" { wrongPlace() }
      // Both groups' events are kept as the core group's, whose names differ.
      let controller = [event.text("reportingController"), event.text("reportingComponent")].joined()
      let name = isNew ? "reportingController" : "reportingComponent"
      if controller.isEmpty { errors.required(name) }
      errors.invalid(name, controller, each: NameRules.qualifiedName(controller))
      for (part, limit) in [("reportingInstance", 128), ("action", 128), ("reason", 128)] {
        let text = event.text(part)
        if text.isEmpty { errors.required(part) }
        if text.utf8.count > limit { errors.invalid(part, "", "can have at most \(limit) characters") }
      }
      if max(event.text("note").utf8.count, event.text("message").utf8.count) > 1024 {
        errors.invalid("message", "", "can have at most 1024 characters")
      }
    }
    guard isNew, !isUpdate else { return errors.list }
    if !isDated { errors.required("eventTime") }
    let type = event.text("type")
    if type != "Normal" && type != "Warning" { errors.invalid("type", "", "has invalid value: \(type)") }
    for (served, shown) in [
      ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"),
    ] where event.there(served) != nil {
      errors.invalid(shown, "", "needs to be unset")
    }
    if event["deprecatedCount"]?.int ?? 0 != 0 { errors.invalid("count", "", "needs to be unset") }
    if let source = event.there("deprecatedSource"), source != [:] { errors.invalid("source", "", "needs to be unset") }
    return errors.list
  }
}
