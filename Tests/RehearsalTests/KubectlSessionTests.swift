import Foundation
import Testing

/// The request's own commands, word for word, with real kubectl on `drydock cluster --empty`.
@Suite(.enabled(if: Program.kubectl != nil && Program.drydock != nil, "needs kubectl and the drydock program"))
struct KubectlSessionTests {
  @Test func theBootstrapOfTheRequest() async throws {
    let sandbox = try Sandbox()
    let cluster = try await ServedProcess(["apps/coder-prod", "--empty", "--speed", "8"], in: sandbox.root)
    func kubectl(_ words: String, code: Int32 = 0, location: SourceLocation = #_sourceLocation) async throws -> String {
      let output = try await cluster.kubectl(words, in: sandbox.root)
      #expect(output.code == code, "kubectl \(words): \(output.err)", sourceLocation: location)
      return output.out
    }

    // What is there before.
    #expect(
      try await kubectl("get secrets -n 1password -o name")
        == "secret/1password-credentials\nsecret/1password-operator-token\n")
    #expect(try await kubectl("get gitrepositories,kustomizations,helmreleases -A") == "")
    #expect(
      try await kubectl("get ingressclass tailscale -o jsonpath={.spec.controller}") == "tailscale.com/ts-ingress")

    for (file, said) in [
      ("namespace-flux-system", "namespace/flux-system configured\n"),
      ("namespace-1password", "namespace/1password configured\n"),
      ("gitrepository-setup", "gitrepository.source.toolkit.fluxcd.io/setup created\n"),
      ("kustomization-root", "kustomization.kustomize.toolkit.fluxcd.io/coder-prod created\n"),
    ] {
      #expect(try await kubectl("apply -f apps/coder-prod/\(file).yaml") == said)
    }
    for object in ["gitrepository/setup", "kustomization/coder-prod"] {
      let said = try await kubectl(
        "annotate --overwrite \(object) -n flux-system reconcile.fluxcd.io/requestedAt=2026-01-01T00:00:00Z")
      #expect(said.hasSuffix(" annotated\n"))
    }

    #expect(
      try await kubectl("wait --for=condition=Ready gitrepository/setup -n flux-system --timeout=60s")
        == "gitrepository.source.toolkit.fluxcd.io/setup condition met\n")
    #expect(
      try await kubectl("wait --for=condition=Ready kustomization/coder-prod -n flux-system --timeout=400s")
        == "kustomization.kustomize.toolkit.fluxcd.io/coder-prod condition met\n")
    for release in ["1password-operator", "1password-secrets", "coder"] {
      #expect(
        try await kubectl("wait --for=condition=Ready helmrelease/\(release) -n flux-system --timeout=60s")
          == "helmrelease.helm.toolkit.fluxcd.io/\(release) condition met\n")
    }

    let flux = try await kubectl("get gitrepositories,kustomizations,helmreleases -A")
    #expect(flux.contains("READY   STATUS"))
    #expect(flux.contains("stored artifact for revision 'mg/feat/deploy-coder@sha1:"))
    #expect(flux.contains("Applied revision: mg/feat/deploy-coder@sha1:"))
    #expect(flux.contains("Helm install succeeded for release coder/coder.v1 with chart coder@2.29.1"))

    let operators = try await kubectl("get pods -n 1password")
    #expect(operators.contains("2/2     Running") && operators.contains("1/1     Running"))
    let items = try await kubectl("get onepassworditems -A")
    #expect(items.contains("coder-db-credentials"))
    let secret = try await kubectl("get secret coder-db-credentials -n coder -o yaml")
    #expect(secret.contains("  credential: ") && secret.contains("operator.1password.io/item-path"))
    let pods = try await kubectl("get pods -n coder")
    #expect(pods.contains("1/1     Running"))
    let ingress = try await kubectl("get ingress -n coder")
    #expect(ingress.contains("tailscale") && ingress.contains("coder.example-tailnet.ts.net"))
    let services = try await kubectl("get svc -n coder")
    #expect(services.contains("ClusterIP") && !services.contains("LoadBalancer"))
    let events = try await kubectl("get events -n flux-system")
    #expect(events.contains("InstallSucceeded"))
    let described = try await kubectl("describe helmrelease coder -n flux-system")
    #expect(described.contains("InstallSucceeded"))
    let watched = try await kubectl("get pods -n coder -w --request-timeout=2s --no-headers", code: 0)
    #expect(watched.contains("Running"))
  }
}
