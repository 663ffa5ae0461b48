import Exposure
import Files
import Flux
import KubeAPI
import Manifest
import Rehearsal
import Vendir
import Verification
import Workspace

/// One run of a launch: the steps share what they find out.
struct LaunchRun<Cluster: LaunchableCluster, Clock: LaunchClock> {
  var workspace: Workspace
  let options: Launch.Options
  let directory: String
  let fetcher: any Fetcher
  let verifier: Launch.Verifier?
  let cluster: Cluster
  let clock: Clock
  let report: @Sendable (LaunchEvent) -> Void
  var journal = Journal()
  var result = LaunchResult()
  /// Rendered anew whenever the workspace changes.
  var rehearsal: Rehearsal
  var exposure: Report?
  /// Found by the preflight, or on first use.
  var branch = ""
  var remote = (name: "", url: "")

  init(
    workspace: Workspace, options: Launch.Options, directory: String, fetcher: any Fetcher,
    verifier: Launch.Verifier?, cluster: Cluster, clock: Clock, report: @escaping @Sendable (LaunchEvent) -> Void
  ) {
    self.workspace = workspace
    self.options = options
    self.directory = directory
    self.fetcher = fetcher
    self.verifier = verifier
    self.cluster = cluster
    self.clock = clock
    self.report = report
    rehearsal = Rehearsal(workspace)
  }

  var root: String { workspace.root }
  var checkout: Checkout { Checkout(root: workspace.root) }
  var scope: Scope { Scope(workspace) }

  /// The GitRepository that the root Kustomization reads.
  var source: Value? {
    guard let root = workspace.rootKustomization else { return nil }
    let reference = root.at("spec", "sourceRef")
    let key = ObjectKey(
      Flux.gitRepository, reference?["namespace"]?.string ?? root.namespace, reference?["name"]?.string ?? "")
    return workspace.objects(Flux.gitRepository).map(\.value).first { ObjectKey(of: $0) == key }
  }

  func say(_ step: LaunchStep, _ mark: LaunchEvent.Mark, _ text: String) { report(.line(step, mark, text)) }

  mutating func perform(confirm: @Sendable (String) async -> Bool) async throws(LaunchFailure) -> LaunchResult {
    journal = Journal.read(root: root, app: workspace.app)
    if let open = journal.interrupted {
      say(
        .preflight, .skipped,
        "the launch before this one ended in step \(open.step) at \(open.at); what it did is kept and not done twice")
    }
    journal = Journal()
    journal.app = workspace.app
    journal.cluster = cluster.address
    let last = options.isDryRun ? min(options.to, .dryRun) : options.to
    for step in LaunchStep.allCases where step >= options.from && step <= last {
      report(.began(step))
      journal.note(step, "running", at: clock.now)
      journal.write(root: root)
      do {
        try await perform(step, confirm: confirm)
      } catch {
        journal.note(step, "failed", at: clock.now)
        journal.write(root: root)
        throw error
      }
      journal.note(step, "done", at: clock.now)
      journal.write(root: root)
      report(.ended(step))
    }
    if options.isDryRun { try await showPlan() }
    journal.isFinished = true
    journal.write(root: root)
    return result
  }

  private mutating func perform(
    _ step: LaunchStep, confirm: @Sendable (String) async -> Bool
  ) async throws(LaunchFailure) {
    do {
      switch step {
      case .preflight:
        try await preflightGit()
        let version = try await preflightCluster()
        if !options.isDryRun {
          let question = "Launch \(workspace.app) on \(cluster.address), Kubernetes \(version), branch \(branch)?"
          guard await confirm(question) else {
            throw SourceError("not confirmed; nothing was changed", nextStep: "answer yes, or pass --yes")
          }
        }
      case .vendor: try await vendor()
      case .check: try check()
      case .rehearse: try await rehearse()
      case .dryRun: try await dryRun()
      case .commit: try await commit()
      case .push: try await push()
      case .bootstrap: try await bootstrap()
      case .reconcile: try await reconcile()
      case .wait: try await wait()
      case .verify: try await verify()
      }
    } catch let error as SourceError {
      throw LaunchFailure(step: step, error: error)
    } catch let error as LaunchFailure {
      throw error
    } catch let error as StatusError {
      throw LaunchFailure(
        step: step,
        error: SourceError(
          error.code == 0 ? error.message : "the cluster answered: \(error.message)",
          nextStep: Refusal.advice(error, directory: directory)))
    } catch is CancellationError {
      throw LaunchFailure(
        step: step,
        error: SourceError("interrupted", nextStep: "run `drydock launch \(directory)` again: it goes on from here"))
    } catch {
      throw LaunchFailure(step: step, error: SourceError("\(error)"))
    }
  }

  // MARK: - Steps without a cluster

  /// Brings what is locked, and only what the app uses.
  private mutating func vendor() async throws {
    let pinned = workspace.charts.filter { $0.pin != nil }
    if pinned.isEmpty {
      say(.vendor, .skipped, "the app uses no vendored chart")
      return
    }
    var hasFetched = false
    var files: [String] = []
    for chart in pinned where !files.contains(chart.pin?.file ?? "") { files.append(chart.pin?.file ?? "") }
    for file in files {
      let folder = FilePath.directory(file)
      var vendir = Vendir.Options()
      vendir.root = folder.isEmpty ? root : "\(root)/\(folder)"
      vendir.lockFile = "\(vendir.root)/\(Vendir.lockName)"
      vendir.digestLockFile = "\(vendir.root)/\(Vendir.digestLockName)"
      vendir.locked = true
      vendir.directories = pinned.filter { $0.pin?.file == file }.map { chart in
        folder.isEmpty ? chart.path : String(chart.path.dropFirst(folder.utf8.count + 1))
      }
      let config = try VendirConfig.read(["\(root)/\(file)"])
      if try Vendir.check(config, options: vendir).isEmpty {
        for chart in pinned where chart.pin?.file == file {
          say(.vendor, .good, "\(chart.pin?.name ?? "") \(chart.version): disk and locks agree")
        }
        continue
      }
      let report = report
      try await Vendir.sync(config, options: vendir, fetcher: fetcher) { event in
        if case .written(let path, let count) = event {
          report(.line(.vendor, .changed, "\(path): \(count) files, as locked"))
        }
      }
      hasFetched = true
    }
    if hasFetched { try await reopen() }
  }

  /// Reads the working tree again.
  mutating func reopen() async throws(SourceError) {
    workspace = try await Workspace.open(directory, options: .init(standIns: false))
    rehearsal = Rehearsal(workspace)
    exposure = nil
  }

  private mutating func check() throws {
    let check = AppCheck(workspace, rehearsal.rendered)
    let findings = check.findings()
    for finding in findings where finding.severity != .note { report(.finding(.check, finding)) }
    let proof = check.exposure()
    exposure = proof
    let errors = findings.filter { $0.severity == .error }
    if let first = errors.first {
      throw LaunchFailure(
        step: .check,
        error: SourceError(
          "\(errors.count) \(errors.count == 1 ? "error" : "errors"), the first: \(first.description)",
          nextStep: first.nextStep))
    }
    guard proof.verdict == .private else {
      let bad = proof.entries.filter { $0.reach != .tailnet && $0.reach != .cluster }.map(\.title)
      throw SourceError(
        "the app is \(proof.verdict.rawValue): \(bad.joined(separator: ", "))",
        nextStep: "`drydock check exposure \(directory)` shows each way in")
    }
    say(.check, .good, "no errors; private: nothing of it is reachable from outside the tailnet")
  }

  private mutating func rehearse() async throws {
    let outcome = try await rehearsal.run()
    guard outcome.succeeded else {
      let failed = outcome.checks.filter { $0.outcome == .failed }
      throw LaunchFailure(
        step: .rehearse,
        error: SourceError(
          "the rehearsal fails: \(failed.first.map { "\($0.title): \($0.detail)" } ?? outcome.verdict)",
          nextStep: "`drydock rehearse \(directory)` shows all of it"),
        findings: failed.flatMap(\.findings))
    }
    let passed = outcome.checks.count { $0.outcome == .passed }
    say(.rehearse, .good, "\(passed) of \(outcome.checks.count) checks passed on a rehearsed cluster")
  }
}
