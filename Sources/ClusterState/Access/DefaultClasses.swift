import KubeAPI
import Manifest

/// The admissions DefaultStorageClass and DefaultIngressClass: what names no class gets the default one, the newest of
/// several.
enum DefaultClasses {
  static func fill(_ object: inout Value, _ context: WriteContext, in state: ClusterState) {
    guard context.subresource.isEmpty else { return }
    switch (context.resource.type.group, context.resource.type.kind) {
    case ("", "PersistentVolumeClaim"):
      guard object.at("spec", "storageClassName") == nil,
        object.annotation("volume.beta.kubernetes.io/storage-class") == nil,
        let name = newest(
          GroupKind("storage.k8s.io", "StorageClass"),
          ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"], state)
      else { return }
      object.set(.string(name), at: "spec", "storageClassName")
    case ("networking.k8s.io", "Ingress"):
      guard object.at("spec", "ingressClassName") == nil, object.annotation("kubernetes.io/ingress.class") == nil,
        let name = newest(
          GroupKind("networking.k8s.io", "IngressClass"), ["ingressclass.kubernetes.io/is-default-class"], state)
      else { return }
      object.set(.string(name), at: "spec", "ingressClassName")
    default: return
    }
  }

  private static func newest(_ type: GroupKind, _ annotations: [String], _ state: ClusterState) -> String? {
    let marked = state.list(type).filter { object in annotations.contains { object.annotation($0) == "true" } }
    func created(_ object: Value) -> String { object.at("metadata", "creationTimestamp")?.string ?? "" }
    return marked.max {
      created($0) != created($1) ? created($0).goLess(created($1)) : $1.name.goLess($0.name)
    }?.name
  }
}
