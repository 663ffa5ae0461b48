import Files
import Git
import Manifest

extension SecretScan {
  /// What is about to leave the machine.
  public struct Push: Sendable {
    /// Findings in the files of the working tree that git holds or would add; paths from the top of the repository.
    public var tree: [Finding]
    /// Findings in commits that no remote has yet; the file says `path (commit 1234567)`.
    public var commits: [Finding]
    /// Findings in what is staged for the next commit and differs from the working tree; the file says `path (staged)`.
    public var staged: [Finding]
    /// Files with findings that git ignores: not about to be pushed, but lying there.
    public var ignored: [Finding]

    public init(tree: [Finding] = [], commits: [Finding] = [], staged: [Finding] = [], ignored: [Finding] = []) {
      self.tree = tree
      self.commits = commits
      self.staged = staged
      self.ignored = ignored
    }
  }

  /// Scans the repository around a folder: its files, and every blob of the commits that no remote has.
  /// - Parameter directory: where git is asked; only files below it are scanned.
  /// - Throws: when git cannot be run, or the folder is in no repository.
  public static func push(from directory: String) async throws(SourceError) -> Push {
    let git = Git(in: directory)
    let disk: DiskTree
    do {
      disk = try DiskTree(directory)
    } catch {
      throw SourceError(file: directory, error.description)
    }
    let listed = try await git.check(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    let ignored = try await git.check(["ls-files", "-z", "--others", "--ignored", "--exclude-standard"])
    return Push(
      tree: scan(disk, paths: names(listed.bytes)), commits: try await commits(git, ["HEAD", "--branches", "--tags"]),
      staged: try await staged(git),
      ignored: scan(disk, paths: names(ignored.bytes).filter { !$0.hasPrefix(".build/") }))
  }

  /// Findings in the commits that no remote has yet: what a push would show to others.
  public static func unpushed(from directory: String) async throws(SourceError) -> [Finding] {
    try await commits(Git(in: directory), ["HEAD"])
  }

  /// Findings in the commits that no remote has yet.
  private static func commits(_ git: Git, _ references: [String]) async throws(SourceError) -> [Finding] {
    let list = try await git.run(["rev-list", "--reverse"] + references + ["--not", "--remotes"])
    guard list.succeeded else { return [] }
    let remotes = try await git.check(["remote"])
    // Without a remote every commit would be new; the files of the tree stand for them.
    guard !remotes.line.isEmpty else { return [] }
    var seen: Set<String> = []
    var found: [Finding] = []
    for commit in list.text.split(separator: "\n").map(String.init) {
      let changes = try await git.check([
        "diff-tree", "-r", "-z", "--root", "-m", "--no-commit-id", "--diff-filter=ACMRT", "--no-renames", commit,
      ])
      found += try await blobs(git, changes.bytes, " (commit \(commit.prefix(7)))", &seen)
      let message = try await git.check(["show", "-s", "--format=%B", commit])
      found += scan(file: "message", bytes: message.bytes).map { finding in
        var finding = finding
        finding.file = "message of commit \(commit.prefix(7))"
        return finding
      }
    }
    return found
  }

  /// Findings in the index where it differs from the working tree: a commit takes the index, not the file.
  private static func staged(_ git: Git) async throws(SourceError) -> [Finding] {
    let changed = try await git.run(["diff-files", "--name-only", "-z"])
    let index = try await git.run([
      "diff", "--cached", "--raw", "--abbrev=40", "-z", "--no-renames", "--diff-filter=ACMRT",
    ])
    guard changed.succeeded, index.succeeded else { return [] }
    let differing = Set(names(changed.bytes))
    if differing.isEmpty { return [] }
    var seen: Set<String> = []
    return try await blobs(git, index.bytes, " (staged)", &seen) { differing.contains($0) }
  }

  /// Findings in the new blobs of a raw diff.
  private static func blobs(
    _ git: Git, _ raw: [UInt8], _ suffix: String, _ seen: inout Set<String>,
    where isWanted: (String) -> Bool = { _ in true }
  ) async throws(SourceError) -> [Finding] {
    let fields = names(raw)
    var found: [Finding] = []
    var i = 0
    while i + 1 < fields.count {
      let parts = fields[i].split(separator: " ").map(String.init)
      let path = fields[i + 1]
      i += 2
      guard parts.count >= 5, parts[1] != "160000", isWanted(path), seen.insert(parts[3] + path).inserted else {
        continue
      }
      let blob = try await git.run(["cat-file", "blob", parts[3]], limit: 64 << 20)
      guard blob.succeeded else { continue }
      found += scan(file: path, bytes: blob.bytes).map { finding in
        var finding = finding
        finding.file += suffix
        return finding
      }
    }
    return found
  }

  private static func names(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension SecretScan.Push {
  /// One finding a line, then what it means. Ends without a newline.
  public var text: String {
    var lines = (tree + staged + commits).map(\.description)
    for finding in ignored { lines.append("Note: git ignores it, but it lies there: \(finding.description)") }
    let count = tree.count + staged.count + commits.count
    lines.append(
      count == 0
        ? "No secrets found."
        : "\(count) \(count == 1 ? "secret" : "secrets") found. Do not push; what was pushed is known.")
    return lines.joined(separator: "\n")
  }

  public var json: Value {
    .object([
      "findings": .array((tree + staged + commits).map(\.json)), "ignored": .array(ignored.map(\.json)),
    ])
  }
}
