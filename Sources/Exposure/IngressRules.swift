import Manifest

extension Judge {
  private static let defaultClassKey = "ingressclass.kubernetes.io/is-default-class"
  private static let oldClassKey = "kubernetes.io/ingress.class"

  /// The ways into an Ingress: by its class, its controller and that controller's front (rules 7 and 8).
  func ingress(_ item: Item) -> [Way] {
    if let name = item.spec["ingressClassName"]?.string { return ingress(item, ofClass: name, written: true) }
    if let name = item.annotation(Judge.oldClassKey), !name.isEmpty {
      return ingress(item, ofClass: name, written: false)
    }
    let rule = "kubernetes DefaultIngressClass admission"
    let classes = Set(
      set.all("networking.k8s.io", "IngressClass").filter { $0.annotation(Judge.defaultClassKey) == "true" }.map(\.name)
    )
    if let name = context.ingressDefaultClass, classes.isEmpty || classes == [name] {
      return ingress(item, ofClass: name, written: true)
    }
    if classes.count == 1, context.ingressDefaultClass == nil, let name = classes.first {
      return ingress(item, ofClass: name, written: true)
    }
    let why =
      classes.isEmpty
      ? "it names no class, and the cluster's default class is not known"
      : "it names no class, and there is more than one default class"
    return [Way(.unknown, "Ingress", why, rule)]
  }

  /// - Parameter written: the class stands in `spec.ingressClassName`, where every controller sees it.
  private func ingress(_ item: Item, ofClass name: String, written: Bool) -> [Way] {
    let classes = set.named("networking.k8s.io", "IngressClass", name)
    var ways: [Way] = []
    let byOperator = written && name == context.tailscaleIngressClass
    if byOperator { ways.append(tailscaleIngress(item)) }
    for ingressClass in classes {
      let controllerName = ingressClass.spec["controller"]?.string ?? ""
      let controller = IngressController.of(controller: controllerName)
      if controller?.front == .tailscale {
        if !byOperator { ways.append(unserved(name)) }
      } else if let controller, written || controller.readsAnnotation {
        ways.append(ingress(item, controller, name, ingressClass))
      } else if controller == nil, let way = front(declaring: controllerName, byFlag: \.controllerFlags) {
        ways.append(way)
      } else {
        ways.append(stranger(name, controllerName))
      }
    }
    if !ways.isEmpty { return ways.map { known($0, name) } }
    if name == "tailscale" { return [known(unserved(name), name)] }
    let usual = IngressController.named(name).filter { written || $0.readsAnnotation }
    if !usual.isEmpty {
      // Of proxies that share a name those that are here count.
      let here = usual.filter { if case .proxy(let key) = $0.front { proxies[key] != nil } else { true } }
      return [known(widest((here.isEmpty ? usual : here).map { ingress(item, $0, name, nil) }), name)]
    }
    return [known(front(declaring: name, byFlag: \.classFlags) ?? stranger(name, ""), name)]
  }

  /// The context's word where the set cannot tell.
  private func known(_ way: Way, _ name: String) -> Way {
    guard way.reach == .unknown, let reach = context.ingressClasses[name] else { return way }
    return Way(reach, "Ingress", "the context says that the class \(name) reaches \(reach.audience)", "context")
  }

  private func unserved(_ name: String) -> Way {
    Way(
      .unknown, "Ingress",
      "the Tailscale operator serves spec.ingressClassName \(context.tailscaleIngressClass) and nothing else, "
        + "so who serves \(name) cannot be told", "tailscale cmd/k8s-operator/ingress.go shouldExpose")
  }

  private func stranger(_ name: String, _ controller: String) -> Way {
    let who = controller.isEmpty ? "" : " (controller \(controller))"
    return Way(.unknown, "Ingress", "nothing is known about who serves the class \(name)\(who)", "default deny")
  }

  private func ingress(_ item: Item, _ controller: IngressController, _ name: String, _ ingressClass: Item?) -> Way {
    switch controller.front {
    case .tailscale: return tailscaleIngress(item)
    case .awsALB: return alb(item, ingressClass, controller.source)
    case .fixed(let reach):
      return Way(reach, "load balancer", "an Ingress of class \(name) reaches \(reach.audience)", controller.source)
    case .azureApplicationGateway:
      let text = item.annotation("appgw.ingress.kubernetes.io/use-private-ip") ?? ""
      return ValueTest.goTrue.contains(text)
        ? Way(.cluster, "Application Gateway", "it uses the gateway's private address", controller.source)
        : Way(.internet, "Application Gateway", "it uses the gateway's public address", controller.source)
    case .ngrok:
      return ngrokBindings(
        item.annotation("k8s.ngrok.com/bindings").map { AddressPools.split($0) } ?? [], controller.source)
    case .cilium: return ciliumIngress(item, controller.source)
    case .proxy(let key):
      return front(
        ofProxy: key, controller: ingressClass?.spec["controller"]?.string, className: name, source: controller.source)
    }
  }

  private func tailscaleIngress(_ item: Item) -> Way {
    let rule = "tailscale cmd/k8s-operator/ingress.go shouldExpose, AnnotationFunnel"
    let group = item.annotation("tailscale.com/proxy-group") ?? ""
    guard item.annotation("tailscale.com/funnel") == "true", group.isEmpty else {
      return Way(.tailnet, "Tailscale Ingress", "the Tailscale operator serves it to the tailnet", rule)
    }
    return Way(.internet, "Funnel", "the annotation tailscale.com/funnel opens it to the internet", rule)
  }

  // MARK: - AWS

  private func alb(_ item: Item, _ ingressClass: Item?, _ source: String) -> Way {
    if let parameters = ingressClass?.spec["parameters"]?.object {
      let group = parameters["apiGroup"]?.string ?? ""
      let found = set.named(group, "IngressClassParams", parameters["name"]?.string ?? "")
      if found.isEmpty {
        return Way(.unknown, "ALB", "the class's IngressClassParams are not in the set", source)
      }
      let schemes = found.compactMap { $0.spec["scheme"]?.string }
      if !schemes.isEmpty { return widest(schemes.map { alb($0, "its class's IngressClassParams", source) }) }
    }
    if let way = frontendNLB(item, source) { return way }
    if let scheme = item.annotation(Judge.albScheme) { return alb(scheme, "its scheme annotation", source) }
    // One load balancer serves the whole group, and one member's scheme counts for all.
    if let group = item.annotation(Judge.albGroup), !group.isEmpty {
      let schemes = set.all("networking.k8s.io", "Ingress").filter { $0.annotation(Judge.albGroup) == group }
        .compactMap { $0.annotation(Judge.albScheme) }
      if !schemes.isEmpty { return widest(schemes.map { alb($0, "the scheme of its group \(group)", source) }) }
    }
    return Way(.cluster, "ALB", "the controller makes an internal load balancer by default", source)
  }

  /// A network load balancer that the controller puts before the ALB, with a scheme of its own.
  private func frontendNLB(_ item: Item, _ source: String) -> Way? {
    let prefix = "alb.ingress.kubernetes.io/"
    let on = item.annotation(prefix + "enable-frontend-nlb") ?? ""
    guard ValueTest.goTrue.contains(on), let scheme = item.annotation(prefix + "frontend-nlb-scheme"),
      scheme != "internal"
    else { return nil }
    return alb(scheme, "the scheme of its frontend NLB", source)
  }

  private static let albScheme = "alb.ingress.kubernetes.io/scheme"
  private static let albGroup = "alb.ingress.kubernetes.io/group.name"

  private func alb(_ scheme: String, _ place: String, _ source: String) -> Way {
    switch scheme {
    case "internet-facing": Way(.internet, "ALB", "\(place) says internet-facing", source)
    case "internal": Way(.cluster, "ALB", "\(place) says internal", source)
    default: Way(.unknown, "ALB", "the controller refuses the scheme \(scheme)", source)
    }
  }

  // MARK: - Cilium

  /// Dedicated mode makes a Service of its own for the Ingress; in shared mode the front is Cilium's Service.
  private func ciliumIngress(_ item: Item, _ source: String) -> Way {
    if ciliumSetting("ingress-hostnetwork-enabled") == "true" {
      return Way(context.nodeReach, "host network", "Cilium's Ingress listens on the nodes' own network", source)
    }
    let mode = item.annotation("ingress.cilium.io/loadbalancer-mode") ?? ciliumSetting("ingress-default-lb-mode")
    switch mode {
    case "dedicated"?:
      var spec = Object()
      spec["type"] = .string(item.annotation("ingress.cilium.io/service-type") ?? "LoadBalancer")
      if let name = item.annotation("ingress.cilium.io/loadbalancer-class") {
        spec["loadBalancerClass"] = .string(name)
      }
      return widest(service(made: spec, annotations: item.annotations ?? Object(), by: item))
    case "shared"?:
      let fronts = set.services.filter { $0.name == "cilium-ingress" && $0.refused == nil }
      if !fronts.isEmpty { return widest(fronts.flatMap(service)) }
      return Way(.unknown, "Ingress", "Cilium's shared front is not in the set", source)
    default:
      return Way(.unknown, "Ingress", "whether Cilium's mode is shared or dedicated by default is not known", source)
    }
  }

  /// A setting of the Cilium agents, when their ConfigMap is in the set.
  func ciliumSetting(_ key: String) -> String? {
    set.named("", "ConfigMap", "cilium-config").compactMap { $0.value["data"]?[key]?.string }.first
  }

  /// The ways into a Service that a controller makes for an object, judged like one written by hand.
  func service(made spec: Object, annotations: Object, by item: Item) -> [Way] {
    var value = Value.object([
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(item.name)], "spec": .object(spec),
    ])
    value.set(.string(item.namespace), at: "metadata", "namespace")
    if !annotations.isEmpty { value.set(.object(annotations), at: "metadata", "annotations") }
    let made = Item(
      index: item.index, value: value, apiVersion: "v1", kind: "Service", namespace: item.namespace, name: item.name,
      role: .service, refused: Schema.violation(of: value, kind: "Service", role: .service), file: item.file,
      line: item.line)
    let ways = ways(made)
    return ways.isEmpty ? [Way(.cluster, "Service", "its Service opens nothing", "kubernetes.io API reference")] : ways
  }
}
