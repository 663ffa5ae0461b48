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
    throw HelmError("reading packed charts is not supported yet; unpack \(name.isEmpty ? "it" : name) first")
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
