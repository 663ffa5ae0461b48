/// TOML as github.com/BurntSushi/toml v1.6 reads and writes it, which is what Helm's `toToml` and `fromToml` call.
public indirect enum TOML: Sendable {
  /// Go's nil: left out of tables, an error in arrays.
  case null
  case bool(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  case time(GoTime)
  case array([TOML])
  /// Keys in any order; they are sorted on output.
  case table([(key: String, value: TOML)])

  var isTable: Bool { if case .table = self { true } else { false } }
}

// MARK: - Writing

extension TOML {
  /// `toml.Encoder.Encode`.
  public static func encode(_ value: TOML) throws(GoError) -> String {
    var writer = Writer()
    try writer.encode([], value)
    return writer.out
  }

  /// `dblQuotedReplacer`.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: out += "\\\""
      case 0x5C: out += "\\\\"
      case 0x08: out += "\\b"
      case 0x09: out += "\\t"
      case 0x0A: out += "\\n"
      case 0x0C: out += "\\f"
      case 0x0D: out += "\\r"
      case 0..<0x20, 0x7F:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// `Key.maybeQuoted`.
  static func key(_ part: String) -> String {
    let bare = part.utf8.allSatisfy {
      $0 >= 0x30 && $0 <= 0x39 || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x5F || $0 == 0x2D
    }
    return bare && !part.isEmpty ? part : quoted(part)
  }

  private struct Writer {
    var out = ""

    mutating func newline() { if !out.isEmpty { out += "\n" } }

    private func indent(_ key: [String]) -> String { String(repeating: "  ", count: max(key.count - 1, 0)) }
    private func name(_ key: [String]) -> String { key.map(TOML.key).joined(separator: ".") }

    /// Whether this is written as `[[…]]`. An array with nil is an error wherever it stands.
    private func isArrayOfTables(_ value: TOML) throws(GoError) -> Bool {
      guard case .array(let items) = value, !items.isEmpty else { return false }
      var all = true
      for item in items {
        if case .null = item { throw GoError("toml: cannot encode array with nil element") }
        if case .array = item { _ = try isArrayOfTables(item) }
        if !item.isTable { all = false }
      }
      return all
    }

    mutating func encode(_ key: [String], _ value: TOML) throws(GoError) {
      switch value {
      case .null: return
      case .table(let entries):
        if key.count == 1 { newline() }
        if !key.isEmpty {
          out += "\(indent(key))[\(name(key))]"
          newline()
        }
        try table(key, entries)
      case .array(let items):
        guard try isArrayOfTables(value) else { return try keyValue(key, value) }
        if key.isEmpty { throw GoError("toml: top-level values must be Go maps or structs") }
        for item in items {
          guard case .table(let entries) = item else { continue }
          newline()
          out += "\(indent(key))[[\(name(key))]]"
          newline()
          try table(key, entries)
        }
      default: try keyValue(key, value)
      }
    }

    private func sorted(_ entries: [(key: String, value: TOML)]) throws(GoError) -> (
      direct: [(key: String, value: TOML)], sub: [(key: String, value: TOML)]
    ) {
      var direct: [(key: String, value: TOML)] = []
      var sub: [(key: String, value: TOML)] = []
      for entry in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        let tables = try isArrayOfTables(entry.value)
        if tables || entry.value.isTable { sub.append(entry) } else { direct.append(entry) }
      }
      return (direct, sub)
    }

    private mutating func table(_ key: [String], _ entries: [(key: String, value: TOML)]) throws(GoError) {
      let (direct, sub) = try sorted(entries)
      for entry in direct { try encode(key + [entry.key], entry.value) }
      for entry in sub { try encode(key + [entry.key], entry.value) }
    }

    private mutating func keyValue(_ key: [String], _ value: TOML) throws(GoError) {
      guard let last = key.last else { return try element(value) }
      out += "\(indent(key))\(TOML.key(last)) = "
      try element(value)
      newline()
    }

    private mutating func element(_ value: TOML) throws(GoError) {
      switch value {
      case .null: return
      case .bool(let bool): out += bool ? "true" : "false"
      case .integer(let integer): out += String(integer)
      case .float(let float):
        if float.isNaN || float.isInfinite {
          out += (float.sign == .minus ? "-" : "") + (float.isNaN ? "nan" : "inf")
        } else {
          let text = GoNumber.formatFloat(float, "g")
          out += text.contains(where: { $0 == "e" || $0 == "." }) ? text : text + ".0"
        }
      case .string(let text): out += TOML.quoted(text)
      case .time(let time): out += time.format(TOML.layout(time))
      case .array(let items):
        _ = try isArrayOfTables(value)
        out += "["
        for (index, item) in items.enumerated() {
          if index > 0 { out += ", " }
          try element(item)
        }
        out += "]"
      case .table(let entries):
        let (direct, sub) = try sorted(entries)
        out += "{"
        try inline(direct, trailing: !sub.isEmpty)
        try inline(sub, trailing: false)
        out += "}"
      }
    }

    private mutating func inline(_ entries: [(key: String, value: TOML)], trailing: Bool) throws(GoError) {
      for (index, entry) in entries.enumerated() {
        if case .null = entry.value { continue }
        out += TOML.key(entry.key) + " = "
        try element(entry.value)
        if trailing || index != entries.count - 1 { out += ", " }
      }
    }
  }

  /// Local dates and times are told by the name of their zone.
  private static func layout(_ time: GoTime) -> String {
    switch time.location.name {
    case "datetime-local": "2006-01-02T15:04:05.999999999"
    case "date-local": "2006-01-02"
    case "time-local": "15:04:05.999999999"
    default: GoTime.rfc3339Nano
    }
  }
}
