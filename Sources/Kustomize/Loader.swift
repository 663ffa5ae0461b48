import Files
import Manifest

/// Reads what one kustomization names, relative to its folder, and refuses what lies outside and cycles
/// (kustomize `api/internal/loader`).
struct Loader<Tree: FileTree> {
  let tree: Tree
  /// The folder, as a clean path of the tree.
  let root: String
  let restriction: Kustomize.LoadRestriction
  /// The folders that led here.
  let referrers: [String]

  static func root(
    _ tree: Tree, _ path: String, _ restriction: Kustomize.LoadRestriction
  ) throws(SourceError) -> Loader {
    let loader = Loader(tree: tree, root: "", restriction: restriction, referrers: [])
    let root = try loader.confirmDirectory(path, absolute: true)
    return Loader(tree: tree, root: root, restriction: restriction, referrers: [])
  }

  func display(_ path: String) -> String { tree.displayPath(FilePath.join(root, path) ?? path) }
  var displayRoot: String { tree.displayPath(root) }

  /// The loader for a base or component.
  func new(_ path: String) throws(SourceError) -> Loader {
    if path.isEmpty { throw SourceError("new root cannot be empty") }
    if Loader.isRemote(path) {
      throw SourceError(
        "remote base '\(path)' is not supported yet",
        nextStep: "Vendor it into the repository and name the folder instead.")
    }
    if path.hasPrefix("/") { throw SourceError("new root '\(path)' cannot be absolute") }
    let directory = try confirmDirectory(path, absolute: false)
    for visited in [root] + referrers where Loader.contains(directory, visited) {
      throw SourceError(
        "cycle detected: candidate root '\(tree.displayPath(directory))' contains visited root "
          + "'\(tree.displayPath(visited))'")
    }
    return Loader(tree: tree, root: directory, restriction: restriction, referrers: [root] + referrers)
  }

  private static func contains(_ folder: String, _ path: String) -> Bool {
    folder.isEmpty || path == folder || path.hasPrefix(folder + "/")
  }

  /// git and HTTP addresses, as far as kustomize would try to fetch them.
  static func isRemote(_ path: String) -> Bool {
    let lower = path.lowercased()
    for beginning in ["http://", "https://", "ssh://", "git@", "git::", "file://", "github.com/", "github.com:"]
    where lower.hasPrefix(beginning) {
      return true
    }
    return lower.contains("?ref=") || lower.contains(".git/") || lower.hasSuffix(".git")
  }

  private func confirmDirectory(_ path: String, absolute: Bool) throws(SourceError) -> String {
    let joined = absolute ? FilePath.clean(path) : FilePath.join(root, path)
    guard let joined else {
      throw SourceError(
        "must build at directory: '\(path)' lies outside of '\(tree.displayPath(""))'",
        nextStep: "A base must lie inside the repository.")
    }
    let shown = tree.displayPath(joined)
    switch try resolved(joined) {
    case .directory(let real): return real
    case .file: throw SourceError("must build at directory: '\(shown)': file is not directory")
    case .missing:
      throw SourceError(
        "must build at directory: not a valid directory: evalsymlink failure on '\(shown)' : "
          + "lstat \(shown): no such file or directory")
    }
  }

  private enum Place {
    case directory(String)
    case file(String)
    case missing
  }

  /// Where a path leads when its links are followed inside the tree.
  private func resolved(_ path: String) throws(SourceError) -> Place {
    var done = ""
    var rest = path.split(separator: "/").map(String.init)[...]
    var links = 0
    while let part = rest.first {
      rest = rest.dropFirst()
      let here = done.isEmpty ? part : "\(done)/\(part)"
      switch tree.kind(here) {
      case nil: return .missing
      case .directory: done = here
      case .file: return rest.isEmpty ? .file(here) : .missing
      case .symlink(let target):
        links += 1
        guard links < 40, !target.hasPrefix("/"), let to = FilePath.join(done, target) else {
          throw SourceError(
            "security; '\(tree.displayPath(here))' is a link that leaves '\(tree.displayPath(""))' or runs in a circle")
        }
        rest = to.split(separator: "/").map(String.init)[...] + rest
        done = ""
      }
    }
    return .directory(done)
  }

  /// The bytes of a file.
  func load(_ path: String) throws(SourceError) -> [UInt8] {
    if path.lowercased().hasPrefix("http://") || path.lowercased().hasPrefix("https://") {
      throw SourceError(
        "remote file '\(path)' is not supported yet", nextStep: "Copy the file into the repository and name that.")
    }
    let joined = path.hasPrefix("/") ? FilePath.clean(path) : FilePath.join(root, path)
    guard let joined else {
      throw SourceError("security; file '\(path)' is not in or below '\(displayRoot)'")
    }
    let shown = path.hasPrefix("/") ? path : tree.displayPath(joined)
    let file: String
    switch try resolved(joined) {
    case .missing:
      throw SourceError(
        "evalsymlink failure on '\(shown)' : lstat \(shown): no such file or directory")
    case .directory: throw SourceError("'\(shown)' must resolve to a file")
    case .file(let real): file = real
    }
    if restriction == .rootOnly && !Loader.contains(root, FilePath.directory(file)) {
      throw SourceError("security; file '\(shown)' is not in or below '\(displayRoot)'")
    }
    do {
      return try tree.read(file)
    } catch { throw SourceError(file: shown, error.description) }
  }

  /// The kustomization file of the folder; `nil` when there is none.
  func kustomizationFile() throws(SourceError) -> (content: [UInt8], name: String)? {
    var found: [(content: [UInt8], name: String)] = []
    for name in Kustomize.fileNames {
      if let content = try? load(name) { found.append((content, name)) }
    }
    if found.count > 1 { throw SourceError("Found multiple kustomization files under: \(displayRoot)\n") }
    return found.first
  }
}
