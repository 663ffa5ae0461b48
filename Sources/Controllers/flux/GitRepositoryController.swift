import ClusterState
import Files
import Flux
import KubeAPI
import Manifest

/// source-controller's GitRepository reconciler over a ``SourceWorld`` (fluxcd/source-controller,
/// `internal/controller/gitrepository_controller.go`).
public struct GitRepositoryController: FluxController {
  public let name = "source-controller"
  private let world: SourceWorld
  /// When the checkout that is under way ends.
  private var checkouts: [ObjectKey: Instant] = [:]
  private static let checkoutTime = Duration.seconds(1)

  public init(world: SourceWorld) { self.world = world }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    change.key.type == Flux.gitRepository && wakesItself(change) ? [change.key] : []
  }

  public mutating func reconcile(
    _ key: ObjectKey, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard key.type == Flux.gitRepository, var object = cluster.get(key) else {
      checkouts[key] = nil
      return .none
    }
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
    guard let end = checkouts[key] else { return try begin(key, object, in: &cluster, at: now, interval: interval) }
    if now < end { return .after(end - now) }
    checkouts[key] = nil
    return try finish(object, in: &cluster, at: now, interval: interval)
  }

  private mutating func begin(
    _ key: ObjectKey, _ original: Value, in cluster: inout ClusterState, at now: Instant, interval: Duration
  ) throws(StatusError) -> Requeue {
    var object = original
    let observed = object.at("status", "observedGeneration")?.int ?? -1
    let head = try? look(object)
    if object.at("status", "artifact") != nil, observed == object.generation, let head,
      revision(object, head) == stored(object), branchProblem(object) == nil
    {
      // Same commit: nothing is cloned, the pass ends as it began.
      acknowledge(&object)
      object.removeFluxCondition("Reconciling")
      object = try writeStatus(object, in: &cluster)
      event(
        object, "Normal", "GitOperationSucceeded",
        "no changes since last reconciliation: observed revision '\(stored(object))'", in: &cluster)
      return .after(interval)
    }
    let text =
      observed == object.generation
      ? "building artifact" : "processing object: new generation \(observed) -> \(object.generation)"
    object.setFluxCondition("Reconciling", "True", reason: "Progressing", message: text, at: now)
    if object.condition("Ready") == nil || object.condition("Ready")?["status"]?.string == "Unknown" {
      object.setFluxCondition("Ready", "Unknown", reason: "Progressing", message: text, at: now)
    }
    try writeStatus(object, in: &cluster)
    checkouts[key] = now + GitRepositoryController.checkoutTime
    return .after(GitRepositoryController.checkoutTime)
  }

  private func finish(
    _ original: Value, in cluster: inout ClusterState, at now: Instant, interval: Duration
  ) throws(StatusError) -> Requeue {
    var object = original
    var problem = problem(object, in: cluster)
    var commit = world.commit
    if problem == nil {
      do {
        commit = try look(object)
      } catch {
        let url = object.at("spec", "url")?.string ?? ""
        problem = Problem(
          reason: "GitOperationFailed",
          message: "failed to checkout and determine revision: unable to clone '\(url)': \(error.message)")
      }
    }
    if let problem {
      object.setFluxCondition(
        "FetchFailed", "True", reason: problem.reason, message: problem.message, at: now)
      object.setFluxCondition("Ready", "False", reason: problem.reason, message: problem.message, at: now)
      if problem.stalls {
        object.setFluxCondition("Stalled", "True", reason: problem.reason, message: problem.message, at: now)
        object.modifyStatus { $0["observedGeneration"] = .int(original.generation) }
      } else {
        let progress = object.condition("Reconciling")?["message"]?.string ?? "reconciliation in progress"
        object.setFluxCondition("Reconciling", "True", reason: "ProgressingWithRetry", message: progress, at: now)
      }
      acknowledge(&object)
      object = try writeStatus(object, in: &cluster)
      event(object, "Warning", problem.reason, problem.message, in: &cluster)
      return problem.stalls ? .none : .backoff
    }
    let revision = revision(object, commit)
    let message = "stored artifact for revision '\(revision)'"
    let digest = "sha256:" + world.sha256(Array(commit.sha.utf8))
    let previous = object.at("status", "artifact", "digest")?.string
    let path = "gitrepository/\(object.namespace)/\(object.name)/\(commit.sha).tar.gz"
    let host = "http://source-controller.\(object.namespace).svc.cluster.local./"
    object.modifyStatus { status in
      status["artifact"] = [
        "digest": .string(digest), "lastUpdateTime": .string(now.rfc3339), "path": .string(path),
        "revision": .string(revision), "url": .string(host + path),
      ]
      status["observedGeneration"] = .int(original.generation)
    }
    object.removeFluxCondition("FetchFailed")
    object.removeFluxCondition("ArtifactOutdated")
    object.removeFluxCondition("Reconciling")
    object.removeFluxCondition("Stalled")
    object.setFluxCondition("ArtifactInStorage", "True", reason: "Succeeded", message: message, at: now)
    object.setFluxCondition("Ready", "True", reason: "Succeeded", message: message, at: now)
    acknowledge(&object)
    object = try writeStatus(object, in: &cluster)
    if previous != digest {
      let title = commit.title
      let short = title.count > 50 ? String(title.prefix(50)) + "..." : title
      event(object, "Normal", "NewArtifact", "stored artifact for commit '\(short)'", in: &cluster)
    }
    return .after(interval)
  }

  /// The commit that the object's reference stands for: the rehearsed one, or what the remote holds now.
  private func look(_ object: Value) throws(SourceError) -> GitCommit {
    guard let remote = world.remote(of: object) else { return world.commit }
    let ref = object.at("spec", "ref")
    if let sha = ref?["commit"]?.string { return try remote.fetch(sha) }
    if let name = ref?["name"]?.string { return try remote.fetch(name) }
    if let tag = ref?["tag"]?.string { return try remote.fetch("refs/tags/\(tag)") }
    return try remote.fetch("refs/heads/\(ref?["branch"]?.string ?? "master")")
  }

  private func stored(_ object: Value) -> String { object.at("status", "artifact", "revision")?.string ?? "" }

  /// `branch@sha1:hex`, `tag@sha1:hex` or `sha1:hex`, by what `spec.ref` asks for.
  private func revision(_ object: Value, _ commit: GitCommit) -> String {
    let ref = object.at("spec", "ref")
    let sha = "sha1:" + commit.sha
    if ref?["commit"]?.string != nil { return ref?["branch"]?.string.map { "\($0)@\(sha)" } ?? sha }
    let name = ref?["name"]?.string ?? ref?["tag"]?.string ?? ref?["semver"]?.string ?? ref?["branch"]?.string
    return "\(name ?? "master")@\(sha)"
  }

  private struct Problem {
    var reason: String
    var message: String
    var stalls = false
  }

  private func branchProblem(_ object: Value) -> Problem? {
    let ref = object.at("spec", "ref")
    for field in ["commit", "name", "tag", "semver"] where ref?[field]?.string != nil { return nil }
    let wanted = ref?["branch"]?.string ?? "master"
    if world.remote(of: object) != nil { return nil }
    guard let branch = world.branch, branch != wanted else { return nil }
    let url = object.at("spec", "url")?.string ?? ""
    let inner = "unable to clone '\(url)': couldn't find remote ref \"refs/heads/\(wanted)\""
    return Problem(
      reason: "GitOperationFailed", message: "failed to checkout and determine revision: \(inner)")
  }

  private func problem(_ object: Value, in cluster: ClusterState) -> Problem? {
    let url = object.at("spec", "url")?.string ?? ""
    if let secret = object.at("spec", "secretRef", "name")?.string,
      cluster.get(ObjectKey(GroupKind("", "Secret"), object.namespace, secret)) == nil
    {
      let path = "\(object.namespace)/\(secret)"
      let inner = "failed to get secret '\(path)': secrets \"\(secret)\" not found"
      return Problem(reason: "AuthenticationFailed", message: "failed to get secret '\(path)': \(inner)")
    }
    guard url.hasPrefix("http://") || url.hasPrefix("https://") || url.hasPrefix("ssh://") else {
      return Problem(
        reason: "URLInvalid", message: "failed to parse url '\(url)': first path segment in URL cannot contain colon",
        stalls: true)
    }
    if world.remote(of: object) == nil, !world.repositories.contains(ObjectKey(of: object)) {
      return Problem(
        reason: "GitOperationFailed",
        message: "failed to checkout and determine revision: unable to clone '\(url)': not part of this rehearsal")
    }
    return branchProblem(object)
  }
}
