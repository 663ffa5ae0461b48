import Files
import Flux
import Git
import KubeAPI
import Manifest
import SecretScan
import Workspace

extension LaunchRun {
  // MARK: - Preflight

  /// Finds branch and remote, also when the launch begins at a later step.
  mutating func findBranch() async throws(SourceError) {
    if !branch.isEmpty { return }
    guard workspace.commit.isRepository else {
      throw SourceError(
        file: root, "is no git repository, and Flux deploys from git",
        nextStep: "git init, git remote add origin URL, then run the launch again")
    }
    branch = try await checkout.branch()
    remote = try await checkout.remote(options.remote, branch: branch)
    journal.branch = branch
  }

  mutating func preflightGit() async throws(SourceError) {
    try await findBranch()
    guard let source else {
      throw SourceError(
        file: workspace.app, "no Kustomization whose path is ./\(workspace.app), or no GitRepository that it names",
        nextStep: workspace.problems.first?.description
          ?? "`drydock new` writes both; `drydock check app` says what is missing")
    }
    if let operation = try await checkout.openOperation() {
      throw SourceError(
        file: root, "a \(operation) is not finished", nextStep: "finish it, or git \(operation) --abort")
    }
    try matchBranch(source)
    let foreign = try await checkout.staged().filter { !scope.contains($0) }
    if !foreign.isEmpty {
      throw SourceError(
        file: root,
        "\(foreign.count) staged \(foreign.count == 1 ? "file is" : "files are") no part of this launch: "
          + foreign.prefix(3).joined(separator: ", ") + (foreign.count > 3 ? ", …" : ""),
        nextStep: "commit them, or git restore --staged them")
    }
    if let problem = try await checkout.ignoredChart(scope) { throw problem }
    for problem in try await checkout.contentProblems(scope) {
      if problem.isError { throw problem.error }
      say(.preflight, .warning, problem.error.description)
    }
    try await outsideChanges()
    let changes = try await checkout.changes(scope)
    if !changes.isEmpty, let problem = try await checkout.identityProblem() { throw problem }
    let written = source.at("spec", "url")?.string ?? ""
    if RemoteAddress.normalized(written) != RemoteAddress.normalized(remote.url) {
      say(
        .preflight, .warning,
        "remote \(remote.name) is \(remote.url), GitRepository \(source.name) reads "
          + "\(RemoteAddress.withoutCredentials(written)): "
          + "the cluster sees the push only when the one mirrors the other")
    }
    try await matchRemote(changes.count)
  }

  private func matchBranch(_ source: Value) throws(SourceError) {
    let ref = source.at("spec", "ref")
    let file = workspace.objects.first { ObjectKey(of: $0.value) == ObjectKey(of: source) }
    for field in ["commit", "tag", "semver", "name"] where ref?[field]?.string != nil {
      throw SourceError(
        file: file?.file ?? "", line: file.map { workspace.line(of: ["spec", "ref"], in: $0) } ?? 0,
        "GitRepository \(source.name) is fixed to a \(field): a push would change nothing",
        nextStep: "drydock retarget \(directory) --branch \(branch)")
    }
    let wanted = ref?["branch"]?.string ?? "master"
    guard wanted != branch else { return }
    throw SourceError(
      file: file?.file ?? "", line: file.map { workspace.line(of: ["spec", "ref", "branch"], in: $0) } ?? 0,
      "GitRepository \(source.name) reads branch \(wanted), but \(branch) is checked out",
      nextStep: "git switch \(wanted) (-c when it is new), or drydock retarget \(directory) --branch \(branch)")
  }

  /// Files that the app's build reads outside of what a launch commits must be committed already.
  private func outsideChanges() async throws(SourceError) {
    let files = Set(workspace.objects.map(\.file)).filter { !$0.isEmpty && !scope.contains($0) }.sorted()
    if files.isEmpty { return }
    let status = try await checkout.git.check(
      ["--literal-pathspecs", "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--"] + files)
    guard let first = Checkout.records(status.bytes).first else { return }
    throw SourceError(
      file: String(first.dropFirst(3)), "the app uses this file, which is changed and lies outside \(workspace.app)",
      nextStep: "commit it by itself: a launch commits only the app directory and the charts it uses")
  }

  private func matchRemote(_ changes: Int) async throws(SourceError) {
    let remoteHead = try await checkout.remoteHead(remote.name, branch)
    guard let head = try await checkout.head() else {
      say(.preflight, .good, "git: branch \(branch), no commit yet, remote \(remote.name) (\(remote.url))")
      return
    }
    let toCommit = changes == 0 ? "nothing to commit" : "\(changes) \(changes == 1 ? "file" : "files") to commit"
    let place = "git: branch \(branch), remote \(remote.name) (\(remote.url))"
    switch try await checkout.relation(head, to: remoteHead, remote.name, branch) {
    case .new: say(.preflight, .good, "\(place), new there; \(toCommit)")
    case .equal: say(.preflight, .good, "\(place), up to date; \(toCommit)")
    case .ahead(let count):
      say(.preflight, .good, "\(place), \(count) \(count == 1 ? "commit" : "commits") to push; \(toCommit)")
    case .behind(let theirs, _):
      throw Checkout.diverged(remote.name, branch, theirs: theirs, root: root)
    }
  }

  // MARK: - Commit and push

  mutating func commit() async throws(SourceError) {
    try await findBranch()
    let changes = try await checkout.changes(scope)
    if changes.isEmpty {
      let head = try await checkout.head() ?? ""
      say(.commit, .good, "nothing to commit: \(head.prefix(12)) holds it")
      return
    }
    let foreign = try await checkout.staged().filter { !scope.contains($0) }
    if let first = foreign.first {
      throw SourceError(
        file: first, "is staged and no part of this launch", nextStep: "commit it, or git restore --staged \(first)")
    }
    if let problem = try await checkout.ignoredChart(scope) { throw problem }
    if let problem = try await checkout.identityProblem() { throw problem }
    try refuseSecrets()
    let written = try await defaultMessage()
    let message = options.message ?? written
    let commit = try await checkout.commit(scope, message: message)
    result.commits += 1
    journal.commit = commit
    say(.commit, .changed, "\(commit.prefix(12)) \(message): \(changes.count) \(changes.count == 1 ? "file" : "files")")
    let left = try await checkout.changes(scope)
    if let first = left.first {
      throw SourceError(
        file: first.path, "a hook changed it after the commit: what was committed is not what was checked",
        nextStep: "look at git diff, then run the launch again")
    }
    // What was only on disk is in git now.
    try await reopen()
  }

  /// Conventional: `feat(coder-prod): deploy apps/coder-prod`.
  private func defaultMessage() async throws(SourceError) -> String {
    let name = FilePath.base(workspace.app)
    let known = try await checkout.git.run(["cat-file", "-e", "HEAD:\(workspace.app)/kustomization.yaml"])
    return "feat(\(name)): \(known.succeeded ? "change" : "deploy") \(workspace.app)"
  }

  /// Everything in the scope is looked at, whether this commit changes it or not.
  private func refuseSecrets() throws(SourceError) {
    guard let disk = try? DiskTree(root) else { return }
    var paths: [String] = []
    for path in scope.paths {
      if case .directory = disk.kind(path) {
        paths += ((try? disk.walk(path)) ?? []).compactMap { one, kind in
          if case .file = kind { one } else { nil }
        }
      } else if disk.exists(path) {
        paths.append(path)
      }
    }
    let found = SecretScan.scan(disk, paths: paths).filter { finding in
      // What rehearsal.yaml holds is made up; tokens of known form are refused there too.
      !(finding.file.hasSuffix(workspace.rehearsal.file) && !workspace.rehearsal.file.isEmpty
        && ["telling-key", "url-password"].contains(finding.rule))
    }
    guard let first = found.first else { return }
    throw SourceError(
      file: first.file, line: first.line,
      "\(first.key.isEmpty ? "" : first.key + ": ")\(first.message)"
        + (found.count > 1 ? " (and \(found.count - 1) more)" : ""),
      nextStep: first.nextStep)
  }

  mutating func push() async throws(SourceError) {
    try await findBranch()
    guard let head = try await checkout.head() else {
      throw SourceError(file: root, "there is no commit to push", nextStep: "run the launch from step commit")
    }
    let remoteHead = try await checkout.remoteHead(remote.name, branch)
    switch try await checkout.relation(head, to: remoteHead, remote.name, branch) {
    case .equal:
      say(.push, .good, "\(remote.name)/\(branch) holds \(head.prefix(12)) already")
    case .behind(let theirs, _):
      throw Checkout.diverged(remote.name, branch, theirs: theirs, root: root)
    case .new, .ahead:
      let leaked = try await SecretScan.unpushed(from: root)
      if let first = leaked.first {
        throw SourceError(
          file: first.file, line: first.line, "a commit that would be pushed holds \(first.message)",
          nextStep: "take it out of the history (git rebase -i), and issue a new value: " + first.nextStep)
      }
      try await checkout.push(remote.name, branch)
      result.hasPushed = true
      say(.push, .changed, "\(remote.name)/\(branch) is \(head.prefix(12)) now")
    }
    result.commit = head
    journal.commit = head
  }

  // MARK: - Plan

  /// What a launch would do from the commit on.
  func showPlan() async throws(LaunchFailure) {
    do {
      var run = self
      try await run.findBranch()
      let changes = try await run.checkout.changes(scope)
      if changes.isEmpty {
        say(.commit, .skipped, "would commit nothing")
      } else {
        say(.commit, .skipped, "would commit \(changes.count) \(changes.count == 1 ? "file" : "files"):")
        for change in changes.prefix(40) {
          say(.commit, .skipped, "  \(change.path)")
        }
        if changes.count > 40 { say(.commit, .skipped, "  … and \(changes.count - 40) more") }
      }
      say(.push, .skipped, "would push to \(run.remote.name), branch \(run.branch), never with force")
      for object in try bootstrapObjects() { say(.bootstrap, .skipped, "would apply \(ObjectKey(of: object))") }
      say(.wait, .skipped, "would wait at most \(Flux.text(timeout))")
    } catch {
      throw LaunchFailure(step: .commit, error: error)
    }
  }
}
