#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder on disk. Nothing outside it is ever read: a link that leads out is an error.
public struct DiskTree: FileTree {
  /// The folder, as the user wrote it; used in messages.
  public let root: String
  /// The same with every link resolved.
  private let realRoot: String
  /// The largest file that is read, in bytes.
  public let limit: Int

  /// Fails when `root` is not a folder that can be reached.
  public init(_ root: String, limit: Int = 256 << 20) throws(FileError) {
    guard let real = DiskTree.resolve(root) else { throw FileError(root, .notFound) }
    var info = stat()
    guard stat(real, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { throw FileError(root, .notADirectory) }
    self.root = root
    self.realRoot = real
    self.limit = limit
  }

  /// The folder from the root of the disk, without links.
  public var absolutePath: String { realRoot }

  public func displayPath(_ path: String) -> String {
    if path.isEmpty { return root }
    if root.isEmpty || root == "." { return path }
    return root.hasSuffix("/") ? root + path : "\(root)/\(path)"
  }

  public func kind(_ path: String) -> FileKind? {
    guard let full = absolute(path) else { return nil }
    var info = stat()
    guard lstat(full, &info) == 0 else { return nil }
    return DiskTree.kind(info, full)
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    let shown = displayPath(path)
    guard let full = absolute(path) else { throw FileError(shown, .escapes) }
    guard let real = DiskTree.resolve(full) else { throw FileError(shown, .notFound) }
    guard real == realRoot || real.hasPrefix(realRoot == "/" ? "/" : realRoot + "/") else {
      throw FileError(shown, .escapes)
    }
    return try DiskTree.readFile(real, shown: shown, limit: limit)
  }

  public func list(_ path: String) throws(FileError) -> [FileEntry] {
    let shown = displayPath(path)
    guard let full = absolute(path) else { throw FileError(shown, .escapes) }
    guard let handle = opendir(full) else {
      throw FileError(shown, errno == ENOTDIR ? .notADirectory : errno == EACCES ? .permission : .notFound)
    }
    defer { closedir(handle) }
    var entries: [FileEntry] = []
    while let item = readdir(handle) {
      let name = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let child = "\(full)/\(name)"
      var info = stat()
      guard lstat(child, &info) == 0, let kind = DiskTree.kind(info, child) else { continue }
      entries.append(FileEntry(name: name, kind: kind))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Reads any file by its path on disk, following links: for files that the user names on the command line.
  public static func readFile(_ path: String, limit: Int = 256 << 20) throws(FileError) -> [UInt8] {
    try readFile(path, shown: path, limit: limit)
  }

  private static func readFile(_ path: String, shown: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(shown, errno == ENOENT ? .notFound : errno == EACCES ? .permission : .failed)
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileError(shown, .failed) }
    if info.st_mode & S_IFMT == S_IFDIR { throw FileError(shown, .notAFile) }
    // Pipes and /dev/stdin have no size: grow as it comes.
    var size = Int(info.st_size)
    if size > limit { throw FileError(shown, .tooLarge) }
    var bytes: [UInt8] = []
    while true {
      let chunk = max(size - bytes.count, 1 << 12)
      let start = bytes.count
      var got = 0
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
          repeat { got = Glibc.read(descriptor, buffer.baseAddress, chunk) } while got < 0 && errno == EINTR
          count = max(got, 0)
        })
      if got < 0 { throw FileError(shown, errno == EISDIR ? .notAFile : .failed) }
      if got == 0 { return bytes }
      if bytes.count > limit { throw FileError(shown, .tooLarge) }
      if bytes.count - start == chunk { size = max(size, bytes.count) }
    }
  }

  private func absolute(_ path: String) -> String? {
    guard let clean = FilePath.clean(path) else { return nil }
    return clean.isEmpty ? realRoot : "\(realRoot == "/" ? "" : realRoot)/\(clean)"
  }

  private static func resolve(_ path: String) -> String? {
    guard let real = realpath(path.isEmpty ? "." : path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func kind(_ info: stat, _ path: String) -> FileKind? {
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file(executable: info.st_mode & 0o111 != 0)
    case S_IFDIR: return .directory
    case S_IFLNK:
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let count = readlink(path, &buffer, Int(PATH_MAX))
      if count < 0 { return nil }
      return .symlink(target: String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    default: return nil
    }
  }
}
