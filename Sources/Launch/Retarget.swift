import Files
import Flux
import Git
import KubeAPI
import Manifest
import Workspace

/// The app's GitRepository made to follow another branch, after a merge: one line of one file.
public enum Retarget {
  /// Edits the files; nothing is committed. Returns what was changed and what to do next, one sentence each.
  public static func run(_ directory: String, branch: String) async throws(SourceError) -> [String] {
    let workspace = try await Workspace.open(directory)
    guard let root = workspace.rootKustomization else {
      throw SourceError(file: workspace.app, "has no Kustomization that could be retargeted")
    }
    let name = root.at("spec", "sourceRef", "name")?.string ?? ""
    guard let source = workspace.objects(Flux.gitRepository).first(where: { $0.value.name == name }) else {
      throw SourceError(file: workspace.app, "has no GitRepository \(name)")
    }
    let git = Git(in: workspace.root)
    let valid = try await git.run(["check-ref-format", "--branch", branch])
    guard valid.succeeded else { throw SourceError("\(branch) is no name for a branch") }
    let ref = source.value.at("spec", "ref")
    if let field = ["commit", "tag", "semver", "name"].first(where: { ref?[$0] != nil }) {
      throw SourceError(
        file: source.file, line: workspace.line(of: ["spec", "ref"], in: source),
        "GitRepository \(name) is fixed to a \(field)", nextStep: "write branch: \(branch) in its place by hand")
    }
    let old = ref?["branch"]?.string ?? "master"
    var lines: [String] = []
    if old == branch {
      lines.append("GitRepository \(name) follows \(branch) already")
    } else {
      let isDone = try LineEdit.replace(
        ["spec", "ref", "branch"], where: { GroupKind(of: $0) == Flux.gitRepository && $0.name == name }, with: branch,
        in: "\(workspace.root)/\(source.file)", shown: source.file)
      guard isDone else {
        throw SourceError(
          file: source.file, line: source.line, "names no branch", nextStep: "write ref: {branch: \(branch)} under spec"
        )
      }
      lines.append("\(source.file): branch \(old) → \(branch)")
    }
    let rehearsal = workspace.rehearsal
    if rehearsal.branch != nil, rehearsal.branch != branch {
      _ = try LineEdit.replace(
        ["git", "branch"], with: branch, in: "\(workspace.root)/\(rehearsal.file)", shown: rehearsal.file)
      lines.append("\(rehearsal.file): branch \(rehearsal.branch ?? "") → \(branch)")
    }
    let checkedOut = try await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"]).line
    let isThere = try await git.run([
      "cat-file", "-e", "refs/remotes/origin/\(branch):\(workspace.app)/kustomization.yaml",
    ])
    if !isThere.succeeded {
      lines.append("origin/\(branch), as last fetched, does not hold \(workspace.app) yet: merge it there first")
    }
    let move = checkedOut == branch ? "" : "bring the change to \(branch), git switch \(branch), "
    lines.append("next: \(move)drydock launch \(directory); it points the live GitRepository at \(branch) too")
    return lines
  }
}
