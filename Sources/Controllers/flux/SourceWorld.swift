import Files
import Flux
import KubeAPI
import Manifest

/// The git commit that a rehearsal deploys: the working tree, as it would be after `git commit`.
public struct GitCommit: Sendable {
  /// 40 hex digits.
  public var sha: String
  /// The first line of the message.
  public var title: String
  public var tree: any FileTree

  public init(sha: String, title: String, tree: any FileTree) {
    self.sha = sha
    self.title = title
    self.tree = tree
  }
}

/// A git repository that changes by pushes while the cluster runs.
public protocol SourceRemote: Sendable {
  /// What the reference (`refs/heads/main`, a tag, a commit) holds now. Fails with git's words.
  func fetch(_ reference: String) throws(SourceError) -> GitCommit
  /// A commit that has been fetched before, or can be read now.
  func commit(sha: String) -> GitCommit?
}

/// What the simulated source-controller can reach: git repositories by their branches, the rest of the world not.
public struct SourceWorld: Sendable {
  /// The monorepo as pushed.
  public var commit: GitCommit
  /// The branch that holds the commit; `nil` when any branch asked for does.
  public var branch: String?
  /// GitRepositories that stand for the monorepo; others cannot be fetched in a rehearsal.
  public var repositories: Set<ObjectKey>
  /// Repositories that are read as they are when source-controller looks, by their addresses: a served cluster's.
  public var remotes: [String: any SourceRemote] = [:]
  /// Gives the lower-case hex SHA-256 of bytes.
  public var sha256: @Sendable ([UInt8]) -> String

  public init(
    commit: GitCommit, branch: String?, repositories: Set<ObjectKey>, sha256: @escaping @Sendable ([UInt8]) -> String
  ) {
    self.commit = commit
    self.branch = branch
    self.repositories = repositories
    self.sha256 = sha256
  }

  /// The files of a GitRepository's artifact; `nil` when it has none that this world knows.
  public func artifact(of repository: Value) -> ArtifactTree? {
    guard let revision = repository.at("status", "artifact", "revision")?.string else { return nil }
    if let remote = remote(of: repository) {
      guard let mark = revision.lastIndex(of: ":"),
        let held = remote.commit(sha: String(revision[revision.index(after: mark)...]))
      else { return nil }
      return ArtifactTree(held.tree, ignore: ignoreRules(repository, held.tree))
    }
    guard revision.hasSuffix(commit.sha) else { return nil }
    return ArtifactTree(commit.tree, ignore: ignoreRules(repository, commit.tree))
  }

  func remote(of repository: Value) -> (any SourceRemote)? {
    remotes.isEmpty ? nil : remotes[repository.at("spec", "url")?.string ?? ""]
  }

  func ignoreRules(_ repository: Value, _ tree: some FileTree) -> SourceIgnore {
    var files: [(folder: String, text: String)] = []
    // `.sourceignore` at the root is what people use; deeper ones are looked up by the tree when they exist.
    if let bytes = try? tree.read(".sourceignore") {
      files.append(("", String(decoding: bytes, as: UTF8.self)))
    }
    return SourceIgnore(ignoreFiles: files, specIgnore: repository.at("spec", "ignore")?.string)
  }
}

/// A commit's files without what source-controller leaves out.
public struct ArtifactTree: FileTree {
  private let base: any FileTree
  private let ignore: SourceIgnore

  public init(_ base: any FileTree, ignore: SourceIgnore) {
    self.base = base
    self.ignore = ignore
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    if ignore.ignores(clean) { throw FileError(displayPath(clean), .notFound) }
    return try base.read(clean)
  }

  public func kind(_ path: String) -> FileKind? {
    guard let clean = FilePath.clean(path) else { return nil }
    if !clean.isEmpty && ignore.ignores(clean) { return nil }
    return base.kind(clean)
  }

  public func list(_ path: String) throws(FileError) -> [FileEntry] {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    return try base.list(clean).filter { entry in
      let full = clean.isEmpty ? entry.name : "\(clean)/\(entry.name)"
      if case .directory = entry.kind { return !ignore.ignores(full + "/.") }
      return !ignore.ignores(full)
    }
  }

  public func displayPath(_ path: String) -> String { base.displayPath(path) }
}
