import KubeAPI
import Manifest

/// The RuntimeClass admission: a pod gets its class's overhead, node selector and tolerations.
enum RuntimeClassAdmission {
  static func fill(_ pod: inout Value, _ context: WriteContext, in state: ClusterState) throws(StatusError) {
    guard context.subresource.isEmpty, let name = pod.at("spec", "runtimeClassName")?.string else { return }
    guard let found = state.get(ObjectKey(GroupKind("node.k8s.io", "RuntimeClass"), "", name)) else {
      throw .forbidden(context.resource, pod.name, "pod rejected: RuntimeClass \"\(name)\" not found")
    }
    if let overhead = found.at("overhead", "podFixed") {
      let own = pod.at("spec", "overhead")?.object ?? Object()
      if !own.isEmpty, .object(own) != overhead {
        throw .forbidden(
          context.resource, pod.name, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
      }
      pod.set(overhead, at: "spec", "overhead")
    }
    for pair in (found.at("scheduling", "nodeSelector")?.object ?? Object()).sorted() {
      if let own = pod.at("spec", "nodeSelector")?[pair.key], own != pair.value {
        throw .forbidden(
          context.resource, pod.name,
          "conflict: runtimeClass.scheduling.nodeSelector[\(pair.key)] = \(pair.value.string ?? ""); "
            + "pod.spec.nodeSelector[\(pair.key)] = \(own.string ?? "")")
      }
      pod.set(pair.value, at: "spec", "nodeSelector", pair.key)
    }
    let tolerations = found.at("scheduling", "tolerations")?.array ?? []
    if !tolerations.isEmpty {
      var all = pod.at("spec", "tolerations")?.array ?? []
      all += tolerations.filter { !all.contains($0) }
      pod.set(.array(all), at: "spec", "tolerations")
    }
  }

  /// What only a class may set.
  static func check(_ pod: Value, _ context: WriteContext) throws(StatusError) {
    guard context.resource.type == GroupKind("", "Pod"), context.subresource.isEmpty,
      pod.at("spec", "runtimeClassName") == nil, pod.at("spec", "overhead")?.object?.isEmpty == false
    else { return }
    throw .forbidden(
      context.resource, pod.name,
      "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
  }
}
