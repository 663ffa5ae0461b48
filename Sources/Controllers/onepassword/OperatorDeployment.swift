import ClusterState
import KubeAPI
import Manifest

/// A running 1Password operator: what its Deployment's environment makes of it.
struct OperatorDeployment {
  let namespace: String
  let host: String
  let token: String
  let watched: [String]
  let pollingInterval: Int64
  let autoRestart: Bool
  let style: OperatorVersion

  static func isOperator(_ deployment: Value) -> Bool { container(deployment) != nil }

  private static func container(_ deployment: Value) -> Value? {
    deployment.items("spec", "template", "spec", "containers").first {
      ImageName($0.text("image")).repository.hasSuffix("1password/onepassword-operator")
    }
  }

  /// `nil` while the Deployment is not Ready.
  init?(_ key: ObjectKey, in cluster: ClusterState) {
    guard let deployment = cluster.get(key), !deployment.isDeleting,
      (deployment.integer("status", "readyReplicas") ?? 0) > 0,
      let container = OperatorDeployment.container(deployment), cluster.isServed(Kind.onePasswordItem)
    else { return nil }
    var pod: Value = ["apiVersion": "v1", "kind": "Pod"]
    pod["metadata"] = ["name": .string(key.name), "namespace": .string(key.namespace)]
    pod["spec"] = deployment.at("spec", "template", "spec") ?? [:]
    guard let environment = try? ContainerEnvironment.resolve(container, of: pod, in: cluster) else { return nil }
    namespace = key.namespace
    host = environment["OP_CONNECT_HOST"] ?? ""
    token = environment["OP_CONNECT_TOKEN"] ?? ""
    watched = (environment["WATCH_NAMESPACE"] ?? "").split(separator: ",").map {
      String($0.drop { $0 == " " })
    }
    pollingInterval = max(1, environment["POLLING_INTERVAL"].flatMap { Int64($0) } ?? 600)
    autoRestart = ["true", "1", "t", "True", "TRUE"].contains(environment["AUTO_RESTART"] ?? "")
    style = OperatorVersion(tag: ImageName(container.text("image")).tag)
  }

  func watches(_ namespace: String) -> Bool { watched.isEmpty || watched.contains(namespace) }

  /// The first running operator, by namespace and name, that watches that namespace.
  static func ready(watching namespace: String, in cluster: ClusterState) -> OperatorDeployment? {
    for deployment in cluster.list(Kind.deployment) where isOperator(deployment) {
      if let found = OperatorDeployment(ObjectKey(of: deployment), in: cluster), found.watches(namespace) {
        return found
      }
    }
    return nil
  }
}

/// Whether a pod uses a Secret: by env, envFrom, volume, projected volume, in main and init containers.
enum SecretUse {
  static func uses(_ spec: Value?, _ name: String) -> Bool {
    guard let spec else { return false }
    for container in (spec["containers"]?.array ?? []) + (spec["initContainers"]?.array ?? []) {
      for entry in container["env"]?.array ?? [] where entry.text("valueFrom", "secretKeyRef", "name") == name {
        return true
      }
      for entry in container["envFrom"]?.array ?? [] where entry.text("secretRef", "name") == name { return true }
    }
    for volume in spec["volumes"]?.array ?? [] {
      if volume.text("secret", "secretName") == name { return true }
      for source in volume.items("projected", "sources") where source.text("secret", "name") == name { return true }
    }
    return false
  }
}
