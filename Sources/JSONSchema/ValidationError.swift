import GoLibrary
import Manifest

extension JSONSchema {
  /// What is wrong with a value, and why in turn (`jsonschema.ValidationError`).
  public struct ValidationError: Error, Sendable, CustomStringConvertible {
    /// Absolute location of the schema that was violated.
    public var schemaURL: String
    /// Path to the value, from the root.
    public var instancePath: [String]
    public var kind: Kind
    public var causes: [ValidationError]

    /// The kinds of package jsonschema/kind, with what their texts need.
    public enum Kind: Sendable {
      case schema(location: String)
      case group
      case reference(url: String)
      case not
      case allOf
      case anyOf
      case oneOf(matched: [Int])
      case falseSchema
      case referenceCycle(url: String, first: String, second: String)
      case type(got: String, want: [String])
      case enumeration([Value])
      case const(Value)
      case format(got: Value, want: String, reason: String)
      /// `minItems: got 1, want 2` and its like.
      case count(keyword: String, got: Int, want: Int)
      /// `minimum: got 0, want 1` and its like.
      case number(keyword: String, got: Double, want: Double)
      case additionalItems(Int)
      case required([String])
      case dependency(property: String, missing: [String])
      case additionalProperties([String])
      case propertyName(String)
      case uniqueItems(Int, Int)
      case contains
      case minContains(got: [Int], want: Int)
      case maxContains(got: [Int], want: Int)
      case pattern(got: String, want: String)
    }

    /// `ValidationError.Error`: a line for each, causes indented below.
    public var description: String {
      var text = ""
      write(&text, indent: 0)
      return text
    }

    private func write(_ text: inout String, indent: Int) {
      var indent = indent
      // A reference with one cause adds nothing.
      if case .reference = kind, causes.count == 1 {
      } else {
        if indent > 0 { text += "\n" + String(repeating: "  ", count: indent - 1) + "- " }
        indent += 1
        if case .schema = kind {} else { text += "at \(JSONSchema.quote(JSONSchema.pointer(instancePath))): " }
        text += kind.text
      }
      for cause in causes { cause.write(&text, indent: indent) }
    }
  }

  static func pointer(_ tokens: [String]) -> String { tokens.map { "/" + escape($0) }.joined() }

  static func escape(_ token: String) -> String {
    guard token.utf8.contains(0x7E) || token.utf8.contains(0x2F) else { return token }
    var out: [UInt8] = []
    for byte in token.utf8 {
      switch byte {
      case 0x7E: out += [0x7E, 0x30]
      case 0x2F: out += [0x7E, 0x31]
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// In single quotes, with Go's escapes but for the double quote.
  static func quote(_ text: String) -> String {
    var out: [UInt8] = [0x27]
    var escaped = false
    for byte in GoLibrary.GoNumber.quote(text).utf8.dropFirst().dropLast() {
      if escaped {
        out += byte == 0x22 ? [byte] : [0x5C, byte]
        escaped = false
      } else if byte == 0x5C {
        escaped = true
      } else {
        out += byte == 0x27 ? [0x5C, 0x27] : [byte]
      }
    }
    return String(decoding: out + [0x27], as: UTF8.self)
  }

  /// Every error of the tree that has no cause of its own, for callers that want a flat list.
  public static func leaves(_ error: ValidationError) -> [ValidationError] {
    error.causes.isEmpty ? [error] : error.causes.flatMap(leaves)
  }
}

extension JSONSchema.ValidationError.Kind {
  var text: String {
    func list(_ names: [String]) -> String { names.map(JSONSchema.quote).joined(separator: ", ") }
    func number(_ value: Int) -> String { EnglishNumber.text(value) }
    switch self {
    case .schema(let location): return "jsonschema validation failed with \(JSONSchema.quote(location))"
    case .group, .reference: return "validation failed"
    case .not: return "not failed"
    case .allOf: return "allOf failed"
    case .anyOf: return "anyOf failed"
    case .oneOf(let matched):
      return matched.count < 2
        ? "oneOf failed, none matched"
        : "oneOf failed, subschemas \(number(matched[0])), \(number(matched[1])) matched"
    case .falseSchema: return "false schema"
    case .referenceCycle(let url, let first, let second):
      return "both \(first) and \(second) resolve to \(GoLibrary.GoNumber.quote(url)) causing reference cycle"
    case .type(let got, let want): return "got \(got), want \(want.joined(separator: " or "))"
    case .enumeration(let values):
      if values.contains(where: { $0.isContainer }) { return "enum failed" }
      let shown = values.map(Self.display)
      return shown.count == 1 ? "value must be \(shown[0])" : "value must be one of \(shown.joined(separator: ", "))"
    case .const(let value): return value.isContainer ? "const failed" : "value must be \(Self.display(value))"
    case .format(let got, let want, let reason): return "\(Self.display(got)) is not valid \(want): \(reason)"
    case .count(let keyword, let got, let want): return "\(keyword): got \(number(got)), want \(number(want))"
    case .number(let keyword, let got, let want):
      return "\(keyword): got \(EnglishNumber.text(got)), want \(EnglishNumber.text(want))"
    case .additionalItems(let count): return "last \(number(count)) additionalItem(s) not allowed"
    case .required(let missing):
      return missing.count == 1 ? "missing property \(list(missing))" : "missing properties \(list(missing))"
    case .dependency(let property, let missing):
      return "properties \(list(missing)) required, if \(JSONSchema.quote(property)) exists"
    case .additionalProperties(let names): return "additional properties \(list(names)) not allowed"
    case .propertyName(let name): return "invalid propertyName \(JSONSchema.quote(name))"
    case .uniqueItems(let first, let second): return "items at \(number(first)) and \(number(second)) are equal"
    case .contains: return "no items match contains schema"
    case .minContains(let got, let want):
      if got.isEmpty { return "min \(number(want)) items required to match contains schema, but none matched" }
      return "min \(number(want)) items required to match contains schema, but matched \(number(got.count)) items at "
        + got.map { String($0) }.joined(separator: " ")
    case .maxContains(let got, let want):
      return "max \(number(want)) items required to match contains schema, but matched \(number(got.count)) items at "
        + got.map { String($0) }.joined(separator: " ")
    case .pattern(let got, let want): return "\(JSONSchema.quote(got)) does not match pattern \(JSONSchema.quote(want))"
    }
  }

  private static func display(_ value: Value) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let bool): String(bool)
    case .int(let int): String(int)
    case .double(let double): GoLibrary.GoNumber.formatFloat(double, "g")
    case .string(let text): JSONSchema.quote(text)
    case .array, .object: "value"
    }
  }
}

extension Value {
  var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }
}

/// Numbers as golang.org/x/text/message writes them in English: `65,535`, `1.5 × 10⁰⁶`.
enum EnglishNumber {
  static func text(_ value: Int) -> String { (value < 0 ? "-" : "") + grouped(String(value.magnitude)) }

  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-∞" : "∞" }
    let plain = GoLibrary.GoNumber.formatFloat(value.magnitude, "g")
    let sign = value < 0 ? "-" : ""
    let parts = plain.split(separator: "e")
    if parts.count == 2 {
      // Six digits are still written out here, unlike in Go's own %g.
      let exponent = Int(parts[1]) ?? 0
      let digits = parts[1].utf8.filter { $0 >= 0x30 && $0 <= 0x39 }
      let raised = digits.map { "⁰¹²³⁴⁵⁶⁷⁸⁹".map(String.init)[Int($0 - 0x30)] }.joined()
      return "\(sign)\(parts[0]) × 10\(exponent < 0 ? "⁻" : "")\(raised)"
    }
    let halves = plain.split(separator: ".", maxSplits: 1)
    return sign + grouped(String(halves.first ?? "0")) + (halves.count == 2 ? "." + halves[1] : "")
  }

  private static func grouped(_ digits: String) -> String {
    var out: [Character] = []
    for (index, digit) in digits.reversed().enumerated() {
      if index > 0 && index % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return String(out.reversed())
  }
}
