import Flux
import Git
import KubeAPI
import KubeClient
import Manifest
import Verification
import Workspace

/// Whether the cluster has what lies on disk: the commit that Flux has fetched, compared with the working tree.
struct DeployedCommit: Sendable {
  let workspace: Workspace
  let plan: Plan

  init(_ workspace: Workspace, _ plan: Plan) {
    self.workspace = workspace
    self.plan = plan
  }

  func check(on cluster: some Cluster) async -> Verification.Result {
    guard !plan.repositories.isEmpty else { return .init(.skipped, "the app names no GitRepository") }
    var revision = ""
    do {
      for key in plan.repositories where revision.isEmpty {
        revision = try await cluster.find(key)?.at("status", "artifact", "revision")?.string ?? ""
      }
    } catch {
      return .init(error.code == 403 ? .skipped : .failed, "the cluster does not answer: \(error.message)")
    }
    // main@sha1:0123…
    guard let colon = revision.lastIndex(of: ":") else {
      return .init(.failed, revision.isEmpty ? "the cluster has fetched no commit" : "the cluster is at \(revision)")
    }
    let branch = revision.prefix { $0 != "@" }
    let sha = String(revision[revision.index(after: colon)...])
    let short = sha.prefix(8)
    guard workspace.commit.isRepository else {
      return .init(.skipped, "the app directory lies in no git repository; the cluster is at \(branch) \(short)")
    }
    return await compare(sha: sha, shown: "\(branch) \(short)")
  }

  private func compare(sha: String, shown: String) async -> Verification.Result {
    guard sha.allSatisfy(\.isHexDigit) else { return .init(.failed, "the cluster is at \(shown), which is no commit") }
    let git = Git(in: workspace.root)
    let scope = [workspace.app.isEmpty ? "." : workspace.app] + workspace.charts.map(\.path)
    do {
      guard try await git.run(["cat-file", "-e", "\(sha)^{commit}"]).succeeded else {
        return .init(
          .failed, "the cluster is at \(shown), which this clone does not have",
          [
            Finding(
              .error, rule: "commit-unknown", object: plan.repositories.first?.description ?? "",
              "the cluster has fetched \(shown), which this clone does not have", nextStep: "git fetch, then look again"
            )
          ])
      }
      let changed = try await git.check(["--literal-pathspecs", "diff", "--name-only", "-z", sha, "--"] + scope)
      let untracked = try await git.check(
        ["--literal-pathspecs", "ls-files", "--others", "--exclude-standard", "-z", "--"] + scope)
      var files: [String] = []
      for bytes in [changed.bytes, untracked.bytes] {
        files += bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      }
      if files.isEmpty { return .init(.passed, "the cluster has \(shown), as it lies here") }
      let findings = files.sorted { $0.goLess($1) }.prefix(8).map { file in
        Finding(
          .error, rule: "not-pushed", file: file, "differs from \(shown), which the cluster has",
          nextStep: "commit and push it, or take the change back")
      }
      return .init(.failed, "\(files.count) files differ from \(shown), which the cluster has", Array(findings))
    } catch {
      return .init(.skipped, "git does not say: \(error.message)")
    }
  }
}
