import KubeAPI
import Manifest

/// What may change in a pod that exists (kubernetes `pkg/apis/core/validation`).
enum PodUpdateRules {
  static func check(_ pod: Value, old: Value, subresource: String) -> [FieldError] {
    let spec = pod["spec"] ?? [:]
    let before = old["spec"] ?? [:]
    switch subresource {
    case "resize": return PodResizeRules.check(pod, old)
    case "ephemeralcontainers": return ephemeral(spec, before, old)
    default: return update(spec, before, pod, old)
    }
  }

  static func create(_ spec: Value, _ errors: inout ErrorList) {
    if spec["ephemeralContainers"]?.array?.isEmpty == false {
      errors.forbidden("spec.ephemeralContainers", "cannot be set on create")
    }
    if !spec.text("nodeName").isEmpty, spec["schedulingGates"]?.array?.isEmpty == false {
      errors.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")
    }
  }

  /// Containers for debugging come and stay as they are.
  private static func ephemeral(_ spec: Value, _ before: Value, _ old: Value) -> [FieldError] {
    if old.annotation("kubernetes.io/config.mirror") != nil {
      return [.forbidden("[]", "static pods do not support ephemeral containers")]
    }
    var errors = ErrorList()
    let now = spec["ephemeralContainers"]?.array ?? []
    for container in before["ephemeralContainers"]?.array ?? [] {
      let name = container.text("name")
      let shown = FieldError.show(.string(name))
      guard let current = now.first(where: { $0.text("name") == name }) else {
        errors.forbidden("spec.ephemeralContainers", "existing ephemeral containers \(shown) may not be removed\n")
        continue
      }
      if current != container {
        let type = "io.k8s.api.core.v1.EphemeralContainer"
        let difference = GoDump.difference(GoDump.dump(container, type), GoDump.dump(current, type))
        errors.forbidden(
          "spec.ephemeralContainers",
          "existing ephemeral containers \(shown) may not be changed\n" + difference)
      }
    }
    return errors.list
  }

  private static func annotations(_ pod: Value, _ old: Value, _ errors: inout ErrorList) {
    let key = "kubernetes.io/config.mirror"
    let path = "metadata.annotations[\(key)]"
    switch (old.annotation(key), pod.annotation(key)) {
    case (let was?, let now) where was != now: errors.forbidden(path, "may not remove or update mirror pod annotation")
    case (nil, .some): errors.forbidden(path, "may not add mirror pod annotation")
    default: break
    }
  }

  private static func update(_ spec: Value, _ before: Value, _ pod: Value, _ old: Value) -> [FieldError] {
    var errors = ErrorList()
    annotations(pod, old, &errors)
    var plain = spec
    for name in ["containers", "initContainers"] {
      let olds = before[name]?.array ?? []
      if spec[name]?.array?.count ?? 0 != olds.count {
        errors.forbidden("spec.\(name)", "pod updates may not add or remove containers")
        return errors.list
      }
      var i = 0
      plain.changeEach(name) { container in
        if i < olds.count { container["image"] = olds[i]["image"] }
        i += 1
      }
    }
    if deadline(spec, before, &errors) { return errors.list }
    plain["activeDeadlineSeconds"] = before["activeDeadlineSeconds"]
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

  /// - Returns: whether nothing else is to be looked at.
  private static func deadline(_ spec: Value, _ before: Value, _ errors: inout ErrorList) -> Bool {
    let path = "spec.activeDeadlineSeconds"
    let was = before["activeDeadlineSeconds"]?.int
    guard let now = spec["activeDeadlineSeconds"]?.int else {
      if was != nil { errors.invalid(path, .null, "must not update from a positive integer to nil value") }
      return false
    }
    if now < 0 || now > Int64(Int32.max) {
      errors.invalid(path, .int(now), "must be between 0 and 2147483647, inclusive")
      return true
    }
    if let was, now > was {
      errors.invalid(path, .int(now), "must be less than or equal to previous value")
      return true
    }
    return false
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
    guard !was.isEmpty else { return }
    for pair in before["nodeSelector"]?.object ?? Object() where spec.at("nodeSelector", pair.key) != pair.value {
      errors.invalid(
        "spec.nodeSelector", (spec["nodeSelector"] ?? .null).sortedMap,
        "only additions to spec.nodeSelector are allowed (no mutations or deletions)")
      break
    }
    plain["nodeSelector"] = before["nodeSelector"]
    nodeAffinity(spec, before, &errors)
    let old = before.at("affinity", "nodeAffinity")
    if before["affinity"] == nil {
      var rest = plain["affinity"] ?? [:]
      rest["nodeAffinity"] = nil
      if rest == [:] { plain["affinity"] = nil }
    } else {
      plain.set(old, at: "affinity", "nodeAffinity")
    }
  }

  private static func nodeAffinity(_ spec: Value, _ before: Value, _ errors: inout ErrorList) {
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let path = "spec.affinity.nodeAffinity.\(required).nodeSelectorTerms"
    func terms(_ spec: Value) -> [Value] {
      spec.at("affinity", "nodeAffinity", required, "nodeSelectorTerms")?.array ?? []
    }
    let olds = terms(before)
    let news = terms(spec)
    guard !olds.isEmpty else { return }
    let type = "io.k8s.api.core.v1.NodeSelectorTerm"
    guard olds.count == news.count else {
      errors.invalid(
        path, news.isEmpty ? .null : .array(news.map { GoDump.dump($0, type) }),
        "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
      return
    }
    for (i, old) in olds.enumerated() {
      let isKept = ["matchExpressions", "matchFields"].allSatisfy { name in
        let had = old[name]?.array ?? []
        let has = news[i][name]?.array ?? []
        return has.count >= had.count && Array(has.prefix(had.count)) == had
      }
      let wasEmpty = old["matchExpressions"]?.array?.isEmpty ?? true && old["matchFields"]?.array?.isEmpty ?? true
      if !isKept || (wasEmpty && news[i] != old) {
        errors.invalid(
          "\(path)[\(i)]", GoDump.dump(news[i], type), "only additions are allowed (no mutations or deletions)")
      }
    }
  }

  // MARK: - Status

  static func status(_ pod: Value, old: Value) -> [FieldError] {
    var errors = ErrorList()
    annotations(pod, old, &errors)
    let status = pod["status"] ?? [:]
    let before = old["status"] ?? [:]
    for (i, condition) in (status["conditions"]?.array ?? []).enumerated() {
      let type = condition.text("type")
      errors.invalid("metadata.conditions[\(i)].Type", type, each: NameRules.qualifiedName(type))
    }
    let node = status.text("nominatedNodeName")
    if !node.isEmpty, node != before.text("nominatedNodeName") {
      errors.invalid("status.nominatedNodeName", node, each: NameRules.dns1123Subdomain(node))
    }
    errors.immutable("status.qosClass", status["qosClass"] ?? "", before["qosClass"] ?? "")
    let policy = old.at("spec", "restartPolicy")?.string ?? "Always"
    transitions(status, before, "containerStatuses", policy, old, &errors)
    transitions(status, before, "initContainerStatuses", policy, old, &errors)
    transitions(status, before, "ephemeralContainerStatuses", "Never", old, &errors)
    addresses(status, &errors)
    return errors.list
  }

  /// What has ended for good does not run again.
  private static func transitions(
    _ status: Value, _ before: Value, _ name: String, _ policy: String, _ old: Value, _ errors: inout ErrorList
  ) {
    guard policy != "Always" else { return }
    for (i, container) in (before[name]?.array ?? []).enumerated() {
      guard let ended = container.at("state", "terminated"), !ended.isNull else { continue }
      if ended["exitCode"]?.int ?? 0 != 0 && policy == "OnFailure" { continue }
      let own = (old.at("spec", "containers")?.array ?? []) + (old.at("spec", "initContainers")?.array ?? [])
      let definition = own.first { $0.text("name") == container.text("name") }
      if let definition, definition.has("restartPolicy") || definition.has("restartPolicyRules") { continue }
      let now = (status[name]?.array ?? []).first { $0.text("name") == container.text("name") }
      if let now, (now.at("state", "terminated") ?? .null).isNull {
        errors.forbidden("status.\(name)[\(i)].state", "may not be transitioned to non-terminated state")
      }
    }
  }

  private static func addresses(_ status: Value, _ errors: inout ErrorList) {
    for name in ["podIPs", "hostIPs"] {
      let entries = status.items(name, "status")
      if name == "hostIPs", let first = entries.first, first.value.text("ip") != status.text("hostIP") {
        errors.invalid("\(first.path).ip", .string(first.value.text("ip")), "must be equal to `hostIP`")
      }
      for entry in entries { errors.ip(entry.path, entry.value.text("ip")) }
      guard entries.count > 1 else { continue }
      let families = entries.compactMap { IPAddress($0.value.text("ip"), sloppy: true)?.is4 }
      if entries.count > 2 || Set(families).count != 2 {
        let shown = entries.map { Value.object(["IP": .string($0.value.text("ip"))]) }
        errors.invalid(
          "status.\(name)", .array(shown), "may specify no more than one IP for each IP family")
      }
    }
  }
}
