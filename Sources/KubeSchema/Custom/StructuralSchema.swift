import CEL
import GoLibrary
import Manifest

/// A structural schema of a custom resource: OpenAPI v3 with Kubernetes' extensions, read from JSON.
public final class StructuralSchema: Sendable {
  /// `object`, `array`, `string`, `integer`, `number`, `boolean`; empty when there is none.
  public let type: String
  public let format: String
  public let title: String
  public let description: String
  public let defaultValue: Value?
  public let isNullable: Bool
  /// In the order of the definition.
  public let properties: [(name: String, schema: StructuralSchema)]
  private let index: [String: Int]
  /// `additionalProperties` with a schema.
  public let additional: StructuralSchema?
  /// `additionalProperties: true` or `false`.
  public let allowsAdditional: Bool?
  public let items: StructuralSchema?
  public let required: [String]
  public let preservesUnknown: Bool
  public let isEmbedded: Bool
  public let isIntOrString: Bool
  /// `atomic`, `set`, `map`; empty for none.
  public let listType: String
  public let mapKeys: [String]
  /// `atomic`, `granular`; empty for none.
  public let mapType: String
  /// Whether it is the schema of a whole object.
  let isRoot: Bool
  let limits: ValueLimits
  let rules: [CustomRule]
  /// Whether any rule is somewhere in it.
  let hasRules: Bool
  /// Whether it or anything in it is an embedded object.
  let holdsEmbedded: Bool

  public func property(_ name: String) -> StructuralSchema? { index[name].map { properties[$0].schema } }

  /// - Parameter isRoot: the schema is of a whole object, whose rules can name apiVersion, kind and metadata.
  public init(_ json: Value, isRoot: Bool = false) {
    self.isRoot = isRoot
    type = json["type"]?.string ?? ""
    format = json["format"]?.string ?? ""
    title = json["title"]?.string ?? ""
    description = json["description"]?.string ?? ""
    defaultValue = json["default"].flatMap { $0.isNull ? nil : $0 }
    isNullable = json["nullable"]?.bool ?? false
    properties = (json["properties"]?.object ?? Object()).map { ($0.key, StructuralSchema($0.value)) }
    var index: [String: Int] = [:]
    for (i, property) in properties.enumerated() { index[property.name] = i }
    self.index = index
    if let extra = json["additionalProperties"], case .object = extra {
      additional = StructuralSchema(extra)
    } else {
      additional = nil
    }
    allowsAdditional = json["additionalProperties"]?.bool
    items = json["items"].flatMap { $0.object == nil ? nil : StructuralSchema($0) }
    required = json["required"]?.array?.compactMap(\.string) ?? []
    preservesUnknown = json["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
    isEmbedded = json["x-kubernetes-embedded-resource"]?.bool ?? false
    isIntOrString = json["x-kubernetes-int-or-string"]?.bool ?? false
    listType = json["x-kubernetes-list-type"]?.string ?? ""
    mapKeys = json["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? []
    mapType = json["x-kubernetes-map-type"]?.string ?? ""
    limits = ValueLimits(json)
    let declared = json["x-kubernetes-validations"]?.array ?? []
    if declared.isEmpty {
      rules = []
    } else {
      let own = StructuralTypes.type(
        type: type, format: format, isIntOrString: isIntOrString, properties: properties, additional: additional,
        items: items, isEmbedded: isEmbedded, isRoot: isRoot)
      rules = declared.map { CustomRule($0, self: own) }
    }
    let inner = properties.map(\.schema) + [additional, items].compactMap { $0 }
    hasRules = !rules.isEmpty || (inner + limits.allOf).contains(where: \.hasRules)
    holdsEmbedded = isEmbedded || inner.contains(where: \.holdsEmbedded)
  }
}

/// The value validations of a schema.
struct ValueLimits: Sendable {
  var maximum: Double?
  var minimum: Double?
  var exclusiveMaximum = false
  var exclusiveMinimum = false
  var multipleOf: Double?
  var maxLength: Int64?
  var minLength: Int64?
  var maxItems: Int64?
  var minItems: Int64?
  var maxProperties: Int64?
  var minProperties: Int64?
  var uniqueItems = false
  var pattern = ""
  var regexp: Regexp?
  var values: [Value] = []
  var allOf: [StructuralSchema] = []
  var anyOf: [StructuralSchema] = []
  var oneOf: [StructuralSchema] = []
  var not: StructuralSchema?

  init(_ json: Value) {
    maximum = json["maximum"]?.double
    minimum = json["minimum"]?.double
    exclusiveMaximum = json["exclusiveMaximum"]?.bool ?? false
    exclusiveMinimum = json["exclusiveMinimum"]?.bool ?? false
    multipleOf = json["multipleOf"]?.double
    maxLength = json["maxLength"]?.int
    minLength = json["minLength"]?.int
    maxItems = json["maxItems"]?.int
    minItems = json["minItems"]?.int
    maxProperties = json["maxProperties"]?.int
    minProperties = json["minProperties"]?.int
    uniqueItems = json["uniqueItems"]?.bool ?? false
    pattern = json["pattern"]?.string ?? ""
    if !pattern.isEmpty { regexp = try? Regexp.compile(pattern) }
    values = json["enum"]?.array ?? []
    func list(_ name: String) -> [StructuralSchema] { (json[name]?.array ?? []).map { StructuralSchema($0) } }
    allOf = list("allOf")
    anyOf = list("anyOf")
    oneOf = list("oneOf")
    not = json["not"].flatMap { $0.object == nil ? nil : StructuralSchema($0) }
  }
}

/// The CEL types of structural schemas (k8s.io/apiserver `pkg/cel/common/schemas.go`).
enum StructuralTypes {
  static func type(of schema: StructuralSchema) -> CELType {
    type(
      type: schema.type, format: schema.format, isIntOrString: schema.isIntOrString, properties: schema.properties,
      additional: schema.additional, items: schema.items, isEmbedded: schema.isEmbedded, isRoot: schema.isRoot)
  }

  static func type(
    type: String, format: String, isIntOrString: Bool, properties: [(name: String, schema: StructuralSchema)],
    additional: StructuralSchema?, items: StructuralSchema?, isEmbedded: Bool, isRoot: Bool = false
  ) -> CELType {
    if isIntOrString { return .dyn }
    switch type {
    case "string":
      switch format {
      case "byte": return .bytes
      case "duration": return .duration
      case "date", "date-time": return .timestamp
      default: return .string
      }
    case "boolean": return .bool
    case "number": return .double
    case "integer": return .int
    case "array": return items.map { .list(StructuralTypes.type(of: $0)) } ?? .dyn
    case "object":
      if let additional { return .map(.string, StructuralTypes.type(of: additional)) }
      var fields: [String: CELType] = [:]
      for property in properties where !(isRoot && property.name == "metadata") {
        if let name = FieldNames.escape(property.name) { fields[name] = StructuralTypes.type(of: property.schema) }
      }
      if isEmbedded || isRoot {
        fields["apiVersion"] = .string
        fields["kind"] = .string
        fields["metadata"] = .object(
          CELObjectType(name: "ObjectMeta", fields: ["name": .string, "generateName": .string]))
      }
      return .object(CELObjectType(name: "object", fields: fields))
    default: return .dyn
    }
  }
}
