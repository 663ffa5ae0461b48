import Foundation
import JSONSchema
import Manifest
import Testing

@Suite struct JSONSchemaTests {
  private func check(_ schema: String, _ value: String) throws -> String {
    JSONSchema.helmError(values: try JSON.parse(value), schema: Array(schema.utf8)) ?? ""
  }

  /// What other documents do that a schema refers to; the texts are helm 3.20's.
  @Test func otherDocuments() throws {
    let answers: [(url: String, document: Result<Value?, JSONSchema.LoadError>, wanted: String)] = [
      ("https://h/a.json", .success(["type": "integer"]), "- at '/a': got string, want integer\n"),
      ("https://h/a.json", .success(["type": "string"]), ""), ("https://h/a.json", .success(.some(.bool(true))), ""),
      (
        "https://h/a.json", .failure(JSONSchema.LoadError("HTTP request failed for https://h/a.json: x")),
        #"failing loading "https://h/a.json": HTTP request failed for https://h/a.json: x"#
      ),
      ("ftp://h/a", .success(.none), #"failing loading "ftp://h/a": no URLLoader registered for "ftp://h/a""#),
      ("urn:a:b", .success(.none), ""),
    ]
    for (url, document, wanted) in answers {
      let schema = #"{"properties":{"a":{"$ref":"\#(url)"}}}"#
      let text = JSONSchema.helmError(values: ["a": "x"], schema: Array(schema.utf8)) {
        (asked) throws(JSONSchema.LoadError) -> Value? in
        #expect(asked == url)
        return try document.get()
      }
      #expect(text ?? "" == wanted)
    }
  }

  /// Texts of santhosh-tekuri/jsonschema v6 as helm prints them.
  @Test func texts() throws {
    let seven = #""$schema":"http://json-schema.org/draft-07/schema#""#
    let cases: [(schema: String, value: String, wanted: String)] = [
      (
        #"{"type":"object","properties":{"a":{"type":"integer"}}}"#, #"{"a":"x"}"#,
        "- at '/a': got string, want integer\n"
      ),
      (
        #"{"properties":{"a":{"type":["integer","null"]}}}"#, #"{"a":true}"#,
        "- at '/a': got boolean, want null or integer\n"
      ),
      (#"{"properties":{"a":{"type":"integer"}}}"#, #"{"a":3.0}"#, ""),
      (
        #"{"properties":{"a/b":{"enum":["x",1,null]}}}"#, #"{"a/b":2}"#,
        "- at '/a~1b': value must be one of 'x', 1, <nil>\n"
      ),
      (#"{"required":["x","y"]}"#, "{}", "- at '': missing properties 'x', 'y'\n"),
      (#"{"additionalProperties":false}"#, #"{"b":1,"a":2}"#, "- at '': additional properties 'a', 'b' not allowed\n"),
      (
        #"{"properties":{"p":{"maximum":65535}}}"#, #"{"p":1000000}"#, "- at '/p': maximum: got 1 × 10⁰⁶, want 65,535\n"
      ),
      (
        #"{"properties":{"p":{"pattern":"^a+$"}}}"#, #"{"p":"it's"}"#,
        "- at '/p': 'it\\'s' does not match pattern '^a+$'\n"
      ),
      (
        #"{"anyOf":[{"type":"string"},{"required":["q"]}]}"#, "{}",
        "- at '': anyOf failed\n  - at '': got object, want string\n  - at '': missing property 'q'\n"
      ),
      (#"{"oneOf":[{},{"type":"object"}]}"#, "{}", "- at '': oneOf failed, subschemas 0, 1 matched\n"),
      (
        ##"{"$defs":{"p":{"type":"string"}},"properties":{"a":{"$ref":"#/$defs/p"}}}"##, ##"{"a":1}"##,
        "- at '/a': got number, want string\n"
      ),
      (#"{"properties":{"a":{"multipleOf":0.01}}}"#, #"{"a":0.07}"#, ""),
      (#"{"properties":{"a":{"multipleOf":0.02}}}"#, #"{"a":0.07}"#, "- at '/a': multipleOf: got 0.07, want 0.02\n"),
      (#"{"properties":{"a":{"uniqueItems":true}}}"#, #"{"a":[1,2,1.0]}"#, "- at '/a': items at 0 and 2 are equal\n"),
      (
        #"{"propertyNames":{"maxLength":2}}"#, #"{"abc":1}"#,
        "- at '': invalid propertyName 'abc'\n  - at '': maxLength: got 3, want 2\n"
      ),
      (#"{"not":{"type":"object"}}"#, "{}", "- at '': not failed\n"),
      (#"{"properties":{"a":false}}"#, #"{"a":1}"#, "- at '/a': false schema\n"),
      (#"{"properties":{"a":{"format":"ipv4"}}}"#, #"{"a":"1.2.3"}"#, ""),
      (
        "{\(seven),\"properties\":{\"a\":{\"format\":\"ipv4\"}}}", #"{"a":"1.2.3"}"#,
        "- at '/a': '1.2.3' is not valid ipv4: expected four decimals\n"
      ),
      (
        #"{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}"#, #"{"a":1}"#,
        "- at '': missing property 'b'\n"
      ),
      (
        #"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"#, #"{"a":1,"z":2}"#,
        "- at '/z': false schema\n"
      ),
      (
        #"{"properties":{"a":{"minItems":2,"contains":{"type":"string"}}}}"#, #"{"a":[1]}"#,
        "- at '/a': minItems: got 1, want 2\n- at '/a': no items match contains schema\n  - at '/a/0': got number, want string\n"
      ),
      (#"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#, "- at '': properties 'b' required, if 'a' exists\n"),
      (
        #"{"properties":{"a":{"type":"strin"}}}"#, "{}",
        "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '/properties/a/type': anyOf failed\n  - at '/properties/a/type': value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'\n  - at '/properties/a/type': got string, want array"
      ),
      (
        ##"{"properties":{"a":{"$ref":"#/definitions/none"}}}"##, "{}",
        "json-pointer in \"file:///values.schema.json#/definitions/none\" not found"
      ),
      (
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##, "{}",
        "- at '': both /$ref/$ref/$ref and /$ref resolve to \"file:///values.schema.json#/$defs/a\" causing reference cycle\n"
      ),
      (
        #"{"$id":"http://x.y/root.json","$ref":"item","$defs":{"i":{"$id":"item","type":"string"}}}"#, "{}",
        "- at '': got object, want string\n"
      ),
      (
        ##"{"$defs":{"n":{"$anchor":"node","type":"array"}},"$ref":"#node"}"##, "{}",
        "- at '': got object, want array\n"
      ),
    ]
    for (schema, value, wanted) in cases {
      // One reference level shows more for a broken type: the vocabularies nest.
      let got = try check(schema, value)
      if wanted.contains("metaschema") {
        let lines = wanted.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.allSatisfy { got.contains($0) }, "\(schema)\n\(got)")
      } else {
        #expect(got == wanted, "\(schema) on \(value)")
      }
    }
  }

  /// An extensible tree: the outermost dynamic anchor wins.
  @Test func dynamicReferences() throws {
    let tree =
      ##"{"$id":"http://x/tree","$dynamicAnchor":"node","type":"object","properties":{"children":{"type":"array","items":{"$dynamicRef":"#node"}}}}"##
    let strict = #"{"$id":"http://x/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false}"#
    let schema = try JSONSchema.compile(try JSON.parse(strict), location: "http://x/strict") { url in
      url == "http://x/tree" ? try? JSON.parse(tree) : nil
    }
    #expect(schema.validate(try JSON.parse(#"{"children":[{"children":[]}]}"#)) == nil)
    let error = try #require(schema.validate(try JSON.parse(#"{"children":[{"daat":1}]}"#)))
    #expect(error.description.contains("- at '/children/0/daat': false schema"), "\(error)")
  }

  private static let goldens = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("../shared/goldens/helm")

  @Test func formats() throws {
    let cases: [(String, String, Bool)] = [
      ("ipv6", "::1", true), ("ipv6", "1::2::3", false), ("hostname", "a-b.c", true), ("hostname", "-a", false),
      ("email", "a@b.c", true), ("email", "a.b", false), ("date", "2020-02-30", false),
      ("date-time", "2020-01-01T00:00:00Z", true),
      ("time", "23:59:60Z", true), ("time", "22:59:60Z", false), ("uri", "http://a/b", true), ("uri", "/b", false),
      ("uri", "http://a:x/", false), ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", true),
      ("duration", "P1DT2H", true),
      ("duration", "P1H", false), ("json-pointer", "/a~2", false), ("semver", "1.2.3-a+b", true),
      ("semver", "1.02.3", false),
      ("regex", "(", false), ("regex", "a+", true), ("uri-template", "/{a}/b", true), ("uri-template", "/{a", false),
    ]
    for (format, text, fits) in cases {
      let schema =
        "{\"$schema\":\"http://json-schema.org/draft-07/schema\",\"properties\":{\"a\":{\"format\":\"\(format)\"}}}"
      let got = try check(schema, "{\"a\":\"\(text)\"}")
      #expect(got.isEmpty == fits, "\(format) \(text): \(got)")
    }
  }
}
