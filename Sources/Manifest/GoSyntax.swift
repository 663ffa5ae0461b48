/// Values as Go's `%#v` prints them, for the error texts that quote them.
enum GoSyntax {
  static func text(_ value: Value, nested: Bool = false) -> String {
    switch value {
    case .null: return nested ? "interface {}(nil)" : "<nil>"
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return String(number)
    case .double(let number):
      if number.isFinite { return GoNumber.shortest(number) }
      return number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf"
    case .string(let string): return quote(string)
    case .array(let items):
      return "[]interface {}{\(items.map { text($0, nested: true) }.joined(separator: ", "))}"
    case .object(let object):
      let pairs = object.sorted().map { "\(quote($0.key)):\(text($0.value, nested: true))" }
      return "map[interface {}]interface {}{\(pairs.joined(separator: ", "))}"
    }
  }

  /// Go's `strconv.Quote`.
  static func quote(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{07}": out += "\\a"
      case "\u{08}": out += "\\b"
      case "\u{0C}": out += "\\f"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0B}": out += "\\v"
      default:
        if isPrintable(scalar) {
          out.unicodeScalars.append(scalar)
        } else if scalar.value < 0x80 {
          out += "\\x" + hex(scalar.value, 2)
        } else if scalar.value < 0x10000 {
          out += "\\u" + hex(scalar.value, 4)
        } else {
          out += "\\U" + hex(scalar.value, 8)
        }
      }
    }
    return out + "\""
  }

  static func hex(_ value: UInt32, _ width: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
