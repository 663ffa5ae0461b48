import KubeAPI
import Manifest

/// The Pod Security admission of namespaces: `pod-security.kubernetes.io/enforce|warn` with baseline and restricted
/// (k8s.io/pod-security-admission, policy latest).
enum PodSecurity {
  enum Level: String, Sendable, CaseIterable { case privileged, baseline, restricted }

  /// What keeps a pod spec from a level, in the order of the checks; empty when it may run.
  static func violations(_ metadata: Value?, _ spec: Value, _ level: Level) -> [String] {
    guard level != .privileged else { return [] }
    let checks = PodSecurityChecks(metadata: metadata, spec: spec)
    return level == .baseline ? checks.baseline : checks.restricted
  }

  /// Where the pod spec of a kind is; `nil` when it has none.
  private static func template(_ object: Value, _ type: GroupKind) -> (metadata: Value?, spec: Value)? {
    let template: Value?
    switch type.description {
    case "Pod": return object["spec"].map { (object["metadata"], $0) }
    case "ReplicationController", "Deployment.apps", "ReplicaSet.apps", "StatefulSet.apps", "DaemonSet.apps",
      "Job.batch":
      template = object.at("spec", "template")
    case "CronJob.batch": template = object.at("spec", "jobTemplate", "spec", "template")
    case "PodTemplate": template = object["template"]
    default: return nil
    }
    return template?["spec"].map { (template?["metadata"], $0) }
  }

  private static func level(_ namespace: Value?, _ mode: String) -> (Level, String)? {
    guard let text = namespace?.label("pod-security.kubernetes.io/\(mode)"), let level = Level(rawValue: text) else {
      return nil
    }
    return (level, namespace?.label("pod-security.kubernetes.io/\(mode)-version") ?? "latest")
  }

  /// Refuses a pod that the namespace does not allow, and collects warnings for pods and for what makes pods.
  static func admit(
    _ object: Value, old: Value?, _ context: WriteContext, in state: inout ClusterState
  ) throws(StatusError) {
    guard context.subresource.isEmpty, !context.isInternal, context.resource.namespaced,
      let (metadata, spec) = template(object, context.resource.type)
    else { return }
    if let old, template(old, context.resource.type)?.spec == spec { return }
    let namespace = state.tables[NamespaceRules.type]?[object.namespace]?.object
    let isPod = context.resource.type == GroupKind("", "Pod")
    if isPod, let (level, version) = level(namespace, "enforce") {
      let found = violations(metadata, spec, level)
      if !found.isEmpty {
        throw .forbidden(
          context.resource, object.name,
          "violates PodSecurity \"\(level.rawValue):\(version)\": \(found.joined(separator: ", "))")
      }
    }
    // Without a label of its own, what would be refused when pods are made is warned of.
    guard let (level, version) = level(namespace, "warn") ?? (isPod ? nil : self.level(namespace, "enforce")) else {
      return
    }
    let found = violations(metadata, spec, level)
    if !found.isEmpty {
      state.warnings.append(
        "would violate PodSecurity \"\(level.rawValue):\(version)\": \(found.joined(separator: ", "))")
    }
  }

  /// Labels of a namespace that name no level.
  static func invalidLabels(_ namespace: Value) -> [(label: String, value: String)] {
    ["enforce", "audit", "warn"].compactMap { mode in
      let label = "pod-security.kubernetes.io/\(mode)"
      guard let text = namespace.label(label), Level(rawValue: text) == nil else { return nil }
      return (label, text)
    }
  }
}

/// The checks of the Pod Security Standards.
struct PodSecurityChecks {
  let metadata: Value?
  let spec: Value

  private var containers: [Value] {
    ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.array ?? [] }
  }

  private func named(_ list: [Value]) -> String {
    let names = list.map { "\"\($0["name"]?.string ?? "")\"" }.joined(separator: ", ")
    return list.count == 1 ? "container \(names)" : "containers \(names)"
  }

  private func security(_ container: Value, _ name: String) -> Value? { container.at("securityContext", name) }

  private static func quoted(_ list: [String]) -> String {
    list.sorted { $0.goLess($1) }.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  var baseline: [String] { common(restricted: false) }

  var restricted: [String] {
    var found: [String] = []
    let escalating = containers.filter { security($0, "allowPrivilegeEscalation")?.bool != false }
    let head = common(restricted: true)
    if !escalating.isEmpty {
      found.append(
        "allowPrivilegeEscalation != false (\(named(escalating)) must set "
          + "securityContext.allowPrivilegeEscalation=false)")
    }
    let open = containers.filter {
      !(security($0, "capabilities")?["drop"]?.array?.contains("ALL") ?? false)
    }
    let adding = containers.filter { container in
      (security(container, "capabilities")?["add"]?.array ?? []).contains { $0.string != "NET_BIND_SERVICE" }
    }
    if !open.isEmpty || !adding.isEmpty {
      var why: [String] = []
      if !open.isEmpty { why.append("\(named(open)) must set securityContext.capabilities.drop=[\"ALL\"]") }
      if !adding.isEmpty {
        let names = Set(
          adding.flatMap { security($0, "capabilities")?["add"]?.array?.compactMap(\.string) ?? [] }
            .filter { $0 != "NET_BIND_SERVICE" })
        why.append(
          "\(named(adding)) must not include \(PodSecurityChecks.quoted(Array(names))) in "
            + "securityContext.capabilities.add")
      }
      found.append("unrestricted capabilities (\(why.joined(separator: "; ")))")
    }
    let kinds: Set<String> = [
      "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
      "secret",
    ]
    let bad = (spec["volumes"]?.array ?? []).filter { volume in
      (volume.object ?? Object()).contains { $0.key != "name" && !kinds.contains($0.key) }
    }
    if !bad.isEmpty {
      let types = Set(bad.flatMap { ($0.object ?? Object()).map(\.key).filter { $0 != "name" && !kinds.contains($0) } })
      let names = bad.map { "\"\($0["name"]?.string ?? "")\"" }.joined(separator: ", ")
      found.append(
        "restricted volume types (volume\(bad.count == 1 ? "" : "s") \(names) use\(bad.count == 1 ? "s" : "") "
          + "restricted volume type\(types.count == 1 ? "" : "s") \(PodSecurityChecks.quoted(Array(types))))")
    }
    let podNonRoot = spec.at("securityContext", "runAsNonRoot")?.bool
    let root = containers.filter { security($0, "runAsNonRoot")?.bool == false }
    let unset = containers.filter { security($0, "runAsNonRoot")?.bool == nil }
    if !root.isEmpty {
      found.append("runAsNonRoot != true (\(named(root)) must not set securityContext.runAsNonRoot=false)")
    } else if podNonRoot != true && !unset.isEmpty {
      found.append("runAsNonRoot != true (pod or \(named(unset)) must set securityContext.runAsNonRoot=true)")
    }
    let asRoot = containers.filter { security($0, "runAsUser")?.int == 0 }
    if spec.at("securityContext", "runAsUser")?.int == 0 {
      found.append("runAsUser=0 (pod must not set runAsUser=0)")
    } else if !asRoot.isEmpty {
      found.append("runAsUser=0 (\(named(asRoot)) must not set runAsUser=0)")
    }
    func profile(_ value: Value?) -> String? { value?.at("seccompProfile", "type")?.string }
    let podProfile = profile(spec["securityContext"])
    let loose = containers.filter { profile($0["securityContext"]) == nil }
    if podProfile == nil && !loose.isEmpty {
      found.append(
        "seccompProfile (pod or \(named(loose)) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or "
          + "\"Localhost\")")
    }
    return head + found
  }

  private func common(restricted: Bool) -> [String] {
    var found: [String] = []
    let spaces = ["hostNetwork", "hostPID", "hostIPC"].filter { spec[$0]?.bool == true }
    if !spaces.isEmpty { found.append("host namespaces (\(spaces.map { "\($0)=true" }.joined(separator: ", ")))") }
    let privileged = containers.filter { security($0, "privileged")?.bool == true }
    if !privileged.isEmpty {
      found.append("privileged (\(named(privileged)) must not set securityContext.privileged=true)")
    }
    if !restricted {
      let allowed: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
      ]
      var extra: Set<String> = []
      let adding = containers.filter { container in
        let names = (security(container, "capabilities")?["add"]?.array ?? []).compactMap(\.string)
        let bad = names.filter { !allowed.contains($0) }
        extra.formUnion(bad)
        return !bad.isEmpty
      }
      if !adding.isEmpty {
        found.append(
          "non-default capabilities (\(named(adding)) must not include \(PodSecurityChecks.quoted(Array(extra))) in "
            + "securityContext.capabilities.add)")
      }
    }
    let hostPaths = (spec["volumes"]?.array ?? []).filter { $0["hostPath"] != nil }
    if !hostPaths.isEmpty {
      let names = hostPaths.map { "\"\($0["name"]?.string ?? "")\"" }.joined(separator: ", ")
      found.append("hostPath volumes (volume\(hostPaths.count == 1 ? "" : "s") \(names))")
    }
    var ports: [String] = []
    let exposed = containers.filter { container in
      let list = (container["ports"]?.array ?? []).compactMap { $0["hostPort"]?.int }.filter { $0 != 0 }
      ports += list.map { String($0) }
      return !list.isEmpty
    }
    if !exposed.isEmpty {
      found.append(
        "hostPort (\(named(exposed)) use\(exposed.count == 1 ? "s" : "") hostPort\(ports.count == 1 ? "" : "s") "
          + "\(ports.joined(separator: ", ")))")
    }
    let unconfined = containers.filter { $0.at("securityContext", "seccompProfile", "type")?.string == "Unconfined" }
    if spec.at("securityContext", "seccompProfile", "type")?.string == "Unconfined" {
      found.append("seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")")
    } else if !unconfined.isEmpty {
      found.append(
        "seccompProfile (\(named(unconfined)) must not set securityContext.seccompProfile.type to \"Unconfined\")")
    }
    return found
  }
}
