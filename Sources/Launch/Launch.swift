import Files
import Flux
import Git
import KubeAPI
import Manifest
import Rehearsal
import Vendir
import Verification
import Workspace

/// Brings an app directory onto a cluster: from the working tree to the acceptance checks, step by step.
///
/// In go an app directory, a ``LaunchableCluster`` (a real one or a rehearsed one) and a ``LaunchClock``; out come
/// events while it works and a ``LaunchResult``. Every step looks at the world before it acts and does nothing that is
/// done already, so a launch that was cut off at any moment is run again and goes on where it was. What a run did is
/// kept in `.drydock/launch.json` for people; no step believes it.
///
///     let launch = Launch("apps/coder-prod", options: options, fetcher: HTTPFetcher())
///     let result = try await launch.run(on: client, clock: SystemClock(), confirm: ask) { print($0) }
public struct Launch: Sendable {
  public struct Options: Sendable {
    public var from = LaunchStep.preflight
    public var to = LaunchStep.verify
    /// Ends before the commit and shows the plan.
    public var isDryRun = false
    /// How long the controllers may take; `nil` derives it from the objects' own timeouts.
    public var timeout: Duration?
    /// The commit message; `nil` writes a conventional one.
    public var message: String?
    /// The git remote; `nil` takes the branch's own, else `origin`.
    public var remote: String?

    public init() {}
  }

  /// Looks at a launched app: the acceptance checks, and further ones that count as well.
  public typealias Verifier =
    @Sendable (Workspace) async -> (
      checks: [Verification.Check], further: [Verification.Check]
    )

  public let directory: String
  public let options: Options
  let fetcher: any Fetcher
  let verifier: Verifier?

  /// - Parameter directory: the app directory on disk.
  /// - Parameter fetcher: what vendored charts come from when they are not on disk.
  /// - Parameter verifier: the last step; `nil` makes the acceptance checks alone, with the proof over the files.
  public init(
    _ directory: String, options: Options = .init(), fetcher: any Fetcher, verifier: Verifier? = nil
  ) {
    self.directory = directory
    self.options = options
    self.fetcher = fetcher
    self.verifier = verifier
  }

  /// Runs the steps.
  /// - Parameter confirm: asked once, with what is about to happen, before anything is written; false ends the launch.
  public func run(
    on cluster: some LaunchableCluster, clock: some LaunchClock = SystemClock(),
    confirm: @Sendable (String) async -> Bool = { _ in true },
    report: @escaping @Sendable (LaunchEvent) -> Void = { _ in }
  ) async throws(LaunchFailure) -> LaunchResult {
    let workspace: Workspace
    do {
      workspace = try await Workspace.open(directory, options: .init(standIns: false))
    } catch {
      throw LaunchFailure(step: .preflight, error: error)
    }
    var run = LaunchRun(
      workspace: workspace, options: options, directory: directory, fetcher: fetcher, verifier: verifier,
      cluster: cluster, clock: clock, report: report)
    return try await run.perform(confirm: confirm)
  }
}

/// What a launch came to.
public struct LaunchResult: Sendable {
  /// Commits that this run made: 0 or 1.
  public var commits = 0
  public var hasPushed = false
  /// Objects that this run wrote to the cluster.
  public var writes = 0
  /// The commit that the cluster holds; empty when the run ended before that.
  public var commit = ""
  /// Empty when the last step was not reached.
  public var checks: [Verification.Check] = []

  public var succeeded: Bool { !checks.contains { $0.outcome == .failed } }
}

/// Why a launch ended early.
public struct LaunchFailure: Error, Sendable, CustomStringConvertible {
  public var step: LaunchStep
  public var error: SourceError
  /// What explains it, the worst first.
  public var findings: [Finding]

  public init(step: LaunchStep, error: SourceError, findings: [Finding] = []) {
    self.step = step
    self.error = error
    self.findings = findings
  }

  public var description: String { "\(step.rawValue): \(error.description)" }
}
