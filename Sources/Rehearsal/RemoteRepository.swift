import Controllers
import Files
import Git
import Manifest

/// A git repository on disk as what a served cluster's source-controller clones.
public struct RemoteRepository: SourceRemote {
  private let repository: BareRepository

  public init(_ path: String) { repository = BareRepository(path) }

  public func fetch(_ reference: String) throws(SourceError) -> GitCommit {
    let commit = try repository.commit(at: reference)
    return GitCommit(sha: commit.sha, title: commit.title, tree: commit.tree)
  }

  public func commit(sha: String) -> GitCommit? {
    guard sha.utf8.count == 40, sha.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }) else {
      return nil
    }
    return try? fetch(sha)
  }
}
