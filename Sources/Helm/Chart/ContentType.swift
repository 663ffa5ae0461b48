/// What bytes look like, as Go's `http.DetectContentType` guesses from the first 512.
enum ContentType {
  /// helm looks at a buffer of 512 bytes, so a shorter file ends in zeros there.
  static func detect(_ bytes: [UInt8]) -> String {
    var head = Array(bytes.prefix(512))
    head += [UInt8](repeating: 0, count: 512 - head.count)
    let text = head.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0C || $0 == 0x0D }
    if isHTML(text) { return "text/html; charset=utf-8" }
    if text.starts(with: "<?xml".utf8) { return "text/xml; charset=utf-8" }
    for (pattern, type) in marks where matches(head, pattern) { return type }
    if isMP4(head) { return "video/mp4" }
    for (pattern, type) in lateMarks where matches(head, pattern) { return type }
    let isBinary = text.contains { $0 <= 0x08 || $0 == 0x0B || ($0 >= 0x0E && $0 <= 0x1A) || ($0 >= 0x1C && $0 < 0x20) }
    return isBinary ? "application/octet-stream" : "text/plain; charset=utf-8"
  }

  /// A tag that begins a page, whatever its case, and what ends the tag's name.
  private static func isHTML(_ text: ArraySlice<UInt8>) -> Bool {
    let tags = "!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--"
    return tags.split(separator: "|").contains { tag in
      let name = Array("<\(tag)".utf8)
      guard text.count > name.count else { return false }
      let isSame = zip(text, name).allSatisfy { byte, wanted in
        (wanted >= 0x41 && wanted <= 0x5A ? byte & 0xDF : byte) == wanted
      }
      let next = text[text.startIndex + name.count]
      return isSame && (next == 0x20 || next == 0x3E)
    }
  }

  /// A box of type `ftyp` with a brand `mp4`.
  private static func isMP4(_ head: [UInt8]) -> Bool {
    let size = head[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard size <= head.count, size % 4 == 0, head[4..<8].elementsEqual("ftyp".utf8) else { return false }
    return stride(from: 8, to: size, by: 4).contains { $0 != 12 && head[$0..<($0 + 3)].elementsEqual("mp4".utf8) }
  }

  /// A `.` in a pattern stands for any byte.
  private static func matches(_ head: [UInt8], _ pattern: [UInt8?]) -> Bool {
    zip(head, pattern).allSatisfy { byte, wanted in wanted == nil || byte == wanted }
  }

  private static func mark(_ text: String) -> [UInt8?] { text.utf8.map { $0 == 0x2E ? nil : $0 } }

  private static let marks: [([UInt8?], String)] = {
    var all: [([UInt8?], String)] = []
    func add(_ pattern: [UInt8?], _ type: String) { all.append((pattern, type)) }
    add(mark("%PDF-"), "application/pdf")
    add(mark("%!PS-Adobe-"), "application/postscript")
    add([0xFE, 0xFF, nil, nil], "text/plain; charset=utf-16be")
    add([0xFF, 0xFE, nil, nil], "text/plain; charset=utf-16le")
    add([0xEF, 0xBB, 0xBF, nil], "text/plain; charset=utf-8")
    add([0, 0, 1, 0], "image/x-icon")
    add([0, 0, 2, 0], "image/x-icon")
    add(mark("BM"), "image/bmp")
    add(mark("GIF87a"), "image/gif")
    add(mark("GIF89a"), "image/gif")
    add(mark("RIFF....WEBPVP"), "image/webp")
    add([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png")
    add([0xFF, 0xD8, 0xFF], "image/jpeg")
    add(mark("FORM....AIFF"), "audio/aiff")
    add(mark("ID3"), "audio/mpeg")
    add(mark("OggS\0"), "application/ogg")
    add(mark("MThd\0\0\0\u{6}"), "audio/midi")
    add(mark("RIFF....AVI "), "video/avi")
    add(mark("RIFF....WAVE"), "audio/wave")
    return all
  }()

  private static let lateMarks: [([UInt8?], String)] = {
    var all: [([UInt8?], String)] = []
    func add(_ pattern: [UInt8?], _ type: String) { all.append((pattern, type)) }
    add([0x1A, 0x45, 0xDF, 0xA3], "video/webm")
    add([UInt8?](repeating: nil, count: 34) + mark("LP"), "application/vnd.ms-fontobject")
    add([0, 1, 0, 0], "font/ttf")
    add(mark("OTTO"), "font/otf")
    add(mark("ttcf"), "font/collection")
    add(mark("wOFF"), "font/woff")
    add(mark("wOF2"), "font/woff2")
    add([0x1F, 0x8B, 0x08], "application/x-gzip")
    add([0x50, 0x4B, 0x03, 0x04], "application/zip")
    add(mark("Rar!\u{1A}\u{7}\0"), "application/x-rar-compressed")
    add(mark("Rar!\u{1A}\u{7}\u{1}\0"), "application/x-rar-compressed")
    add(mark("\0asm"), "application/wasm")
    return all
  }()
}
