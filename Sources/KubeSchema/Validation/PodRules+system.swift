import KubeAPI
import Manifest

/// What a pod says of its system and of its resources as a whole.
extension PodRules {
  /// Fields that only make sense on the other operating system.
  mutating func systemFields(_ spec: Value, _ path: String, _ system: String) {
    let context = spec["securityContext"] ?? [:]
    if system == "linux" {
      if context.has("windowsOptions") {
        errors.forbidden("\(path).securityContext.windowsOptions", "windows options cannot be set for a linux pod")
      }
    } else {
      windowsPod(spec, context, path)
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
      for container in spec.items(list, path) {
        guard let own = container.value.there("securityContext") else { continue }
        let place = "\(container.path).securityContext"
        if system == "linux" {
          if own.has("windowsOptions") {
            errors.forbidden("\(place).windowsOptions", "windows options cannot be set for a linux pod")
          }
          continue
        }
        for name in [
          "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem",
          "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
        ] where own.has(name) {
          errors.forbidden("\(place).\(name)", "cannot be set for a windows pod")
        }
      }
    }
  }

  private mutating func windowsPod(_ spec: Value, _ context: Value, _ path: String) {
    let order: [(name: String, isOfPod: Bool)] = [
      ("appArmorProfile", false), ("seLinuxOptions", false), ("hostUsers", true), ("hostPID", true),
      ("hostIPC", true), ("seccompProfile", false), ("fsGroup", false), ("fsGroupChangePolicy", false),
      ("sysctls", false), ("shareProcessNamespace", true), ("runAsUser", false), ("runAsGroup", false),
      ("supplementalGroups", false), ("supplementalGroupsPolicy", false), ("seLinuxChangePolicy", false),
    ]
    for field in order {
      let value = field.isOfPod ? spec[field.name] : context[field.name]
      guard let value, !value.isNull, value != [] else { continue }
      if field.name == "hostPID" || field.name == "hostIPC", value != true { continue }
      errors.forbidden(
        field.isOfPod ? "\(path).\(field.name)" : "\(path).securityContext.\(field.name)",
        "cannot be set for a windows pod")
    }
  }

  /// Requests and limits of the pod itself hold those of its containers.
  mutating func podResources(_ spec: Value, _ path: String) {
    guard let resources = spec.there("resources") else { return }
    let place = "\(path).resources"
    if spec.at("os", "name") == "windows" { errors.forbidden(place, "may not be set for a windows pod") }
    if resources.has("claims") {
      errors.forbidden("\(place).claims", "claims cannot be set for Resources at pod-level")
    }
    ResourceRules.requirements(resources, place, [:], &errors, isPodLevel: true)
    var sums: [String: Quantity] = [:]
    for container in spec["containers"]?.array ?? [] {
      for pair in container.at("resources", "requests")?.object ?? Object() {
        guard let quantity = pair.value.string.flatMap({ try? Quantity($0) }) else { continue }
        let sum = sums[pair.key] ?? Quantity(nano: 0, format: quantity.format)
        sums[pair.key] = Quantity(nano: sum.nano + quantity.nano, format: sum.format)
      }
    }
    for (name, sum) in sums.sorted(by: { $0.key.goLess($1.key) }) {
      let own = resources.at("requests", name)?.string.flatMap { try? Quantity($0) }
      if sum.nano > own?.nano ?? 0 {
        errors.invalid(
          "\(place).requests[\(name)]", .string(own?.description ?? "0"),
          "must be greater than or equal to aggregate container requests of \(sum)")
      }
    }
    for (i, container) in (spec["containers"]?.array ?? []).enumerated() {
      for pair in container.at("resources", "limits")?.object?.sorted() ?? [] {
        guard let limit = pair.value.string.flatMap({ try? Quantity($0) }),
          let own = resources.at("limits", pair.key)?.string.flatMap({ try? Quantity($0) }), limit > own
        else { continue }
        errors.invalid(
          "\(place).containers[\(i)][\(pair.key)].limits", .string(limit.description),
          "must be less than or equal to pod limits of \(own)")
      }
    }
  }
}
