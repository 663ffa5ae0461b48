import Files
import Foundation
import GoTemplate
import Manifest
import Testing

@testable import Helm

/// Charts, values, archives, flags and versions with random faults: an answer or an error, never a crash, within limits.
///
/// FUZZ_COUNT and FUZZ_SEED choose longer runs by hand.
struct MutationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["FUZZ_COUNT"].flatMap { Int($0) } ?? 300
  private static let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_123

  private static let chart: [(String, String)] = [
    (
      "Chart.yaml",
      """
      apiVersion: v2
      name: app
      version: 1.2.3-rc.1+b
      kubeVersion: ">=1.20.0-0 <2 || ~1.9"
      appVersion: "1.16"
      dependencies:
      - {name: sub, version: ">=0.1", alias: other, condition: other.enabled, tags: [a], import-values: [data]}
      annotations: {a: b}
      """
    ),
    (
      "values.yaml",
      """
      list: &l [1, 2.5, "x", null, {a: b}]
      again: *l
      map: {a: {b: c}, <<: {d: e}}
      text: |
        several
          lines
      other: {enabled: true, exports: {data: {k: v}}}
      global: {g: [1]}
      date: 2024-02-03
      big: 123456789012345678901234567890
      """
    ),
    (
      "values.schema.json",
      ##"{"type":"object","properties":{"list":{"type":"array","items":{"$ref":"#/$defs/x"}}},"$defs":{"x":{"type":["number","string","null","object"],"pattern":"^[a-z]*$"}}}"##
    ),
    (
      "templates/_helpers.tpl",
      #"{{- define "app.name" -}}{{ printf "%s-%v" .Release.Name (.Values.map | toJson) | trunc 20 | quote }}{{- end -}}"#
    ),
    (
      "templates/a.yaml",
      """
      kind: ConfigMap
      metadata: {name: {{ include "app.name" . }}, annotations: {"helm.sh/hook": "pre-install", "helm.sh/hook-weight": "5"}}
      data: {{- range $i, $v := .Values.list }}
        k{{ $i }}: {{ $v | toYaml | indent 4 | trim | squote }}
      {{- else }}
        none: "1"
      {{- end }}
        r: {{ regexReplaceAll "(a|b)+?c{1,3}" .Values.text "${1}x" | b64enc }}
        t: {{ tpl "{{ .Values.map.a.b }}" . }} {{ semverCompare "^1.2.0-0" .Chart.Version }}
        d: {{ toDate "2006-01-02" "2024-02-03" | date "Mon Jan _2 15:04:05 MST 2006" }} {{ fromYaml .Values.text | toToml }}
        f: {{ .Files.Get "files/x.txt" | quote }} {{ (.Files.Glob "files/*").AsConfig | indent 2 }}
        e: {{ dict "a" (list 1 2) | mustToPrettyJson | nindent 4 }} {{ with .Values.missing }}{{ . }}{{ end }}
      """
    ),
    ("templates/NOTES.txt", "{{ .Release.Name }} {{ if eq 1 2 }}a{{ else if .Values.text }}b{{ end }}"),
    ("files/x.txt", "some\ttext\n"), (".helmignore", "*.bak\n!a\n/templates/tmp-*\n"),
    ("crds/c.yaml", "kind: CustomResourceDefinition\nmetadata: {name: c}\n"),
    ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.2.0\n"),
    ("charts/sub/values.yaml", "exports: {data: {k: w}}\nenabled: true\n"),
    ("charts/sub/templates/s.yaml", "kind: Service\nmetadata: {name: s}\nspec: {{ .Values | toYaml | nindent 2 }}\n"),
  ]

  /// Pieces that matter to one reader or another.
  private static let pieces: [[UInt8]] =
    [
      "{{", "}}", "{{-", "-}}", "{{/*", "*/}}", "(", ")", "|", "\"", "'", "`", "$", ".", "$x := ", "range ", "end",
      "define ",
      "---\n", "- ", ": ", "&a ", "*a", "<<: ", "!!binary ", "|\n", ">-\n", "\t", "[", "{", "]", "}", "?", "%", "#",
      "@",
      "\u{FEFF}", "\u{2028}", "\u{0}", "\r\n", "99999999999999999999", "-1", "1e400", "0x", ".inf", "~", "null", "true",
      "{{ include \"app.name\" . }}", "{{ tpl .Values.text . }}", "{{ until 3000 }}", "../", "~1.2 || >=", "\\",
      "[[:alpha:",
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x1F, 0x8B, 8, 0], [UInt8](repeating: 0x5B, count: 3000),
    ]

  private static func mutated(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<(1 + random.below(4)) {
      let at = random.below(bytes.count + 1)
      let length = min(random.below(random.chance(4) ? 200 : 8), bytes.count - at)
      switch random.below(6) {
      case 0: bytes.removeSubrange(at..<at + length)
      case 1: bytes.insert(contentsOf: bytes[at..<at + length], at: random.below(bytes.count + 1))
      case 2: if at < bytes.count { bytes[at] = UInt8(truncatingIfNeeded: random.next()) }
      case 3: if at < bytes.count { bytes[at] ^= 1 << UInt8(random.below(8)) }
      case 4:
        // Two places change their content.
        let other = random.below(bytes.count - length + 1)
        if other + length <= at { bytes.replaceSubrange(other..<other + length, with: Array(bytes[at..<at + length])) }
      default: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: at)
      }
    }
    return bytes
  }

  private static var options: RenderOptions {
    var options = RenderOptions()
    options.limits.steps = 300_000
    options.limits.outputBytes = 4 << 20
    options.limits.depth = 2_000
    return options
  }

  private static func render(_ chart: Chart, _ values: Object) {
    _ = try? Helm.render(
      chart, values: values, release: ReleaseOptions(name: "r"), options: options)
  }

  @Test func `charts with faults`() throws {
    var random = SplitMix(state: Self.seed)
    for _ in 0..<Self.count {
      var files = Self.chart.map { ($0.0, Array($0.1.utf8)) }
      for _ in 0..<(1 + random.below(2)) {
        let at = random.below(files.count)
        if random.chance(12) {
          files[at].0 = String(decoding: Self.mutated(Array(files[at].0.utf8), &random), as: UTF8.self)
        }
        files[at].1 = Self.mutated(files[at].1, &random)
      }
      var tree = MemoryTree()
      for (name, bytes) in files { tree.add(name, bytes) }
      guard let chart = try? Chart.load(from: tree) else { continue }
      Self.render(chart, ["list": ["x"]])
    }
  }

  @Test func `archives with faults`() throws {
    let bytes = Archive.packTgz(Self.chart.map { .file("app/" + $0.0, $0.1) })
    var random = SplitMix(state: Self.seed &+ 1)
    for _ in 0..<Self.count {
      guard let chart = try? Chart.load(archive: Self.mutated(bytes, &random), name: "a.tgz") else { continue }
      Self.render(chart, Object())
    }
  }

  @Test func `values, flags and versions with faults`() throws {
    var random = SplitMix(state: Self.seed &+ 2)
    let sets = ["a.b[0].c=1,d={x,y,{z}},e\\.f=null", "a[2]=x,a[0]=y", "m.n=@file,k=\"q\"", "list[1].a=b,list=null"]
    let versions = ["1.2.3-rc.1+build", ">=1.2 <3 || ~4.x", "^0.0.1-0, !=2", "v1", "1.2.3 - 2.0.*"]
    for _ in 0..<Self.count * 4 {
      let text = HelmString.text(Self.mutated(Array(sets[random.below(sets.count)].utf8), &random))
      var object: Object = ["list": [1, 2]]
      try? Strvals.parse(text, into: &object)
      try? Strvals.parseString(text, into: &object)
      try? Strvals.parseLiteral(text, into: &object)
      try? Strvals.parseJSON(text, into: &object)
      let version = HelmString.text(Self.mutated(Array(versions[random.below(versions.count)].utf8), &random))
      _ = ChartVersion.isCompatible(version, "1.2.3")
      _ = ChartVersion.isCompatible(">1", version)
      _ = try? ValuePath.parse(text)
      _ = try? OCIReference(version + "/" + text)
      _ = WebAddress(text)
      _ = AuthChallenge(text)
      _ = PathPattern(text)?.matches(version)
    }
  }

  @Test func `indexes with faults`() throws {
    let index = """
      apiVersion: v1
      entries:
        app:
        - {name: app, version: 1.2.3, urls: [charts/app-1.2.3.tgz], digest: abc}
        - {name: app, version: 2.0.0-rc.1, urls: ["https://a.test/x.tgz"]}
        other: []
      generated: "2024-01-01T00:00:00Z"
      """
    var random = SplitMix(state: Self.seed &+ 3)
    for _ in 0..<Self.count * 2 {
      guard let read = try? RepositoryIndex(Self.mutated(Array(index.utf8), &random), source: "x") else { continue }
      _ = try? read.entry("app", version: ">1")
    }
  }
}

/// The generator of Steele, Lea and Flood; small and the same everywhere.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(next() % UInt64(count)) }
  mutating func chance(_ times: Int) -> Bool { below(times) == 0 }
}
