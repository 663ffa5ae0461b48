import Files
import Manifest
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A repository on disk, read without a working tree and without suspending: what a served cluster clones from.
///
/// In goes the path of a repository (bare or not); out come commits with their files. Commits are kept once read.
/// git itself does the reading; nothing in the repository is changed.
public final class BareRepository: Sendable {
  public let path: String
  private let held = Mutex<[String: Commit]>([:])

  public struct Commit: Sendable {
    /// 40 hex digits.
    public var sha: String
    /// The first line of the message.
    public var title: String
    public var tree: MemoryTree
  }

  public init(_ path: String) { self.path = path }

  /// The commit that a reference (`refs/heads/main`, a tag, a commit's digits) stands for now.
  public func commit(at reference: String) throws(SourceError) -> Commit {
    let look = try run(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(reference)^{commit}"])
    guard look.code == 0 else { throw SourceError("couldn't find remote ref \"\(reference)\"") }
    let sha = String(decoding: look.bytes.prefix { $0 != 10 }, as: UTF8.self)
    if let known = held.withLock({ $0[sha] }) { return known }
    let title = try run(["log", "-1", "--format=%s", sha])
    let archive = try run(["-c", "tar.umask=022", "archive", "--format=tar", sha])
    guard title.code == 0, archive.code == 0 else { throw SourceError("commit \(sha) cannot be read") }
    let tree: MemoryTree
    do {
      tree = try Archive.tree(try Archive.readTar(archive.bytes))
    } catch {
      throw SourceError("commit \(sha) cannot be read: \(error)")
    }
    let commit = Commit(sha: sha, title: String(decoding: title.bytes.prefix { $0 != 10 }, as: UTF8.self), tree: tree)
    held.withLock { $0[sha] = commit }
    return commit
  }

  /// Runs git and waits for its end.
  private func run(_ arguments: [String]) throws(SourceError) -> (code: Int32, bytes: [UInt8]) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SourceError("git cannot be started: no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words = ["git", "-C", path, "-c", "safe.directory=*"] + arguments
    var list: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for word in list { free(word) } }
    var process = pid_t()
    let code = posix_spawnp(&process, "git", &actions, nil, &list, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw SourceError("git cannot be started", nextStep: "install git (Debian: apt-get install git)")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    close(ends[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F), bytes)
  }
}
