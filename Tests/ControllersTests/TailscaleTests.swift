import ClusterState
import KubeAPI
import Manifest
import Testing

@testable import Controllers

@Suite struct TailscaleTests {
  let key = ObjectKey(Kind.ingress, "coder", "coder")

  func world(_ change: (inout TailscaleSettings) -> Void = { _ in }) throws -> World {
    var settings = TailscaleSettings(tailnet: "tail1234.ts.net")
    settings.assumedPresent = true
    change(&settings)
    return try World(
      Controllers.kubernetes() + Controllers.kubelet()
        + Controllers.operators(account: OnePasswordAccount(), tailscale: settings))
  }

  func ingress(hosts: [String], rules: [Value] = [], backend: Value? = nil) -> Value {
    var object: Value = ["apiVersion": "networking.k8s.io/v1", "kind": "Ingress"]
    object["metadata"] = ["name": "coder", "namespace": "coder"]
    object.set("tailscale", at: "spec", "ingressClassName")
    if let backend { object.set(backend, at: "spec", "defaultBackend") }
    if !hosts.isEmpty { object.set([["hosts": Value(hosts)]], at: "spec", "tls") }
    if !rules.isEmpty { object.set(.array(rules), at: "spec", "rules") }
    return object
  }

  let service: Value = [
    "apiVersion": "v1", "kind": "Service", "metadata": ["name": "coder", "namespace": "coder"],
    "spec": [
      "clusterIP": "10.0.0.7", "selector": ["app": "coder"],
      "ports": [["name": "http", "port": 80, "targetPort": "http"]],
    ],
  ]
  let http: Value = ["service": ["name": "coder", "port": ["name": "http"]]]

  func rule(_ host: String, _ backend: Value) -> Value {
    [
      "host": .string(host),
      "http": ["paths": [["path": "/", "pathType": "Prefix", "backend": backend]]],
    ]
  }

  func hostname(_ world: World, _ key: ObjectKey) -> String? {
    world.cluster.get(key)?.at("status", "loadBalancer", "ingress")?[0]?.text("hostname")
  }

  @Test func servesTheFirstTLSHost() throws {
    var world = try world()
    try world.create(service)
    try world.create(ingress(hosts: ["coder", "other"], backend: http))
    world.run(60)
    #expect(hostname(world, key) == "coder.tail1234.ts.net")
    #expect(world.cluster.get(key)?.finalizers == ["tailscale.com/finalizer"])
    let secret = world.cluster.list(Kind.secret, namespace: "tailscale").first { $0.at("data", "serve-config") != nil }
    let config = try JSON.parse(TailscaleOperator.text(try #require(secret), "serve-config"))
    let address = world.cluster.get(ObjectKey(Kind.service, "coder", "coder"))?.text("spec", "clusterIP") ?? ""
    let proxy = config.at("Web", "${TS_CERT_DOMAIN}:443", "Handlers", "/", "Proxy")?.string
    #expect(proxy == "http://\(address):80/")
    #expect(config["AllowFunnel"] == nil)
    #expect(TailscaleOperator.text(try #require(secret), "cap-107.hujson").contains("AuthKey") == false)
    // A clean deletion takes everything along and frees the name.
    try world.delete(key)
    world.run(60)
    #expect(world.cluster.get(key) == nil)
    #expect(world.cluster.list(Kind.statefulSet, namespace: "tailscale").isEmpty)
    try world.create(ingress(hosts: ["coder"], backend: http))
    world.run(60)
    #expect(hostname(world, key) == "coder.tail1234.ts.net")
  }

  @Test func ignoresOtherHosts() throws {
    var world = try world()
    try world.create(service)
    try world.create(ingress(hosts: ["coder"], rules: [rule("coder", http), rule("*.coder", http)]))
    world.run(60)
    #expect(hostname(world, key) == "coder.tail1234.ts.net")
    #expect(
      world.events("Ingress").contains(
        "Warning InvalidIngressBackend rule with host \"*.coder\" ignored, unsupported"))
  }

  @Test func silentWithoutBackends() throws {
    var world = try world()
    try world.create(ingress(hosts: ["coder"], rules: [rule("coder.example.com", http)]))
    world.run(60)
    #expect(hostname(world, key) == nil)
    #expect(world.events("Ingress").suffix(1) == ["Warning NoValidBackends no valid backends"])
    #expect(world.cluster.list(Kind.statefulSet, namespace: "tailscale").isEmpty)
  }

  @Test func healsWhenTheServiceArrives() throws {
    var world = try world()
    try world.create(ingress(hosts: ["coder"], backend: http))
    world.run(20)
    #expect(
      world.events("Ingress").first
        == "Warning InvalidIngressBackend failed to get service \"coder\" for path \"/\": services \"coder\" not found")
    try world.create(service)
    world.run(60)
    #expect(hostname(world, key) == "coder.tail1234.ts.net")
  }

  @Test func wildcardFirstGetsNoDevice() throws {
    var world = try world()
    try world.create(service)
    try world.create(ingress(hosts: ["*.coder"], backend: http))
    world.run(120)
    #expect(hostname(world, key) == nil)
  }

  @Test func takenNameGetsANumber() throws {
    var world = try world { $0.takenNames = ["coder"] }
    try world.create(service)
    try world.create(ingress(hosts: ["coder"], backend: http))
    world.run(60)
    #expect(hostname(world, key) == "coder-1.tail1234.ts.net")
  }

  @Test func exposesALoadBalancer() throws {
    var world = try world()
    var object = service
    object.set("LoadBalancer", at: "spec", "type")
    object.set("tailscale", at: "spec", "loadBalancerClass")
    try world.create(object)
    world.run(60)
    let found = try #require(world.cluster.get(ObjectKey(Kind.service, "coder", "coder")))
    #expect(found.condition("TailscaleProxyReady")?.text("reason") == "ProxyCreated")
    #expect(hostname(world, ObjectKey(of: found)) == "coder-coder.tail1234.ts.net")
    let ip = found.at("status", "loadBalancer", "ingress")?[1]?.text("ip") ?? ""
    #expect(ip.hasPrefix("100."))
  }

  @Test func actsOnlyWithItsOperator() throws {
    var world = try world { $0.assumedPresent = false }
    try world.create(service)
    try world.create(ingress(hosts: ["coder"], backend: http))
    world.run(600)
    #expect(world.cluster.get(key)?.finalizers == [])
    #expect(hostname(world, key) == nil)
  }
}
