import Files
import KubeAPI
import Manifest
import Vendir
import Verification
import Workspace

/// The bytes of vendored charts against their locks.
extension Rehearsal {
  /// What `drydock vendor --check` would say about a chart; `nil` when disk and locks agree or nothing is locked.
  func lockProblem(_ chart: ChartUse) -> Verification.Result? {
    guard let pin = chart.pin, chart.origin != .standIn else { return nil }
    let folder = FilePath.directory(pin.file)
    let locks = folder.isEmpty ? Vendir.digestLockName : "\(folder)/\(Vendir.digestLockName)"
    guard workspace.tree.exists(locks) else { return nil }
    if chart.origin == .fetched { return fetchedProblem(chart, pin, locks) }
    let root = folder.isEmpty ? workspace.root : "\(workspace.root)/\(folder)"
    var options = Vendir.Options()
    options.root = root
    options.directories = [folder.isEmpty ? chart.path : String(chart.path.dropFirst(folder.utf8.count + 1))]
    do {
      let config = try VendirConfig.read(["\(workspace.root)/\(pin.file)"])
      let problems = try Vendir.check(config, options: options)
      guard let first = problems.first else { return nil }
      let findings = problems.map { problem in
        Finding(
          .error, rule: "chart-lock", file: pin.file, line: pin.line, problem.message,
          nextStep: problem.nextStep.isEmpty ? "run `drydock vendor` in \(folder)" : "\(problem.nextStep) in \(folder)")
      }
      return .init(.failed, first.message, findings)
    } catch {
      return .init(
        .failed, error.message,
        [Finding(.error, rule: "chart-lock", file: pin.file, line: pin.line, error.message, nextStep: error.nextStep)])
    }
  }

  /// A fetched chart must have the bytes that drydock.lock names.
  private func fetchedProblem(_ chart: ChartUse, _ pin: ChartUse.Pin, _ locks: String) -> Verification.Result? {
    let folder = FilePath.directory(pin.file)
    let path = folder.isEmpty ? chart.path : String(chart.path.dropFirst(folder.utf8.count + 1))
    guard let bytes = try? workspace.tree.read(locks), let lock = try? DigestLock(bytes: bytes, file: locks),
      let locked = lock[path], let tree = try? DigestLock.tree(SubTree(workspace.tree, chart.path)),
      tree.digest != locked.tree
    else { return nil }
    let message = "\(pin.name) \(pin.version) as fetched has digest \(tree.digest), \(locks) says \(locked.tree)"
    return .init(
      .failed, message,
      [
        Finding(
          .error, rule: "chart-lock", file: pin.file, line: pin.line, message,
          nextStep: "the publisher changed a released chart: compare both before you run `drydock vendor`")
      ])
  }
}
