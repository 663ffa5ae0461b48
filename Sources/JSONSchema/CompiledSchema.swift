import GoLibrary
import Manifest

extension JSONSchema {
  enum Draft: Int, Sendable, Comparable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    case draft2019 = 2019
    case draft2020 = 2020

    static func < (a: Draft, b: Draft) -> Bool { a.rawValue < b.rawValue }

    /// The property that carries a schema's identity.
    var id: String { self == .draft4 ? "id" : "$id" }

    /// `draftFromURL`.
    init?(url: String) {
      var url = url
      if let hash = url.firstIndex(of: "#") {
        if url.index(after: hash) != url.endIndex { return nil }
        url = String(url[..<hash])
      }
      for prefix in ["http://", "https://"] where url.hasPrefix(prefix) {
        url = String(url.dropFirst(prefix.count))
        break
      }
      switch url {
      case "json-schema.org/schema", "json-schema.org/draft/2020-12/schema": self = .draft2020
      case "json-schema.org/draft/2019-09/schema": self = .draft2019
      case "json-schema.org/draft-07/schema": self = .draft7
      case "json-schema.org/draft-06/schema": self = .draft6
      case "json-schema.org/draft-04/schema": self = .draft4
      default: return nil
      }
    }

    /// Where other schemas stand inside a schema: `name`, `name/*` (members) or `name/[]` (elements).
    var subschemas: [String] {
      var places = [
        "definitions/*", "not", "allOf/[]", "anyOf/[]", "oneOf/[]", "properties/*", "additionalProperties",
        "patternProperties/*", "items", "items/[]", "additionalItems", "dependencies/*",
      ]
      if self >= .draft6 { places += ["propertyNames", "contains"] }
      if self >= .draft7 { places += ["if", "then", "else"] }
      if self >= .draft2019 {
        places += [
          "$defs/*", "dependentSchemas/*", "unevaluatedProperties", "unevaluatedItems", "contentSchema",
        ]
      }
      if self >= .draft2020 { places += ["prefixItems/[]"] }
      return places
    }
  }

  /// One schema of a compiled set; other schemas are named by their index.
  struct Compiled: Sendable {
    /// `url#pointer`.
    var location: String
    var url: String
    var pointer: String
    var draft = Draft.draft2020
    /// The schema resource (with an `$id`, or the root) that this one belongs to.
    var resource = 0
    var dynamicAnchors: [String: Int] = [:]
    var always: Bool?

    var ref: Int?
    var recursiveRef: Int?
    var recursiveAnchor = false
    var dynamicRef: (schema: Int, anchor: String)?
    var dynamicAnchor = ""

    var types: [ValueType] = []
    var const: Value?
    var enumeration: [Value]?
    var format: String?

    var not: Int?
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var condition: Int?
    var then: Int?
    var otherwise: Int?

    var minProperties: Int?
    var maxProperties: Int?
    var required: [String] = []
    var properties: [String: Int] = [:]
    var patternProperties: [(pattern: Regexp, schema: Int)] = []
    var additionalProperties: Additional?
    var dependencies: [(name: String, dependency: Dependency)] = []
    var propertyNames: Int?
    var dependentSchemas: [(name: String, schema: Int)] = []
    var dependentRequired: [(name: String, required: [String])] = []
    var unevaluatedProperties: Int?

    var minItems: Int?
    var maxItems: Int?
    var uniqueItems = false
    var items: Int?
    /// `items` as an array, or `prefixItems`.
    var itemList: [Int] = []
    var additionalItems: Additional?
    var contains: Int?
    var minContains: Int?
    var maxContains: Int?
    var unevaluatedItems: Int?

    var minLength: Int?
    var maxLength: Int?
    var pattern: Regexp?

    var minimum: DecimalNumber?
    var maximum: DecimalNumber?
    var exclusiveMinimum: DecimalNumber?
    var exclusiveMaximum: DecimalNumber?
    var multipleOf: DecimalNumber?

    enum Additional: Sendable {
      case allowed(Bool)
      case schema(Int)
    }

    enum Dependency: Sendable {
      case properties([String])
      case schema(Int)
    }

    var allPropertiesEvaluated: Bool { additionalProperties != nil }
    var allItemsEvaluated: Bool {
      draft < .draft2020 ? additionalItems != nil || items != nil : items != nil
    }
  }

  /// In the order in which a set of types is listed.
  enum ValueType: String, Sendable, CaseIterable {
    case null, boolean, number, integer, string, array, object

    init(_ value: Value) {
      switch value {
      case .null: self = .null
      case .bool: self = .boolean
      case .int, .double: self = .number
      case .string: self = .string
      case .array: self = .array
      case .object: self = .object
      }
    }
  }
}
