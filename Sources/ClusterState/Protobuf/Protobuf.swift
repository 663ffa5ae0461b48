import KubeAPI
import KubeSchema
import Manifest

/// Kubernetes' protobuf form of objects: the four bytes `k8s\0`, then a runtime.Unknown with the message inside
/// (apimachinery `pkg/runtime/serializer/protobuf`).
enum Protobuf {
  static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

  /// The object in a body; `nil` when it cannot be read.
  static func decode(_ body: [UInt8]) -> Value? {
    guard body.count >= 4, Array(body[..<4]) == magic else { return nil }
    var apiVersion = ""
    var kind = ""
    var raw: ArraySlice<UInt8> = []
    var reader = ProtobufReader(body[4...])
    while let field = reader.next() {
      guard case .bytes(let bytes) = field.value else { continue }
      switch field.number {
      case 1:
        var meta = ProtobufReader(bytes)
        while let part = meta.next() {
          guard case .bytes(let text) = part.value else { continue }
          if part.number == 1 { apiVersion = String(decoding: text, as: UTF8.self) }
          if part.number == 2 { kind = String(decoding: text, as: UTF8.self) }
        }
        if meta.isBroken { return nil }
      case 2: raw = bytes
      default: break
      }
    }
    guard !reader.isBroken, let message = message(apiVersion, kind) else { return nil }
    var decoder = ProtobufDecoder()
    guard case .object(let object)? = decoder.message(raw, message.0, type: message.1) else { return nil }
    var result = Object()
    result["kind"] = .string(kind)
    result["apiVersion"] = .string(apiVersion)
    for pair in object { result[pair.key] = pair.value }
    return .object(result)
  }

  /// The object as a body; `nil` when its kind has no protobuf form (custom kinds, tables).
  static func encode(_ object: Value) -> [UInt8]? {
    let apiVersion = object["apiVersion"]?.string ?? ""
    let kind = object["kind"]?.string ?? ""
    guard let (message, type) = message(apiVersion, kind) else { return nil }
    var writer = ProtobufWriter()
    ProtobufEncoder.write(object, message, type: type, to: &writer)
    var meta = ProtobufWriter()
    meta.bytes(1, Array(apiVersion.utf8))
    meta.bytes(2, Array(kind.utf8))
    var unknown = ProtobufWriter()
    unknown.bytes(1, meta.out)
    unknown.bytes(2, writer.out)
    unknown.bytes(3, [])
    unknown.bytes(4, [])
    return magic + unknown.out
  }

  /// One event of a watch: its length in four bytes, then a metav1.WatchEvent.
  static func watchFrame(_ type: String, _ object: Value) -> [UInt8] {
    var raw = ProtobufWriter()
    raw.bytes(1, encode(object) ?? JSON.bytes(object))
    var event = ProtobufWriter()
    event.bytes(1, Array(type.utf8))
    event.bytes(2, raw.out)
    let count = UInt32(truncatingIfNeeded: event.out.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * $0)) } + event.out
  }

  private static func message(_ apiVersion: String, _ kind: String) -> (MessageTable.Message, TypeSchema?)? {
    let (group, version) = ObjectReference.split(apiVersion: apiVersion)
    let schema = KubeSchema.builtin
    if let type = schema.type(group: group, version: version, kind: kind),
      let message = schema.messages.ofType(type.name)
    {
      return (message, type)
    }
    // Options and Status belong to every group.
    let name = "apimachinery.pkg.apis.meta.v1." + kind
    guard let message = schema.messages.named("k8s.io." + name) else { return nil }
    return (message, schema.types.named("io.k8s." + name))
  }

  /// The message of a full name; names in maps have the package twice.
  static func named(_ name: String) -> MessageTable.Message? {
    let doubled = "k8s.io.k8s.io."
    return KubeSchema.builtin.messages.named(name.hasPrefix(doubled) ? String(name.dropFirst(7)) : name)
  }

  /// The JSON name of a field, `nil` when its message is embedded in this one.
  static func jsonName(_ field: MessageTable.MessageField, _ type: TypeSchema?) -> String? {
    guard let type, !type.fields.isEmpty else { return field.name }
    if type.field(field.name) != nil { return field.name }
    let lower = field.name.prefix(1).lowercased() + field.name.dropFirst()
    if type.field(lower) != nil { return lower }
    switch field.name {
    case "ref": return "$ref"
    case "schema": return "$schema"
    default: break
    }
    if field.name.hasPrefix("xKubernetes") {
      var name = "x-kubernetes"
      for character in field.name.dropFirst("xKubernetes".count) {
        name += character.isUppercase ? "-" + character.lowercased() : String(character)
      }
      return name
    }
    if case .message = field.type, !field.isRepeated { return nil }
    return field.name
  }

  static func memberType(_ type: TypeSchema?, _ name: String) -> TypeSchema? {
    guard let shape = type?.field(name)?.shape else { return nil }
    return innermost(shape)
  }

  private static func innermost(_ shape: FieldShape) -> TypeSchema? {
    switch shape {
    case .array(let inner), .map(let inner): innermost(inner)
    default: KubeSchema.builtin.types.type(of: shape)
    }
  }

  /// The last two parts of a message's name: `v1.Time`.
  static func shortName(_ message: MessageTable.Message) -> String {
    message.name.split(separator: ".").last.map(String.init) ?? ""
  }
}
