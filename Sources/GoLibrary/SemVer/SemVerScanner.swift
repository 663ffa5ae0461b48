/// The regular expressions of Masterminds/semver, as one scanner: they are simple enough to be read left to right.
struct SemVerScanner {
  let bytes: [UInt8]
  var at = 0

  init(_ bytes: [UInt8], at: Int = 0) {
    self.bytes = bytes
    self.at = at
  }

  struct Parts {
    var major = ""
    var minor = ""
    var patch = ""
    var prerelease = ""
    var metadata = ""
  }

  /// `looseSemVerRegex` over the whole text.
  static func version(_ text: String) -> Parts? {
    var scanner = SemVerScanner(Array(text.utf8))
    guard let parts = scanner.version(SemVerScanner.isDigit), scanner.at == scanner.bytes.count else { return nil }
    return parts
  }

  /// `cvRegex`: as above, with `x`, `X`, `*` (and, as the class is written there, `|`) as digits.
  mutating func constraintVersion() -> Parts? { version(SemVerScanner.isWild) }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func isWild(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == 0x78 || byte == 0x58 || byte == 0x2A || byte == 0x7C
  }
  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x2D
  }

  private mutating func version(_ digit: (UInt8) -> Bool) -> Parts? {
    let start = at
    var parts = Parts()
    if peek == 0x76 { at += 1 }
    parts.major = run(digit)
    if parts.major.isEmpty {
      at = start
      return nil
    }
    parts.minor = dotted(digit)
    if !parts.minor.isEmpty { parts.patch = dotted(digit) }
    parts.prerelease = suffix(0x2D)
    parts.metadata = suffix(0x2B)
    return parts
  }

  var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func run(_ accept: (UInt8) -> Bool) -> String {
    let start = at
    while at < bytes.count, accept(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func dotted(_ digit: (UInt8) -> Bool) -> String {
    guard peek == 0x2E, at + 1 < bytes.count, digit(bytes[at + 1]) else { return "" }
    at += 1
    return run(digit)
  }

  /// `(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?` without its sign.
  private mutating func suffix(_ sign: UInt8) -> String {
    guard peek == sign, at + 1 < bytes.count, SemVerScanner.isWord(bytes[at + 1]) else { return "" }
    at += 1
    let start = at
    _ = run(SemVerScanner.isWord)
    while peek == 0x2E, at + 1 < bytes.count, SemVerScanner.isWord(bytes[at + 1]) {
      at += 1
      _ = run(SemVerScanner.isWord)
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  /// `\s*`; returns how many bytes were passed.
  @discardableResult
  mutating func spaces() -> Int {
    let start = at
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D { at += 1 }
    return at - start
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
