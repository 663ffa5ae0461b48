import Flux
import KubeAPI
import Launch
import Manifest
import Testing
import Workspace

/// What a change of files makes of the rendered objects.
@Suite struct DiffTests {
  private func danger(_ diff: AppDiff, _ rule: String, _ words: String) -> Bool {
    diff.dangers.contains { $0.rule == rule && "\($0.object) \($0.message)".contains(words) }
  }

  private func committed() async throws -> Monorepo {
    let repository = try await Monorepo()
    try await repository.git("add", "--all", "--", "apps", "libs", "third_party/vendir/vendir.yml")
    try await repository.git("commit", "--quiet", "-m", "feat: app")
    return repository
  }

  @Test func nothingChangesNothing() async throws {
    let repository = try await committed()
    let diff = AppDiff(
      from: try await RenderedState.revision("HEAD", of: repository.app),
      to: try await RenderedState.workingTree(repository.app))
    // The charts are not in this commit: stand-ins of the same content stand in for them.
    #expect(diff.isEmpty && diff.dangers.isEmpty, "\(DiffText(colour: false).text(diff))")
  }

  @Test func dangersComeFirst() async throws {
    let repository = try await committed()
    try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "type: ClusterIP", "type: LoadBalancer")
    try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "memory: 2Gi", "memory: 3Gi")
    try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "releaseName: coder", "releaseName: other")
    try repository.edit("apps/coder-prod/kustomization.yaml", "  - namespace-1password.yaml\n", "")
    try repository.edit("apps/coder-prod/kustomization.yaml", "  - helmrelease-1password-secrets.yaml\n", "")
    let diff = AppDiff(
      from: try await RenderedState.revision("HEAD", of: repository.app),
      to: try await RenderedState.workingTree(repository.app))
    let text = DiffText(colour: false).text(diff)
    #expect(danger(diff, "exposure", "the internet"), "\(text)")
    #expect(danger(diff, "immutable", "spec.releaseName coder → other"), "\(text)")
    #expect(danger(diff, "immutable", "Deployment/coder/coder spec.selector cannot be changed"), "\(text)")
    #expect(danger(diff, "prune", "Namespace/1password is no longer named; it is marked to be kept"), "\(text)")
    #expect(danger(diff, "prune", "HelmRelease/flux-system/1password-secrets will be deleted"), "\(text)")
    #expect(text.contains("-            memory: 2Gi\n") && text.contains("+            memory: 3Gi\n"), "\(text)")
    let errors = diff.dangers.prefix { $0.isError }.count
    #expect(errors == diff.dangers.count { $0.isError }, "errors come first")
  }

  @Test func secretsShowAsLengths() async throws {
    let repository = try await committed()
    try repository.write(
      "apps/coder-prod/secret.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: coder}\nstringData: {a: hunter22, b: same}\n")
    try repository.edit(
      "apps/coder-prod/kustomization.yaml", "  - ingress-coder.yaml", "  - ingress-coder.yaml\n  - secret.yaml")
    let before = try await RenderedState.workingTree(repository.app)
    try repository.edit("apps/coder-prod/secret.yaml", "hunter22", "correcthorse")
    let diff = AppDiff(from: before, to: try await RenderedState.workingTree(repository.app))
    let text = DiffText(colour: false).text(diff) + JSON.write(diff.json)
    #expect(!text.contains("hunter22") && !text.contains("correcthorse") && !text.contains("same"), "\(text)")
    #expect(text.contains("*** (8 bytes, before)") && text.contains("*** (12 bytes, after)"), "\(text)")
  }

  @Test func theLiveClusterIsComparedWithTheFiles() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let fresh = try await AppDiff(live: cluster, to: try await RenderedState.workingTree(repository.app))
    #expect(fresh.changes.contains { $0.key.name == "coder" && $0.key.type.kind == "Deployment" && $0.kind == .added })
    _ = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: cluster, clock: cluster)
    let revision = cluster.revision
    let settled = try await AppDiff(live: cluster, to: try await RenderedState.workingTree(repository.app))
    #expect(settled.isEmpty, "\(DiffText(colour: false).text(settled))")
    try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "memory: 2Gi", "memory: 3Gi")
    try repository.edit("apps/coder-prod/kustomization.yaml", "  - ingress-coder.yaml\n", "")
    let changed = try await AppDiff(live: cluster, to: try await RenderedState.workingTree(repository.app))
    let text = DiffText(colour: false).text(changed)
    #expect(text.contains("~ Deployment/coder/coder  (HelmRelease coder)"), "\(text)")
    #expect(text.contains("+            memory: 3Gi"), "\(text)")
    #expect(danger(changed, "prune", "Ingress/coder/coder will be deleted"), "\(text)")
    #expect(cluster.revision == revision, "a diff wrote to the cluster")
  }

  /// A server-side apply leaves what Helm once wrote by creating or patching; Helm would take it away.
  @Test func whatHelmWroteAndTheChartNoLongerRendersShows() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    _ = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: cluster, clock: cluster)
    let key = ObjectKey(GroupKind("apps", "Deployment"), "coder", "coder")
    var containers = try #require(try await cluster.get(key).at("spec", "template", "spec", "containers")?.array)
    let old: Value = ["name": "OLD_SETTING", "value": "1"]
    containers[0]["env"] = .array((containers[0]["env"]?.array ?? []) + [old])
    let patch: Value = [
      "metadata": ["annotations": ["example.com/old": "yes"]],
      "spec": ["template": ["spec": ["containers": .array(containers)]]],
    ]
    _ = try await cluster.mergePatch(key, patch, fieldManager: "helm-controller")
    // Somebody else's field stays: no controller takes it away.
    _ = try await cluster.mergePatch(
      key, ["metadata": ["annotations": ["example.com/theirs": "yes"]]], fieldManager: "kubectl-annotate")
    let diff = try await AppDiff(live: cluster, to: try await RenderedState.workingTree(repository.app))
    let text = DiffText(colour: false).text(diff)
    #expect(text.contains("-    example.com/old:") && !text.contains("null"), "\(text)")
    #expect(text.contains("-        - name: OLD_SETTING") || text.contains("name: OLD_SETTING"), "\(text)")
    #expect(!text.contains("-    example.com/theirs:"), "\(text)")
    #expect(diff.changes.count == 1, "what the server fills in is no change: \(text)")
  }

  @Test func anUpgradeEditsVendorsShowsAndRehearses() async throws {
    let repository = try await committed()
    let fetcher = StandInRepositories(more: ["coder": ["2.30.0"]])
    let outcome = try await Upgrade(chart: "coder", version: "2.30.0", fetcher: fetcher).run(repository.app)
    #expect(outcome.from == "2.29.1")
    #expect(danger(outcome.diff, "version", "chart coder 2.29.1 → 2.30.0 (a minor version)"))
    #expect(danger(outcome.diff, "version", "→ v2.30.0"), "\(DiffText(colour: false).text(outcome.diff))")
    #expect(outcome.rehearsal?.succeeded == true)
    #expect(try repository.read("third_party/vendir/vendir.yml").contains("version: 2.30.0"))
    #expect(try repository.read("third_party/vendir/vendir.lock.yml").contains("version: 2.30.0"))
    #expect(try await repository.git("diff", "--stat", "--", "third_party/vendir/vendir.yml").contains("2 +-"))
    // A version that is not there leaves everything as it stood.
    let before = try repository.read("third_party/vendir/vendir.yml")
    await #expect(throws: SourceError.self) {
      try await Upgrade(chart: "coder", version: "9.9.9", fetcher: fetcher).run(repository.app)
    }
    #expect(try repository.read("third_party/vendir/vendir.yml") == before)
  }

  @Test func retargetEditsOneLineAndTheLaunchFollows() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    _ = try await launch.run(on: cluster, clock: cluster)
    try await repository.git("switch", "--quiet", "main")
    try await repository.git("merge", "--quiet", "--ff-only", Monorepo.branch)
    let lines = try await Retarget.run(repository.app, branch: "main")
    #expect(lines.first == "apps/coder-prod/gitrepository-setup.yaml: branch mg/feat/deploy-coder → main")
    let names = try await repository.git("diff", "--name-only")
    #expect(names == "apps/coder-prod/gitrepository-setup.yaml")
    let result = try await launch.run(on: cluster, clock: cluster)
    #expect(result.succeeded && result.commits == 1)
    let key = ObjectKey(Flux.gitRepository, "flux-system", "setup")
    let live = try await cluster.get(key)
    #expect(live.at("spec", "ref", "branch")?.string == "main")
    #expect(live.at("status", "artifact", "revision")?.string?.hasPrefix("main@sha1:") == true)
  }

  @Test func aTeardownLeavesNothingStuck() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    _ = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: cluster, clock: cluster)
    let workspace = try await Workspace.open(repository.app)
    let teardown = try await Teardown.plan(workspace, on: cluster)
    let words = teardown.text.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(
      words == [
        "suspend Kustomization/flux-system/coder-prod", "delete HelmRelease/flux-system/coder",
        "delete Ingress/coder/coder", "delete HelmRelease/flux-system/1password-secrets",
        "delete HelmRelease/flux-system/1password-operator", "delete Kustomization/flux-system/coder-prod",
        "delete GitRepository/flux-system/setup", "keep Namespace/1password", "keep Namespace/coder",
        "keep Namespace/flux-system",
      ], "\(words)")
    try await teardown.run(on: cluster, clock: cluster)
    for kind in [Flux.helmRelease, Flux.kustomization, Flux.gitRepository, GroupKind("networking.k8s.io", "Ingress")] {
      #expect(try await cluster.list(kind).isEmpty, "\(kind) is left")
    }
    #expect(try await cluster.find(ObjectKey(GroupKind("apps", "Deployment"), "coder", "coder")) == nil)
    let secret = ObjectKey(GroupKind("", "Secret"), "1password", "1password-operator-token")
    #expect(try await cluster.find(secret) != nil, "what was made by hand stays")
    // Again: nothing is left to do.
    let again = try await Teardown.plan(workspace, on: cluster)
    #expect(!again.text.contains("delete"), "\(again.text)")
  }
}
