import ClusterServer
import ClusterState
import Foundation
import KubeAPI
import Manifest
import Testing

@Suite struct DataFileTests {
  private func withFile(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("cluster-\(UUID().uuidString).db").path
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    try await body(path)
  }

  private func configMap(_ name: String, _ value: String) -> Value {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
      "data": ["k": .string(value)],
    ]
  }

  @Test func whatWasWrittenIsThereAfterwards() async throws {
    try await withFile { path in
      let first = try ClusterServer(
        driver: QuietDriver(cluster: ClusterState(options: .init(start: ClusterServer.wallClock))),
        data: try DataFile(path))
      _ = try await first.start()
      let revision = try await Task.detached {
        try first.withCluster { cluster in
          for i in 0..<50 { try cluster.create(self.configMap("c\(i)", "é\(i)"), by: "test") }
          try cluster.delete(ObjectKey(GroupKind("", "ConfigMap"), "default", "c7"))
          return cluster.revision
        }
      }.value
      try await first.flush()
      await first.shutdown()
      let file = try DataFile(path)
      let saved = try #require(try file.load())
      #expect(saved.revision == revision)
      let cluster = ClusterState(restoring: saved)
      #expect(cluster.count(GroupKind("", "ConfigMap")) == 49)
      #expect(cluster.get(ObjectKey(GroupKind("", "ConfigMap"), "default", "c9"))?.at("data", "k")?.string == "é9")
      let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(permissions == 0o600)
    }
  }

  @Test func twoServersDoNotShareAFile() async throws {
    try await withFile { path in
      let first = try DataFile(path)
      #expect(throws: SourceError.self) { _ = try DataFile(path) }
      _ = try DataFile(path, isOwn: false)
      _ = try first.load()
    }
  }

  @Test func theCertificatesStay() async throws {
    try await withFile { path in
      var authority = ""
      do { authority = try DataFile(path).certificates { try Certificates() }.authorityPEM }
      let again = try DataFile(path).certificates { try Certificates() }
      #expect(again.authorityPEM == authority)
    }
  }

  @Test func whatIsNoDatabaseIsSaidSo() async throws {
    try await withFile { path in
      try Data("not a database, but long enough to look at".utf8).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: SourceError.self) { _ = try DataFile(path).load() }
      #expect(error?.description.contains(path) == true)
    }
  }
}
