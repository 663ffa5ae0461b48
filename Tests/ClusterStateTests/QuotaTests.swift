import ClusterState
import KubeAPI
import Manifest
import Testing

@Suite struct QuotaTests {
  private func pod(_ name: String, cpu: String? = nil, memory: String? = nil) -> Value {
    var container: Value = ["name": "c", "image": "i"]
    if let cpu { container.set(.string(cpu), at: "resources", "requests", "cpu") }
    if let memory { container.set(.string(memory), at: "resources", "limits", "memory") }
    return [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name), "namespace": "default"],
      "spec": ["containers": [container]],
    ]
  }

  private func cluster(hard: Value, spec: Value = [:]) throws -> ClusterState {
    var cluster = ClusterState()
    var quota: Value = [
      "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "limit", "namespace": "default"],
      "spec": spec,
    ]
    quota.set(hard, at: "spec", "hard")
    var made = try cluster.create(quota, by: "test")
    let used = cluster.used(of: made)
    let pairs = used.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value.description)) }
    made["status"] = ["hard": hard, "used": .object(Object(pairs: pairs))]
    try cluster.updateStatus(made, by: "test")
    return cluster
  }

  private func used(_ cluster: ClusterState, _ name: String) -> String? {
    cluster.get(ObjectKey(GroupKind("", "ResourceQuota"), "default", "limit"))?.at("status", "used", name)?.string
  }

  @Test func sumsAreChargedAndRefused() throws {
    var cluster = try cluster(hard: ["requests.cpu": "1", "limits.memory": "1Gi", "pods": "3"])
    try cluster.create(pod("a", cpu: "100m", memory: "64Mi"), by: "test")
    #expect(used(cluster, "requests.cpu") == "100m")
    #expect(used(cluster, "limits.memory") == "64Mi")
    #expect(used(cluster, "pods") == "1")
    let greedy = #expect(throws: StatusError.self) {
      try cluster.create(pod("b", cpu: "2", memory: "2Gi"), by: "test")
    }
    #expect(
      greedy?.message == "pods \"b\" is forbidden: exceeded quota: limit, requested: limits.memory=2Gi,requests.cpu=2, "
        + "used: limits.memory=64Mi,requests.cpu=100m, limited: limits.memory=1Gi,requests.cpu=1")
    let silent = #expect(throws: StatusError.self) { try cluster.create(pod("c"), by: "test") }
    #expect(
      silent?.message == "pods \"c\" is forbidden: failed quota: limit: must specify limits.memory for: c; "
        + "requests.cpu for: c")
  }

  @Test func scopesChooseThePods() throws {
    var cluster = try cluster(hard: ["pods": "0"], spec: ["scopes": ["BestEffort"]])
    try cluster.create(pod("a", cpu: "100m"), by: "test")
    #expect(throws: StatusError.self) { try cluster.create(pod("b"), by: "test") }
    try cluster.create(configMap("free"), by: "test")
  }

  @Test func storageAndServicesAreBounded() throws {
    var cluster = try cluster(
      hard: ["requests.storage": "5Gi", "services.nodeports": "1", "count/deployments.apps": "0"])
    func claim(_ name: String, _ size: String) -> Value {
      [
        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": ["name": .string(name), "namespace": "default"],
        "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": .string(size)]]],
      ]
    }
    try cluster.create(claim("a", "3Gi"), by: "test")
    #expect(throws: StatusError.self) { try cluster.create(claim("b", "3Gi"), by: "test") }
    let service: Value = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s", "namespace": "default"],
      "spec": ["type": "NodePort", "ports": [["name": "a", "port": 1], ["name": "b", "port": 2]]],
    ]
    #expect(throws: StatusError.self) { try cluster.create(service, by: "test") }
    #expect(throws: StatusError.self) { try cluster.create(deployment, by: "test") }
  }
}
