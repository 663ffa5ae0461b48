import ClusterState
import KubeAPI
import Manifest

/// EndpointSlices of Services, 100 endpoints each (k8s.io/kubernetes `pkg/controller/endpointslice`, IPv4).
public struct EndpointSliceController: QueueController {
  public let name = "endpointslice-controller"
  static let manager = "endpointslice-controller.k8s.io"
  static let limit = 100
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.service: return change.kind == .deleted ? [] : [change.key]
    case Kind.pod: return ServicePorts.services(touchedBy: change, in: cluster)
    case Kind.endpointSlice:
      // Only what others do to its slices concerns it.
      guard change.kind == .deleted, let owner = change.object.controllerKey(Kind.service) else { return [] }
      return [owner]
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let service = cluster.get(key), !service.isDeleting, ServicePorts.hasSelector(service) else { return .none }
    var existing = cluster.list(Kind.endpointSlice, namespace: key.namespace).filter {
      $0.label("kubernetes.io/service-name") == key.name
        && $0.label("endpointslice.kubernetes.io/managed-by") == EndpointSliceController.manager && !$0.isDeleting
    }
    var groups: [(ports: [Value], endpoints: [Value])] = []
    for pod in ServicePorts.pods(of: service, in: cluster) {
      let ports = ServicePorts.ports(service, on: pod)
      let endpoint = endpoint(pod, service)
      if let i = groups.firstIndex(where: { $0.ports == ports }) {
        groups[i].endpoints.append(endpoint)
      } else {
        groups.append((ports, [endpoint]))
      }
    }
    // A Service without endpoints keeps one empty slice.
    if groups.isEmpty { groups.append(([], [])) }
    for group in groups {
      var rest = group.endpoints[...]
      repeat {
        // Slices are filled in order; one that has these ports already is used again.
        let chunk = Array(rest.prefix(EndpointSliceController.limit))
        rest = rest.dropFirst(EndpointSliceController.limit)
        let ports: Value = group.ports.isEmpty ? .null : .array(group.ports)
        let i =
          existing.firstIndex { $0["ports"] ?? .null == ports || ($0["ports"]?.array?.isEmpty ?? true) }
          ?? (rest.isEmpty && groups.count == 1 ? existing.indices.first : nil)
        if let i {
          try update(existing.remove(at: i), service, chunk, ports, in: &cluster, at: now)
        } else {
          try create(service, chunk, ports, in: &cluster, at: now)
        }
      } while !rest.isEmpty
    }
    for slice in existing { try cluster.delete(ObjectKey(of: slice)) }
    return .none
  }

  private func endpoint(_ pod: Value, _ service: Value) -> Value {
    let publishes = ServicePorts.publishesNotReady(service)
    let serving = pod.isPodReady
    var endpoint: Value = ["addresses": [.string(pod.text("status", "podIP"))]]
    endpoint["conditions"] = [
      "ready": .bool(publishes || (serving && !pod.isDeleting)), "serving": .bool(serving),
      "terminating": .bool(pod.isDeleting),
    ]
    if let hostname = ServicePorts.hostname(pod, service) { endpoint["hostname"] = .string(hostname) }
    if !pod.nodeName.isEmpty { endpoint["nodeName"] = .string(pod.nodeName) }
    endpoint["targetRef"] = ServicePorts.reference(pod)
    return endpoint
  }

  private func labels(_ service: Value) -> Value {
    var labels = service.labels?.object ?? Object()
    labels["endpointslice.kubernetes.io/managed-by"] = .string(EndpointSliceController.manager)
    labels["kubernetes.io/service-name"] = .string(service.name)
    if service.text("spec", "clusterIP") == "None" { labels["service.kubernetes.io/headless"] = "" }
    return .object(labels)
  }

  private func fill(_ slice: inout Value, _ service: Value, _ endpoints: [Value], _ ports: Value) {
    slice.set(labels(service), at: "metadata", "labels")
    slice["endpoints"] = endpoints.isEmpty ? .null : .array(endpoints)
    slice["ports"] = ports
  }

  private func stamp(_ object: inout Value, at now: Instant) {
    object.set(
      .string(now.rfc3339), at: "metadata", "annotations", "endpoints.kubernetes.io/last-change-trigger-time")
  }

  private func update(
    _ slice: Value, _ service: Value, _ endpoints: [Value], _ ports: Value, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) {
    var changed = slice
    fill(&changed, service, endpoints, ports)
    if changed == slice { return }
    stamp(&changed, at: now)
    _ = try cluster.update(changed, by: manager)
  }

  private func create(
    _ service: Value, _ endpoints: [Value], _ ports: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) {
    var slice: Value = ["apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice"]
    slice["metadata"] = [
      "generateName": .string(service.name + "-"), "namespace": .string(service.namespace),
      "ownerReferences": .array([service.ownerReference()]),
    ]
    slice["addressType"] = "IPv4"
    fill(&slice, service, endpoints, ports)
    stamp(&slice, at: now)
    do {
      _ = try cluster.create(slice, by: manager)
    } catch {
      if !ReplicaSetController.isTerminatingNamespace(error) { throw error }
    }
  }
}
