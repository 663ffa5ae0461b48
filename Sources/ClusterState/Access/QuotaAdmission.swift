import KubeAPI
import Manifest

/// The ResourceQuota admission for counts of objects: refuses what would exceed a quota of the namespace, and charges it.
/// Sums of CPU, memory and storage are the quota controller's.
enum QuotaAdmission {
  private static let type = GroupKind("", "ResourceQuota")

  /// The names under which a quota may count an object of the kind.
  private static func names(_ resource: ServedResource) -> [String] {
    var names = ["count/\(resource.qualifiedName)"]
    let short = [
      "pods", "configmaps", "secrets", "services", "persistentvolumeclaims", "replicationcontrollers",
      "resourcequotas",
    ]
    if resource.type.group.isEmpty && short.contains(resource.plural) { names.append(resource.plural) }
    return names
  }

  static func charge(
    _ object: Value, _ context: WriteContext, in state: inout ClusterState
  ) throws(StatusError) {
    guard context.resource.namespaced, context.subresource.isEmpty else { return }
    let quotas = state.list(type, namespace: object.namespace)
    guard !quotas.isEmpty else { return }
    let names = names(context.resource)
    var charged: [Value] = []
    for quota in quotas where quota.at("spec", "scopes") == nil && quota.at("spec", "scopeSelector") == nil {
      var next = quota
      var over: [(name: String, used: Int64, limit: Int64)] = []
      for name in names {
        guard let limit = number(quota.at("status", "hard", name)) else { continue }
        let used = number(quota.at("status", "used", name)) ?? 0
        if used + 1 > limit { over.append((name, used, limit)) }
        next.set(.string(String(used + 1)), at: "status", "used", name)
      }
      if !over.isEmpty {
        func list(_ part: ((name: String, used: Int64, limit: Int64)) -> Int64) -> String {
          over.map { "\($0.name)=\(part($0))" }.joined(separator: ",")
        }
        throw .forbidden(
          context.resource, object.name,
          "exceeded quota: \(quota.name), requested: \(list { _ in 1 }), used: \(list { $0.used }), "
            + "limited: \(list { $0.limit })")
      }
      if next != quota { charged.append(next) }
    }
    guard !context.dryRun else { return }
    for quota in charged {
      if let live = state.get(ObjectKey(type, quota.namespace, quota.name)) {
        state.put(quota, in: type, replacing: live)
      }
    }
  }

  private static func number(_ value: Value?) -> Int64? { value?.int ?? value?.string.flatMap { Int64($0) } }
}
