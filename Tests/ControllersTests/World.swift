import ClusterState
import KubeAPI
import Manifest
import Testing

@testable import Controllers

/// A cluster with its controllers in virtual time, and short words for what tests ask.
struct World {
  var manager: ControllerManager

  init(_ controllers: [any Controller], namespaces: [String] = ["coder"]) throws {
    var cluster = ClusterState()
    for name in namespaces {
      var namespace: Value = ["apiVersion": "v1", "kind": "Namespace"]
      namespace.set(.string(name), at: "metadata", "name")
      _ = try cluster.create(namespace, by: "test")
    }
    manager = ControllerManager(cluster: cluster, controllers: controllers)
  }

  var cluster: ClusterState { manager.cluster }

  mutating func create(_ object: Value) throws {
    _ = try manager.cluster.create(object, by: "test")
    manager.absorbChanges()
  }

  mutating func change(_ key: ObjectKey, _ body: (inout Value) -> Void) throws {
    guard var object = cluster.get(key) else { throw StatusError(code: 404, reason: "NotFound", message: "\(key)") }
    body(&object)
    _ = try manager.cluster.update(object, by: "test")
    manager.absorbChanges()
  }

  mutating func changeStatus(_ key: ObjectKey, _ body: (inout Value) -> Void) throws {
    guard var object = cluster.get(key) else { throw StatusError(code: 404, reason: "NotFound", message: "\(key)") }
    body(&object)
    _ = try manager.cluster.updateStatus(object, by: "test")
    manager.absorbChanges()
  }

  mutating func delete(_ key: ObjectKey, _ propagation: Propagation = .background) throws {
    try manager.cluster.delete(key, propagation: propagation)
    manager.absorbChanges()
  }

  mutating func run(_ seconds: Double) {
    let limit = cluster.now + .milliseconds(Int64(seconds * 1000))
    manager.absorbChanges()
    let before = manager.steps
    while manager.step(until: limit) {
      if manager.steps - before > 20_000 {
        let last = cluster.changes(since: cluster.revision - 12).map { "\($0.kind) \($0.key)" }
        Issue.record("the controllers find no rest; last changes: \(last)")
        return
      }
    }
    manager.run(until: limit)
  }

  func pods(_ namespace: String = "coder") -> [Value] { cluster.list(Kind.pod, namespace: namespace) }

  /// `Normal Scheduled message` of the events about objects of that kind, in the order in which they were recorded.
  func events(_ kind: String = "", namespace: String = "coder") -> [String] {
    var list: [(created: String, text: String)] = []
    for change in cluster.changes(since: 0)
    where change.key.type == Kind.event && change.kind == .added && change.key.namespace == namespace {
      let event = change.object
      if !kind.isEmpty && event.text("involvedObject", "kind") != kind { continue }
      list.append(
        (event.text("firstTimestamp"), "\(event.text("type")) \(event.text("reason")) \(event.text("message"))"))
    }
    return list.map(\.text)
  }
}

func deployment(_ name: String, image: String = "registry.example.com/web:1.0", replicas: Int64 = 1) -> Value {
  let labels: Value = ["app": .string(name)]
  let container: Value = ["name": "main", "image": .string(image)]
  var object: Value = ["apiVersion": "apps/v1", "kind": "Deployment"]
  object["metadata"] = ["name": .string(name), "namespace": "coder", "labels": labels]
  object.set(.int(replicas), at: "spec", "replicas")
  object.set(labels, at: "spec", "selector", "matchLabels")
  object.set(labels, at: "spec", "template", "metadata", "labels")
  object.set([container], at: "spec", "template", "spec", "containers")
  return object
}
