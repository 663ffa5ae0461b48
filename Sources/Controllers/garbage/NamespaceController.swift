import ClusterState
import KubeAPI
import Manifest

/// Empties namespaces that are being deleted and lets them go.
///
/// Follows k8s.io/kubernetes `pkg/controller/namespace/deletion`: every namespaced kind is deleted; while something is
/// left, five conditions on the namespace say what and whose finalizers hold it. As upstream it lets five seconds pass
/// after each change of the namespace, and comes back after half of the longest grace period (or of fifteen seconds).
public struct NamespaceController: QueueController {
  public let name = "namespace-controller"
  var backoff = Backoff()
  /// When the next look at each namespace is due.
  private var due: [ObjectKey: Instant] = [:]

  static let grace = Duration.seconds(5)

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    change.key.type == Kind.namespace && change.kind != .deleted && change.object.isDeleting ? [change.key] : []
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let namespace = cluster.get(key), namespace.isDeleting else {
      due[key] = nil
      return .none
    }
    let moment = due[key] ?? (namespace.moment("metadata", "deletionTimestamp") ?? now) + NamespaceController.grace
    if moment > now {
      due[key] = moment
      return .after(moment - now)
    }
    due[key] = nil
    guard namespace.strings("spec", "finalizers").contains("kubernetes") else { return .none }
    var remaining: [(resource: String, count: Int)] = []
    var finalizers: [(name: String, count: Int)] = []
    var estimate: Int64 = 0
    for resource in cluster.storedResources where resource.namespaced {
      for object in cluster.list(resource.type, namespace: key.name) where !object.isDeleting {
        do {
          try cluster.delete(ObjectKey(resource.type, key.name, object.name))
        } catch  where error.isNotFound {
          continue
        } catch {
          throw error
        }
      }
      let left = cluster.list(resource.type, namespace: key.name)
      if left.isEmpty { continue }
      remaining.append(("\(resource.plural).\(resource.type.group)", left.count))
      for object in left {
        let period = object.integer("metadata", "deletionGracePeriodSeconds") ?? 0
        estimate = max(estimate, period > 0 ? period : 15)
        for finalizer in object.finalizers {
          if let i = finalizers.firstIndex(where: { $0.name == finalizer }) {
            finalizers[i].count += 1
          } else {
            finalizers.append((finalizer, 1))
          }
        }
      }
    }
    if remaining.isEmpty {
      guard var last = cluster.get(key) else { return .none }
      let others = last.strings("spec", "finalizers").filter { $0 != "kubernetes" }
      last.set(Value(others), at: "spec", "finalizers")
      _ = try cluster.update(last, subresource: "finalize", by: manager)
      return .none
    }
    remaining.sort { $0.resource.goLess($1.resource) }
    finalizers.sort { $0.name.goLess($1.name) }
    let changed = try writeConditions(
      key, remaining.map { "\($0.resource) has \($0.count) resource instances" },
      finalizers.map { "\($0.name) in \($0.count) resource instances" }, in: &cluster, at: now)
    let wait = changed ? NamespaceController.grace : .seconds(estimate / 2 + 1)
    due[key] = now + wait
    return .after(wait)
  }

  /// Returns whether the namespace changed.
  private func writeConditions(
    _ key: ObjectKey, _ remaining: [String], _ finalizers: [String], in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Bool {
    guard var namespace = cluster.get(key) else { return false }
    let before = namespace
    namespace.set("Terminating", at: "status", "phase")
    func set(_ type: String, _ status: String, _ reason: String, _ message: String) {
      Conditions.set(&namespace, type, status, reason: reason, message: message, at: now)
    }
    set(
      "NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered")
    set(
      "NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions",
      "All legacy kube types successfully parsed")
    set(
      "NamespaceDeletionContentFailure", "False", "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization")
    set(
      "NamespaceContentRemaining", "True", "SomeResourcesRemain",
      "Some resources are remaining: " + remaining.joined(separator: ", "))
    if finalizers.isEmpty {
      set(
        "NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers",
        "All content-preserving finalizers finished")
    } else {
      set(
        "NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: " + finalizers.joined(separator: ", "))
    }
    if namespace == before { return false }
    _ = try cluster.updateStatus(namespace, by: manager)
    return true
  }
}
