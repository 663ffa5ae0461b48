import Files

/// A tree with folders of other trees laid over it: charts that the commit does not hold.
public struct OverlayTree: FileTree {
  private let base: any FileTree
  /// Folder → the tree that stands there, deepest first.
  private let layers: [(folder: String, tree: any FileTree)]
  private let added: MemoryTree

  public init(_ base: any FileTree, layers: [(folder: String, tree: any FileTree)] = []) {
    self.base = base
    self.layers = layers.sorted { $0.folder.utf8.count > $1.folder.utf8.count }
    // The folders on the way to a layer may be missing in the base.
    var added = MemoryTree()
    for layer in layers { added.addDirectory(layer.folder) }
    self.added = added
  }

  private func layer(_ path: String) -> (tree: any FileTree, path: String)? {
    for layer in layers {
      if path == layer.folder { return (layer.tree, "") }
      if path.hasPrefix(layer.folder + "/") { return (layer.tree, String(path.dropFirst(layer.folder.count + 1))) }
    }
    return nil
  }

  public func displayPath(_ path: String) -> String { base.displayPath(path) }

  public func kind(_ path: String) -> FileKind? {
    guard let clean = FilePath.clean(path) else { return nil }
    if let (tree, rest) = layer(clean) { return tree.kind(rest) }
    return base.kind(clean) ?? added.kind(clean)
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    if let (tree, rest) = layer(clean) { return try tree.read(rest) }
    return try base.read(clean)
  }

  public func list(_ path: String) throws(FileError) -> [FileEntry] {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    if let (tree, rest) = layer(clean) { return try tree.list(rest) }
    guard added.isDirectory(clean) else { return try base.list(clean) }
    var entries = (try? base.list(clean)) ?? []
    for entry in try added.list(clean) where !entries.contains(where: { $0.name == entry.name }) {
      entries.append(entry)
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
