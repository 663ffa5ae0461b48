import KubeAPI
import Manifest

/// Values as Go prints the server's internal structs with encoding/json: field names capitalised, every field there.
/// Some messages show them (`Invalid value: {"MinAvailable":1,"Selector":null,…}`).
enum GoDump {
  static func container(_ context: Value) -> Value { dump(context, "io.k8s.api.core.v1.SecurityContext") }

  /// - Parameter type: the OpenAPI name of the served type whose fields the internal one has too.
  static func dump(_ value: Value, _ type: String) -> Value {
    guard let type = TypeTable.builtin.named(type) else { return value }
    return object(value, type)
  }

  private static let metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1."

  private static func object(_ value: Value, _ type: TypeSchema) -> Value {
    // metav1 types keep their JSON form.
    if type.name.hasPrefix(metaPrefix) || type.special != nil { return value }
    if type.name == "io.k8s.api.core.v1.PodSpec" { return podSpec(value, type) }
    var pairs: [Object.Pair] = []
    for field in type.fields where !isDropped(field, type) {
      if field.goName == "ObjectMeta" {
        // An embedded struct: its members are the outer one's.
        for pair in value[field.name]?.object ?? Object() {
          pairs.append(Object.Pair(key: pair.key, value: pair.value.sortedMap))
        }
        continue
      }
      pairs.append(Object.Pair(key: goName(field, type), value: member(value[field.name], field)))
    }
    return .object(Object(uniquePairs: pairs))
  }

  private static func isDropped(_ field: Field, _ type: TypeSchema) -> Bool {
    type.shortName == "PodSpec" && field.name == "serviceAccount"
  }

  private static func goName(_ field: Field, _ type: TypeSchema) -> String { field.goName }

  private static func member(_ value: Value?, _ field: Field) -> Value {
    guard let value, !value.isNull else { return zero(field) }
    return inner(value, field.shape)
  }

  private static func inner(_ value: Value, _ shape: FieldShape) -> Value {
    switch (shape, value) {
    case (.array(let element), .array(let items)): return .array(items.map { inner($0, element) })
    case (.map(let element), .object(let entries)):
      return .object(Object(uniquePairs: entries.sorted().map { .init(key: $0.key, value: inner($0.value, element)) }))
    case (.type, _):
      guard let type = TypeTable.builtin.type(of: shape) else { return value }
      return object(value, type)
    default: return value
    }
  }

  private static func zero(_ field: Field) -> Value {
    if field.isPointer { return .null }
    switch field.shape {
    case .string(let format, _): return format == "byte" ? .null : ""
    case .integer, .number: return 0
    case .boolean: return false
    case .type:
      guard let type = TypeTable.builtin.type(of: field.shape) else { return .null }
      switch type.special {
      case .quantity: return "0"
      case .intOrString: return 0
      case nil:
        return type.name.hasPrefix(metaPrefix) ? [:] : object([:], type)
      default: return .null
      }
    default: return .null
    }
  }

  // MARK: - Pods

  /// The internal spec keeps the host's namespaces inside the security context.
  private static func podSpec(_ spec: Value, _ type: TypeSchema) -> Value {
    var pairs: [Object.Pair] = []
    for field in type.fields where !isDropped(field, type) {
      switch field.name {
      case "hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers": continue
      case "securityContext":
        pairs.append(Object.Pair(key: "SecurityContext", value: podSecurityContext(spec)))
      default: pairs.append(Object.Pair(key: field.goName, value: member(spec[field.name], field)))
      }
    }
    let order = [
      "Volumes", "InitContainers", "Containers", "EphemeralContainers", "RestartPolicy",
      "TerminationGracePeriodSeconds", "ActiveDeadlineSeconds", "DNSPolicy", "NodeSelector", "ServiceAccountName",
      "AutomountServiceAccountToken", "NodeName", "SecurityContext", "ImagePullSecrets", "Hostname", "Subdomain",
      "SetHostnameAsFQDN", "Affinity", "SchedulerName", "Tolerations", "HostAliases", "PriorityClassName", "Priority",
      "PreemptionPolicy", "DNSConfig", "ReadinessGates", "RuntimeClassName", "Overhead", "EnableServiceLinks",
      "TopologySpreadConstraints", "OS", "SchedulingGates", "ResourceClaims", "Resources", "HostnameOverride",
      "SchedulingGroup",
    ]
    let all = Object(uniquePairs: pairs)
    return .object(Object(uniquePairs: order.map { .init(key: $0, value: all[$0] ?? .null) }))
  }

  private static func podSecurityContext(_ spec: Value) -> Value {
    guard let context = spec.there("securityContext"),
      let type = TypeTable.builtin.named("io.k8s.api.core.v1.PodSecurityContext")
    else { return .null }
    let shown = object(context, type)
    var pairs: [Object.Pair] = [
      .init(key: "HostNetwork", value: spec["hostNetwork"] ?? false),
      .init(key: "HostPID", value: spec["hostPID"] ?? false), .init(key: "HostIPC", value: spec["hostIPC"] ?? false),
      .init(key: "ShareProcessNamespace", value: spec["shareProcessNamespace"] ?? .null),
      .init(key: "HostUsers", value: spec["hostUsers"] ?? .null),
    ]
    for name in [
      "SELinuxOptions", "WindowsOptions", "RunAsUser", "RunAsGroup", "RunAsNonRoot", "SupplementalGroups",
      "SupplementalGroupsPolicy", "FSGroup", "FSGroupChangePolicy", "Sysctls", "SeccompProfile", "AppArmorProfile",
      "SELinuxChangePolicy",
    ] {
      pairs.append(.init(key: name, value: shown[name] ?? .null))
    }
    return .object(Object(uniquePairs: pairs))
  }

  // MARK: - Differences

  /// A unified diff of the two as indented JSON, as the server adds it to messages about immutable specs.
  static func difference(_ old: Value, _ new: Value) -> String {
    let before = lines(old)
    let after = lines(new)
    return LineDifference(before, after).unified()
  }

  private static func lines(_ value: Value) -> [String] {
    JSON.write(value, sortedKeys: false, escapeHTML: true, indent: " ").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }
}

/// The difference of two texts by lines, with three lines round every change.
struct LineDifference {
  private enum Step { case same, removed, added }
  private var steps: [(step: Step, text: String)] = []

  init(_ old: [String], _ new: [String]) {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var end = 0
    while end < old.count - start, end < new.count - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
      end += 1
    }
    let a = Array(old[start..<(old.count - end)])
    let b = Array(new[start..<(new.count - end)])
    steps = old[..<start].map { (.same, $0) }
    if a.count * b.count > 4_000_000 {
      steps += a.map { (.removed, $0) } + b.map { (.added, $0) }
    } else {
      steps += LineDifference.middle(a, b)
    }
    steps += old[(old.count - end)...].map { (.same, $0) }
  }

  /// The longest common subsequence.
  private static func middle(_ a: [String], _ b: [String]) -> [(step: Step, text: String)] {
    let width = b.count + 1
    var table = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in stride(from: a.count - 1, through: 0, by: -1) {
      for j in stride(from: b.count - 1, through: 0, by: -1) {
        table[i * width + j] =
          a[i] == b[j]
          ? table[(i + 1) * width + j + 1] + 1 : max(table[(i + 1) * width + j], table[i * width + j + 1])
      }
    }
    var out: [(step: Step, text: String)] = []
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, a[i] == b[j] {
        out.append((.same, a[i]))
        i += 1
        j += 1
      } else if i < a.count, j == b.count || table[(i + 1) * width + j] >= table[i * width + j + 1] {
        out.append((.removed, a[i]))
        i += 1
      } else {
        out.append((.added, b[j]))
        j += 1
      }
    }
    return out
  }

  func unified(context: Int = 3) -> String {
    var text = ""
    var position = 0
    var oldLine = 1
    var newLine = 1
    while position < steps.count {
      guard let first = steps[position...].firstIndex(where: { $0.step != .same }) else { break }
      var last = first
      var scan = first
      while scan < steps.count, scan - last <= 2 * context {
        if steps[scan].step != .same { last = scan }
        scan += 1
      }
      let from = max(position, first - context)
      let to = min(steps.count, last + context + 1)
      oldLine += from - position
      newLine += from - position
      let hunk = steps[from..<to]
      let removed = hunk.count { $0.step != .added }
      let added = hunk.count { $0.step != .removed }
      text += "@@ -\(oldLine),\(removed) +\(newLine),\(added) @@\n"
      for line in hunk {
        text += (line.step == .same ? " " : line.step == .removed ? "-" : "+") + line.text + "\n"
      }
      oldLine += removed
      newLine += added
      position = to
    }
    return text
  }
}
