import Files

extension Chart {
  /// Loads a chart from a folder of any file tree; `path` is relative to the tree's root, empty for the root itself.
  ///
  /// `.helmignore` counts. Links are followed inside the tree; what leads out of it is an error.
  public static func load(from tree: some FileTree, at path: String = "") throws(HelmError) -> Chart {
    guard let root = FilePath.clean(path) else { throw HelmError("path \(GoText.quote(path)) not found") }
    guard tree.isDirectory(root) else { throw HelmError("path \(GoText.quote(path)) not found") }
    var rules = IgnoreRules()
    let ignoreFile = FilePath.join(root, ".helmignore") ?? ".helmignore"
    if tree.exists(ignoreFile) {
      let bytes: [UInt8]
      do { bytes = try tree.read(ignoreFile) } catch { throw HelmError("open \(error.description)") }
      rules = try IgnoreRules(bytes)
    }
    var walk = TreeWalk(tree: tree, root: root, rules: rules)
    try walk.folder("", depth: 0)
    return try Chart(files: walk.files)
  }
}

/// Reads a chart's folder out of a file tree.
private struct TreeWalk<Tree: FileTree> {
  let tree: Tree
  let root: String
  let rules: IgnoreRules
  var files: [Chart.File] = []

  init(tree: Tree, root: String, rules: IgnoreRules) {
    self.tree = tree
    self.root = root
    self.rules = rules
  }

  mutating func folder(_ path: String, depth: Int) throws(HelmError) {
    let entries: [FileEntry]
    do { entries = try tree.list(full(path)) } catch { throw HelmError("open \(error.description)") }
    for entry in entries {
      let child = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      try visit(child, entry.kind, depth: depth)
    }
  }

  private mutating func visit(_ path: String, _ kind: FileKind, depth: Int) throws(HelmError) {
    switch kind {
    case .directory:
      if rules.ignores(path, isDirectory: true) { return }
      try folder(path, depth: depth)
    case .file:
      if rules.ignores(path, isDirectory: false) { return }
      let data: [UInt8]
      do { data = try tree.read(full(path)) } catch {
        throw HelmError("error reading \(path): open \(error.description)")
      }
      if data.count > Chart.maxFileSize {
        let name = GoText.quote(FilePath.base(path))
        throw HelmError("chart file \(name) is larger than the maximum file size \(Chart.maxFileSize)")
      }
      files.append(Chart.File(name: path, data: Chart.withoutMark(data)))
    case .symlink(let target):
      guard depth < 40 else {
        throw HelmError("error evaluating symlink \(tree.displayPath(full(path))): EvalSymlinks: too many links")
      }
      guard !target.hasPrefix("/"), let resolved = FilePath.join(FilePath.directory(full(path)), target) else {
        throw HelmError("error evaluating symlink \(tree.displayPath(full(path))): leaves the directory")
      }
      guard let kind = tree.kind(resolved) else {
        throw HelmError(
          "error evaluating symlink \(tree.displayPath(full(path))): lstat \(tree.displayPath(resolved)): "
            + "no such file or directory")
      }
      switch kind {
      case .directory:
        if rules.ignores(path, isDirectory: true) { return }
        var below = TreeWalk(tree: tree, root: resolved, rules: rules)
        try below.linked(as: path, depth: depth + 1)
        files += below.files
      default: try visit(path, kind, depth: depth + 1)
      }
    }
  }

  /// Walks a folder that a link at another place stands for.
  private mutating func linked(as path: String, depth: Int) throws(HelmError) {
    var inner = TreeWalk(tree: tree, root: root, rules: IgnoreRules())
    try inner.folder("", depth: depth)
    for file in inner.files where !rules.ignores("\(path)/\(file.name)", isDirectory: false) {
      files.append(Chart.File(name: "\(path)/\(file.name)", data: file.data))
    }
  }

  private func full(_ path: String) -> String {
    if root.isEmpty { return path }
    return path.isEmpty ? root : "\(root)/\(path)"
  }
}
