import Foundation
import Git
import KubeAPI
import Launch
import Manifest
import Testing

/// What can be wrong between a checkout and its remote: each is named, nothing is forced, nothing is lost.
@Suite struct GitCaseTests {
  private func stop(
    _ repository: Monorepo, to: LaunchStep, from: LaunchStep = .preflight, _ cluster: DrivenCluster
  ) async -> LaunchFailure? {
    var options = Launch.Options()
    options.from = from
    options.to = to
    do {
      _ = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
        .run(on: cluster, clock: cluster)
      return nil
    } catch {
      return error
    }
  }

  @Test func aDivergedBranchIsExplainedAndNotForced() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    #expect(await stop(repository, to: .push, cluster) == nil)
    // Somebody else pushes, and there is a change here.
    let other = "\(repository.base)/other"
    try await repository.git("clone", "--quiet", "--branch", Monorepo.branch, repository.remote, other)
    try await repository.git(
      "-c", "user.name=O", "-c", "user.email=o@example.com", "commit", "--quiet", "--allow-empty", "-m", "chore: other",
      in: other)
    try await repository.git("push", "--quiet", in: other)
    try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "memory: 2Gi", "memory: 3Gi")
    let failure = await stop(repository, to: .push, cluster)
    #expect(failure?.step == .preflight)
    #expect(failure?.error.message.contains("has 1 commit that is not here") == true, "\(String(describing: failure))")
    #expect(failure?.error.nextStep.contains("git pull --rebase origin \(Monorepo.branch)") == true)
    // Also when it happens between preflight and push.
    let late = await stop(repository, to: .push, from: .commit, cluster)
    #expect(late?.step == .push)
    #expect(try await repository.pushed().first == "chore: other")
    try await repository.git("pull", "--quiet", "--rebase", "origin", Monorepo.branch)
    #expect(await stop(repository, to: .push, cluster) == nil)
    #expect(try await repository.pushed().count == 3)
  }

  @Test func aHookOfTheRemoteRefuses() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    let hook = "\(repository.remote)/hooks/pre-receive"
    try "#!/bin/sh\necho 'GH006: Protected branch update failed' >&2\nexit 1\n".write(
      toFile: hook, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
    let failure = await stop(repository, to: .push, cluster)
    #expect(failure?.step == .push)
    #expect(failure?.error.message.contains("pre-receive hook declined") == true, "\(String(describing: failure))")
    #expect(failure?.error.message.contains("GH006: Protected branch update failed") == true)
    // The commit stays; once the branch takes pushes the launch goes on without another one.
    try FileManager.default.removeItem(atPath: hook)
    #expect(await stop(repository, to: .push, cluster) == nil)
    #expect(try await repository.pushed().count == 1)
  }

  @Test func aHookOfTheCheckoutRefuses() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    try repository.write(
      ".git/hooks/commit-msg", "#!/bin/sh\necho 'subject may not be empty' >&2\nexit 1\n", mode: 0o755)
    let refused = await stop(repository, to: .commit, cluster)
    #expect(refused?.step == .commit)
    #expect(refused?.error.message.contains("subject may not be empty") == true, "\(String(describing: refused))")
    try FileManager.default.removeItem(atPath: "\(repository.root)/.git/hooks/commit-msg")
    try repository.write(".git/hooks/pre-push", "#!/bin/sh\necho 'tests fail' >&2\nexit 1\n", mode: 0o755)
    let push = await stop(repository, to: .push, cluster)
    #expect(push?.step == .push)
    #expect(push?.error.message.contains("tests fail") == true, "\(String(describing: push))")
    try FileManager.default.removeItem(atPath: "\(repository.root)/.git/hooks/pre-push")
    #expect(await stop(repository, to: .push, cluster) == nil)
    #expect(try await repository.pushed().count == 1)
  }

  @Test func aHookThatChangesFilesIsNoticed() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    try repository.write(
      ".git/hooks/post-commit", "#!/bin/sh\necho '# formatted' >> apps/coder-prod/kustomization.yaml\n", mode: 0o755)
    let failure = await stop(repository, to: .commit, cluster)
    #expect(failure?.error.message.contains("a hook changed it") == true, "\(String(describing: failure))")
    #expect(failure?.error.file == "apps/coder-prod/kustomization.yaml")
  }

  @Test func stateOfTheCheckoutIsJudgedBeforeAnything() async throws {
    let foreign = Foreign()
    for one in foreign.cases {
      let repository = try await Monorepo()
      let cluster = try await DrivenCluster.unreached()
      let revision = cluster.revision
      try await one.damage(repository)
      let failure = await stop(repository, to: .preflight, cluster)
      #expect(failure?.step == .preflight, "\(one.words)")
      #expect(failure?.error.description.contains(one.words) == true, "\(one.words): \(String(describing: failure))")
      #expect(failure?.error.nextStep.isEmpty == false, "\(one.words)")
      #expect(cluster.revision == revision)
    }
  }

  private struct Foreign {
    struct Case {
      var words: String
      var damage: @Sendable (Monorepo) async throws -> Void
    }
    let cases: [Case] = [
      Case(words: "HEAD is detached") { try await $0.git("switch", "--quiet", "--detach") },
      Case(words: "but feature is checked out") { try await $0.git("switch", "--quiet", "--create", "feature") },
      Case(words: "the repository has no remote origin; it has none") {
        try await $0.git("remote", "remove", "origin")
      },
      Case(words: "git does not know who commits") { repository in
        try await repository.git("config", "--unset", "user.email")
        try await repository.git("config", "user.useConfigOnly", "true")
      },
      Case(words: "staged file is no part of this launch: notes.txt") { repository in
        try repository.write("notes.txt", "mine\n")
        try await repository.git("add", "notes.txt")
      },
      Case(words: "a merge is not finished") { repository in
        try await repository.git("switch", "--quiet", "--create", "side", "main")
        try repository.write("notes.txt", "a\n")
        try await repository.git("add", "notes.txt")
        try await repository.git("commit", "--quiet", "-m", "chore: a")
        try await repository.git("switch", "--quiet", Monorepo.branch)
        try await repository.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
      },
      Case(words: "git LFS keeps it elsewhere") { repository in
        try repository.write(
          "libs/1password-secrets/values.yaml",
          "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 4\n")
      },
      Case(words: "git LFS keeps it elsewhere") { repository in
        try repository.write(".gitattributes", "third_party/vendir/charts/** filter=lfs diff=lfs merge=lfs -text\n")
      },
      Case(words: "has Windows line ends") { repository in
        let values = try repository.read("libs/1password-secrets/values.yaml")
        try repository.write(
          "libs/1password-secrets/values.yaml", values.replacingOccurrences(of: "\n", with: "\r\n"))
      },
      Case(words: "is a submodule") { repository in
        let sub = "\(repository.base)/sub"
        try await repository.git("clone", "--quiet", repository.remote, sub)
        try await repository.git(
          "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub, "apps/coder-prod/more")
        try await repository.git("commit", "--quiet", "-m", "chore: more")
      },
    ]
  }

  @Test func aWorktreeLaunchesLikeAClone() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    #expect(await stop(repository, to: .push, cluster) == nil)
    let tree = "\(repository.base)/tree"
    try await repository.git("switch", "--quiet", "main")
    try await repository.git("worktree", "add", "--quiet", tree, Monorepo.branch)
    let result = try await Launch("\(tree)/apps/coder-prod", fetcher: StandInRepositories())
      .run(on: cluster, clock: cluster)
    #expect(result.succeeded && result.commits == 0)
    #expect(FileManager.default.fileExists(atPath: "\(tree)/.drydock/launch.json"))
  }

  @Test func secretsAreNotCommitted() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    let token = "ghp_" + String(repeating: "a1B2", count: 9)
    try repository.write("apps/coder-prod/notes.txt", "token: \(token)\n")
    let failure = await stop(repository, to: .commit, from: .commit, cluster)
    #expect(failure?.error.file.hasSuffix("apps/coder-prod/notes.txt") == true, "\(String(describing: failure))")
    #expect(failure.map { !"\($0)".contains(token) } == true)
    #expect(try await repository.git("rev-parse", "HEAD") == repository.git("rev-parse", "main"))
    // Nor pushed, when they stand in a commit made by hand and are gone since.
    try await repository.git("add", "apps")
    try await repository.git("commit", "--quiet", "-m", "chore: oops")
    try await repository.git("rm", "--quiet", "apps/coder-prod/notes.txt")
    try await repository.git("commit", "--quiet", "-m", "chore: undo")
    let push = await stop(repository, to: .push, cluster)
    #expect(push?.step == .push)
    #expect(push?.error.file.contains("apps/coder-prod/notes.txt (commit") == true, "\(String(describing: push))")
    #expect(try await repository.pushed().isEmpty)
  }

  /// What git ignores was kept out of it on purpose: it is named, not added by force.
  @Test func aChartThatGitIgnoresStopsTheLaunch() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    let rules = try repository.read(".gitignore").split(separator: "\n", omittingEmptySubsequences: false).count
    try repository.write(".gitignore", try repository.read(".gitignore") + "/third_party/vendir/charts/\n")
    for step in [LaunchStep.preflight, .commit] {
      let failure = await stop(repository, to: step, from: step, cluster)
      #expect(failure?.step == step)
      #expect(failure?.error.file == ".gitignore" && failure?.error.line == rules, "\(String(describing: failure))")
      #expect(failure?.error.message.contains("git ignores the vendored chart third_party/vendir/charts/") == true)
      #expect(failure?.error.nextStep.contains("git add --force third_party/vendir/charts/") == true)
    }
    #expect(try await repository.git("rev-parse", "HEAD") == repository.git("rev-parse", "main"))
    // Also before they are on disk.
    try await repository.git("clean", "-fdxq", "--", "third_party/vendir/charts")
    let early = await stop(repository, to: .preflight, cluster)
    #expect(early?.error.message.contains("git ignores the vendored chart") == true, "\(String(describing: early))")
    // Who adds them once, as the next step says, is asked no more.
    #expect(await stop(repository, to: .vendor, from: .vendor, cluster) == nil)
    for chart in ["1password-connect", "coder"] {
      try await repository.git("add", "--force", "third_party/vendir/charts/\(chart)")
    }
    let added = await stop(repository, to: .push, cluster)
    #expect(added == nil, "\(String(describing: added))")
    #expect(try await repository.git("ls-files", "third_party/vendir/charts/coder/Chart.yaml") != "")
  }

  @Test func onlyTheScopeIsCommitted() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.unreached()
    try repository.write("notes.txt", "mine\n")
    try repository.edit("nx.json", "{", "{ ")
    #expect(await stop(repository, to: .push, cluster) == nil)
    let names = try await Git(in: repository.root).run(["show", "--name-only", "--format=", "HEAD"]).text
    let files = names.split(separator: "\n").map(String.init)
    #expect(files.allSatisfy { $0.hasPrefix("apps/coder-prod/") || $0.hasPrefix("third_party/vendir/") }, "\(files)")
    #expect(!files.contains { $0.contains("tailscale-operator") }, "a chart that the app does not use was committed")
    #expect(files.contains("third_party/vendir/charts/coder/Chart.yaml"))
    let status = try await Git(in: repository.root).run(["status", "--porcelain"]).text
    #expect(status == " M nx.json\n?? notes.txt\n")
  }
}
