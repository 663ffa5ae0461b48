import Files

extension Chart {
  /// Loads a chart from a packed archive (`.tgz`).
  /// - Parameter name: the file as the user called it, for messages.
  public static func load(archive bytes: [UInt8], name: String = "") throws(HelmError) -> Chart {
    if !name.isEmpty && !bytes.starts(with: [0x1F, 0x8B, 0x08]) {
      if name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
        throw HelmError("file '\(name)' seems to be a YAML file, but expected a gzipped archive")
      }
      throw HelmError(
        "file '\(name)' does not appear to be a gzipped archive; got '\(ContentType.detect(bytes))'")
    }
    return try Chart(files: try files(archive: bytes))
  }

  /// The files of an archive below its one folder, checked as helm checks them (`loader.LoadArchiveFiles`).
  static func files(archive bytes: [UInt8]) throws(HelmError) -> [File] {
    let tooLarge = HelmError("decompressed chart is larger than the maximum file size \(maxChartSize)")
    if !bytes.starts(with: [0x1F, 0x8B, 0x08]) || bytes.count < 10 {
      throw HelmError(bytes.isEmpty ? "EOF" : bytes.count < 10 ? "unexpected EOF" : "gzip: invalid header")
    }
    let entries: [Archive.Entry]
    do {
      entries = try Archive.readTgz(bytes, limits: Archive.Limits(total: maxChartSize, file: maxChartSize))
    } catch {
      if error.message.contains("more than") { throw tooLarge }
      throw HelmError(words(error))
    }
    var files: [File] = []
    var left = maxChartSize
    for entry in entries where entry.kind != .directory {
      let name = try fileName(entry.path)
      if entry.bytes.count > left { throw tooLarge }
      if entry.bytes.count > maxFileSize {
        throw HelmError(
          "decompressed chart file \(GoText.quote(entry.path)) is larger than the maximum file size \(maxFileSize)")
      }
      left -= entry.bytes.count
      if left <= 0 { throw tooLarge }
      files.append(File(name: name, data: withoutMark(entry.bytes)))
    }
    if files.isEmpty { throw HelmError("no files in chart archive") }
    return files
  }

  /// The faults of an archive in Go's words.
  private static func words(_ error: ArchiveError) -> String {
    if error.message.contains("in the middle") || error.message.contains("is cut off") { return "unexpected EOF" }
    if error.message.contains("is no tar") || error.message.contains("bad size") {
      return "archive/tar: invalid tar header"
    }
    return error.description
  }

  /// The path below the archive's top folder.
  private static func fileName(_ path: String) throws(HelmError) -> String {
    let delimiter: Character = path.contains("\\") ? "\\" : "/"
    let parts = path.split(separator: delimiter, omittingEmptySubsequences: false)
    var name = parts.dropFirst().joined(separator: "/")
    if name.hasPrefix("/") { throw HelmError("chart illegally contains absolute paths") }
    name = DiskPath.clean(name)
    if name == "." {
      throw HelmError("chart illegally contains content outside the base directory: \(GoText.quote(path))")
    }
    if name.hasPrefix("..") { throw HelmError("chart illegally references parent directory") }
    let start = Array(name.utf8.prefix(3))
    if start.count == 3, start[1] == 0x3A, start[2] == 0x2F, (start[0] | 0x20) >= 0x61, (start[0] | 0x20) <= 0x7A {
      throw HelmError("chart contains illegally named files")
    }
    if parts.first == "Chart.yaml" { throw HelmError("chart yaml not in base directory") }
    return name
  }
}
