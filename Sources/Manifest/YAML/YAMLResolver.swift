/// Finds out what a plain scalar means: go-yaml's `resolve.go`.
enum YAMLResolver {
  enum Scalar {
    case string, timestamp, null
    case bool(Bool)
    case int(Int64)
    /// An integer that only an unsigned 64-bit number holds.
    case unsigned(UInt64)
    case double(Double)

    /// The short name of the tag: str, int, float, bool, null, timestamp.
    var tag: String {
      switch self {
      case .string: "str"
      case .timestamp: "timestamp"
      case .null: "null"
      case .bool: "bool"
      case .int, .unsigned: "int"
      case .double: "float"
      }
    }
  }

  /// - Parameter timestamps: whether dates are told from other strings, which only explicit tags and the writer need.
  static func resolve(_ text: UnsafeRawBufferPointer, _ dialect: YAML.Dialect, timestamps: Bool = false) -> Scalar {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      return number(text, dialect, timestamps: timestamps)
    case UInt8(ascii: "."):
      if text.count <= 5, let special = specialFloat(text) { return special }
      return GoNumber.parseDecimal(text).map(Scalar.double) ?? .string
    case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
    default: return text.count <= 5 ? word(text, dialect) : .string
    }
  }

  private static func equals(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for i in 0..<text.count where text[i] != word.utf8Start[i] { return false }
    return true
  }

  private static func isOne(_ text: UnsafeRawBufferPointer, _ a: StaticString, _ b: StaticString, _ c: StaticString)
    -> Bool
  {
    equals(text, a) || equals(text, b) || equals(text, c)
  }

  private static func word(_ text: UnsafeRawBufferPointer, _ dialect: YAML.Dialect) -> Scalar {
    switch text[0] {
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      if isOne(text, "true", "True", "TRUE") { return .bool(true) }
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      if isOne(text, "false", "False", "FALSE") { return .bool(false) }
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      if isOne(text, "null", "Null", "NULL") { return .null }
      if dialect == .v2 && (text.count == 1 || isOne(text, "no", "No", "NO")) { return .bool(false) }
    case UInt8(ascii: "y"), UInt8(ascii: "Y"):
      if dialect == .v2 && (text.count == 1 || isOne(text, "yes", "Yes", "YES")) { return .bool(true) }
    case UInt8(ascii: "o"), UInt8(ascii: "O"):
      guard dialect == .v2 else { return .string }
      if isOne(text, "on", "On", "ON") { return .bool(true) }
      if isOne(text, "off", "Off", "OFF") { return .bool(false) }
    default: break
    }
    return .string
  }

  private static func specialFloat(_ text: UnsafeRawBufferPointer) -> Scalar? {
    let signed = text[0] != UInt8(ascii: ".")
    let rest = signed ? UnsafeRawBufferPointer(rebasing: text[1...]) : text
    if isOne(rest, ".inf", ".Inf", ".INF") {
      return .double(text[0] == UInt8(ascii: "-") ? -Double.infinity : Double.infinity)
    }
    if !signed && isOne(rest, ".nan", ".NaN", ".NAN") { return .double(.nan) }
    return nil
  }

  private static func number(
    _ text: UnsafeRawBufferPointer, _ dialect: YAML.Dialect, timestamps: Bool
  ) -> Scalar {
    // The commonest case first: a short decimal number.
    if let small = smallInteger(text) { return .int(small) }
    if text.count == 5, let special = specialFloat(text) { return special }
    if timestamps, YAMLTimestamp.matches(text) { return .timestamp }
    if !mayBeNumber(text) { return .string }
    if text.contains(UInt8(ascii: "_")) {
      let plain = text.filter { $0 != UInt8(ascii: "_") }
      return plain.withUnsafeBytes { plainNumber($0, dialect) }
    }
    return plainNumber(text, dialect)
  }

  private static func smallInteger(_ text: UnsafeRawBufferPointer) -> Int64? {
    guard text.count <= 18 else { return nil }
    let negative = text[0] == UInt8(ascii: "-")
    var i = negative ? 1 : 0
    guard i < text.count, text[i] != UInt8(ascii: "0") || text.count == i + 1 else { return nil }
    var value: Int64 = 0
    while i < text.count {
      let digit = text[i] &- 0x30
      if digit > 9 { return nil }
      value = value * 10 + Int64(digit)
      i += 1
    }
    return negative ? -value : value
  }

  /// Cheaply refuses most of what only begins like a number: addresses, durations, versions, dates.
  private static func mayBeNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    for byte in text {
      switch byte {
      case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"), UInt8(ascii: "O"):
        continue
      default: return false
      }
    }
    return true
  }

  private static func plainNumber(_ plain: UnsafeRawBufferPointer, _ dialect: YAML.Dialect) -> Scalar {
    if let integer = GoNumber.parseInteger(plain) { return integer.scalar }
    if GoNumber.isYAMLFloat(plain), let value = GoNumber.parseDecimal(plain) { return .double(value) }
    // go-yaml tries `0b` by itself and takes a sign after it.
    if plain.count > 3, plain[0] == UInt8(ascii: "0"), plain[1] == UInt8(ascii: "b"),
      plain[2] == UInt8(ascii: "-") || plain[2] == UInt8(ascii: "+")
    {
      let digits = UnsafeRawBufferPointer(rebasing: plain[3...])
      if let magnitude = GoNumber.magnitude(digits, radix: 2) {
        if plain[2] == UInt8(ascii: "-") {
          if magnitude <= UInt64(Int64.max) + 1 { return .int(Int64(truncatingIfNeeded: 0 &- magnitude)) }
        } else if magnitude <= UInt64(Int64.max) {
          return .int(Int64(magnitude))
        }
      }
    }
    return .string
  }
}
