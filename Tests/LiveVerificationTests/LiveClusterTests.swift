import ClusterServer
import ClusterState
import Controllers
import Flux
import Foundation
import KubeAPI
import KubeClient
import Manifest
import Rehearsal
import Synchronization
import Testing
import Verification
import Workspace

@testable import FluxClient
@testable import LiveVerification

extension HurriedManager: ClusterDriver {}

/// The app of this repository, deployed on a served cluster and looked at over HTTPS.
@Suite struct LiveClusterTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private final class Lines: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    func take() -> [String] {
      all.withLock { lines in
        defer { lines = [] }
        return lines
      }
    }
  }

  /// A git repository with the app in one commit.
  private func clone() throws -> String {
    let root = NSTemporaryDirectory() + "drydock-live-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for part in ["apps", "libs", "third_party", "nx.json"] {
      try FileManager.default.copyItem(atPath: "\(Self.repository)/\(part)", toPath: "\(root)/\(part)")
    }
    try? FileManager.default.removeItem(atPath: "\(root)/third_party/vendir/charts")
    for words in [
      ["init", "--quiet", "--initial-branch", "mg/feat/deploy-coder"], ["add", "--all"],
      ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "all"],
    ] {
      let git = Process()
      git.executableURL = URL(filePath: "/usr/bin/env")
      git.arguments = ["git", "-C", root] + words
      try git.run()
      git.waitUntilExit()
      try #require(git.terminationStatus == 0)
    }
    return root
  }

  @Test func theDeploymentFromFirstLookToFault() async throws {
    let root = try clone()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let workspace = try await Workspace.open("\(root)/apps/coder-prod")
    let now = ClusterServer.wallClock
    let certificates = try Certificates()
    let manager = try Stage.served(
      workspace, deploying: true, at: now, logLimit: 8192, authority: certificates.authorityPEM)
    let server = try ClusterServer(
      driver: HurriedManager(manager, from: now, speed: 100), certificates: certificates)
    let port = try await server.start()
    let kubeconfig = "\(root)/.git/kubeconfig"
    try Kubeconfig.write(server.kubeconfig(port: port), to: kubeconfig)
    let client = try await KubeClient.connect(.init(kubeconfig: kubeconfig, context: nil))
    do {
      try await look(client, workspace, root)
    } catch {
      await client.shutdown()
      await server.shutdown()
      throw error
    }
    await client.shutdown()
    await server.shutdown()
  }

  private func look(_ client: KubeClient, _ workspace: Workspace, _ root: String) async throws {
    let app = ObjectKey(Flux.kustomization, "flux-system", "coder-prod")
    let ready = try await client.wait(for: app, deadline: .now + .seconds(240)) { object -> Bool? in
      object?.isTrue("Ready") == true ? true : nil
    }
    try #require(ready == true, "the Kustomization did not become ready")

    let report = await LiveVerification(workspace).run(on: client)
    let style = ReportText(colour: false, width: 120)
    #expect(report.checks.count == 13)
    #expect(report.succeeded, "\(report.text(style))")
    // The charts are stand-ins; all else is looked at.
    #expect(report.checks.filter { $0.outcome == .skipped }.map(\.number) == [1], "\(report.text(style))")
    let work = report.further.map { "\($0.title): \($0.outcome.rawValue)" }
    #expect(work.contains("coder reads its Secrets: passed"), "\(work)")
    #expect(work.contains("coder answers /healthz: passed"), "\(report.text(style))")
    #expect(work.contains("coder is of its image's version: passed"), "\(report.text(style))")
    // Names, keys and lengths, but no value of any Secret.
    let shown = report.text(style) + JSON.write(report.json) + report.junit
    for value in ["fake/password", "fake%2Fpassword", "made-up-token"] { #expect(!shown.contains(value)) }
    #expect(report.junit.contains("tests=\"\(report.all.count)\" failures=\"0\""))

    try await handle(client)
    try await kubectlAgrees(client, kubeconfig: "\(root)/.git/kubeconfig")
    try await probes(client, workspace)

    // What is not pushed, and what somebody opened by hand.
    let file = "\(root)/apps/coder-prod/kustomization.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try (text + "# changed\n").write(toFile: file, atomically: true, encoding: .utf8)
    let space = try #require(LiveVerification(workspace).namespaces.first { $0 == "coder" })
    _ = try await client.create([
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "open", "namespace": .string(space)],
      "spec": ["type": "LoadBalancer", "ports": [["port": 80]], "selector": ["app": "x"]],
    ])
    let after = await LiveVerification(try await Workspace.open("\(root)/apps/coder-prod")).run(on: client)
    #expect(after.failed.map(\.title) == ["Commit pushed", "No public LoadBalancer or Ingress"])
    #expect(after.failed.first?.findings.first?.file == "apps/coder-prod/kustomization.yaml")
    #expect(after.failed.last?.detail.contains("Service coder/open") == true, "\(after.failed.last?.detail ?? "")")
  }

  /// A look from outside at two addresses of a load balancer: one takes connections, one refuses.
  private func probes(_ client: KubeClient, _ workspace: Workspace) async throws {
    let open = try Port(isListening: true)
    let closed = try Port(isListening: false)
    func look(_ ports: [Int]) async throws -> Verification.Check {
      let live = LiveObjects(objects: [
        [
          "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s", "namespace": "coder"],
          "spec": ["ports": .array(ports.map { ["port": .int(Int64($0))] })],
          "status": ["loadBalancer": ["ingress": [["ip": "127.0.0.1"]]]],
        ]
      ])
      let work = LiveWork(plan: LiveVerification(workspace).plan, live: live, client: client)
      return try #require(await OutsideProbe(live: live, ingresses: [], work: work).checks(on: client).first)
    }
    let bad = try await look([closed.number, open.number])
    #expect(bad.outcome == .failed && bad.detail == "takes connections: 127.0.0.1:\(open.number)", "\(bad.detail)")
    let good = try await look([closed.number])
    #expect(good.outcome == .passed && good.detail == "1 addresses and ports refuse from here", "\(good.detail)")
    let none = try await look([])
    #expect(none.outcome == .skipped, "\(none.detail)")
  }

  /// A port of loopback that takes connections, or one that nobody else gets and that refuses them.
  private final class Port {
    let number: Int
    private let handle: Int32
    init(isListening: Bool) throws {
      let own = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      handle = own
      var name = sockaddr_in()
      name.sin_family = sa_family_t(AF_INET)
      name.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &name) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
          bind(own, name, size) == 0 && (!isListening || listen(own, 8) == 0) && getsockname(own, name, &size) == 0
        }
      }
      number = Int(UInt16(bigEndian: name.sin_port))
      try #require(isBound)
    }
    deinit { close(handle) }
  }

  /// get, reconcile, suspend, resume.
  private func handle(_ client: KubeClient) async throws {
    let lines = Lines()
    let flux = FluxClient(client, namespace: "flux-system", timeout: .seconds(120)) { lines.add($0) }
    let kustomization = try #require(try FluxKind.read(["ks"]).kinds.first)
    let objects = try await flux.objects(kustomization, name: nil, allNamespaces: false)
    let table = try FluxTable(kustomization, objects, .init())
    #expect(table.rows.contains { $0.first == "coder-prod" && $0[2] == "False" && $0[3] == "True" }, "\(table.text)")
    var options = FluxReconcileOptions()
    options.withSource = true
    try await flux.reconcile(kustomization, "coder-prod", options)
    let said = lines.take()
    #expect(
      said.map { $0.split(separator: "@").first.map(String.init) ?? "" } == [
        "► annotating GitRepository setup in flux-system namespace", "✔ GitRepository annotated",
        "◎ waiting for GitRepository reconciliation", "✔ fetched revision mg/feat/deploy-coder",
        "► annotating Kustomization coder-prod in flux-system namespace", "✔ Kustomization annotated",
        "◎ waiting for Kustomization reconciliation", "✔ applied revision mg/feat/deploy-coder",
      ])
    #expect(try await flux.suspend(kustomization, ["coder-prod"]))
    await #expect(throws: FluxFailure.self) { try await flux.reconcile(kustomization, "coder-prod") }
    #expect(try await flux.suspend(kustomization, ["nowhere"]) == false)
    #expect(try await flux.resume(kustomization, ["coder-prod"]))
    #expect(
      lines.take().map { $0.split(separator: "@").first.map(String.init) ?? "" } == [
        "► suspending kustomization coder-prod in flux-system namespace", "✔ kustomization suspended",
        "✗ Kustomization nowhere not found in flux-system namespace",
        "► resuming kustomization coder-prod in flux-system namespace", "✔ kustomization resumed",
        "◎ waiting for Kustomization reconciliation", "✔ Kustomization coder-prod reconciliation completed",
        "✔ applied revision mg/feat/deploy-coder",
      ])
  }

  /// What `get` shows is what the machine's kubectl shows.
  private func kubectlAgrees(_ client: KubeClient, kubeconfig: String) async throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/kubectl") else { return }
    let flux = FluxClient(client, namespace: "flux-system") { _ in }
    for (words, resource) in [
      ("ks", "kustomizations.kustomize.toolkit.fluxcd.io"), ("hr", "helmreleases.helm.toolkit.fluxcd.io"),
      ("gitrepositories", "gitrepositories.source.toolkit.fluxcd.io"),
    ] {
      let kind = try #require(try FluxKind.read([words]).kinds.first)
      var options = FluxTable.Options()
      options.allNamespaces = true
      let table = try FluxTable(kind, try await flux.objects(kind, name: nil, allNamespaces: true), options)
      let ours = table.rows.map { "\($0[0])/\($0[1]) \($0[4]) \($0[5])" }
      let path =
        "{range .items[*]}{.metadata.namespace}/{.metadata.name} {.status.conditions[?(@.type==\"Ready\")].status} "
        + "{.status.conditions[?(@.type==\"Ready\")].message}{\"\\n\"}{end}"
      let theirs = try await output([
        "--kubeconfig", kubeconfig, "--cache-dir", kubeconfig + ".cache", "get", resource, "-A", "-o",
        "jsonpath=\(path)",
      ])
      let lines = theirs.split(separator: "\n").map {
        kind == FluxKind.helmRelease ? String($0) : FluxTable.shortened(String($0))
      }
      #expect(ours == lines && !ours.isEmpty)
    }
  }

  private func output(_ arguments: [String]) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/kubectl")
      process.arguments = arguments
      let out = Pipe()
      process.standardOutput = out
      process.terminationHandler = { _ in
        continuation.resume(returning: String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
      }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }
}
