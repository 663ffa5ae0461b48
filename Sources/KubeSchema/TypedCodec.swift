import CEL
import GoLibrary
import KubeAPI
import Manifest

extension KubeSchema {
  /// Reads an object into the kind's type and writes it again, as every request goes through Go's structs: unknown fields
  /// go (and are reported), types are checked, quantities and times become canonical, empty optional fields are left out.
  /// - Throws: ``DecodeError`` with encoding/json's text when a value has the wrong type.
  public func decode(
    _ object: Value, group: String, version: String, kind: String
  ) throws(DecodeError) -> DecodedObject {
    guard let type = type(group: group, version: version, kind: kind) else {
      return DecodedObject(object: object, unknownFields: [])
    }
    return try decode(object, as: type)
  }

  public func decode(_ object: Value, as type: TypeSchema) throws(DecodeError) -> DecodedObject {
    // Almost every object fits its type: only what does not is walked again by the reader that finds the words for it.
    if let result = FittingCodec.builtin.object(object, type) {
      return DecodedObject(object: TypedConversions.apply(result, type), unknownFields: [])
    }
    var codec = TypedCodec(table: types, root: type)
    let result = try codec.object(object, type, path: "", context: kindName(type))
    return DecodedObject(object: TypedConversions.apply(result, type), unknownFields: codec.unknown)
  }

  private func kindName(_ type: TypeSchema) -> String { type.shortName }
}

/// One pass through Go's decoder and encoder.
struct TypedCodec {
  let table: TypeTable
  private(set) var unknown: [String] = []
  /// Inside types that decode themselves with a decoder of their own, unknown fields are not reported.
  private var isSilent = false
  private var depth = 0

  /// The type that paths start from.
  private var root: TypeSchema?

  init(table: TypeTable, root: TypeSchema? = nil) {
    self.table = table
    self.root = root
  }

  // MARK: - Structs

  /// - Parameters:
  ///   - path: names of the fields so far, without keys and indexes, for type errors.
  ///   - context: the innermost Go struct and the field's place for messages.
  mutating func object(
    _ value: Value, _ type: TypeSchema, path: String, context: String, display: String = ""
  ) throws(DecodeError) -> Value {
    guard case .object(let input) = value else {
      throw mismatch(value, context, path, type.goName)
    }
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { throw DecodeError("exceeded max depth") }
    var found: [Value?] = Array(repeating: nil, count: type.fields.count)
    for pair in input {
      let place = display.isEmpty ? pair.key : display + "." + pair.key
      guard let position = type.position(pair.key) else {
        if !isSilent { unknown.append("unknown field \"\(place)\"") }
        continue
      }
      if pair.value.isNull { continue }
      let field = type.fields[position]
      let names = path.isEmpty ? field.name : path + "." + field.name
      found[position] = try self.value(
        pair.value, field.shape, goType: field.goType, path: names, context: type.shortName, display: place)
    }
    var pairs: [Object.Pair] = []
    pairs.reserveCapacity(found.count)
    for (i, field) in type.fields.enumerated() {
      if let value = found[i] {
        if !field.isPointer && !field.isAlwaysWritten && isEmpty(value, field) { continue }
        pairs.append(Object.Pair(key: field.name, value: value))
      } else if let zero = zero(field) {
        pairs.append(Object.Pair(key: field.name, value: zero))
      }
    }
    return .object(Object(uniquePairs: pairs))
  }

  /// Whether `omitempty` leaves the value out. Structs are never empty in that sense.
  private func isEmpty(_ value: Value, _ field: Field) -> Bool {
    switch value {
    case .null: return false
    case .bool(let b): return !b
    case .int(let i): return i == 0 && isScalar(field.shape)
    case .double(let d): return d == 0
    case .string(let s): return s.isEmpty && isScalar(field.shape)
    case .array(let a): return a.isEmpty && !isRaw(field.shape)
    case .object(let o):
      if case .type = field.shape { return false }
      return o.isEmpty
    }
  }

  private func isScalar(_ shape: FieldShape) -> Bool {
    if case .type = shape { return false }
    return true
  }

  private func isRaw(_ shape: FieldShape) -> Bool { table.type(of: shape)?.special == .raw }

  /// What Go writes for a field that was not given; `nil` when it is left out.
  func zero(_ field: Field) -> Value? {
    if field.isPointer { return field.isAlwaysWritten ? .null : nil }
    if let type = table.type(of: field.shape) {
      switch type.special {
      case .time, .microTime: return field.omitsZero ? nil : .null
      case .quantity: return "0"
      case .intOrString: return 0
      case .duration: return "0s"
      case .raw: return field.isAlwaysWritten ? .null : nil
      case .schemaOrArray, .schemaOrBool, .schemaOrStrings: return nil
      case nil: return field.omitsZero ? nil : zeroObject(type)
      }
    }
    guard field.isAlwaysWritten else { return nil }
    switch field.shape {
    case .string(let format, _): return format == "byte" ? .null : ""
    case .integer, .number: return 0
    case .boolean: return false
    default: return .null
    }
  }

  func zeroObject(_ type: TypeSchema) -> Value {
    var pairs: [Object.Pair] = []
    for field in type.fields {
      if let value = zero(field) { pairs.append(Object.Pair(key: field.name, value: value)) }
    }
    return .object(Object(uniquePairs: pairs))
  }

  // MARK: - Values

  private mutating func value(
    _ value: Value, _ shape: FieldShape, goType: String, path: String, context: String, display: String
  ) throws(DecodeError) -> Value {
    switch shape {
    case .any, .object, .oneOf: return value
    case .string(let format, _):
      guard case .string(let text) = value else {
        throw mismatch(value, context, path, format == "byte" ? "[]uint8" : goType)
      }
      if format == "byte" { return try base64(text) }
      return value
    case .boolean:
      guard case .bool = value else { throw mismatch(value, context, path, goType) }
      return value
    case .integer(let format):
      guard case .int(let number) = value else { throw mismatch(value, context, path, goType) }
      if format == "int32", Int32(exactly: number) == nil { throw outOfRange(value, context, path, goType) }
      return value
    case .number:
      switch value {
      case .int, .double: return value
      default: throw mismatch(value, context, path, goType)
      }
    case .array(let element):
      guard case .array(let items) = value else { throw mismatch(value, context, path, goType) }
      let inner = goType.hasPrefix("[]") ? String(goType.dropFirst(2)) : goType
      var out: [Value] = []
      out.reserveCapacity(items.count)
      for (i, item) in items.enumerated() {
        if item.isNull {
          out.append(zeroElement(element))
        } else {
          out.append(
            try self.value(
              item, element, goType: inner, path: path, context: context, display: "\(display)[\(i)]"))
        }
      }
      return .array(out)
    case .map(let element):
      guard case .object(let entries) = value else { throw mismatch(value, context, path, goType) }
      let inner = goType.firstIndex(of: "]").map { String(goType[goType.index(after: $0)...]) } ?? goType
      var out: [Object.Pair] = []
      out.reserveCapacity(entries.count)
      for entry in entries {
        let result =
          entry.value.isNull
          ? zeroElement(element)
          : try self.value(
            entry.value, element, goType: inner, path: path, context: context,
            display: display + "." + entry.key)
        out.append(Object.Pair(key: entry.key, value: result))
      }
      return .object(Object(uniquePairs: out))
    case .type:
      guard let type = table.type(of: shape) else { return value }
      if let special = type.special {
        return try self.special(value, special, type, path: path, context: context, display: display)
      }
      return try object(value, type, path: path, context: context, display: display)
    }
  }

  private func zeroElement(_ shape: FieldShape) -> Value {
    switch shape {
    case .string: return ""
    case .integer, .number: return 0
    case .boolean: return false
    case .type:
      guard let type = table.type(of: shape) else { return .null }
      switch type.special {
      case .quantity: return "0"
      case .intOrString: return 0
      case nil: return zeroObject(type)
      default: return .null
      }
    default: return .null
    }
  }

  private mutating func special(
    _ value: Value, _ special: SpecialType, _ type: TypeSchema, path: String, context: String, display: String
  ) throws(DecodeError) -> Value {
    switch special {
    case .raw: return value
    case .quantity:
      let text: String
      switch value {
      case .string(let s): text = s
      case .int(let i): text = String(i)
      case .double(let d): text = GoNumber.formatFloat(d, "g")
      default: throw DecodeError(Quantity.ParseError.format.description)
      }
      do {
        return .string(try Quantity(text).description)
      } catch {
        throw DecodeError(error.description)
      }
    case .intOrString:
      switch value {
      case .string: return value
      case .int(let i):
        if Int32(exactly: i) == nil { throw outOfRange(value, context, path, "int32") }
        return value
      default: throw mismatch(value, context, path, "int32")
      }
    case .time, .microTime:
      guard case .string(let text) = value else { throw mismatch(value, context, path, "string") }
      return try Times.canonical(text, micro: special == .microTime)
    case .duration:
      guard case .string(let text) = value else { throw mismatch(value, context, path, "string") }
      return value.isNull ? value : .string(try Times.duration(text))
    case .schemaOrArray, .schemaOrBool, .schemaOrStrings:
      switch value {
      case .bool where special == .schemaOrBool: return value
      case .array(let items):
        if special == .schemaOrStrings { return value }
        var out: [Value] = []
        for item in items { out.append(try schema(item)) }
        return .array(out)
      case .object: return try schema(value)
      default:
        if special == .schemaOrBool { throw DecodeError("boolean or JSON schema expected") }
        return value
      }
    }
  }

  /// A nested JSON schema, read by a decoder of its own: paths start anew, unknown fields are silently dropped.
  private mutating func schema(_ value: Value) throws(DecodeError) -> Value {
    guard let type = table.named("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps") else {
      return value
    }
    let (wasSilent, before) = (isSilent, root)
    isSilent = true
    root = type
    defer {
      isSilent = wasSilent
      root = before
    }
    return try object(value, type, path: "", context: "JSONSchemaProps")
  }

  private func base64(_ text: String) throws(DecodeError) -> Value {
    var out: [UInt8] = []
    if case .failure(let error) = Base64.decode(text, into: &out) {
      throw DecodeError("illegal base64 data at input byte \(error.position)")
    }
    return .string(Base64.encode(out))
  }

  // MARK: - Messages

  private func mismatch(_ value: Value, _ context: String, _ path: String, _ goType: String) -> DecodeError {
    switch value {
    case .int, .double:
      let isNumber = goType.hasPrefix("int") || goType.hasPrefix("uint") || goType.hasPrefix("float")
      if isNumber { return outOfRange(value, context, path, goType) }
      return unmarshal("number", context, path, goType)
    case .bool: return unmarshal("bool", context, path, goType)
    case .string: return unmarshal("string", context, path, goType)
    case .array: return unmarshal("array", context, path, goType)
    default: return unmarshal("object", context, path, goType)
    }
  }

  private func outOfRange(_ value: Value, _ context: String, _ path: String, _ goType: String) -> DecodeError {
    let text: String
    switch value {
    case .int(let i): text = String(i)
    case .double(let d): text = GoNumber.formatFloat(d, "g")
    default: text = ""
    }
    return unmarshal("number \(text)", context, path, goType)
  }

  private func unmarshal(_ what: String, _ context: String, _ path: String, _ goType: String) -> DecodeError {
    if path.isEmpty { return DecodeError("json: cannot unmarshal \(what) into Go value of type \(goType)") }
    return DecodeError(
      "json: cannot unmarshal \(what) into Go struct field \(context).\(spelled(path)) of type \(goType)")
  }

  /// The path with the names of the structs that are embedded in others, as encoding/json has them.
  private func spelled(_ path: String) -> String {
    var type = root
    var names: [String] = []
    for name in path.split(separator: ".").map(String.init) {
      let field = type.flatMap { type in type.position(name).map { type.fields[$0] } }
      if let type { names += EmbeddedStructs.names(type.shortName, name) }
      names.append(name)
      type = field.flatMap { table.type(of: $0.shape.element) }
    }
    return names.joined(separator: ".")
  }
}
