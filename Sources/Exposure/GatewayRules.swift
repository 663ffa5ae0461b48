import Manifest

extension Judge {
  static let gatewayGroup = "gateway.networking.k8s.io"

  /// The ways into a Gateway of the Gateway API (rule 9).
  func gateway(_ item: Item) -> [Way] {
    let name = item.spec["gatewayClassName"]?.string ?? ""
    let classes = set.named(Judge.gatewayGroup, "GatewayClass", name)
    var ways: [Way] = []
    for gatewayClass in classes {
      let controller = gatewayClass.spec["controllerName"]?.string ?? ""
      if let row = GatewayController.of(controller: controller) {
        ways += gateway(item, row, name, gatewayClass)
      } else {
        ways.append(
          Way(.unknown, "Gateway", "nothing is known about the controller \(controller) of its class", "default deny"))
      }
    }
    if !ways.isEmpty, ways.allSatisfy({ $0.reach != .unknown }) { return ways }
    if let reach = context.gatewayClasses[name] {
      let said = Way(reach, "Gateway", "the context says that the class \(name) reaches \(reach.audience)", "context")
      return ways.filter { $0.reach != .unknown } + [said]
    }
    if !ways.isEmpty { return ways }
    if let row = GatewayController.of(className: name) { return gateway(item, row, name, nil) }
    return [Way(.unknown, "Gateway", "nothing is known about who serves the Gateway class \(name)", "default deny")]
  }

  private func gateway(_ item: Item, _ row: GatewayController, _ name: String, _ gatewayClass: Item?) -> [Way] {
    switch row.front {
    case .fixed(let reach):
      return [Way(reach, "Gateway", "a Gateway of class \(name) reaches \(reach.audience)", row.source)]
    case .gke where !name.hasPrefix("gke-"):
      return [Way(.unknown, "Gateway", "GKE has no class of the name \(name)", row.source)]
    case .gke:
      return GatewayController.gkeIsInternal(name)
        ? [Way(.cluster, "load balancer", "the class \(name) is internal", row.source)]
        : [Way(.internet, "load balancer", "the class \(name) is external", row.source)]
    case .proxy(let key): return [front(ofProxy: key, source: row.source)]
    case .contour: return contour(item, row.source)
    case .istio(let type): return istio(item, defaultType: type, row.source)
    case .cilium: return cilium(item, gatewayClass, row.source)
    case .envoyGateway: return envoyGateway(item, gatewayClass, row.source)
    }
  }

  // MARK: - Istio

  private func istio(_ item: Item, defaultType: String, _ source: String) -> [Way] {
    // A host name as address: deployed by hand, the Gateway is bound to a Service that exists.
    let addresses = item.spec["addresses"]?.array ?? []
    let hosts = addresses.filter { $0["type"]?.string == "Hostname" }.compactMap { $0["value"]?.string }
    if !hosts.isEmpty { return hosts.map { service(named: $0, from: item, source) } }
    var spec = Object()
    spec["type"] = .string(item.annotation("networking.istio.io/service-type") ?? defaultType)
    var annotations = item.spec.at("infrastructure", "annotations")?.object ?? item.annotations ?? Object()
    // What the class says for all its Gateways, then what the Gateway itself names.
    var parameters = set.all("", "ConfigMap").filter {
      $0.label("gateway.istio.io/defaults-for-class") == item.spec["gatewayClassName"]?.string
    }
    if let reference = item.spec.at("infrastructure", "parametersRef"), reference["kind"]?.string == "ConfigMap" {
      let found = set.find("", "ConfigMap", item.namespace, reference["name"]?.string ?? "")
      if found.isEmpty {
        return [Way(.unknown, "Service", "the ConfigMap with its parameters is not in the set", source)]
      }
      parameters += found
    }
    var ways: [Way] = []
    for one in parameters {
      for kind in ["service", "deployment"] {
        guard let text = one.value["data"]?[kind]?.string, !text.trimmed.isEmpty else { continue }
        guard let patch = (try? YAML.parse(text))?.first else {
          return [Way(.unknown, "Service", "its parameters cannot be read", source)]
        }
        if kind == "service" {
          for pair in patch["spec"]?.object?.pairs ?? [] { spec[pair.key] = pair.value }
          for pair in patch.at("metadata", "annotations")?.object?.pairs ?? [] { annotations[pair.key] = pair.value }
        } else if let pod = patch.at("spec", "template", "spec") {
          ways += nodeWays(PodSet(item: item, labels: Object(), annotations: Object(), spec: pod))
        }
      }
    }
    return ways + service(made: spec, annotations: strings(annotations), by: item)
  }

  /// `name.namespace.svc.cluster.local`, or a name in the same namespace.
  private func service(named host: String, from item: Item, _ source: String) -> Way {
    let parts = host.split(separator: ".").map(String.init)
    let name = parts.first ?? host
    let namespace = parts.count > 1 ? parts[1] : item.namespace
    let ways = set.find("", "Service", namespace, name).flatMap(service)
    if !ways.isEmpty { return widest(ways) }
    if let reach = context.entrance("Service", namespace, name) {
      return Way(reach, "Service", "the context says how far Service \(namespace)/\(name) reaches", "context")
    }
    return Way(.unknown, "Service", "the Service \(host) that it is bound to is not in the set", source)
  }

  private func strings(_ object: Object) -> Object {
    var result = object
    result.removeAll { $0.value.string == nil }
    return result
  }

  // MARK: - Contour

  /// Contour's own Envoy serves the one Gateway that its configuration names; its provisioner makes an Envoy for each.
  private func contour(_ item: Item, _ source: String) -> [Way] {
    let configurations = set.all("", "ConfigMap").compactMap { $0.value["data"]?["contour.yaml"]?.string }
    let isStatic = configurations.contains { text in
      (try? YAML.parse(text))?.first?.at("gateway", "gatewayRef")?["name"]?.string == item.name
    }
    let front = front(ofProxy: "contour", source: source)
    if isStatic || front.reach > .unknown { return [front] }
    return [Way(.unknown, "proxy", "whether Contour's provisioner makes an Envoy for it cannot be told", source)]
  }

  // MARK: - Cilium

  private func cilium(_ item: Item, _ gatewayClass: Item?, _ source: String) -> [Way] {
    if ciliumSetting("gateway-api-hostnetwork-enabled") == "true" {
      return [Way(context.nodeReach, "host network", "Cilium's Gateways listen on the nodes' own network", source)]
    }
    var spec: Object = ["type": "LoadBalancer"]
    if let reference = gatewayClass?.spec["parametersRef"]?.object {
      let found = set.find(
        reference["group"]?.string ?? "", reference["kind"]?.string ?? "", reference["namespace"]?.string ?? "",
        reference["name"]?.string ?? "")
      guard let parameters = found.first else {
        return [Way(.unknown, "Service", "the parameters of its class are not in the set", source)]
      }
      for pair in parameters.spec["service"]?.object?.pairs ?? [] { spec[pair.key] = pair.value }
    }
    return service(
      made: spec, annotations: strings(item.spec.at("infrastructure", "annotations")?.object ?? Object()), by: item)
  }

  // MARK: - Envoy Gateway

  private func envoyGateway(_ item: Item, _ gatewayClass: Item?, _ source: String) -> [Way] {
    var ways: [Way] = []
    for address in item.spec["addresses"]?.array ?? [] {
      guard let text = address["value"]?.string else { continue }
      ways.append(
        Way(
          AddressRange(text)?.reach ?? .unknown, "external IP \(text)", "its Service answers on \(text)", source))
    }
    // The Gateway's own parameters go before those of its class.
    let own = item.spec.at("infrastructure", "parametersRef")?.object
    guard let reference = own ?? gatewayClass?.spec["parametersRef"]?.object else {
      return ways + envoyService(item, .null)
    }
    let namespace = own != nil ? item.namespace : reference["namespace"]?.string ?? ""
    let found = set.find(
      reference["group"]?.string ?? "", reference["kind"]?.string ?? "", namespace, reference["name"]?.string ?? "")
    if found.isEmpty {
      return ways + [Way(.unknown, "Service", "the EnvoyProxy that it names is not in the set", source)]
    }
    for proxy in found {
      let provider = proxy.spec["provider"]
      if let type = provider?["type"]?.string, type != "Kubernetes" {
        ways.append(Way(.unknown, "proxy", "its EnvoyProxy runs outside the cluster (\(type))", source))
      } else {
        ways += envoyService(item, provider?["kubernetes"] ?? .null)
      }
    }
    return ways
  }

  private func envoyService(_ item: Item, _ kubernetes: Value) -> [Way] {
    let settings = kubernetes["envoyService"] ?? .null
    var spec: Object = ["type": "LoadBalancer"]
    let fields = [
      "type", "loadBalancerClass", "allocateLoadBalancerNodePorts", "loadBalancerSourceRanges", "loadBalancerIP",
    ]
    for field in fields { if let value = settings[field] { spec[field] = value } }
    var annotations = item.spec.at("infrastructure", "annotations")?.object ?? Object()
    for pair in settings["annotations"]?.object?.pairs ?? [] { annotations[pair.key] = pair.value }
    if let patch = settings.at("patch", "value") {
      for pair in patch["spec"]?.object?.pairs ?? [] { spec[pair.key] = pair.value }
      for pair in patch.at("metadata", "annotations")?.object?.pairs ?? [] { annotations[pair.key] = pair.value }
    }
    var ways = service(made: spec, annotations: annotations, by: item)
    for workload in ["envoyDeployment", "envoyDaemonSet"] {
      let patch = kubernetes[workload]?["patch"]?["value"]
      guard let pod = patch?.at("spec", "template", "spec") else { continue }
      ways += nodeWays(PodSet(item: item, labels: Object(), annotations: Object(), spec: pod))
    }
    return ways
  }
}
