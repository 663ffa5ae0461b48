import KubeAPI
import KubeSchema

/// The kinds that a Kubernetes 1.36 API server serves by itself, in discovery's order; the versions of a kind are together.
enum BuiltinResources {
  /// Kinds that count changes of what is wanted in `metadata.generation`; custom kinds all do.
  private static let counted: Set<String> = [
    "Pod", "PodTemplate", "ReplicationController", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "CronJob",
    "Job", "IngressClass", "Ingress", "NetworkPolicy", "PodDisruptionBudget", "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration", "CustomResourceDefinition", "PriorityClass", "EndpointSlice", "DeviceClass",
    "ResourceSlice", "FlowSchema", "PriorityLevelConfiguration",
  ]

  static let all: [ServedResource] = {
    var list: [ServedResource] = []
    var positions: [GroupKind: Int] = [:]
    for resource in KubeSchema.builtin.resources {
      if let i = positions[resource.type] {
        list[i].versions.append(resource.version)
        continue
      }
      positions[resource.type] = list.count
      list.append(
        ServedResource(
          type: resource.type, versions: [resource.version], plural: resource.plural, singular: resource.singular,
          listKind: resource.listKind, namespaced: resource.namespaced, verbs: resource.verbs,
          shortNames: resource.shortNames, categories: resource.categories,
          subresources: resource.subresources.map(\.name), hasGeneration: counted.contains(resource.kind),
          storageVersion: resource.version))
    }
    return list
  }()
}
