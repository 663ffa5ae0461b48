import Flux
import KubeAPI
import Manifest
import Workspace

extension LaunchRun {
  /// The name that bootstrap objects are applied by.
  ///
  /// kubectl's, and on purpose: kustomize-controller takes over what kubectl applied and ends kubectl's ownership
  /// (fluxcd/kustomize-controller, cleanup of field managers), so that what git loses later is lost in the cluster too.
  static var bootstrapManager: String { "kubectl" }

  /// What the request applies by hand: the namespaces that source and root live in or that hold the Secrets made
  /// beforehand, the GitRepository, the Kustomization.
  func bootstrapObjects() throws(SourceError) -> [Value] {
    guard let root = workspace.rootKustomization, let source else {
      throw SourceError(
        file: workspace.app, "no Kustomization whose path is ./\(workspace.app), or no GitRepository that it names",
        nextStep: "`drydock check app \(directory)` says what is missing")
    }
    var wanted: Set<String> = [root.namespace, source.namespace]
    for secret in RequiredSecret.find(workspace, rehearsal.rendered) { wanted.insert(secret.key.namespace) }
    var objects = workspace.objects(GroupKind("", "Namespace")).map(\.value).filter { wanted.contains($0.name) }
    objects.append(source)
    objects.append(root)
    return objects
  }

  mutating func bootstrap() async throws {
    try await findBranch()
    for object in try bootstrapObjects() {
      let key = ObjectKey(of: object)
      let live = try await cluster.find(key)
      var isForced = false
      let outcome: Value
      do {
        outcome = try await cluster.apply(object, fieldManager: Self.bootstrapManager, force: false, dryRun: true)
      } catch {
        guard error.isConflict, isFluxAlone(live) else { throw refused(object, error) }
        // Flux owns the fields and would write the same as soon as it has the commit.
        isForced = true
        do {
          outcome = try await cluster.apply(object, fieldManager: Self.bootstrapManager, force: true, dryRun: true)
        } catch {
          throw refused(object, error)
        }
      }
      if let live, ObjectDifference.isSame(live, outcome) {
        say(.bootstrap, .good, "\(key) is as it should be")
        continue
      }
      do {
        _ = try await cluster.apply(object, fieldManager: Self.bootstrapManager, force: isForced, dryRun: false)
      } catch {
        throw refused(object, error)
      }
      result.writes += 1
      say(.bootstrap, .changed, "\(key) \(live == nil ? "created" : "configured")")
    }
  }

  private func refused(_ object: Value, _ error: StatusError) -> SourceError {
    let origin = workspace.objects.first { ObjectKey(of: $0.value) == ObjectKey(of: object) }
    return SourceError(
      file: origin?.file ?? "", line: origin?.line ?? 0, "apply of \(ObjectKey(of: object)): \(error.message)",
      nextStep: Refusal.advice(error, directory: directory))
  }

  /// Whether only Flux and kubectl have written to the object.
  private func isFluxAlone(_ live: Value?) -> Bool {
    let managers = (live?.at("metadata", "managedFields")?.array ?? []).filter { $0["subresource"]?.string ?? "" == "" }
      .compactMap { $0["manager"]?.string }
    let known = ["kustomize-controller", "source-controller", "flux", "kubectl", "drydock", "gotk-"]
    return managers.allSatisfy { name in known.contains { name.hasPrefix($0) } }
  }

  // MARK: - Reconcile

  /// Asks Flux to look now, as `flux reconcile` does: an annotation that the controllers answer in their status.
  /// What is up to date already is left alone; what has given up is reset.
  mutating func reconcile() async throws {
    try await findBranch()
    if result.commit.isEmpty { result.commit = try await checkout.head() ?? "" }
    guard let source, let root = workspace.rootKustomization else { return }
    let chain = try await look()
    if chain.isReady {
      say(.reconcile, .good, "everything is ready at \(result.commit.prefix(12)); nothing to ask for")
      return
    }
    let live = try await cluster.find(ObjectKey(of: source))
    let revision = live?.at("status", "artifact", "revision")?.string ?? ""
    let isThere = await isDeployed(revision)
    if !isThere || live?.isTrue("Ready") != true {
      try await request(ObjectKey(of: source))
      try await waitForSource(ObjectKey(of: source))
    }
    let applied = try await cluster.find(ObjectKey(of: root))
    let isApplied = await isDeployed(applied?.at("status", "lastAppliedRevision")?.string ?? "")
    if !isApplied || applied?.isTrue("Ready") != true {
      try await request(ObjectKey(of: root))
    }
    for release in rehearsal.plan.releases {
      guard let object = try await cluster.find(release.key), object.condition("Stalled") != nil else { continue }
      try await request(release.key, resetting: true)
    }
  }

  /// Annotates; a second request with the same text would not be seen, so each has the moment in it.
  private mutating func request(_ key: ObjectKey, resetting: Bool = false) async throws {
    let stamp = Value.string(clock.now.rfc3339Nano)
    var annotations: Value = [Flux.requestedAt: stamp]
    if resetting { annotations[Flux.resetAt] = stamp }
    _ = try await cluster.mergePatch(
      key, ["metadata": ["annotations": annotations]], fieldManager: "drydock")
    result.writes += 1
    say(.reconcile, .changed, "\(key): asked to reconcile\(resetting ? " and to forget its failures" : "")")
  }

  /// Until the source has the commit, or says why not.
  private mutating func waitForSource(_ key: ObjectKey) async throws {
    let begin = clock.now
    let limit = begin + min(timeout, .seconds(300))
    var failing: Instant?
    var asked = begin
    while true {
      var problem = ""
      do {
        let object = try await cluster.find(key)
        let revision = object?.at("status", "artifact", "revision")?.string ?? ""
        if object?.isTrue("Ready") == true, await isDeployed(revision) {
          say(.reconcile, .good, "\(key) has \(revision)")
          return
        }
        let condition = object?.condition("Ready")
        problem = condition?["message"]?.string ?? "no status yet"
        if condition?["status"]?.string == "False" {
          let since = failing ?? clock.now
          failing = since
          if clock.now > since + .seconds(60) {
            throw SourceError(
              "\(key): \(problem)",
              nextStep: "source-controller cannot read the repository: check spec.url, spec.ref and spec.secretRef")
          }
        } else {
          failing = nil
        }
        if object?.isTrue("Ready") == true, clock.now > asked + .seconds(20) {
          // It looked before the push had arrived.
          asked = clock.now
          try await request(key)
        }
      } catch let error as StatusError {
        guard error.isPassing else { throw error }
        problem = "the cluster does not answer: \(error.message)"
      }
      if clock.now > limit {
        throw SourceError(
          "\(key) has not got \(result.commit.prefix(12)) after \(Flux.text(min(timeout, .seconds(300)))): \(problem)",
          nextStep: "does the address in spec.url hold the branch that was pushed to \(remote.name)?")
      }
      try await clock.sleep(.seconds(1))
    }
  }

  /// Whether a revision (`branch@sha1:hex`) is the commit, or holds it.
  func isDeployed(_ revision: String) async -> Bool {
    guard let mark = revision.lastIndex(of: ":") else { return false }
    let sha = String(revision[revision.index(after: mark)...])
    if sha == result.commit { return true }
    return await checkout.isAncestor(result.commit, of: sha, remote.name, branch)
  }

  /// The chain as it is now.
  func look() async throws(StatusError) -> Chain {
    try await Chain.look(
      plan: rehearsal.plan, on: cluster, source: source.map { ObjectKey(of: $0) }, isDeployed: { await isDeployed($0) })
  }
}

extension StatusError {
  /// Whether the same request may succeed a moment later: no answer, too many requests, a server in trouble.
  var isPassing: Bool { code == 0 && reason != "Cancelled" || code == 429 || code >= 500 }
}

/// Objects compared as an apply would compare them.
enum ObjectDifference {
  static func isSame(_ live: Value, _ applied: Value) -> Bool { bare(live) == bare(applied) }

  /// Without what the server counts and notes by itself.
  static func bare(_ object: Value) -> Value {
    var object = object
    object["status"] = nil
    for field in ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink"] {
      object.set(nil, at: "metadata", field)
    }
    return object
  }
}
