import Exposure
import Manifest
import Rehearsal
import Testing
import Workspace

/// The proof covers what the whole Flux tree makes; what it cannot render is unknown, never private.
@Suite struct WholeTreeTests {
  private static func verdict(_ edit: (Sandbox) throws -> Void) async throws -> (Verdict, [String]) {
    let sandbox = try Sandbox()
    try edit(sandbox)
    let report = AppCheck(try await Workspace.open("\(sandbox.root)/apps/coder-prod")).exposure()
    return (report.verdict, report.findings.map(\.title))
  }

  private static let child = """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: more, namespace: flux-system}
    spec:
      interval: 30m
      path: ./stacks/more
      prune: true
      targetNamespace: more
      sourceRef: {kind: GitRepository, name: setup}
    """

  private static func add(_ name: String, _ text: String, to sandbox: Sandbox) throws {
    try sandbox.write("apps/coder-prod/\(name)", text)
    try sandbox.edit("apps/coder-prod/kustomization.yaml", "resources:\n", "resources:\n  - \(name)\n")
  }

  @Test func aChildIsFollowed() async throws {
    for (type, want) in [("ClusterIP", Verdict.private), ("NodePort", .public)] {
      let (verdict, found) = try await WholeTreeTests.verdict { sandbox in
        try WholeTreeTests.add("kustomization-more.yaml", WholeTreeTests.child, to: sandbox)
        try sandbox.write(
          "stacks/more/service.yaml",
          "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: \(type), ports: [{port: 80}]}\n")
      }
      #expect(verdict == want, "\(found)")
      #expect(type == "ClusterIP" || found == ["Service more/web"])
    }
  }

  @Test func whatIsElsewhereIsUnknown() async throws {
    let (missing, found) = try await WholeTreeTests.verdict {
      try WholeTreeTests.add("kustomization-more.yaml", WholeTreeTests.child, to: $0)
    }
    #expect(missing == .unknown && found == ["Kustomization flux-system/more"])
    let release = """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: far, namespace: flux-system}
      spec: {interval: 30m, chartRef: {kind: OCIRepository, name: far, namespace: flux-system}}
      """
    let (far, names) = try await WholeTreeTests.verdict {
      try WholeTreeTests.add("helmrelease-far.yaml", release, to: $0)
    }
    #expect(far == .unknown && names == ["HelmRelease flux-system/far"])
    let (plain, none) = try await WholeTreeTests.verdict { _ in }
    #expect(plain == .private && none.isEmpty)
  }
}
