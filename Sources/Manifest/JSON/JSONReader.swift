/// A strict reader with the error texts of Go's `encoding/json` scanner.
struct JSONReader {
  let text: UnsafeBufferPointer<UInt8>
  var pos = 0
  private var depth = 0
  private var tooLarge: JSONFailure?

  init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

  mutating func document() throws(JSONFailure) -> Value {
    skipSpace()
    let value = try self.value()
    skipSpace()
    if pos < text.count { throw unexpected("after top-level value") }
    if let tooLarge { throw tooLarge }
    return value
  }

  @inline(__always)
  private mutating func skipSpace() {
    while pos < text.count {
      let byte = text[pos]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      pos += 1
    }
  }

  /// - Parameter inToken: at the end Go's scanner is given a space, which is a fault of its own inside a token.
  private func unexpected(_ context: String, inToken: Bool = false) -> JSONFailure {
    guard pos < text.count else {
      return JSONFailure(
        problem: inToken ? "invalid character ' ' \(context)" : "unexpected end of JSON input", offset: pos)
    }
    return JSONFailure(problem: "invalid character \(JSONReader.quote(text[pos])) \(context)", offset: pos)
  }

  /// Go's `quoteChar`.
  private static func quote(_ byte: UInt8) -> String {
    if byte == 0x27 { return "'\\''" }
    if byte == 0x22 { return "'\"'" }
    let quoted = GoSyntax.quote(String(Unicode.Scalar(byte)))
    return "'\(quoted.dropFirst().dropLast())'"
  }

  private mutating func value() throws(JSONFailure) -> Value {
    guard pos < text.count else { throw unexpected("") }
    switch text[pos] {
    case 0x7B: return try object()
    case 0x5B: return try array()
    case 0x22: return .string(try string())
    case 0x74: return try word("true", .bool(true))
    case 0x66: return try word("false", .bool(false))
    case 0x6E: return try word("null", .null)
    case 0x2D, 0x30...0x39: return try number()
    default: throw unexpected("looking for beginning of value")
    }
  }

  private mutating func word(_ word: StaticString, _ value: Value) throws(JSONFailure) -> Value {
    for i in 0..<word.utf8CodeUnitCount {
      guard pos < text.count, text[pos] == word.utf8Start[i] else {
        throw unexpected(
          "in literal \(word) (expecting '\(Character(Unicode.Scalar(word.utf8Start[i])))')", inToken: true)
      }
      pos += 1
    }
    return value
  }

  private mutating func enter() throws(JSONFailure) {
    depth += 1
    if depth > JSON.maxDepth { throw JSONFailure(problem: "exceeded max depth", offset: pos) }
    pos += 1
    skipSpace()
  }

  private mutating func array() throws(JSONFailure) -> Value {
    try enter()
    defer { depth -= 1 }
    var items: [Value] = []
    if pos < text.count, text[pos] == 0x5D {
      pos += 1
      return .array(items)
    }
    while true {
      items.append(try value())
      skipSpace()
      guard pos < text.count, text[pos] == 0x2C else {
        guard pos < text.count, text[pos] == 0x5D else { throw unexpected("after array element") }
        pos += 1
        return .array(items)
      }
      pos += 1
      skipSpace()
    }
  }

  private mutating func object() throws(JSONFailure) -> Value {
    try enter()
    defer { depth -= 1 }
    var builder = YAMLComposer.MappingBuilder()
    if pos < text.count, text[pos] == 0x7D {
      pos += 1
      return .object(Object())
    }
    while true {
      guard pos < text.count, text[pos] == 0x22 else { throw unexpected("looking for beginning of object key string") }
      let key = try string()
      skipSpace()
      guard pos < text.count, text[pos] == 0x3A else { throw unexpected("after object key") }
      pos += 1
      skipSpace()
      builder.set(key, try value())
      skipSpace()
      guard pos < text.count, text[pos] == 0x2C else {
        guard pos < text.count, text[pos] == 0x7D else { throw unexpected("after object key:value pair") }
        pos += 1
        return .object(builder.finish())
      }
      pos += 1
      skipSpace()
    }
  }

  // MARK: - Numbers

  private mutating func number() throws(JSONFailure) -> Value {
    let start = pos
    var integral = true
    if text[pos] == 0x2D { pos += 1 }
    guard pos < text.count, isDigit(text[pos]) else { throw unexpected("in numeric literal", inToken: true) }
    if text[pos] == 0x30 { pos += 1 } else { skipDigits() }
    if pos < text.count, text[pos] == 0x2E {
      integral = false
      pos += 1
      guard pos < text.count, isDigit(text[pos]) else {
        throw unexpected("after decimal point in numeric literal", inToken: true)
      }
      skipDigits()
    }
    if pos < text.count, text[pos] | 0x20 == 0x65 {
      integral = false
      pos += 1
      if pos < text.count, text[pos] == 0x2B || text[pos] == 0x2D { pos += 1 }
      guard pos < text.count, isDigit(text[pos]) else {
        throw unexpected("in exponent of numeric literal", inToken: true)
      }
      skipDigits()
    }
    let raw = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[start..<pos]))
    if integral {
      let negative = raw[0] == 0x2D
      let digits = negative ? UnsafeRawBufferPointer(rebasing: raw[1...]) : raw
      if let magnitude = GoNumber.magnitude(digits, radix: 10) {
        // encoding/json keeps the sign of zero.
        if negative && magnitude == 0 { return .double(-0.0) }
        if !negative && magnitude <= UInt64(Int64.max) { return .int(Int64(magnitude)) }
        if negative && magnitude <= UInt64(Int64.max) + 1 { return .int(Int64(truncatingIfNeeded: 0 &- magnitude)) }
      }
    }
    guard let value = GoNumber.parseDecimal(raw) else {
      // Go looks at the whole text before it decodes anything.
      if tooLarge == nil {
        tooLarge = JSONFailure(
          problem:
            "json: cannot unmarshal number \(String(decoding: raw, as: UTF8.self)) into Go value of type float64",
          offset: start)
      }
      return .null
    }
    return .double(value)
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func skipDigits() {
    while pos < text.count, isDigit(text[pos]) { pos += 1 }
  }

  // MARK: - Strings

  private mutating func string() throws(JSONFailure) -> String {
    pos += 1
    let start = pos
    var ascii = true
    while pos < text.count {
      let byte = text[pos]
      if byte == 0x22 {
        let slice = UnsafeBufferPointer(rebasing: text[start..<pos])
        pos += 1
        return ascii ? String(decoding: slice, as: UTF8.self) : JSONReader.replacingInvalid(slice)
      }
      if byte == 0x5C { return try escapedString(from: start) }
      if byte < 0x20 { throw unexpected("in string literal") }
      if byte >= 0x80 { ascii = false }
      pos += 1
    }
    throw unexpected("")
  }

  private mutating func escapedString(from start: Int) throws(JSONFailure) -> String {
    var out = Array(text[start..<pos])
    while pos < text.count {
      let byte = text[pos]
      if byte == 0x22 {
        pos += 1
        return out.withUnsafeBufferPointer { JSONReader.replacingInvalid($0) }
      }
      if byte < 0x20 { throw unexpected("in string literal") }
      pos += 1
      guard byte == 0x5C else {
        out.append(byte)
        continue
      }
      guard pos < text.count else { throw unexpected("in string escape code", inToken: true) }
      let escape = text[pos]
      switch escape {
      case 0x22, 0x5C, 0x2F: out.append(escape)
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "u"):
        pos += 1
        YAMLInput.append(try unicodeEscape(), to: &out)
        continue
      default: throw unexpected("in string escape code", inToken: true)
      }
      pos += 1
    }
    throw unexpected("")
  }

  /// The code point of `\uXXXX`, of a pair of them when they are surrogates; a lone surrogate is U+FFFD.
  private mutating func unicodeEscape() throws(JSONFailure) -> UInt32 {
    let high = try hexDigits()
    guard high >= 0xD800 && high <= 0xDFFF else { return high }
    if high < 0xDC00, pos + 1 < text.count, text[pos] == 0x5C, text[pos + 1] == UInt8(ascii: "u") {
      let back = pos
      pos += 2
      let low = try hexDigits()
      if low >= 0xDC00 && low <= 0xDFFF { return 0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF) }
      pos = back
    }
    return 0xFFFD
  }

  private mutating func hexDigits() throws(JSONFailure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard pos < text.count else { throw unexpected("in \\u hexadecimal character escape", inToken: true) }
      let byte = text[pos]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x41 + 10)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
      default: throw unexpected("in \\u hexadecimal character escape", inToken: true)
      }
      pos += 1
    }
    return value
  }

  /// Go puts U+FFFD in place of every single byte that is no UTF-8.
  static func replacingInvalid(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    if let valid = String(validating: bytes, as: UTF8.self) { return valid }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 8)
    var i = 0
    while i < bytes.count {
      let width = validWidth(bytes, i)
      if width == 0 {
        out.append(contentsOf: [0xEF, 0xBF, 0xBD])
        i += 1
      } else {
        out.append(contentsOf: bytes[i..<i + width])
        i += width
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// How many bytes the character there has, 0 when it is none.
  static func validWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Int {
    let byte = bytes[i]
    if byte < 0x80 { return 1 }
    let width = byte >= 0xC2 && byte < 0xE0 ? 2 : byte & 0xF0 == 0xE0 ? 3 : byte >= 0xF0 && byte < 0xF5 ? 4 : 0
    if width == 0 || i + width > bytes.count { return 0 }
    for k in 1..<width where bytes[i + k] & 0xC0 != 0x80 { return 0 }
    let second = bytes[i + 1]
    switch byte {
    case 0xE0: return second >= 0xA0 ? 3 : 0
    case 0xED: return second < 0xA0 ? 3 : 0
    case 0xF0: return second >= 0x90 ? 4 : 0
    case 0xF4: return second < 0x90 ? 4 : 0
    default: return width
    }
  }
}
