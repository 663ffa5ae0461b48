import Files

extension Chart {
  /// Loads a chart from a packed archive (`.tgz`).
  /// - Parameter name: the file as the user called it, for messages.
  public static func load(archive bytes: [UInt8], name: String = "") throws(HelmError) -> Chart {
    if !name.isEmpty && !bytes.starts(with: [0x1F, 0x8B]) {
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
    let entries: [Archive.Entry]
    do {
      entries = try Archive.readTgz(bytes, limits: Archive.Limits(total: maxChartSize, file: maxChartSize))
    } catch {
      if error.message.contains("more than") { throw tooLarge }
      throw HelmError(error.message.contains("in the middle") ? "unexpected EOF" : error.description)
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

/// The few results of Go's `http.DetectContentType` that a mistaken chart file has.
enum ContentType {
  static func detect(_ bytes: [UInt8]) -> String {
    let head = bytes.prefix(512)
    let text = head.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0C || $0 == 0x0D }
    if head.starts(with: Array("PK\u{3}\u{4}".utf8)) { return "application/zip" }
    if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if head.starts(with: Array("%PDF-".utf8)) { return "application/pdf" }
    if text.starts(with: Array("<?xml".utf8)) { return "text/xml; charset=utf-8" }
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return "text/plain; charset=utf-8" }
    let isBinary = head.contains { $0 <= 0x08 || $0 == 0x0B || ($0 >= 0x0E && $0 <= 0x1A) || ($0 >= 0x1C && $0 < 0x20) }
    // Go fills what it read up to 512 bytes with zeros.
    return isBinary || bytes.count < 512 ? "application/octet-stream" : "text/plain; charset=utf-8"
  }
}
