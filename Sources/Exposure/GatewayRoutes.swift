import Manifest

/// What a parent says to a route or a set of listeners.
enum Acceptance: Sendable {
  case accepted, refused
  /// Hangs on labels of a Namespace that is not in the set.
  case unknown
}

extension Judge {
  private static let acceptanceRule = "gateway-api spec: ParentReference, AllowedRoutes, hostname intersection"

  /// The ways into a route: its accepted parents (rule 9). Empty when every parent refuses it.
  func gatewayRoute(_ item: Item) -> [Way] {
    (item.spec["parentRefs"]?.array ?? []).flatMap { parent($0, of: item) } + defaultGateways(of: item)
  }

  /// A route may ask for whichever Gateways say that they are default ones (experimental channel).
  private func defaultGateways(of item: Item) -> [Way] {
    guard let scope = item.spec["useDefaultGateways"]?.string, scope != "None" else { return [] }
    let gateways = set.all(Judge.gatewayGroup, "Gateway").filter {
      ($0.spec["defaultScope"]?.string ?? "None") != "None"
    }
    let ways = gateways.flatMap { gateway -> [Way] in
      accepts(item, .object(Object()), listenersOf: gateway) == .refused ? [] : self.ways(gateway)
    }
    let rule = "gateway-api GEP-3793, default Gateways"
    return ways.map { Way($0.reach, "Gateway", "it hangs on every default Gateway: \($0.why)", rule) }
      + [Way(.unknown, "Gateway", "it hangs on every default Gateway, also those that are not in the set", rule)]
  }

  private func parent(_ reference: Value, of item: Item) -> [Way] {
    let group = reference["group"]?.string ?? Judge.gatewayGroup
    let kind = reference["kind"]?.string ?? "Gateway"
    let name = reference["name"]?.string ?? ""
    let namespace = reference["namespace"]?.string ?? item.namespace
    if group.isEmpty || group == "core", kind == "Service" {
      return [
        Way(.cluster, "Service \(name)", "its parent is the Service \(name): east-west traffic", "gateway-api GAMMA")
      ]
    }
    let isGateway = group == Judge.gatewayGroup && kind == "Gateway"
    let isSet = kind == "ListenerSet" || kind == "XListenerSet"
    let parents = isGateway || isSet ? all(group, kind, namespace, name) : []
    if parents.isEmpty {
      if let reach = context.entrance(kind, namespace, name) {
        return [
          Way(reach, "\(kind) \(name)", "the context says how far \(kind) \(namespace)/\(name) reaches", "context")
        ]
      }
      return [
        Way(
          .unknown, "\(kind) \(name)", "its parent \(kind) \(namespace)/\(name) is not in the set", Judge.acceptanceRule
        )
      ]
    }
    return parents.flatMap { parent -> [Way] in
      switch accepts(item, reference, listenersOf: parent) {
      case .refused: return []
      case .unknown:
        return [
          Way(
            .unknown, parent.title, "whether \(parent.title) accepts it hangs on a Namespace that is not in the set",
            Judge.acceptanceRule)
        ]
      case .accepted:
        return ways(parent).map { way in
          Way(
            way.reach, parent.title, "it hangs on \(parent.title), which reaches \(way.reach.audience): \(way.why)",
            way.rule)
        }
      }
    }
  }

  /// Also those that the API server would refuse: what hangs on them is unknown.
  private func all(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> [Item] {
    set.find(group, kind, namespace, name) + set.refused(group, kind, namespace, name)
  }

  private func accepts(_ route: Item, _ reference: Value, listenersOf parent: Item) -> Acceptance {
    if parent.refused != nil { return .accepted }
    var result = Acceptance.refused
    for listener in parent.spec["listeners"]?.array ?? [] {
      if let section = reference["sectionName"]?.string, section != listener["name"]?.string { continue }
      if let port = reference["port"]?.int, port != listener["port"]?.int { continue }
      guard speaks(listener, route), hostnamesMeet(listener, route) else { continue }
      switch namespaceAllowed(
        listener.at("allowedRoutes", "namespaces"), default: "Same", from: route.namespace, to: parent.namespace)
      {
      case .accepted: return .accepted
      case .unknown: result = .unknown
      case .refused: break
      }
    }
    return result
  }

  private func speaks(_ listener: Value, _ route: Item) -> Bool {
    if let kinds = listener.at("allowedRoutes", "kinds")?.array, !kinds.isEmpty {
      return kinds.contains { kind in
        kind["kind"]?.string == route.kind && kind["group"]?.string ?? Judge.gatewayGroup == route.group
      }
    }
    switch (listener["protocol"]?.string ?? "", route.kind) {
    case ("HTTP", "HTTPRoute"), ("HTTPS", "HTTPRoute"), ("HTTP", "GRPCRoute"), ("HTTPS", "GRPCRoute"),
      ("TLS", "TLSRoute"),
      ("TLS", "TCPRoute"), ("TCP", "TCPRoute"), ("UDP", "UDPRoute"):
      return true
    case ("HTTP", _), ("HTTPS", _), ("TLS", _), ("TCP", _), ("UDP", _): return false
    // A protocol of the implementation's own: it decides.
    default: return true
    }
  }

  private func hostnamesMeet(_ listener: Value, _ route: Item) -> Bool {
    guard route.kind != "TCPRoute", route.kind != "UDPRoute", let own = listener["hostname"]?.string, !own.isEmpty
    else {
      return true
    }
    let names = (route.spec["hostnames"]?.array ?? []).compactMap(\.string)
    return names.isEmpty || names.contains { Hostname.meet(own, $0) }
  }

  /// - Parameter fallback: what holds when `from` is not written.
  func namespaceAllowed(_ rule: Value?, default fallback: String, from: String, to: String) -> Acceptance {
    switch rule?["from"]?.string ?? fallback {
    case "All": return .accepted
    case "Same": return ObjectSet.sameNamespace(from, to) ? .accepted : .refused
    case "Selector":
      var labels = Object()
      labels["kubernetes.io/metadata.name"] = .string(from)
      let spaces = set.named("", "Namespace", from)
      for pair in spaces.first?.value.at("metadata", "labels")?.object?.pairs ?? [] { labels[pair.key] = pair.value }
      let selector = rule?["selector"]
      if spaces.isEmpty, !onlyByName(selector) { return .unknown }
      return ObjectSet.matches(selector: selector, labels: labels).map { $0 ? .accepted : .refused } ?? .unknown
    default: return .refused
    }
  }

  private func onlyByName(_ selector: Value?) -> Bool {
    let keys =
      (selector?["matchLabels"]?.object?.keys ?? [])
      + (selector?["matchExpressions"]?.array ?? []).map { $0["key"]?.string ?? "" }
    return keys.allSatisfy { $0 == "kubernetes.io/metadata.name" }
  }

  /// The ways into a set of listeners: its Gateway's, when that lets it in.
  func listenerSet(_ item: Item) -> [Way] {
    let reference = item.spec["parentRef"]
    let name = reference?["name"]?.string ?? ""
    let namespace = reference?["namespace"]?.string ?? item.namespace
    let gateways = all(
      reference?["group"]?.string ?? Judge.gatewayGroup, reference?["kind"]?.string ?? "Gateway", namespace, name)
    if gateways.isEmpty {
      if let reach = context.entrance("Gateway", namespace, name) {
        return [
          Way(reach, "Gateway \(name)", "the context says how far Gateway \(namespace)/\(name) reaches", "context")
        ]
      }
      return [
        Way(.unknown, "Gateway \(name)", "its Gateway \(namespace)/\(name) is not in the set", Judge.acceptanceRule)
      ]
    }
    return gateways.flatMap { gateway -> [Way] in
      switch namespaceAllowed(
        gateway.spec.at("allowedListeners", "namespaces"), default: "None", from: item.namespace, to: gateway.namespace)
      {
      case .refused: return []
      case .unknown:
        return [
          Way(
            .unknown, gateway.title, "whether \(gateway.title) lets it in hangs on a Namespace that is not in the set",
            Judge.acceptanceRule)
        ]
      case .accepted:
        return ways(gateway).map { way in
          Way(way.reach, gateway.title, "its listeners join \(gateway.title): \(way.why)", way.rule)
        }
      }
    }
  }
}

/// Host names with a leading `*.` as the Gateway API compares them.
enum Hostname {
  /// Whether some name matches both. A wildcard stands for one label or more.
  static func meet(_ a: String, _ b: String) -> Bool {
    let a = a.lowercased()
    let b = b.lowercased()
    if a == b || a == "*" || b == "*" { return true }
    switch (a.hasPrefix("*."), b.hasPrefix("*.")) {
    case (true, true): return a.dropFirst().hasSuffix(b.dropFirst()) || b.dropFirst().hasSuffix(a.dropFirst())
    case (true, false): return b.hasSuffix(a.dropFirst())
    case (false, true): return a.hasSuffix(b.dropFirst())
    case (false, false): return false
    }
  }
}
