/// A tree of files to read: a folder on disk, the tree of a git commit, an unpacked archive.
///
/// Paths are relative to the root, separated by `/`, without `.` or `..`; the root itself is the empty path.
public protocol FileTree: Sendable {
  /// The bytes of a regular file. Links are followed only as long as they stay inside the tree.
  func read(_ path: String) throws(FileError) -> [UInt8]
  /// What stands at that path, `nil` when there is nothing.
  func kind(_ path: String) -> FileKind?
  /// The entries of a folder, ordered by the bytes of their names.
  func list(_ path: String) throws(FileError) -> [FileEntry]
  /// How the tree is called in messages, joined with a path: `apps/coder-prod`, `commit 1234567`.
  func displayPath(_ path: String) -> String
}

public enum FileKind: Sendable, Hashable {
  case file(executable: Bool)
  case directory
  case symlink(target: String)
}

public struct FileEntry: Sendable, Hashable {
  public var name: String
  public var kind: FileKind
  public init(name: String, kind: FileKind) {
    self.name = name
    self.kind = kind
  }
}

public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case notFound = "no such file or directory"
    case notAFile = "is a directory"
    case notADirectory = "not a directory"
    case escapes = "leaves the directory"
    case tooLarge = "file too large"
    case permission = "permission denied"
    case failed = "cannot be read"
  }
  public var path: String
  public var reason: Reason
  public init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }
  public var description: String { "\(path): \(reason.rawValue)" }
}

extension FileTree {
  public func exists(_ path: String) -> Bool { kind(path) != nil }

  public func isDirectory(_ path: String) -> Bool {
    if case .directory = kind(path) { true } else { false }
  }

  /// Every regular file at or below that folder, as paths from the root, in lexical walk order (Go's `filepath.Walk`).
  /// Links are listed as links and not followed.
  public func walk(_ path: String = "") throws(FileError) -> [(path: String, kind: FileKind)] {
    var found: [(path: String, kind: FileKind)] = []
    var pending = [path]
    while let folder = pending.popLast() {
      var below: [String] = []
      for entry in try list(folder) {
        let full = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
        if case .directory = entry.kind { below.append(full) } else { found.append((full, entry.kind)) }
      }
      pending.append(contentsOf: below.reversed())
    }
    found.sort { FilePath.walkLess($0.path, $1.path) }
    return found
  }
}

/// Pure operations on `/`-separated paths.
public enum FilePath {
  /// Resolves `.`, `..` and empty parts; `nil` when the path climbs above the root.
  public static func clean(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      if part == "." { continue }
      if part == ".." {
        if parts.isEmpty { return nil }
        parts.removeLast()
        continue
      }
      parts.append(part)
    }
    return parts.joined(separator: "/")
  }

  /// `base` and `path` joined and cleaned; `nil` when the result climbs above the root.
  public static func join(_ base: String, _ path: String) -> String? { clean(base + "/" + path) }

  /// All but the last part: `a/b/c` gives `a/b`, `a` gives the empty path.
  public static func directory(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
  }

  /// The last part.
  public static func base(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// The order in which a lexical walk meets two files: part by part.
  public static func walkLess(_ a: String, _ b: String) -> Bool {
    // Comparing with "/" as the lowest byte is the same as comparing part by part.
    var x = a.utf8.makeIterator()
    var y = b.utf8.makeIterator()
    while true {
      switch (x.next(), y.next()) {
      case (nil, nil), (_?, nil): return false
      case (nil, _?): return true
      case (let p?, let q?):
        if p == q { continue }
        if p == 0x2F { return true }
        if q == 0x2F { return false }
        return p < q
      }
    }
  }
}
