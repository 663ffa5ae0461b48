import GoTemplate
import Testing

/// What hostile templates do: an error that says so, never a crash and never without end.
struct LimitTests {
  private func failure(
    _ text: String, limits: ExecutionLimits = ExecutionLimits()
  ) -> TemplateError? {
    var set = TemplateSet(functions: .helm)
    do throws(TemplateError) {
      try set.parse(name: "t", text: text)
      let session = RenderSession(limits: limits)
      _ = try set.execute("t", data: .map(GoMap()), session: session)
      return nil
    } catch {
      return error
    }
  }

  @Test func `endless template calls end as in Go`() {
    let error = failure(#"a: {{ template "l" . }}{{ define "l" }}{{ template "l" . }}{{ end }}"#)
    #expect(
      error?.message
        == #"template: t:1:51: executing "l" at <{{template "l" .}}>: exceeded maximum template depth (100000)"#)
  }

  @Test func `endless includes end as in helm`() {
    let error = failure(#"{{ define "l" }}{{ include "l" . }}{{ end }}{{ include "l" . }}"#)
    let wanted = "rendering template has a nested reference name: l: unable to execute template"
    #expect(error?.message.hasSuffix(wanted) == true)
  }

  @Test func `tpl inside tpl ends at the depth limit`() {
    var limits = ExecutionLimits()
    limits.depth = 5000
    let error = failure(
      #"{{ define "l" }}{{ tpl "{{ tpl .t . }}" . }}{{ end }}{{ $d := dict "t" "{{ tpl .t . }}" }}{{ tpl $d.t $d }}"#,
      limits: limits)
    #expect(error?.kind == .limit)
  }

  @Test func `deep parentheses and blocks do not overflow the stack`() {
    let parens = String(repeating: "(", count: 9000) + "1" + String(repeating: ")", count: 9000)
    #expect(failure("{{ \(parens) }}") == nil)
    let tooMany = String(repeating: "(", count: 10_001) + "1" + String(repeating: ")", count: 10_001)
    #expect(failure("{{ \(tooMany) }}")?.message == "template: t:1: max expression depth exceeded")
    let blocks = String(repeating: "{{ if 1 }}", count: 9000) + String(repeating: "{{ end }}", count: 9000)
    #expect(failure(blocks) == nil)
    #expect(failure(String(repeating: "{{ if 1 }}", count: 200_000))?.kind == .parse)
  }

  @Test(arguments: [
    "{{ range until 2000000000 }}{{ end }}", "{{ range $i := 9000000000000000000 }}x{{ end }}",
    "{{ range until 40000 }}{{ range until 40000 }}{{ end }}{{ end }}", #"{{ repeat 1000000000000 "x" }}"#,
    #"{{ indent 1000000000000 "x" }}"#, #"{{ $x := "x" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}"#,
    "{{ seq 1 2000000000 }}", "{{ untilStep 0 9223372036854775807 1 }}",
    "{{ range $i := 9000000000000000000 }}{{ end }}", "{{ range 9000000000000000000 }}{{ continue }}{{ end }}",
  ])
  func `work and output are bounded`(template: String) {
    var limits = ExecutionLimits()
    limits.steps = 1_000_000
    limits.outputBytes = 1 << 20
    #expect(failure(template, limits: limits)?.kind == .limit)
  }

  @Test func `a budget that ran out tells where`() {
    var limits = ExecutionLimits()
    limits.steps = 1000
    let error = failure("a\n{{ range until 100 }}{{ range until 100 }}b{{ end }}{{ end }}", limits: limits)
    #expect(error?.message == "template: t:2:30: the template takes more than 1000 steps")
  }

  @Test func `a dictionary that holds itself can be printed and written`() {
    #expect(
      failure(#"{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d | print | len }}{{ toJson $d }}{{ toYaml $d }}"#) == nil)
    #expect(failure(#"{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $e := deepCopy $d }}"#) != nil)
    #expect(failure(#"{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $e := merge $d $d }}"#) == nil)
  }

  @Test func `odd numbers do not overflow`() {
    let texts = [
      "{{ div -9223372036854775808 -1 }}", "{{ mod -9223372036854775808 -1 }}",
      #"{{ trunc -9223372036854775808 "abc" }}"#,
      #"{{ substr 9223372036854775807 -9223372036854775808 "abc" }}"#, #"{{ printf "%*d" -9223372036854775808 1 }}"#,
      #"{{ printf "%.*d|%99999999d|%[9999999999999999999]d" 9223372036854775807 1 2 }}"#,
      "{{ chunk -9223372036854775808 (list 1 2) }}",
      #"{{ abbrev 9223372036854775807 "a" }}"#, #"{{ abbrevboth -9223372036854775808 9223372036854775807 "abcdefg" }}"#,
      #"{{ wrap 9223372036854775807 "a b" }}"#, #"{{ wrap -9223372036854775808 "a b" }}"#,
      "{{ round 1e308 9223372036854775807 }}",
      #"{{ (toDate "2006-01-02" "2020-01-01").AddDate 9223372036854775807 1 1 }}"#,
      "{{ seq -9223372036854775808 9223372036854775807 }}",
      #"{{ untilStep 0 -9223372036854775808 -9223372036854775808 }}"#, #"{{ slice (list 1) -9223372036854775808 }}"#,
      #"{{ splitn "," -9223372036854775808 "a,b" }}"#, #"{{ regexFindAll "a" "aaa" -9223372036854775808 }}"#,
    ]
    for text in texts { _ = failure(text) }
  }
}
