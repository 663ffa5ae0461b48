import Files
import Manifest

/// `includePaths`, `excludePaths`, `legalPaths`, `newRootPath`, `ignorePaths` (vendir: file_filter.go, sub_path.go,
/// staging_dir.go).
enum FileFilter {
  static func apply(_ contents: VendirConfig.Contents, to tree: MemoryTree) throws(SourceError) -> MemoryTree {
    let include = contents.includePaths.map(PathGlob.init)
    let exclude = contents.excludePaths.map(PathGlob.init)
    let legal = contents.legalPaths.map(PathGlob.init)
    var kept = try filter(tree) { path in
      if legal.contains(where: { $0.matches(path) }) { return path }
      if exclude.contains(where: { $0.matches(path) }) { return nil }
      return include.isEmpty || include.contains { $0.matches(path) } ? path : nil
    }
    if try files(kept).isEmpty {
      throw contents.error(
        "no file is left of the contents '\(contents.path)'", next: "check includePaths and excludePaths")
    }
    if !contents.newRootPath.isEmpty {
      guard let root = FilePath.clean(contents.newRootPath), !contents.newRootPath.hasPrefix("/") else {
        throw contents.error("newRootPath '\(contents.newRootPath)' leaves the directory")
      }
      guard root.isEmpty || kept.isDirectory(root) else {
        throw contents.error("newRootPath '\(contents.newRootPath)' is no directory of the contents")
      }
      if !root.isEmpty {
        kept = try filter(kept) { path in path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : nil }
      }
    }
    return kept
  }

  /// Files of the old directory that the new one keeps.
  static func keep(_ contents: VendirConfig.Contents, from old: MemoryTree, in tree: MemoryTree) throws(SourceError)
    -> MemoryTree
  {
    if contents.ignorePaths.isEmpty { return tree }
    let ignore = contents.ignorePaths.map(PathGlob.init)
    var tree = tree
    for (path, kind) in try files(old) where ignore.contains(where: { $0.matches(path) }) {
      try add(path, kind, from: old, at: path, to: &tree)
    }
    return tree
  }

  static func files(_ tree: MemoryTree) throws(SourceError) -> [(path: String, kind: FileKind)] {
    do { return try tree.walk() } catch { throw SourceError(file: error.path, error.reason.rawValue) }
  }

  private static func filter(_ tree: MemoryTree, _ place: (String) -> String?) throws(SourceError) -> MemoryTree {
    var kept = MemoryTree(name: tree.name)
    for (path, kind) in try files(tree) {
      if let new = place(path) { try add(path, kind, from: tree, at: new, to: &kept) }
    }
    return kept
  }

  private static func add(
    _ path: String, _ kind: FileKind, from old: MemoryTree, at new: String, to tree: inout MemoryTree
  ) throws(SourceError) {
    switch kind {
    case .file(let executable):
      do { tree.add(new, try old.read(path), executable: executable) } catch {
        throw SourceError(file: error.path, error.reason.rawValue)
      }
    case .symlink(let target):
      guard FilePath.join(FilePath.directory(new), target) != nil else {
        throw SourceError(file: new, "links to \(target), which lies outside the directory")
      }
      tree.addLink(new, target: target)
    case .directory: break
    }
  }
}
