import CEL
import GoLibrary
import KubeAPI
import Manifest

/// Whether a schema is structural, its defaults are sound and its rules compile.
struct SchemaRules {
  var errors = ErrorList()
  /// Errors of rules come after those of the schema.
  var ruleErrors = ErrorList()
  var cost = RuleCost()

  static func check(_ schema: Value, _ path: String, hasStatus: Bool) -> [FieldError] {
    var rules = SchemaRules()
    if hasStatus { rules.rootWithStatus(schema, path) }
    if schema.isTrue(at: "nullable") {
      rules.errors.forbidden("\(path).nullable", "nullable cannot be true at the root")
    }
    var structural = SchemaRules()
    structural.structural(schema, path, level: .root)
    let found = structural.errors.list.sorted { $0.description.goLess($1.description) }
    rules.errors.add(found)
    var mayCompile = found.isEmpty
    if mayCompile {
      let before = rules.errors.list.count
      for name in ["apiVersion", "kind", "metadata"] where schema.at("properties", name)?.has("default") == true {
        rules.errors.forbidden("\(path).properties[\(name)].default", "must not be set in top-level \(name)")
      }
      if rules.errors.list.count == before { rules.defaults(schema, path) }
      mayCompile = rules.errors.list.count == before
    }
    rules.openAPI(schema, path, mayCompile: mayCompile, uncorrelated: nil, count: 1)
    return rules.errors.list + rules.ruleErrors.list + rules.cost.errors(path)
  }

  private enum Level { case root, item, field }

  private mutating func rootWithStatus(_ schema: Value, _ path: String) {
    let allowed: Set<String> = [
      "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
      "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items",
      "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
      "nullable",
    ]
    if schema.has("type"), schema.text("type") != "object" {
      errors.invalid(
        "\(path).type", schema["type"],
        "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled")
      return
    }
    for pair in schema.object ?? Object() where !allowed.contains(pair.key) {
      errors.invalid(
        path, SchemaDump.of(schema),
        "only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength "
          + "Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example "
          + "XPreserveUnknownFields XValidations] fields are allowed at the root of the schema if the status subresource "
          + "is enabled")
      return
    }
  }

  // MARK: - Structure

  private mutating func structural(_ schema: Value, _ path: String, level: Level) {
    let type = schema.text("type")
    let isEmbedded = schema.isTrue(at: "x-kubernetes-embedded-resource")
    let isIntOrString = schema.isTrue(at: "x-kubernetes-int-or-string")
    let preserves = schema.isTrue(at: "x-kubernetes-preserve-unknown-fields")
    let items = schema["items"].flatMap { $0.object == nil ? nil : $0 }
    if type == "array" && items == nil { errors.required("\(path).items", "must be specified") }
    if let items { structural(items, "\(path).items", level: .item) }
    for pair in schema["properties"]?.object ?? Object() {
      structural(pair.value, "\(path).properties[\(pair.key)]", level: .field)
    }
    if let additional = schema.there("additionalProperties") {
      if level == .root { errors.forbidden("\(path).additionalProperties", "must not be used at the root") }
      if additional.object != nil { structural(additional, "\(path).additionalProperties", level: .field) }
      if isEmbedded {
        errors.forbidden(
          "\(path).additionalProperties", "must not be used if x-kubernetes-embedded-resource is set")
      }
    }
    if isIntOrString && preserves {
      errors.invalid(
        "\(path).x-kubernetes-preserve-unknown-fields", true, "must be false if x-kubernetes-int-or-string is true")
    }
    if isIntOrString && isEmbedded {
      errors.invalid(
        "\(path).x-kubernetes-embedded-resource", true, "must be false if x-kubernetes-int-or-string is true")
    }
    values(schema, path, isIntOrString: isIntOrString)
    if isEmbedded && type != "object" {
      let words = "must be object if x-kubernetes-embedded-resource is true"
      if type.isEmpty {
        errors.required("\(path).type", words)
      } else {
        errors.invalid("\(path).type", .string(type), words)
      }
    } else if type.isEmpty && !isIntOrString && !preserves {
      switch level {
      case .root: errors.required("\(path).type", "must not be empty at the root")
      case .item: errors.required("\(path).type", "must not be empty for specified array items")
      case .field: errors.required("\(path).type", "must not be empty for specified object fields")
      }
    }
    if level == .root, !type.isEmpty, type != "object" {
      errors.invalid("\(path).type", .string(type), "must be object at the root")
    }
    metadata(schema, path, level: level, isEmbedded: isEmbedded)
    if isEmbedded && !preserves && (schema["properties"]?.object?.isEmpty ?? true) {
      errors.required(
        "\(path).properties",
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")
    }
  }

  private mutating func metadata(_ schema: Value, _ path: String, level: Level, isEmbedded: Bool) {
    let applies = level == .root || isEmbedded
    for name in ["kind", "apiVersion"] {
      if applies, let property = schema.at("properties", name), property.text("type") != "string" {
        errors.invalid("\(path).properties[\(name)].type", property["type"] ?? "", "must be string")
      }
    }
    guard let metadata = schema.at("properties", "metadata") else { return }
    let place = "\(path).properties[metadata]"
    if applies && metadata.text("type") != "object" {
      errors.invalid("\(place).type", metadata["type"] ?? "", "must be object")
    }
    guard level == .root else { return }
    let names = Set(metadata["properties"]?.object?.keys ?? [])
    let others = (metadata.object?.keys ?? []).filter {
      !["type", "properties", "description", "default"].contains($0)
    }
    if !names.isSubset(of: ["name", "generateName"]) || !others.isEmpty {
      errors.forbidden(
        place, "must not specify anything other than name and generateName, but metadata is implicitly specified")
    }
  }

  private static let intOrString: Value = [["type": "integer"], ["type": "string"]]

  private mutating func values(_ schema: Value, _ path: String, isIntOrString: Bool) {
    for name in ["anyOf", "allOf", "oneOf"] {
      if name == "anyOf", schema["anyOf"] == SchemaRules.intOrString { continue }
      for (i, inner) in (schema[name]?.array ?? []).enumerated() {
        if name == "allOf", i == 0, inner["anyOf"] == SchemaRules.intOrString {
          nested(inner, "\(path).allOf[0]", skipsAnyOf: true)
        } else {
          nested(inner, "\(path).\(name)[\(i)]")
        }
      }
    }
    if let not = schema.there("not") { nested(not, "\(path).not") }
    let pattern = schema.text("pattern")
    guard !pattern.isEmpty else { return }
    do {
      _ = try Regexp.compile(pattern)
    } catch {
      errors.invalid(
        "\(path).pattern", .string(pattern), "must be a valid regular expression, but isn't: \(error.message)")
    }
  }

  /// Inside anyOf and the like only values may be restricted.
  private mutating func nested(_ schema: Value, _ path: String, skipsAnyOf: Bool = false) {
    var plain = schema
    if skipsAnyOf { plain["anyOf"] = nil }
    values(plain, path, isIntOrString: false)
    if let items = schema.there("items") { nested(items, "\(path).items") }
    for pair in schema["properties"]?.object ?? Object() {
      nested(pair.value, "\(path).properties[\(pair.key)]")
    }
    if !schema.text("type").isEmpty { errors.forbidden("\(path).type", "must be empty to be structural") }
    for (name, words) in [
      ("additionalProperties", "must be undefined to be structural"), ("default", "must be undefined to be structural"),
      ("title", "must be empty to be structural"), ("description", "must be empty to be structural"),
      ("nullable", "must be false to be structural"),
      ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
      ("x-kubernetes-embedded-resource", "must be false to be structural"),
      ("x-kubernetes-int-or-string", "must be false to be structural"),
      ("x-kubernetes-list-map-keys", "must be empty to be structural"),
      ("x-kubernetes-list-type", "must be undefined to be structural"),
      ("x-kubernetes-map-type", "must be undefined to be structural"),
      ("x-kubernetes-validations", "must be empty to be structural"),
    ] where schema.has(name) && schema[name] != false {
      errors.forbidden("\(path).\(name)", words)
    }
    if schema.at("properties", "metadata") != nil {
      errors.forbidden("\(path).properties[metadata]", "must not be specified in a nested context")
    }
  }

  // MARK: - Defaults

  private mutating func defaults(_ schema: Value, _ path: String) {
    if let value = schema.there("default") {
      let compiled = StructuralSchema(schema)
      var unknown: [String] = []
      _ = Pruning.prune(value, compiled, isRoot: false, path: "", &unknown)
      if !unknown.isEmpty { errors.invalid("\(path).default", value, "must not have unknown fields") }
      var validation = SchemaValidation()
      validation.check(value, compiled, path: "")
      for error in validation.errors {
        var moved = error
        moved.field = error.field == "<nil>" ? "\(path).default" : "\(path).default.\(error.field)"
        errors.add(moved)
      }
      if validation.errors.isEmpty, compiled.hasRules {
        var rules = RuleValidation()
        rules.check(value, nil, compiled, path: "\(path).default", isUnchanged: false)
        errors.add(rules.errors)
      }
    }
    if let items = schema["items"], items.object != nil { defaults(items, "\(path).items") }
    for pair in schema["properties"]?.object?.sorted() ?? [] {
      defaults(pair.value, "\(path).properties[\(pair.key)]")
    }
  }

  // MARK: - OpenAPI

  private static let types = ["array", "boolean", "integer", "number", "object", "string"]

  /// - Parameters:
  ///   - uncorrelated: the ancestor whose old and new values cannot be matched.
  ///   - count: how many values of the schema there can be; `nil` when nothing bounds that.
  private mutating func openAPI(
    _ schema: Value, _ path: String, mayCompile: Bool, uncorrelated: String?, count: UInt64?
  ) {
    guard schema.object != nil else { return }
    let before = errors.list.count
    let type = schema.text("type")
    if !type.isEmpty && !SchemaRules.types.contains(type) {
      errors.notSupported("\(path).type", .string(type), SchemaRules.types)
    }
    for name in ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"]
    where schema.has(name) {
      errors.forbidden("\(path).\(name)", "\(name) is not supported")
    }
    if type == "null" {
      errors.forbidden("\(path).type", "type cannot be set to null, use nullable as an alternative")
    }
    if schema["items"]?.array != nil {
      errors.forbidden("\(path).items", "items must be a schema object and not an array")
    }
    if schema.isTrue(at: "uniqueItems") {
      errors.forbidden(
        "\(path).uniqueItems",
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    }
    children(schema, path, mayCompile: mayCompile, uncorrelated: uncorrelated, count: SchemaRules.inner(schema, count))
    if schema["x-kubernetes-preserve-unknown-fields"]?.bool == false {
      errors.invalid("\(path).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined")
    }
    maps(schema, path, type)
    lists(schema, path, type)
    rules(schema, path, mayCompile: mayCompile, before, uncorrelated, count)
  }

  /// How many values there can be in all values of a schema.
  private static func inner(_ schema: Value, _ count: UInt64?) -> UInt64? {
    guard let count else { return nil }
    let limit: String
    switch schema.text("type") {
    case "object" where schema.has("additionalProperties"): limit = "maxProperties"
    case "array": limit = "maxItems"
    default: return count
    }
    return schema[limit]?.int.map { product(count, UInt64(max(0, $0))) }
  }

  static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : value
  }

  private mutating func children(
    _ schema: Value, _ path: String, mayCompile: Bool, uncorrelated: String?, count: UInt64?
  ) {
    if let additional = schema.there("additionalProperties") {
      let hasProperties = schema["properties"]?.object?.isEmpty == false
      if hasProperties && additional != true {
        errors.forbidden(
          "\(path).additionalProperties", "additionalProperties and properties are mutual exclusive")
      }
      openAPI(
        additional, "\(path).additionalProperties", mayCompile: mayCompile, uncorrelated: uncorrelated, count: count)
    }
    for pair in schema["properties"]?.object?.sorted() ?? [] {
      openAPI(
        pair.value, "\(path).properties[\(pair.key)]", mayCompile: mayCompile, uncorrelated: uncorrelated, count: count)
    }
    if let not = schema.there("not") {
      openAPI(not, "\(path).not", mayCompile: false, uncorrelated: uncorrelated, count: count)
    }
    for name in ["allOf", "oneOf", "anyOf"] {
      for (i, inner) in (schema[name]?.array ?? []).enumerated() {
        openAPI(inner, "\(path).\(name)[\(i)]", mayCompile: false, uncorrelated: uncorrelated, count: count)
      }
    }
    if let items = schema.there("items") {
      let isMap = schema.text("x-kubernetes-list-type") == "map"
      openAPI(
        items, "\(path).items", mayCompile: mayCompile, uncorrelated: isMap ? uncorrelated : uncorrelated ?? path,
        count: count)
    }
  }

  private mutating func maps(_ schema: Value, _ path: String, _ type: String) {
    guard schema.has("x-kubernetes-map-type") else { return }
    if type != "object" {
      let words = "must be object if x-kubernetes-map-type is specified"
      if type.isEmpty {
        errors.required("\(path).type", words)
      } else {
        errors.invalid("\(path).type", .string(type), words)
      }
    }
    errors.optionalOneOf(
      "\(path).x-kubernetes-map-type", schema["x-kubernetes-map-type"], ["atomic", "granular"])
  }

  private mutating func lists(_ schema: Value, _ path: String, _ type: String) {
    let list = schema.there("x-kubernetes-list-type")?.string
    let items = schema["items"]
    let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
    if let list {
      if type != "array" {
        let words = "must be array if x-kubernetes-list-type is specified"
        if type.isEmpty {
          errors.required("\(path).type", words)
        } else {
          errors.invalid("\(path).type", .string(type), words)
        }
      } else if list == "set", let items {
        let words = "must be atomic as item of a list with x-kubernetes-list-type=set"
        if items.text("type") == "array", items.has("x-kubernetes-list-type"),
          items.text("x-kubernetes-list-type") != "atomic"
        {
          errors.invalid("\(path).items.x-kubernetes-list-type", items["x-kubernetes-list-type"], words)
        }
        if items.text("type") == "object", items.text("x-kubernetes-map-type") != "atomic" {
          errors.invalid("\(path).items.x-kubernetes-map-type", items["x-kubernetes-list-type"], words)
        }
      }
      errors.optionalOneOf("\(path).x-kubernetes-list-type", .string(list), ["atomic", "set", "map"])
    }
    if !keys.isEmpty && list != "map" {
      let words = "must be map if x-kubernetes-list-map-keys is non-empty"
      if let list {
        errors.invalid("\(path).x-kubernetes-list-type", .string(list), words)
      } else {
        errors.required("\(path).x-kubernetes-list-type", words)
      }
    }
    if list == "map" { mapKeys(schema, path, keys, items) }
    if let list, list == "map" || list == "set", let items {
      if items.isTrue(at: "nullable") {
        errors.forbidden("\(path).items.nullable", "cannot be nullable when x-kubernetes-list-type is \(list)")
      }
      let required = Set((items["required"]?.array ?? []).compactMap(\.string))
      for key in list == "map" ? keys : [] {
        guard let property = items.at("properties", key) else { continue }
        let place = "\(path).items.properties[\(key)]"
        if !required.contains(key) && !property.has("default") {
          errors.required(
            "\(place).default",
            "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")
        }
        if property.isTrue(at: "nullable") {
          errors.forbidden(
            "\(place).nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable")
        }
      }
    }
  }

  private mutating func mapKeys(_ schema: Value, _ path: String, _ keys: [String], _ items: Value?) {
    if keys.isEmpty {
      errors.required(
        "\(path).x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map")
    }
    guard let items else {
      errors.required("\(path).items", "must have a schema if x-kubernetes-list-type is map")
      return
    }
    if items.text("type") != "object" {
      errors.invalid(
        "\(path).items.type", items["type"] ?? "", "must be object if parent array's x-kubernetes-list-type is map")
      return
    }
    var seen: Set<String> = []
    for key in keys {
      if let property = items.at("properties", key) {
        if ["array", "object"].contains(property.text("type")) {
          errors.invalid(
            "\(path).items.properties[\(key)].type", items["type"],
            "must be a scalar type if parent array's x-kubernetes-list-type is map")
        }
      } else {
        errors.invalid(
          "\(path).x-kubernetes-list-map-keys", schema["x-kubernetes-list-map-keys"],
          "entries must all be names of item properties")
      }
      if !seen.insert(key).inserted {
        errors.invalid(
          "\(path).x-kubernetes-list-map-keys", schema["x-kubernetes-list-map-keys"],
          "must not contain duplicate entries")
      }
    }
  }
}
