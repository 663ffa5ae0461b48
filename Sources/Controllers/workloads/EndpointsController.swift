import ClusterState
import KubeAPI
import Manifest

/// Endpoints of Services, the older form that is still written (k8s.io/kubernetes `pkg/controller/endpoint`).
public struct EndpointsController: QueueController {
  public let name = "endpoint-controller"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.service: return [change.key]
    case Kind.pod: return ServicePorts.services(touchedBy: change, in: cluster)
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    let endpointsKey = ObjectKey(Kind.endpoints, key.namespace, key.name)
    guard let service = cluster.get(key) else {
      guard let existing = cluster.get(endpointsKey),
        existing.label("endpoints.kubernetes.io/managed-by") == name
      else { return .none }
      try cluster.delete(endpointsKey)
      return .none
    }
    if service.isDeleting || !ServicePorts.hasSelector(service) { return .none }
    let subsets = subsets(of: service, in: cluster)
    var labels = service.labels?.object ?? Object()
    labels["endpoints.kubernetes.io/managed-by"] = .string(name)
    if service.text("spec", "clusterIP") == "None" { labels["service.kubernetes.io/headless"] = "" }
    if let existing = cluster.get(endpointsKey) {
      if (existing["subsets"] ?? []) == .array(subsets) && existing.labels == .object(labels) { return .none }
      var changed = existing
      changed["subsets"] = subsets.isEmpty ? nil : .array(subsets)
      changed.set(.object(labels), at: "metadata", "labels")
      stamp(&changed, at: now)
      _ = try cluster.update(changed, by: manager)
      return .none
    }
    var object: Value = ["apiVersion": "v1", "kind": "Endpoints"]
    object["metadata"] = [
      "name": .string(key.name), "namespace": .string(key.namespace), "labels": .object(labels),
    ]
    stamp(&object, at: now)
    if !subsets.isEmpty { object["subsets"] = .array(subsets) }
    do {
      _ = try cluster.create(object, by: manager)
    } catch {
      if !ReplicaSetController.isTerminatingNamespace(error) { throw error }
    }
    return .none
  }

  private func stamp(_ object: inout Value, at now: Instant) {
    object.set(
      .string(now.rfc3339), at: "metadata", "annotations", "endpoints.kubernetes.io/last-change-trigger-time")
  }

  /// Addresses with the same ports form one subset.
  private func subsets(of service: Value, in cluster: ClusterState) -> [Value] {
    var groups: [(ports: [Value], ready: [Value], notReady: [Value])] = []
    for pod in ServicePorts.pods(of: service, in: cluster) {
      if pod.isDeleting && !ServicePorts.publishesNotReady(service) { continue }
      var ports = ServicePorts.ports(service, on: pod)
      if ports.isEmpty && service.text("spec", "clusterIP") != "None" { continue }
      for i in ports.indices where ports[i].text("name").isEmpty { ports[i]["name"] = nil }
      var address: Value = ["ip": .string(pod.text("status", "podIP"))]
      if let hostname = ServicePorts.hostname(pod, service) { address["hostname"] = .string(hostname) }
      if !pod.nodeName.isEmpty { address["nodeName"] = .string(pod.nodeName) }
      address["targetRef"] = ServicePorts.reference(pod)
      let i: Int
      if let found = groups.firstIndex(where: { $0.ports == ports }) {
        i = found
      } else {
        groups.append((ports, [], []))
        i = groups.count - 1
      }
      if pod.isPodReady || ServicePorts.publishesNotReady(service) {
        groups[i].ready.append(address)
      } else {
        groups[i].notReady.append(address)
      }
    }
    return groups.map { group in
      var subset: Value = [:]
      func sorted(_ list: [Value]) -> Value { .array(list.sorted { $0.text("ip").goLess($1.text("ip")) }) }
      if !group.ready.isEmpty { subset["addresses"] = sorted(group.ready) }
      if !group.notReady.isEmpty { subset["notReadyAddresses"] = sorted(group.notReady) }
      if !group.ports.isEmpty {
        subset["ports"] = .array(group.ports.sorted { ($0.integer("port") ?? 0) < ($1.integer("port") ?? 0) })
      }
      return subset
    }
  }
}
