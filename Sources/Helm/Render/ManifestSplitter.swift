import Manifest

/// Cuts the text of a template into documents as helm does (`releaseutil.SplitManifests`): at lines that begin with
/// `---`, whatever follows on them; blank lines around a document are dropped.
enum ManifestSplitter {
  static func split(_ text: String) -> [String] {
    let bytes = Array(GoText.trimSpace(text).utf8)
    var documents: [String] = []
    var start = 0
    func add(_ range: Range<Int>) {
      if range.isEmpty { return }
      documents.append(GoText.trimSpace(String(decoding: bytes[range], as: UTF8.self)))
    }
    func isMark(_ at: Int) -> Bool {
      at + 2 < bytes.count && bytes[at] == 0x2D && bytes[at + 1] == 0x2D && bytes[at + 2] == 0x2D
    }
    func afterSpace(_ at: Int) -> Int {
      var at = at
      while at < bytes.count, isSpace(bytes[at]) { at += 1 }
      return at
    }
    if isMark(0) { start = afterSpace(3) }
    var at = start
    while at < bytes.count {
      guard bytes[at] == 0x0A, isMark(at + 1) else {
        at += 1
        continue
      }
      var end = at
      while end > start, isSpace(bytes[end - 1]) { end -= 1 }
      add(start..<end)
      start = afterSpace(at + 4)
      at = start
    }
    add(start..<bytes.count)
    return documents
  }

  /// `\s` of Go's regular expressions.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
  }
}
