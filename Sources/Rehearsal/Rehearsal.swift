import ClusterState
import Controllers
import Flux
import KubeAPI
import Manifest
import Workspace

/// A whole deployment on a cluster that is a value, in virtual time.
///
/// In goes a ``Workspace``; a cluster value is made with what the app expects to find (Flux, the Tailscale operator, the
/// Secrets that git must not hold), the bootstrap objects are applied as a person would with kubectl, and the controllers
/// run until nothing is open any more or the horizon is reached. Out comes a ``RehearsalReport``. Nothing outside the
/// value is touched, and the same workspace gives the same report, byte for byte, but for the elapsed time.
public struct Rehearsal: Sendable {
  public struct Options: Sendable {
    /// How long a deployment may take in virtual time before it is given up.
    public var horizon: Duration
    /// Makes the connection that the Coder program would make; `nil` means that none is tried.
    public var connect: CoderVerdict.Connect?
    /// Values laid over the items of the vault: (vault, item, field label) → value.
    public var vaultOverrides: [VaultOverride]

    public init(
      horizon: Duration = .seconds(2 * 3600), connect: CoderVerdict.Connect? = nil,
      vaultOverrides: [VaultOverride] = []
    ) {
      self.horizon = horizon
      self.connect = connect
      self.vaultOverrides = vaultOverrides
    }
  }

  public struct VaultOverride: Sendable, Hashable {
    public var item: String
    public var field: String
    public var value: String
    public init(item: String, field: String, value: String) {
      self.item = item
      self.field = field
      self.value = value
    }
  }

  public let workspace: Workspace
  public let rendered: RenderedApp
  public let options: Options

  public init(_ workspace: Workspace, options: Options = .init()) {
    self.workspace = workspace
    self.options = options
    rendered = workspace.render(sha256Hex: Digest.sha256Hex)
  }

  /// Runs the deployment. `progress` hears of every change of state as it happens, and can ask for the tree as it is then.
  public func run(
    progress: (Transition, () -> StateTree) -> Void = { _, _ in }
  ) async throws(SourceError) -> RehearsalReport {
    var stage = try Stage(workspace, options: options)
    stage.settle()
    let start = stage.manager.cluster.now
    var timeline = Timeline(start: start, from: stage.manager.cluster.revision, interesting: interestingSecrets)
    try stage.bootstrap()
    tell(timeline.absorb(stage.manager.cluster), stage, timeline, progress)
    let limit = start + options.horizon
    var quietSince: Instant?
    while let due = stage.manager.nextDue, due <= limit {
      if stage.isComplete {
        let since = quietSince ?? due
        quietSince = since
        // Late failures (a liveness probe, a second reconcile) show within a minute of being done.
        if due > since + .seconds(60) { break }
      } else {
        quietSince = nil
        if stage.isHopeless(since: start) { break }
      }
      stage.manager.step(until: limit)
      tell(timeline.absorb(stage.manager.cluster), stage, timeline, progress)
    }
    return await report(stage, timeline, start: start)
  }

  private func tell(
    _ news: [Transition], _ stage: Stage, _ timeline: Timeline, _ progress: (Transition, () -> StateTree) -> Void
  ) {
    for one in news {
      progress(one) {
        StateTree(
          timeline, cluster: stage.manager.cluster, owners: Rehearsal.owners(stage), standIns: workspace.standIns)
      }
    }
  }

  static func owners(_ stage: Stage) -> [ObjectKey: ObjectKey] {
    (stage.manager.controller(named: "helm-controller") as? HelmReleaseController)?.owners ?? [:]
  }

  /// Secrets that the app's releases wait for: worth a line in the tree.
  private var interestingSecrets: Set<ObjectKey> {
    var keys: Set<ObjectKey> = []
    for release in rendered.releases {
      for object in release.content.objects where GroupKind(of: object).kind == "OnePasswordItem" {
        keys.insert(ObjectKey(GroupKind("", "Secret"), object.namespace, object.name))
      }
    }
    return keys
  }
}
