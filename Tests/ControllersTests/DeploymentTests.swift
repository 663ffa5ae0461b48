import ClusterState
import KubeAPI
import Manifest
import Testing

@testable import Controllers

@Suite struct DeploymentTests {
  let key = ObjectKey(Kind.deployment, "coder", "web")

  @Test func becomesAvailable() throws {
    var world = try World(Controllers.kubernetes() + Controllers.kubelet())
    try world.create(deployment("web", replicas: 2))
    world.run(30)
    let found = try #require(world.cluster.get(key))
    #expect(found.integer("status", "availableReplicas") == 2)
    #expect(found.integer("status", "unavailableReplicas") == nil)
    #expect(found.condition("Progressing")?.text("reason") == "NewReplicaSetAvailable")
    #expect(found.condition("Available")?.text("message") == "Deployment has minimum availability.")
    #expect(found.annotation("deployment.kubernetes.io/revision") == "1")
    #expect(found.generation == 1)
    for pod in world.pods() { #expect(pod.isPodReady && pod.podPhase == "Running") }
    for line in world.events() { print(line) }
  }

  @Test func rollsOverAndBack() throws {
    var world = try World(Controllers.kubernetes() + Controllers.kubelet())
    try world.create(deployment("web", replicas: 2))
    world.run(30)
    try world.change(key) { object in
      object.set(
        [["name": "main", "image": "registry.example.com/web:2.0"]], at: "spec", "template", "spec", "containers")
    }
    world.run(60)
    let found = try #require(world.cluster.get(key))
    #expect(found.annotation("deployment.kubernetes.io/revision") == "2")
    #expect(world.pods().count == 2)
    let sets = world.cluster.list(Kind.replicaSet, namespace: "coder")
    #expect(sets.map { $0.integer("spec", "replicas") ?? -1 }.sorted() == [0, 2])
    let scaling = world.events("Deployment").map { $0.split(separator: " ").suffix(4).joined(separator: " ") }
    #expect(scaling == ["from 0 to 2", "from 0 to 1", "from 2 to 1", "from 1 to 2", "from 1 to 0"])
  }
}
