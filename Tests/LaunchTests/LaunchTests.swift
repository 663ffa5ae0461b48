import Git
import KubeAPI
import Launch
import Manifest
import Synchronization
import Testing

/// The whole launch against a cluster value in virtual time, with a real git and a bare remote.
@Suite struct LaunchTests {
  @Test func launchesToThirteenChecksAndThenChangesNothing() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    let first = try await launch.run(on: cluster, clock: cluster)
    #expect(first.checks.map(\.outcome.rawValue) == Array(repeating: "passed", count: 13))
    #expect(first.commits == 1 && first.hasPushed)
    #expect(try await repository.pushed() == ["feat(coder-prod): deploy apps/coder-prod"])
    #expect(try await repository.git("status", "--porcelain") == "")

    let revision = cluster.revision
    let second = try await launch.run(on: cluster, clock: cluster)
    #expect(second.checks.map(\.outcome.rawValue) == Array(repeating: "passed", count: 13))
    #expect(second.commits == 0 && !second.hasPushed && second.writes == 0)
    #expect(cluster.revision == revision, "the second launch wrote to the cluster")
    #expect(try await repository.pushed().count == 1)
  }

  @Test func aDryRunChangesNothing() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let revision = cluster.revision
    var options = Launch.Options()
    options.isDryRun = true
    let lines = Lines()
    _ = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
      .run(
        on: cluster, clock: cluster,
        confirm: { _ in
          Issue.record("a dry run asks nothing"); return false
        }
      ) {
        lines.add($0)
      }
    #expect(cluster.revision == revision)
    #expect(try await repository.git("rev-parse", "HEAD") == repository.git("rev-parse", "main"))
    #expect(try await repository.git("diff", "--cached", "--name-only") == "")
    #expect(lines.text.contains("would commit 25 files"), "\(lines.text)")
    #expect(lines.text.contains("would apply Kustomization/flux-system/coder-prod"))
  }

  @Test func aNoEndsItBeforeAnythingIsWritten() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let revision = cluster.revision
    let failure = await #expect(throws: LaunchFailure.self) {
      try await Launch(repository.app, fetcher: StandInRepositories())
        .run(on: cluster, clock: cluster, confirm: { question in !question.contains("v1.36.2") })
    }
    #expect(failure?.step == .preflight)
    #expect(cluster.revision == revision)
  }

  @Test func aChangeIsCommittedAndRolledOut() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    _ = try await launch.run(on: cluster, clock: cluster)
    try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "memory: 2Gi", "memory: 3Gi")
    let result = try await launch.run(on: cluster, clock: cluster)
    #expect(result.commits == 1 && result.succeeded)
    #expect(try await repository.pushed().first == "feat(coder-prod): change apps/coder-prod")
    let deployment = try await cluster.get(ObjectKey(GroupKind("apps", "Deployment"), "coder", "coder"))
    let container = deployment.at("spec", "template", "spec", "containers")?[0]
    #expect(container?.at("resources", "limits", "memory")?.string == "3Gi")
  }

  @Test func chartsThatAreNotOnDiskComeAsLocked() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    try await repository.git("clean", "-fdq", "--", "third_party/vendir/charts")
    #expect(throws: (any Error).self) { try repository.read("third_party/vendir/charts/coder/Chart.yaml") }
    var options = Launch.Options()
    options.to = .vendor
    _ = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
      .run(on: cluster, clock: cluster)
    #expect(try repository.read("third_party/vendir/charts/coder/Chart.yaml").contains("2.29.1"))
  }

  @Test func aReleaseThatIsNeverReadyIsNamed() async throws {
    let repository = try await Monorepo()
    // A password that the database does not take: Coder never becomes ready.
    try repository.edit("apps/coder-prod/rehearsal.yaml", "password: fake/password}", "password: other}")
    let other = try await DrivenCluster.empty(repository)
    try repository.edit("apps/coder-prod/rehearsal.yaml", "password: other}", "password: fake/password}")
    var options = Launch.Options()
    options.timeout = .seconds(240)
    let failure = await #expect(throws: LaunchFailure.self) {
      try await Launch(repository.app, options: options, fetcher: StandInRepositories()).run(on: other, clock: other)
    }
    #expect(failure?.step == .wait)
    #expect(
      failure?.error.message.contains("what blocks: Deployment/coder/coder") == true, "\(String(describing: failure))")
    #expect(failure?.error.nextStep.contains("--from wait") == true)
  }

  @Test func whatClusterAndCallerLackIsSaidBeforeAnythingIsDone() async throws {
    let repository = try await Monorepo()
    let deployment = GroupKind("apps", "Deployment")
    let secret = ObjectKey(GroupKind("", "Secret"), "1password", "1password-operator-token")
    let cases: [(String, @Sendable (DrivenCluster) async throws -> Void)] = [
      ("1password-operator-token is not in the cluster", { try await $0.delete(secret) }),
      (
        "has no key `token`",
        { cluster in
          _ = try await cluster.mergePatch(secret, ["data": ["token": nil, "tokne": "eA=="]], fieldManager: "test")
        }
      ),
      (
        "is plain JSON",
        { cluster in
          _ = try await cluster.mergePatch(
            ObjectKey(GroupKind("", "Secret"), "1password", "1password-credentials"),
            ["data": ["1password-credentials.json": "eyJhIjoxfQ=="]], fieldManager: "test")
        }
      ),
      (
        "helm-controller is not in namespace",
        { try await $0.delete(ObjectKey(deployment, "flux-system", "helm-controller")) }
      ),
      (
        "no IngressClass tailscale",
        { try await $0.delete(ObjectKey(GroupKind("networking.k8s.io", "IngressClass"), "", "tailscale")) }
      ),
    ]
    var options = Launch.Options()
    options.to = .preflight
    for (words, damage) in cases {
      let cluster = try await DrivenCluster.unreached()
      try await damage(cluster)
      let failure = await #expect(throws: LaunchFailure.self) {
        try await Launch(repository.app, options: options, fetcher: StandInRepositories())
          .run(on: cluster, clock: cluster)
      }
      #expect(failure?.error.message.contains(words) == true, "\(words): \(String(describing: failure))")
      #expect(failure?.error.nextStep.isEmpty == false)
    }
    let cluster = try await DrivenCluster.empty(repository, denied: ["patch kustomizations"])
    let failure = await #expect(throws: LaunchFailure.self) {
      try await Launch(repository.app, options: options, fetcher: StandInRepositories()).run(
        on: cluster, clock: cluster)
    }
    #expect(failure?.error.message.contains("you may not patch kustomizations") == true)
  }
}

/// Collects what a launch says.
final class Lines: Sendable {
  private let lines = Mutex<[String]>([])
  func add(_ event: LaunchEvent) {
    let text = LaunchText(colour: false, width: 0).lines(event)
    lines.withLock { $0 += text }
  }
  var text: String { lines.withLock { $0.joined(separator: "\n") } }
}
