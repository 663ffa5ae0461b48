import ClusterState
import Files
import Flux
import KubeAPI
import Manifest

/// Helm's storage as an observer of the cluster sees it (helm `pkg/storage/driver/secrets.go`).
extension HelmReleaseController {
  /// Writes `sh.helm.release.v1.<name>.v<N>`; the oldest beyond five versions are removed, never the deployed one.
  func store(
    _ record: ReleaseRecord, _ request: ReleaseRequest, in cluster: inout ClusterState
  ) throws(StatusError) {
    let secretName = "sh.helm.release.v1.\(request.releaseName).v\(record.version)"
    let payload = Base64.encode(Archive.gzip(JSON.bytes(releaseDocument(record, request))))
    let secret: Value = [
      "apiVersion": "v1", "kind": "Secret",
      "metadata": [
        "name": .string(secretName), "namespace": .string(request.storage),
        "labels": [
          "name": .string(request.releaseName), "owner": "helm", "status": .string(record.status.rawValue),
          "version": .string(String(record.version)),
          "modifiedAt": .string(String(record.lastDeployed.nanoseconds / 1_000_000_000)),
        ],
      ],
      "type": "helm.sh/release.v1", "data": ["release": .string(Base64.encode(Array(payload.utf8)))],
    ]
    _ = try cluster.apply(secret, by: name, force: true)
    let limit = 5
    let records = releases[request.storageKey] ?? []
    for old in records.dropLast(min(limit, records.count)) where old.status != .deployed {
      let key = ObjectKey(
        GroupKind("", "Secret"), request.storage, "sh.helm.release.v1.\(request.releaseName).v\(old.version)")
      if cluster.get(key) != nil { try cluster.delete(key, propagation: .background) }
    }
  }

  /// Removes all versions of a release; `storage` is `namespace/release name`.
  mutating func removeStorage(_ storage: String, in cluster: inout ClusterState) {
    let parts = storage.split(separator: "/", maxSplits: 1).map(String.init)
    if parts.count == 2 {
      for record in releases[storage] ?? [] {
        let key = ObjectKey(GroupKind("", "Secret"), parts[0], "sh.helm.release.v1.\(parts[1]).v\(record.version)")
        try? cluster.delete(key, propagation: .background)
      }
    }
    releases[storage] = nil
  }

  private func releaseDocument(_ record: ReleaseRecord, _ request: ReleaseRequest) -> Value {
    [
      "name": .string(request.releaseName),
      "info": [
        "first_deployed": .string(record.firstDeployed.rfc3339), "last_deployed": .string(record.lastDeployed.rfc3339),
        "deleted": "", "description": .string(record.description), "status": .string(record.status.rawValue),
        "notes": .string(record.content.notes),
      ],
      "chart": [
        "metadata": [
          "name": .string(record.chartName), "version": .string(record.chartVersion),
          "appVersion": .string(record.appVersion),
        ]
      ],
      "config": record.values, "manifest": .string(record.content.manifest), "version": .int(Int64(record.version)),
      "namespace": .string(request.namespace), "apply_method": "ssa",
    ]
  }

  /// `status.history`, newest first.
  func updateHistory(_ object: inout Value, _ request: ReleaseRequest) {
    let records = releases[request.storageKey] ?? []
    let entries = records.reversed().prefix(5).map { record -> Value in
      let text = JSON.write(releaseDocument(record, request))
      var entry: Value = [
        "apiVersion": "v2", "digest": .string("sha256:" + world.sha256(Array(text.utf8))),
        "name": .string(request.releaseName), "namespace": .string(request.namespace),
        "version": .int(Int64(record.version)), "status": .string(record.status.rawValue),
        "action": .string(record.action), "chartName": .string(record.chartName),
        "chartVersion": .string(record.chartVersion), "appVersion": .string(record.appVersion),
        "configDigest": .string(record.configDigest), "firstDeployed": .string(record.firstDeployed.rfc3339),
        "lastDeployed": .string(record.lastDeployed.rfc3339),
      ]
      if record.appVersion.isEmpty { entry["appVersion"] = nil }
      return entry
    }
    object.modifyStatus { $0["history"] = entries.isEmpty ? nil : .array(Array(entries)) }
  }
}

extension HelmReleaseController {
  /// Renders what a request asks for against the cluster as it is now.
  func render(
    _ request: ReleaseRequest, isUpgrade: Bool, revision: Int, in cluster: ClusterState
  ) throws(SourceError) -> ReleaseContent {
    var versions: [String] = []
    for resource in cluster.storedResources {
      for version in resource.versions {
        let apiVersion = resource.apiVersion(version)
        if versions.last != apiVersion && !versions.contains(apiVersion) { versions.append(apiVersion) }
        versions.append("\(apiVersion)/\(resource.type.kind)")
      }
    }
    guard let release = cluster.get(request.key) else { return ReleaseContent() }
    return try request.chart.render(
      release: release, releaseName: request.releaseName, namespace: request.namespace, values: request.values,
      isUpgrade: isUpgrade, revision: revision,
      target: ReleaseChart.Target(kubeVersion: kubeVersion, apiVersions: versions),
      isNamespaced: { cluster.resource($0)?.namespaced ?? true })
  }
}
