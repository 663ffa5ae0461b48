import KubeAPI
import Manifest

/// The ResourceQuota admission: refuses what would exceed a quota of the namespace, and charges it
/// (apiserver `pkg/admission/plugin/resourcequota`, controller.go).
enum QuotaAdmission {
  private static let type = GroupKind("", "ResourceQuota")

  /// Kinds whose changes count too, with the difference to what they were.
  private static let updated = ["Service", "PersistentVolumeClaim", "Pod"]

  static func charge(
    _ object: Value, old: Value? = nil, _ context: WriteContext, in state: inout ClusterState
  ) throws(StatusError) {
    let resource = context.resource
    guard resource.namespaced, context.subresource.isEmpty, state.count(type) > 0, resource.type != type || old == nil
    else { return }
    if old != nil && !(resource.type.group.isEmpty && updated.contains(resource.type.kind)) { return }
    let quotas = state.list(type, namespace: object.namespace)
    guard !quotas.isEmpty else { return }
    var delta = QuotaUsage.of(object, resource)
    if let old {
      for (name, amount) in QuotaUsage.of(old, resource) {
        delta[name] = QuotaUsage.plus(delta[name] ?? Quantity(0), Quantity(nano: -amount.nano))
      }
      guard delta.values.contains(where: { $0.nano > 0 }) else { return }
    }
    var charged: [Value] = []
    for quota in quotas where QuotaUsage.matches(quota, object, resource) {
      if let next = try charge(quota, delta, object, isNew: old == nil, resource) { charged.append(next) }
    }
    guard !context.dryRun else { return }
    for quota in charged {
      if let live = state.get(ObjectKey(type, quota.namespace, quota.name)) {
        state.put(quota, in: type, replacing: live)
      }
    }
  }

  /// The quota with the object in it, `nil` when it bounds nothing of it.
  private static func charge(
    _ quota: Value, _ delta: QuotaUsage.Amounts, _ object: Value, isNew: Bool, _ resource: ServedResource
  ) throws(StatusError) -> Value? {
    let hard = quota.at("status", "hard")?.object ?? Object()
    if isNew && resource.type == GroupKind("", "Pod") {
      let missing = unsaid(hard.keys, object)
      if !missing.isEmpty {
        throw .forbidden(
          resource, object.name, "failed quota: \(quota.name): must specify \(missing.joined(separator: "; "))")
      }
    }
    var next = quota
    var over: [(name: String, requested: Quantity, used: Quantity, limit: Quantity)] = []
    for pair in hard.sorted() {
      guard let requested = delta[pair.key], requested.nano != 0 || isNew,
        let limit = QuotaUsage.quantity(pair.value)
      else { continue }
      guard let used = QuotaUsage.quantity(quota.at("status", "used", pair.key)) else {
        throw .forbidden(
          resource, object.name, "status unknown for quota: \(quota.name), resources: \(pair.key)")
      }
      let sum = QuotaUsage.plus(used, requested)
      if sum.nano > limit.nano && requested.nano > 0 { over.append((pair.key, requested, used, limit)) }
      next.set(.string(sum.description), at: "status", "used", pair.key)
    }
    if over.isEmpty { return next == quota ? nil : next }
    let requested = over.map { "\($0.name)=\($0.requested)" }.joined(separator: ",")
    let used = over.map { "\($0.name)=\($0.used)" }.joined(separator: ",")
    let limited = over.map { "\($0.name)=\($0.limit)" }.joined(separator: ",")
    throw .forbidden(
      resource, object.name,
      "exceeded quota: \(quota.name), requested: \(requested), used: \(used), limited: \(limited)")
  }

  /// Compute resources that the quota bounds and some container does not say: `limits.memory for: c`.
  private static func unsaid(_ bounded: [String], _ pod: Value) -> [String] {
    let known = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]
    let required = known.filter { bounded.contains($0) }.sorted { $0.goLess($1) }
    guard !required.isEmpty else { return [] }
    let containers = ["containers", "initContainers"].flatMap { pod.at("spec", $0)?.array ?? [] }
    var missing: [String] = []
    for name in required {
      var lacking: [String] = []
      for container in containers {
        let said = ["requests", "limits"].contains { part in
          (container.at("resources", part)?.object ?? Object()).contains {
            QuotaUsage.keys($0.key, part).contains(name)
          }
        }
        if !said { lacking.append(container["name"]?.string ?? "") }
      }
      if !lacking.isEmpty {
        missing.append("\(name) for: \(Set(lacking).sorted { $0.goLess($1) }.joined(separator: ","))")
      }
    }
    return missing
  }
}
