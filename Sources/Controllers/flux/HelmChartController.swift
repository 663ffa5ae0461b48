import ClusterState
import Files
import Flux
import KubeAPI
import Manifest

/// source-controller's HelmChart reconciler for charts from a GitRepository (fluxcd/source-controller,
/// `internal/controller/helmchart_controller.go`).
public struct HelmChartController: FluxController {
  public let name = "source-controller"
  private let world: SourceWorld

  public init(world: SourceWorld) { self.world = world }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    if change.key.type == Flux.helmChart { return wakesItself(change) ? [change.key] : [] }
    guard change.key.type == Flux.gitRepository,
      let revision = change.object.at("status", "artifact", "revision")?.string,
      change.previous?.at("status", "artifact", "revision")?.string != revision
    else { return [] }
    return cluster.list(Flux.helmChart).filter { chart in
      chart.at("spec", "sourceRef", "name")?.string == change.key.name
        && chart.at("spec", "sourceRef", "kind")?.string == "GitRepository"
        && chart.at("status", "observedSourceArtifactRevision")?.string != revision
    }.map { ObjectKey(of: $0) }
  }

  public mutating func reconcile(
    _ key: ObjectKey, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard var object = cluster.get(key) else { return .none }
    if object.isDeleting {
      if object.finalizers.contains(Flux.finalizer) { try removeFinalizer(object, in: &cluster) }
      return .none
    }
    if try addFinalizer(object, in: &cluster) { return .immediately }
    if object.at("spec", "suspend")?.bool == true {
      acknowledge(&object)
      try writeStatus(object, in: &cluster)
      return .none
    }
    let interval = Flux.duration(object.at("spec", "interval")?.string) ?? .seconds(300)
    switch build(object, in: cluster) {
    case .failure(let failure):
      object.setFluxCondition(failure.type, "True", reason: failure.reason, message: failure.message, at: now)
      object.setFluxCondition("Ready", "False", reason: failure.reason, message: failure.message, at: now)
      if failure.stalls {
        object.setFluxCondition("Stalled", "True", reason: failure.reason, message: failure.message, at: now)
        let generation = object.generation
        object.modifyStatus { $0["observedGeneration"] = .int(generation) }
      } else {
        object.setFluxCondition(
          "Reconciling", "True", reason: "ProgressingWithRetry", message: "reconciliation in progress", at: now)
      }
      acknowledge(&object)
      object = try writeStatus(object, in: &cluster)
      if failure.reason != "NoSourceArtifact" {
        event(object, "Warning", failure.reason, failure.message, in: &cluster)
      }
      return failure.stalls ? .none : .backoff
    case .success(let built):
      let summary = "packaged '\(built.name)' chart with version '\(built.version)'"
      let path = "helmchart/\(object.namespace)/\(object.name)/\(built.name)-\(built.version).tgz"
      let digest = "sha256:" + world.sha256(Array("\(built.name) \(built.version) \(built.revision)".utf8))
      let changed = object.at("status", "artifact", "revision")?.string != built.version
      let host = "http://source-controller.\(object.namespace).svc.cluster.local./"
      let latest = host + "helmchart/\(object.namespace)/\(object.name)/latest.tar.gz"
      let generation = object.generation
      object.modifyStatus { status in
        if changed {
          status["artifact"] = [
            "digest": .string(digest), "lastUpdateTime": .string(now.rfc3339), "path": .string(path),
            "revision": .string(built.version), "url": .string(host + path),
          ]
        }
        status["observedChartName"] = .string(built.name)
        status["observedGeneration"] = .int(generation)
        status["observedSourceArtifactRevision"] = .string(built.revision)
        status["url"] = .string(latest)
      }
      for type in ["FetchFailed", "BuildFailed", "Reconciling", "Stalled"] { object.removeFluxCondition(type) }
      object.setFluxCondition("ArtifactInStorage", "True", reason: "ChartPackageSucceeded", message: summary, at: now)
      object.setFluxCondition("Ready", "True", reason: "ChartPackageSucceeded", message: summary, at: now)
      acknowledge(&object)
      object = try writeStatus(object, in: &cluster)
      if changed { event(object, "Normal", "ChartPackageSucceeded", summary, in: &cluster) }
      return .after(interval)
    }
  }

  private struct Built {
    var name: String
    var version: String
    var revision: String
  }

  private struct Failure: Error {
    var type: String
    var reason: String
    var message: String
    var stalls = false
  }

  private func build(_ object: Value, in cluster: ClusterState) -> Result<Built, Failure> {
    let kind = object.at("spec", "sourceRef", "kind")?.string ?? ""
    let sourceName = object.at("spec", "sourceRef", "name")?.string ?? ""
    guard kind == "GitRepository" else {
      return .failure(
        Failure(
          type: "FetchFailed", reason: "ChartPullError",
          message: "chart pull error: \(kind) '\(sourceName)' is not reachable in a rehearsal"))
    }
    guard let source = cluster.get(ObjectKey(Flux.gitRepository, object.namespace, sourceName)) else {
      let text = "gitrepositories.source.toolkit.fluxcd.io \"\(sourceName)\" not found"
      return .failure(
        Failure(type: "FetchFailed", reason: "SourceUnavailable", message: "failed to get source: \(text)"))
    }
    guard let tree = world.artifact(of: source), let revision = source.at("status", "artifact", "revision")?.string
    else {
      return .failure(
        Failure(
          type: "FetchFailed", reason: "NoSourceArtifact",
          message: "no artifact available for GitRepository source '\(sourceName)'"))
    }
    let written = object.at("spec", "chart")?.string ?? ""
    guard let path = FilePath.clean(written) else {
      return .failure(
        Failure(
          type: "FetchFailed", reason: "InvalidChartReference",
          message: "invalid chart reference: path '\(written)' leaves the repository", stalls: true))
    }
    guard let bytes = try? tree.read("\(path)/Chart.yaml") else {
      let inner = "stat \(path): no such file or directory"
      return .failure(
        Failure(
          type: "BuildFailed", reason: "ChartPackageError",
          message: "chart package error: failed to load chart from path '\(written)': \(inner)"))
    }
    let metadata: Value
    do {
      metadata = try YAML.parse(bytes, file: "\(path)/Chart.yaml").first ?? .null
    } catch {
      return .failure(
        Failure(
          type: "BuildFailed", reason: "ChartPackageError", message: "chart package error: \(error.message)"))
    }
    let name = metadata["name"]?.string ?? ""
    var version = metadata["version"]?.string ?? ""
    if let missing = missingDependency(metadata, tree: tree, path: path) {
      return .failure(
        Failure(type: "BuildFailed", reason: "DependencyBuildError", message: "dependency build error: \(missing)"))
    }
    if object.at("spec", "reconcileStrategy")?.string == "Revision",
      let at = revision.lastIndex(of: ":")
    {
      version += "+" + revision[revision.index(after: at)...].prefix(12)
    }
    return .success(Built(name: name, version: version, revision: revision))
  }

  /// A dependency that is neither in `charts/` nor beside the chart; `nil` when all are there.
  private func missingDependency(_ metadata: Value, tree: ArtifactTree, path: String) -> String? {
    for dependency in metadata["dependencies"]?.array ?? [] {
      guard let name = dependency["name"]?.string else { continue }
      if tree.exists("\(path)/charts/\(name)/Chart.yaml") { continue }
      let version = dependency["version"]?.string ?? ""
      if tree.exists("\(path)/charts/\(name)-\(version).tgz") { continue }
      let repository = dependency["repository"]?.string ?? ""
      if repository.hasPrefix("file://") {
        let local = String(repository.dropFirst("file://".count))
        if let target = FilePath.join(path, local), tree.exists("\(target)/Chart.yaml") { continue }
        let shown = FilePath.join(path, local) ?? local
        return "failed to add local dependency '\(name)': no chart found at '\(shown)' (reference '\(repository)')"
      }
      return "failed to add remote dependency '\(name)': \(repository) is not reachable in a rehearsal"
    }
    return nil
  }
}
