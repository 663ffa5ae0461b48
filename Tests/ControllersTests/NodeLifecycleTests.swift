import ClusterState
import Controllers
import KubeAPI
import Manifest
import Testing

/// What kube-controller-manager 1.36.2 made of a node that was created by hand.
@Suite struct NodeLifecycleTests {
  @Test func handMadeNodesAreMarked() throws {
    var cluster = ClusterState()
    let node = ObjectKey(GroupKind("", "Node"), "", "n")
    try cluster.create(
      [
        "apiVersion": "v1", "kind": "Node", "metadata": ["name": "n"], "spec": ["unschedulable": true],
        "status": ["conditions": [["type": "MemoryPressure", "status": "True"]]],
      ], by: "me")
    var controller = NodeLifecycleController()
    _ = try controller.reconcile(node, in: &cluster, at: cluster.now)
    let made = cluster.get(node)
    #expect(made?.at("metadata", "annotations") == ["node.alpha.kubernetes.io/ttl": "0"])
    let taints = (made?.at("spec", "taints")?.array ?? []).map { $0["key"]?.string ?? "" }
    #expect(taints == ["node.kubernetes.io/memory-pressure", "node.kubernetes.io/unschedulable"])
    var next = made ?? .null
    next.set(nil, at: "spec", "unschedulable")
    try cluster.update(next, by: "me")
    _ = try controller.reconcile(node, in: &cluster, at: cluster.now)
    #expect(cluster.get(node)?.at("spec", "taints")?.array?.count == 1)
    try cluster.delete(node)
    _ = try controller.reconcile(node, in: &cluster, at: cluster.now)
    let events = cluster.list(GroupKind("", "Event"), namespace: "default").map { $0["message"]?.string ?? "" }
    #expect(
      events == [
        "Node n event: Registered Node n in Controller", "Node n event: Removing Node n from Controller",
      ])
  }
}
