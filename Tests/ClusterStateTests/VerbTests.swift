import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct VerbTests {
  @Test func aCreatedObjectHasSystemFields() throws {
    var cluster = ClusterState()
    let made = try cluster.create(configMap("a", ["x": "1"]), by: "test")
    #expect(made.uid.utf8.count == 36)
    #expect(made.at("metadata", "creationTimestamp")?.string == "2026-01-01T00:00:00Z")
    #expect(made.at("metadata", "resourceVersion")?.string == String(cluster.revision))
    #expect(cluster.get(key("a")) == made)
  }

  @Test func creatingTwiceIsRefused() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a"), by: "test")
    #expect(throws: StatusError.self) { try cluster.create(configMap("a"), by: "test") }
    do {
      try cluster.create(configMap("b", namespace: "nowhere"), by: "test")
      Issue.record("a namespace that is not there was accepted")
    } catch {
      #expect(error.message == "namespaces \"nowhere\" not found")
    }
  }

  @Test func aWriteThatChangesNothingLeavesTheRevision() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a", ["x": "1"]), by: "test")
    let before = cluster.revision
    cluster.now = cluster.now + .seconds(60)
    try cluster.update(configMap("a", ["x": "1"]), by: "test")
    try cluster.mergePatch(key("a"), ["data": ["x": "1"]], by: "test")
    #expect(cluster.revision == before)
    try cluster.apply(configMap("a", ["x": "1"]), by: "me", force: false)
    let applied = cluster.revision
    #expect(applied == before + 1)
    try cluster.apply(configMap("a", ["x": "1"]), by: "me", force: false)
    #expect(cluster.revision == applied)
  }

  @Test func anOldResourceVersionConflicts() throws {
    var cluster = ClusterState()
    let first = try cluster.create(configMap("a", ["x": "1"]), by: "test")
    try cluster.mergePatch(key("a"), ["data": ["x": "2"]], by: "test")
    do {
      try cluster.update(first, by: "test")
      Issue.record("an old resourceVersion was accepted")
    } catch {
      #expect(error.isConflict)
    }
  }

  @Test func finalizersKeepAnObjectUntilTheyAreGone() throws {
    var cluster = ClusterState()
    var object = configMap("a")
    object.set(["example.com/hold"], at: "metadata", "finalizers")
    try cluster.create(object, by: "test")
    try cluster.delete(key("a"))
    #expect(cluster.get(key("a"))?.isDeleting == true)
    try cluster.mergePatch(key("a"), ["metadata": ["finalizers": nil]], by: "test")
    #expect(cluster.get(key("a")) == nil)
    #expect(cluster.changes(since: 0).last?.kind == .deleted)
  }

  @Test func generationCountsOnlyWhatIsWanted() throws {
    var cluster = ClusterState()
    try cluster.create(deployment, by: "test")
    let web = ObjectKey(GroupKind("apps", "Deployment"), "default", "web")
    try cluster.mergePatch(web, ["metadata": ["labels": ["a": "b"]]], by: "test")
    #expect(cluster.get(web)?.generation == 1)
    try cluster.mergePatch(web, ["spec": ["replicas": 3]], by: "test")
    #expect(cluster.get(web)?.generation == 2)
    try cluster.mergePatch(web, ["status": ["replicas": 3]], subresource: "status", by: "test")
    #expect(cluster.get(web)?.generation == 2)
    #expect(cluster.get(web)?.at("status", "replicas")?.int == 3)
    // The status in an ordinary write is not taken.
    try cluster.mergePatch(web, ["status": ["replicas": 9]], by: "test")
    #expect(cluster.get(web)?.at("status", "replicas")?.int == 3)
  }

  @Test func aTerminatingNamespaceTakesNothingNew() throws {
    var cluster = ClusterState()
    try cluster.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "gone"]], by: "test")
    try cluster.delete(ObjectKey(GroupKind("", "Namespace"), "", "gone"))
    do {
      try cluster.create(configMap("late", namespace: "gone"), by: "test")
      Issue.record("a terminating namespace took an object")
    } catch {
      #expect(error.reason == "Forbidden")
      #expect(error.message.hasSuffix("because it is being terminated"))
    }
  }

  @Test func twoRunsAreIdentical() throws {
    func run() throws -> [String] {
      var cluster = ClusterState()
      var object = configMap("", ["x": "1"])
      object.set("made-", at: "metadata", "generateName")
      for _ in 0..<5 { try cluster.create(object, by: "test") }
      try cluster.create(deployment, by: "test")
      cluster.recordEvent(regarding: deployment, type: "Normal", reason: "R", message: "m", component: "c")
      return cluster.changes(since: 0).map { JSON.write($0.object) }
    }
    #expect(try run() == run())
  }

  @Test func copiesAreIndependent() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a", ["x": "1"]), by: "test")
    let before = cluster
    try cluster.mergePatch(key("a"), ["data": ["x": "2"]], by: "test")
    #expect(before.get(key("a"))?.at("data", "x")?.string == "1")
    #expect(cluster.get(key("a"))?.at("data", "x")?.string == "2")
  }

  @Test func listsComeInTheOrderOfTheirKeys() throws {
    var cluster = ClusterState()
    for name in ["team", "team-2"] {
      try cluster.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], by: "test")
    }
    for i in stride(from: 400, to: 0, by: -1) { try cluster.create(configMap("c\(i)", namespace: "team"), by: "test") }
    try cluster.create(configMap("x", namespace: "team-2"), by: "test")
    let names = cluster.list(GroupKind("", "ConfigMap")).map { "\($0.namespace)/\($0.name)" }
    #expect(names.count == 401)
    #expect(names.first == "team-2/x")
    #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(cluster.list(GroupKind("", "ConfigMap"), namespace: "team").count == 400)
  }

  @Test func eventsOfOneKindAreCounted() throws {
    var cluster = ClusterState()
    let object = try cluster.create(configMap("a"), by: "test")
    for _ in 0..<3 {
      cluster.now = cluster.now + .seconds(5)
      cluster.recordEvent(regarding: object, type: "Warning", reason: "Bad", message: "it is", component: "c")
    }
    let events = cluster.list(GroupKind("", "Event"))
    #expect(events.count == 1)
    #expect(events.first?["count"]?.int == 3)
    #expect(events.first?["firstTimestamp"]?.string == "2026-01-01T00:00:05Z")
    #expect(events.first?["lastTimestamp"]?.string == "2026-01-01T00:00:15Z")
  }
}
