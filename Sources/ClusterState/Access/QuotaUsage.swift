import KubeAPI
import Manifest

/// What objects use of the resources that a ResourceQuota can bound, and which quotas take them in.
///
/// Rules of k8s.io/kubernetes `pkg/quota/v1/evaluator/core` and of apiserver `pkg/quota/v1/generic`.
public enum QuotaUsage {
  /// Amounts by resource: `requests.cpu`, `pods`, `count/deployments.apps`.
  public typealias Amounts = [String: Quantity]

  /// What one object uses. An ended pod only counts as an object.
  public static func of(_ object: Value, _ resource: ServedResource) -> Amounts {
    var used: Amounts = ["count/\(resource.qualifiedName)": Quantity(1)]
    guard resource.type.group.isEmpty else { return used }
    switch resource.plural {
    case "configmaps", "secrets", "resourcequotas", "replicationcontrollers": used[resource.plural] = Quantity(1)
    case "services": addService(object, to: &used)
    case "persistentvolumeclaims": addClaim(object, to: &used)
    case "pods": if !isFinished(object) { addPod(object, to: &used) }
    default: break
    }
    return used
  }

  public static func add(_ other: Amounts, to sum: inout Amounts) {
    for (name, amount) in other { sum[name] = sum[name].map { plus($0, amount) } ?? amount }
  }

  static func plus(_ a: Quantity, _ b: Quantity) -> Quantity {
    Quantity(nano: a.nano + b.nano, format: a.nano == 0 ? b.format : a.format)
  }

  static func quantity(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity(Cells.scalar($0)) } }

  private static func addService(_ service: Value, to used: inout Amounts) {
    used["services"] = Quantity(1)
    let ports = service.at("spec", "ports")?.array ?? []
    switch service.at("spec", "type")?.string {
    case "NodePort": used["services.nodeports"] = Quantity(Int64(ports.count))
    case "LoadBalancer":
      used["services.loadbalancers"] = Quantity(1)
      let allocates = service.at("spec", "allocateLoadBalancerNodePorts")?.bool != false
      let count = allocates ? ports.count : ports.filter { ($0["nodePort"]?.int ?? 0) != 0 }.count
      used["services.nodeports"] = Quantity(Int64(count))
    default: break
    }
  }

  private static func addClaim(_ claim: Value, to used: inout Amounts) {
    used["persistentvolumeclaims"] = Quantity(1)
    let storage = quantity(claim.at("spec", "resources", "requests", "storage"))
    if let storage { used["requests.storage"] = storage }
    guard let name = claim.at("spec", "storageClassName")?.string, !name.isEmpty else { return }
    used["\(name).storageclass.storage.k8s.io/persistentvolumeclaims"] = Quantity(1)
    if let storage { used["\(name).storageclass.storage.k8s.io/requests.storage"] = storage }
  }

  private static func addPod(_ pod: Value, to used: inout Amounts) {
    used["pods"] = Quantity(1)
    for part in ["requests", "limits"] {
      var sum: Amounts = [:]
      for container in pod.at("spec", "containers")?.array ?? [] { add(amounts(container, part), to: &sum) }
      // Init containers run one after the other; those that stay on (sidecars) add to what comes later.
      var sidecars: Amounts = [:]
      var most: Amounts = [:]
      for container in pod.at("spec", "initContainers")?.array ?? [] {
        var needed = amounts(container, part)
        add(sidecars, to: &needed)
        if container["restartPolicy"]?.string == "Always" { sidecars = needed }
        for (name, amount) in needed where amount.nano > most[name]?.nano ?? -1 { most[name] = amount }
      }
      add(sidecars, to: &sum)
      for (name, amount) in most where amount.nano > sum[name]?.nano ?? -1 { sum[name] = amount }
      if !sum.isEmpty, let overhead = pod.at("spec", "overhead")?.object {
        for pair in overhead where part == "requests" || sum[pair.key] != nil {
          if let amount = quantity(pair.value) { add([pair.key: amount], to: &sum) }
        }
      }
      for (name, amount) in sum { for key in keys(name, part) { used[key] = amount } }
    }
  }

  private static func amounts(_ container: Value, _ part: String) -> Amounts {
    var result: Amounts = [:]
    for pair in container.at("resources", part)?.object ?? Object() {
      if let amount = quantity(pair.value) { result[pair.key] = amount }
    }
    return result
  }

  /// The names under which a container's resource is bounded.
  static func keys(_ name: String, _ part: String) -> [String] {
    if part == "limits" { return ["cpu", "memory", "ephemeral-storage"].contains(name) ? ["limits.\(name)"] : [] }
    if ["cpu", "memory", "ephemeral-storage"].contains(name) || name.hasPrefix("hugepages-") {
      return [name, "requests.\(name)"]
    }
    return name.contains("/") ? ["requests.\(name)"] : []
  }

  static func isFinished(_ pod: Value) -> Bool {
    ["Succeeded", "Failed"].contains(pod.at("status", "phase")?.string ?? "")
  }

  // MARK: - Scopes

  /// Whether the quota's scopes take the object in. A quota with scopes bounds nothing but pods.
  public static func matches(_ quota: Value, _ object: Value, _ resource: ServedResource) -> Bool {
    let scopes = (quota.at("spec", "scopes")?.array ?? []).compactMap(\.string)
    let expressions = quota.at("spec", "scopeSelector", "matchExpressions")?.array ?? []
    if scopes.isEmpty && expressions.isEmpty { return true }
    guard resource.type == GroupKind("", "Pod") else { return false }
    return scopes.allSatisfy { matches($0, "Exists", [], object) }
      && expressions.allSatisfy {
        matches(
          $0["scopeName"]?.string ?? "", $0["operator"]?.string ?? "",
          ($0["values"]?.array ?? []).compactMap(\.string), object)
      }
  }

  private static func matches(_ scope: String, _ op: String, _ values: [String], _ pod: Value) -> Bool {
    switch scope {
    case "BestEffort": return isBestEffort(pod)
    case "NotBestEffort": return !isBestEffort(pod)
    case "Terminating": return pod.at("spec", "activeDeadlineSeconds") != nil
    case "NotTerminating": return pod.at("spec", "activeDeadlineSeconds") == nil
    case "PriorityClass":
      let name = pod.at("spec", "priorityClassName")?.string ?? ""
      switch op {
      case "In": return values.contains(name)
      case "NotIn": return !values.contains(name)
      case "DoesNotExist": return name.isEmpty
      default: return !name.isEmpty
      }
    case "CrossNamespacePodAffinity":
      return ["podAffinity", "podAntiAffinity"].contains { kind in
        let affinity = pod.at("spec", "affinity", kind) ?? [:]
        let required = affinity["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        let preferred = (affinity["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? [])
          .compactMap { $0["podAffinityTerm"] }
        return (required + preferred).contains {
          !($0["namespaces"]?.array ?? []).isEmpty || $0["namespaceSelector"] != nil
        }
      }
    default: return true
    }
  }

  private static func isBestEffort(_ pod: Value) -> Bool {
    ["containers", "initContainers"].allSatisfy { list in
      (pod.at("spec", list)?.array ?? []).allSatisfy { container in
        ["requests", "limits"].allSatisfy { part in
          (container.at("resources", part)?.object ?? Object()).allSatisfy { pair in
            !["cpu", "memory"].contains(pair.key) || (quantity(pair.value)?.nano ?? 0) == 0
          }
        }
      }
    }
  }
}

extension ClusterState {
  /// What the namespace uses of the resources that the quota names.
  public func used(of quota: Value) -> QuotaUsage.Amounts {
    let hard = quota.at("spec", "hard")?.object ?? Object()
    var sum: QuotaUsage.Amounts = [:]
    let counted = Set(hard.keys.filter { $0.hasPrefix("count/") }.map { String($0.dropFirst(6)) })
    for resource in registry.stored where resource.namespaced {
      guard resource.type.group.isEmpty || counted.contains(resource.qualifiedName) else { continue }
      tables[resource.type]?.forEach(namespace: quota.namespace) { entry in
        guard QuotaUsage.matches(quota, entry.object, resource) else { return }
        QuotaUsage.add(QuotaUsage.of(entry.object, resource), to: &sum)
      }
    }
    var result: QuotaUsage.Amounts = [:]
    for pair in hard { result[pair.key] = sum[pair.key] ?? Quantity(0) }
    return result
  }
}
