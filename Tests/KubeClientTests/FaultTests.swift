import KubeAPI
import Manifest
import Synchronization
import Testing

@testable import KubeClient

/// What the client makes of a server or a line in trouble.
@Suite struct FaultTests {
  private final class Log: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    var lines: [String] { all.withLock { $0 } }
  }

  static let core = """
    {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{},"versions":\
    [{"version":"v1","resources":[{"resource":"configmaps","responseKind":{"group":"","version":"v1","kind":"ConfigMap"},\
    "scope":"Namespaced","singularResource":"configmap","verbs":["get","list","watch"]}]}]}]}
    """
  static let groups = #"{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[]}"#
  static let list = "/api/v1/namespaces/shop/configmaps"
  static let configMap = GroupKind("", "ConfigMap")

  static func map(_ name: String, _ revision: Int) -> String {
    #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)","namespace":"shop","resourceVersion":"\#(revision)"}}"#
  }

  /// A client of a server with one kind; `script` answers all but version and discovery.
  private func withServer(
    patience: Duration = .seconds(20), timeout: Duration = .seconds(20), quiet: Duration = .seconds(60),
    pageSize: Int = 500, log: Log = Log(), _ script: @escaping ScriptedServer.Script,
    _ body: (KubeClient, ScriptedServer) async throws -> Void
  ) async throws {
    let server = ScriptedServer { method, path, count in
      switch path {
      case "/version": [ScriptedServer.answer(200, #"{"major":"1","minor":"36","gitVersion":"v1.36.0"}"#)]
      case "/api": [ScriptedServer.answer(200, FaultTests.core)]
      case "/apis": [ScriptedServer.answer(200, FaultTests.groups)]
      default: script(method, path, count)
      }
    }
    let address = try await server.start()
    var options = KubeClient.Options()
    options.patience = patience
    options.timeout = timeout
    options.watchQuiet = quiet
    options.pageSize = pageSize
    options.log = { log.add($0) }
    let config = ClientConfig(server: address, context: "test", cluster: "test", user: "", namespace: "shop")
    let client = try KubeClient(config, options: options, environment: ClientEnvironment())
    #expect(try await client.serverVersion() == "v1.36.0")
    do {
      try await body(client, server)
    } catch {
      await client.shutdown()
      await server.stop()
      throw error
    }
    await client.shutdown()
    await server.stop()
  }

  @Test func tooManyRequestsAndServerErrorsPass() async throws {
    let log = Log()
    try await withServer(log: log) { _, _, count in
      switch count {
      case 0: [ScriptedServer.status(429, "TooManyRequests", "slow down", headers: "Retry-After: 1\r\n")]
      case 1: [ScriptedServer.status(500, "InternalError", "etcd leader changed")]
      case 2: [ScriptedServer.answer(503, "upstream is down")]
      default: [ScriptedServer.answer(200, FaultTests.map("a", 7))]
      }
    } _: { client, server in
      let object = try await client.get(ObjectKey(Self.configMap, "shop", "a"))
      #expect(object.name == "a")
      #expect(server.requests.count { $0.hasSuffix("/configmaps/a") } == 4)
      #expect(log.lines.contains { $0.hasSuffix("slow down; again in 1 s") }, "the server asked for a second")
    }
  }

  @Test func patienceEnds() async throws {
    try await withServer(patience: .seconds(5)) { _, _, _ in
      [ScriptedServer.status(503, "ServiceUnavailable", "no endpoints")]
    } _: { client, server in
      let error = await #expect(throws: StatusError.self) {
        try await client.get(ObjectKey(Self.configMap, "shop", "a"))
      }
      #expect(error?.code == 503)
      #expect(error?.message == "no endpoints")
      #expect(server.requests.count > 4)
    }
  }

  @Test func anAnswerThatBreaksOffIsAskedForAgain() async throws {
    try await withServer { _, _, count in
      if count < 2 {
        return [.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"kind\":"), .close]
      }
      return [ScriptedServer.answer(200, FaultTests.map("a", 7))]
    } _: { client, server in
      let object = try await client.get(ObjectKey(Self.configMap, "shop", "a"))
      #expect(object.name == "a")
    }
  }

  @Test func whatMayHaveBeenCreatedIsNotCreatedAgain() async throws {
    try await withServer { method, _, _ in
      method == "POST" ? [.close] : [ScriptedServer.answer(200, FaultTests.map("a", 7))]
    } _: { client, server in
      let error = await #expect(throws: StatusError.self) {
        try await client.create([
          "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "shop"],
        ])
      }
      #expect(error?.isUnreachable == true, "\(error?.message ?? "")")
      #expect(server.requests.count { $0.hasPrefix("POST") } == 1)
    }
  }

  @Test func aLostAnswerToADeleteIsNoError() async throws {
    try await withServer { method, _, count in
      count == 0 ? [.close] : [ScriptedServer.status(404, "NotFound", "gone")]
    } _: { client, _ in
      try await client.delete(ObjectKey(Self.configMap, "shop", "a"))
    }
  }

  @Test func aSlowServerMeetsTheDeadline() async throws {
    try await withServer(patience: .zero, timeout: .milliseconds(400)) { _, _, _ in
      [.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), .pause(milliseconds: 8000), .close]
    } _: { client, _ in
      let error = await #expect(throws: StatusError.self) {
        try await client.get(ObjectKey(Self.configMap, "shop", "a"))
      }
      #expect(error?.reason == StatusError.deadlineExceeded)
    }
  }

  @Test func pagesAreReadAndAnExpiredOneBeginsAnew() async throws {
    try await withServer(pageSize: 2) { _, path, count in
      let two = "\(FaultTests.map("a", 1)),\(FaultTests.map("b", 2))"
      if path.contains("continue=first") {
        return [ScriptedServer.status(410, "Expired", "The provided continue parameter is too old")]
      }
      if path.contains("limit=2") {
        return [
          ScriptedServer.answer(
            200,
            #"{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"5","continue":"first"},"items":[\#(two)]}"#
          )
        ]
      }
      return [
        ScriptedServer.answer(
          200,
          #"{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"9"},"items":[\#(two),\#(FaultTests.map("c", 3))]}"#
        )
      ]
    } _: { client, _ in
      let listing = try await client.listing(Self.configMap, namespace: "shop")
      #expect(listing.items.map(\.name) == ["a", "b", "c"])
      #expect(listing.resourceVersion == "9")
    }
  }

  @Test func aWatchGoesOnThroughDropsAndExpiry() async throws {
    try await withServer { _, path, count in
      if !path.contains("watch=true") {
        let items = count == 0 ? FaultTests.map("a", 10) : "\(FaultTests.map("a", 10)),\(FaultTests.map("d", 40))"
        let revision = count == 0 ? 10 : 40
        return [
          ScriptedServer.answer(
            200,
            #"{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"\#(revision)"},"items":[\#(items)]}"#
          )
        ]
      }
      let head = ScriptedServer.streamHead
      if path.contains("resourceVersion=10") {
        // Cut in the middle of an event.
        return [
          head, ScriptedServer.chunk(#"{"type":"ADDED","object":\#(FaultTests.map("b", 20))}"# + "\n"),
          ScriptedServer.chunk(#"{"type":"ADDED","obj"#), .close,
        ]
      }
      if path.contains("resourceVersion=20") {
        let bookmark =
          #"{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"30"}}}"#
        return [head, ScriptedServer.chunk(bookmark + "\n"), ScriptedServer.streamEnd]
      }
      if path.contains("resourceVersion=30") {
        let gone =
          #"{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","code":410,"message":"too old"}}"#
        return [head, ScriptedServer.chunk(gone + "\n"), ScriptedServer.streamEnd]
      }
      return [head, ScriptedServer.chunk(#"{"type":"DELETED","object":\#(FaultTests.map("a", 50))}"# + "\n")]
    } _: { client, server in
      var seen: [String] = []
      for try await event in client.watch(.init(Self.configMap, namespace: "shop")) {
        switch event {
        case .snapshot(let items): seen.append("snapshot " + items.map(\.name).joined(separator: ","))
        case .added(let object): seen.append("added \(object.name)")
        case .modified(let object): seen.append("modified \(object.name)")
        case .deleted(let object): seen.append("deleted \(object.name)")
        case .bookmark(let revision): seen.append("bookmark \(revision)")
        }
        if seen.last == "deleted a" { break }
      }
      #expect(seen == ["snapshot a", "added b", "bookmark 30", "snapshot a,d", "deleted a"])
    }
  }

  private static let emptyList = ScriptedServer.answer(
    200, #"{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":[]}"#)

  @Test func aDeadlineCutsAWatch() async throws {
    try await withServer { _, path, _ in
      path.contains("watch=true")
        ? [ScriptedServer.streamHead, .pause(milliseconds: 60_000), .close] : [FaultTests.emptyList]
    } _: { client, _ in
      let deadline = ContinuousClock.now + .seconds(2)
      let found = try await client.wait(for: ObjectKey(Self.configMap, "shop", "a"), deadline: deadline) { $0?.name }
      #expect(found == nil)
    }
  }

  /// The first watch says nothing; only the second one has the object.
  @Test func silenceRenewsAWatch() async throws {
    let watches = Mutex(0)
    try await withServer(quiet: .milliseconds(300)) { _, path, _ in
      guard path.contains("watch=true") else { return [FaultTests.emptyList] }
      let isFirst = watches.withLock { count in
        count += 1
        return count == 1
      }
      if isFirst { return [ScriptedServer.streamHead, .pause(milliseconds: 60_000), .close] }
      let event = #"{"type":"ADDED","object":\#(FaultTests.map("a", 5))}"#
      return [ScriptedServer.streamHead, ScriptedServer.chunk(event + "\n"), .pause(milliseconds: 60_000), .close]
    } _: { client, server in
      let deadline = ContinuousClock.now + .seconds(120)
      let found = try await client.wait(for: ObjectKey(Self.configMap, "shop", "a"), deadline: deadline) { $0?.name }
      #expect(found == "a")
      #expect(server.requests.count { $0.contains("watch=true") } >= 2)
    }
  }

  @Test func aForbiddenWatchFails() async throws {
    try await withServer { _, path, _ in
      path.contains("watch=true")
        ? [ScriptedServer.status(403, "Forbidden", "configmaps is forbidden")]
        : [
          ScriptedServer.answer(
            200, #"{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":[]}"#)
        ]
    } _: { client, _ in
      let error = await #expect(throws: StatusError.self) {
        for try await _ in client.watch(.init(Self.configMap, namespace: "shop")) {}
      }
      #expect(error?.message == "configmaps is forbidden")
    }
  }

  @Test func aServerThatIsNotThereIsNamedAtOnce() async throws {
    let config = ClientConfig(
      server: "http://127.0.0.1:9", context: "test", cluster: "test", user: "", namespace: "default")
    let client = try KubeClient(config, options: .init(), environment: ClientEnvironment())
    let error = await #expect(throws: StatusError.self) { try await client.serverVersion() }
    #expect(error?.message == "unable to connect to the server http://127.0.0.1:9: connection refused")
    await client.shutdown()
  }

  @Test func aServerThatStartsIsWaitedFor() async throws {
    let server = ScriptedServer { _, _, count in
      count < 2
        ? [ScriptedServer.status(503, "ServiceUnavailable", "starting")]
        : [ScriptedServer.answer(200, #"{"gitVersion":"v1.36.0"}"#)]
    }
    var options = KubeClient.Options()
    options.patience = .seconds(120)
    let config = ClientConfig(
      server: try await server.start(), context: "test", cluster: "test", user: "", namespace: "shop")
    let client = try KubeClient(config, options: options, environment: ClientEnvironment())
    #expect(try await client.serverVersion() == "v1.36.0")
    await client.shutdown()
    await server.stop()
  }

  @Test func aServerThatIsGoneIsWaitedForOnce() async throws {
    let log = Log()
    try await withServer(patience: .seconds(5), log: log) { _, _, _ in
      []
    } _: { client, server in
      await server.stop()
      client.transport.reconnect()
      // The first one learns that nobody is there, the others believe it.
      var waits: [Int] = []
      for _ in 0..<4 {
        let error = await #expect(throws: StatusError.self) { try await client.value(APICall("GET", "/apis")) }
        #expect(error?.isUnreachable == true)
        waits.append(log.lines.count { $0.contains("; again in") })
      }
      #expect(waits.first ?? 0 > 0 && waits.allSatisfy { $0 == waits.first }, "\(waits)")
    }
  }

  @Test func aFieldOfSomebodyElseIsNamed() async throws {
    let conflict = """
      {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Conflict","code":409,"message":"Apply failed with 2 \
      conflicts","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \\"kubectl\\" using v1",\
      "field":".data.a"},{"reason":"FieldManagerConflict","message":"conflict with \\"kubectl\\" using v1","field":".data.b"}]}}
      """
    try await withServer { _, _, _ in
      [ScriptedServer.answer(409, conflict)]
    } _: { client, _ in
      let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "shop"]]
      let error = await #expect(throws: StatusError.self) {
        try await client.apply(object, fieldManager: "drydock", force: false, dryRun: false)
      }
      #expect(error?.isConflict == true)
      #expect(error?.fieldConflicts.map(\.field) == [".data.a", ".data.b"])
      #expect(error?.message.contains("\"kubectl\" using v1 owns .data.a, .data.b") == true)
    }
  }
}
