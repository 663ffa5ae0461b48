#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writing files so that nothing is ever half-written: to a temporary name beside the target, then renamed.
public enum DiskFile {
  /// Writes a file and makes the folders above it. `mode` is what the file gets, for example 0o600.
  public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileError) {
    try makeFolder(folder(of: path))
    let temporary = "\(path).drydock-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else { throw FileError(path, errno == EACCES ? .permission : .failed) }
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { unsafeWrite(descriptor, $0) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 {
        close(descriptor)
        unlink(temporary)
        throw FileError(path, .failed)
      }
      offset += count
    }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw FileError(path, .failed)
    }
  }

  /// Makes a folder and those above it.
  public static func makeFolder(_ path: String) throws(FileError) {
    if path.isEmpty || path == "/" { return }
    var info = stat()
    if stat(path, &info) == 0 {
      if info.st_mode & S_IFMT == S_IFDIR { return }
      throw FileError(path, .notADirectory)
    }
    try makeFolder(folder(of: path))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw FileError(path, errno == EACCES ? .permission : .failed)
    }
  }

  /// Removes a file, or a folder with all below it, as far as that goes; links are removed, not followed.
  ///
  /// - Returns: the first thing that could not be removed, with the system's error number; `nil` when nothing is left
  ///   (or nothing was there).
  @discardableResult
  public static func removeTree(_ path: String) -> (path: String, error: Int32)? {
    var info = stat()
    guard lstat(path, &info) == 0 else { return nil }
    guard info.st_mode & S_IFMT == S_IFDIR else { return unlink(path) == 0 ? nil : (path, errno) }
    var first: (path: String, error: Int32)?
    for name in names(in: path) {
      let failure = removeTree("\(path)/\(name)")
      first = first ?? failure
    }
    let error: Int32 = rmdir(path) == 0 ? 0 : errno
    return first ?? (error == 0 ? nil : (path, error))
  }

  /// The entries of a folder, in no order; none when it cannot be read.
  public static func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let item = readdir(handle) {
      let name = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func unsafeWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
  }

  private static func write(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, base, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, base, count)
    #else
      Darwin.write(descriptor, base, count)
    #endif
  }
}
