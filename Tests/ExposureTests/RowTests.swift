import Manifest
import Testing

@testable import Exposure

/// Every row of every rule table: it says where its rule is written, and it decides what it says it decides.
@Suite struct RowTests {
  private static func reach(_ object: Value, _ context: ExposureContext = ExposureContext()) -> Reach? {
    Exposure.judge([ExposedObject(value: object)], context: context).entries.map(\.reach).max()
  }

  private static func service(_ spec: Value, _ annotations: Value = [:]) -> Value {
    var value: Value = ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "a", "namespace": "n"]]
    value["spec"] = spec
    value.set(annotations, at: "metadata", "annotations")
    value.set([["port": 80]], at: "spec", "ports")
    return value
  }

  private static func pod(_ container: Value, _ annotations: Value = [:]) -> Value {
    var value: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "namespace": "n"]]
    var container = container
    container["name"] = "c"
    value["spec"] = ["containers": .array([container])]
    value.set(annotations, at: "metadata", "annotations")
    return value
  }

  @Test func internalAnnotations() {
    let load: Value = ["type": "LoadBalancer", "allocateLoadBalancerNodePorts": false]
    for row in Clouds.internalAnnotations {
      #expect(!row.source.isEmpty)
      var annotations: Value = [row.key: .string(RowTests.yes(row.readers[0]))]
      if let other = row.onlyWith { annotations[other.key] = .string(other.value) }
      var context = ExposureContext()
      context.cloud = row.cloud
      #expect(RowTests.reach(RowTests.service(load, annotations), context) == .cluster, "\(row.cloud) \(row.key)")
      context.cloud = row.cloud == "aws" ? "gcp" : "aws"
      #expect(RowTests.reach(RowTests.service(load, annotations), context) == .internet, "\(row.key) elsewhere")
    }
  }

  private static func yes(_ test: ValueTest) -> String {
    switch test {
    case .exactly(let values): values.first ?? ""
    case .parseBool, .anythingBut: "true"
    case .json(let key, let value): "{\"\(key)\":\"\(value)\"}"
    case .jsonHas(let key): "{\"\(key)\":{\"80\":{}}}"
    case .list(let member): "a,\(member)"
    }
  }

  @Test func classes() {
    for (name, row) in Clouds.classes.sorted(by: { $0.key < $1.key }) {
      #expect(!row.source.isEmpty)
      let load: Value = [
        "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false, "loadBalancerClass": .string(name),
      ]
      let want: Reach =
        switch row.server {
        case .fixed(let reach): reach
        case .awsScheme: .cluster
        case .addresses: .unknown
        case .cloud, .ngrok: .internet
        }
      #expect(RowTests.reach(RowTests.service(load)) == want, "\(name)")
      #expect(
        RowTests.reach(RowTests.service(load).setting(.string(name + "x"), at: "spec", "loadBalancerClass")) == .unknown
      )
      if case .addresses(let provider) = row.server, let key = provider.addressKeys.first {
        for (address, reach) in [("10.1.2.3", Reach.cluster), ("203.0.113.5", .internet), ("100.99.1.1", .tailnet)] {
          #expect(RowTests.reach(RowTests.service(load, [key: .string(address)])) == reach, "\(name) \(address)")
        }
      }
    }
  }

  @Test func pools() {
    for provider in AddressProvider.allCases {
      #expect(AddressProvider(named: provider.word) != nil || AddressProvider(named: "\(provider)") != nil)
      guard let (group, kinds) = provider.poolKind, let kind = kinds.first else { continue }
      var context = ExposureContext()
      context.loadBalancerDefault = "\(provider)".lowercased()
      let load = RowTests.service(["type": "LoadBalancer", "allocateLoadBalancerNodePorts": false])
      for (range, want) in [("10.0.0.0/28", Reach.cluster), ("198.51.100.0/28", .internet)] {
        var pool: Value = ["apiVersion": .string("\(group)/v1"), "kind": .string(kind), "metadata": ["name": "p"]]
        pool["spec"] = [
          "addresses": [.string(range)], "blocks": [["cidr": .string(range)]], "cidr": .string(range),
          "address": .string(range), "local": ["pool": .string(range)],
        ]
        let report = Exposure.judge([ExposedObject(value: pool), ExposedObject(value: load)], context: context)
        #expect(report.entries.first { $0.kind == "Service" }?.reach == want, "\(provider) \(range)")
      }
    }
  }

  @Test func ingressControllers() {
    for row in IngressController.table {
      #expect(!row.source.isEmpty)
      for name in row.controllers {
        let ingressClass: Value = [
          "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": ["name": "own"],
          "spec": ["controller": .string(name)],
        ]
        let ingress: Value = [
          "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": "a"],
          "spec": [
            "ingressClassName": "own", "defaultBackend": ["service": ["name": "a", "port": ["number": 80]]],
          ],
        ]
        let want: Reach =
          switch row.front {
          case .fixed(let reach): reach
          case .awsALB: .cluster
          case .azureApplicationGateway, .ngrok: .internet
          case .tailscale, .cilium, .proxy: .unknown
          }
        let report = Exposure.judge([ExposedObject(value: ingressClass), ExposedObject(value: ingress)])
        #expect(report.entries.map(\.reach) == [want], "\(name)")
      }
    }
  }

  /// Each proxy with a public, a tailnet and a cluster front.
  @Test func proxies() {
    for provider in AddressProvider.allCases { #expect(!provider.source.isEmpty) }
    for row in Proxies.table {
      #expect(!row.source.isEmpty)
      for image in row.images {
        let fronts: [(type: String, want: Reach)] = [
          ("LoadBalancer", .internet), ("NodePort", .nodeNetwork), ("ClusterIP", .cluster),
        ]
        for (type, want) in fronts {
          var proxy: Value = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "n", "labels": ["app": "p"]],
          ]
          var containers: [Value] = [["name": "c", "image": .string("registry.example/\(image):1")]]
          for other in row.besides { containers.append(["name": "d", "image": .string("registry.example/\(other)")]) }
          proxy["spec"] = ["containers": .array(containers)]
          var front = RowTests.service(["type": .string(type)])
          front.set(["app": "p"], at: "spec", "selector")
          let objects = [ExposedObject(value: proxy), ExposedObject(value: front)]
          let judge = Judge(set: ObjectSet(objects), context: ExposureContext())
          #expect(judge.front(ofProxy: row.key, source: "test").reach == want, "\(row.key) \(image)")
        }
      }
    }
  }

  @Test func tunnels() {
    for row in Tunnels.table {
      #expect(!row.source.isEmpty)
      for program in row.programs {
        let words: [Value]
        switch row.publishes {
        case .always, .unless: words = [.string(program), "run"]
        case .when(let active): words = [.string(program), .string(active[0])]
        case .whenPrefix(let first, let prefix):
          words = [.string(program)] + first.prefix(1).map(Value.string) + [.string("\(prefix)80:web:80")]
        case .sshRemoteForward: words = [.string(program), "-R", "80:web:80", "relay.example"]
        }
        let found = RowTests.reach(RowTests.pod(["image": "alpine", "command": .array(words)]))
        #expect(found == row.reach, "\(program)")
        let help = RowTests.reach(RowTests.pod(["image": "alpine", "command": [.string(program), "--help"]]))
        #expect(help == nil || row.programs.contains("tsidp"), "\(program) --help")
      }
    }
  }

  @Test func makers() {
    for row in Makers.table {
      #expect(!row.source.isEmpty)
      for program in row.programs where program != "k" {
        let container: Value = ["image": "alpine", "command": [.string(program), "zap", "-f", "x.yaml"]]
        #expect(RowTests.reach(RowTests.pod(container)) == .unknown, "\(program)")
        for verb in row.reads.sorted().prefix(3) where row.nested[verb] == nil {
          let container: Value = ["image": "alpine", "command": [.string(program), .string(verb)]]
          #expect(RowTests.reach(RowTests.pod(container)) == nil, "\(program) \(verb)")
        }
      }
    }
  }

  @Test func publishingAnnotations() {
    for row in PublishingAnnotation.services {
      #expect(!row.source.isEmpty)
      #expect(
        RowTests.reach(RowTests.service([:], [row.key: .string(RowTests.yes(row.test))])) == row.reach, "\(row.key)")
      #expect(RowTests.reach(RowTests.service([:], [row.key + "-x": "true"])) == .cluster, "\(row.key)-x")
    }
    for row in PublishingAnnotation.pods {
      #expect(!row.source.isEmpty)
      let found = RowTests.reach(RowTests.pod(["image": "a"], [row.key: .string(RowTests.yes(row.test))]))
      #expect(found == row.reach, "\(row.key)")
    }
    for row in Relays.variables {
      #expect(!row.source.isEmpty)
      let env: Value = [["name": .string(row.name), "value": "x"]]
      #expect(RowTests.reach(RowTests.pod(["image": "acme/agent", "env": env])) == .unknown, "\(row.name)")
    }
  }

  @Test func gatewayControllers() {
    for row in GatewayController.table {
      #expect(!row.source.isEmpty)
      for name in row.controllers {
        let gatewayClass: Value = [
          "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": ["name": "own"],
          "spec": ["controllerName": .string(name)],
        ]
        let gateway: Value = [
          "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": ["name": "g"],
          "spec": ["gatewayClassName": "own", "listeners": [["name": "w", "protocol": "HTTP", "port": 80]]],
        ]
        let want: Reach =
          switch row.front {
          case .fixed(let reach): reach
          case .istio(let type): type == "ClusterIP" ? .cluster : .internet
          case .envoyGateway, .cilium: .internet
          case .gke, .contour, .proxy: .unknown
          }
        let report = Exposure.judge([ExposedObject(value: gatewayClass), ExposedObject(value: gateway)])
        #expect(report.entries.map(\.reach) == [want], "\(name)")
      }
    }
  }
}
