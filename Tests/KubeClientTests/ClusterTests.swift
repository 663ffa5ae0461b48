import ClusterServer
import ClusterState
import Foundation
import KubeAPI
import Manifest
import Synchronization
import Testing

@testable import KubeClient

/// The client against a whole API server, over TLS.
@Suite struct ClusterTests {
  /// What warnings a client gave.
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    var text: String { all.withLock { $0.joined(separator: "\n") } }
  }

  private final class Place {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("client-\(UUID().uuidString)").path
    var kubeconfig: String { folder + "/config" }
    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The kubeconfig, changed.
    func rewrite(_ change: (inout Value) -> Void) throws {
      var value = try YAML.parse(String(contentsOfFile: kubeconfig, encoding: .utf8)).first ?? .null
      change(&value)
      try YAML.write(value).write(toFile: kubeconfig, atomically: true, encoding: .utf8)
    }

    func cluster(_ change: (inout Value) -> Void) throws {
      try rewrite { config in
        var entry = config["clusters"]?[0] ?? .null
        var cluster = entry["cluster"] ?? .null
        change(&cluster)
        entry["cluster"] = cluster
        config["clusters"] = [entry]
      }
    }

    func user(_ user: Value) throws {
      try rewrite { config in
        config["users"] = [["name": config["users"]?[0]?["name"] ?? "", "user": user]]
      }
    }
  }

  private func withServer(
    _ body: (ClusterServer, Place) async throws -> Void
  ) async throws {
    let cluster = ClusterState(options: .init(start: ClusterServer.wallClock))
    let server = try ClusterServer(driver: QuietDriver(cluster: cluster))
    let port = try await server.start()
    let place = try Place()
    try Kubeconfig.write(server.kubeconfig(port: port), to: place.kubeconfig)
    do {
      try await body(server, place)
    } catch {
      await server.shutdown()
      throw error
    }
    await server.shutdown()
  }

  private func connect(_ place: Place, _ change: (inout KubeClient.Options) -> Void = { _ in }) async throws
    -> KubeClient
  {
    var options = KubeClient.Options(kubeconfig: place.kubeconfig, context: nil)
    change(&options)
    return try await KubeClient.connect(options)
  }

  static let configMap = GroupKind("", "ConfigMap")
  private func map(_ name: String, _ data: Value = ["a": "1"]) -> Value {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
      "data": data,
    ]
  }
  private func key(_ name: String) -> ObjectKey { ObjectKey(Self.configMap, "default", name) }

  @Test func verbs() async throws {
    try await withServer { server, place in
      let lines = Lines()
      let client = try await connect(place) {
        $0.pageSize = 3
        $0.log = { lines.add($0) }
      }
      let version = try await client.serverVersion()
      #expect(version.hasPrefix("v1."))
      #expect(client.address.hasSuffix("(context drydock)"))
      for n in 0..<7 { _ = try await client.create(map("m\(n)")) }
      let again = await #expect(throws: StatusError.self) { try await client.create(map("m0")) }
      #expect(again?.isAlreadyExists == true)
      let listed = try await client.list(Self.configMap, namespace: "default", labelSelector: "")
      #expect(listed.map(\.name).filter { $0.hasPrefix("m") } == (0..<7).map { "m\($0)" })
      #expect(listed.allSatisfy { $0["kind"]?.string == "ConfigMap" && $0["apiVersion"]?.string == "v1" })
      let patched = try await client.mergePatch(key("m0"), ["data": ["b": "2"]], fieldManager: "test")
      #expect(patched["data"] == ["a": "1", "b": "2"])
      let tried = try await client.apply(map("dry"), fieldManager: "drydock", force: false, dryRun: true)
      #expect(tried.name == "dry")
      let dry = try await client.find(key("dry"))
      #expect(dry == nil)
      let applied = try await client.apply(map("ours"), fieldManager: "drydock", force: false, dryRun: false)
      #expect(applied.at("metadata", "managedFields")?[0]?["manager"]?.string == "drydock")
      let clash = await #expect(throws: StatusError.self) {
        try await client.apply(map("ours", ["a": "2"]), fieldManager: "other", force: false, dryRun: false)
      }
      #expect(clash?.fieldConflicts.map(\.field) == [".data.a"])
      #expect(clash?.message.contains("\"drydock\"") == true, "\(clash?.message ?? "")")
      let forced = try await client.apply(map("ours", ["a": "2"]), fieldManager: "other", force: true, dryRun: false)
      #expect(forced["data"] == ["a": "2"])
      let stale = await #expect(throws: StatusError.self) {
        try await client.delete(key("ours"), resourceVersion: "1")
      }
      #expect(stale?.isConflict == true)
      _ = try await client.delete(key("ours"), uid: forced.uid, propagation: .background)
      let gone = try await client.find(key("ours"))
      #expect(gone == nil)
      let unknown = try await client.find(ObjectKey(GroupKind("example.com", "Thing"), "default", "x"))
      #expect(unknown == nil)
      let may = try await client.review(AccessQuestion("get", group: "", resource: "secrets"))
      #expect(may.isAllowed)
      #expect(lines.text.contains("/api/v1/namespaces/default/configmaps/m0"))
      await client.shutdown()
    }
  }

  @Test func bothWaysOfDiscoveryAgree() async throws {
    try await withServer { _, place in
      let client = try await connect(place)
      let kinds = try await client.discover()
      let deployment = kinds.first { $0.type == GroupKind("apps", "Deployment") }
      #expect(deployment?.plural == "deployments")
      #expect(deployment?.namespaced == true)
      #expect(kinds.first { $0.type == GroupKind("", "Namespace") }?.namespaced == false)
      // The server has both; ask for the older documents alone.
      var legacy: [ServedKind] = []
      for (group, path) in [("", "/api/v1"), ("apps", "/apis/apps/v1"), ("batch", "/apis/batch/v1")] {
        let list = try await client.value(APICall("GET", path))
        for resource in list["resources"]?.array ?? [] where resource["name"]?.string?.contains("/") == false {
          legacy.append(
            ServedKind(
              type: GroupKind(group, resource["kind"]?.string ?? ""), versions: ["v1"],
              plural: resource["name"]?.string ?? "", namespaced: resource["namespaced"]?.bool ?? false))
        }
      }
      for kind in legacy { #expect(kinds.contains { $0.type == kind.type && $0.plural == kind.plural }, "\(kind)") }
      await client.shutdown()
    }
  }

  @Test func aWatchSeesWhatHappens() async throws {
    try await withServer { server, place in
      let client = try await connect(place)
      _ = try await client.create(map("one"))
      var seen: [String] = []
      for try await event in client.watch(.init(key("one"))) {
        switch event {
        case .snapshot(let items):
          seen.append("snapshot \(items.map(\.name))")
          _ = try await client.create(map("another"))
          _ = try await client.mergePatch(key("one"), ["data": ["b": "2"]], fieldManager: "test")
          try await client.delete(key("one"))
        case .added(let object): seen.append("added \(object.name)")
        case .modified(let object): seen.append("modified \(object.name)")
        case .deleted(let object): seen.append("deleted \(object.name)")
        case .bookmark: break
        }
        if seen.last == "deleted one" { break }
      }
      #expect(seen == ["snapshot [\"one\"]", "modified one", "deleted one"])
      async let found = client.wait(for: key("late"), deadline: .now + .seconds(60)) { $0?.at("data", "a")?.string }
      _ = try await client.create(map("late", ["a": "here"]))
      let value = try await found
      #expect(value == "here")
      await client.shutdown()
    }
  }

  @Test func aWrongAuthorityOrNameIsNotTrusted() async throws {
    try await withServer { _, place in
      let other = try Certificates()
      let good = try String(contentsOfFile: place.kubeconfig, encoding: .utf8)
      try place.cluster { $0["certificate-authority-data"] = .string(Base64.encode(Array(other.authorityPEM.utf8))) }
      let wrong = await #expect(throws: StatusError.self) { try await connect(place) }
      #expect(wrong?.isUnreachable == true)
      #expect(wrong?.message.contains("signed by an unknown authority") == true, "\(wrong?.message ?? "")")

      let lines = Lines()
      try place.cluster {
        $0["certificate-authority-data"] = nil
        $0["insecure-skip-tls-verify"] = true
      }
      let insecure = try await connect(place) { $0.warn = { lines.add($0) } }
      #expect(lines.text.contains("NOT checked"))
      await insecure.shutdown()

      try good.write(toFile: place.kubeconfig, atomically: true, encoding: .utf8)
      try place.cluster { $0["tls-server-name"] = "elsewhere.example" }
      let name = await #expect(throws: StatusError.self) { try await connect(place) }
      #expect(name?.message.contains("not elsewhere.example") == true, "\(name?.message ?? "")")
      try place.cluster { $0["tls-server-name"] = "localhost" }
      let named = try await connect(place)
      await named.shutdown()
    }
  }

  @Test func aProxyIsGoneThroughAndTheNameStillChecked() async throws {
    try await withServer { _, place in
      let proxy = TunnelProxy()
      let port = try await proxy.start()
      try place.cluster { $0["proxy-url"] = .string("http://me:secret@127.0.0.1:\(port)") }
      let client = try await connect(place)
      _ = try await client.list(Self.configMap)
      #expect(proxy.heads.count == 1)
      #expect(proxy.heads.first?.lowercased().contains("proxy-authorization: basic bwu6c2vjcmv0") == true)
      await client.shutdown()
      try place.cluster { $0["tls-server-name"] = "10.1.2.3" }
      let error = await #expect(throws: StatusError.self) { try await connect(place) }
      #expect(error?.message.contains("another address than 10.1.2.3") == true, "\(error?.message ?? "")")
      await proxy.stop()
    }
  }

  @Test func credentialsThatAreNotAcceptedAreSaidToBe() async throws {
    try await withServer { _, place in
      try place.user(["token": "not-a-token"])
      let error = await #expect(throws: StatusError.self) { try await connect(place) }
      #expect(error?.code == 401, "\(error?.message ?? "")")
    }
  }

  @Test func aPluginGivesCredentialsAndIsAskedAgain() async throws {
    try await withServer { _, place in
      let config = try YAML.parse(String(contentsOfFile: place.kubeconfig, encoding: .utf8)).first ?? .null
      let user = config["users"]?[0]?["user"] ?? .null
      func pem(_ name: String) -> Value {
        .string(Base64.decode((user[name]?.string ?? "").utf8).map { String(decoding: $0, as: UTF8.self) } ?? "")
      }
      // Expired at once, so that every request asks for new ones.
      let credential: Value = [
        "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
        "status": [
          "clientCertificateData": pem("client-certificate-data"), "clientKeyData": pem("client-key-data"),
          "expirationTimestamp": "2020-01-01T00:00:00Z",
        ],
      ]
      try JSON.write(credential).write(toFile: place.folder + "/credential.json", atomically: true, encoding: .utf8)
      let script = """
        #!/bin/sh
        echo "$KUBERNETES_EXEC_INFO" >> "\(place.folder)/asked"
        cat "\(place.folder)/credential.json"
        """
      try script.write(toFile: place.folder + "/plugin", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.folder + "/plugin")
      try place.user([
        "exec": [
          "apiVersion": "client.authentication.k8s.io/v1", "command": "./plugin", "interactiveMode": "Never",
          "provideClusterInfo": true,
        ]
      ])
      let client = try await connect(place)
      _ = try await client.list(Self.configMap)
      let asked = try String(contentsOfFile: place.folder + "/asked", encoding: .utf8).split(separator: "\n")
      #expect(asked.count >= 2)
      let info = try JSON.parse(String(asked.first ?? ""))
      #expect(info.at("spec", "cluster", "server")?.string == client.config.server)
      #expect(info.at("spec", "interactive")?.bool == false)
      await client.shutdown()

      try place.user([
        "exec": [
          "apiVersion": "client.authentication.k8s.io/v1", "command": "drydock-no-such-plugin",
          "interactiveMode": "Never", "installHint": "get it from the shop",
        ]
      ])
      let missing = await #expect(throws: StatusError.self) { try await connect(place) }
      #expect(missing?.message.contains("drydock-no-such-plugin not found") == true, "\(missing?.message ?? "")")
      #expect(missing?.message.contains("get it from the shop") == true)
    }
  }
}
