import GoTemplate
import Manifest
import Testing

/// What the oracle, an older Go, cannot tell, and what concerns our own interfaces.
struct LanguageTests {
  private func render(_ text: String, _ data: GoValue = .map(GoMap())) -> String {
    var set = TemplateSet(functions: .helm)
    do throws(TemplateError) {
      try set.parse(name: "t", text: text)
      return ByteString.text(try set.execute("t", data: data))
    } catch {
      return "error: " + error.message
    }
  }

  @Test func `newer parts of the language`() {
    #expect(render("{{ range 3 }}{{ . }}{{ end }}") == "012")
    #expect(render("{{ range $i := 2 }}{{ $i }}{{ else }}none{{ end }}") == "01")
    #expect(render("{{ range 0 }}x{{ else }}none{{ end }}") == "none")
    #expect(render(#"{{ with "" }}a{{ else with "b" }}{{ . }}{{ else }}c{{ end }}"#) == "b")
    #expect(
      render("{{ range $i, $j := 3 }}{{ end }}")
        == #"error: template: t:1:19: executing "t" at <3>: can't use 3 to iterate over more than one variable"#)
    #expect(
      render("{{ eq 1 \"a\" }}")
        == #"error: template: t:1:3: executing "t" at <eq 1 "a">: error calling eq: incompatible types for comparison: int and string"#
    )
    #expect(render("{{ ) }}") == "error: template: t:1: unexpected right paren")
  }

  @Test func `bytes that are no text come through`() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x28, 0xF4, 0x8F, 0xBF, 0xBF, 0x62]
    #expect(ByteString.bytes(ByteString.text(bytes)) == bytes)
    #expect(render(#"{{ trunc 2 "é☃" | len }}{{ "\xff\xfe" | b64enc }}{{ len "\xff" }}"#) == "2//4=1")
    #expect(render(#"{{ printf "%q" "\xff" }}{{ toJson "\xff" }}"#) == "\"\\xff\"\"\u{FFFD}\"")
  }

  @Test func `maps are references and conversions share them`() throws {
    let type = GoMapType(name: "chartutil.Values")
    let values = GoMap(type: type, [("a", GoValue.int64(1))])
    let data = GoValue.map(GoMap([("Values", .map(values))]))
    #expect(render(#"{{ $_ := set .Values "b" 2 }}{{ .Values.b }}{{ typeOf (set .Values "c" 3) }}"#, data) == "2map[string]interface {}")
    #expect(values["c"] != nil)
    #expect(render(#"{{ typeOf .Values }}"#, data) == "chartutil.Values")
  }

  @Test func `frozen maps are not changed`() throws {
    let inner = GoMap([("x", GoValue.int64(1))])
    let data = GoMap([("m", GoValue.map(inner))])
    data.freeze()
    var set = TemplateSet(functions: .helm)
    try set.parse(name: "t", text: #"{{ $_ := set .m "y" 2 }}"#)
    #expect { try set.execute("t", data: .map(data)) } throws: { ($0 as? TemplateError)?.kind == .frozen }
    data.thaw()
    #expect(throws: Never.self) { try set.execute("t", data: .map(data)) }
    #expect(inner["y"] != nil)
  }

  @Test func `missing keys follow the option`() throws {
    for (option, wanted) in [(MissingKey.zero, "<no value>"), (.invalid, "<no value>")] {
      var set = TemplateSet(functions: .helm, missingKey: option)
      try set.parse(name: "t", text: "{{ .x }}")
      #expect(ByteString.text(try set.execute("t", data: .map(GoMap()))) == wanted)
    }
    var strict = TemplateSet(functions: .helm, missingKey: .error)
    try strict.parse(name: "t", text: "{{ .x }}")
    #expect { try strict.execute("t", data: .map(GoMap())) } throws: {
      "\($0)" == #"template: t:1:3: executing "t" at <.x>: map has no entry for key "x""#
    }
  }

  @Test func `a recorder sees what is read`() throws {
    final class Recorder: ReadRecorder {
      var seen: [String] = []
      func read(_ names: ArraySlice<String>, from map: GoMap, found: Bool, template: String, position: Int) {
        seen.append(names.joined(separator: ".") + (found ? "" : "?"))
      }
    }
    let recorder = Recorder()
    let session = RenderSession()
    session.recorder = recorder
    var set = TemplateSet(functions: .helm)
    try set.parse(name: "t", text: "{{ .a.b }}{{ with .a }}{{ .c }}{{ end }}")
    _ = try set.execute("t", data: GoValue(["a": ["b": 1]]), session: session)
    #expect(recorder.seen == ["a.b", "a", "c?"])
  }

  @Test func `every function of helm is there`() {
    let functions = FunctionTable.helm
    #expect(functions["env"] == nil && functions["expandenv"] == nil && functions["mustToYaml"] == nil)
    #expect(functions.names.count == 238)
  }
}
