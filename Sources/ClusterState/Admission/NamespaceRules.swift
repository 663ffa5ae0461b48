import KubeAPI
import Manifest

/// What is special about namespaces: they go in two steps, with a finalizer in `spec`.
enum NamespaceRules {
  static let type = GroupKind("", "Namespace")

  /// The namespaces that nobody may delete.
  static let immortal: Set<String> = ["default", "kube-system", "kube-public"]

  /// A namespace with finalizers in its spec stays until the namespace controller has emptied it.
  static func waits(_ object: Value, _ type: GroupKind) -> Bool {
    type == NamespaceRules.type && !(object.at("spec", "finalizers")?.array ?? []).isEmpty
  }
}
