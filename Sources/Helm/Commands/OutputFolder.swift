#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes rendered files below a folder, as `--output-dir` does.
struct OutputFolder {
  func exists(_ folder: String, _ path: String) -> Bool {
    var info = stat()
    return stat("\(folder)/\(path)", &info) == 0
  }

  func put(
    _ folder: String, _ path: String, _ text: String, appending: Bool, _ output: inout TemplateAction.Output
  ) throws(HelmError) {
    let full = "\(folder)/\(path)"
    let parent = DiskPath.clean(Self.folder(of: full))
    var info = stat()
    if stat(parent, &info) != 0, errno != ENOENT { throw HelmError("stat \(parent): \(SystemError.text(errno))") }
    try Self.makeFolders(above: parent + "/")
    let flags = appending ? O_WRONLY | O_APPEND : O_RDWR | O_CREAT | O_TRUNC
    let descriptor = open(full, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw HelmError("open \(full): \(SystemError.text(errno))") }
    defer { close(descriptor) }
    try Self.writeAll(descriptor, HelmString.bytes("---\n# Source: \(path)\n\(text)\n"), full)
    output.stdout += HelmString.bytes("wrote \(full)\n")
  }

  /// Writes a file in place of what is there, and makes the folders above it.
  static func replace(_ path: String, _ bytes: [UInt8]) throws(HelmError) {
    try makeFolders(above: path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw HelmError("open \(path): \(SystemError.text(errno))") }
    defer { close(descriptor) }
    try writeAll(descriptor, bytes, path)
  }

  /// What stands before the last slash.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  static func makeFolders(above path: String) throws(HelmError) {
    guard let slash = path.lastIndex(of: "/") else { return }
    var at = path.startIndex
    while let next = path[at...].firstIndex(of: "/"), next <= slash {
      let folder = String(path[..<next])
      at = path.index(after: next)
      if folder.isEmpty { continue }
      if mkdir(folder, 0o755) != 0, errno != EEXIST { throw HelmError("mkdir \(folder): \(SystemError.text(errno))") }
    }
  }

  private static func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
  }

  static func writeAll(_ descriptor: Int32, _ bytes: [UInt8], _ name: String) throws(HelmError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Self.posixWrite(descriptor, $0 + done, bytes.count - done) } ?? 0
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw HelmError("write \(name): \(SystemError.text(errno))")
      }
      done += count
    }
  }
}
