import Files
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The working tree as a commit: what `git add --all && git commit` would make, without touching index, branch or files.
///
/// The commit is written into a temporary object store beside the real one (git's alternates), from a copy of the index,
/// and goes away with the process. A clean tree is its HEAD commit.
public struct WorkingTree: Sendable {
  /// The top of the repository, or the folder itself where there is none.
  public var root: String
  /// Whether the folder lies in a git repository.
  public var isRepository: Bool
  /// 40 hex digits.
  public var sha: String
  /// The first line of the commit message.
  public var title: String
  /// The branch that is checked out; `nil` when HEAD is detached or there is no repository.
  public var branch: String?
  /// The address of the remote `origin`; `nil` when there is none.
  public var origin: String?
  /// Whether the working tree equals HEAD.
  public var isClean: Bool
  /// The files of the commit.
  public var tree: CommitTree

  /// Takes the snapshot of the repository around `directory`.
  public static func snapshot(around directory: String, fallbackRoot: String) async throws(SourceError) -> WorkingTree {
    let here = Git(in: directory)
    let look = try await here.run([
      "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-path", "index", "--git-path", "objects",
    ])
    let scratch = try Scratch()
    let lines = look.text.split(separator: "\n").map(String.init)
    let isRepository = look.succeeded && lines.count == 3
    let root = isRepository ? lines[0] : fallbackRoot
    var variables = [
      "GIT_INDEX_FILE": "\(scratch.path)/index", "GIT_OBJECT_DIRECTORY": "\(scratch.path)/objects",
      "GIT_AUTHOR_NAME": "drydock", "GIT_AUTHOR_EMAIL": "rehearsal@drydock.invalid",
      "GIT_COMMITTER_NAME": "drydock", "GIT_COMMITTER_EMAIL": "rehearsal@drydock.invalid",
      "GIT_AUTHOR_DATE": "1767225600 +0000", "GIT_COMMITTER_DATE": "1767225600 +0000",
    ]
    if isRepository {
      scratch.copy(lines[1], to: "index")
      variables["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = lines[2]
    } else {
      let made = try await Git(in: root).run(["init", "--quiet", "--bare", "\(scratch.path)/repository"])
      guard made.succeeded else { throw SourceError(file: root, "git init failed: \(made.errorText)") }
      variables["GIT_DIR"] = "\(scratch.path)/repository"
      variables["GIT_WORK_TREE"] = root
    }
    let git = Git(in: root, variables: variables)
    // Files that vanish or cannot be read while git looks at them are no reason to stop.
    _ = try await git.run(["add", "--all", "--ignore-errors", "."])
    let treeID = try await git.check(["write-tree"]).line
    let listing = try await git.check(["ls-files", "--stage", "-z"])
    var result = WorkingTree(
      root: root, isRepository: isRepository, sha: "", title: "rehearsal of the working tree", branch: nil, origin: nil,
      isClean: false, tree: try CommitTree(root: root, listing: listing.bytes))
    var parents: [String] = []
    if isRepository {
      let head = try await here.run(["log", "-1", "--format=%H%n%T%n%s%n%D", "--decorate=full", "HEAD"])
      let parts = head.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if head.succeeded, parts.count >= 3 {
        parents = ["-p", parts[0]]
        if parts[1] == treeID {
          result.sha = parts[0]
          result.title = parts[2]
          result.isClean = true
        }
      }
      let branch = try await here.run(["symbolic-ref", "--quiet", "--short", "HEAD"])
      if branch.succeeded { result.branch = branch.line }
      let origin = try await here.run(["config", "--get", "remote.origin.url"])
      if origin.succeeded { result.origin = origin.line }
    }
    if result.sha.isEmpty {
      result.sha = try await git.check(["commit-tree", treeID, "-m", result.title] + parents).line
    }
    return result
  }
}

/// Objects and an index of our own, beside the user's.
final class Scratch: Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws(SourceError) {
    folder = try TemporaryFolder()
    mkdir("\(folder.path)/objects", 0o700)
  }

  func copy(_ source: String, to name: String) {
    guard let bytes = try? DiskTree.readFile(source) else { return }
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      offset += count
    }
  }
}
