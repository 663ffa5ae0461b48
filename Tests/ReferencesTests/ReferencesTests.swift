import Exposure
import Manifest
import Testing

@testable import References

@Suite struct ReferencesTests {
  /// A deployment whose references all lead somewhere.
  static let sound = """
    {apiVersion: onepassword.com/v1, kind: OnePasswordItem, metadata: {name: db, namespace: coder}, spec: {itemPath: vaults/v/items/db}}
    ---
    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: coder}, data: {a: b}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: coder, namespace: coder}, spec: {selector: {app: coder}, ports: [{name: http, port: 80, targetPort: http}]}}
    ---
    {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: coder, namespace: coder}, spec: {ingressClassName: tailscale, defaultBackend: {service: {name: coder, port: {name: http}}}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: coder, namespace: coder}
    spec:
      template:
        metadata: {labels: {app: coder}}
        spec:
          volumes: [{name: s, configMap: {name: settings, items: [{key: a, path: a}]}}]
          containers:
          - name: coder
            env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: database-password}}}]
            envFrom: [{configMapRef: {name: settings}}]
            ports: [{name: http, containerPort: 8080}]
    ---
    {apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: {name: setup, namespace: flux-system}}
    ---
    {apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: one, namespace: flux-system}, spec: {chart: {spec: {sourceRef: {kind: GitRepository, name: setup}}}}}
    ---
    {apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: two, namespace: flux-system}, spec: {dependsOn: [{name: one}], chart: {spec: {sourceRef: {kind: GitRepository, name: setup, namespace: flux-system}}}}}
    ---
    {apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: apps, namespace: flux-system}, spec: {path: ./apps, sourceRef: {kind: GitRepository, name: setup}}}
    """

  static func check(_ text: String, paths: [String] = ["./apps"]) throws -> [References.Finding] {
    let documents = try YAML.documents(text)
    var known = References.Known()
    known.itemFields = ["vaults/v/items/db": ["database password", "username"]]
    known.hasPath = { paths.contains($0) }
    known.line = { documents[$0].line(of: $1) }
    return References.check(
      objects: documents.map { ExposedObject(value: $0.value, file: "a.yaml", line: $0.line) }, known: known)
  }

  @Test func soundSetHasNoFindings() throws {
    let found = try ReferencesTests.check(ReferencesTests.sound)
    #expect(found.isEmpty, "\(found)")
  }

  /// One change each, and what must be said.
  @Test(arguments: [
    ("key: database-password", "key: password", "secret-key", "`password`"),
    ("name: db, key", "name: dbs, key", "missing-object", "Secret coder/dbs"),
    ("{key: a, path", "{key: b, path", "config-key", "`b`"),
    ("configMapRef: {name: settings}", "configMapRef: {name: setting}", "missing-object", "ConfigMap coder/setting"),
    ("port: {name: http}", "port: {number: 8080}", "service-port", "no port 8080"),
    ("service: {name: coder", "service: {name: code", "missing-object", "Service coder/code"),
    ("targetPort: http", "targetPort: web", "target-port", "named web"),
    ("targetPort: http", "targetPort: 9090", "target-port", "no port 9090"),
    ("selector: {app: coder}", "selector: {app: code}", "service-selector", "no pods"),
    ("dependsOn: [{name: one}]", "dependsOn: [{name: onne}]", "depends-on", "flux-system/onne"),
    ("dependsOn: [{name: one}]", "dependsOn: [{name: apps}]", "depends-on", "flux-system/apps"),
    ("dependsOn: [{name: one}]", "dependsOn: [{name: two}]", "depends-on-cycle", "two → HelmRelease/flux-system/two"),
    (
      "kind: GitRepository, name: setup, namespace", "kind: OCIRepository, name: setup, namespace", "source-kind",
      "OCIRepository"
    ),
    (
      "kind: GitRepository, name: setup, namespace", "kind: HelmRepository, name: setup, namespace", "source-missing",
      "HelmRepository"
    ),
    ("path: ./apps", "path: ./app", "kustomization-path", "./app"),
  ])
  func oneChangeIsCaught(_ old: String, _ new: String, _ rule: String, _ words: String) throws {
    let parts = ReferencesTests.split(ReferencesTests.sound, old)
    try #require(parts != nil, "\(old) is not in the text")
    guard let (before, after) = parts else { return }
    let found = try ReferencesTests.check(before + new + after)
    let hit = found.first { $0.rule == rule && $0.message.contains(words) }
    #expect(hit != nil, "\(found)")
    #expect(hit?.line ?? 0 > 0)
    #expect(hit?.nextStep.isEmpty == false)
  }

  private static func split(_ text: String, _ part: String) -> (String, String)? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(part) {
        return (String(text[..<start]), String(text[text.index(start, offsetBy: part.count)...]))
      }
      start = text.index(after: start)
    }
    return nil
  }

  @Test func fieldAndLineAreThoseOfTheReference() throws {
    let text = """
      apiVersion: v1
      kind: Pod
      metadata: {name: a}
      spec:
        containers:
        - name: a
          env:
          - name: A
            valueFrom:
              secretKeyRef:
                name: missing
                key: x
      """
    let found = try ReferencesTests.check(text)
    #expect(found.map(\.field) == ["spec.containers[0].env[0].valueFrom.secretKeyRef.name"])
    #expect(found.map(\.line) == [11])
    #expect(found.first?.object == "Pod/default/a")
  }

  @Test func cyclesAreReportedOnceWithTheirPath() throws {
    let text = ["a b", "b c", "c a", "d a"].map { pair -> String in
      let names = pair.split(separator: " ")
      return
        "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: \(names[0]), namespace: f}, "
        + "spec: {dependsOn: [{name: \(names[1])}]}}"
    }.joined(separator: "\n---\n")
    let found = try ReferencesTests.check(text)
    #expect(found.count == 1)
    #expect(
      found.first?.message
        == "dependsOn goes in a circle: Kustomization/f/a → Kustomization/f/b → Kustomization/f/c → Kustomization/f/a")
  }

  @Test func secretsThatControllersMakeHaveTheirKeys() throws {
    let pod =
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: n}, spec: {containers: [{name: a, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]}}"
    for (maker, count) in [
      (
        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: s, namespace: n}, spec: {encryptedData: {k: x}}}",
        0
      ),
      (
        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: s, namespace: n}, spec: {encryptedData: {l: x}}}",
        1
      ),
      (
        "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: e, namespace: n}, spec: {target: {name: s}, data: [{secretKey: k}]}}",
        0
      ),
      (
        "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: s, namespace: n}, spec: {dataFrom: []}}",
        0
      ),
      (
        "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: c, namespace: n}, spec: {secretName: s}}",
        1
      ),
      ("{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: m}, stringData: {k: x}}", 1),
    ] {
      #expect(try ReferencesTests.check(pod + "\n---\n" + maker).count == count, "\(maker)")
    }
  }

  @Test func keysOfItems() {
    for (label, key) in [("password", "password"), ("API Key (new)", "API-Key-new"), ("--a.b_C--", "a.b_C"), ("é", "")]
    {
      #expect(References.secretKey(ofLabel: label) == key)
    }
  }
}
