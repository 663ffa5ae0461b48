import KubeAPI
import Manifest

/// What may change in a pod that exists.
enum PodUpdateRules {
  static func check(_ pod: Value, old: Value, subresource: String) -> [FieldError] {
    let spec = pod["spec"] ?? [:]
    let before = old["spec"] ?? [:]
    switch subresource {
    case "status": return []
    case "resize": return resize(pod, old)
    case "ephemeralcontainers": return []
    default: return update(spec, before, pod, old)
    }
  }

  private static func update(_ spec: Value, _ before: Value, _ pod: Value, _ old: Value) -> [FieldError] {
    var errors = ErrorList()
    var plain = spec
    for name in ["containers", "initContainers"] {
      let now = spec["containers"]?.array?.count ?? 0
      let was = before["containers"]?.array?.count ?? 0
      if name == "containers", now != was {
        errors.forbidden("spec.containers", "pod updates may not add or remove containers")
        return errors.list
      }
      let olds = before[name]?.array ?? []
      var i = 0
      plain.changeEach(name) { container in
        if i < olds.count { container["image"] = olds[i]["image"] }
        i += 1
      }
    }
    plain["activeDeadlineSeconds"] = before["activeDeadlineSeconds"]
    deadline(spec, before, &errors)
    tolerations(spec, before, &errors)
    plain["tolerations"] = before["tolerations"]
    if let grace = before["terminationGracePeriodSeconds"]?.int, grace < 0,
      spec["terminationGracePeriodSeconds"]?.int == 1
    {
      plain["terminationGracePeriodSeconds"] = .int(grace)
    }
    gates(spec, before, &plain, &errors)
    if plain != before {
      let type = "io.k8s.api.core.v1.PodSpec"
      let difference = GoDump.difference(GoDump.dump(before, type), GoDump.dump(plain, type))
      errors.forbidden(
        "spec",
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
          + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
          + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
          + difference)
    }
    return errors.list
  }

  private static func deadline(_ spec: Value, _ before: Value, _ errors: inout ErrorList) {
    let now = spec["activeDeadlineSeconds"]?.int
    guard let was = before["activeDeadlineSeconds"]?.int else { return }
    guard let now else {
      errors.invalid("spec.activeDeadlineSeconds", .null, "must not update from a positive integer to nil value")
      return
    }
    if now > was {
      errors.invalid("spec.activeDeadlineSeconds", .int(now), "must be less than or equal to previous value")
    }
  }

  private static func tolerations(_ spec: Value, _ before: Value, _ errors: inout ErrorList) {
    let now = spec["tolerations"]?.array ?? []
    for var toleration in before["tolerations"]?.array ?? [] {
      toleration["tolerationSeconds"] = nil
      let isKept = now.contains { candidate in
        var plain = candidate
        plain["tolerationSeconds"] = nil
        return plain == toleration
      }
      if !isKept {
        errors.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")
        return
      }
    }
  }

  /// Scheduling gates may go; while there are any, the node selection may get narrower.
  private static func gates(_ spec: Value, _ before: Value, _ plain: inout Value, _ errors: inout ErrorList) {
    let was = (before["schedulingGates"]?.array ?? []).map { $0.text("name") }
    for (i, gate) in (spec["schedulingGates"]?.array ?? []).enumerated() where !was.contains(gate.text("name")) {
      errors.forbidden(
        "spec.schedulingGates[\(i)].name",
        "only deletion is allowed, but found new scheduling gate '\(gate.text("name"))'")
    }
    plain["schedulingGates"] = before["schedulingGates"]
    if !was.isEmpty {
      plain["nodeSelector"] = before["nodeSelector"]
      plain["affinity"] = before["affinity"]
    }
  }

  private static func resize(_ pod: Value, _ old: Value) -> [FieldError] {
    var errors = ErrorList()
    let was = old.at("status", "qosClass")?.string ?? QualityOfService.of(old)
    let now = QualityOfService.of(pod)
    if was != now {
      errors.invalid("spec", .string(was), "Pod QOS Class may not change as a result of resizing")
    }
    return errors.list
  }
}
