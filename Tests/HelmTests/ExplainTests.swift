import Foundation
import Testing

@testable import Helm

/// `template --explain` and `--why`.
struct ExplainTests {
  private static func withChart(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-explain-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "Chart.yaml": """
      apiVersion: v2
      name: app
      version: 1.0.0
      dependencies:
      - {name: db, version: 1.0.0, condition: db.enabled}
      """,
      "values.yaml": """
      image:
        tag: v1
      env:
      - name: A
        value: one
      - name: B
        value: two
      labels: {team: x}
      global:
        domain: example.test
      """,
      "templates/_helpers.tpl": """
      {{- define "app.env" -}}
      env:
      {{- range .Values.env }}
      - name: {{ .name }}
        value: {{ .value | quote }}
      {{- end }}
      {{- end }}
      """,
      "templates/a.yaml": """
      kind: Deployment
      metadata:
        name: web
        labels: {{- toYaml .Values.labels | nindent 4 }}
      spec:
        replicas: {{ .Values.replicas | default 1 }}
        containers:
        - image: "app:{{ .Values.image.tag }}"
          {{- include "app.env" . | nindent 4 }}
      """,
      "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
      "charts/db/values.yaml": "size: 1Gi\nunused: 1\n",
      "charts/db/templates/b.yaml": """
      kind: ClusterRole
      metadata: {name: "system:db:read"}
      size: {{ .Values.size }}
      host: db.{{ .Values.global.domain }}
      """,
      "prod.yaml": "image:\n  tga: v2\ndb:\n  enabled: true\n  size: 9Gi\nenv:\n- name: C\n  value: three\n",
    ]
    for (name, text) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try body(folder.path)
  }

  private static func run(_ folder: String, _ words: String...) -> String {
    let result = HelmCommandLine.template(["r", folder, "-f", folder + "/prod.yaml"] + words)
    let text = String(decoding: result.stdout, as: UTF8.self) + result.stderr
    return text.replacingOccurrences(of: folder + "/", with: "")
  }

  @Test func `values that nothing reads, and those that nothing sets`() throws {
    try Self.withChart { folder in
      let report = Self.run(folder, "--explain", "--set", "db.syze=2")
      let lines = report.split(separator: "\n").map { line in
        line.split(separator: " ").joined(separator: " ")
      }
      #expect(
        lines == [
          "Given values that no template read: 2", "image.tga prod.yaml:2 did you mean image.tag?",
          "db.syze --set did you mean db.size?", "Values that templates read and nothing sets: 1",
          "replicas app/templates/a.yaml:6:23",
          "The charts' own values that no template read: 1 (--debug lists them)",
        ])
      let debug = Self.run(folder, "--explain", "--debug")
      #expect(debug.hasSuffix("read: 1\n  db.unused  app/charts/db/values.yaml:2\n"), "\(debug)")
      let without = Self.run(folder, "--explain", "--set", "db.enabled=false")
      #expect(without.contains("prod.yaml:5  no template of chart db was rendered\n"), "\(without)")
    }
  }

  @Test func `what made a line`() throws {
    try Self.withChart { folder in
      #expect(
        Self.run(folder, "--why", "Deployment/web:spec.containers[0].env[0].value") == """
          Deployment/web spec.containers[0].env[0].value
            file    app/templates/a.yaml, line 12 of its output
            from    app/templates/a.yaml:9:9  {{include "app.env" . | nindent 4}}
              within app/templates/_helpers.tpl:5:13  {{.value | quote}}
            value   env[0].value  prod.yaml:8

          """)
      #expect(
        Self.run(folder, "--why", "deployment/web:spec.replicas", "--set", "replicas=3").hasSuffix(
          "  from    app/templates/a.yaml:6:16  {{.Values.replicas | default 1}}\n  value   replicas  --set\n"))
      #expect(
        Self.run(folder, "--why", "Deployment/web:metadata.labels.team").hasSuffix(
          "  value   labels.team  app/values.yaml:8\n"))
      // A name with colons, a subchart's value given by the parent, and a global one.
      #expect(Self.run(folder, "--why", "ClusterRole/system:db:read:size").hasSuffix("value   db.size  prod.yaml:5\n"))
      #expect(
        Self.run(folder, "--why", "ClusterRole/system:db:read:host").hasSuffix(
          "value   global.domain  app/values.yaml:10\n"))
      #expect(Self.run(folder, "--why", "Deployment/web:kind").contains("a.yaml:1:1  plain text\n"))
      #expect(
        Self.run(folder, "--why", "Deployment/web:spec.nothing")
          == "Error: no spec.nothing: Deployment/web spec has replicas, containers\n")
      #expect(
        Self.run(folder, "--why", "Deployment/other:spec")
          == "Error: the chart renders no Deployment/other; it renders Deployment/web\n")
      #expect(Self.run(folder, "--why", "spec").contains("write Deployment/coder:"))
    }
  }
}
