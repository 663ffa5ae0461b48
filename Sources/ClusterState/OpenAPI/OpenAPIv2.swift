import KubeAPI
import Manifest

/// `/openapi/v2`: the definitions of every served kind in the form of Swagger 2, as JSON and as gnostic's protobuf.
///
/// Old clients explain kinds from it, and kubectl reads patch strategies there when a server has no v3 document. Paths
/// are left out: nobody who asks for this document calls by them.
enum OpenAPIv2 {
  static func answer(_ request: APIRequest, in state: ClusterState) -> APIResponse {
    let definitions = builtin.definitions.merging(custom(in: state))
    let accept = request.header("accept") ?? ""
    guard OpenAPIDocument.isAcceptable(request, "application/json", "com.github.proto-openapi.spec.v2") else {
      return APIResponse(status: 406)
    }
    guard accept.contains("com.github.proto-openapi.spec.v2") else {
      return .json(
        200,
        [
          "swagger": "2.0", "info": ["title": "Kubernetes", "version": "v1.36.2"], "paths": [:],
          "definitions": .object(definitions),
        ])
    }
    var named = builtin.encoded
    for pair in custom(in: state) { OpenAPIv2Encoder.named(pair.key, pair.value, 1, to: &named) }
    // gnostic's openapi.v2.Document: swagger 1, info 2 (title 1, version 2), paths 8, definitions 9.
    var info = ProtobufWriter()
    info.bytes(1, Array("Kubernetes".utf8))
    info.bytes(2, Array("v1.36.2".utf8))
    var document = ProtobufWriter()
    document.bytes(1, Array("2.0".utf8))
    document.bytes(2, info.out)
    document.bytes(8, [])
    document.bytes(9, named.out)
    return APIResponse(
      status: 200, headers: [("content-type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")],
      body: document.out)
  }

  /// The definitions of the built-in kinds never change, so they are made once.
  private static let builtin: (definitions: Object, encoded: ProtobufWriter) = {
    let state = ClusterState(options: .init(fresh: false))
    let definitions = collect(in: state) { !$0.isCustom }
    var encoded = ProtobufWriter()
    for pair in definitions { OpenAPIv2Encoder.named(pair.key, pair.value, 1, to: &encoded) }
    return (definitions, encoded)
  }()

  private static func custom(in state: ClusterState) -> Object {
    guard state.registry.groups.contains(where: \.isCustom) else { return Object() }
    var result = Object()
    for pair in collect(in: state, where: \.isCustom) where builtin.definitions[pair.key] == nil {
      result[pair.key] = pair.value
    }
    return result
  }

  private static func collect(in state: ClusterState, where wanted: (ServedResource) -> Bool) -> Object {
    var schemas: [String: Value] = [:]
    for group in state.registry.groups {
      for version in group.versions {
        let resources = state.registry.resources(group: group.name, version: version).filter(wanted)
        guard !resources.isEmpty else { continue }
        var builder = OpenAPIBuilder(group: group.name, version: version)
        for resource in resources { builder.add(resource, [], in: state) }
        for pair in builder.schemas where schemas[pair.key] == nil { schemas[pair.key] = swagger(pair.value) }
      }
    }
    return Object(pairs: schemas.sorted { $0.key.goLess($1.key) }.map { ($0.key, $0.value) })
  }

  /// A v3 schema as v2 writes it: references directly instead of through `allOf`, one type instead of `oneOf`.
  private static func swagger(_ schema: Value) -> Value {
    guard case .object(let object) = schema else {
      if case .array(let items) = schema { return .array(items.map { swagger($0) }) }
      return schema
    }
    var result = Object()
    for pair in object {
      switch pair.key {
      case "$ref":
        let name = pair.value.string?.split(separator: "/").last.map(String.init) ?? ""
        result["$ref"] = .string("#/definitions/\(name)")
      case "allOf":
        for inner in swagger(pair.value)[0]?.object ?? Object() { result[inner.key] = inner.value }
      case "oneOf": result["type"] = "string"
      case "default", "enum", "required", "x-kubernetes-group-version-kind", "x-kubernetes-unions":
        result[pair.key] = pair.value
      case "properties":
        var properties = Object()
        for property in pair.value.object ?? Object() { properties[property.key] = swagger(property.value) }
        result["properties"] = .object(properties)
      default: result[pair.key] = swagger(pair.value)
      }
    }
    return .object(result)
  }
}

extension Object {
  fileprivate func merging(_ other: Object) -> Object {
    guard !other.isEmpty else { return self }
    return Object(
      pairs: (pairs + other.pairs).sorted { $0.key.goLess($1.key) }.map { ($0.key, $0.value) })
  }
}

/// Writes Swagger schemas as gnostic's openapi.v2 messages (google/gnostic-models, OpenAPIv2.proto).
enum OpenAPIv2Encoder {
  /// NamedSchema: name 1, value 2.
  static func named(_ name: String, _ schema: Value, _ number: Int, to writer: inout ProtobufWriter) {
    var pair = ProtobufWriter()
    pair.bytes(1, Array(name.utf8))
    pair.bytes(2, encode(schema))
    writer.bytes(number, pair.out)
  }

  private static func encode(_ schema: Value) -> [UInt8] {
    var writer = ProtobufWriter()
    func text(_ number: Int, _ key: String) {
      if let text = schema[key]?.string { writer.bytes(number, Array(text.utf8)) }
    }
    text(1, "$ref")
    text(2, "format")
    text(3, "title")
    text(4, "description")
    if let value = schema["default"] { writer.bytes(5, any(value)) }
    for name in schema["required"]?.array ?? [] { writer.bytes(19, Array((name.string ?? "").utf8)) }
    for value in schema["enum"]?.array ?? [] { writer.bytes(20, any(value)) }
    if let inner = schema["additionalProperties"], inner.object != nil {
      var item = ProtobufWriter()
      item.bytes(1, encode(inner))
      writer.bytes(21, item.out)
    }
    if let type = schema["type"]?.string {
      var item = ProtobufWriter()
      item.bytes(1, Array(type.utf8))
      writer.bytes(22, item.out)
    }
    if let inner = schema["items"] {
      var item = ProtobufWriter()
      item.bytes(1, encode(inner))
      writer.bytes(23, item.out)
    }
    if let properties = schema["properties"]?.object {
      var item = ProtobufWriter()
      for pair in properties { named(pair.key, pair.value, 1, to: &item) }
      writer.bytes(25, item.out)
    }
    for pair in schema.object ?? Object() where pair.key.hasPrefix("x-") {
      var extra = ProtobufWriter()
      extra.bytes(1, Array(pair.key.utf8))
      extra.bytes(2, any(pair.value))
      writer.bytes(31, extra.out)
    }
    return writer.out
  }

  /// gnostic's Any: the value as YAML in field 2.
  private static func any(_ value: Value) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.bytes(2, Array(YAML.write(value).utf8))
    return writer.out
  }
}
