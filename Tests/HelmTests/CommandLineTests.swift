import Files
import Foundation
import Testing

@testable import Helm

/// The helm commands from their words to their output. Every expected text is what helm 3.20.1 prints.
struct CommandLineTests {
  /// A folder with the files of a chart `c` and more, gone after the body.
  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let made = FileManager.default.temporaryDirectory.appendingPathComponent("helm-cli-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: made) }
    let all = [
      "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "c/values.yaml": "a: 1\n",
      "c/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n",
    ].merging(files) { $1 }
    for (name, text) in all {
      let path = "\(made)/\(name)"
      let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    try body(DiskPath.resolve(made))
  }

  private func template(_ top: String, _ words: String...) -> HelmCommandLine.Result {
    HelmCommandLine.template(["n", "\(top)/c", "-n", "default"] + words)
  }

  private func text(_ result: HelmCommandLine.Result) -> String { String(decoding: result.stdout, as: UTF8.self) }

  @Test(arguments: [
    (["--labels", "a"], "invalid argument \"a\" for \"-l, --labels\" flag: a must be formatted as key=value"),
    (["--labels", ""], "invalid argument \"\" for \"-l, --labels\" flag:  must be formatted as key=value"),
    (
      ["--labels", "name=x"],
      "user supplied labels contains system reserved label name. System labels: "
        + "[name owner status version createdAt modifiedAt]"
    ),
    (
      ["--timeout", "99999999999h"],
      "invalid argument \"99999999999h\" for \"--timeout\" flag: time: invalid duration \"99999999999h\""
    ),
    (
      ["--burst-limit", "99999999999999999999"],
      "invalid argument \"99999999999999999999\" for \"--burst-limit\" flag: strconv.ParseInt: parsing "
        + "\"99999999999999999999\": value out of range"
    ),
    (["-hx"], "unknown shorthand flag: 'x' in -x"),
    (
      ["--ca-file", "/nope.pem"],
      "missing registry client: can't create TLS config for client: can't read CA file: /nope.pem"
    ),
    (["--set", "b.c[1]x=9"], "failed parsing --set data: unexpected data at end of array index: ['x']"),
    (["--set-file", "a=:"], "failed parsing --set-file data: parse \":\": missing protocol scheme"),
    (["--set-file", "a=%s"], "failed parsing --set-file data: parse \"%s\": invalid URL escape \"%s\""),
  ])
  func faults(words: [String], message: String) throws {
    try withFiles([:]) { top in
      let result = HelmCommandLine.template(["n", "\(top)/c"] + words)
      #expect(result.stderr == "Error: \(message)\n")
      #expect(result.exitCode == 1)
    }
  }

  @Test(arguments: [["--burst-limit", "0x10"], ["--burst-limit", "1_000"], ["--labels", "a=b,c"], ["--qps", "1e3"]])
  func accepts(words: [String]) throws {
    try withFiles([:]) { top in
      #expect(HelmCommandLine.template(["n", "\(top)/c"] + words).exitCode == 0)
    }
  }

  @Test func `a name template that fails`() throws {
    try withFiles([:]) { top in
      let result = HelmCommandLine.template(["\(top)/c", "--name-template", "{{ fail \"no\" }}"])
      #expect(
        result.stderr == """
          Error: template: name-template:1:3: executing "name-template" at <fail "no">: error calling fail: no

          """)
    }
  }

  @Test func `the namespace of the kubeconfig's context`() throws {
    let config = """
      current-context: b
      contexts:
      - {name: a, context: {namespace: one}}
      - {name: b, context: {namespace: two}}
      """
    try withFiles(["config": config, "c/templates/a.yaml": "kind: {{ .Release.Namespace }}\n"]) { top in
      func kind(_ words: String...) -> String {
        text(HelmCommandLine.template(["n", "\(top)/c", "--kubeconfig", "\(top)/config"] + words))
      }
      #expect(kind().hasSuffix("kind: two\n"))
      #expect(kind("--kube-context", "a").hasSuffix("kind: one\n"))
      #expect(kind("-n", "three").hasSuffix("kind: three\n"))
    }
  }

  @Test func `a folder for output that is a file`() throws {
    try withFiles(["f.txt": ""]) { top in
      #expect(
        template(top, "--output-dir", "\(top)/f.txt").stderr == """
          Error: stat \(top)/f.txt/c/templates: not a directory

          Use --debug flag to render out invalid YAML

          """)
      #expect(
        HelmCommandLine.package(["\(top)/c", "-d", "\(top)/f.txt"]).stderr
          == "Error: failed to save: is not a directory: \(top)/f.txt\n")
    }
  }

  @Test func `what is printed stays when a later chart fails`() throws {
    try withFiles([:]) { top in
      let result = HelmCommandLine.package(["\(top)/c", "\(top)/none", "-d", top])
      #expect(text(result) == "Successfully packaged chart and saved it to: \(top)/c-0.1.0.tgz\n")
      #expect(result.stderr == "Error: stat \(top)/none: no such file or directory\n")
    }
  }

  @Test(arguments: [
    ("maintainers: [null]\n", "validation: maintainers must not contain empty or null nodes"),
    ("dependencies: [null]\n", "validation: dependencies must not contain empty or null nodes"),
    (
      "maintainers: [x]\n",
      "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into "
        + ".maintainers.0 of type chart.Maintainer"
    ),
  ])
  func metadata(line: String, message: String) throws {
    try withFiles(["c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n\(line)"]) { top in
      #expect(template(top).stderr == "Error: \(message)\n")
    }
  }

  @Test(arguments: [
    (
      "generated: x\n",
      "Error: cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: parsing time \"x\" as "
        + "\"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"\n"
    ),
    (
      "generated: 5\n",
      "Error: cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number "
        + "into Go struct field .generated of type time.Time\n"
    ),
    ("", ""),
  ])
  func locks(lock: String, stderr: String) throws {
    try withFiles(["c/Chart.lock": lock]) { top in #expect(template(top).stderr == stderr) }
  }

  // MARK: lint

  @Test(arguments: [
    ("a: 1\n--- b\n", "[ERROR] templates/a.yaml: unable to parse YAML: invalid Yaml document separator: b\n"),
    (
      "a: [\n",
      "[ERROR] templates/a.yaml: unable to parse YAML: error converting YAML to JSON: yaml: line 1: did not find "
        + "expected node content\n"
    ),
    (
      "kind: Namespace\nmetadata: {name: a.b}\n",
      "[WARNING] templates/a.yaml: object name does not conform to Kubernetes naming requirements: \"a.b\": "
        + "metadata.name: Invalid value: \"a.b\": must not contain dots\n"
    ),
    (
      "kind: List\nmetadata: {name: x}\nitems: [x]\n",
      "[ERROR] templates/a.yaml: unable to parse YAML: error unmarshaling JSON: while decoding JSON: json: cannot "
        + "unmarshal string into .items.0 of type struct { Metadata struct { Annotations map[string]string } }\n"
    ),
  ])
  func lint(template: String, line: String) throws {
    try withFiles(["c/templates/a.yaml": template]) { top in
      #expect(text(HelmCommandLine.lint(["\(top)/c"])).contains("\n\(line)"))
    }
  }

  @Test func `lint tells what templates and values say meanwhile`() throws {
    let files = [
      "c/templates/a.yaml": "{{ fail \"bad\" }}{{ required \"need\" .Values.nope }}", "c/values.yaml": "b: {x: 1}\n",
    ]
    try withFiles(files) { top in
      let log = HelmCommandLine.lint(["\(top)/c", "--set", "b=1"]).stderr
      #expect(log.contains("coalesce.go:316: warning: cannot overwrite table with non table for b (map[x:1])\n"))
      #expect(log.contains("engine.go:227: [INFO] Fail: bad\n"))
      #expect(log.contains("engine.go:206: [INFO] Missing required value: need\n"))
    }
  }

  // MARK: Tables and archives

  @Test func tables() {
    let rows = [["NAME", "X"], ["é日本", "1"], ["longer than ten", "2"]]
    #expect(
      TextTable(rows: rows, maxWidth: 10).text == "NAME      \tX\né日本     \t1\nlonger ...\t2")
    #expect(TextTable(rows: [["NAME", "X"]], maxWidth: 3).text == "N...\tX")
  }

  @Test(arguments: [
    ([UInt8]("<html><body>".utf8), "text/html; charset=utf-8"), (Array("GIF89a".utf8), "image/gif"),
    (Array("hello".utf8), "application/octet-stream"),
    ([UInt8](repeating: 0x61, count: 600), "text/plain; charset=utf-8"),
    ([0x1F, 0x8B], "application/octet-stream"),
  ])
  func types(bytes: [UInt8], type: String) { #expect(ContentType.detect(bytes) == type) }

  @Test(arguments: [
    ([UInt8](), "EOF"), ([0x1F], "unexpected EOF"), (Array("<html><body>".utf8), "gzip: invalid header"),
    (Archive.gzip(Array(String(repeating: "hello", count: 300).utf8)), "archive/tar: invalid tar header"),
  ])
  func archives(bytes: [UInt8], message: String) {
    #expect(throws: HelmError(message)) { _ = try Chart.load(archive: bytes) }
  }

  /// Go stops reading at the tar's end.
  @Test func `an archive that is cut off or wrong behind the tar's end`() throws {
    let file = Array("apiVersion: v2\nname: c\nversion: 0.1.0\n".utf8)
    var packed = Archive.packTgz([
      Archive.Entry(path: "c/Chart.yaml", kind: .file, bytes: file, mode: 0o644, modified: 0)
    ])
    #expect(try Chart.load(archive: Array(packed.dropLast(8))).name == "c")
    packed[packed.count - 6] ^= 0x55
    #expect(try Chart.load(archive: packed).name == "c")
    #expect(throws: HelmError("unexpected EOF")) { _ = try Chart.load(archive: Array(packed.prefix(40))) }
  }

  @Test func `values of Go's structs where they are printed and where they are passed on`() throws {
    let version = ".Capabilities.KubeVersion"
    let template = "a: \"{{ \(version) }}\"\nb: {{ \(version) | quote }}\nc: {{ typeOf . }}\n"
    try withFiles(["c/templates/a.yaml": template]) { top in
      #expect(
        text(self.template(top)).hasSuffix("a: \"v1.35.0\"\nb: \"{v1.35.0 1 35}\"\nc: chartutil.Values\n"))
    }
  }
}
