import KubeAPI
import Manifest

/// Volumes, claims, quotas, nodes and autoscalers.
enum StorageCells {
  private static func modes(_ value: Value?) -> String {
    var seen: [String] = []
    for mode in ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]
    where value?.array?.contains(.string(mode)) == true {
      seen.append(
        mode == "ReadWriteOnce" ? "RWO" : mode == "ReadOnlyMany" ? "ROX" : mode == "ReadWriteMany" ? "RWX" : "RWOP")
    }
    return seen.joined(separator: ",")
  }

  private static func text(_ value: Value?) -> String { value?.string ?? "" }

  static func volume(_ o: Value, _ age: Value) -> [Value] {
    let spec = o["spec"] ?? [:]
    var phase = text(o.at("status", "phase"))
    if o.isDeleting { phase = "Terminating" }
    var claim = ""
    if let reference = spec["claimRef"] { claim = "\(text(reference["namespace"]))/\(text(reference["name"]))" }
    let className =
      o.annotation("volume.beta.kubernetes.io/storage-class") ?? text(spec["storageClassName"])
    return [
      .string(o.name), .string(spec.at("capacity", "storage").map { Cells.scalar($0) } ?? ""),
      .string(modes(spec["accessModes"])), .string(text(spec["persistentVolumeReclaimPolicy"])), .string(phase),
      .string(claim), .string(className), .string(spec["volumeAttributesClassName"]?.string ?? "<unset>"),
      .string(text(o.at("status", "reason"))), age, .string(spec["volumeMode"]?.string ?? "<unset>"),
    ]
  }

  static func claim(_ o: Value, _ age: Value) -> [Value] {
    let spec = o["spec"] ?? [:]
    var phase = text(o.at("status", "phase"))
    if o.isDeleting { phase = "Terminating" }
    let volume = text(spec["volumeName"])
    let className =
      o.annotation("volume.beta.kubernetes.io/storage-class") ?? text(spec["storageClassName"])
    let isBound = !volume.isEmpty
    return [
      .string(o.name), .string(phase), .string(volume),
      .string(isBound ? o.at("status", "capacity", "storage").map { Cells.scalar($0) } ?? "0" : ""),
      .string(isBound ? modes(o.at("status", "accessModes")) : ""), .string(className),
      .string(spec["volumeAttributesClassName"]?.string ?? "<unset>"), age,
      .string(spec["volumeMode"]?.string ?? "<unset>"),
    ]
  }

  static func driver(_ o: Value, _ age: Value) -> [Value] {
    let spec = o["spec"] ?? [:]
    func flag(_ name: String, _ fallback: Bool) -> Value { .bool(spec[name]?.bool ?? fallback) }
    let tokens = (spec["tokenRequests"]?.array ?? []).map { text($0["audience"]) }.joined(separator: ",")
    let modes = (spec["volumeLifecycleModes"]?.array?.compactMap(\.string) ?? []).joined(separator: ",")
    return [
      .string(o.name), flag("attachRequired", true), flag("podInfoOnMount", false), flag("storageCapacity", false),
      .string(tokens.isEmpty ? "<unset>" : tokens), flag("requiresRepublish", false),
      .string(modes.isEmpty ? "<none>" : modes), age,
    ]
  }
}

enum QuotaCells {
  static func row(_ o: Value, _ age: Value) -> [Value] {
    var requests: [String] = []
    var limits: [String] = []
    for pair in (o.at("status", "hard")?.object ?? Object()).sorted() {
      let used = o.at("status", "used", pair.key).map { Cells.scalar($0) } ?? "0"
      let text = "\(pair.key): \(used)/\(Cells.scalar(pair.value))"
      if pair.key.hasPrefix("limits.") { limits.append(text) } else { requests.append(text) }
    }
    return [.string(o.name), .string(requests.joined(separator: ", ")), .string(limits.joined(separator: ", ")), age]
  }
}

enum NodeCells {
  static func row(_ o: Value, _ age: Value) -> [Value] {
    let info = o.at("status", "nodeInfo") ?? [:]
    var states: [String] = []
    if let ready = o.condition("Ready") {
      states.append(ready["status"]?.string == "True" ? "Ready" : "NotReady")
    }
    if states.isEmpty { states.append("Unknown") }
    if o.at("spec", "unschedulable")?.bool == true { states.append("SchedulingDisabled") }
    var roles: Set<String> = []
    for pair in o.at("metadata", "labels")?.object ?? Object() {
      let prefix = "node-role.kubernetes.io/"
      if pair.key.hasPrefix(prefix) {
        let role = String(pair.key.dropFirst(prefix.count))
        if !role.isEmpty { roles.insert(role) }
      } else if pair.key == "kubernetes.io/role", let role = pair.value.string, !role.isEmpty {
        roles.insert(role)
      }
    }
    let roleText = roles.isEmpty ? "<none>" : roles.sorted { $0.goLess($1) }.joined(separator: ",")
    func address(_ type: String) -> Value {
      let found = o.at("status", "addresses")?.array?.first { $0["type"]?.string == type }
      return .string(found?["address"]?.string ?? "<none>")
    }
    func known(_ name: String) -> Value {
      let text = info[name]?.string ?? ""
      return .string(text.isEmpty ? "<unknown>" : text)
    }
    var kernel = info["kernelVersion"]?.string ?? ""
    let architecture = info["architecture"]?.string ?? ""
    if kernel.isEmpty { kernel = "<unknown>" } else if !architecture.isEmpty { kernel += " (\(architecture))" }
    return [
      .string(o.name), .string(states.joined(separator: ",")), .string(roleText), age,
      .string(info["kubeletVersion"]?.string ?? ""), address("InternalIP"), address("ExternalIP"), known("osImage"),
      .string(kernel), known("containerRuntimeVersion"),
    ]
  }
}

enum AutoscalerCells {
  static func row(_ o: Value, _ age: Value) -> [Value] {
    let spec = o["spec"] ?? [:]
    let target = spec["scaleTargetRef"] ?? [:]
    let current = o.at("status", "currentMetrics")?.array ?? []
    var texts: [String] = []
    for (i, metric) in (spec["metrics"]?.array ?? []).enumerated() {
      texts.append(text(metric, i < current.count ? current[i] : nil))
    }
    var targets = texts.prefix(2).joined(separator: ", ")
    if texts.count > 2 { targets += " + \(texts.count - 2) more..." }
    return [
      .string(o.name), .string("\(target["kind"]?.string ?? "")/\(target["name"]?.string ?? "")"),
      .string(texts.isEmpty ? "<none>" : targets),
      .string(spec["minReplicas"]?.int.map { String($0) } ?? "<unset>"), .int(spec["maxReplicas"]?.int ?? 0),
      .int(o.at("status", "currentReplicas")?.int ?? 0), age,
    ]
  }

  private static func text(_ metric: Value, _ current: Value?) -> String {
    let kinds = [
      "Resource": "resource", "ContainerResource": "containerResource", "Pods": "pods", "Object": "object",
      "External": "external",
    ]
    guard let member = kinds[metric["type"]?.string ?? ""], let source = metric[member] else { return "<unknown type>" }
    let wanted = source["target"] ?? [:]
    let now = current?[member]?["current"]
    let isResource = member == "resource" || member == "containerResource"
    let prefix = isResource ? "\(source["name"]?.string ?? ""): " : ""
    if let utilization = wanted["averageUtilization"]?.int {
      let have = now?["averageUtilization"]?.int.map { "\($0)%" } ?? "<unknown>"
      return "\(prefix)\(have)/\(utilization)%"
    }
    if let average = wanted["averageValue"] {
      let have = now?["averageValue"].map { Cells.scalar($0) } ?? "<unknown>"
      let tail = isResource || member == "pods" ? "" : " (avg)"
      return "\(prefix)\(have)/\(Cells.scalar(average))\(tail)"
    }
    let have = now?["value"].map { Cells.scalar($0) } ?? "<unknown>"
    return "\(prefix)\(have)/\(wanted["value"].map { Cells.scalar($0) } ?? "<unknown>")"
  }
}
