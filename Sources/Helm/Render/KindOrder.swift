import Manifest

/// In which order objects are installed and removed, by kind (helm's `releaseutil.InstallOrder`, `UninstallOrder`).
///
/// Kinds that are not listed come last, by name. Objects of one kind keep their order.
public struct KindOrder: Sendable {
  private let ranks: [String: Int]

  private init(_ kinds: String, reversed: Bool = false) {
    let names = kinds.split(separator: " ").map(String.init)
    let ordered = reversed ? names.reversed() : names
    ranks = Dictionary(ordered.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  public static let install = KindOrder(
    "PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget "
      + "ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim "
      + "CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList "
      + "RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment "
      + "HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService")

  public static let uninstall = KindOrder(
    "APIService Ingress IngressClass Service CronJob Job StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet "
      + "ReplicationController Pod DaemonSet RoleBindingList RoleBinding RoleList Role ClusterRoleBindingList "
      + "ClusterRoleBinding ClusterRoleList ClusterRole CustomResourceDefinition PersistentVolumeClaim "
      + "PersistentVolume StorageClass ConfigMap SecretList Secret ServiceAccount PodDisruptionBudget "
      + "PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace PriorityClass")

  /// Whether an object of the first kind comes before one of the second.
  public func comesBefore(_ first: String, _ second: String) -> Bool {
    switch (ranks[first], ranks[second]) {
    case (nil, nil): first.goLess(second)
    case (nil, _?): false
    case (_?, nil): true
    case (let a?, let b?): a < b
    }
  }

  /// Sorted by kind; what ties keeps its order.
  public func sorted<T>(_ items: [T], kind: (T) -> String) -> [T] {
    let keyed = items.enumerated().map { (rank: ranks[kind($0.element)] ?? Int.max, kind: kind($0.element), at: $0) }
    return keyed.sorted { a, b in
      if a.rank != b.rank { return a.rank < b.rank }
      if a.rank == Int.max && a.kind != b.kind { return a.kind.goLess(b.kind) }
      return a.at.offset < b.at.offset
    }.map(\.at.element)
  }
}
