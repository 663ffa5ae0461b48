import Exposure
import KubeAPI
import Manifest

/// Who can reach what on a cluster that is there: every object that could be a way in, read through ``Cluster``.
///
/// In: a rehearsed or a real cluster. Out: the same ``Report`` as for files, with what only a cluster knows: assigned
/// addresses (tailnet ones count as private), the nodes' addresses, and the defaults that admission wrote into the
/// objects. What may not be listed is unknown, and unknown fails. Reads only; values of Secrets are looked at for serve
/// configurations and nowhere kept.
public struct ClusterExposure: Sendable {
  /// What is known beyond the cluster; its own word goes before.
  public var context: ExposureContext
  /// Only entries of these namespaces (and cluster-wide ones) are reported; empty means all. All objects are judged.
  public var namespaces: [String]

  public init(context: ExposureContext = ExposureContext(), namespaces: [String] = []) {
    self.context = context
    self.namespaces = namespaces
  }

  /// Bookkeeping of the cluster itself: no controller opens a listener for these.
  private static let bookkeeping: Set<String> = [
    "Node", "Event", "Endpoints", "EndpointSlice", "Lease", "ComponentStatus", "Binding", "PodTemplate",
    "ControllerRevision", "CertificateSigningRequest",
    "ClusterTrustBundle", "IPAddress", "ServiceCIDR", "ResourceSlice", "ResourceClaim", "ResourceClaimTemplate",
    "DeviceClass", "CSIStorageCapacity", "StorageVersion", "StorageVersionMigration", "LeaseCandidate", "APIService",
    "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
  ]

  private static func isBookkeeping(_ type: GroupKind) -> Bool {
    if type.group == "metrics.k8s.io" || type.group == "events.k8s.io" { return true }
    let own = type.group.isEmpty || type.group.hasSuffix(".k8s.io") || !type.group.contains(".")
    return own && bookkeeping.contains(type.kind)
  }

  public func judge(_ cluster: some Cluster) async throws -> Report {
    var objects: [ExposedObject] = []
    var unread: [(kind: ServedKind, why: String)] = []
    for kind in try await cluster.discover() where !ClusterExposure.isBookkeeping(kind.type) {
      do {
        for object in try await cluster.list(kind.type) where !isMade(object, kind) {
          objects.append(ExposedObject(value: typed(object, kind)))
        }
      } catch {
        // A kind that serves no list (reviews, bindings) holds no objects.
        if error.code == 404 || error.code == 405 { continue }
        unread.append((kind, error.reason.isEmpty ? error.message : error.reason))
      }
    }
    var context = self.context
    context.isLive = true
    var notes: [String] = []
    do {
      let nodes = try await cluster.list(GroupKind("", "Node"))
      let addresses = ClusterExposure.addresses(of: nodes)
      if !nodes.isEmpty, !addresses.isEmpty, addresses.allSatisfy(ExposureContext.isPrivate) {
        context.nodeAddressesArePrivate = true
        notes.append(
          "All \(addresses.count) addresses of the \(nodes.count) nodes are private; a translation before them does "
            + "not show in the cluster.")
      }
    } catch {
      notes.append("The nodes may not be listed (\(error.reason)): their addresses are taken for public.")
    }
    var report = Exposure.judge(objects, context: context)
    var entries = report.entries
    for (kind, why) in unread {
      let version = kind.versions.first ?? "v1"
      entries.append(
        Entry.unread(
          apiVersion: kind.type.group.isEmpty ? version : "\(kind.type.group)/\(version)", kind: kind.type.kind,
          why: "objects of this kind may not be listed: \(why)"))
    }
    if !namespaces.isEmpty {
      entries.removeAll { !$0.namespace.isEmpty && !namespaces.contains($0.namespace) }
    }
    report = Report(entries: entries, notes: report.notes + notes, objects: report.objects)
    return report
  }

  /// What a workload or the cluster itself made: judged by what made it.
  private func isMade(_ object: Value, _ kind: ServedKind) -> Bool {
    let owners = object.at("metadata", "ownerReferences")?.array ?? []
    let made: Set<String> = ["Pod", "ReplicaSet", "Job", "EndpointSlice", "Endpoints"]
    guard made.contains(kind.type.kind) else { return false }
    return owners.contains { owner in
      owner["controller"]?.bool == true
        && [
          "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController", "Rollout",
        ]
        .contains(owner["kind"]?.string ?? "")
    }
  }

  /// Items of a list may leave apiVersion and kind out.
  private func typed(_ object: Value, _ kind: ServedKind) -> Value {
    guard case .object(var fields) = object, fields["kind"]?.string ?? "" == "" else { return object }
    let version = kind.versions.first ?? "v1"
    fields["apiVersion"] = .string(kind.type.group.isEmpty ? version : "\(kind.type.group)/\(version)")
    fields["kind"] = .string(kind.type.kind)
    return .object(fields)
  }

  static func addresses(of nodes: [Value]) -> [String] {
    nodes.flatMap { node in
      (node.at("status", "addresses")?.array ?? []).filter {
        $0["type"]?.string == "InternalIP" || $0["type"]?.string == "ExternalIP"
      }.compactMap { $0["address"]?.string }
    }
  }
}
