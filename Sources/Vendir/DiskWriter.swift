import Files
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writing to disk: everything goes to a temporary folder first and is renamed into place.
enum DiskWriter {
  static func path(_ root: String, _ path: String) -> String {
    path.hasPrefix("/") || root == "." || root.isEmpty ? path : "\(root)/\(path)"
  }

  static func failure(_ path: String, _ doing: String) -> SourceError {
    SourceError(file: path, "\(doing): \(String(cString: strerror(errno)))")
  }

  static func makeDirectories(_ path: String, mode: mode_t = 0o700) throws(SourceError) {
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += (built.isEmpty || built.hasSuffix("/") ? "" : "/") + part
      if mkdir(built, mode) != 0 && errno != EEXIST { throw failure(built, "cannot make the directory") }
    }
  }

  static func write(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(SourceError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw failure(path, "cannot be written") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot be written") }
      done += count
    }
  }

  /// Writes a file whole or not at all, and only when its bytes change.
  static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(SourceError) {
    if let old = try? DiskTree.readFile(path), old == bytes { return }
    let temporary = "\(path).tmp-\(getpid())"
    try write(temporary, bytes, mode: mode)
    try rename(temporary, to: path)
  }

  static func rename(_ from: String, to: String) throws(SourceError) {
    if Glibc.rename(from, to) != 0 {
      let error = failure(to, "cannot be put in place")
      unlink(from)
      throw error
    }
  }

  static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  /// Removes a file or a folder with all below it; links are removed, not followed.
  static func remove(_ path: String) throws(SourceError) {
    if let failure = DiskFile.removeTree(path) {
      throw SourceError(file: failure.path, "cannot be removed: \(String(cString: strerror(failure.error)))")
    }
  }

  /// Writes a tree below a folder that does not exist yet.
  static func write(
    _ tree: some FileTree, to folder: String, directoryMode: mode_t, fileMode: (_ executable: Bool) -> mode_t
  ) throws(SourceError) {
    try makeDirectories(folder, mode: directoryMode)
    do {
      for (path, kind) in try tree.walk() {
        let parent = FilePath.directory(path)
        if !parent.isEmpty { try makeDirectories("\(folder)/\(parent)", mode: directoryMode) }
        switch kind {
        case .file(let executable):
          try write("\(folder)/\(path)", try tree.read(path), mode: fileMode(executable))
        case .symlink(let target):
          if symlink(target, "\(folder)/\(path)") != 0 { throw failure("\(folder)/\(path)", "cannot make the link") }
        case .directory: break
        }
      }
    } catch let error as SourceError {
      throw error
    } catch let error as FileError {
      throw SourceError(file: error.path, error.reason.rawValue)
    } catch {
      throw SourceError(file: folder, "cannot be written: \(error)")
    }
  }
}
