import Files
import Manifest
import Testing

@testable import Helm

/// Charts held in memory, as Flux's artifacts are.
struct ChartTests {
  private func tree(_ texts: [String: String]) -> MemoryTree {
    MemoryTree(["Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n"].merging(texts) { $1 })
  }

  @Test func rendersFromAnyTree() throws {
    let files = MemoryTree([
      "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
      "charts/app/values.yaml": "replicas: 2\n",
      "charts/app/templates/a.yaml": "kind: Service\nmetadata: {name: b}\n---\nkind: ConfigMap\n",
      "charts/app/templates/b.yaml":
        "kind: Job\nmetadata:\n  name: j\n  annotations: {helm.sh/hook: 'pre-install, test', helm.sh/hook-weight: '-3'}\n",
      "charts/app/crds/c.yaml": "kind: CustomResourceDefinition\n",
      "charts/app/templates/NOTES.txt": "{{ .Release.Name }} has {{ .Values.replicas }}",
    ])
    let chart = try Chart.load(from: files, at: "charts/app")
    let release = try Helm.render(chart, values: ["replicas": 3], release: ReleaseOptions(name: "r", namespace: "n"))
    #expect(
      release.manifest == """
        ---
        # Source: app/templates/a.yaml
        kind: ConfigMap
        ---
        # Source: app/templates/a.yaml
        kind: Service
        metadata: {name: b}

        """)
    #expect(release.objects.map(\.line) == [3, 6])
    #expect(release.objects.map(\.templatePath) == ["app/templates/a.yaml", "app/templates/a.yaml"])
    #expect(release.hooks.map(\.events) == [[.preInstall, .test]])
    #expect(release.hooks.map(\.weight) == [-3])
    #expect(release.crds.map(\.path) == ["app/crds/c.yaml"])
    #expect(release.notes == "r has 3")
  }

  @Test func lookupAnswersTemplates() throws {
    let chart = try Chart.load(
      from: tree(["templates/a.yaml": "x: {{ (lookup \"v1\" \"Secret\" \"n\" \"s\").data.k }}\n"]))
    var options = RenderOptions()
    options.lookup = { (_, kind, namespace, name) in
      ["data": ["k": .string("\(kind)/\(namespace)/\(name)")]]
    }
    let release = try Helm.render(chart, release: ReleaseOptions(name: "r"), options: options)
    #expect(release.objects.first?.value["x"] == "Secret/n/s")
  }

  @Test func ignoresWhatHelmignoreSays() throws {
    let files = tree([
      ".helmignore": "# comment\n*.md\n/top.txt\nsub/\nfiles/?.yaml\n",
      "README.md": "", "top.txt": "", "sub/a.txt": "", "files/a.yaml": "", "files/bb.yaml": "",
      "templates/.hidden": "", "templates/a.yaml": "",
    ])
    let chart = try Chart.load(from: files)
    #expect(chart.files.map(\.name) == [".helmignore", "files/bb.yaml"])
    #expect(chart.templates.map(\.name) == ["templates/a.yaml"])
  }

  @Test(arguments: [
    ("apiVersion: v2\nname: a/b\nversion: 1.0.0\n", "validation: chart.metadata.name \"a/b\" is invalid"),
    ("apiVersion: v2\nversion: 1.0.0\n", "validation: chart.metadata.name is required"),
    (
      "name: a\nversion: 1.0.0\ndependencies: [{name: x, alias: 'a b'}]\n",
      "validation: dependency \"x\" has disallowed characters in the alias"
    ),
    (
      "name: a\nversion: 1.0.0\ndependencies: [{name: x}, {name: x}]\n",
      "validation: more than one dependency with name or alias \"x\""
    ),
    (
      "name: a\nversion: 1.0.0\nkeywords: x\n",
      "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go "
        + "struct field .keywords of type []string"
    ),
  ])
  func refusesBadMetadata(yaml: String, message: String) {
    let error = #expect(throws: HelmError.self) { try Chart.load(from: MemoryTree(["Chart.yaml": yaml])) }
    #expect(error?.message == message)
  }

  @Test func linksStayInsideTheTree() throws {
    var files = tree(["real/a.yaml": "a: 1\n"])
    files.addLink("templates/a.yaml", target: "../real/a.yaml")
    files.addLink("linked", target: "real")
    let chart = try Chart.load(from: files)
    #expect(chart.templates.map(\.name) == ["templates/a.yaml"])
    #expect(chart.files.map(\.name) == ["linked/a.yaml", "real/a.yaml"])
    files.addLink("out", target: "../../etc/passwd")
    #expect(throws: HelmError.self) { try Chart.load(from: files) }
    var loop = tree([:])
    loop.addLink("a", target: "b")
    loop.addLink("b", target: "a")
    #expect(throws: HelmError.self) { try Chart.load(from: loop) }
  }

  /// Tables three levels deep below `global` are shared between a chart and its subcharts, so defaults of one show up
  /// in the other: an oddity of helm's that charts have come to live with.
  @Test func deepGlobalsAreShared() throws {
    let files = tree([
      "values.yaml": "global: {a: {b: {x: 1}}}\n",
      "templates/a.yaml": "top: {{ .Values.global | toJson }}\n",
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
      "charts/sub/values.yaml": "global: {a: {b: {p: 2}, c: 3}}\n",
    ])
    let release = try Helm.render(try Chart.load(from: files), release: ReleaseOptions(name: "r"))
    #expect(release.objects.first?.value == ["top": ["a": ["b": ["p": 2, "x": 1]]]])
  }
}
