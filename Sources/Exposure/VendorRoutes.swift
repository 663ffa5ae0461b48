import Manifest

extension Judge {
  // MARK: - Istio

  /// An Istio Gateway configures the pods that its selector selects: their front is its reach.
  func istioGateway(_ item: Item) -> [Way] {
    let rule = "istio.io reference, Gateway selector"
    let selector = item.spec["selector"]?.object
    var ways = set.pods(selectedBy: selector, in: nil).filter { $0.item.refused == nil }.flatMap {
      fronts(of: $0, rule)
    }
    // The pods may be elsewhere while their Service is here: it selects nothing that the Gateway does not.
    if let selector, !selector.isEmpty {
      for service in set.services where service.refused == nil {
        guard let own = service.spec["selector"]?.object, !own.isEmpty, ObjectSet.matches(selector, own) else {
          continue
        }
        ways += self.service(service).map {
          Way($0.reach, $0.listener, "its proxy's front, \(service.title), reaches \($0.reach.audience)", rule)
        }
      }
    }
    if !ways.isEmpty { return ways }
    return [Way(.unknown, "Gateway", "the proxy that its selector selects is not in the set", rule)]
  }

  /// A VirtualService reaches as far as the widest of its gateways; `mesh` is the cluster.
  func virtualService(_ item: Item) -> [Way] {
    let rule = "istio.io reference, VirtualService gateways"
    let names = (item.spec["gateways"]?.array ?? []).compactMap(\.string)
    if names.isEmpty, (item.spec["hosts"]?.array ?? []).isEmpty { return delegate(item, rule) }
    return (names.isEmpty ? ["mesh"] : names).flatMap { name -> [Way] in
      if name == "mesh" { return [Way(.cluster, "mesh", "it is bound to the mesh, inside the cluster", rule)] }
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      let namespace = parts.count == 2 ? parts[0] : item.namespace
      let own = parts.last ?? name
      let gateways = all("networking.istio.io", "Gateway", namespace, own)
      if !gateways.isEmpty {
        return gateways.flatMap(ways).map {
          Way($0.reach, "Gateway \(own)", "it is bound to Gateway \(name): \($0.why)", $0.rule)
        }
      }
      let routes = all(Judge.gatewayGroup, "Gateway", namespace, own)
      if !routes.isEmpty {
        return routes.flatMap(ways).map {
          Way($0.reach, "Gateway \(own)", "it is bound to Gateway \(name): \($0.why)", $0.rule)
        }
      }
      if let reach = context.entrance("Gateway", namespace, own) {
        return [Way(reach, "Gateway \(own)", "the context says how far Gateway \(namespace)/\(own) reaches", "context")]
      }
      return [Way(.unknown, "Gateway \(own)", "its Gateway \(name) is not in the set", rule)]
    }
  }

  /// A VirtualService without hosts is part of those that delegate to it.
  private func delegate(_ item: Item, _ rule: String) -> [Way] {
    let roots = set.all("networking.istio.io", "VirtualService").filter { root in
      root.index != item.index
        && (root.spec["http"]?.array ?? []).contains { route in
          guard let target = route["delegate"] else { return false }
          let namespace = target["namespace"]?.string ?? root.namespace
          return target["name"]?.string == item.name && ObjectSet.sameNamespace(namespace, item.namespace)
        }
    }
    let ways = roots.filter { !($0.spec["hosts"]?.array ?? []).isEmpty }.flatMap(virtualService)
    return ways.isEmpty ? [Way(.unknown, "VirtualService", "who delegates to it is not in the set", rule)] : ways
  }

  private func all(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> [Item] {
    set.find(group, kind, namespace, name) + set.refused(group, kind, namespace, name)
  }

  // MARK: - Others

  /// Routes of other vendors reach as far as the front of the proxy that serves them.
  func vendorRoute(_ item: Item, _ proxy: String) -> [Way] {
    if item.kind == "HTTPProxy", item.spec["virtualhost"]?.object == nil { return included(item, proxy) }
    return [front(ofProxy: proxy, source: "the vendor's documentation of \(item.kind)")]
  }

  /// A Contour HTTPProxy without virtualhost is part of those that include it.
  private func included(_ item: Item, _ proxy: String) -> [Way] {
    [front(ofProxy: proxy, source: "projectcontour.io docs, HTTPProxy inclusion")]
  }

  /// A Knative Service gets a route on a gateway that is elsewhere, unless it is labelled cluster-local.
  func knative(_ item: Item) -> [Way] {
    let rule = "knative.dev docs, private Knative services"
    let pod = PodSet(
      item: item, labels: Object(), annotations: Object(), spec: item.spec.at("template", "spec") ?? .null)
    let own = workload(pod)
    if item.label("networking.knative.dev/visibility") == "cluster-local" {
      return own + [Way(.cluster, "cluster-local", "its visibility label says cluster-local", rule)]
    }
    return own + [Way(.unknown, "Knative route", "the gateway that serves it is not in the set", rule)]
  }

  /// ngrok endpoints are public unless every binding says otherwise.
  func ngrokEndpoint(_ item: Item) -> [Way] {
    [ngrokBindings((item.spec["bindings"]?.array ?? []).map { $0.string ?? "" }, "ngrok.com/docs, endpoint bindings")]
  }

  func ngrokBindings(_ bindings: [String], _ source: String) -> Way {
    if !bindings.isEmpty, bindings.allSatisfy({ $0 == "internal" || $0 == "kubernetes" }) {
      return Way(.unknown, "ngrok endpoint", "a public endpoint elsewhere may forward to its internal one", source)
    }
    return Way(.internet, "ngrok endpoint", "its endpoint is public", source)
  }
}
