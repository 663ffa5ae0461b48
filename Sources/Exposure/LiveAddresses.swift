import Manifest

/// What a live cluster says by itself: the addresses that were assigned, and what hangs on them.
///
/// Only with ``ExposureContext/isLive``: in files `status` proves nothing. An assigned address is stronger than a guess
/// about who serves a Service without class; of what a rule knows and what was assigned the wider counts.
extension Judge {
  private static let statusAPI = "kubernetes.io API reference, LoadBalancerIngress; gateway-api GatewayStatusAddress"

  /// The ways by the addresses in an object's status; empty when none is assigned.
  private func assigned(_ item: Item) -> [Way] {
    var ways: [Way] = []
    for one in item.value.at("status", "loadBalancer", "ingress")?.array ?? [] {
      if let text = one["ip"]?.string { ways.append(assigned(address: text)) }
      if let text = one["hostname"]?.string { ways.append(assigned(host: text)) }
    }
    for one in item.value.at("status", "addresses")?.array ?? [] {
      guard let text = one["value"]?.string else { continue }
      ways.append(AddressRange(text) != nil ? assigned(address: text) : assigned(host: text))
    }
    return ways
  }

  private func assigned(address text: String) -> Way {
    Way(
      AddressRange(text)?.reach ?? .unknown, "load balancer", "the address \(text) is assigned to it", Judge.statusAPI)
  }

  /// Only names whose form says where they lead are evidence; the address behind any other is not looked up.
  private func assigned(host: String) -> Way {
    let name = host.lowercased()
    let reach: Reach
    if name.hasSuffix(".ts.net") {
      reach = .tailnet
    } else if name.hasSuffix(".svc.cluster.local") || name.hasSuffix(".local") || name.hasSuffix(".internal") {
      reach = .cluster
    } else if name.hasPrefix("internal-"), name.hasSuffix(".elb.amazonaws.com") {
      reach = .cluster
    } else {
      reach = .unknown
    }
    return Way(reach, "load balancer", "the name \(host) is assigned to it", Judge.statusAPI)
  }

  /// What the rules say of the object, with what was assigned to it.
  func withAssigned(_ ways: [Way], _ item: Item) -> [Way] {
    guard context.isLive else { return ways }
    switch item.role {
    case .service? where item.spec["type"]?.string == "LoadBalancer": break
    case .ingress?, .gateway?: break
    default: return ways
    }
    let addresses = assigned(item)
    guard !addresses.isEmpty else { return ways }
    let front = ["load balancer", "Ingress", "Gateway", "proxy", "Service"]
    return ways.flatMap { way -> [Way] in
      guard front.contains(way.listener) else { return [way] }
      // A guess or a question is settled by what is there; a rule that knows better than the name stands.
      let settles = addresses.allSatisfy { $0.reach != .unknown }
      if way.reach == .unknown || way.isGuess { return settles ? addresses : [way] + addresses }
      return [way] + addresses.filter { $0.reach > way.reach && $0.reach != .unknown }
    }
  }
}

extension Way {
  /// Said of a Service because nothing says otherwise, not because something says so.
  var isGuess: Bool { reach == .internet && why.hasPrefix("a LoadBalancer Service without a class") }
}
