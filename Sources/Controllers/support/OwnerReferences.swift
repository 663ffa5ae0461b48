import ClusterState
import KubeAPI
import Manifest

/// Adoption and release as in k8s.io/kubernetes `pkg/controller/controller_ref_manager.go`.
enum OwnerReferences {
  static func claim(
    _ type: GroupKind, by owner: Value, selector: Value?, in cluster: inout ClusterState, manager: String
  ) throws(StatusError) -> [Value] {
    let uid = owner.uid
    var claimed: [Value] = []
    for object in cluster.list(type, namespace: owner.namespace) {
      let controller = object.controllerUID
      if controller == uid {
        if owner.isDeleting || LabelSelector.matches(selector, labels: object.labels) {
          claimed.append(object)
        } else {
          try release(object, from: uid, in: &cluster, manager: manager)
        }
      } else if controller.isEmpty && !owner.isDeleting && !object.isDeleting
        && !(type == Kind.pod && object.isPodFinished) && LabelSelector.matches(selector, labels: object.labels)
      {
        var adopted = object
        var references = object.items("metadata", "ownerReferences")
        references.append(owner.ownerReference())
        adopted.set(.array(references), at: "metadata", "ownerReferences")
        claimed.append(try cluster.update(adopted, by: manager))
      }
    }
    return claimed
  }

  static func release(_ object: Value, from uid: String, in cluster: inout ClusterState, manager: String)
    throws(StatusError)
  {
    var released = object
    let rest = object.items("metadata", "ownerReferences").filter { $0.text("uid") != uid }
    released.set(rest.isEmpty ? nil : .array(rest), at: "metadata", "ownerReferences")
    _ = try cluster.update(released, by: manager)
  }

  /// The controllers of that kind in the pod's namespace whose selector matches it: woken by an orphan.
  static func wokenByOrphan(_ object: Value, _ type: GroupKind, in cluster: ClusterState) -> [ObjectKey] {
    guard object.controllerReference == nil, let labels = object.labels?.object, !labels.isEmpty else { return [] }
    var keys: [ObjectKey] = []
    for owner in cluster.list(type, namespace: object.namespace)
    where LabelSelector.matches(owner.at("spec", "selector"), labels: object.labels) {
      keys.append(ObjectKey(type, owner.namespace, owner.name))
    }
    return keys
  }
}
