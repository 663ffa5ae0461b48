import KubeAPI
import KubeSchema
import Manifest

/// Values to messages.
enum ProtobufEncoder {
  static func write(
    _ value: Value, _ message: MessageTable.Message, type: TypeSchema?, to writer: inout ProtobufWriter
  ) {
    if special(value, message, &writer) { return }
    for field in message.fields {
      guard let name = Protobuf.jsonName(field, type) else {
        guard case .message(let inner) = field.type, let innerMessage = Protobuf.named(inner) else {
          continue
        }
        var part = ProtobufWriter()
        write(value, innerMessage, type: type, to: &part)
        writer.bytes(field.number, part.out)
        continue
      }
      guard let member = value[name], !member.isNull else { continue }
      let memberType = Protobuf.memberType(type, name)
      if case .map(let element) = field.type {
        for pair in (member.object ?? Object()).sorted() {
          var part = ProtobufWriter()
          part.bytes(1, Array(pair.key.utf8))
          scalar(2, pair.value, element, memberType, &part)
          writer.bytes(field.number, part.out)
        }
      } else if field.isRepeated {
        for item in member.array ?? [] { scalar(field.number, item, field.type, memberType, &writer) }
      } else {
        scalar(field.number, member, field.type, memberType, &writer)
      }
    }
  }

  private static func scalar(
    _ number: Int, _ value: Value, _ type: MessageTable.MessageType, _ schema: TypeSchema?,
    _ writer: inout ProtobufWriter
  ) {
    switch type {
    case .string: writer.bytes(number, Array((value.string ?? "").utf8))
    case .bytes: writer.bytes(number, Base64.decode((value.string ?? "").utf8) ?? [])
    case .bool: writer.varint(number, value.bool == true ? 1 : 0)
    case .int32, .int64: writer.varint(number, UInt64(bitPattern: value.int ?? 0))
    case .double: writer.double(number, value.double ?? 0)
    case .map: break
    case .message(let name):
      guard let message = Protobuf.named(name) else { return }
      var part = ProtobufWriter()
      write(value, message, type: schema, to: &part)
      writer.bytes(number, part.out)
    }
  }

  private static func special(
    _ value: Value, _ message: MessageTable.Message, _ writer: inout ProtobufWriter
  ) -> Bool {
    switch Protobuf.shortName(message) {
    case "Time", "MicroTime", "Timestamp":
      guard let instant = value.string.flatMap({ Instant(rfc3339: $0) }) else { return true }
      var seconds = instant.nanoseconds / 1_000_000_000
      var nanos = instant.nanoseconds % 1_000_000_000
      if nanos < 0 {
        nanos += 1_000_000_000
        seconds -= 1
      }
      writer.varint(1, UInt64(bitPattern: seconds))
      writer.varint(2, UInt64(bitPattern: nanos))
    case "Quantity": writer.bytes(1, Array(Cells.scalar(value).utf8))
    case "Duration" where message.fields.count == 1:
      writer.varint(1, UInt64(bitPattern: GoDuration.nanoseconds(value.string ?? "") ?? 0))
    case "IntOrString":
      if let text = value.string {
        writer.varint(1, 1)
        writer.varint(2, 0)
        writer.bytes(3, Array(text.utf8))
      } else {
        writer.varint(1, 0)
        writer.varint(2, UInt64(bitPattern: value.int ?? 0))
        writer.bytes(3, [])
      }
    case "RawExtension", "FieldsV1", "JSON": writer.bytes(1, JSON.bytes(value))
    case "ExtraValue", "OptionalNames", "Verbs":
      for item in value.array ?? [] { writer.bytes(1, Array((item.string ?? "").utf8)) }
    case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray":
      either(value, message, &writer)
    default: return false
    }
    return true
  }

  private static func either(_ value: Value, _ message: MessageTable.Message, _ writer: inout ProtobufWriter) {
    let props = KubeSchema.builtin.types.named(
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")
    for field in message.fields {
      switch (field.type, value) {
      case (.bool, .bool(let flag)): writer.varint(field.number, flag ? 1 : 0)
      case (.bool, .object): writer.varint(field.number, 1)
      case (.message, .object) where !field.isRepeated: scalar(field.number, value, field.type, props, &writer)
      case (.message, .array(let items)) where field.isRepeated, (.string, .array(let items)) where field.isRepeated:
        for item in items { scalar(field.number, item, field.type, props, &writer) }
      default: break
      }
    }
  }
}
