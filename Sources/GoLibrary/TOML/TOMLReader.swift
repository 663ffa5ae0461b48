/// The characters of a TOML text with the places that errors name (BurntSushi's lexer).
struct TOMLReader {
  let bytes: [UInt8]
  var at = 0
  /// 1-based.
  var line = 1
  var isAtEnd = false
  /// What an error gives as the last key.
  var lastKey = ""

  static let end: UInt32 = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func problem(_ message: String, line: Int? = nil) -> GoError {
    let line = line ?? (isAtEnd ? self.line - 1 : self.line)
    return GoError(
      lastKey.isEmpty
        ? "toml: line \(line): \(message)" : "toml: line \(line) (last key \(GoNumber.quote(lastKey))): \(message)")
  }

  /// The next character, `end` when there is none.
  mutating func next() throws(GoError) -> UInt32 {
    guard at < bytes.count else {
      isAtEnd = true
      return TOMLReader.end
    }
    if bytes[at] == 0x0A { line += 1 }
    guard let (rune, width) = UTF8Decoder.decode(bytes[at...]) else {
      throw problem("invalid UTF-8 byte: 0x" + TOMLReader.hex(UInt32(bytes[at])))
    }
    let loneReturn = rune == 0x0D && (at + 1 == bytes.count || bytes[at + 1] != 0x0A)
    let control = rune < 0x20 && rune != 0x09 && rune != 0x0A && rune != 0x0D || rune == 0x7F
    if control || loneReturn {
      throw problem("TOML files cannot contain control characters: '0x\(TOMLReader.hex(rune))'")
    }
    at += width
    return rune
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }

  /// A byte that is not taken yet; 0 at the end.
  func peek(_ offset: Int = 0) -> UInt8 { at + offset < bytes.count ? bytes[at + offset] : 0 }

  mutating func skipSpaces() { while peek() == 0x20 || peek() == 0x09 { at += 1 } }

  /// Blanks, line ends and comments.
  mutating func skipLines() throws(GoError) {
    while true {
      switch peek() {
      case 0x20, 0x09: at += 1
      case 0x0A, 0x0D: _ = try next()
      case 0x23: try skipComment()
      default: return
      }
    }
  }

  mutating func skipComment() throws(GoError) {
    while at < bytes.count, bytes[at] != 0x0A, !(bytes[at] == 0x0D && peek(1) == 0x0A) { _ = try next() }
  }

  static func quote(_ rune: UInt32) -> String { GoNumber.quoteRune(rune) }
}

// MARK: - Strings

extension TOMLReader {
  /// `"…"`; the opening mark is taken.
  mutating func basicString() throws(GoError) -> String {
    var out: [UInt8] = []
    while true {
      switch try next() {
      case TOMLReader.end: throw problem("unexpected EOF; expected '\"'")
      case 0x0A, 0x0D: throw problem("strings cannot contain newlines", line: bytes[at - 1] == 0x0A ? line - 1 : line)
      case 0x5C: try escape(&out)
      case 0x22: return String(decoding: out, as: UTF8.self)
      case let rune: UTF8Decoder.append(rune, to: &out)
      }
    }
  }

  /// `'…'`.
  mutating func rawString() throws(GoError) -> String {
    var out: [UInt8] = []
    while true {
      switch try next() {
      case TOMLReader.end: throw problem("unexpected EOF; expected \"'\"")
      case 0x0A, 0x0D: throw problem("strings cannot contain newlines", line: bytes[at - 1] == 0x0A ? line - 1 : line)
      case 0x27: return String(decoding: out, as: UTF8.self)
      case let rune: UTF8Decoder.append(rune, to: &out)
      }
    }
  }

  /// `"""…"""` or `'''…'''`; the opening marks are taken. Up to two marks may stand right before the closing ones.
  mutating func multilineString(_ mark: UInt8) throws(GoError) -> String {
    var out: [UInt8] = []
    if peek() == 0x0D && peek(1) == 0x0A { at += 1 }
    if peek() == 0x0A { _ = try next() }
    let three = String(repeating: mark == 0x22 ? "\"" : "'", count: 3)
    while true {
      let rune = try next()
      if rune == TOMLReader.end {
        throw problem("unexpected EOF; expected " + (mark == 0x22 ? "'\(three)'" : "\"\(three)\""))
      }
      if rune == UInt32(mark), peek() == mark, peek(1) == mark {
        var count = 1
        while peek() == mark {
          at += 1
          count += 1
        }
        if count > 5 { throw problem("unexpected " + (mark == 0x22 ? "'\(three)\(three)'" : "\"\(three)\(three)\"")) }
        out += [UInt8](repeating: mark, count: count - 3)
        return String(decoding: out, as: UTF8.self)
      }
      if rune == 0x5C && mark == 0x22 {
        if try !skipEscapedNewline() { try escape(&out) }
      } else {
        UTF8Decoder.append(rune, to: &out)
      }
    }
  }

  /// A backslash at the end of a line takes all white space up to the next word.
  private mutating func skipEscapedNewline() throws(GoError) -> Bool {
    var end = at
    var sawNewline = false
    while end < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[end]) {
      if bytes[end] == 0x0A { sawNewline = true }
      end += 1
    }
    guard sawNewline else { return false }
    while at < end { _ = try next() }
    return true
  }

  private mutating func escape(_ out: inout [UInt8]) throws(GoError) {
    let kind = try next()
    switch kind {
    case 0x62: out.append(0x08)
    case 0x74: out.append(0x09)
    case 0x6E: out.append(0x0A)
    case 0x66: out.append(0x0C)
    case 0x72: out.append(0x0D)
    case 0x65: out.append(0x1B)
    case 0x22, 0x5C: out.append(UInt8(kind))
    case 0x78: try digits(2, "two hexadecimal digits after '\\x'", &out)
    case 0x75: try digits(4, "four hexadecimal digits after '\\u'", &out)
    case 0x55: try digits(8, "eight hexadecimal digits after '\\U'", &out)
    case 0x20, 0x09: throw problem("invalid escape: '\\\(kind == 0x20 ? " " : "\t")'")
    default:
      let shown = Unicode.Scalar(kind).map { String($0) } ?? "\u{FFFD}"
      throw problem("invalid escape in string '\\\(shown)'")
    }
  }

  private mutating func digits(_ count: Int, _ wanted: String, _ out: inout [UInt8]) throws(GoError) {
    let start = at
    var value: UInt32 = 0
    for _ in 0..<count {
      switch try next() {
      case let rune where rune >= 0x30 && rune <= 0x39: value = value << 4 | (rune - 0x30)
      case let rune where rune | 0x20 >= 0x61 && rune | 0x20 <= 0x66: value = value << 4 | ((rune | 0x20) - 0x57)
      default:
        let text = GoNumber.quote(Array(bytes[start..<at]))
        throw problem("expected \(wanted), but got \(text) instead")
      }
    }
    guard Unicode.Scalar(value) != nil else {
      let text = String(decoding: bytes[start..<at], as: UTF8.self)
      throw problem("Escaped character '\\u\(text)' is not valid UTF-8.")
    }
    UTF8Decoder.append(value, to: &out)
  }
}
