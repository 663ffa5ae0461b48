import Manifest
import Testing

@testable import Exposure

/// Flips private sets into public ones by a single edit, in every way that the tables know.
@Suite struct MutationTests {
  /// Private sets of our own, so that the test says something without the goldens too.
  static let own = """
    name: coder
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: coder, namespace: coder}, spec: {selector: {app: coder}, ports: [{name: http, port: 80, targetPort: http}]}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: coder, namespace: coder}, spec: {ingressClassName: tailscale, defaultBackend: {service: {name: coder, port: {name: http}}}, tls: [{hosts: [coder]}]}}
    - apiVersion: apps/v1
      kind: Deployment
      metadata: {name: coder, namespace: coder}
      spec:
        selector: {matchLabels: {app: coder}}
        template:
          metadata: {labels: {app: coder}}
          spec: {containers: [{name: coder, image: "ghcr.io/coder/coder:v2.29.1", env: [{name: CODER_ACCESS_URL, value: "https://coder.example.ts.net"}], ports: [{name: http, containerPort: 8080}]}]}
    ---
    name: layer three
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: git, namespace: git}, spec: {type: LoadBalancer, loadBalancerClass: tailscale, allocateLoadBalancerNodePorts: false, selector: {app: git}, ports: [{name: ssh, port: 22}]}}
    ---
    name: jobs
    objects:
    - {apiVersion: batch/v1, kind: CronJob, metadata: {name: report, namespace: ops}, spec: {schedule: "0 1 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: report, image: "ghcr.io/example/report:1", args: [--all]}]}}}}}}
    - {apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: web, namespace: ops}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "ghcr.io/example/web:1"}]}}}}
    - {apiVersion: v1, kind: Pod, metadata: {name: shell, namespace: ops}, spec: {containers: [{name: shell, image: "docker.io/library/debian:12", command: [sleep, infinity]}]}}
    ---
    name: a private gateway
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: shop, annotations: {networking.istio.io/service-type: ClusterIP}}, spec: {gatewayClassName: istio, listeners: [{name: http, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: shop, namespace: shop}, spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: shop, port: 80}]}]}}
    """

  /// One private set for each row of the cloud table: an internal load balancer on private nodes.
  static func clouds() -> [Case] {
    Clouds.internalAnnotations.map { row in
      var annotations = Object()
      switch row.readers[0] {
      case .exactly(let values): annotations[row.key] = .string(values[0])
      case .parseBool: annotations[row.key] = "true"
      case .anythingBut: annotations[row.key] = "true"
      case .json(let key, let value): annotations[row.key] = .string("{\"\(key)\":\"\(value)\"}")
      case .jsonHas, .list: break
      }
      if let other = row.onlyWith { annotations[other.key] = .string(other.value) }
      let service: Value = [
        "apiVersion": "v1", "kind": "Service",
        "metadata": ["name": "lb", "namespace": "net", "annotations": .object(annotations)],
        "spec": ["type": "LoadBalancer", "ports": [["port": 443]], "selector": ["app": "lb"]],
      ]
      return Case(
        name: "\(row.cloud) \(row.key)", objects: [service], context: ["nodeAddresses": "private"],
        expected: ["verdict": "private"])
    }
  }

  static func cases() throws -> [Case] {
    let own = try YAML.parse(MutationTests.own).map { value in
      Case(
        name: value["name"]?.string ?? "", objects: value["objects"]?.array ?? [], context: .null,
        expected: ["verdict": "private"])
    }
    return own + clouds() + (try Goldens.cases()).filter { $0.verdict == "private" }
  }

  @Test func privateCasesArePrivate() throws {
    for one in try MutationTests.cases() {
      let report = try one.judge()
      #expect(report.verdict == .private, "\(one.name): \(report.findings.map(\.sentence))")
    }
  }

  @Test func everyMutantIsFound() throws {
    var count = 0
    var missed: [String] = []
    for one in try MutationTests.cases() {
      for mutant in Mutations.of(one) {
        count += 1
        let report = Exposure.judge(
          mutant.objects.map { ExposedObject(value: $0) }, context: try ExposureContext(mutant.context))
        if report.verdict != .public { missed.append("\(mutant.name): \(report.verdict)") }
      }
    }
    #expect(missed.isEmpty, "\(missed.count) of \(count) missed:\n\(missed.joined(separator: "\n"))")
    #expect(count >= 300)
    print("\(count) mutants, \(missed.count) missed")
  }

  /// Another cloud's annotation is no evidence.
  @Test func anotherCloudIsPublic() throws {
    for one in MutationTests.clouds() {
      let cloud = one.name.hasPrefix("azure") ? "gcp" : "azure"
      let report = Exposure.judge(
        one.objects.map { ExposedObject(value: $0) },
        context: try ExposureContext(["nodeAddresses": "private", "cloud": .string(cloud)]))
      #expect(report.verdict == .public, "\(one.name) on \(cloud)")
    }
  }
}
