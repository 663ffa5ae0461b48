import Files
import Git
import Manifest

/// The user's checkout and its remote, asked and changed with their own git. Nothing is ever forced.
struct Checkout: Sendable {
  let git: Git
  let root: String

  init(root: String) {
    self.root = root
    git = Git(in: root)
  }

  // MARK: - State

  /// The branch that is checked out.
  func branch() async throws(SourceError) -> String {
    let output = try await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"])
    if output.succeeded { return output.line }
    let head = try await git.run(["rev-parse", "--short", "HEAD"])
    throw SourceError(
      file: root, "HEAD is detached\(head.succeeded ? " at \(head.line)" : "")",
      nextStep: "git switch BRANCH, or git switch -c BRANCH for a new one: the cluster follows a branch")
  }

  /// 40 hex digits; `nil` on a branch without a commit.
  func head() async throws(SourceError) -> String? {
    let output = try await git.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
    return output.succeeded ? output.line : nil
  }

  /// The remote that the branch goes to, and its address without credentials.
  func remote(_ wanted: String?, branch: String) async throws(SourceError) -> (name: String, url: String) {
    let names = try await git.check(["remote"]).text.split(separator: "\n").map(String.init)
    var name = wanted
    if name == nil {
      for key in ["branch.\(branch).pushRemote", "remote.pushDefault", "branch.\(branch).remote"] where name == nil {
        let output = try await git.run(["config", "--get", key])
        if output.succeeded, names.contains(output.line) { name = output.line }
      }
    }
    let chosen = name ?? (names.contains("origin") ? "origin" : names.first ?? "origin")
    guard names.contains(chosen) else {
      let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
      throw SourceError(
        file: root, "the repository has no remote \(chosen); \(known)",
        nextStep: "git remote add \(chosen) URL, with the address that the app's GitRepository reads")
    }
    let url = try await git.run(["config", "--get", "remote.\(chosen).url"])
    return (chosen, RemoteAddress.withoutCredentials(url.line))
  }

  /// A merge, rebase or the like that waits for its end; `nil` when there is none.
  func openOperation() async throws(SourceError) -> String? {
    for (name, word) in [
      ("MERGE_HEAD", "merge"), ("rebase-merge", "rebase"), ("rebase-apply", "rebase"),
      ("CHERRY_PICK_HEAD", "cherry-pick"),
      ("REVERT_HEAD", "revert"), ("BISECT_LOG", "bisect"),
    ] {
      let path = try await git.run(["rev-parse", "--path-format=absolute", "--git-path", name]).line
      if !path.isEmpty, let parent = try? DiskTree(FilePath.directory(path)), parent.exists(FilePath.base(path)) {
        return word
      }
    }
    return nil
  }

  /// Files that are staged.
  func staged() async throws(SourceError) -> [String] {
    let output = try await git.run(["diff", "--cached", "--name-only", "--no-renames", "-z"])
    return Checkout.records(output.bytes)
  }

  /// Files of the scope that a commit would change, with git's letters (`M`, `A`, `D`, `??`).
  func changes(_ scope: Scope) async throws(SourceError) -> [Change] {
    var found: [Change] = []
    let status = try await git.check(
      [
        "--literal-pathspecs", "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--",
      ] + scope.paths)
    for record in Checkout.records(status.bytes) where record.utf8.count > 3 {
      found.append(Change(letters: String(record.prefix(2)), path: String(record.dropFirst(3))))
    }
    return found.sorted { $0.path.goLess($1.path) }
  }

  struct Change: Sendable, Hashable {
    var letters: String
    var path: String
  }

  /// A vendored chart that git ignores, and by which rule: the cluster would not find it. Never added by force, since
  /// somebody keeps it out of git on purpose. `nil` when there is none.
  func ignoredChart(_ scope: Scope) async throws(SourceError) -> SourceError? {
    for folder in scope.charts {
      let listed = try await git.check([
        "--literal-pathspecs", "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", folder,
      ])
      let ignored = Checkout.records(listed.bytes)
      // A chart that is still to be vendored has no files yet.
      let path = ignored.first ?? "\(folder)/Chart.yaml"
      let rule = try await git.run(["check-ignore", "--verbose", "--", path])
      guard rule.succeeded || !ignored.isEmpty else { continue }
      // .gitignore:11:/third_party/vendir/charts/<tab>path
      let parts = rule.line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      let place = parts.count == 3 ? parts[0] : folder
      return SourceError(
        file: place, line: parts.count == 3 ? Int(parts[1]) ?? 0 : 0,
        "git ignores the vendored chart \(folder)\(ignored.isEmpty ? "" : " (\(ignored.count) files)"), and Flux reads"
          + " charts from git: the cluster would not find it",
        nextStep: "take the rule out of \(place), or keep it and add the chart once: git add --force \(folder)"
          + " (drydock vendor brings it when it is not on disk)")
    }
    return nil
  }

  /// Why git has no name for the author; `nil` when it has.
  func identityProblem() async throws(SourceError) -> SourceError? {
    for variable in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
      let output = try await git.run(["var", variable])
      if !output.succeeded {
        return SourceError(
          file: root, "git does not know who commits",
          nextStep: "git config user.name \"Your Name\" && git config user.email you@example.com")
      }
    }
    return nil
  }

  // MARK: - Content that the cluster would get otherwise than it is here

  /// Large-file pointers, line ends that git changes, and submodules in the scope.
  func contentProblems(_ scope: Scope) async throws(SourceError) -> [(isError: Bool, error: SourceError)] {
    var problems: [(isError: Bool, error: SourceError)] = []
    let disk = try? DiskTree(root)
    let stage = try await git.check(["--literal-pathspecs", "ls-files", "--stage", "-z", "--"] + scope.paths)
    for record in Checkout.records(stage.bytes) where record.hasPrefix("160000 ") {
      let path = record.split(separator: "\t", maxSplits: 1).last.map(String.init) ?? ""
      problems.append(
        (
          true,
          SourceError(
            file: path, "is a submodule, which is no part of this commit",
            nextStep:
              "vendor its files into the repository, or set recurseSubmodules in the GitRepository and commit there")
        ))
    }
    let listed = try await git.check(
      ["--literal-pathspecs", "ls-files", "--eol", "-z", "--cached", "--others", "--exclude-standard", "--"]
        + scope.paths)
    for record in Checkout.records(listed.bytes) {
      // i/lf    w/crlf  attr/text=auto      \tpath
      let parts = record.split(separator: "\t", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      let words = parts[0].split(separator: " ").map(String.init)
      if words.contains("w/crlf") || words.contains("w/mixed") {
        let isChart = !parts[1].hasPrefix(scope.paths[0] + "/")
        problems.append(
          (
            isChart,
            SourceError(
              file: parts[1], "has Windows line ends, which git may store otherwise than they are here",
              nextStep: isChart
                ? "write `\(FilePath.directory(parts[1]))/** -text` into .gitattributes: the locked bytes are kept"
                : "save the file with \\n line ends")
          ))
      }
      if let bytes = try? disk?.read(parts[1]), bytes.count < 1024,
        bytes.starts(with: Array("version https://git-lfs.github.com/spec/".utf8))
      {
        problems.append((true, Checkout.pointer(parts[1])))
      }
    }
    return problems + (try await filtered(scope))
  }

  /// Files that a filter of `.gitattributes` would replace by pointers.
  private func filtered(_ scope: Scope) async throws(SourceError) -> [(isError: Bool, error: SourceError)] {
    let files = try await git.check(
      ["--literal-pathspecs", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"] + scope.paths)
    let output = try await git.run(["check-attr", "-z", "--stdin", "filter"], input: files.bytes)
    let fields = Checkout.records(output.bytes)
    var found: [(isError: Bool, error: SourceError)] = []
    for i in stride(from: 0, to: fields.count - 2, by: 3) where fields[i + 2] == "lfs" {
      found.append((true, Checkout.pointer(fields[i])))
    }
    return found
  }

  private static func pointer(_ path: String) -> SourceError {
    SourceError(
      file: path, "git LFS keeps it elsewhere: Flux would get the pointer, not the file",
      nextStep: "take it out of LFS: `\(path) -filter -diff -merge` in .gitattributes, then git add --renormalize")
  }

  static func records(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Addresses of git remotes.
enum RemoteAddress {
  /// `https://user:token@host/x` → `https://host/x`.
  static func withoutCredentials(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let at = rest[..<end].lastIndex(of: "@") else { return url }
    let user = rest[..<at]
    // ssh://git@host keeps its user: it is no secret and part of the address.
    if url.hasPrefix("ssh://") && !user.contains(":") { return url }
    return String(url[..<scheme.upperBound]) + String(rest[rest.index(after: at)...])
  }

  /// Host and path, so that `git@github.com:a/b.git`, `ssh://git@github.com/a/b` and
  /// `https://github.com/a/b` are equal.
  static func normalized(_ url: String) -> String {
    var text = withoutCredentials(url)
    if let scheme = text.firstRange(of: "://") {
      text = String(text[scheme.upperBound...])
    } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      text.replaceSubrange(colon...colon, with: "/")
    }
    if let at = text.firstIndex(of: "@"), !text[..<at].contains("/") { text = String(text[text.index(after: at)...]) }
    while text.hasSuffix("/") { text.removeLast() }
    if text.hasSuffix(".git") { text.removeLast(4) }
    return text.lowercased()
  }
}
