import GoLibrary

/// `string.format(list)`: %s %d %f %e %b %x %X %o.
enum Formatter {
  static func format(_ text: String, _ arguments: [CELValue]) throws(CELError) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var i = 0
    var next = 0
    while i < bytes.count {
      guard bytes[i] == UInt8(ascii: "%") else {
        out.append(bytes[i])
        i += 1
        continue
      }
      i += 1
      if i < bytes.count, bytes[i] == UInt8(ascii: "%") {
        out.append(bytes[i])
        i += 1
        continue
      }
      guard next < arguments.count else { throw CELError("index \(next) out of range") }
      guard i < bytes.count else { throw CELError("unexpected end of string") }
      var precision: Int?
      if bytes[i] == UInt8(ascii: ".") {
        i += 1
        let start = i
        while i < bytes.count, bytes[i] >= 48, bytes[i] <= 57 { i += 1 }
        guard i < bytes.count else {
          throw CELError(
            "could not parse formatting clause: error while parsing precision: could not find end of precision specifier"
          )
        }
        let digits = String(decoding: bytes[start..<i], as: UTF8.self)
        guard let n = Int(digits), n <= 1000 else {
          throw CELError("could not parse formatting clause: error while parsing precision: \(digits)")
        }
        precision = n
      }
      out += Array(try clause(bytes[i], precision ?? 6, arguments[next]).utf8)
      i += 1
      next += 1
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func clause(_ letter: UInt8, _ precision: Int, _ value: CELValue) throws(CELError) -> String {
    switch letter {
    case UInt8(ascii: "s"): return try string(value)
    case UInt8(ascii: "d"):
      switch value {
      case .int(let i): return String(i)
      case .uint(let u): return String(u)
      default: throw failure("decimal clause can only be used on integers", value)
      }
    case UInt8(ascii: "f"), UInt8(ascii: "e"):
      let fixed = letter == UInt8(ascii: "f")
      let d: Double
      switch value {
      case .double(let n): d = n
      case .string("NaN"): d = .nan
      case .string("Infinity"): d = .infinity
      case .string("-Infinity"): d = -.infinity
      default: throw failure("\(fixed ? "fixed-point" : "scientific") clause can only be used on doubles", value)
      }
      if d.isNaN { return "NaN" }
      if d.isInfinite { return d < 0 ? "-∞" : "∞" }
      return fixed ? grouped(GoNumber.formatFloat(d, "f", precision: precision)) : scientific(d, precision)
    case UInt8(ascii: "b"):
      switch value {
      case .int(let i): return String(i, radix: 2)
      case .uint(let u): return String(u, radix: 2)
      case .bool(let b): return b ? "1" : "0"
      default: throw failure("only integers and bools can be formatted as binary", value)
      }
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      let upper = letter == UInt8(ascii: "X")
      switch value {
      case .int(let i): return String(i, radix: 16, uppercase: upper)
      case .uint(let u): return String(u, radix: 16, uppercase: upper)
      case .string(let s): return hex(Array(s.utf8), upper)
      case .bytes(let b): return hex(b, upper)
      default: throw failure("only integers, byte buffers, and strings can be formatted as hex", value)
      }
    case UInt8(ascii: "o"):
      switch value {
      case .int(let i): return String(i, radix: 8)
      case .uint(let u): return String(u, radix: 8)
      default: throw failure("octal clause can only be used on integers", value)
      }
    default:
      throw CELError(
        "could not parse formatting clause: unrecognized formatting clause \"\(Character(Unicode.Scalar(letter)))\"")
    }
  }

  private static func failure(_ rule: String, _ value: CELValue) -> CELError {
    CELError("error during formatting: \(rule), was given \(value.typeIdentifier)")
  }

  private static func hex(_ bytes: [UInt8], _ upper: Bool) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: upper) }.joined()
  }

  /// The English way: groups of three digits before the point.
  private static func grouped(_ text: String) -> String {
    let negative = text.hasPrefix("-")
    let parts = (negative ? text.dropFirst() : text[...]).split(separator: ".", maxSplits: 1)
    guard let whole = parts.first else { return text }
    var out = ""
    for (i, digit) in whole.enumerated() {
      if i > 0 && (whole.count - i) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return (negative ? "-" : "") + out + (parts.count > 1 ? "." + parts[1] : "")
  }

  private static func scientific(_ d: Double, _ precision: Int) -> String {
    let text = GoNumber.formatFloat(d, "e", precision: precision)
    guard let mark = text.firstIndex(of: "e") else { return text }
    let superscript: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
    ]
    let exponent = text[text.index(after: mark)...].compactMap { superscript[$0] }
    return text[..<mark] + "\u{202F}×\u{202F}10" + String(exponent)
  }

  private static func string(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .null: return "null"
    case .list(let list):
      var parts: [String] = []
      for element in list.elements { parts.append(try nested(element)) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let map):
      var rows: [(String, String)] = []
      for entry in map.entries {
        switch entry.key {
        case .string, .bool, .int, .uint: rows.append((try nested(entry.key), try nested(entry.value)))
        default: throw CELError("no formatting function for map key of type \(entry.key.typeIdentifier)")
        }
      }
      rows.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
      return "{" + rows.map { "\($0.0):\($0.1)" }.joined(separator: ", ") + "}"
    case .type(let type): return CELValue.identifier(of: type)
    case .int, .uint, .double, .bool, .string, .timestamp, .bytes, .duration: return try Functions.string(value)
    default:
      throw failure(
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and "
          + "timestamps", value)
    }
  }

  /// As a CEL literal, inside lists and maps.
  private static func nested(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .string(let s): return GoNumber.quote(s)
    case .bytes(let b): return "b" + GoNumber.quote(b)
    case .double(let d):
      if d.isNaN { return "\"NaN\"" }
      if d.isInfinite { return d < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
      return GoNumber.formatFloat(d, "f", precision: 6)
    case .timestamp(let t): return "timestamp(\"\(t.rfc3339)\")"
    case .duration(let d): return "duration(\"\(Durations.seconds(d))\")"
    default: return try string(value)
    }
  }
}
