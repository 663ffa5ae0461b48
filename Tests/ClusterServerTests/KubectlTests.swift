import ClusterServer
import ClusterState
import Foundation
import KubeAPI
import Manifest
import Testing

/// Real kubectl against a server in this process.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/kubectl")), .serialized)
struct KubectlTests {
  private func withServer(_ body: (ClusterServer, String) async throws -> Void) async throws {
    let cluster = ClusterState(options: .init(start: ClusterServer.wallClock))
    let server = try ClusterServer(driver: QuietDriver(cluster: cluster))
    let port = try await server.start()
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("kubeconfig-\(UUID().uuidString)").path
    try Kubeconfig.write(server.kubeconfig(port: port), to: file)
    do {
      try await body(server, file)
    } catch {
      await server.shutdown()
      throw error
    }
    await server.shutdown()
    try FileManager.default.removeItem(atPath: file)
  }

  private func kubectl(_ config: String, _ arguments: String...) async throws -> (code: Int32, out: String, err: String)
  {
    try await withCheckedThrowingContinuation { continuation in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/kubectl")
      process.arguments = ["--kubeconfig", config] + arguments
      var environment = ProcessInfo.processInfo.environment
      environment["KUBECACHEDIR"] = config + ".cache"
      process.environment = environment
      let out = Pipe()
      let err = Pipe()
      process.standardOutput = out
      process.standardError = err
      process.terminationHandler = { done in
        let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        continuation.resume(returning: (done.terminationStatus, text, complaint))
      }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }

  @Test func aSession() async throws {
    try await withServer { server, config in
      let made = try await kubectl(config, "create", "namespace", "shop")
      #expect(made.out == "namespace/shop created\n", "\(made.err)")
      let secret = try await kubectl(
        config, "-n", "shop", "create", "secret", "generic", "s", "--from-literal=a=b")
      #expect(secret.out == "secret/s created\n", "\(secret.err)")
      let shown = try await kubectl(config, "-n", "shop", "get", "secret", "s", "-o", "jsonpath={.data.a}")
      #expect(shown.out == "Yg==", "\(shown.err)")
      let labelled = try await kubectl(config, "-n", "shop", "label", "secret", "s", "x=y")
      #expect(labelled.out == "secret/s labeled\n", "\(labelled.err)")
      let table = try await kubectl(config, "get", "ns", "shop", "--no-headers")
      #expect(table.out.hasPrefix("shop   Active"), "\(table.err)")
      let missing = try await kubectl(config, "-n", "shop", "get", "cm", "none")
      #expect(missing.err == "Error from server (NotFound): configmaps \"none\" not found\n")
      #expect(missing.code == 1)
    }
  }

  @Test func anOpenWatchDoesNotKeepTheServer() async throws {
    try await withServer { server, config in
      async let watch = kubectl(config, "get", "ns", "-w", "-o", "name")
      try await Task.sleep(for: .milliseconds(800))
      _ = server.withCluster { cluster in
        try? cluster.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "late"]], by: "test")
      }
      try await Task.sleep(for: .milliseconds(300))
      await server.shutdown()
      #expect(try await watch.out.contains("namespace/late\n"))
    }
  }

  @Test func theKubeconfigIsPrivate() async throws {
    try await withServer { _, config in
      let attributes = try FileManager.default.attributesOfItem(atPath: config)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
  }
}
