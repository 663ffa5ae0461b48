import KubeAPI
import Manifest

/// Validation of pod specs (kubernetes `pkg/apis/core/validation`), for pods and for templates.
struct PodRules {
  var errors = ErrorList()
  /// A pod itself, not a template of one.
  let isPod: Bool

  init(isPod: Bool) { self.isPod = isPod }

  static func check(_ spec: Value, path: String, isPod: Bool) -> [FieldError] {
    var rules = PodRules(isPod: isPod)
    rules.spec(spec, path)
    return rules.errors.list
  }

  private mutating func spec(_ spec: Value, _ path: String) {
    if !spec.has("terminationGracePeriodSeconds") { errors.required("\(path).terminationGracePeriodSeconds") }
    let volumes = checkVolumes(spec, path)
    resourceClaims(spec, path)
    containers(spec, path, volumes)
    initContainers(spec, path, volumes)
    ephemeralContainers(spec, path, volumes)
    podResources(spec, path)
    hostNetworkPorts(spec, path)
    errors.oneOf("\(path).restartPolicy", spec.text("restartPolicy"), ["Always", "OnFailure", "Never"])
    errors.oneOf(
      "\(path).dnsPolicy", spec.text("dnsPolicy"), ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
    errors.labels("\(path).nodeSelector", spec["nodeSelector"])
    podSecurityContext(spec, path)
    if let affinity = spec.there("affinity") { self.affinity(affinity, "\(path).affinity") }
    dnsConfig(spec, "\(path).dnsConfig")
    for gate in spec.items("readinessGates", path) {
      let type = gate.value.text("conditionType")
      errors.invalid("\(gate.path).conditionType", type, each: NameRules.qualifiedName(type))
    }
    var gates: Set<String> = []
    for gate in spec.items("schedulingGates", path) {
      let name = gate.value.text("name")
      errors.invalid(gate.path, name, each: NameRules.qualifiedName(name))
      if !gates.insert(name).inserted { errors.duplicate(gate.path, .string(name)) }
    }
    topologySpread(spec, path)
    hostUsers(spec, path)
    hostname(spec, "\(path).hostnameOverride")
    names(spec, path)
    for alias in spec.items("hostAliases", path) {
      errors.ip("\(alias.path).ip", alias.value.text("ip"))
      for name in alias.value.items("hostnames", alias.path) {
        let text = name.value.string ?? ""
        errors.invalid(name.path, text, each: NameRules.dns1123Subdomain(text))
      }
    }
    subdomain(spec, "priorityClassName", path)
    subdomain(spec, "runtimeClassName", path)
    if spec.has("preemptionPolicy") {
      errors.oneOf(
        "\(path).preemptionPolicy", spec.text("preemptionPolicy"), ["PreemptLowerPriority", "Never"])
    }
    if let overhead = spec.there("overhead") {
      ResourceRules.requirements(["limits": overhead], "\(path).overhead", [:], &errors)
    }
    operatingSystem(spec, path)
  }

  private mutating func hostname(_ spec: Value, _ path: String) {
    guard let name = spec.there("hostnameOverride")?.string else { return }
    if spec.isTrue(at: "setHostnameAsFQDN") {
      errors.forbidden(path, "may not be specified when setHostnameAsFQDN is true")
    }
    if spec.isTrue(at: "hostNetwork") { errors.forbidden(path, "may not be specified when hostNetwork is true") }
    if name.utf8.count > 64 { errors.add(.tooLong(path, 64)) }
    errors.invalid(path, name, each: NameRules.dns1123Subdomain(name))
  }

  private mutating func subdomain(_ spec: Value, _ name: String, _ path: String) {
    let text = spec.text(name)
    if !text.isEmpty { errors.invalid("\(path).\(name)", text, each: NameRules.dns1123Subdomain(text)) }
  }

  private mutating func names(_ spec: Value, _ path: String) {
    subdomain(spec, "serviceAccountName", path)
    subdomain(spec, "nodeName", path)
    if let seconds = spec["activeDeadlineSeconds"]?.int, seconds < 1 || seconds > Int64(Int32.max) {
      errors.invalid("\(path).activeDeadlineSeconds", .int(seconds), "must be between 1 and 2147483647, inclusive")
    }
    for name in ["hostname", "subdomain"] {
      let text = spec.text(name)
      if !text.isEmpty { errors.invalid("\(path).\(name)", text, each: NameRules.dns1123Label(text)) }
    }
    tolerations(spec, path)
  }

  private mutating func operatingSystem(_ spec: Value, _ path: String) {
    guard let name = spec.at("os", "name")?.string else { return }
    if name.isEmpty {
      errors.required("\(path).os.name", "cannot be empty")
    } else if name != "linux" && name != "windows" {
      errors.notSupported("\(path).os", .string(name), ["linux", "windows"])
    } else {
      systemFields(spec, path, name)
    }
  }

  // MARK: - Scheduling

  mutating func tolerations(_ spec: Value, _ path: String) {
    for toleration in spec.items("tolerations", path) {
      let value = toleration.value
      let key = value.text("key")
      let word = value.text("operator")
      if !key.isEmpty { errors.invalid("\(toleration.path).key", key, each: NameRules.qualifiedName(key)) }
      if key.isEmpty && word != "Exists" {
        errors.invalid(
          "\(toleration.path).operator", .string(word),
          "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
      }
      let effect = value.text("effect")
      if value.has("tolerationSeconds") && effect != "NoExecute" {
        errors.invalid(
          "\(toleration.path).effect", .string(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set")
      }
      let text = value.text("value")
      switch word {
      case "Equal", "":
        let messages = NameRules.labelValue(text)
        if !messages.isEmpty {
          errors.invalid("\(toleration.path).operator", .string(text), messages.joined(separator: ";"))
        }
      case "Exists":
        if !text.isEmpty {
          errors.invalid(
            "\(toleration.path).operator", .string(text), "value must be empty when `operator` is 'Exists'")
        }
      default: errors.notSupported("\(toleration.path).operator", .string(word), ["Equal", "Exists"])
      }
      if !effect.isEmpty {
        errors.optionalOneOf(
          "\(toleration.path).effect", value["effect"], ["NoSchedule", "PreferNoSchedule", "NoExecute"])
      }
    }
  }

  private mutating func affinity(_ affinity: Value, _ path: String) {
    if let node = affinity.there("nodeAffinity") {
      let place = "\(path).nodeAffinity"
      if let selector = node.there("requiredDuringSchedulingIgnoredDuringExecution") {
        nodeSelector(selector, "\(place).requiredDuringSchedulingIgnoredDuringExecution")
      }
      for term in node.items("preferredDuringSchedulingIgnoredDuringExecution", place) {
        weight(term.value, term.path)
        nodeSelectorTerm(term.value["preference"] ?? [:], "\(term.path).preference", isPreference: true)
      }
    }
    for name in ["podAffinity", "podAntiAffinity"] {
      guard let pods = affinity.there(name) else { continue }
      let place = "\(path).\(name)"
      for term in pods.items("requiredDuringSchedulingIgnoredDuringExecution", place) {
        podAffinityTerm(term.value, term.path)
      }
      for term in pods.items("preferredDuringSchedulingIgnoredDuringExecution", place) {
        weight(term.value, term.path)
        podAffinityTerm(term.value["podAffinityTerm"] ?? [:], "\(term.path).podAffinityTerm")
      }
    }
  }

  private mutating func weight(_ term: Value, _ path: String) {
    let weight = term["weight"]?.int ?? 0
    if weight <= 0 || weight > 100 { errors.invalid("\(path).weight", .int(weight), "must be in the range 1-100") }
  }

  mutating func nodeSelector(_ selector: Value, _ path: String) {
    let terms = selector.items("nodeSelectorTerms", path)
    if terms.isEmpty {
      errors.required("\(path).nodeSelectorTerms", "must have at least one node selector term")
      return
    }
    for term in terms { nodeSelectorTerm(term.value, term.path) }
  }

  /// - Parameter isPreference: values are not looked at, as they always were let through.
  private mutating func nodeSelectorTerm(_ term: Value, _ path: String, isPreference: Bool = false) {
    for expression in term.items("matchExpressions", path) {
      let values = expression.value["values"]?.array ?? []
      switch expression.value.text("operator") {
      case "In", "NotIn":
        if values.isEmpty {
          errors.required("\(expression.path).values", "must be specified when `operator` is 'In' or 'NotIn'")
        }
      case "Exists", "DoesNotExist":
        if !values.isEmpty {
          errors.forbidden(
            "\(expression.path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
        }
      case "Gt", "Lt":
        if values.count != 1 {
          errors.required(
            "\(expression.path).values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
        }
      default:
        errors.invalid(
          "\(expression.path).operator", expression.value["operator"] ?? "", "not a valid selector operator")
      }
      let key = expression.value.text("key")
      errors.invalid("\(expression.path).key", key, each: NameRules.qualifiedName(key))
      for (i, value) in values.enumerated() where !isPreference {
        let text = value.string ?? ""
        errors.invalid("\(expression.path).values[\(i)]", text, each: NameRules.labelValue(text))
      }
    }
    for field in term.items("matchFields", path) {
      let values = field.value["values"]?.array ?? []
      switch field.value.text("operator") {
      case "In", "NotIn":
        if values.count != 1 {
          errors.required(
            "\(field.path).values", "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
        }
      default:
        errors.invalid("\(field.path).operator", field.value["operator"] ?? "", "not a valid selector operator")
      }
      let key = field.value.text("key")
      if key != "metadata.name" {
        errors.invalid("\(field.path).key", .string(key), "not a valid field selector key")
        continue
      }
      for (i, value) in values.enumerated() {
        let text = value.string ?? ""
        errors.invalid("\(field.path).values[\(i)]", text, each: NameRules.dns1123Subdomain(text))
      }
    }
  }

  private mutating func podAffinityTerm(_ term: Value, _ path: String) {
    errors.labelSelector("\(path).labelSelector", term["labelSelector"])
    errors.labelSelector("\(path).namespaceSelector", term["namespaceSelector"])
    for name in term.items("namespaces", path) {
      let text = name.value.string ?? ""
      errors.invalid("\(path).namespace", text, each: NameRules.dns1123Label(text))
    }
    matchLabelKeys(term, path)
    let key = term.text("topologyKey")
    if key.isEmpty { errors.required("\(path).topologyKey", "can not be empty") }
    errors.invalid("\(path).topologyKey", key, each: NameRules.qualifiedName(key))
  }

  private mutating func matchLabelKeys(_ term: Value, _ path: String) {
    let selector = term.there("labelSelector")
    for name in ["matchLabelKeys", "mismatchLabelKeys"] {
      let keys = term.items(name, path)
      if keys.isEmpty { continue }
      if selector == nil {
        errors.forbidden("\(path).\(name)", "must not be specified when labelSelector is not set")
        continue
      }
      for key in keys {
        let text = key.value.string ?? ""
        errors.invalid(key.path, text, each: NameRules.qualifiedName(text))
      }
    }
    let others = term["mismatchLabelKeys"]?.array ?? []
    for key in term.items("matchLabelKeys", path) where others.contains(key.value) {
      errors.invalid(key.path, key.value, "exists in both matchLabelKeys and mismatchLabelKeys")
    }
  }

  private mutating func topologySpread(_ spec: Value, _ path: String) {
    let all = spec.items("topologySpreadConstraints", path)
    for (place, constraint) in all.enumerated() {
      let value = constraint.value
      let skew = value["maxSkew"]?.int ?? 0
      if skew <= 0 { errors.invalid("\(constraint.path).maxSkew", .int(skew), "must be greater than zero") }
      let key = value.text("topologyKey")
      if key.isEmpty {
        errors.required("\(constraint.path).topologyKey", "can not be empty")
      }
      let action = value.text("whenUnsatisfiable")
      if action != "DoNotSchedule" && action != "ScheduleAnyway" {
        errors.notSupported(
          "\(constraint.path).whenUnsatisfiable", .string(action), ["DoNotSchedule", "ScheduleAnyway"])
      }
      let pair = "{\(key), \(action)}"
      let isRepeated = all[(place + 1)...].contains {
        $0.value.text("topologyKey") == key && $0.value.text("whenUnsatisfiable") == action
      }
      if isRepeated {
        errors.duplicate("\(constraint.path).{topologyKey, whenUnsatisfiable}", .string(pair))
      }
      if let domains = value["minDomains"]?.int {
        if domains <= 0 {
          errors.invalid("\(constraint.path).minDomains", .int(domains), "must be greater than zero")
        }
        if action != "DoNotSchedule" {
          errors.invalid(
            "\(constraint.path).minDomains", .int(domains),
            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")
        }
      }
      for name in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
        errors.optionalOneOf("\(constraint.path).\(name)", value[name], ["Honor", "Ignore"])
      }
      spreadKeys(value, constraint.path)
      errors.labelSelector("\(constraint.path).labelSelector", value["labelSelector"])
    }
  }

  private mutating func spreadKeys(_ constraint: Value, _ path: String) {
    let keys = constraint.items("matchLabelKeys", path)
    guard !keys.isEmpty else { return }
    let selector = constraint.there("labelSelector")
    if selector == nil {
      errors.forbidden("\(path).matchLabelKeys", "must not be specified when labelSelector is not set")
    }
    let expressions = (selector?["matchExpressions"]?.array ?? []).map { $0.text("key") }
    for key in keys {
      let text = key.value.string ?? ""
      errors.invalid(key.path, text, each: NameRules.qualifiedName(text))
      if selector?.at("matchLabels", text) != nil || expressions.contains(text) {
        errors.invalid(key.path, key.value, "exists in both matchLabelKeys and labelSelector")
      }
    }
  }

  // MARK: - DNS, host

  private mutating func dnsConfig(_ spec: Value, _ path: String) {
    let config = spec.there("dnsConfig")
    if spec.text("dnsPolicy") == "None" {
      guard let config else {
        errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
        return
      }
      if (config["nameservers"]?.array ?? []).isEmpty {
        errors.required("\(path).nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
        return
      }
    }
    guard let config else { return }
    let servers = config.items("nameservers", path)
    if servers.count > 3 {
      errors.invalid("\(path).nameservers", config["nameservers"], "must not have more than 3 nameservers")
    }
    for server in servers { errors.ip(server.path, server.value.string ?? "") }
    let searches = config.items("searches", path)
    if searches.count > 32 {
      errors.invalid("\(path).searches", config["searches"], "must not have more than 32 search paths")
    }
    for search in searches {
      var text = search.value.string ?? ""
      if text == "." { continue }
      if text.hasSuffix(".") { text.removeLast() }
      errors.invalid(search.path, text, each: NameRules.dns1123SubdomainWithUnderscore(text))
    }
    for option in config.items("options", path) where option.value.text("name").isEmpty {
      errors.required(option.path, "must not be empty")
    }
  }

  private mutating func hostNetworkPorts(_ spec: Value, _ path: String) {
    guard spec.isTrue(at: "hostNetwork") else { return }
    for container in spec.items("containers", path) {
      for port in container.value.items("ports", container.path) {
        let host = port.value["hostPort"]?.int ?? 0
        if (isPod || host != 0) && host != port.value["containerPort"]?.int ?? 0 {
          errors.invalid(
            "\(port.path).hostPort", .int(host), "must match `containerPort` when `hostNetwork` is true")
        }
      }
    }
  }

  private mutating func hostUsers(_ spec: Value, _ path: String) {
    guard spec["hostUsers"]?.bool == false else { return }
    for (name, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
    where spec.isTrue(at: name) {
      errors.forbidden("\(path).\(shown)", "when `pod.Spec.HostUsers` is false")
    }
  }

  private mutating func resourceClaims(_ spec: Value, _ path: String) {
    var seen: Set<String> = []
    for claim in spec.items("resourceClaims", path) {
      let name = claim.value.text("name")
      if name.isEmpty {
        errors.required("\(claim.path).name")
      } else if !seen.insert(name).inserted {
        errors.duplicate("\(claim.path).name", .string(name))
      } else {
        errors.invalid("\(claim.path).name", name, each: NameRules.dns1123Label(name))
      }
      let both = claim.value.has("resourceClaimName") && claim.value.has("resourceClaimTemplateName")
      let none = !claim.value.has("resourceClaimName") && !claim.value.has("resourceClaimTemplateName")
      let shown = GoDump.dump(claim.value, "io.k8s.api.core.v1.PodResourceClaim")
      if both {
        errors.invalid(
          claim.path, shown,
          "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
      }
      if none {
        errors.invalid(claim.path, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
      }
      for part in ["resourceClaimName", "resourceClaimTemplateName"] {
        guard let text = claim.value.there(part)?.string else { continue }
        errors.invalid("\(claim.path).\(part)", text, each: NameRules.dns1123Subdomain(text))
      }
    }
  }
}
