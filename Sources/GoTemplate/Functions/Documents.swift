import Manifest

extension FunctionTable {
  /// JSON of Sprig (defaults.go) and helm's YAML and JSON (pkg/engine/funcs.go).
  static func addDocuments(_ table: inout FunctionTable) {
    /// sprig `toJson`: "" when it cannot be written; helm's is the same
    table("toJson", "any") { _, args in .string((try? Documents.json(args[0], escapeHTML: true)) ?? "") }
    /// sprig `mustToJson`
    table("mustToJson", "any") { _, args throws(GoFailure) in .string(try Documents.json(args[0], escapeHTML: true)) }
    /// sprig `toPrettyJson`, `mustToPrettyJson`
    table("toPrettyJson", "any") { _, args in
      .string((try? Documents.json(args[0], escapeHTML: true, indent: "  ")) ?? "")
    }
    table("mustToPrettyJson", "any") { _, args throws(GoFailure) in
      .string(try Documents.json(args[0], escapeHTML: true, indent: "  "))
    }
    /// sprig `toRawJson`, `mustToRawJson`
    for name in ["toRawJson", "mustToRawJson"] {
      table(name, "any") { _, args throws(GoFailure) in .string(try Documents.json(args[0], escapeHTML: false)) }
    }
    /// helm `fromJSON`: a map with the key Error when it cannot be read
    table("fromJson", "string") { _, args in .map(Documents.fromJson(args.string(0))) }
    /// helm `fromJSONArray`
    table("fromJsonArray", "string") { _, args in Documents.fromJsonArray(args.string(0)) }
    /// sprig `mustFromJson`
    table("mustFromJson", "string") { _, args throws(GoFailure) in
      do throws(SourceError) {
        return GoValue(json: try JSON.parse(ByteString.bytes(args.string(0))))
      } catch {
        throw fail(error.message)
      }
    }
    /// helm `toYAML`, `toYAMLPretty`; helm 3 has no `mustToYaml`
    table("toYaml", "any") { execution, args throws(GoFailure) in
      do throws(GoFailure) {
        return .string(try Documents.yaml(args[0], style: .sigs, execution))
      } catch {
        if error.kind == .limit { throw error }
        return .string("")
      }
    }
    table("toYamlPretty", "any") { execution, args in
      .string((try? Documents.prettyYAML(args[0], execution)) ?? "")
    }
    /// helm `fromYAML`, `fromYAMLArray`
    table("fromYaml", "string") { _, args in .map(Documents.fromYaml(args.string(0))) }
    table("fromYamlArray", "string") { _, args in Documents.fromYamlArray(args.string(0)) }
  }
}

enum Documents {
  static func json(_ value: GoValue, escapeHTML: Bool, indent: String? = nil) throws(GoFailure) -> String {
    // Maps come sorted already; structs keep the order of their fields, as in encoding/json.
    JSON.write(plain(try value.json()), sortedKeys: false, escapeHTML: escapeHTML, indent: indent)
  }

  /// Bytes that are no UTF-8 become U+FFFD, as in encoding/json.
  private static func plain(_ value: Value) -> Value {
    switch value {
    case .string(let text): return .string(plain(text))
    case .array(let items): return .array(items.map { plain($0) })
    case .object(var object):
      if object.contains(where: { ByteString.hasEscapes($0.key) }) {
        return .object(Object(pairs: object.map { (plain($0.key), plain($0.value)) }))
      }
      for at in object.pairs.indices {
        object.modify(at: at) { member in
          switch member {
          case .string(let text): if ByteString.hasEscapes(text) { member = .string(plain(text)) }
          case .array, .object: member = plain(member)
          default: break
          }
        }
      }
      return .object(object)
    default: return value
    }
  }

  private static func plain(_ text: String) -> String {
    ByteString.hasEscapes(text) ? String(decoding: ByteString.bytes(text), as: UTF8.self) : text
  }

  /// `sigs.k8s.io/yaml.Marshal` without the newline at the end.
  static func yaml(_ value: GoValue, style: YAML.Style, _ execution: Execution) throws(GoFailure) -> String {
    let document = plain(try value.json())
    try check(document)
    var bytes = YAML.bytes(document, style: style)
    if bytes.last == 10 { bytes.removeLast() }
    try execution.checkSize(bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// yaml.v3's encoder, which does not go through JSON: floats stay floats and all characters are written.
  static func prettyYAML(_ value: GoValue, _ execution: Execution) throws(GoFailure) -> String {
    var bytes = YAML.bytes(plain(try value.json(wholeFloatsAsIntegers: false)), style: .v3(indent: 2))
    if bytes.last == 10 { bytes.removeLast() }
    try execution.checkSize(bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// sigs.k8s.io/yaml writes JSON and reads that as YAML, whose reader refuses some characters.
  private static func check(_ value: Value) throws(GoFailure) {
    switch value {
    case .string(let text): try check(text)
    case .array(let items): for item in items { try check(item) }
    case .object(let object):
      for pair in object {
        try check(pair.key)
        try check(pair.value)
      }
    default: break
    }
  }

  private static func check(_ text: String) throws(GoFailure) {
    var copy = text
    let suspicious = copy.withUTF8 { bytes in bytes.contains { $0 == 0x7F || $0 == 0xC2 || $0 == 0xEF } }
    if !suspicious { return }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x7F, 0x80...0x84, 0x86...0x9F, 0xFFFE, 0xFFFF: throw fail("yaml: control characters are not allowed")
      default: break
      }
    }
  }

  // MARK: - Reading

  /// Go's name of what a document holds, in messages of encoding/json.
  private static func failed(_ message: String) -> GoMap { GoMap([("Error", .string(message))]) }

  /// Go looks at the type before the value: a number that no float holds is first of all no container.
  private static func mismatch(_ message: String, _ text: String, wants open: UInt8, _ type: String) -> String {
    let first = text.utf8.first { $0 != 0x20 && $0 != 9 && $0 != 10 && $0 != 13 }
    guard message.hasPrefix("json: cannot unmarshal number "), let first, first != open else { return message }
    let kind = first == UInt8(ascii: "{") ? "object" : first == UInt8(ascii: "[") ? "array" : "number"
    return "json: cannot unmarshal \(kind) into Go value of type \(type)"
  }

  static func fromJson(_ text: String) -> GoMap {
    do throws(SourceError) {
      return map(try JSON.parse(ByteString.bytes(text))) { $0 }
    } catch {
      return failed(mismatch(error.message, text, wants: UInt8(ascii: "{"), "map[string]interface {}"))
    }
  }

  static func fromJsonArray(_ text: String) -> GoValue {
    do throws(SourceError) {
      return list(try JSON.parse(ByteString.bytes(text))) { $0 }
    } catch {
      return .list([.string(mismatch(error.message, text, wants: UInt8(ascii: "["), "[]interface {}"))])
    }
  }

  static func fromYaml(_ text: String) -> GoMap {
    do throws(SourceError) {
      let document = try YAML.unmarshal(ByteString.bytes(text))
      return document.isNull ? GoMap() : map(document) { "error unmarshaling JSON: while decoding JSON: " + $0 }
    } catch {
      return failed("error converting YAML to JSON: " + error.message)
    }
  }

  static func fromYamlArray(_ text: String) -> GoValue {
    do throws(SourceError) {
      let document = try YAML.unmarshal(ByteString.bytes(text))
      return document.isNull ? .list([]) : list(document) { "error unmarshaling JSON: while decoding JSON: " + $0 }
    } catch {
      return .list([.string("error converting YAML to JSON: " + error.message)])
    }
  }

  private static func map(_ value: Value, _ wrap: (String) -> String) -> GoMap {
    switch GoValue(json: value) {
    case .map(let map): return map
    case .null: return GoMap.nilMap()
    default:
      let type = "map[string]interface {}"
      return failed(wrap("json: cannot unmarshal \(value.jsonKind) into Go value of type \(type)"))
    }
  }

  private static func list(_ value: Value, _ wrap: (String) -> String) -> GoValue {
    switch GoValue(json: value) {
    case .list(let elements): return .list(elements)
    case .null: return .slice(.nilList)
    default:
      let type = "[]interface {}"
      return .list([.string(wrap("json: cannot unmarshal \(value.jsonKind) into Go value of type \(type)"))])
    }
  }
}
