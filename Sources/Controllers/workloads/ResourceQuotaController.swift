import ClusterState
import KubeAPI
import Manifest

/// ResourceQuota status: what the namespace uses of what it may (k8s.io/kubernetes `pkg/controller/resourcequota`).
public struct ResourceQuotaController: QueueController {
  public let name = "resourcequota-controller"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    if change.key.type == Kind.resourceQuota { return change.kind == .deleted ? [] : [change.key] }
    guard !change.key.namespace.isEmpty, change.key.type != Kind.event else { return [] }
    if change.kind == .modified {
      // Only ends of pods and changed Services or claims free or take anything.
      guard [Kind.pod, Kind.service, Kind.volumeClaim].contains(change.key.type) else { return [] }
    }
    return cluster.list(Kind.resourceQuota, namespace: change.key.namespace).map { ObjectKey(of: $0) }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let quota = cluster.get(key), !quota.isDeleting else { return .none }
    let hard = quota.at("spec", "hard")?.object ?? Object()
    var used = Object()
    for pair in hard.sorted() {
      used[pair.key] = .string(ResourceUse(quota: quota, cluster: cluster).used(pair.key).text)
    }
    var result = quota
    result["status"] = ["hard": .object(Object(uniquePairs: hard.sorted())), "used": .object(used)]
    if result["status"] != quota["status"] { _ = try cluster.updateStatus(result, by: name) }
    return .none
  }
}

/// What a namespace uses of one quota's resources.
struct ResourceUse {
  let quota: Value
  let cluster: ClusterState

  func used(_ resource: String) -> Quantity {
    let namespace = quota.namespace
    switch resource {
    case "pods": return count(pods.count)
    case "services": return count(cluster.list(Kind.service, namespace: namespace).count)
    case "services.loadbalancers": return count(services("LoadBalancer"))
    case "services.nodeports":
      let ports = cluster.list(Kind.service, namespace: namespace).reduce(0) { sum, service in
        sum + service.items("spec", "ports").filter { ($0.integer("nodePort") ?? 0) > 0 }.count
      }
      return count(ports)
    case "configmaps": return count(cluster.list(Kind.configMap, namespace: namespace).count)
    case "secrets": return count(cluster.list(Kind.secret, namespace: namespace).count)
    case "replicationcontrollers": return count(cluster.list(Kind.replicationController, namespace: namespace).count)
    case "resourcequotas": return count(cluster.list(Kind.resourceQuota, namespace: namespace).count)
    case "persistentvolumeclaims": return count(cluster.list(Kind.volumeClaim, namespace: namespace).count)
    case "requests.storage":
      return cluster.list(Kind.volumeClaim, namespace: namespace).reduce(.zero) { sum, claim in
        sum + (claim.at("spec", "resources", "requests", "storage").flatMap { Quantity($0) } ?? .zero)
      }
    default: break
    }
    if resource.hasPrefix("count/") { return count(objects(String(resource.dropFirst(6)))) }
    var kind = "requests"
    var name = resource
    if resource.hasPrefix("limits.") {
      kind = "limits"
      name = String(resource.dropFirst(7))
    } else if resource.hasPrefix("requests.") {
      name = String(resource.dropFirst(9))
    }
    return pods.reduce(.zero) { $0 + sum($1, kind, name) }
  }

  private func count(_ number: Int) -> Quantity { Quantity(thousandths: Int64(number) * 1000) }

  private func services(_ type: String) -> Int {
    cluster.list(Kind.service, namespace: quota.namespace).filter { $0.text("spec", "type") == type }.count
  }

  /// `deployments.apps`, `secrets`.
  private func objects(_ name: String) -> Int {
    for resource in cluster.storedResources where resource.qualifiedName == name && resource.namespaced {
      return cluster.list(resource.type, namespace: quota.namespace).count
    }
    return 0
  }

  /// Pods that have not ended and that the quota's scopes take in.
  private var pods: [Value] {
    cluster.list(Kind.pod, namespace: quota.namespace).filter { pod in
      if pod.isPodFinished { return false }
      return quota.strings("spec", "scopes").allSatisfy { scope in
        let bestEffort = pod.text("status", "qosClass") == "BestEffort"
        let terminating = pod.at("spec", "activeDeadlineSeconds") != nil
        switch scope {
        case "BestEffort": return bestEffort
        case "NotBestEffort": return !bestEffort
        case "Terminating": return terminating
        case "NotTerminating": return !terminating
        default: return true
        }
      }
    }
  }

  private func sum(_ pod: Value, _ kind: String, _ name: String) -> Quantity {
    func amount(_ container: Value) -> Quantity {
      container.at("resources", kind, name).flatMap { Quantity($0) } ?? .zero
    }
    let main = pod.items("spec", "containers").reduce(Quantity.zero) { $0 + amount($1) }
    let initial = pod.items("spec", "initContainers").map(amount).max() ?? .zero
    return max(main, initial)
  }
}
