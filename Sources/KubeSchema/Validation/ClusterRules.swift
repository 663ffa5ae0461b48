import KubeAPI
import Manifest

/// Validation of nodes, namespaces, leases and webhook configurations.
enum ClusterRules {
  static func namespace(_ namespace: Value) -> [FieldError] {
    var errors = ErrorList()
    for finalizer in (namespace["spec"] ?? [:]).items("finalizers", "spec") {
      let text = finalizer.value.string ?? ""
      errors.invalid(finalizer.path, text, each: NameRules.qualifiedName(text))
    }
    return errors.list
  }

  static func node(_ node: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = node["spec"] ?? [:]
    var seen: Set<String> = []
    for taint in spec.items("taints", "spec") {
      let key = taint.value.text("key")
      errors.invalid("\(taint.path).key", key, each: NameRules.qualifiedName(key))
      let text = taint.value.text("value")
      let messages = NameRules.labelValue(text)
      if !messages.isEmpty {
        errors.invalid("\(taint.path).value", .string(text), messages.joined(separator: ";"))
      }
      let effect = taint.value.text("effect")
      errors.oneOf("\(taint.path).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"])
      if !seen.insert("\(key):\(effect)").inserted { errors.duplicate(taint.path, taint.value) }
    }
    for block in spec.items("podCIDRs", "spec") { errors.cidr(block.path, block.value.string ?? "") }
    for name in ["capacity", "allocatable"] {
      for pair in node.at("status", name)?.object?.sorted() ?? [] {
        ResourceRules.quantity(pair.key, pair.value, "status.\(name)[\(pair.key)]", &errors)
      }
    }
    return errors.list
  }

  static func lease(_ lease: Value) -> [FieldError] {
    var errors = ErrorList()
    let spec = lease["spec"] ?? [:]
    if let seconds = spec["leaseDurationSeconds"]?.int, seconds <= 0 {
      errors.invalid("spec.leaseDurationSeconds", .int(seconds), "must be greater than 0")
    }
    if let count = spec["leaseTransitions"]?.int, count < 0 {
      errors.invalid("spec.leaseTransitions", .int(count), "must be greater than or equal to 0")
    }
    return errors.list
  }

  static func webhooks(_ object: Value, _ kind: String) -> [FieldError] {
    var errors = ErrorList()
    guard kind.hasSuffix("WebhookConfiguration") else { return [] }
    var names: Set<String> = []
    for (i, hook) in (object["webhooks"]?.array ?? []).enumerated() {
      let path = "webhooks[\(i)]"
      let name = hook.text("name")
      let messages = NameRules.dns1123Subdomain(name)
      if !messages.isEmpty {
        errors.invalid("\(path).name", name, each: messages)
      } else if name.split(separator: ".").count < 3 {
        errors.invalid(
          "\(path).name", .string(name), "should be a domain with at least three segments separated by dots")
      }
      if !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
      errors.labelSelector("\(path).namespaceSelector", hook["namespaceSelector"])
      errors.labelSelector("\(path).objectSelector", hook["objectSelector"])
      if (hook["sideEffects"]?.string ?? "").isEmpty {
        errors.required("\(path).sideEffects", "must specify one of None, NoneOnDryRun")
      } else {
        errors.optionalOneOf("\(path).sideEffects", hook["sideEffects"], ["None", "NoneOnDryRun"])
      }
      if (hook["admissionReviewVersions"]?.array ?? []).isEmpty {
        errors.required("\(path).admissionReviewVersions", "must specify one of v1, v1beta1")
      }
      errors.optionalOneOf("\(path).failurePolicy", hook["failurePolicy"], ["Fail", "Ignore"])
      errors.optionalOneOf("\(path).matchPolicy", hook["matchPolicy"], ["Equivalent", "Exact"])
      if let seconds = hook["timeoutSeconds"]?.int, !(1...30).contains(seconds) {
        errors.invalid("\(path).timeoutSeconds", .int(seconds), "the timeout value must be between 1 and 30 seconds")
      }
      let config = hook["clientConfig"] ?? [:]
      if config.has("url") == config.has("service") {
        errors.required("\(path).clientConfig", "exactly one of url or service is required")
      }
    }
    return errors.list
  }
}
