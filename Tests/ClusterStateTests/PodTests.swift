import ClusterState
import KubeAPI
import Manifest
import Testing

/// What stands behind simulated containers: logs and HTTP through the API server.
@Suite struct PodTests {
  private static let start = Instant(seconds: 1_767_225_600)

  private func world() throws -> (cluster: ClusterState, pod: Value) {
    var cluster = ClusterState(options: .init(start: PodTests.start))
    var pod = try cluster.create(
      [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "web", "namespace": "default"],
        "spec": [
          "nodeName": "node-1", "containers": [["name": "main", "image": "i", "ports": [["containerPort": 8080]]]],
        ],
      ], by: "test")
    pod.set("Running", at: "status", "phase")
    pod.set("10.244.0.2", at: "status", "podIP")
    pod.set([["ip": "10.244.0.2"]], at: "status", "podIPs")
    pod = try cluster.updateStatus(pod, by: "kubelet")
    cluster.containerBegan(
      SimulatedContainer(
        output: [
          .init(time: PodTests.start, text: "begin"), .init(time: PodTests.start + .seconds(5), text: "ready"),
        ], answers: [.init(from: PodTests.start + .seconds(5), port: 8080, status: 200)],
        pages: ["/healthz": .init(body: "OK")], end: nil), of: pod, container: "main")
    return (cluster, pod)
  }

  private func text(_ cluster: inout ClusterState, _ target: String) -> (Int, String) {
    let answer = cluster.handle(APIRequest(method: "GET", target: "/api/v1/namespaces/default/" + target))
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }

  @Test func logsShowWhatHasBeenPrintedByNow() throws {
    var (cluster, pod) = try world()
    #expect(text(&cluster, "pods/web/log") == (200, "begin\n"))
    cluster.now = cluster.now + .seconds(6)
    #expect(text(&cluster, "pods/web/log") == (200, "begin\nready\n"))
    #expect(text(&cluster, "pods/web/log?tailLines=1") == (200, "ready\n"))
    #expect(text(&cluster, "pods/web/log?timestamps=true&limitBytes=10") == (200, "2026-01-01"))
    #expect(text(&cluster, "pods/web/log?previous=true").0 == 400)
    cluster.containerBegan(
      SimulatedContainer(output: [], answers: [], pages: [:], end: nil), of: pod, container: "main")
    #expect(text(&cluster, "pods/web/log?previous=true") == (200, "begin\nready\n"))
    #expect(text(&cluster, "pods/web/log?container=other").0 == 400)
  }

  @Test func theProxyReachesPodsAndServices() throws {
    var (cluster, _) = try world()
    #expect(text(&cluster, "pods/web/proxy/healthz").0 == 503)
    cluster.now = cluster.now + .seconds(6)
    #expect(text(&cluster, "pods/web:8080/proxy/healthz") == (200, "OK"))
    #expect(text(&cluster, "pods/web:9/proxy/healthz").0 == 503)
    try cluster.create(
      [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web", "namespace": "default"],
        "spec": ["selector": ["app": "web"], "ports": [["name": "http", "port": 80, "targetPort": 8080]]],
      ], by: "test")
    #expect(text(&cluster, "services/web:http/proxy/healthz").0 == 503)
    try cluster.create(
      [
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": [
          "name": "web-1", "namespace": "default", "labels": ["kubernetes.io/service-name": "web"],
        ],
        "endpoints": [
          [
            "addresses": ["10.244.0.2"], "conditions": ["ready": true],
            "targetRef": ["kind": "Pod", "name": "web", "namespace": "default"],
          ]
        ], "ports": [["name": "http", "port": 8080, "protocol": "TCP"]],
      ], by: "test")
    #expect(text(&cluster, "services/web:http/proxy/healthz") == (200, "OK"))
    #expect(text(&cluster, "services/http:web:80/proxy/healthz") == (200, "OK"))
    #expect(text(&cluster, "services/web:81/proxy/healthz").0 == 503)
    #expect(text(&cluster, "services/none/proxy/").0 == 404)
  }

  @Test func execIsRefusedInPlainWords() throws {
    var (cluster, _) = try world()
    for path in ["exec?command=ls", "attach", "portforward?ports=80"] {
      let (status, body) = cluster.send("POST", "/api/v1/namespaces/default/pods/web/\(path)")
      #expect(status == 501)
      #expect(body["reason"]?.string == "NotImplemented")
    }
  }

  @Test func similarEventsBecomeOne() throws {
    var (cluster, pod) = try world()
    for i in 0..<40 {
      cluster.recordEvent(
        regarding: pod, type: "Normal", reason: "Made", message: "thing \(i)", component: "test")
    }
    let events = cluster.list(GroupKind("", "Event"), namespace: "default")
    #expect(events.count == 10)
    let combined = events.filter { $0["message"]?.string?.hasPrefix("(combined from similar events): ") == true }
    #expect(combined.count == 1)
    #expect(combined.first?["count"]?.int == 16)
  }
}
