/// strconv's quoting.
public enum GoQuote {
  /// `strconv.Quote`, or `strconv.QuoteToASCII`.
  public static func quote(_ text: String, ascii: Bool = false) -> String {
    var copy = text
    let plain = copy.withUTF8 { bytes in
      bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
    if plain { return "\"" + text + "\"" }
    var out: [UInt8] = [UInt8(ascii: "\"")]
    for scalar in text.unicodeScalars { append(scalar.value, quote: UInt8(ascii: "\""), ascii: ascii, &out) }
    out.append(UInt8(ascii: "\""))
    return String(decoding: out, as: UTF8.self)
  }

  /// `strconv.QuoteRune`, or `strconv.QuoteRuneToASCII`.
  public static func quoteRune(_ rune: UInt32, ascii: Bool = false) -> String {
    let rune = Unicode.Scalar(rune) == nil ? 0xFFFD : rune
    var out: [UInt8] = [UInt8(ascii: "'")]
    append(rune, quote: UInt8(ascii: "'"), ascii: ascii, &out)
    out.append(UInt8(ascii: "'"))
    return String(decoding: out, as: UTF8.self)
  }

  /// `strconv.CanBackquote`.
  static func canBackquote(_ text: String) -> Bool {
    for scalar in text.unicodeScalars {
      let value = scalar.value
      if ByteString.escapedByte(value) != nil || value == 0xFEFF || value == 0x60 || value == 0x7F { return false }
      if value < 0x20 && value != 0x09 { return false }
    }
    return true
  }

  private static func append(_ value: UInt32, quote: UInt8, ascii: Bool, _ out: inout [UInt8]) {
    if let byte = ByteString.escapedByte(value) {
      out.append(contentsOf: "\\x".utf8)
      hex(UInt32(byte), 2, &out)
      return
    }
    if value == UInt32(quote) || value == UInt32(UInt8(ascii: "\\")) {
      out.append(UInt8(ascii: "\\"))
      out.append(UInt8(truncatingIfNeeded: value))
      return
    }
    if value < 0x80 ? (value >= 0x20 && value < 0x7F) : (!ascii && isPrint(value)) {
      if let encoded = Unicode.Scalar(value).flatMap({ UTF8.encode($0) }) { out.append(contentsOf: encoded) }
      return
    }
    switch value {
    case 7: out.append(contentsOf: "\\a".utf8)
    case 8: out.append(contentsOf: "\\b".utf8)
    case 12: out.append(contentsOf: "\\f".utf8)
    case 10: out.append(contentsOf: "\\n".utf8)
    case 13: out.append(contentsOf: "\\r".utf8)
    case 9: out.append(contentsOf: "\\t".utf8)
    case 11: out.append(contentsOf: "\\v".utf8)
    case 0..<0x20, 0x7F:
      out.append(contentsOf: "\\x".utf8)
      hex(value, 2, &out)
    case 0..<0x10000:
      out.append(contentsOf: "\\u".utf8)
      hex(value, 4, &out)
    default:
      out.append(contentsOf: "\\U".utf8)
      hex(value, 8, &out)
    }
  }

  static func hex(_ value: UInt32, _ width: Int, _ out: inout [UInt8], upper: Bool = false) {
    let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    for at in stride(from: width - 1, through: 0, by: -1) { out.append(digits[Int(value >> UInt32(at * 4)) & 15]) }
  }

  /// unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
  public static func isPrint(_ value: UInt32) -> Bool {
    if value < 0x7F { return value >= 0x20 }
    guard let scalar = Unicode.Scalar(value) else { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}

/// strconv's unquoting of Go literals.
enum GoUnquote {
  /// `strconv.Unquote` of a "…" or `…` literal; `nil` for bad syntax.
  static func text(_ literal: ArraySlice<UInt8>) -> String? {
    guard literal.count >= 2, let quote = literal.first, quote == literal.last else { return nil }
    let body = literal.dropFirst().dropLast()
    if quote == UInt8(ascii: "`") {
      if body.contains(quote) { return nil }
      return ByteString.text(body.contains(13) ? body.filter { $0 != 13 }[...] : body)
    }
    if !body.contains(UInt8(ascii: "\\")) {
      return body.contains(quote) || body.contains(10) ? nil : ByteString.text(body)
    }
    var out: [UInt8] = []
    var rest = body
    while !rest.isEmpty {
      guard let (value, isByte) = char(&rest, quote: quote) else { return nil }
      if isByte || value < 0x80 {
        out.append(UInt8(truncatingIfNeeded: value))
      } else if let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) {
        out.append(contentsOf: encoded)
      } else {
        return nil
      }
    }
    return ByteString.text(out)
  }

  /// `strconv.UnquoteChar`: the next character and whether it stands for a single byte.
  static func char(_ rest: inout ArraySlice<UInt8>, quote: UInt8) -> (UInt32, isByte: Bool)? {
    guard let first = rest.first else { return nil }
    if first == quote && (quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")) { return nil }
    if first >= 0x80 {
      let (scalar, width) = rest.withUnsafeBufferPointer { GoRune.decode($0, 0) }
      rest = rest.dropFirst(width)
      return scalar.map { ($0, false) } ?? (UInt32(first), true)
    }
    rest = rest.dropFirst()
    if first != UInt8(ascii: "\\") { return first == 10 ? nil : (UInt32(first), false) }
    guard let escape = rest.popFirst() else { return nil }
    switch escape {
    case UInt8(ascii: "a"): return (7, false)
    case UInt8(ascii: "b"): return (8, false)
    case UInt8(ascii: "f"): return (12, false)
    case UInt8(ascii: "n"): return (10, false)
    case UInt8(ascii: "r"): return (13, false)
    case UInt8(ascii: "t"): return (9, false)
    case UInt8(ascii: "v"): return (11, false)
    case UInt8(ascii: "\\"): return (92, false)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return escape == quote ? (UInt32(escape), false) : nil
    case UInt8(ascii: "x"): return digits(&rest, 2, radix: 16).map { ($0, true) }
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      guard let value = digits(&rest, escape == UInt8(ascii: "u") ? 4 : 8, radix: 16) else { return nil }
      return Unicode.Scalar(value) == nil ? nil : (value, false)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      guard let tail = digits(&rest, 2, radix: 8) else { return nil }
      let value = UInt32(escape - 0x30) * 64 + tail
      return value > 255 ? nil : (value, true)
    default: return nil
    }
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>, _ count: Int, radix: UInt32) -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        UInt32(digit) < radix
      else { return nil }
      value = (value &* radix) &+ UInt32(digit)
    }
    return value
  }
}
