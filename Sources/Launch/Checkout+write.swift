import Files
import Git
import Manifest

extension Checkout {
  // MARK: - Commit

  /// Commits exactly the scope, whatever else is staged. Returns the new commit.
  func commit(_ scope: Scope, message: String) async throws(SourceError) -> String {
    let before = try await head()
    let tracked = try await existing(scope)
    // A chart that was once added past an ignore rule: git takes changes of what it has, and refuses the folder.
    var ignored: [String] = []
    for chart in scope.charts where tracked.contains(chart) {
      let rule = try await git.run(["check-ignore", "--quiet", "--no-index", "--", "\(chart)/Chart.yaml"])
      if rule.succeeded { ignored.append(chart) }
    }
    if !ignored.isEmpty { try await retryingLock(["--literal-pathspecs", "add", "--update", "--"] + ignored) }
    try await retryingLock(
      ["--literal-pathspecs", "add", "--all", "--"] + tracked.filter { !ignored.contains($0) })
    let output = try await lockRetried(
      ["--literal-pathspecs", "commit", "--quiet", "--message", message, "--only", "--"] + tracked)
    guard output.succeeded else { throw Checkout.refusedCommit(output, root: root) }
    guard let after = try await head(), after != before else {
      throw SourceError(file: root, "git commit ended well but made no commit")
    }
    return after
  }

  /// Paths of the scope that are on disk or in the index: git refuses others.
  private func existing(_ scope: Scope) async throws(SourceError) -> [String] {
    let disk = try? DiskTree(root)
    var found: [String] = []
    for path in scope.paths {
      if disk?.exists(path) == true {
        found.append(path)
      } else {
        let listed = try await git.run(["--literal-pathspecs", "ls-files", "-z", "--", path])
        if !listed.bytes.isEmpty { found.append(path) }
      }
    }
    return found
  }

  @discardableResult
  private func retryingLock(_ arguments: [String]) async throws(SourceError) -> Git.Output {
    let output = try await lockRetried(arguments)
    guard output.succeeded else {
      let words = output.errorText.split(separator: "\n").first.map(String.init) ?? "exit code \(output.exitCode)"
      throw SourceError(file: root, "git add failed: \(words)", nextStep: Checkout.lockAdvice(output) ?? "")
    }
    return output
  }

  /// Another git may hold the index for a moment: also one that a launch started which was killed since.
  private func lockRetried(_ arguments: [String]) async throws(SourceError) -> Git.Output {
    var output = try await git.run(arguments)
    for _ in 0..<40 where !output.succeeded && output.errorText.contains("index.lock") {
      try? await Task.sleep(for: .milliseconds(250))
      output = try await git.run(arguments)
    }
    return output
  }

  private static func lockAdvice(_ output: Git.Output) -> String? {
    guard output.errorText.contains("index.lock") else { return nil }
    return "end the other git, or remove .git/index.lock when none runs"
  }

  private static func refusedCommit(_ output: Git.Output, root: String) -> SourceError {
    let words = output.errorText + output.text
    if words.contains("tell me who you are") || words.contains("empty ident") {
      return SourceError(
        file: root, "git does not know who commits",
        nextStep: "git config user.name \"Your Name\" && git config user.email you@example.com")
    }
    if let advice = lockAdvice(output) {
      return SourceError(file: root, "another git holds the index", nextStep: advice)
    }
    if words.contains("gpg failed") || words.contains("failed to write commit object") {
      return SourceError(
        file: root, "the commit could not be signed: \(firstLines(words, 3))",
        nextStep: "unlock the signing key (git config commit.gpgsign), then run the launch again")
    }
    return SourceError(
      file: root, "git commit was refused, by a hook or by git: \(firstLines(words, 12))",
      nextStep: "do what it asks; nothing was committed, and what is staged stays staged")
  }

  static func firstLines(_ text: String, _ count: Int) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.isEmpty }
    if lines.isEmpty { return "no words were given" }
    return lines.prefix(count).joined(separator: "\n    ") + (lines.count > count ? "\n    …" : "")
  }

  // MARK: - Push

  /// What the remote's branch holds; `nil` when it has no such branch.
  func remoteHead(_ remote: String, _ branch: String) async throws(SourceError) -> String? {
    let output = try await transported(["ls-remote", "--heads", remote, "refs/heads/\(branch)"])
    guard output.succeeded else { throw Checkout.unreachable(remote, output, root: root) }
    return output.line.split(separator: "\t").first.map(String.init)
  }

  /// How this HEAD and the remote's branch stand to each other.
  enum Relation: Sendable, Equatable {
    /// The remote has no such branch.
    case new
    case equal
    /// The remote's commit is an ancestor: a push adds these many commits.
    case ahead(Int)
    /// The remote has commits that are not here; `ours` have not been pushed.
    case behind(theirs: Int, ours: Int)
  }

  func relation(_ head: String, to remoteHead: String?, _ remote: String, _ branch: String) async throws(SourceError)
    -> Relation
  {
    guard let remoteHead else { return .new }
    if remoteHead == head { return .equal }
    let known = try await git.run(["cat-file", "-e", "\(remoteHead)^{commit}"])
    if !known.succeeded {
      _ = try await transported([
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, "refs/heads/\(branch)",
      ])
    }
    let counts = try await git.run(["rev-list", "--left-right", "--count", "\(remoteHead)...\(head)"])
    let numbers = counts.line.split(whereSeparator: { $0 == "\t" || $0 == " " }).compactMap { Int($0) }
    guard counts.succeeded, numbers.count == 2 else { return .behind(theirs: 1, ours: 0) }
    return numbers[0] == 0 ? .ahead(numbers[1]) : .behind(theirs: numbers[0], ours: numbers[1])
  }

  /// Whether one commit is contained in another that the remote has.
  func isAncestor(_ commit: String, of other: String, _ remote: String, _ branch: String) async -> Bool {
    if commit == other { return true }
    let known = try? await git.run(["cat-file", "-e", "\(other)^{commit}"])
    if known?.succeeded != true {
      _ = try? await transported(
        ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, "refs/heads/\(branch)"])
    }
    let output = try? await git.run(["merge-base", "--is-ancestor", commit, other])
    return output?.succeeded == true
  }

  /// Pushes HEAD to the branch, never with force.
  func push(_ remote: String, _ branch: String) async throws(SourceError) {
    let output = try await transported(["push", "--porcelain", remote, "HEAD:refs/heads/\(branch)"])
    if output.succeeded { return }
    let words = output.text + "\n" + output.errorText
    if words.contains("[rejected]") {
      throw Checkout.diverged(remote, branch, theirs: nil, root: root)
    }
    if let line = words.split(separator: "\n").first(where: { $0.contains("[remote rejected]") }) {
      let reason = line.split(separator: "(").last.map { String($0.prefix { $0 != ")" }) } ?? "no reason given"
      let said = output.errorText.split(separator: "\n").filter { $0.hasPrefix("remote:") }
        .map { String($0.dropFirst(7)).trimmingSpaces() }.filter { !$0.isEmpty }
      let quoted = said.isEmpty ? "" : ": " + said.prefix(8).joined(separator: "\n    ")
      throw SourceError(
        file: root, "\(remote) refused branch \(branch) (\(reason))\(quoted)",
        nextStep: "the branch is protected or a rule of the remote forbids the push: push to another branch "
          + "(`drydock retarget --branch`) and open a pull request, or do what the remote asks")
    }
    if words.contains("hook") && words.contains("failed to push") && !words.contains("remote:") {
      throw SourceError(
        file: root, "the pre-push hook refused: \(Checkout.firstLines(output.errorText, 8))",
        nextStep: "do what it asks and run the launch again; the commit is made and stays")
    }
    throw Checkout.unreachable(remote, output, root: root)
  }

  static func diverged(_ remote: String, _ branch: String, theirs: Int?, root: String) -> SourceError {
    let count = theirs.map { "\($0) \($0 == 1 ? "commit" : "commits")" } ?? "commits"
    return SourceError(
      file: root,
      "\(remote)/\(branch) has \(count) that \(theirs == 1 ? "is" : "are") not here; a push would lose them",
      nextStep: "git pull --rebase \(remote) \(branch), look at the result, and run the launch again "
        + "(drydock never forces a push)")
  }

  /// A broken line is tried again, a refusal is not.
  private func transported(_ arguments: [String]) async throws(SourceError) -> Git.Output {
    var output = try await git.run(arguments)
    for pause in [500, 2000] {
      let words = output.errorText
      let isBroken = [
        "Could not resolve host", "Connection timed out", "Connection reset", "early EOF", "hung up unexpectedly",
        "RPC failed", "Operation timed out", "Connection refused",
      ].contains { words.contains($0) }
      if output.succeeded || !isBroken { break }
      try? await Task.sleep(for: .milliseconds(pause))
      output = try await git.run(arguments)
    }
    return output
  }

  private static func unreachable(_ remote: String, _ output: Git.Output, root: String) -> SourceError {
    let words = output.errorText.isEmpty ? output.text : output.errorText
    let isRights = ["Permission denied", "Authentication failed", "could not read Username", "403", "access denied"]
      .contains { words.contains($0) }
    return SourceError(
      file: root, "remote \(remote) cannot be used: \(firstLines(RemoteAddress.masked(words), 4))",
      nextStep: isRights
        ? "give git credentials for it (a credential helper, ssh-agent), then run the launch again"
        : "check address and network, then run the launch again; nothing was lost")
  }
}

extension RemoteAddress {
  /// Text without the credentials of URLs in it.
  static func masked(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.contains("://") ? withoutCredentials(String(word)) : String(word)
    }.joined(separator: " ")
  }
}

extension String {
  func trimmingSpaces() -> String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
