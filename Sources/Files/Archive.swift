/// Archives in memory: gzip and tar (ustar, pax, GNU long names), read with suspicion and written the same every time.
///
///     let tree = try Archive.unpackTgz(bytes)                  // a chart, a git archive
///     let bytes = Archive.packTgz([.file("coder/Chart.yaml", text)])
///
/// Nothing in an archive may lie outside it: absolute paths, `..`, links that lead out, files below a link and devices
/// are errors, and so is more data than the limits allow.
public enum Archive {
  public struct Limits: Sendable {
    /// Most bytes of the whole archive once unpacked.
    public var total: Int
    /// Most bytes of one file.
    public var file: Int
    /// Most entries.
    public var entries: Int

    public init(total: Int = 256 << 20, file: Int = 128 << 20, entries: Int = 100_000) {
      self.total = total
      self.file = file
      self.entries = entries
    }
  }

  public struct Entry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case file
      case directory
      case symlink(target: String)
      /// To a path earlier in the archive.
      case hardlink(target: String)
      /// Devices, pipes and what else has no place in a tree; the tar type.
      case other(UInt8)
    }
    /// As the archive spells it.
    public var path: String
    public var kind: Kind
    public var bytes: [UInt8]
    /// Permission bits.
    public var mode: Int
    /// Seconds since 1970.
    public var modified: Int64

    public init(path: String, kind: Kind, bytes: [UInt8] = [], mode: Int = 0o644, modified: Int64 = 0) {
      self.path = path
      self.kind = kind
      self.bytes = bytes
      self.mode = mode
      self.modified = modified
    }

    public static func file(_ path: String, _ bytes: [UInt8], executable: Bool = false) -> Entry {
      Entry(path: path, kind: .file, bytes: bytes, mode: executable ? 0o755 : 0o644)
    }

    public static func file(_ path: String, _ text: String) -> Entry { .file(path, Array(text.utf8)) }

    public static func directory(_ path: String) -> Entry { Entry(path: path, kind: .directory, mode: 0o755) }
  }
}

public struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The entry, empty when the whole archive is meant.
  public var path: String
  public var message: String
  public init(_ path: String = "", _ message: String) {
    self.path = path
    self.message = message
  }
  public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

// MARK: - Trees

extension Archive {
  /// Builds a tree and refuses whatever would lead out of it.
  public static func tree(_ entries: [Entry], name: String = "") throws(ArchiveError) -> MemoryTree {
    var tree = MemoryTree(name: name)
    for entry in entries {
      let path = try cleanPath(entry.path)
      if path.isEmpty {
        if entry.kind == .directory { continue }
        throw ArchiveError(entry.path, "has no name")
      }
      try checkParents(path, tree)
      switch entry.kind {
      case .directory:
        if let kind = tree.kind(path), kind != .directory { throw ArchiveError(path, "is both a file and a directory") }
        tree.addDirectory(path)
      case .file:
        if tree.isDirectory(path) { throw ArchiveError(path, "is both a file and a directory") }
        tree.add(path, entry.bytes, executable: entry.mode & 0o111 != 0)
      case .symlink(let target):
        if tree.exists(path) { throw ArchiveError(path, "is there twice, once as a link") }
        guard !target.isEmpty, !target.hasPrefix("/"), !target.utf8.contains(0),
          FilePath.join(FilePath.directory(path), target) != nil
        else { throw ArchiveError(path, "links to \(target), which lies outside the archive") }
        tree.addLink(path, target: target)
      case .hardlink(let target):
        let original = try cleanPath(target)
        guard case .file(let executable) = tree.kind(original), let bytes = try? tree.read(original) else {
          throw ArchiveError(path, "is a hard link to \(target), which is no earlier file of the archive")
        }
        if tree.exists(path), path != original { throw ArchiveError(path, "is there twice, once as a link") }
        tree.add(path, bytes, executable: executable)
      case .other(let type):
        throw ArchiveError(path, "has the type \(type), which is no file, directory or link")
      }
    }
    return tree
  }

  /// A path without `.` parts; an error when it is absolute or climbs.
  public static func cleanPath(_ path: String) throws(ArchiveError) -> String {
    if path.utf8.contains(0) { throw ArchiveError(path, "has a zero byte in its name") }
    if path.hasPrefix("/") || path.hasPrefix("\\") { throw ArchiveError(path, "is an absolute path") }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    if parts.contains("..") { throw ArchiveError(path, "climbs out with ..") }
    if let first = parts.first?.utf8, first.count == 2, first.last == 0x3A {
      throw ArchiveError(path, "is an absolute path")
    }
    return parts.filter { $0 != "." }.joined(separator: "/")
  }

  /// No file may lie below a link or below a file.
  private static func checkParents(_ path: String, _ tree: MemoryTree) throws(ArchiveError) {
    var parent = FilePath.directory(path)
    while !parent.isEmpty {
      switch tree.kind(parent) {
      case .symlink: throw ArchiveError(path, "lies below the link \(parent)")
      case .file: throw ArchiveError(path, "lies below the file \(parent)")
      case .directory: return
      case nil: parent = FilePath.directory(parent)
      }
    }
  }
}
