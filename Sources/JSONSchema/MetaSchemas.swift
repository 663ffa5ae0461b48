import Manifest

/// What each draft demands of a schema, written down from the specifications: the shapes decide how errors nest.
enum MetaSchemas {
  private static let compiled: [JSONSchema.Draft: JSONSchema] = {
    var all: [JSONSchema.Draft: JSONSchema] = [:]
    for draft in [JSONSchema.Draft.draft4, .draft6, .draft7, .draft2019, .draft2020] {
      var compiler = SchemaCompiler(loader: nil, checksDrafts: false)
      all[draft] = try? compiler.compile(url(draft))
    }
    return all
  }()

  static func schema(_ draft: JSONSchema.Draft) -> JSONSchema? { compiled[draft] }

  static func url(_ draft: JSONSchema.Draft) -> String {
    switch draft {
    case .draft4: "http://json-schema.org/draft-04/schema"
    case .draft6: "http://json-schema.org/draft-06/schema"
    case .draft7: "http://json-schema.org/draft-07/schema"
    case .draft2019: "https://json-schema.org/draft/2019-09/schema"
    case .draft2020: "https://json-schema.org/draft/2020-12/schema"
    }
  }

  static func isDraft(_ url: String) -> Bool {
    url.hasPrefix("http://json-schema.org/") || url.hasPrefix("https://json-schema.org/")
  }

  /// The document of such a URL, `nil` when there is none.
  static func document(_ url: String) -> Value? {
    guard isDraft(url), let text = text(url) else { return nil }
    return try? JSON.parse(text)
  }

  private static func text(_ url: String) -> String? {
    let https = "https://json-schema.org/draft/"
    switch url {
    case "http://json-schema.org/draft-04/schema": return draft4
    case "http://json-schema.org/draft-06/schema": return draft6or7(7 - 1)
    case "http://json-schema.org/draft-07/schema": return draft6or7(7)
    case https + "2019-09/schema", https + "2020-12/schema", "https://json-schema.org/schema",
      "http://json-schema.org/schema":
      return vocabularies(url.contains("2019") ? "2019-09" : "2020-12")
    default:
      for year in ["2019-09", "2020-12"] where url.hasPrefix(https + year + "/meta/") {
        let name = String(url.dropFirst((https + year + "/meta/").count))
        guard let body = vocabulary(name, year == "2019-09") else { return nil }
        let anchor = year == "2019-09" ? #""$recursiveAnchor":true"# : #""$dynamicAnchor":"meta""#
        let text = """
          {"$schema":"\(https)\(year)/schema","$id":"\(url)",\(anchor),"type":["object","boolean"],\(body)}
          """
        return text.replacing("@SELF", with: year == "2019-09" ? oldSelf : newSelf)
      }
      return nil
    }
  }

  // MARK: - Draft 4 to 7

  private static let draft4 = """
    {"id":"http://json-schema.org/draft-04/schema#","$schema":"http://json-schema.org/draft-04/schema#",
    "definitions":{
      "schemaArray":{"type":"array","minItems":1,"items":{"$ref":"#"}},
      "positiveInteger":{"type":"integer","minimum":0},
      "positiveIntegerDefault0":{"allOf":[{"$ref":"#/definitions/positiveInteger"},{"default":0}]},
      "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
      "stringArray":{"type":"array","items":{"type":"string"},"minItems":1,"uniqueItems":true}},
    "type":"object","properties":{
      "id":{"type":"string","format":"uri-reference"},"$schema":{"type":"string","format":"uri"},
      "title":{"type":"string"},"description":{"type":"string"},"default":{},
      "multipleOf":{"type":"number","minimum":0,"exclusiveMinimum":true},
      "maximum":{"type":"number"},"exclusiveMaximum":{"type":"boolean"},
      "minimum":{"type":"number"},"exclusiveMinimum":{"type":"boolean"},
      "maxLength":{"$ref":"#/definitions/positiveInteger"},"minLength":{"$ref":"#/definitions/positiveIntegerDefault0"},
      "pattern":{"type":"string","format":"regex"},
      "additionalItems":{"anyOf":[{"type":"boolean"},{"$ref":"#"}]},
      "items":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/schemaArray"}]},
      "maxItems":{"$ref":"#/definitions/positiveInteger"},"minItems":{"$ref":"#/definitions/positiveIntegerDefault0"},
      "uniqueItems":{"type":"boolean"},
      "maxProperties":{"$ref":"#/definitions/positiveInteger"},
      "minProperties":{"$ref":"#/definitions/positiveIntegerDefault0"},
      "required":{"$ref":"#/definitions/stringArray"},
      "additionalProperties":{"anyOf":[{"type":"boolean"},{"$ref":"#"}]},
      "definitions":{"type":"object","additionalProperties":{"$ref":"#"}},
      "properties":{"type":"object","additionalProperties":{"$ref":"#"}},
      "patternProperties":{"type":"object","additionalProperties":{"$ref":"#"}},
      "dependencies":{"type":"object",
        "additionalProperties":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/stringArray"}]}},
      "enum":{"type":"array"},
      "type":{"anyOf":[{"$ref":"#/definitions/simpleTypes"},
        {"type":"array","items":{"$ref":"#/definitions/simpleTypes"},"minItems":1,"uniqueItems":true}]},
      "allOf":{"$ref":"#/definitions/schemaArray"},"anyOf":{"$ref":"#/definitions/schemaArray"},
      "oneOf":{"$ref":"#/definitions/schemaArray"},"not":{"$ref":"#"},"format":{"type":"string"}},
    "dependencies":{"exclusiveMaximum":["maximum"],"exclusiveMinimum":["minimum"]}}
    """

  private static func draft6or7(_ draft: Int) -> String {
    let only7 = """
      "$comment":{"type":"string"},"readOnly":{"type":"boolean"},"writeOnly":{"type":"boolean"},
      "if":{"$ref":"#"},"then":{"$ref":"#"},"else":{"$ref":"#"},
      "contentMediaType":{"type":"string"},"contentEncoding":{"type":"string"},
      """
    return """
      {"$schema":"http://json-schema.org/draft-0\(draft)/schema#","$id":"http://json-schema.org/draft-0\(draft)/schema#",
      "definitions":{
        "schemaArray":{"type":"array","minItems":1,"items":{"$ref":"#"}},
        "nonNegativeInteger":{"type":"integer","minimum":0},
        "nonNegativeIntegerDefault0":{"allOf":[{"$ref":"#/definitions/nonNegativeInteger"},{"default":0}]},
        "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
        "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true,"default":[]}},
      "type":["object","boolean"],"properties":{\(draft == 7 ? only7 : "")
        "$id":{"type":"string","format":"uri-reference"},"$schema":{"type":"string","format":"uri"},
        "$ref":{"type":"string","format":"uri-reference"},
        "title":{"type":"string"},"description":{"type":"string"},"default":true,
        "examples":{"type":"array","items":true},
        "multipleOf":{"type":"number","exclusiveMinimum":0},
        "maximum":{"type":"number"},"exclusiveMaximum":{"type":"number"},
        "minimum":{"type":"number"},"exclusiveMinimum":{"type":"number"},
        "maxLength":{"$ref":"#/definitions/nonNegativeInteger"},
        "minLength":{"$ref":"#/definitions/nonNegativeIntegerDefault0"},
        "pattern":{"type":"string","format":"regex"},"additionalItems":{"$ref":"#"},
        "items":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/schemaArray"}]},
        "maxItems":{"$ref":"#/definitions/nonNegativeInteger"},
        "minItems":{"$ref":"#/definitions/nonNegativeIntegerDefault0"},
        "uniqueItems":{"type":"boolean"},"contains":{"$ref":"#"},
        "maxProperties":{"$ref":"#/definitions/nonNegativeInteger"},
        "minProperties":{"$ref":"#/definitions/nonNegativeIntegerDefault0"},
        "required":{"$ref":"#/definitions/stringArray"},"additionalProperties":{"$ref":"#"},
        "definitions":{"type":"object","additionalProperties":{"$ref":"#"}},
        "properties":{"type":"object","additionalProperties":{"$ref":"#"}},
        "patternProperties":{"type":"object","additionalProperties":{"$ref":"#"},"propertyNames":{"format":"regex"}},
        "dependencies":{"type":"object",
          "additionalProperties":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/stringArray"}]}},
        "propertyNames":{"$ref":"#"},"const":true,"enum":{"type":"array","items":true},
        "type":{"anyOf":[{"$ref":"#/definitions/simpleTypes"},
          {"type":"array","items":{"$ref":"#/definitions/simpleTypes"},"minItems":1,"uniqueItems":true}]},
        "format":{"type":"string"},
        "allOf":{"$ref":"#/definitions/schemaArray"},"anyOf":{"$ref":"#/definitions/schemaArray"},
        "oneOf":{"$ref":"#/definitions/schemaArray"},"not":{"$ref":"#"}},"default":true}
      """
  }

  // MARK: - 2019-09 and 2020-12

  private static let oldSelf = ##"{"$recursiveRef":"#"}"##
  private static let newSelf = ##"{"$dynamicRef":"#meta"}"##

  private static func vocabularies(_ year: String) -> String {
    let base = "https://json-schema.org/draft/\(year)/"
    let old = year == "2019-09"
    let names =
      old
      ? ["core", "applicator", "validation", "meta-data", "format", "content"]
      : ["core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content"]
    let all = names.map { #"{"$ref":"meta/\#($0)"}"# }.joined(separator: ",")
    let this = old ? oldSelf : newSelf
    let anchor = old ? #""$recursiveAnchor":true"# : #""$dynamicAnchor":"meta""#
    let strings = "meta/validation#/$defs/stringArray"
    let recursion =
      old
      ? ""
      : """
      ,"$recursiveAnchor":{"$ref":"meta/core#/$defs/anchorString"},
      "$recursiveRef":{"$ref":"meta/core#/$defs/uriReferenceString"}
      """
    return """
      {"$schema":"\(base)schema","$id":"\(base)schema",\(anchor),"allOf":[\(all)],"type":["object","boolean"],
      "properties":{"definitions":{"type":"object","additionalProperties":\(this),"default":{}},
      "dependencies":{"type":"object","additionalProperties":{"anyOf":[\(this),{"$ref":"\(strings)"}]}}\(recursion)}}
      """
  }

  /// The body of one vocabulary; `@SELF` is a reference to the schema of schemas.
  private static func vocabulary(_ name: String, _ old: Bool) -> String? {
    switch name {
    case "core" where old:
      return """
        "properties":{"$id":{"type":"string","format":"uri-reference","pattern":"^[^#]*#?$"},
        "$schema":{"type":"string","format":"uri"},"$anchor":{"type":"string","pattern":"^[A-Za-z][-A-Za-z0-9.:_]*$"},
        "$ref":{"type":"string","format":"uri-reference"},"$recursiveRef":{"type":"string","format":"uri-reference"},
        "$recursiveAnchor":{"type":"boolean","default":false},
        "$vocabulary":{"type":"object","propertyNames":{"type":"string","format":"uri"},
        "additionalProperties":{"type":"boolean"}},"$comment":{"type":"string"},
        "$defs":{"type":"object","additionalProperties":@SELF,"default":{}}}
        """
    case "core":
      return """
        "properties":{"$id":{"$ref":"#/$defs/uriReferenceString","pattern":"^[^#]*#?$"},
        "$schema":{"$ref":"#/$defs/uriString"},"$ref":{"$ref":"#/$defs/uriReferenceString"},
        "$anchor":{"$ref":"#/$defs/anchorString"},"$dynamicRef":{"$ref":"#/$defs/uriReferenceString"},
        "$dynamicAnchor":{"$ref":"#/$defs/anchorString"},
        "$vocabulary":{"type":"object","propertyNames":{"$ref":"#/$defs/uriString"},
        "additionalProperties":{"type":"boolean"}},"$comment":{"type":"string"},
        "$defs":{"type":"object","additionalProperties":@SELF}},
        "$defs":{"anchorString":{"type":"string","pattern":"^[A-Za-z_][-A-Za-z0-9._]*$"},
        "uriString":{"type":"string","format":"uri"},"uriReferenceString":{"type":"string","format":"uri-reference"}}
        """
    case "applicator":
      let items =
        old
        ? """
        "additionalItems":@SELF,"unevaluatedItems":@SELF,"unevaluatedProperties":@SELF,
        "items":{"anyOf":[@SELF,{"$ref":"#/$defs/schemaArray"}]},
        """
        : """
        "prefixItems":{"$ref":"#/$defs/schemaArray"},"items":@SELF,
        """
      return """
        "properties":{\(items)"contains":@SELF,"additionalProperties":@SELF,
        "properties":{"type":"object","additionalProperties":@SELF,"default":{}},
        "patternProperties":{"type":"object","additionalProperties":@SELF,"propertyNames":{"format":"regex"},"default":{}},
        "dependentSchemas":{"type":"object","additionalProperties":@SELF},"propertyNames":@SELF,
        "if":@SELF,"then":@SELF,"else":@SELF,"allOf":{"$ref":"#/$defs/schemaArray"},
        "anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref":"#/$defs/schemaArray"},"not":@SELF},
        "$defs":{"schemaArray":{"type":"array","minItems":1,"items":@SELF}}
        """
    case "unevaluated" where !old: return #""properties":{"unevaluatedItems":@SELF,"unevaluatedProperties":@SELF}"#
    case "validation":
      return """
        "properties":{"multipleOf":{"type":"number","exclusiveMinimum":0},"maximum":{"type":"number"},
        "exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},"exclusiveMinimum":{"type":"number"},
        "maxLength":{"$ref":"#/$defs/nonNegativeInteger"},"minLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},
        "pattern":{"type":"string","format":"regex"},"maxItems":{"$ref":"#/$defs/nonNegativeInteger"},
        "minItems":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean","default":false},
        "maxContains":{"$ref":"#/$defs/nonNegativeInteger"},
        "minContains":{"$ref":"#/$defs/nonNegativeInteger","default":1},
        "maxProperties":{"$ref":"#/$defs/nonNegativeInteger"},
        "minProperties":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"required":{"$ref":"#/$defs/stringArray"},
        "dependentRequired":{"type":"object","additionalProperties":{"$ref":"#/$defs/stringArray"}},"const":true,
        "enum":{"type":"array","items":true},"type":{"anyOf":[{"$ref":"#/$defs/simpleTypes"},
        {"type":"array","items":{"$ref":"#/$defs/simpleTypes"},"minItems":1,"uniqueItems":true}]}},
        "$defs":{"nonNegativeInteger":{"type":"integer","minimum":0},
        "nonNegativeIntegerDefault0":{"$ref":"#/$defs/nonNegativeInteger","default":0},
        "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
        "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true,"default":[]}}
        """
    case "meta-data":
      return """
        "properties":{"title":{"type":"string"},"description":{"type":"string"},"default":true,
        "deprecated":{"type":"boolean","default":false},"readOnly":{"type":"boolean","default":false},
        "writeOnly":{"type":"boolean","default":false},"examples":{"type":"array","items":true}}
        """
    case "format", "format-annotation", "format-assertion": return #""properties":{"format":{"type":"string"}}"#
    case "content":
      return """
        "properties":{"contentMediaType":{"type":"string"},"contentEncoding":{"type":"string"},"contentSchema":@SELF}
        """
    default: return nil
    }
  }
}
