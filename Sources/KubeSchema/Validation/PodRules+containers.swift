import KubeAPI
import Manifest

extension PodRules {
  /// Which source a volume has, by its name.
  typealias Volumes = [String: Value]

  mutating func containers(_ spec: Value, _ path: String, _ volumes: Volumes) {
    let containers = spec.items("containers", path)
    if containers.isEmpty {
      errors.required("\(path).containers")
      return
    }
    var names: Set<String> = []
    let grace = spec["terminationGracePeriodSeconds"]?.int
    for container in containers {
      common(container.value, container.path, volumes, spec)
      let name = container.value.text("name")
      if !names.insert(name).inserted { errors.duplicate("\(container.path).name", .string(name)) }
      lifecycleAndProbes(container.value, container.path, grace)
      restartPolicy(container.value, container.path)
    }
    hostPortConflicts(containers)
  }

  private mutating func restartPolicy(_ container: Value, _ path: String, isInit: Bool = false) {
    let rules = container.items("restartPolicyRules", path)
    guard container.has("restartPolicy") else {
      if !rules.isEmpty {
        errors.required("\(path).restartPolicy", "must specify restartPolicy when restart rules are used")
      }
      if !isInit { restartRules(rules, path) }
      return
    }
    errors.optionalOneOf(
      "\(path).restartPolicy", container["restartPolicy"], ["Always", "Never", "OnFailure"])
    restartRules(rules, path)
  }

  private mutating func restartRules(_ rules: [(path: String, value: Value)], _ path: String) {
    if rules.count > 20 { errors.add(.tooMany("\(path).restartPolicyRules", rules.count, 20)) }
    for rule in rules {
      if !["Restart", "RestartAllContainers"].contains(rule.value.text("action")) {
        errors.notSupported(
          "\(rule.path).action", .string(rule.value.text("action")), ["Restart", "RestartAllContainers"])
      }
      guard let codes = rule.value.there("exitCodes") else {
        errors.required("\(rule.path).exitCodes", "must be specified")
        continue
      }
      if !["In", "NotIn"].contains(codes.text("operator")) {
        errors.notSupported("\(rule.path).exitCodes.operator", .string(codes.text("operator")), ["In", "NotIn"])
      }
      let values = codes["values"]?.array ?? []
      if values.count > 255 { errors.add(.tooMany("\(rule.path).exitCodes.values", values.count, 255)) }
    }
  }

  /// What only pods are checked for: templates may have spaces round the image.
  mutating func onlyForPods(_ spec: Value, _ path: String) {
    for list in ["containers", "initContainers"] {
      for container in spec.items(list, path) { image(container.value, container.path) }
    }
  }

  private mutating func image(_ container: Value, _ path: String) {
    let image = container.text("image")
    if image.utf8.count != image.trimmingBlank.utf8.count {
      errors.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace")
    }
  }

  mutating func initContainers(_ spec: Value, _ path: String, _ volumes: Volumes) {
    var names = Set(spec.items("containers", path).map { $0.value.text("name") })
    let grace = spec["terminationGracePeriodSeconds"]?.int
    for container in spec.items("initContainers", path) {
      common(container.value, container.path, volumes, spec)
      let policy = container.value.text("restartPolicy")
      restartPolicy(container.value, container.path, isInit: true)
      let name = container.value.text("name")
      if names.contains(name) {
        errors.duplicate("\(container.path).name", .string(name))
      } else if !name.isEmpty {
        names.insert(name)
      }
      hostPortConflicts([container])
      if policy == "Always" {
        lifecycleAndProbes(container.value, container.path, grace)
      } else {
        for part in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] where container.value.has(part) {
          errors.forbidden(
            "\(container.path).\(part)", "may not be set for init containers without restartPolicy=Always")
        }
      }
    }
  }

  mutating func ephemeralContainers(_ spec: Value, _ path: String, _ volumes: Volumes) {
    let others = Set(
      (spec.items("containers", path) + spec.items("initContainers", path)).map { $0.value.text("name") })
    var all = others
    for container in spec.items("ephemeralContainers", path) {
      common(container.value, container.path, volumes, spec)
      image(container.value, container.path)
      let name = container.value.text("name")
      if !all.insert(name).inserted { errors.duplicate("\(container.path).name", .string(name)) }
      let target = container.value.text("targetContainerName")
      if !target.isEmpty && !others.contains(target) {
        errors.notFound("\(container.path).targetContainerName", .string(target))
      }
      for part in [
        "ports", "resources", "resizePolicy", "restartPolicy", "livenessProbe", "readinessProbe", "startupProbe",
        "lifecycle",
      ] {
        guard let value = container.value.there(part), value != [:] else { continue }
        errors.forbidden("\(container.path).\(part)", "cannot be set for an Ephemeral Container")
      }
      for mount in container.value.items("volumeMounts", container.path) {
        for part in ["subPath", "subPathExpr"] where !mount.value.text(part).isEmpty {
          errors.forbidden("\(mount.path).\(part)", "cannot be set for an Ephemeral Container")
        }
      }
    }
  }

  private mutating func common(_ container: Value, _ path: String, _ volumes: Volumes, _ spec: Value) {
    let name = container.text("name")
    if name.isEmpty {
      errors.required("\(path).name")
    } else {
      errors.invalid("\(path).name", name, each: NameRules.dns1123Label(name))
    }
    if container.text("image").isEmpty { errors.required("\(path).image") }
    errors.oneOf(
      "\(path).terminationMessagePolicy", container.text("terminationMessagePolicy"),
      ["File", "FallbackToLogsOnError"])
    ports(container, path)
    environment(container, path)
    environmentFrom(container, path)
    mounts(container, path, volumes)
    devices(container, path, volumes)
    errors.oneOf(
      "\(path).imagePullPolicy", container.text("imagePullPolicy"), ["Always", "IfNotPresent", "Never"])
    ResourceRules.requirements(container["resources"] ?? [:], "\(path).resources", spec, &errors)
    resizePolicy(container, path, spec)
    if let context = container.there("securityContext") {
      securityContext(context, "\(path).securityContext", hostUsers: spec["hostUsers"]?.bool ?? true)
    }
  }

  private mutating func resizePolicy(_ container: Value, _ path: String, _ spec: Value) {
    var seen: Set<String> = []
    for policy in container.items("resizePolicy", path) {
      let name = policy.value.text("resourceName")
      if !seen.insert(name).inserted { errors.duplicate(policy.path, .string(name)) }
      let place = "\(path).resizePolicy"
      errors.oneOf(place, name, ["cpu", "memory"])
      errors.oneOf(place, policy.value.text("restartPolicy"), ["NotRequired", "RestartContainer"])
      if spec.text("restartPolicy") == "Never", policy.value.text("restartPolicy") != "NotRequired" {
        errors.invalid(
          place, policy.value["restartPolicy"], "must be 'NotRequired' when `restartPolicy` is 'Never'")
      }
    }
  }

  // MARK: - Ports

  private mutating func ports(_ container: Value, _ path: String) {
    var names: Set<String> = []
    for port in container.items("ports", path) {
      let name = port.value.text("name")
      if !name.isEmpty {
        let messages = NameRules.portName(name)
        if !messages.isEmpty {
          errors.invalid("\(port.path).name", name, each: messages)
        } else if !names.insert(name).inserted {
          errors.duplicate("\(port.path).name", .string(name))
        }
      }
      let number = port.value["containerPort"]?.int ?? 0
      if number == 0 {
        errors.required("\(port.path).containerPort")
      } else {
        for message in NameRules.portNumber(number) {
          errors.invalid("\(port.path).containerPort", .int(number), message)
        }
      }
      let host = port.value["hostPort"]?.int ?? 0
      if host != 0 {
        for message in NameRules.portNumber(host) { errors.invalid("\(port.path).hostPort", .int(host), message) }
      }
      errors.oneOf("\(port.path).protocol", port.value.text("protocol"), ["SCTP", "TCP", "UDP"])
    }
  }

  private mutating func hostPortConflicts(_ containers: [(path: String, value: Value)]) {
    var seen: Set<String> = []
    for container in containers {
      for port in container.value.items("ports", container.path) {
        guard let host = port.value["hostPort"]?.int, host != 0 else { continue }
        let text = "\(port.value.text("protocol"))/\(port.value.text("hostIP"))/\(host)"
        if !seen.insert(text).inserted { errors.duplicate("\(port.path).hostPort", .string(text)) }
      }
    }
  }

  // MARK: - Environment

  private mutating func environment(_ container: Value, _ path: String) {
    for variable in container.items("env", path) {
      let name = variable.value.text("name")
      if name.isEmpty {
        errors.required("\(variable.path).name")
      } else {
        errors.invalid("\(variable.path).name", name, each: NameRules.environmentName(name))
      }
      if let source = variable.value.there("valueFrom") {
        valueFrom(source, "\(variable.path).valueFrom", hasValue: !variable.value.text("value").isEmpty)
      }
    }
  }

  private mutating func valueFrom(_ source: Value, _ path: String, hasValue: Bool) {
    var count = 0
    if let field = source.there("fieldRef") {
      count += 1
      fieldReference(field, "\(path).fieldRef", FieldReferences.environment)
    }
    if let resource = source.there("resourceFieldRef") {
      count += 1
      resourceReference(resource, "\(path).resourceFieldRef", inVolume: false)
    }
    for kind in ["configMapKeyRef", "secretKeyRef"] {
      guard let key = source.there(kind) else { continue }
      count += 1
      keySelector(key, "\(path).\(kind)")
    }
    if source.has("fileKeyRef") { count += 1 }
    if count == 0 {
      errors.invalid(
        path, "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`")
    } else if hasValue {
      errors.invalid(path, "", "may not be specified when `value` is not empty")
    } else if count > 1 {
      errors.invalid(path, "", "may not have more than one field specified at a time")
    }
  }

  private mutating func keySelector(_ selector: Value, _ path: String) {
    let name = selector.text("name")
    errors.invalid("\(path).name", name, each: NameRules.dns1123Subdomain(name))
    let key = selector.text("key")
    if key.isEmpty {
      errors.required("\(path).key")
    } else {
      errors.invalid("\(path).key", key, each: NameRules.configMapKey(key))
    }
  }

  private mutating func environmentFrom(_ container: Value, _ path: String) {
    for source in container.items("envFrom", path) {
      let prefix = source.value.text("prefix")
      if !prefix.isEmpty { errors.invalid("\(source.path).prefix", prefix, each: NameRules.environmentName(prefix)) }
      var count = 0
      for kind in ["configMapRef", "secretRef"] {
        guard let reference = source.value.there(kind) else { continue }
        count += 1
        let name = reference.text("name")
        if name.isEmpty {
          errors.required("\(source.path).\(kind).name")
        } else {
          let masked = MetadataRules.masked(name)
          errors.invalid("\(source.path).\(kind).name", name, each: NameRules.dns1123Subdomain(masked))
        }
      }
      if count == 0 {
        errors.invalid("\(path).envFrom", "", "must specify one of: `configMapRef` or `secretRef`")
      } else if count > 1 {
        errors.invalid("\(path).envFrom", "", "may not have more than one field specified at a time")
      }
    }
  }

  mutating func fieldReference(_ reference: Value, _ path: String, _ allowed: [String]) {
    if reference.text("apiVersion").isEmpty {
      errors.required("\(path).apiVersion")
      return
    }
    let field = reference.text("fieldPath")
    if field.isEmpty {
      errors.required("\(path).fieldPath")
      return
    }
    if reference.text("apiVersion") != "v1" {
      errors.invalid(
        "\(path).fieldPath", .string(field),
        "error converting fieldPath: unsupported pod version: \(reference.text("apiVersion"))")
      return
    }
    if let open = field.firstIndex(of: "["), field.hasSuffix("']"), field[open...].hasPrefix("['") {
      let name = String(field[..<open])
      let key = String(field[field.index(open, offsetBy: 2)...].dropLast(2))
      switch name {
      case "metadata.annotations": errors.invalid(path, key, each: NameRules.qualifiedName(key.lowercased()))
      case "metadata.labels": errors.invalid(path, key, each: NameRules.qualifiedName(key))
      default:
        errors.invalid(
          "\(path).fieldPath", .string(field),
          "error converting fieldPath: field label does not support subscript: \(field)")
      }
      return
    }
    guard FieldReferences.known.contains(field) else {
      errors.invalid(
        "\(path).fieldPath", .string(field), "error converting fieldPath: field label not supported: \(field)")
      return
    }
    if !allowed.contains(field) { errors.notSupported("\(path).fieldPath", .string(field), allowed) }
  }

  mutating func resourceReference(_ reference: Value, _ path: String, inVolume: Bool) {
    let resource = reference.text("resource")
    if inVolume && reference.text("containerName").isEmpty {
      errors.required("\(path).containerName")
    } else if resource.isEmpty {
      errors.required("\(path).resource")
    } else if !FieldReferences.resources.contains(resource), !resource.hasPrefix("limits.hugepages-"),
      !resource.hasPrefix("requests.hugepages-")
    {
      errors.notSupported("\(path).resource", .string(resource), FieldReferences.resources)
    }
    let divisor = reference.text("divisor")
    guard !divisor.isEmpty, divisor != "0" else { return }
    let sizes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]
    let names: [(suffix: String, allowed: [String], word: String)] = [
      ("cpu", ["1m", "1"], "cpu"), ("memory", sizes, "memory"), ("ephemeral-storage", sizes, "local ephemeral storage"),
    ]
    for name in names where resource.hasSuffix("." + name.suffix) && !name.allowed.contains(divisor) {
      let list = name.suffix == "cpu" ? "1m and 1" : sizes.joined(separator: ", ")
      errors.invalid(
        "\(path).divisor", .string(resource),
        "only divisor's values \(list) are supported with the \(name.word) resource")
    }
  }

  // MARK: - Mounts and devices

  private mutating func mounts(_ container: Value, _ path: String, _ volumes: Volumes) {
    let devices = container.items("volumeDevices", path)
    var points: Set<String> = []
    for mount in container.items("volumeMounts", path) {
      let name = mount.value.text("name")
      if name.isEmpty { errors.required("\(mount.path).name") }
      if volumes[name] == nil { errors.notFound("\(mount.path).name", .string(name)) }
      let point = mount.value.text("mountPath")
      if point.isEmpty { errors.required("\(mount.path).mountPath") }
      if !points.insert(point).inserted { errors.invalid("\(mount.path).mountPath", .string(point), "must be unique") }
      if devices.contains(where: { $0.value.text("name") == name }) {
        errors.invalid("\(mount.path).name", .string(name), "must not already exist in volumeDevices")
      }
      if devices.contains(where: { $0.value.text("devicePath") == point }) {
        errors.invalid(
          "\(mount.path).mountPath", .string(point), "must not already exist as a path in volumeDevices")
      }
      mountKind(mount.value, mount.path, path, volumes)
      let subPath = mount.value.text("subPath")
      let expression = mount.value.text("subPathExpr")
      if !subPath.isEmpty { descendingPath(subPath, "\(path).volumeMounts.subPath") }
      if !expression.isEmpty {
        if !subPath.isEmpty {
          errors.invalid(
            "\(mount.path).subPathExpr", .string(expression), "subPathExpr and subPath are mutually exclusive")
        }
        descendingPath(expression, "\(path).volumeMounts.subPathExpr")
      }
      if let propagation = mount.value.there("mountPropagation")?.string {
        let place = "\(path).volumeMounts.mountPropagation"
        if !["Bidirectional", "HostToContainer", "None"].contains(propagation) {
          errors.notSupported(place, .string(propagation), ["Bidirectional", "HostToContainer", "None"])
        } else if propagation == "Bidirectional", container.at("securityContext", "privileged")?.bool != true {
          errors.forbidden(place, "Bidirectional mount propagation is available only to privileged containers")
        }
      }
    }
  }

  /// Mounts of images have no parts; recursively read-only ones are read-only.
  private mutating func mountKind(_ mount: Value, _ path: String, _ container: String, _ volumes: Volumes) {
    if volumes[mount.text("name")]?.has("image") == true {
      for part in ["subPath", "subPathExpr"] where !mount.text(part).isEmpty {
        errors.invalid("\(path).\(part)", mount[part], "not allowed in image volume sources")
      }
    }
    guard let mode = mount.there("recursiveReadOnly")?.string else { return }
    let place = "\(container).volumeMounts.recursiveReadOnly"
    switch mode {
    case "Disabled": break
    case "Enabled", "IfPossible":
      if !mount.isTrue(at: "readOnly") { errors.forbidden(place, "may only be specified when readOnly is true") }
      if let propagation = mount.there("mountPropagation"), propagation != "None" {
        errors.forbidden(place, "may only be specified when mountPropagation is None or not specified")
      }
    default: errors.notSupported(place, .string(mode), ["Disabled", "Enabled", "IfPossible"])
    }
  }

  private mutating func devices(_ container: Value, _ path: String, _ volumes: Volumes) {
    let mounts = container.items("volumeMounts", path)
    var names: Set<String> = []
    var paths: Set<String> = []
    for device in container.items("volumeDevices", path) {
      let name = device.value.text("name")
      let place = device.value.text("devicePath")
      if name.isEmpty { errors.required("\(device.path).name") }
      if names.contains(name) { errors.invalid("\(device.path).name", .string(name), "must be unique") }
      if let volume = volumes[name] {
        if !volume.has("persistentVolumeClaim") && !volume.has("ephemeral") {
          errors.invalid(
            "\(device.path).name", .string(name),
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
        }
      } else {
        errors.notFound("\(device.path).name", .string(name))
      }
      if place.isEmpty { errors.required("\(device.path).devicePath") }
      if paths.contains(place) { errors.invalid("\(device.path).devicePath", .string(place), "must be unique") }
      if !place.isEmpty, place.split(separator: "/").contains("..") {
        errors.invalid("\(device.path).devicePath", .string(place), "can not contain backsteps ('..')")
      } else {
        paths.insert(place)
      }
      if mounts.contains(where: { $0.value.text("name") == name }) {
        errors.invalid("\(device.path).name", .string(name), "must not already exist in volumeMounts")
      }
      if mounts.contains(where: { $0.value.text("mountPath") == place }) {
        errors.invalid(
          "\(device.path).devicePath", .string(place), "must not already exist as a path in volumeMounts")
      }
      if !name.isEmpty { names.insert(name) }
    }
  }

  /// Relative, and never upward.
  mutating func descendingPath(_ text: String, _ path: String) {
    if text.hasPrefix("/") { errors.invalid(path, .string(text), "must be a relative path") }
    noBacksteps(text, path)
  }

  mutating func noBacksteps(_ text: String, _ path: String) {
    if text.split(separator: "/", omittingEmptySubsequences: false).contains("..") {
      errors.invalid(path, .string(text), "must not contain '..'")
    }
  }
}

/// What the downward API can show.
enum FieldReferences {
  static let environment = [
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  static let volume = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
  ]
  static let known: Set<String> = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
    "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName", "status.phase", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  static let resources = [
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory",
  ]
}
