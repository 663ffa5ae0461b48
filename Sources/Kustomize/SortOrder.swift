import Manifest

/// The order of the output (kustomize `SortOrderTransformer`): by kind, group, version, namespace and name unless
/// `sortOptions` says otherwise.
enum SortOrder {
  private static let first = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
  ]
  private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  static func apply(_ kustomization: Kustomization, _ map: inout ResourceMap) throws(SourceError) {
    var order = "legacy"
    var (first, last) = (SortOrder.first, SortOrder.last)
    if let options = kustomization.fields["sortOptions"], !options.isNull {
      order = options.text("order")
      guard order == "legacy" || order == "fifo" else {
        throw SourceError("the field 'sortOptions.order' must be one of [fifo, legacy]")
      }
      if let legacy = options["legacySortOptions"], !legacy.isNull {
        if order == "fifo" {
          throw SourceError(
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'")
        }
        (first, last) = (legacy.texts("orderFirst"), legacy.texts("orderLast"))
      }
    }
    if order == "fifo" { return }
    var ranks: [String: Int] = [:]
    for (i, kind) in first.enumerated() { ranks[kind] = i - first.count }
    for (i, kind) in last.enumerated() { ranks[kind] = i + 1 }
    let keyed = map.resources.map { ($0, Key($0.currentID, ranks)) }
    map.resources = keyed.sorted { $0.1 < $1.1 }.map(\.0)
  }

  private struct Key: Comparable {
    let rank: Int
    let gvk: String
    let isCoreNamespace: Bool
    let name: String

    init(_ id: ResourceID, _ ranks: [String: Int]) {
      rank = ranks[id.gvk.kind] ?? 0
      gvk = id.gvk.sortText
      isCoreNamespace = id.gvk.kind == "Namespace" && id.gvk.group.isEmpty
      name = [
        id.gvk.description, id.namespace.isEmpty ? "~X" : id.namespace, id.name.isEmpty ? "~N" : id.name,
      ].joined(separator: "|")
    }

    static func < (a: Key, b: Key) -> Bool {
      if a.rank != b.rank { return a.rank < b.rank }
      if a.gvk != b.gvk {
        // Kubernetes' own Namespaces come before other groups' kinds of that name.
        if a.isCoreNamespace != b.isCoreNamespace && a.gvk.hasSuffix("Namespace") && b.gvk.hasSuffix("Namespace") {
          return b.gvk.goLess(a.gvk)
        }
        return a.gvk.goLess(b.gvk)
      }
      return a.name.goLess(b.name)
    }
  }
}
