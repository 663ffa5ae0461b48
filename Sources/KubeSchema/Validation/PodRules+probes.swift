import KubeAPI
import Manifest

extension PodRules {
  mutating func lifecycleAndProbes(_ container: Value, _ path: String, _ grace: Int64?) {
    if let lifecycle = container.there("lifecycle") {
      for name in ["postStart", "preStop"] {
        guard let hook = lifecycle.there(name) else { continue }
        handler(hook, "\(path).lifecycle.\(name)", isProbe: false, grace)
      }
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
      guard let probe = container.there(name) else { continue }
      self.probe(probe, "\(path).\(name)", name, grace)
    }
  }

  private mutating func probe(_ probe: Value, _ path: String, _ name: String, _ grace: Int64?) {
    handler(probe, path, isProbe: true, grace)
    for part in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
      errors.nonNegative("\(path).\(part)", probe[part])
    }
    if let seconds = probe["terminationGracePeriodSeconds"]?.int, seconds <= 0 {
      errors.invalid("\(path).terminationGracePeriodSeconds", .int(seconds), "must be greater than 0")
    }
    if name == "readinessProbe" {
      if let seconds = probe.there("terminationGracePeriodSeconds") {
        errors.invalid("\(path).terminationGracePeriodSeconds", seconds, "must not be set for readinessProbes")
      }
    } else if let threshold = probe["successThreshold"]?.int, threshold != 1 {
      errors.invalid("\(path).successThreshold", .int(threshold), "must be 1")
    }
  }

  private mutating func handler(_ handler: Value, _ path: String, isProbe: Bool, _ grace: Int64?) {
    var count = 0
    for kind in isProbe ? ["exec", "httpGet", "tcpSocket", "grpc"] : ["exec", "httpGet", "tcpSocket", "sleep"] {
      guard let action = handler.there(kind) else { continue }
      let place = "\(path).\(kind)"
      if count > 0 {
        errors.forbidden(place, "may not specify more than 1 handler type")
        continue
      }
      count += 1
      switch kind {
      case "exec": if (action["command"]?.array ?? []).isEmpty { errors.required("\(place).command") }
      case "httpGet": httpGet(action, place)
      case "sleep":
        let seconds = action["seconds"]?.int ?? 0
        if let grace, seconds < 0 || seconds > grace {
          errors.invalid(
            place, .int(seconds),
            "must be non-negative and less than terminationGracePeriodSeconds (\(grace))")
        }
      default: errors.portNumberOrName("\(place).port", action["port"])
      }
    }
    if count == 0 { errors.required(path, "must specify a handler type") }
  }

  private mutating func httpGet(_ action: Value, _ path: String) {
    if action.text("path").isEmpty { errors.required("\(path).path") }
    errors.portNumberOrName("\(path).port", action["port"])
    let scheme = action.text("scheme")
    if scheme != "HTTP" && scheme != "HTTPS" {
      errors.notSupported("\(path).scheme", .string(scheme), ["HTTP", "HTTPS"])
    }
    for header in action.items("httpHeaders", path) {
      let name = header.value.text("name")
      let isName = !name.isEmpty && name.utf8.allSatisfy { NameRules.isHeader($0) }
      if !isName {
        errors.invalid(
          "\(path).httpHeaders", .string(name),
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for "
            + "validation is '[-A-Za-z0-9]+')")
      }
    }
  }

  // MARK: - Security

  mutating func securityContext(_ context: Value, _ path: String, hostUsers: Bool) {
    for name in ["runAsUser", "runAsGroup"] { identifier(context, name, path) }
    errors.optionalOneOf("\(path).procMount", context["procMount"], ["Default", "Unmasked"])
    if context.text("procMount") == "Unmasked" && hostUsers {
      errors.invalid(
        "\(path).procMount", context["procMount"], "`hostUsers` must be false to use `Unmasked`")
    }
    seccomp(context, path)
    if context["allowPrivilegeEscalation"]?.bool == false {
      if context.isTrue(at: "privileged") {
        errors.invalid(
          path, GoDump.container(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
      }
      let added = context.at("capabilities", "add")?.array ?? []
      if added.contains("CAP_SYS_ADMIN") || added.contains("SYS_ADMIN") {
        errors.invalid(
          path, GoDump.container(context),
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
      }
    }
    appArmor(context, path)
  }

  private mutating func identifier(_ context: Value, _ name: String, _ path: String) {
    guard let id = context[name]?.int, id < 0 || id > Int64(Int32.max) else { return }
    errors.invalid("\(path).\(name)", .int(id), "must be between 0 and 2147483647, inclusive")
  }

  private mutating func seccomp(_ context: Value, _ path: String) {
    guard let profile = context.there("seccompProfile") else { return }
    let place = "\(path).seccompProfile"
    let file = profile.there("localhostProfile")
    switch profile.text("type") {
    case "Localhost":
      if let text = file?.string {
        descendingPath(text, "\(place).localhostProfile")
      } else {
        errors.required("\(place).localhostProfile", "must be set when seccomp type is Localhost")
      }
    case "RuntimeDefault", "Unconfined":
      break
    case "": errors.required("\(place).type", "type is required when seccompProfile is set")
    default:
      errors.notSupported("\(place).type", profile["type"], ["Localhost", "RuntimeDefault", "Unconfined"])
    }
    if file != nil, profile.text("type") != "Localhost" {
      errors.invalid(
        "\(place).localhostProfile", GoDump.dump(profile, "io.k8s.api.core.v1.SeccompProfile"),
        "can only be set when seccomp type is Localhost")
    }
  }

  private mutating func appArmor(_ context: Value, _ path: String) {
    guard let profile = context.there("appArmorProfile") else { return }
    let place = "\(path).appArmorProfile"
    switch profile.text("type") {
    case "Localhost":
      let file = profile["localhostProfile"]?.string ?? ""
      if file.utf8.count != file.trimmingBlank.utf8.count {
        errors.invalid("\(place).localhostProfile", .string(file), "must not be padded with whitespace")
      } else if file.isEmpty {
        errors.required("\(place).localhostProfile", "must be set when AppArmor type is Localhost")
      }
      if file.utf8.count > 4095 { errors.add(.tooLong("\(place).localhostProfile", 4095)) }
    case "RuntimeDefault", "Unconfined":
      if let file = profile.there("localhostProfile") {
        errors.invalid("\(place).localhostProfile", file, "can only be set when AppArmor type is Localhost")
      }
    case "": errors.required("\(place).type", "type is required when appArmorProfile is set")
    default:
      errors.notSupported("\(place).type", profile["type"], ["Localhost", "RuntimeDefault", "Unconfined"])
    }
  }

  mutating func podSecurityContext(_ spec: Value, _ path: String) {
    guard let context = spec.there("securityContext") else { return }
    let place = "\(path).securityContext"
    identifier(context, "fsGroup", place)
    identifier(context, "runAsUser", place)
    identifier(context, "runAsGroup", place)
    for group in context.items("supplementalGroups", place) {
      if let id = group.value.int, id < 0 || id > Int64(Int32.max) {
        errors.invalid(group.path, .int(id), "must be between 0 and 2147483647, inclusive")
      }
    }
    if spec.isTrue(at: "shareProcessNamespace"), spec.isTrue(at: "hostPID") {
      errors.invalid(
        "\(place).shareProcessNamespace", true, "ShareProcessNamespace and HostPID cannot both be enabled")
    }
    var sysctls: Set<String> = []
    for sysctl in context.items("sysctls", place) {
      let name = sysctl.value.text("name")
      if name.isEmpty {
        errors.required("\(sysctl.path).name")
      } else if !PodRules.isSysctl(name) {
        errors.invalid(
          "\(sysctl.path).name", .string(name),
          "must have at most 253 characters and match regex "
            + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$")
      } else if !sysctls.insert(name).inserted {
        errors.duplicate("\(sysctl.path).name", .string(name))
      }
    }
    errors.optionalOneOf(
      "\(place).fsGroupChangePolicy", context["fsGroupChangePolicy"], ["Always", "OnRootMismatch"])
    errors.optionalOneOf(
      "\(place).supplementalGroupsPolicy", context["supplementalGroupsPolicy"], ["Merge", "Strict"])
    seccomp(context, place)
    appArmor(context, place)
    errors.optionalOneOf(
      "\(place).seLinuxChangePolicy", context["seLinuxChangePolicy"], ["MountOption", "Recursive"])
  }

  private static func isSysctl(_ name: String) -> Bool {
    func isEdge(_ b: UInt8?) -> Bool { b.map { NameRules.isLowerOrDigit($0) } ?? false }
    return name.utf8.count <= 253
      && name.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 46 || $0 == 47 }).allSatisfy {
        part in
        isEdge(part.first) && isEdge(part.last)
          && part.allSatisfy { NameRules.isLowerOrDigit($0) || $0 == 45 || $0 == 95 }
      }
  }
}

extension NameRules {
  static func isLowerOrDigit(_ b: UInt8) -> Bool { (b >= 48 && b <= 57) || (b >= 97 && b <= 122) }

  static func isHeader(_ b: UInt8) -> Bool {
    (b >= 48 && b <= 57) || (b >= 65 && b <= 90) || (b >= 97 && b <= 122) || b == 45
  }
}
