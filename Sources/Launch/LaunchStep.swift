import KubeAPI
import Verification

/// The steps of a launch, in their order.
public enum LaunchStep: String, Sendable, CaseIterable, Comparable {
  /// Looks at git, the cluster and the caller's rights.
  case preflight
  /// Brings the charts as they are locked.
  case vendor
  /// Proves the files right.
  case check
  /// Runs the deployment on a cluster value.
  case rehearse
  /// Lets the API server judge every object, what HelmReleases render to included, without storing any.
  case dryRun = "dry-run"
  case commit
  case push
  /// Applies the namespaces, the source and the root Kustomization.
  case bootstrap
  /// Asks Flux to look now.
  case reconcile
  /// Until everything is ready.
  case wait
  /// The acceptance checks.
  case verify

  public static func < (a: LaunchStep, b: LaunchStep) -> Bool { a.index < b.index }
  private var index: Int { LaunchStep.allCases.firstIndex(of: self) ?? 0 }
}

/// What a launch says while it works.
public enum LaunchEvent: Sendable {
  public enum Mark: String, Sendable {
    /// It is as it should be.
    case good
    /// This run changed something.
    case changed
    /// Could not or need not be looked at.
    case skipped
    case warning
    case bad
  }
  case began(LaunchStep)
  case line(LaunchStep, Mark, String)
  case finding(LaunchStep, Finding)
  /// How far the controllers are: the whole chain, whenever something in it changed.
  case chain(Chain, elapsed: Duration)
  case checks([Verification.Check])
  case ended(LaunchStep)
}
