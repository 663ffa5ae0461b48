import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct WatchTests {
  private func events(_ bytes: [UInt8]) -> [(type: String, name: String)] {
    bytes.split(separator: 0x0A).compactMap { line in
      guard let event = try? JSON.parse(Array(line)) else { return nil }
      return (event["type"]?.string ?? "", event["object"]?.name ?? "")
    }
  }

  private func watch(_ cluster: inout ClusterState, _ query: String) -> WatchStream? {
    cluster.handle(APIRequest(method: "GET", target: "/api/v1/namespaces/default/configmaps?watch=1&" + query)).watch
  }

  private func text(_ events: [(type: String, name: String)]) -> [String] { events.map { "\($0.type) \($0.name)" } }

  @Test func aWatchSeesWhatIsThereAndWhatComes() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a"), by: "test")
    var stream = try #require(watch(&cluster, ""))
    #expect(text(events(stream.next(in: cluster))) == ["ADDED a"])
    try cluster.mergePatch(key("a"), ["data": ["x": "1"]], by: "test")
    try cluster.create(configMap("b"), by: "test")
    try cluster.delete(key("a"))
    #expect(text(events(stream.next(in: cluster))) == ["MODIFIED a", "ADDED b", "DELETED a"])
    #expect(stream.next(in: cluster).isEmpty)
  }

  @Test func selectorsTurnChangesIntoComingAndGoing() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a"), by: "test")
    var stream = try #require(watch(&cluster, "labelSelector=on%3Dyes&resourceVersion=\(cluster.revision)"))
    try cluster.mergePatch(key("a"), ["metadata": ["labels": ["on": "yes"]]], by: "test")
    try cluster.mergePatch(key("a"), ["data": ["x": "1"]], by: "test")
    try cluster.mergePatch(key("a"), ["metadata": ["labels": ["on": "no"]]], by: "test")
    #expect(text(events(stream.next(in: cluster))) == ["ADDED a", "MODIFIED a", "DELETED a"])
  }

  @Test func initialEventsEndWithABookmark() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a"), by: "test")
    var stream = try #require(
      watch(&cluster, "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan"))
    let bytes = stream.next(in: cluster)
    #expect(text(events(bytes)) == ["ADDED a", "BOOKMARK "])
    #expect(String(decoding: bytes, as: UTF8.self).contains("\"k8s.io/initial-events-end\":\"true\""))
  }

  @Test func aReaderThatFallsTooFarBehindIsSentAway() throws {
    var cluster = ClusterState(options: .init(logLimit: 10))
    try cluster.create(configMap("a"), by: "test")
    var stream = try #require(watch(&cluster, "resourceVersion=\(cluster.revision)"))
    for i in 0..<50 { try cluster.mergePatch(key("a"), ["data": ["x": .string(String(i))]], by: "test") }
    let text = String(decoding: stream.next(in: cluster), as: UTF8.self)
    #expect(text.contains("\"type\":\"ERROR\"") && text.contains("\"code\":410"))
    #expect(stream.isFinished)
  }

  @Test func aPageIsReadFromTheStateOfItsFirst() throws {
    var cluster = ClusterState()
    for name in ["a", "b", "c"] { try cluster.create(configMap(name), by: "test") }
    let path = "/api/v1/namespaces/default/configmaps?limit=1"
    let first = cluster.send("GET", path).body
    #expect(first.at("metadata", "remainingItemCount")?.int == 2)
    let token = try #require(first.at("metadata", "continue")?.string)
    try cluster.delete(key("b"))
    try cluster.create(configMap("bb"), by: "test")
    let rest = cluster.send("GET", "/api/v1/namespaces/default/configmaps?limit=10&continue=\(token)").body
    #expect(rest["items"]?.array?.map(\.name) == ["b", "c"])
    #expect(rest.at("metadata", "resourceVersion") == first.at("metadata", "resourceVersion"))
  }
}
