import Flux
import KubeAPI
import Manifest
import Rehearsal
import Workspace

/// Takes an app off a cluster in the order that leaves no finalizer without its controller: what is served first, the
/// operators that clean up last. Git and what stood in the cluster before stay as they are.
public struct Teardown: Sendable {
  public struct Options: Sendable {
    /// How long one object may take to go.
    public var timeout: Duration = .seconds(600)
    public init() {}
  }

  public enum Action: Sendable, Hashable {
    /// The root Kustomization must not bring back what goes.
    case suspend(ObjectKey)
    case delete(ObjectKey, why: String)
    case keep(ObjectKey, why: String)
  }

  public let plan: [Action]

  /// What would be done, in order; nothing is changed.
  public static func plan(_ workspace: Workspace, on cluster: some Cluster) async throws(StatusError) -> Teardown {
    var actions: [Action] = []
    func exists(_ key: ObjectKey) async throws(StatusError) -> Bool { try await cluster.find(key) != nil }
    let kustomizations = DependencyGraph(workspace.objects(Flux.kustomization).map(\.value)).sorted()
    for key in kustomizations where try await exists(key) { actions.append(.suspend(key)) }
    let graph = DependencyGraph(workspace.objects(Flux.helmRelease).map(\.value))
    let needed = Set(graph.edges.values.flatMap { $0 })
    let releases = graph.sorted().reversed()
    for key in releases where !needed.contains(key) {
      if try await exists(key) { actions.append(.delete(key, why: "Helm uninstalls it")) }
    }
    let flux: Set<GroupKind> = [Flux.kustomization, Flux.gitRepository, Flux.helmRelease]
    let namespace = GroupKind("", "Namespace")
    let own = workspace.objects.map(\.value).filter {
      !flux.contains(GroupKind(of: $0)) && GroupKind(of: $0) != namespace
    }
    // Ingresses go while Tailscale's operator runs: it takes their devices out of the tailnet.
    for object in own.sorted(by: { rank($0) < rank($1) }) {
      let key = ObjectKey(of: object)
      if try await exists(key) { actions.append(.delete(key, why: "its controller still runs")) }
    }
    for key in releases where needed.contains(key) {
      if try await exists(key) { actions.append(.delete(key, why: "Helm uninstalls it, after what depends on it")) }
    }
    for key in kustomizations.reversed() where try await exists(key) {
      actions.append(.delete(key, why: "suspended, so that it prunes nothing itself"))
    }
    for object in workspace.objects(Flux.gitRepository) {
      let key = ObjectKey(of: object.value)
      if try await exists(key) { actions.append(.delete(key, why: "nothing reads it any more")) }
    }
    for object in workspace.objects(namespace) {
      let key = ObjectKey(of: object.value)
      if try await exists(key) { actions.append(.keep(key, why: "it may hold Secrets and volumes made by hand")) }
    }
    return Teardown(plan: actions)
  }

  private static func rank(_ object: Value) -> Int {
    switch GroupKind(of: object).kind {
    case "Ingress", "Service", "Gateway", "HTTPRoute": 0
    case "CustomResourceDefinition": 2
    default: 1
    }
  }

  /// Does it, waiting for each object to be gone before the next. Run again, it goes on with what is left.
  public func run(
    on cluster: some Cluster, clock: some LaunchClock, options: Options = .init(),
    report: @Sendable (String) -> Void = { _ in }
  ) async throws {
    for action in plan {
      switch action {
      case .keep(let key, let why): report("– \(key) stays: \(why)")
      case .suspend(let key):
        _ = try await cluster.mergePatch(key, ["spec": ["suspend": true]], fieldManager: "drydock")
        report("+ \(key) suspended")
      case .delete(let key, _): try await delete(key, on: cluster, clock: clock, options, report)
      }
    }
  }

  private func delete(
    _ key: ObjectKey, on cluster: some Cluster, clock: some LaunchClock, _ options: Options,
    _ report: @Sendable (String) -> Void
  ) async throws {
    guard let live = try await cluster.find(key) else { return }
    if key.type == Flux.helmRelease, live.at("spec", "suspend")?.bool == true {
      // helm-controller does not uninstall what is suspended.
      _ = try await cluster.mergePatch(key, ["spec": ["suspend": false]], fieldManager: "drydock")
    }
    do {
      try await cluster.delete(key)
    } catch {
      if !error.isNotFound { throw error }
    }
    let begin = clock.now
    while true {
      do {
        guard let left = try await cluster.find(key) else { break }
        if clock.now - begin > options.timeout {
          let held = left.finalizers.joined(separator: ", ")
          let why = left.condition("Ready")?["message"]?.string ?? ""
          throw SourceError(
            "\(key) does not go: \(held.isEmpty ? "no reason is given" : "held by \(held)")"
              + (why.isEmpty ? "" : ": \(why)"),
            nextStep:
              "look at the controller that owns the finalizer; then run the teardown again. Taking the finalizer "
              + "off by hand leaves behind what it would have cleaned up")
        }
      } catch let error as StatusError {
        guard error.isPassing, clock.now - begin <= options.timeout else { throw error }
      }
      try await clock.sleep(.seconds(1))
    }
    report("+ \(key) deleted")
  }

  /// One line for each step.
  public var text: String {
    plan.map { action in
      switch action {
      case .suspend(let key): "suspend  \(key)"
      case .delete(let key, let why): "delete   \(key)  (\(why))"
      case .keep(let key, let why): "keep     \(key)  (\(why))"
      }
    }.joined(separator: "\n")
  }
}
