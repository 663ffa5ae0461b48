import ClusterState
import Controllers
import Exposure
import Flux
import KubeAPI
import Manifest
import Verification
import Workspace

/// What a rehearsal came to: the course of events, the checks, who can reach what, and what was real.
///
/// The field names of its JSON form are stable and described in docs/rehearse.md.
public struct RehearsalReport: Sendable {
  /// `apps/coder-prod`.
  public var app: String
  public var commit: String
  public var branch: String
  public var timeline: Timeline
  public var checks: [Verification.Check]
  public var exposure: Report
  /// The sentences "who can reach what".
  public var access: [String]
  /// What becomes of host names in the tailnet, on the final cluster.
  public var names: TailnetNames
  /// What the files themselves show, found without the cluster.
  public var findings: [Finding]
  public var real: [String]
  public var simulated: [String]
  /// How much virtual time the deployment took.
  public var virtualTime: Duration
  public var steps: Int
  /// The final objects, in order of kind, namespace and name.
  public var objects: [Value]
  /// The final states, each object under what made it.
  public var tree: StateTree

  public var passed: Int { checks.count { $0.outcome == .passed } }
  public var failed: Int { checks.count { $0.outcome == .failed } }
  public var skipped: Int { checks.count { $0.outcome == .skipped } }
  /// Nothing failed. Errors among the findings count, warnings do not.
  public var succeeded: Bool { failed == 0 && !findings.contains { $0.severity == .error } }

  /// One line.
  public var verdict: String {
    let errors = findings.count { $0.severity == .error }
    var parts = ["\(passed) passed", "\(failed) failed", "\(skipped) skipped"]
    if errors > 0 { parts.append("\(errors) \(errors == 1 ? "error" : "errors") in files") }
    let head = succeeded ? "\(app) deploys, and only the tailnet reaches it" : "\(app) is not ready to push"
    return "\(head): \(parts.joined(separator: ", "))"
  }
}
