/// A tree of files held in memory: an unpacked archive, a commit, a test.
public struct MemoryTree: FileTree {
  private var files: [String: (bytes: [UInt8], executable: Bool)] = [:]
  private var links: [String: String] = [:]
  /// Folder → its entries by name.
  private var folders: [String: [String: FileKind]] = ["": [:]]
  /// How the tree is called in messages.
  public var name: String

  public init(name: String = "") { self.name = name }

  /// Paths to texts; a path that climbs above the root is left out.
  public init(name: String = "", _ texts: [String: String]) {
    self.init(name: name)
    for (path, text) in texts { add(path, Array(text.utf8)) }
  }

  /// Adds or replaces a file and makes the folders above it. Returns whether the path stays inside the tree.
  @discardableResult
  public mutating func add(_ path: String, _ bytes: [UInt8], executable: Bool = false) -> Bool {
    guard let path = FilePath.clean(path), !path.isEmpty else { return false }
    files[path] = (bytes, executable)
    links[path] = nil
    register(path, .file(executable: executable))
    return true
  }

  @discardableResult
  public mutating func addLink(_ path: String, target: String) -> Bool {
    guard let path = FilePath.clean(path), !path.isEmpty else { return false }
    links[path] = target
    files[path] = nil
    register(path, .symlink(target: target))
    return true
  }

  @discardableResult
  public mutating func addDirectory(_ path: String) -> Bool {
    guard let path = FilePath.clean(path) else { return false }
    if path.isEmpty || folders[path] != nil { return true }
    folders[path] = [:]
    register(path, .directory)
    return true
  }

  private mutating func register(_ path: String, _ kind: FileKind) {
    var path = path
    var kind = kind
    while true {
      let parent = FilePath.directory(path)
      let known = folders[parent] != nil
      folders[parent, default: [:]][FilePath.base(path)] = kind
      if known { return }
      path = parent
      kind = .directory
    }
  }

  public func displayPath(_ path: String) -> String {
    if name.isEmpty { return path }
    return path.isEmpty ? name : "\(name)/\(path)"
  }

  public func kind(_ path: String) -> FileKind? {
    guard let path = FilePath.clean(path) else { return nil }
    if folders[path] != nil { return .directory }
    return folders[FilePath.directory(path)]?[FilePath.base(path)]
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    guard var path = FilePath.clean(path) else { throw FileError(displayPath(path), .escapes) }
    let shown = displayPath(path)
    for _ in 0..<16 {
      if let file = files[path] { return file.bytes }
      if folders[path] != nil { throw FileError(shown, .notAFile) }
      guard let target = links[path] else { throw FileError(shown, .notFound) }
      guard !target.hasPrefix("/"), let next = FilePath.join(FilePath.directory(path), target) else {
        throw FileError(shown, .escapes)
      }
      path = next
    }
    throw FileError(shown, .notFound)
  }

  public func list(_ path: String) throws(FileError) -> [FileEntry] {
    guard let path = FilePath.clean(path) else { throw FileError(displayPath(path), .escapes) }
    guard let folder = folders[path] else {
      throw FileError(displayPath(path), files[path] == nil ? .notFound : .notADirectory)
    }
    return folder.map { FileEntry(name: $0.key, kind: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// A folder of another tree as a tree of its own.
public struct SubTree<Base: FileTree>: FileTree {
  public let base: Base
  public let prefix: String

  public init(_ base: Base, _ prefix: String) {
    self.base = base
    self.prefix = FilePath.clean(prefix) ?? ""
  }

  private func full(_ path: String) throws(FileError) -> String {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    if prefix.isEmpty { return clean }
    return clean.isEmpty ? prefix : "\(prefix)/\(clean)"
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] { try base.read(try full(path)) }
  public func kind(_ path: String) -> FileKind? { (try? full(path)).flatMap(base.kind) }
  public func list(_ path: String) throws(FileError) -> [FileEntry] { try base.list(try full(path)) }
  public func displayPath(_ path: String) -> String {
    guard let full = try? full(path) else { return path }
    return base.displayPath(full)
  }
}
