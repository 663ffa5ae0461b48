import KubeAPI
import Manifest

/// Validation of nodes, namespaces, leases, classes and services of the API.
enum ClusterRules {
  static func namespace(_ namespace: Value) -> [FieldError] {
    var errors = ErrorList()
    for finalizer in namespace.at("spec", "finalizers")?.array ?? [] {
      // Without the place in the list, as the server says it.
      for error in MetadataRules.finalizers([finalizer], "spec.finalizers") {
        errors.add(FieldError(error.kind, "spec.finalizers", value: error.value, error.detail))
      }
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

  // MARK: - Drivers, classes, services of the API

  static func driver(_ driver: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    if old == nil, !driver.name.isEmpty { VolumeSources.driver(driver.name, "name", &errors) }
    let spec = driver["spec"] ?? [:]
    for mode in spec["volumeLifecycleModes"]?.array ?? [] where mode != "Persistent" && mode != "Ephemeral" {
      errors.notSupported("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"])
    }
    errors.optionalOneOf("spec.fsGroupPolicy", spec["fsGroupPolicy"], ["File", "None", "ReadWriteOnceWithFSType"])
    var audiences: Set<String> = []
    for request in spec.items("tokenRequests", "spec") {
      let audience = request.value.text("audience")
      if !audiences.insert(audience).inserted { errors.duplicate("\(request.path).audience", .string(audience)) }
      if let seconds = request.value["expirationSeconds"]?.int, seconds < 600 {
        errors.invalid(
          "\(request.path).expirationSeconds", .int(seconds), "may not specify a duration less than 10 minutes")
      }
    }
    if let old {
      for name in ["attachRequired", "volumeLifecycleModes"] {
        errors.immutable("spec.\(name)", spec[name], old.at("spec", name))
      }
    }
    return errors.list
  }

  static func runtimeClass(_ runtime: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let handler = runtime.text("handler")
    if let old {
      errors.immutable("handler", runtime["handler"], old["handler"])
    } else {
      if handler.isEmpty {
        errors.required("handler")
      } else {
        errors.invalid("handler", handler, each: NameRules.dns1123Label(handler))
      }
    }
    if let overhead = runtime.at("overhead", "podFixed") {
      ResourceRules.requirements(["limits": overhead], "overhead", [:], &errors)
    }
    if let labels = runtime.at("scheduling", "nodeSelector") { errors.labels("scheduling.nodeSelector", labels) }
    var pods = PodRules(isPod: false)
    pods.tolerations(runtime["scheduling"] ?? [:], "scheduling")
    errors.add(pods.errors.list)
    var seen: [Value] = []
    for item in (runtime["scheduling"] ?? [:]).items("tolerations", "scheduling") {
      let key: Value = .array(["key", "operator", "value", "effect"].map { .string(item.value.text($0)) })
      if seen.contains(key) {
        errors.duplicate(item.path, GoDump.dump(item.value, "io.k8s.api.core.v1.Toleration"))
      } else {
        seen.append(key)
      }
    }
    return errors.list
  }

  static func apiService(_ service: Value) -> [FieldError] {
    var errors = ErrorList()
    let spec = service["spec"] ?? [:]
    let (group, version) = (spec.text("group"), spec.text("version"))
    if !group.isEmpty {
      errors.invalid("spec.group", group, each: NameRules.dns1123Subdomain(group))
    } else if version != "v1" {
      errors.required("spec.group", "only v1 may have an empty group and it better be legacy kube")
    }
    errors.invalid("spec.version", version, each: NameRules.dns1035Label(version))
    for (name, limit) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1000)] as [(String, Int64)] {
      let number = spec[name]?.int ?? 0
      if number <= 0 || number > limit {
        errors.invalid("spec.\(name)", .int(number), "must be positive and less than \(limit)")
      }
    }
    guard let target = spec.there("service") else {
      if spec.text("caBundle").isEmpty == false {
        errors.invalid(
          "spec.caBundle", "\(spec.text("caBundle").utf8.count) bytes", "local APIServices may not have a caBundle")
      }
      if spec.isTrue(at: "insecureSkipTLSVerify") {
        errors.invalid("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify")
      }
      return errors.list
    }
    for name in ["namespace", "name"] where target.text(name).isEmpty { errors.required("spec.service.\(name)") }
    if let port = target["port"]?.int {
      for message in NameRules.portNumber(port) {
        errors.invalid("spec.service.port", .int(port), "port is not valid: \(message)")
      }
    }
    if spec.isTrue(at: "insecureSkipTLSVerify"), !spec.text("caBundle").isEmpty {
      errors.invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present")
    }
    return errors.list
  }
}
