import Manifest

/// A schema as Go prints the server's internal struct with encoding/json: every field, capitalised.
enum SchemaDump {
  private enum Zero { case empty, flag, null }

  private static let fields: [(go: String, json: String, zero: Zero)] = [
    ("ID", "id", .empty), ("Schema", "$schema", .empty), ("Ref", "$ref", .null), ("Description", "description", .empty),
    ("Type", "type", .empty), ("Nullable", "nullable", .flag), ("Format", "format", .empty), ("Title", "title", .empty),
    ("Default", "default", .null), ("Maximum", "maximum", .null), ("ExclusiveMaximum", "exclusiveMaximum", .flag),
    ("Minimum", "minimum", .null), ("ExclusiveMinimum", "exclusiveMinimum", .flag), ("MaxLength", "maxLength", .null),
    ("MinLength", "minLength", .null), ("Pattern", "pattern", .empty), ("MaxItems", "maxItems", .null),
    ("MinItems", "minItems", .null), ("UniqueItems", "uniqueItems", .flag), ("MultipleOf", "multipleOf", .null),
    ("Enum", "enum", .null), ("MaxProperties", "maxProperties", .null), ("MinProperties", "minProperties", .null),
    ("Required", "required", .null), ("Items", "items", .null), ("AllOf", "allOf", .null), ("OneOf", "oneOf", .null),
    ("AnyOf", "anyOf", .null), ("Not", "not", .null), ("Properties", "properties", .null),
    ("AdditionalProperties", "additionalProperties", .null), ("PatternProperties", "patternProperties", .null),
    ("Dependencies", "dependencies", .null), ("AdditionalItems", "additionalItems", .null),
    ("Definitions", "definitions", .null), ("ExternalDocs", "externalDocs", .null), ("Example", "example", .null),
    ("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", .null),
    ("XEmbeddedResource", "x-kubernetes-embedded-resource", .flag),
    ("XIntOrString", "x-kubernetes-int-or-string", .flag), ("XListMapKeys", "x-kubernetes-list-map-keys", .null),
    ("XListType", "x-kubernetes-list-type", .null), ("XMapType", "x-kubernetes-map-type", .null),
    ("XValidations", "x-kubernetes-validations", .null),
  ]

  static func of(_ schema: Value) -> Value {
    guard schema.object != nil else { return schema }
    return .object(
      Object(
        uniquePairs: fields.map { field in
          guard let value = schema.there(field.json) else {
            switch field.zero {
            case .empty: return .init(key: field.go, value: "")
            case .flag: return .init(key: field.go, value: false)
            case .null: return .init(key: field.go, value: .null)
            }
          }
          return .init(key: field.go, value: member(field.json, value))
        }))
  }

  private static func member(_ name: String, _ value: Value) -> Value {
    switch name {
    case "items": return ["Schema": of(value), "JSONSchemas": .null]
    case "not": return of(value)
    case "allOf", "oneOf", "anyOf": return .array((value.array ?? []).map { of($0) })
    case "properties":
      return .object(
        Object(uniquePairs: (value.object?.sorted() ?? []).map { .init(key: $0.key, value: of($0.value)) }))
    case "additionalProperties":
      return ["Allows": .bool(value.bool ?? true), "Schema": value.object == nil ? .null : of(value)]
    case "x-kubernetes-validations": return .array((value.array ?? []).map { rule($0) })
    default: return value
    }
  }

  static func rule(_ rule: Value) -> Value {
    [
      "Rule": rule["rule"] ?? "", "Message": rule["message"] ?? "",
      "MessageExpression": rule["messageExpression"] ?? "", "Reason": rule["reason"] ?? .null,
      "FieldPath": rule["fieldPath"] ?? "", "OptionalOldSelf": rule["optionalOldSelf"] ?? .null,
    ]
  }
}
