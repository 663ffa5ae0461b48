import Files
import Foundation
import Manifest
import Rehearsal
import Testing
import Vendir

/// One change each to a copy of apps/coder-prod: the right object, file and next step must come out.
@Suite struct FaultTests {
  private let coder = "apps/coder-prod/helmrelease-coder.yaml"

  /// Runs the broken app and expects every text in what it reports.
  private func expect(
    _ texts: String..., after change: (Sandbox) throws -> Void, location: SourceLocation = #_sourceLocation
  ) async throws {
    let sandbox = try Sandbox()
    try change(sandbox)
    let story: String
    do {
      let report = try await sandbox.rehearse()
      #expect(!report.succeeded, "nothing was found", sourceLocation: location)
      story = report.story
    } catch {
      story = "\(error)"
    }
    for text in texts { #expect(story.contains(text), "missing \(text) in:\n\(story)", sourceLocation: location) }
  }

  @Test func serviceTypeLoadBalancer() async throws {
    try await expect("Service coder/coder", "helmrelease-coder.yaml", "ClusterIP") {
      try $0.edit(coder, "type: ClusterIP", "type: LoadBalancer")
    }
  }

  @Test func serviceTypeNodePort() async throws {
    try await expect("Service coder/coder", "helmrelease-coder.yaml") {
      try $0.edit(coder, "type: ClusterIP", "type: NodePort")
    }
  }

  @Test func funnel() async throws {
    try await expect("Ingress coder/coder", "ingress-coder.yaml") {
      try $0.edit(
        "apps/coder-prod/ingress-coder.yaml", "  namespace: coder\n",
        "  namespace: coder\n  annotations:\n    tailscale.com/funnel: \"true\"\n")
    }
  }

  @Test func ingressClassRemoved() async throws {
    try await expect("Ingress coder/coder", "ingress-coder.yaml") {
      try $0.edit("apps/coder-prod/ingress-coder.yaml", "  ingressClassName: tailscale\n", "")
    }
  }

  @Test func chartIngressWithNginx() async throws {
    try await expect("Ingress coder/coder", "helmrelease-coder.yaml") {
      try $0.edit(
        coder, "        enable: false\n",
        "        enable: true\n        className: nginx\n        host: coder.example.com\n")
    }
  }

  @Test func wrongSecretKey() async throws {
    try await expect(
      "helmrelease-coder.yaml:46: Secret coder-db-credentials has no key `password`; its keys: credential, database, "
        + "hostname, username"
    ) { try $0.edit(coder, "key: credential", "key: password") }
  }

  @Test func itemPathOfTheCommandLine() async throws {
    try await expect("helmrelease-1password-secrets.yaml", "vaults/<vault>/items/<item>") {
      try $0.edit(
        "apps/coder-prod/helmrelease-1password-secrets.yaml", "vaults/setup-coder-prod/items/coder-cluster-db-prod",
        "op://setup-coder-prod/coder-cluster-db-prod/credential")
    }
  }

  @Test func vaultForbidden() async throws {
    try await expect("OnePasswordItem coder-db-credentials synced", "403") {
      try $0.edit(
        "apps/coder-prod/rehearsal.yaml", "  - name: setup-coder-prod\n",
        "  - name: setup-coder-prod\n    status: 403\n")
    }
  }

  @Test func itemMissing() async throws {
    try await expect("OnePasswordItem coder-db-credentials synced", "coder-cluster-db-prod") {
      try $0.edit("apps/coder-prod/rehearsal.yaml", "title: coder-cluster-db-prod", "title: another")
    }
  }

  @Test func dependsOnTypo() async throws {
    try await expect("1password-secretz", "helmrelease-coder.yaml") {
      try $0.edit(coder, "- name: 1password-secrets", "- name: 1password-secretz")
    }
  }

  @Test func dependsOnCycle() async throws {
    try await expect("dependsOn goes in a circle", "1password-operator") {
      try $0.edit(
        "apps/coder-prod/helmrelease-1password-operator.yaml", "  targetNamespace: 1password\n",
        "  targetNamespace: 1password\n  dependsOn:\n    - name: coder\n")
    }
  }

  @Test func unknownValue() async throws {
    try await expect("chart coder has no value \"service\"", "did you mean coder.service?", "helmrelease-coder.yaml") {
      try $0.edit(coder, "  values:\n", "  values:\n    service:\n      type: ClusterIP\n")
    }
  }

  @Test func chartMissing() async throws {
    try await expect("third_party/vendir/charts/nothing", "helmrelease-coder.yaml") {
      try $0.edit(coder, "chart: third_party/vendir/charts/coder", "chart: third_party/vendir/charts/nothing")
    }
  }

  @Test func libraryChartMissing() async throws {
    try await expect("libcoder", "helmrelease-coder.yaml") {
      let text = try $0.read("third_party/stand-ins/charts/coder/Chart.yaml")
      try $0.write(
        "third_party/stand-ins/charts/coder/Chart.yaml",
        text + "dependencies:\n  - name: libcoder\n    version: 0.1.0\n    repository: file://../libcoder\n")
    }
  }

  @Test func wrongBranch() async throws {
    try await expect("couldn't find remote ref", "gitrepository-setup.yaml") {
      try $0.edit("apps/coder-prod/gitrepository-setup.yaml", "mg/feat/deploy-coder", "mg/feat/deploy-codr")
    }
  }

  @Test func plainSecret() async throws {
    try await expect("secret-plain.yaml:7", "Secret plain holds a value for password") {
      try $0.write(
        "apps/coder-prod/secret-plain.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: plain\n  namespace: coder\nstringData:\n  password: hunter2\n"
      )
    }
  }

  @Test func duplicateObject() async throws {
    try await expect("apps/coder-prod", "namespace-coder") {
      try $0.write("apps/coder-prod/namespace-coder-2.yaml", try $0.read("apps/coder-prod/namespace-coder.yaml"))
      try $0.edit(
        "apps/coder-prod/kustomization.yaml", "  - namespace-coder.yaml\n",
        "  - namespace-coder.yaml\n  - namespace-coder-2.yaml\n")
    }
  }

  @Test func brokenYAML() async throws {
    try await expect("helmrelease-coder.yaml", "yaml: line") {
      try $0.edit(coder, "spec:\n  interval: 30m\n", "spec:\n interval: 30m\n   timeout: [\n")
    }
  }

  @Test func templateError() async throws {
    try await expect("1password-secrets", "onepassworditems.yaml") {
      try $0.edit(
        "libs/1password-secrets/templates/onepassworditems.yaml", "{{- range .Values.secrets }}",
        "{{- range .Values.secrets }}{{ .name.nothing.more }}")
    }
  }

  @Test func neverReady() async throws {
    let sandbox = try Sandbox()
    let text = try sandbox.read("apps/coder-prod/rehearsal.yaml")
    try sandbox.write(
      "apps/coder-prod/rehearsal.yaml", text + "faults:\n  - {kind: neverReady, namespace: coder, name: coder}\n")
    let report = try await sandbox.rehearse()
    #expect(report.failed > 0)
    #expect(report.story.contains("Failed to install after 4 attempt(s)"), "\(report.story)")
    #expect(report.virtualTime >= .seconds(40 * 60))
  }

  @Test func definitionMissing() async throws {
    try await expect("OnePasswordItem", "no matches for kind") {
      try $0.remove("third_party/stand-ins/charts/connect/crds/onepassworditem.yaml")
    }
  }

  @Test func finalizerStuck() async throws {
    try await expect(
      "Kustomization coder-prod Ready", "namespace-coder.yaml:1", "Namespace coder is being deleted and cannot go",
      "example.com/gone-controller in 1 resource instances", "take the finalizer off"
    ) {
      let text = try $0.read("apps/coder-prod/rehearsal.yaml")
      try $0.write(
        "apps/coder-prod/rehearsal.yaml",
        text + """
          objects:
            - {apiVersion: v1, kind: Namespace, metadata: {name: coder, deletionTimestamp: "2026-01-01T00:00:00Z"}}
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: left-over, namespace: coder, finalizers: [example.com/gone-controller]}

          """)
    }
  }

  @Test func chartDigestChanged() async throws {
    let sandbox = try Sandbox()
    let charts = "\(sandbox.root)/third_party/vendir/charts"
    try FileManager.default.createDirectory(atPath: charts, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(sandbox.root)/third_party/stand-ins/charts/coder", toPath: "\(charts)/coder")
    let tree = try DigestLock.tree(DiskTree("\(charts)/coder"))
    var lock = DigestLock()
    lock.contents = [.init(path: "charts/coder", source: "helmChart", tree: tree.digest, files: tree.files)]
    try sandbox.write("third_party/vendir/drydock.lock", lock.text)
    let before = try await sandbox.rehearse()
    #expect(before.checks.first?.outcome != .failed, "\(before.story)")

    try sandbox.edit("third_party/vendir/charts/coder/values.yaml", "\n", "\n# one byte more\n")
    let after = try await sandbox.rehearse()
    #expect(after.checks.first?.outcome == .failed)
    #expect(after.story.contains("charts/coder"), "\(after.story)")
    #expect(after.story.contains("drydock vendor"), "\(after.story)")
  }

  @Test func hostileFilesNeverCrash() async throws {
    let bombs = [
      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
        + "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n",
      String(repeating: "[", count: 200_000), "\u{0}\u{1}\u{2}", "kind: HelmRelease\nmetadata: {name: [",
    ]
    for bomb in bombs {
      let sandbox = try Sandbox()
      try sandbox.write(coder, bomb)
      let report = try? await sandbox.rehearse()
      #expect(report?.succeeded != true)
    }
  }

  @Test func kustomizationsThatIncludeEachOther() async throws {
    try await expect("cycle") {
      try $0.write("apps/other/kustomization.yaml", "resources: [../coder-prod]\n")
      try $0.edit("apps/coder-prod/kustomization.yaml", "resources:\n", "resources:\n  - ../other\n")
    }
  }

  @Test func filesThatAreNoText() async throws {
    for bytes in [[0xFF, 0xFE, 0x00, 0x41], [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01], [0xC3, 0x28]] as [[UInt8]] {
      let sandbox = try Sandbox()
      try Data(bytes).write(to: URL(fileURLWithPath: "\(sandbox.root)/\(coder)"))
      let report = try? await sandbox.rehearse()
      #expect(report?.succeeded != true)
    }
  }

  @Test func truncatedAnywhere() async throws {
    let whole = Array(try Sandbox().read(coder).utf8)
    for part in 1..<8 {
      let sandbox = try Sandbox()
      try Data(whole[..<(whole.count * part / 8)]).write(to: URL(fileURLWithPath: "\(sandbox.root)/\(coder)"))
      _ = try? await sandbox.rehearse()
    }
  }

  @Test func aHundredMegabytesOfYAML() async throws {
    let sandbox = try Sandbox()
    let line = "      key: some text that goes on for a while and comes again and again and again, 100 bytes a line.\n"
    try sandbox.write(coder, "a:\n  b:\n    c:\n" + String(repeating: line, count: 1 << 20))
    let report = try? await sandbox.rehearse()
    #expect(report?.succeeded != true)
  }
}
