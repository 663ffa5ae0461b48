import CEL
import GoLibrary
import KubeAPI
import Manifest

/// Validates values against a schema with the messages of k8s.io/kube-openapi `pkg/validation`.
struct SchemaValidation {
  private(set) var errors: [FieldError] = []
  /// How many checks passed: of several failed alternatives the one with most is reported.
  private var matches = 0

  /// - Parameter path: `spec.size`, empty at the root.
  mutating func check(_ value: Value, _ schema: StructuralSchema, path: String, inBody: String = "body") {
    if value.isNull {
      if !schema.type.isEmpty && !schema.isNullable {
        typeError(path, schema.type, value, actual: "null")
      }
      checkEnum(value, schema, path)
      return
    }
    checkType(value, schema, path)
    checkComposed(value, schema, path)
    if case .string(let text) = value {
      checkText(text, schema, path)
      checkFormat(text, schema, path)
    }
    if value.isNumber { checkNumber(value, schema, path) }
    if case .array(let items) = value { checkItems(items, schema, path) }
    checkEnum(value, schema, path)
    if case .object(let object) = value { checkObject(object, schema, path) }
  }

  private mutating func add(_ error: FieldError) { errors.append(error) }

  private static func child(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  // MARK: - Types

  private func kind(_ value: Value) -> String { value.typeName }

  private mutating func typeError(_ path: String, _ wanted: String, _ value: Value, actual: String) {
    add(
      FieldError(
        .typeInvalid, path, value: GoNumber.quote(actual),
        "\(path) in body must be of type \(wanted): \(GoNumber.quote(actual))"))
  }

  private mutating func checkType(_ value: Value, _ schema: StructuralSchema, _ path: String) {
    let wanted = schema.isIntOrString ? ["integer", "string"] : schema.type.isEmpty ? [] : [schema.type]
    guard !wanted.isEmpty else { return }
    let actual = kind(value)
    if wanted.contains(actual) { return }
    if actual == "integer" && wanted.contains("number") { return }
    if case .double(let d) = value, wanted.contains("integer"), d == d.rounded(), abs(d) < 0x1p53 { return }
    if !wanted.contains("number") && !wanted.contains("integer") && !schema.format.isEmpty {
      // Strings and lists of a type with a format are left to the format's own check.
      switch value {
      case .string, .array: return
      default: break
      }
    }
    typeError(path, wanted.joined(separator: ","), value, actual: actual)
  }

  // MARK: - Scalars

  private mutating func checkText(_ text: String, _ schema: StructuralSchema, _ path: String) {
    let limits = schema.limits
    let length = Int64(text.unicodeScalars.count)
    if let maximum = limits.maxLength, length > maximum {
      add(FieldError.tooLong(path, Int(maximum)))
      return
    }
    if let minimum = limits.minLength, length < minimum {
      add(.invalid(path, .string(text), "\(path) in body should be at least \(minimum) chars long"))
      return
    }
    guard !limits.pattern.isEmpty else { return }
    if limits.regexp?.matchString(text) != true {
      add(.invalid(path, .string(text), "\(path) in body should match '\(limits.pattern)'"))
    }
  }

  private mutating func checkFormat(_ text: String, _ schema: StructuralSchema, _ path: String) {
    guard !schema.format.isEmpty, schema.type == "string" || schema.type.isEmpty else { return }
    guard !StringFormats.accepts(text, schema.format) else { return }
    add(
      FieldError(
        .typeInvalid, path, value: GoNumber.quote(text),
        "\(path) in body must be of type \(schema.format): \(GoNumber.quote(text))"))
  }

  private mutating func checkNumber(_ value: Value, _ schema: StructuralSchema, _ path: String) {
    guard let number = value.double else { return }
    let limits = schema.limits
    var isBeyond = false
    if case .double = value { isBeyond = abs(number) >= 0x1p63 }
    if schema.type == "integer", number != number.rounded() || isBeyond {
      add(
        FieldError(
          .invalid, "", value: "\"\"",
          "Checked value must be of type integer (default format) in \(path)"))
    }
    if schema.type == "integer", schema.format == "int32", abs(number) > 2_147_483_648 {
      add(
        FieldError(
          .invalid, "", value: "\"\"", "Checked value must be of type integer with format int32 in \(path)"))
    }
    func text(_ d: Double) -> String { GoNumber.formatFloat(d, "g") }
    if case .int = value, let factor = limits.multipleOf, factor.rounded(.towardZero) <= 0 {
      // A whole number is measured with whole limits.
      let whole = Int64(max(-0x1p62, factor))
      add(.invalid(path, .int(whole), "factor MultipleOf declared for \(path) must be positive: \(whole)"))
    } else if let factor = limits.multipleOf, factor > 0 {
      let quotient = number / factor
      if quotient != quotient.rounded() {
        add(.invalid(path, value, "\(path) in body should be a multiple of \(text(factor))"))
      }
    }
    if let minimum = limits.minimum {
      if limits.exclusiveMinimum ? number <= minimum : number < minimum {
        let words = limits.exclusiveMinimum ? "greater than" : "greater than or equal to"
        add(.invalid(path, value, "\(path) in body should be \(words) \(text(minimum))"))
      }
    }
    if let maximum = limits.maximum {
      if limits.exclusiveMaximum ? number >= maximum : number > maximum {
        let words = limits.exclusiveMaximum ? "less than" : "less than or equal to"
        add(.invalid(path, value, "\(path) in body should be \(words) \(text(maximum))"))
      }
    }
  }

  private mutating func checkEnum(_ value: Value, _ schema: StructuralSchema, _ path: String) {
    let values = schema.limits.values
    guard !values.isEmpty else { return }
    if value.isNull && schema.isNullable && values.contains(.null) { return }
    let isThere = values.contains { $0 == value || (value.isNumber && $0.isNumber && $0.double == value.double) }
    if isThere { return }
    let texts = values.map { $0.string ?? JSON.write($0) }
    add(.notSupported(path, value, texts))
  }

  // MARK: - Lists and objects

  private mutating func checkItems(_ items: [Value], _ schema: StructuralSchema, _ path: String) {
    if let inner = schema.items {
      for (i, item) in items.enumerated() { check(item, inner, path: "\(path)[\(i)]") }
    }
    if let minimum = schema.limits.minItems, items.count < minimum {
      add(.invalid(path, .int(Int64(items.count)), "\(path) in body should have at least \(minimum) items"))
    }
    if let maximum = schema.limits.maxItems, items.count > maximum {
      add(.tooMany(path, items.count, Int(maximum)))
    }
    if schema.limits.uniqueItems {
      for i in items.indices where items[..<i].contains(items[i]) {
        add(.invalid(path, "", "\(path) in body shouldn't contain duplicates"))
        break
      }
    }
  }

  private mutating func checkObject(_ object: Object, _ schema: StructuralSchema, _ path: String) {
    let limits = schema.limits
    if let minimum = limits.minProperties, object.count < minimum {
      add(
        .invalid(path, .int(Int64(object.count)), "\(path) in body should have at least \(minimum) properties"))
    }
    if let maximum = limits.maxProperties, object.count > maximum { add(.tooMany(path, object.count, Int(maximum))) }
    let pairs = object.sorted()
    if schema.allowsAdditional == false {
      for pair in pairs where schema.property(pair.key) == nil {
        add(.invalid(path, "", "\(path).\(pair.key) in body is a forbidden property"))
      }
    }
    if let additional = schema.additional {
      for pair in pairs where schema.property(pair.key) == nil {
        check(pair.value, additional, path: SchemaValidation.child(path, pair.key))
      }
    }
    for pair in pairs {
      guard let property = schema.property(pair.key) else { continue }
      check(pair.value, property, path: SchemaValidation.child(path, pair.key))
    }
    for name in schema.required where object[name] == nil {
      add(.required(SchemaValidation.child(path, name)))
    }
  }

  // MARK: - allOf, anyOf, oneOf, not

  private mutating func checkComposed(_ value: Value, _ schema: StructuralSchema, _ path: String) {
    let limits = schema.limits
    let shown = path
    func run(_ schema: StructuralSchema) -> [FieldError] {
      var inner = SchemaValidation()
      inner.check(value, schema, path: path)
      return inner.errors
    }
    func composed(_ words: String) -> FieldError {
      FieldError(.invalid, "", value: "\"\"", "\"\(shown)\" \(words)")
    }
    if !limits.anyOf.isEmpty && !schema.isIntOrString {
      let results = limits.anyOf.map(run)
      if !results.contains(where: \.isEmpty) {
        add(composed("must validate at least one schema (anyOf)"))
        errors += results.min { $0.count < $1.count } ?? []
      }
    }
    if !limits.oneOf.isEmpty {
      let results = limits.oneOf.map(run)
      let valid = results.count(where: \.isEmpty)
      if valid != 1 {
        let found = valid == 0 ? "Found none valid" : "Found \(valid) valid alternatives"
        add(composed("must validate one and only one schema (oneOf). \(found)"))
        if valid == 0 { errors += results.min { $0.count < $1.count } ?? [] }
      }
    }
    if !limits.allOf.isEmpty && !schema.isIntOrString {
      let results = limits.allOf.map(run)
      for result in results { errors += result }
      let valid = results.count(where: \.isEmpty)
      if valid != results.count {
        add(composed("must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : "")))
      }
    }
    if let not = limits.not, run(not).isEmpty { add(composed("must not validate the schema (not)")) }
  }
}

extension Value {
  var isNumber: Bool {
    switch self {
    case .int, .double: true
    default: false
    }
  }
}

/// The formats that CustomResourceDefinitions may name; unknown ones accept everything.
enum StringFormats {
  static func accepts(_ text: String, _ format: String) -> Bool {
    switch format {
    case "date-time", "datetime": return Formats.isDateTime(text)
    case "date": return Formats.isDate(text)
    case "uuid", "uuid3", "uuid4", "uuid5": return Formats.isUUID(text)
    case "byte": return Base64.decode(text) != nil
    case "ipv4": return IPAddress(text)?.is4 ?? false
    case "ipv6": return IPAddress(text).map { !$0.is4 } ?? false
    case "cidr": return CIDRBlock(text) != nil
    case "uri":
      if case .success = URLParts.parse(text) { return true }
      return false
    case "hostname": return isHostname(text)
    case "email": return isEmail(text)
    case "duration": return Durations.parse(text) != nil || isSpokenDuration(text)
    case "mac": return isMAC(text)
    case "hexcolor": return isHex(text.hasPrefix("#") ? text.dropFirst() : text[...], [3, 6])
    case "k8s-short-name": return NameRules.dns1123Label(text).isEmpty
    case "k8s-long-name": return NameRules.dns1123Subdomain(text).isEmpty
    default: return true
    }
  }

  private static func isHostname(_ text: String) -> Bool {
    text.utf8.count <= 255 && !text.isEmpty
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.utf8.count <= 63 && part.utf8.first != 45 && part.utf8.last != 45
          && part.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 122) || $0 == 45 }
      }
  }

  private static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && !text.contains(" ")
  }

  private static func isMAC(_ text: String) -> Bool {
    let parts = text.split(separator: text.contains("-") ? "-" : ":", omittingEmptySubsequences: false)
    return [6, 8, 20].contains(parts.count) && parts.allSatisfy { isHex($0, [2]) }
  }

  private static func isHex(_ text: Substring, _ counts: [Int]) -> Bool {
    counts.contains(text.utf8.count)
      && text.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 102) }
  }

  /// `1 hour`, `2 days`: what go-openapi/strfmt accepts besides Go's notation.
  private static func isSpokenDuration(_ text: String) -> Bool {
    let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "," }
    guard !digits.isEmpty else { return false }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    let units: Set<String> = [
      "ns", "nano", "nanos", "nanosecond", "nanoseconds", "us", "µs", "micro", "micros", "microsecond", "microseconds",
      "ms", "milli", "millis", "millisecond", "milliseconds", "s", "sec", "secs", "second", "seconds", "m", "min",
      "mins",
      "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days", "w", "wk", "wks", "week", "weeks",
    ]
    return units.contains(unit)
  }
}
