import KubeAPI
import Manifest

/// What pods and templates of pods may have but should not (kubernetes `pkg/api/pod/warnings.go`).
enum PodWarnings {
  /// - Parameter path: of the template, empty for a pod itself.
  static func collect(_ pod: Value, path: String, _ warnings: inout WarningList) {
    let spec = pod["spec"] ?? [:]
    let place = path.isEmpty ? "spec" : "\(path).spec"
    let metadata = path.isEmpty ? "metadata" : "\(path).metadata"
    scheduling(spec, place, &warnings)
    annotations(pod, metadata, &warnings)
    for volume in spec.items("volumes", place) { self.volume(volume.value, volume.path, &warnings) }
    VolumePaths.overlaps(spec, &warnings)
    repeated(spec, place, &warnings)
    for name in ["memory", "ephemeral-storage"] {
      warnings.bytes(spec.at("overhead", name), "\(place).overhead[\(name)]")
    }
    let seccomp = "seccomp.security.alpha.kubernetes.io/pod"
    if spec.at("securityContext", "seccompProfile") == nil, pod.annotation(seccomp) != nil {
      warnings.add(
        "\(metadata).annotations[\(seccomp)]: non-functional in v1.27+; use the \"seccompProfile\" field instead")
    }
    let containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec.items($0, place) }
    for container in containers { self.container(container, pod, metadata, isTemplate: !path.isEmpty, &warnings) }
    ports(containers, &warnings)
    // A pod's own period was made 1 when it was read (core/v1 conversion.go); a template's stays.
    if !path.isEmpty, let seconds = spec["terminationGracePeriodSeconds"]?.int, seconds < 0 {
      warnings.add(
        "\(place).terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")
    }
    affinities(spec["affinity"] ?? [:], "\(place).affinity", &warnings)
    for item in (spec["dnsConfig"] ?? [:]).items("nameservers", "\(place).dnsConfig") {
      warnings.address(item.path, item.value.string ?? "")
    }
    for alias in spec.items("hostAliases", place) { warnings.address("\(alias.path).ip", alias.value.text("ip")) }
  }

  private static let nothing = "a null labelSelector results in matching no pod"

  private static func scheduling(_ spec: Value, _ place: String, _ warnings: inout WarningList) {
    for pair in (spec["nodeSelector"]?.object ?? Object()).sorted() {
      if let words = WarningList.deprecatedLabel(pair.key) {
        warnings.add("\(place).nodeSelector[\(pair.key)]: \(words)")
      }
    }
    let affinity = spec.at("affinity", "nodeAffinity") ?? [:]
    let (required, preferred) = (
      "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"
    )
    let path = "\(place).affinity.nodeAffinity"
    for term in (affinity[required] ?? [:]).items("nodeSelectorTerms", "\(path).\(required)") {
      warnings.nodeTerm(term.value, term.path, checksValues: false)
    }
    for term in affinity.items(preferred, path) {
      warnings.nodeTerm(term.value["preference"] ?? [:], "\(term.path).preference", checksValues: true)
    }
    for constraint in spec.items("topologySpreadConstraints", place) {
      let key = constraint.value.text("topologyKey")
      if let words = WarningList.deprecatedLabel(key) {
        warnings.add("\(constraint.path).topologyKey: \(key) is \(words)")
      }
      if !constraint.value.has("labelSelector") { warnings.add("\(constraint.path).labelSelector: \(nothing)") }
    }
  }

  private static func affinities(_ affinity: Value, _ path: String, _ warnings: inout WarningList) {
    for name in ["podAffinity", "podAntiAffinity"] {
      let terms = affinity[name] ?? [:]
      for term in terms.items("requiredDuringSchedulingIgnoredDuringExecution", "\(path).\(name)")
      where !term.value.has("labelSelector") {
        warnings.add("\(term.path).labelSelector: \(nothing)")
      }
      for term in terms.items("preferredDuringSchedulingIgnoredDuringExecution", "\(path).\(name)")
      where term.value["podAffinityTerm"]?.has("labelSelector") != true {
        warnings.add("\(term.path).podAffinityTerm.labelSelector: \(nothing)")
      }
    }
  }

  private static func annotations(_ pod: Value, _ metadata: String, _ warnings: inout WarningList) {
    for (key, words) in [
      (
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead"
      ),
      ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
      ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ] where pod.annotation(key) != nil {
      warnings.add("\(metadata).annotations[\(key)]: \(words)")
    }
  }

  private static func volume(_ volume: Value, _ path: String, _ warnings: inout WarningList) {
    for (name, shown, words) in [
      ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
      ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
      ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
      ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
      ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
      ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
      ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ] where volume.has(name) {
      warnings.add("\(path).\(shown): \(words)")
    }
    if let claim = volume.at("ephemeral", "volumeClaimTemplate", "spec") {
      warnings.claim(claim, "\(path).ephemeral.volumeClaimTemplate.spec")
    }
    for name in ["cephfs", "rbd"] where volume.has(name) {
      warnings.add("\(path).\(name): deprecated in v1.28, non-functional in v1.31+")
    }
  }

  private static func repeated(_ spec: Value, _ place: String, _ warnings: inout WarningList) {
    for (list, key, what) in [("hostAliases", "ip", "duplicate ip"), ("imagePullSecrets", "name", "duplicate name")] {
      var seen: Set<String> = []
      for item in spec.items(list, place) {
        let text = item.value.text(key)
        if !seen.insert(text).inserted {
          warnings.add("\(item.path).\(key): \(what) \(FieldError.show(.string(text)))")
        }
      }
    }
    for item in spec.items("imagePullSecrets", place) where item.value.text("name").isEmpty {
      warnings.add("\(item.path).name: invalid empty name \"\"")
    }
  }

  private static func container(
    _ container: (path: String, value: Value), _ pod: Value, _ metadata: String, isTemplate: Bool,
    _ warnings: inout WarningList
  ) {
    let (path, value) = container
    let name = value.text("name")
    let seccomp = "container.seccomp.security.alpha.kubernetes.io/\(name)"
    if value.at("securityContext", "seccompProfile") == nil, pod.annotation(seccomp) != nil {
      warnings.add(
        "\(metadata).annotations[\(seccomp)]: non-functional in v1.27+; use the \"seccompProfile\" field instead")
    }
    let armor = "container.apparmor.security.beta.kubernetes.io/\(name)"
    if isTemplate, value.at("securityContext", "appArmorProfile") == nil, pod.annotation(armor) != nil,
      pod.at("spec", "securityContext", "appArmorProfile") == nil
    {
      warnings.add(
        "\(metadata).annotations[\(armor)]: deprecated since v1.30; use the \"appArmorProfile\" field instead")
    }
    for name in ["memory", "ephemeral-storage"] {
      for list in ["limits", "requests"] {
        warnings.bytes(value.at("resources", list, name), "\(path).resources.\(list)[\(name)]")
      }
    }
    var seen: Set<String> = []
    for item in value.items("env", path) {
      let variable = item.value.text("name")
      if seen.insert(variable).inserted { continue }
      let text = item.value.text("value")
      let reference = "$(\(variable))"
      // A value that goes on from the one before is fine.
      if item.value.has("valueFrom") || text == reference || !text.contains(reference) {
        warnings.add(
          "\(item.path): hides previous definition of \(FieldError.show(.string(variable))), which may be dropped "
            + "when using apply")
      }
    }
  }

  private static func ports(_ containers: [(path: String, value: Value)], _ warnings: inout WarningList) {
    var seen: [String: [(path: String, value: Value)]] = [:]
    for container in containers {
      for port in container.value.items("ports", container.path) {
        let number = port.value["containerPort"]?.int ?? 0
        let host = port.value["hostPort"]?.int ?? 0
        let address = port.value.text("hostIP")
        if !address.isEmpty, host == 0 {
          warnings.add(
            "\(port.path): hostIP set without hostPort: {Name:\(port.value.text("name")) HostPort:0 "
              + "ContainerPort:\(number) Protocol:\(port.value.text("protocol")) HostIP:\(address)}")
        }
        let key = "\(number)/\(port.value.text("protocol"))"
        for other in seen[key] ?? [] {
          let otherHost = other.value["hostPort"]?.int ?? 0
          let otherAddress = other.value.text("hostIP")
          if address == otherAddress, host == otherHost {
            warnings.add("\(port.path): duplicate port definition with \(other.path)")
          } else if host == 0 || otherHost == 0 {
            warnings.add("\(port.path): overlapping port definition with \(other.path)")
          } else if host == otherHost, address.isEmpty != otherAddress.isEmpty {
            warnings.add("\(port.path): dangerously ambiguous port definition with \(other.path)")
          }
        }
        seen[key, default: []].append(port)
      }
    }
    var names: [String: String] = [:]
    for container in containers {
      for port in container.value.items("ports", container.path) {
        let name = port.value.text("name")
        guard !name.isEmpty else { continue }
        if let other = names[name] {
          warnings.add(
            "\(port.path): duplicate port name \(FieldError.show(.string(name))) with \(other), services and probes "
              + "that select ports by name will use \(other)")
        } else {
          names[name] = port.path
        }
      }
    }
  }
}
