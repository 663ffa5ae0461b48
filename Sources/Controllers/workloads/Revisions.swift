import ClusterState
import KubeAPI
import Manifest

/// ControllerRevisions: the history of StatefulSets and DaemonSets (k8s.io/kubernetes `pkg/controller/history`).
enum Revisions {
  /// The revision of the present template, made when it is new, and all of the owner's, oldest first.
  static func sync(
    of owner: Value, collisions: Int64, in cluster: inout ClusterState, manager: String
  ) throws(StatusError) -> (update: Value, all: [Value]) {
    var template = owner.at("spec", "template") ?? [:]
    template["$patch"] = "replace"
    let data: Value = ["spec": ["template": template]]
    var all = cluster.list(Kind.controllerRevision, namespace: owner.namespace).filter { $0.controllerUID == owner.uid }
    all.sort { number($0) != number($1) ? number($0) < number($1) : $0.created < $1.created }
    if let same = all.last(where: { $0["data"] == data }) {
      if same.uid == all.last?.uid { return (same, all) }
      var raised = same
      raised["revision"] = .int((all.last.map(number) ?? 0) + 1)
      let saved = try cluster.update(raised, by: manager)
      all.removeAll { $0.uid == saved.uid }
      all.append(saved)
      return (saved, all)
    }
    let hash = TemplateHash.of(data, collisions: collisions)
    var revision: Value = ["apiVersion": "apps/v1", "kind": "ControllerRevision"]
    var metadata: Value = ["name": .string("\(owner.name)-\(hash)"), "namespace": .string(owner.namespace)]
    var labels = owner.at("spec", "template", "metadata", "labels") ?? [:]
    labels["controller.kubernetes.io/hash"] = .string(hash)
    metadata["labels"] = labels
    if let annotations = owner.at("metadata", "annotations") { metadata["annotations"] = annotations }
    metadata["ownerReferences"] = .array([owner.ownerReference()])
    revision["metadata"] = metadata
    revision["data"] = data
    revision["revision"] = .int((all.last.map(number) ?? 0) + 1)
    let created = try cluster.create(revision, by: manager)
    all.append(created)
    return (created, all)
  }

  private static func number(_ revision: Value) -> Int64 { revision.integer("revision") ?? 0 }

  /// Removes the oldest that nothing uses, beyond the limit.
  static func trim(of owner: Value, live: [String], limit: Int64, in cluster: inout ClusterState) throws(StatusError) {
    var used = live
    for pod in cluster.list(Kind.pod, namespace: owner.namespace) where pod.controllerUID == owner.uid {
      used.append(pod.label("controller-revision-hash") ?? "")
    }
    let idle = cluster.list(Kind.controllerRevision, namespace: owner.namespace)
      .filter { $0.controllerUID == owner.uid && !used.contains($0.name) }
      .sorted { number($0) < number($1) }
    guard Int64(idle.count) > limit else { return }
    for revision in idle.prefix(idle.count - Int(max(0, limit))) {
      do {
        try cluster.delete(ObjectKey(of: revision))
      } catch  where error.isNotFound {
        continue
      } catch {
        throw error
      }
    }
  }
}
