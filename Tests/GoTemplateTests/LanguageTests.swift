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

  /// As helm 3.20.1 prints them; `{{ 1e1i }}` was found by Fuzz/'s template target.
  @Test(arguments: [
    ("1e1i", "(0+10i)"), ("-2i", "(0-2i)"), ("quote 3i", "\"(0+3i)\""), ("list 3i", "[(0+3i)]"),
    ("toString 3i", "(0+3i)"),
    (#"printf "%v %d %s %x" 2i 2i 2i 2i"#, "(0+2i) %!d(complex128=(0+2i)) %!s(complex128=(0+2i)) (0x0p+00+0x1p+01i)"),
    (
      #"printf "%5.2f|%g|%e|%#v|%T|%q" 3i 3i 3i 3i 3i 3i"#,
      "( 0.00+3.00i)|(0+3i)|(0.000000e+00+3.000000e+00i)|(0+3i)|complex128|%!q(complex128=(0+3i))"
    ),
    ("toYaml 3i", ""), ("toJson 3i", ""),
  ]) func `complex numbers`(_ expression: String, _ printed: String) {
    #expect(render("{{ \(expression) }}") == printed)
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
    #expect(
      render(#"{{ $_ := set .Values "b" 2 }}{{ .Values.b }}{{ typeOf (set .Values "c" 3) }}"#, data)
        == "2map[string]interface {}")
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

  @Test func `a record tells what is read and what wrote a line`() throws {
    let record = RenderRecord()
    let session = RenderSession()
    session.record = record
    guard
      case .map(let data) = GoValue([
        "a": ["b": 1, "e": [["n": "x"], ["n": "y", "m": "z"]]], "d": ["k": "v"], "unread": 1,
      ])
    else { return }
    record.watch(data, path: [])
    var set = TemplateSet(functions: .helm)
    try set.parse(
      name: "t",
      text: """
        {{ define "part" }}one: {{ .b }}
        two: {{ .c }}{{ end -}}
        top:
        {{- include "part" .a | nindent 2 }}
        {{- range .a.e }}
        - {{ .n }}
        {{- end }}
        {{ toYaml .d }}
        """)
    let text = ByteString.text(try set.execute("t", data: .map(data), session: session))
    #expect(text == "top:\n  one: 1\n  two: <no value>\n- x\n- y\nk: v")
    #expect(record.readPaths.contains(["a", "b"]) && record.readPaths.contains(["a", "e", 0, "n"]))
    #expect(record.readPaths.contains(["d", "k"]) && !record.readPaths.contains(["unread"]))
    #expect(!record.readPaths.contains(["a", "e", 1, "m"]))
    #expect(record.missing.map(\.path) == [["a", "c"]])
    #expect(record.missing.first?.place.line == 2)
    func told(_ line: Int) -> [String] {
      record.writers(of: "t", line: line).map { "\($0.place.line) \($0.action ?? "text")" }
    }
    #expect(told(1) == ["3 text"])
    #expect(told(2) == [#"4 {{include "part" .a | nindent 2}}"#, "1 {{.b}}"])
    #expect(told(5) == ["6 {{.n}}"])
    #expect(record.writers(of: "t", line: 5).last?.reads.map(\.path) == [["a", "e", 1, "n"]])
    #expect(told(6) == ["8 {{toYaml .d}}"])
  }

  @Test func `every function of helm is there`() {
    let functions = FunctionTable.helm
    #expect(functions["env"] == nil && functions["expandenv"] == nil && functions["mustToYaml"] == nil)
    #expect(functions.names.count == 238)
  }
}
