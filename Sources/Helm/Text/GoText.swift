import GoLibrary
import GoTemplate
import Manifest

/// Small pieces of Go's text handling that helm's messages are made with.
enum GoText {
  /// `%q`: quoted as a Go string literal.
  static func quote(_ text: String) -> String { GoNumber.quote(HelmString.bytes(text)) }

  /// `%q` of a `[]rune`: `['a' 'b']`.
  static func quoteRunes(_ text: String) -> String {
    "[\(text.unicodeScalars.map { GoNumber.quoteRune($0.value) }.joined(separator: " "))]"
  }

  /// `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols, and of the spaces only U+0020.
  static func isPrint(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// `unicode.IsSpace`.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// `strings.TrimSpace`.
  static func trimSpace(_ text: String) -> String {
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var end = scalars.endIndex
    while start < end, isSpace(scalars[start]) { start = scalars.index(after: start) }
    while end > start {
      let before = scalars.index(before: end)
      if !isSpace(scalars[before]) { break }
      end = before
    }
    return String(scalars[start..<end])
  }

  /// A value in a line of Go's `log/slog`: quoted where it would be unclear without.
  static func attribute(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0 != " " && $0 != "\"" && $0 != "=" && $0 != "\u{FFFD}" && isPrint($0)
    }
    return isPlain && !text.isEmpty ? text : quote(text)
  }

  /// `strings.Trim`.
  static func trim(_ text: String, _ cutset: String) -> String {
    var rest = text[...]
    while let first = rest.first, cutset.contains(first) { rest = rest.dropFirst() }
    while let last = rest.last, cutset.contains(last) { rest = rest.dropLast() }
    return String(rest)
  }

  /// `strconv.Atoi`: `nil` for what Go refuses. Swift's reader takes the same digits and signs.
  static func atoi(_ text: String) -> Int? {
    var digits = text.utf8[...]
    if let first = digits.first, first == 0x2B || first == 0x2D { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int(text)
  }

  /// Whether ``atoi(_:)`` refuses it only for its size.
  static func atoiOverflows(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == 0x2B || $0 == 0x2D }
    return !digits.isEmpty && text.utf8.count - digits.count <= 1 && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// `%T` of a value that Go's YAML or JSON reader made.
  static func typeName(_ value: Value) -> String {
    switch value {
    case .null: "nil"
    case .bool: "bool"
    case .int: "int64"
    case .double: "float64"
    case .string: "string"
    case .array: "[]interface {}"
    case .object: "map[string]interface {}"
    }
  }

  /// `%v`: `map[a:1 b:[x y]]`, keys in order.
  static func print(_ value: Value) -> String { GoFormat.text(ChartValues.go(value)) }
}
