import Exposure
import Flux
import KubeAPI
import Manifest

extension AppDiff {
  /// What the files would change in a cluster, HelmReleases' output included: every object is applied as a dry run
  /// under the name of the controller that would apply it, and compared with what is live.
  ///
  /// What git no longer has is found by the Kustomizations' inventories, what a chart no longer renders by the labels
  /// that helm-controller puts on objects, and fields that Helm wrote without server-side apply by ``HelmLeftovers``.
  public init(live cluster: some Cluster, to new: RenderedState) async throws {
    self.init(before: "the cluster", after: new.name)
    notes = new.notes
    let served = Set(try await cluster.discover().map(\.type))
    let root = new.entries.values.first { GroupKind(of: $0.value) == Flux.kustomization }.map {
      ObjectKey(of: $0.value)
    }
    for key in new.entries.keys.sorted() {
      guard let entry = new.entries[key], !entry.isHook else { continue }
      guard served.contains(key.type) else {
        notes.append("\(key): the cluster does not serve \(key.type) yet; it comes with the app")
        add(key, nil, entry.value, release: entry.release)
        continue
      }
      let live = try await cluster.find(key)
      let object = marked(entry, root: root)
      let manager = entry.release == nil ? "kustomize-controller" : "helm-controller"
      do {
        var after = try await cluster.apply(object, fieldManager: manager, force: true, dryRun: true)
        if entry.release != nil, let written = live.flatMap({ HelmLeftovers($0) }),
          let fresh = try? await cluster.apply(
            HelmLeftovers.renamed(object), fieldManager: manager, force: true, dryRun: true)
        {
          after = written.removed(from: after, rendered: object, fresh: fresh)
        }
        add(key, live.map(ObjectDifference.bare), ObjectDifference.bare(after), release: entry.release)
      } catch {
        if live == nil, error.isNotFound {
          // Its namespace is made by the app itself.
          add(key, nil, entry.value, release: entry.release)
        } else if error.isPassing || error.code == 401 {
          throw error
        } else {
          let text = key.type.kind == "Secret" ? "\(error.reason) (\(error.code))" : error.message
          dangers.append(
            Danger(rule: "refused", isError: true, object: "\(key)", message: "the API server would refuse it: \(text)")
          )
        }
      }
    }
    try await removed(new, on: cluster, served: served)
    finish()
  }

  /// The object with the marks that its controller adds.
  private func marked(_ entry: RenderedState.Entry, root: ObjectKey?) -> Value {
    var object = entry.value
    if let release = entry.release {
      // Definitions are no part of the release: they get Flux's labels alone.
      if let owner = entry.owner {
        object.set("Helm", at: "metadata", "labels", "app.kubernetes.io/managed-by")
        object.set(.string(owner.name), at: "metadata", "annotations", "meta.helm.sh/release-name")
        object.set(.string(owner.namespace), at: "metadata", "annotations", "meta.helm.sh/release-namespace")
      }
      object.set(.string(release.name), at: "metadata", "labels", "helm.toolkit.fluxcd.io/name")
      object.set(.string(release.namespace), at: "metadata", "labels", "helm.toolkit.fluxcd.io/namespace")
    } else if let root {
      object.set(.string(root.name), at: "metadata", "labels", "kustomize.toolkit.fluxcd.io/name")
      object.set(.string(root.namespace), at: "metadata", "labels", "kustomize.toolkit.fluxcd.io/namespace")
    }
    return object
  }

  private mutating func removed(_ new: RenderedState, on cluster: some Cluster, served: Set<GroupKind>) async throws {
    for key in new.entries.keys.sorted() where key.type == Flux.kustomization {
      guard let live = try await cluster.find(key), live.at("spec", "prune")?.bool == true else { continue }
      for entry in live.at("status", "inventory", "entries")?.array ?? [] {
        guard let gone = AppDiff.key(inventory: entry["id"]?.string ?? ""), new.entries[gone] == nil,
          let object = try await cluster.find(gone)
        else { continue }
        add(gone, ObjectDifference.bare(object), nil, release: nil)
      }
    }
    let kinds = Set(new.entries.filter { $0.value.release != nil }.map(\.key.type)).union([
      GroupKind("", "Service"), GroupKind("", "ConfigMap"), GroupKind("apps", "Deployment"),
      GroupKind("apps", "StatefulSet"), GroupKind("networking.k8s.io", "Ingress"),
    ]).intersection(served)
    for release in new.entries.keys.sorted() where release.type == Flux.helmRelease {
      for type in kinds.sorted(by: { "\($0)".goLess("\($1)") }) {
        let selector =
          "helm.toolkit.fluxcd.io/name=\(release.name),helm.toolkit.fluxcd.io/namespace=\(release.namespace)"
        for object in try await cluster.list(type, namespace: nil, labelSelector: selector) {
          let key = ObjectKey(of: object)
          if new.entries[key] == nil, object.at("metadata", "ownerReferences") == nil {
            add(key, ObjectDifference.bare(object), nil, release: release)
          }
        }
      }
    }
  }

  /// `namespace_name_group_kind`, as kustomize-controller writes its inventory (fluxcd/cli-utils `object.ObjMetadata`).
  static func key(inventory id: String) -> ObjectKey? {
    guard let first = id.firstIndex(of: "_"), let last = id.lastIndex(of: "_"), first < last else { return nil }
    let middle = id[id.index(after: first)..<last]
    guard let cut = middle.lastIndex(of: "_") else { return nil }
    // Colons in names (RBAC) are written as two underscores.
    let name = String(middle[..<cut]).replacing("__", with: ":")
    let group = String(middle[middle.index(after: cut)...])
    let kind = String(id[id.index(after: last)...])
    return name.isEmpty || kind.isEmpty ? nil : ObjectKey(GroupKind(group, kind), String(id[..<first]), name)
  }
}
