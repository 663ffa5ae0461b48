import ClusterState
import KubeAPI
import Manifest

/// What every namespace gets: ServiceAccount `default` and ConfigMap `kube-root-ca.crt`
/// (k8s.io/kubernetes `pkg/controller/serviceaccount`, `pkg/controller/certificates/rootcacertpublisher`).
public struct ServiceAccountController: QueueController {
  public let name = "serviceaccount-controller"
  var backoff = Backoff()
  let certificate: String

  static let configMap = "kube-root-ca.crt"
  private static let note =
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    + "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of "
    + "Kubernetes clusters."

  /// `certificate`: the PEM text that pods verify the API server with.
  public init(certificate: String = "") { self.certificate = certificate }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.namespace: return change.kind == .deleted ? [] : [change.key]
    case Kind.serviceAccount where change.kind == .deleted && change.key.name == "default",
      Kind.configMap where change.kind != .added && change.key.name == ServiceAccountController.configMap:
      return [ObjectKey(Kind.namespace, "", change.key.namespace)]
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let namespace = cluster.get(key), !namespace.isDeleting else { return .none }
    if cluster.get(ObjectKey(Kind.serviceAccount, key.name, "default")) == nil {
      let account: Value = [
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": ["name": "default", "namespace": .string(key.name)],
      ]
      _ = try cluster.create(account, by: manager)
    }
    let mapKey = ObjectKey(Kind.configMap, key.name, ServiceAccountController.configMap)
    let data: Value = ["ca.crt": .string(certificate)]
    if var existing = cluster.get(mapKey) {
      if existing["data"] == data { return .none }
      existing["data"] = data
      _ = try cluster.update(existing, by: manager)
      return .none
    }
    var map: Value = ["apiVersion": "v1", "kind": "ConfigMap"]
    map["metadata"] = [
      "name": .string(mapKey.name), "namespace": .string(key.name),
      "annotations": ["kubernetes.io/description": .string(ServiceAccountController.note)],
    ]
    map["data"] = data
    _ = try cluster.create(map, by: manager)
    return .none
  }
}
