import KubeAPI
import KubeSchema
import Manifest

/// Messages to values, with the JSON spelling of times, quantities and the like.
struct ProtobufDecoder {
  private var depth = 0
  static let maxDepth = 64

  mutating func message(_ bytes: ArraySlice<UInt8>, _ message: MessageTable.Message, type: TypeSchema?) -> Value? {
    depth += 1
    defer { depth -= 1 }
    guard depth < ProtobufDecoder.maxDepth else { return nil }
    if let special = special(bytes, message, type) { return special }
    var object = Object()
    var lists: [String: [Value]] = [:]
    var maps: [String: Object] = [:]
    var reader = ProtobufReader(bytes)
    while let (number, wire) = reader.next() {
      guard let field = message.field(number: number) else { continue }
      guard let name = Protobuf.jsonName(field, type) else {
        // An embedded message: its members are this object's.
        guard case .message(let inner) = field.type, case .bytes(let part) = wire,
          let innerMessage = Protobuf.named(inner),
          case .object(let members)? = self.message(part, innerMessage, type: type)
        else { return nil }
        for pair in members { object[pair.key] = pair.value }
        continue
      }
      if case .map(let element) = field.type {
        guard case .bytes(let part) = wire, let (key, value) = entry(part, element, type, name) else { return nil }
        maps[name, default: Object()][key] = value
        if object[name] == nil { object[name] = .null }
        continue
      }
      guard let value = value(wire, field.type, Protobuf.memberType(type, name)) else { return nil }
      if field.isRepeated {
        lists[name, default: []].append(value)
        if object[name] == nil { object[name] = .null }
      } else if !value.isNull {
        object[name] = value
      }
    }
    if reader.isBroken { return nil }
    for (name, items) in lists { object[name] = .array(items) }
    for (name, members) in maps { object[name] = .object(members) }
    return .object(object)
  }

  private mutating func entry(
    _ bytes: ArraySlice<UInt8>, _ element: MessageTable.MessageType, _ type: TypeSchema?, _ name: String
  ) -> (String, Value)? {
    var key = ""
    var found: Value?
    var reader = ProtobufReader(bytes)
    while let (number, wire) = reader.next() {
      if number == 1, case .bytes(let text) = wire { key = String(decoding: text, as: UTF8.self) }
      if number == 2 {
        guard let value = value(wire, element, Protobuf.memberType(type, name)) else { return nil }
        found = value
      }
    }
    if reader.isBroken { return nil }
    if let found { return (key, found) }
    switch element {
    case .string, .bytes: return (key, .string(""))
    case .bool: return (key, .bool(false))
    case .map, .message: return (key, .object(Object()))
    default: return (key, .int(0))
    }
  }

  private mutating func value(
    _ wire: ProtobufReader.Field, _ type: MessageTable.MessageType, _ schema: TypeSchema?
  ) -> Value? {
    switch (type, wire) {
    case (.string, .bytes(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
    case (.bytes, .bytes(let bytes)): return .string(Base64.encode(Array(bytes)))
    case (.bool, .varint(let number)): return .bool(number != 0)
    case (.int32, .varint(let number)): return .int(Int64(Int32(truncatingIfNeeded: number)))
    case (.int64, .varint(let number)): return .int(Int64(bitPattern: number))
    case (.double, .fixed64(let bits)): return .double(Double(bitPattern: bits))
    case (.message(let name), .bytes(let bytes)):
      guard let message = Protobuf.named(name) else { return nil }
      return self.message(bytes, message, type: schema)
    default: return nil
    }
  }

  /// Messages whose JSON is no object of their fields.
  private mutating func special(
    _ bytes: ArraySlice<UInt8>, _ message: MessageTable.Message, _ type: TypeSchema?
  ) -> Value? {
    let name = Protobuf.shortName(message)
    switch name {
    case "Time", "MicroTime", "Timestamp":
      let (fields, ok) = scalars(bytes)
      guard ok else { return nil }
      let seconds = Int64(bitPattern: fields[1]?.number ?? 0)
      let nanos = Int64(Int32(truncatingIfNeeded: fields[2]?.number ?? 0))
      if fields.isEmpty { return .null }
      guard abs(seconds) < 9_000_000_000 else { return .null }
      let instant = Instant(nanoseconds: seconds &* 1_000_000_000 &+ nanos)
      return .string(name == "MicroTime" ? instant.rfc3339Micro : instant.rfc3339)
    case "Quantity":
      let (fields, ok) = scalars(bytes)
      return ok ? .string(fields[1]?.text ?? "0") : nil
    case "Duration" where message.fields.count == 1:
      let (fields, ok) = scalars(bytes)
      return ok ? .string(GoDuration.text(Int64(bitPattern: fields[1]?.number ?? 0))) : nil
    case "IntOrString":
      let (fields, ok) = scalars(bytes)
      guard ok else { return nil }
      if fields[1]?.number ?? 0 == 1 { return .string(fields[3]?.text ?? "") }
      return .int(Int64(Int32(truncatingIfNeeded: fields[2]?.number ?? 0)))
    case "RawExtension", "FieldsV1", "JSON":
      let (fields, ok) = scalars(bytes)
      guard ok, let raw = fields[1]?.bytes else { return ok ? .null : nil }
      return try? JSON.parse(Array(raw))
    case "ExtraValue", "OptionalNames", "Verbs":
      var items: [Value] = []
      var reader = ProtobufReader(bytes)
      while let (number, wire) = reader.next() {
        if number == 1, case .bytes(let text) = wire { items.append(.string(String(decoding: text, as: UTF8.self))) }
      }
      return reader.isBroken ? nil : .array(items)
    case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray":
      return either(bytes, message)
    default: return nil
    }
  }

  /// `schema | [schema]`, `schema | bool`, `schema | [string]`.
  private mutating func either(_ bytes: ArraySlice<UInt8>, _ message: MessageTable.Message) -> Value? {
    let props = KubeSchema.builtin.types.named(
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")
    var items: [Value] = []
    var allows: Bool?
    var schema: Value?
    var reader = ProtobufReader(bytes)
    while let (number, wire) = reader.next() {
      guard let field = message.field(number: number), let value = value(wire, field.type, props) else { return nil }
      if case .bool(let flag) = value {
        allows = flag
      } else if field.isRepeated {
        items.append(value)
      } else {
        schema = value
      }
    }
    if reader.isBroken { return nil }
    if let schema { return schema }
    if let allows { return .bool(allows) }
    return .array(items)
  }

  private struct Scalar {
    var number: UInt64 = 0
    var bytes: ArraySlice<UInt8>?
    var text: String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }
  }

  private func scalars(_ bytes: ArraySlice<UInt8>) -> ([Int: Scalar], Bool) {
    var fields: [Int: Scalar] = [:]
    var reader = ProtobufReader(bytes)
    while let (number, wire) = reader.next() {
      switch wire {
      case .varint(let value): fields[number] = Scalar(number: value)
      case .bytes(let part): fields[number] = Scalar(bytes: part)
      default: break
      }
    }
    return (fields, !reader.isBroken)
  }
}

/// Go's time.Duration text, whole and fractional seconds as far as metav1.Duration uses them.
enum GoDuration {
  static func text(_ nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let total = nanoseconds.magnitude
    let seconds = total / 1_000_000_000
    var fraction = String(total % 1_000_000_000)
    fraction = String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let tail = fraction.isEmpty ? "" : "." + fraction
    let h = seconds / 3600
    let m = seconds / 60 % 60
    var text = sign
    if h > 0 { text += "\(h)h" }
    if h > 0 || m > 0 { text += "\(m)m" }
    return text + "\(seconds % 60)\(tail)s"
  }

  /// Nanoseconds of a text such as `1h30m0.5s`; `nil` when it is none.
  static func nanoseconds(_ text: String) -> Int64? {
    var total = 0.0
    var number = ""
    var unit = ""
    let units: [String: Double] = ["ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9]
    func flush() -> Bool {
      guard let value = Double(number), let scale = units[unit] else { return false }
      total += value * scale
      return true
    }
    for character in text {
      if character.isNumber || character == "." || character == "-" {
        if !unit.isEmpty {
          if !flush() { return nil }
          number = ""
          unit = ""
        }
        number.append(character)
      } else {
        unit.append(character)
      }
    }
    if text == "0" { return 0 }
    return flush() ? Int64(exactly: total.rounded()) : nil
  }
}
