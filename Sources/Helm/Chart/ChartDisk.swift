import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Chart {
  /// Loads a chart from disk: a folder, or a `.tgz` file. As helm does, links are followed wherever they lead, and each
  /// is told in ``log``.
  public static func load(path: String) throws(HelmError) -> Chart {
    var info = stat()
    guard stat(path, &info) == 0 else { throw HelmError("stat \(path): \(SystemError.text(errno))") }
    if info.st_mode & S_IFMT == S_IFDIR { return try load(folder: path) }
    let bytes: [UInt8]
    do { bytes = try DiskTree.readFile(path) } catch { throw HelmError("open \(path): \(error.reason.rawValue)") }
    return try load(archive: bytes, name: path)
  }

  static func load(folder path: String) throws(HelmError) -> Chart {
    let top = DiskPath.absolute(path)
    var rules = IgnoreRules()
    var info = stat()
    let ignoreFile = DiskPath.join(top, ".helmignore")
    if stat(ignoreFile, &info) == 0 {
      let bytes: [UInt8]
      do { bytes = try DiskTree.readFile(ignoreFile) } catch {
        throw HelmError("open \(ignoreFile): \(error.reason.rawValue)")
      }
      rules = try IgnoreRules(bytes)
    }
    var walk = DiskWalk(top: top == "/" ? "/" : top + "/", rules: rules)
    do throws(HelmError) { try walk.run() } catch {
      var error = error
      error.log = walk.log
      throw error
    }
    var chart = try Chart(files: walk.files)
    var log = walk.log
    for line in chart.log.lines { log.add(line) }
    chart.log = log
    return chart
  }
}

/// Reads a chart's folder from disk as helm's `sympath.Walk` does.
private struct DiskWalk {
  let top: String
  let rules: IgnoreRules
  var files: [Chart.File] = []
  var log = HelmLog()

  init(top: String, rules: IgnoreRules) {
    self.top = top
    self.rules = rules
  }

  mutating func run() throws(HelmError) {
    try folder(top)
  }

  private mutating func folder(_ path: String) throws(HelmError) {
    for name in try names(path) {
      let child = DiskPath.join(path, name)
      var info = stat()
      guard lstat(child, &info) == 0 else { throw HelmError("lstat \(child): \(SystemError.text(errno))") }
      try visit(child, info)
    }
  }

  private mutating func visit(_ path: String, _ info: stat) throws(HelmError) {
    let type = info.st_mode & S_IFMT
    if type == S_IFLNK {
      let resolved: String
      do throws(HelmError) { resolved = try DiskPath.resolve(path) } catch {
        throw error.wrapped("error evaluating symlink \(path)")
      }
      log.add(
        "walk.go:75: found symbolic link in path: \(path) resolves to \(resolved). "
          + "Contents of linked file included and used")
      var target = stat()
      guard lstat(resolved, &target) == 0 else { throw HelmError("lstat \(resolved): \(SystemError.text(errno))") }
      return try visit(path, target)
    }
    let name = String(path.dropFirst(top.count))
    if type == S_IFDIR {
      if rules.ignores(name, isDirectory: true) { return }
      return try folder(path)
    }
    if rules.ignores(name, isDirectory: false) { return }
    guard type == S_IFREG else {
      throw HelmError("cannot load irregular file \(path) as it has file mode type bits set")
    }
    if info.st_size > Chart.maxFileSize {
      let base = GoText.quote(FilePath.base(path))
      throw HelmError("chart file \(base) is larger than the maximum file size \(Chart.maxFileSize)")
    }
    let data: [UInt8]
    do { data = try DiskTree.readFile(path) } catch {
      throw HelmError("error reading \(name): open \(path): \(error.reason.rawValue)")
    }
    files.append(Chart.File(name: name, data: Chart.withoutMark(data)))
  }

  private func names(_ path: String) throws(HelmError) -> [String] {
    guard let handle = opendir(path) else { throw HelmError("open \(path): \(SystemError.text(errno))") }
    defer { closedir(handle) }
    var found: [String] = []
    while let item = readdir(handle) {
      let name = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { found.append(name) }
    }
    return found.sorted { $0.goLess($1) }
  }
}

/// Paths on disk as Go's `filepath` makes them.
enum DiskPath {
  /// `filepath.Abs`.
  static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return clean(path) }
    guard let current = getcwd(nil, 0) else { return clean(path) }
    defer { free(current) }
    return clean("\(String(cString: current))/\(path)")
  }

  /// `filepath.Clean`.
  static func clean(_ path: String) -> String {
    let rooted = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !rooted {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    if rooted { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }

  /// `filepath.EvalSymlinks`: the path without links. Go follows up to 255 links, where the system follows 40; an error
  /// names the part that is missing.
  static func resolve(_ path: String) throws(HelmError) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    var dest = ""
    var rest = path.split(separator: "/").map(String.init)[...]
    var links = 0
    while let part = rest.popFirst() {
      if part == "." { continue }
      if part == ".." {
        dest = String(dest[..<(dest.lastIndex(of: "/") ?? dest.startIndex)])
        continue
      }
      let next = "\(dest)/\(part)"
      var info = stat()
      guard lstat(next, &info) == 0 else { throw HelmError("lstat \(next): \(SystemError.text(errno))") }
      if info.st_mode & S_IFMT != S_IFLNK {
        dest = next
        continue
      }
      links += 1
      if links > 255 { throw HelmError("EvalSymlinks: too many links") }
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { readlink(next, $0.assumingMemoryBound(to: CChar.self), Int(PATH_MAX)) } ?? -1
      }
      if count < 0 { throw HelmError("readlink \(next): \(SystemError.text(errno))") }
      let target = String(decoding: buffer[..<count], as: UTF8.self)
      if target.hasPrefix("/") { dest = "" }
      rest = (target.split(separator: "/").map(String.init) + rest)[...]
    }
    return dest.isEmpty ? "/" : dest
  }

  /// A folder and a name below it.
  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}

/// The system's errors in Go's words, which are the C library's in lower case.
enum SystemError {
  static func text(_ code: Int32) -> String {
    switch code {
    case ENOENT: return "no such file or directory"
    case EACCES: return "permission denied"
    case ENOTDIR: return "not a directory"
    case EISDIR: return "is a directory"
    case ELOOP: return "too many levels of symbolic links"
    case ENAMETOOLONG: return "file name too long"
    case EEXIST: return "file exists"
    default:
      let text = String(cString: strerror(code))
      return text.prefix(1).lowercased() + text.dropFirst()
    }
  }
}
