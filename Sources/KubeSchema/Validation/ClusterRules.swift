import KubeAPI
import Manifest

/// Validation of nodes, namespaces, leases and webhook configurations.
enum ClusterRules {
  static func namespace(_ namespace: Value) -> [FieldError] {
    var errors = ErrorList()
    for finalizer in namespace.at("spec", "finalizers")?.array ?? [] {
      errors.add(MetadataRules.finalizers([finalizer], "spec.finalizers"))
    }
    return errors.list
  }

  static func namespaceStatus(_ namespace: Value) -> [FieldError] {
    let phase = namespace.at("status", "phase")
    let isDeleting = namespace.at("metadata", "deletionTimestamp").map { !$0.isNull } ?? false
    if phase == (isDeleting ? "Terminating" : "Active") { return [] }
    return [
      .invalid(
        "status.Phase", phase ?? "",
        isDeleting
          ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
          : "may only be 'Active' if `deletionTimestamp` is empty")
    ]
  }

  static func node(_ node: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = node["spec"] ?? [:]
    if old == nil { taints(spec, &errors) }
    for name in ["capacity", "allocatable"] {
      for pair in node.at("status", name)?.object?.sorted() ?? [] {
        ResourceRules.quantity(pair.key, pair.value, "status.\(name).\(pair.key)", &errors)
      }
    }
    guard let old else {
      let blocks = spec.items("podCIDRs", "spec")
      for block in blocks { errors.cidr(block.path, block.value.string ?? "") }
      if blocks.count > 1 {
        let families = blocks.compactMap { CIDRBlock($0.value.string ?? "", sloppy: true)?.address.is4 }
        if blocks.count > 2 || Set(families).count != 2 {
          errors.invalid("spec.podCIDRs", spec["podCIDRs"], "may specify no more than one CIDR for each IP family")
        }
      }
      return errors.list
    }
    let before = old["spec"] ?? [:]
    if before["podCIDRs"]?.array?.isEmpty == false, spec["podCIDRs"] != before["podCIDRs"] {
      errors.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid")
    }
    if !before.text("providerID").isEmpty, spec.text("providerID") != before.text("providerID") {
      errors.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid")
    }
    taints(spec, &errors)
    if spec.text("externalID") != before.text("externalID") {
      errors.forbidden("spec.externalID", "may not be updated")
    }
    return errors.list
  }

  /// The server gives their place as `metadata.taints`.
  private static func taints(_ spec: Value, _ errors: inout ErrorList) {
    var seen: Set<String> = []
    for taint in spec.items("taints", "metadata") {
      let key = taint.value.text("key")
      errors.invalid("\(taint.path).key", key, each: NameRules.qualifiedName(key))
      let text = taint.value.text("value")
      let messages = NameRules.labelValue(text)
      if !messages.isEmpty {
        errors.invalid("\(taint.path).value", .string(text), messages.joined(separator: ";"))
      }
      let effect = taint.value.text("effect")
      errors.oneOf("\(taint.path).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"])
      if !seen.insert("\(key):\(effect)").inserted {
        let shown = FieldError.show(GoDump.dump(taint.value, "io.k8s.api.core.v1.Taint"))
        errors.add(
          FieldError(.duplicate, taint.path, value: shown, "taints must be unique by key and effect pair"))
      }
    }
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
    if let strategy = spec.there("strategy")?.string {
      if !strategy.contains("/") {
        if strategy != "OldestEmulationVersion" {
          errors.notSupported("spec.strategy", .string(strategy), ["OldestEmulationVersion"])
        }
      } else {
        errors.domainPrefixedPath("spec.strategy", strategy)
      }
    }
    if let holder = spec.there("preferredHolder")?.string, !holder.isEmpty, spec.text("strategy").isEmpty {
      errors.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined")
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
