import KubeAPI
import Manifest

/// What a new kube-apiserver makes for itself at start.
extension ClusterState {
  mutating func makeFresh() {
    for name in ["kube-system", "kube-public", "kube-node-lease", "default"] {
      let namespace: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
      makeOwn(namespace)
    }
  }

  /// Creates one of the server's own objects; one that cannot be made would be a fault of these tables.
  mutating func makeOwn(_ object: Value) {
    do {
      try create(object, by: "kube-apiserver")
    } catch {
      assertionFailure("\(ObjectKey(of: object)): \(error.message)")
    }
  }
}
