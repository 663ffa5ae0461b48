import Manifest

/// Providers that take a load balancer's address from pools: it reaches as far as the address does.
enum AddressProvider: Sendable, CaseIterable {
  case metalLB, cilium, kubeVIP, calico, pureLB, openELB, loxiLB

  /// Annotations whose value is the addresses themselves.
  var addressKeys: [String] {
    switch self {
    case .metalLB: ["metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs"]
    case .cilium: ["lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips"]
    case .kubeVIP: ["kube-vip.io/loadbalancerIPs"]
    case .calico: ["projectcalico.org/loadBalancerIPs"]
    case .pureLB: ["purelb.io/addresses"]
    case .openELB: ["eip.openelb.kubesphere.io/v1alpha1"]
    case .loxiLB: ["loxilb.io/staticIP"]
    }
  }

  /// Annotations whose value names a pool.
  var poolKeys: [String] {
    switch self {
    case .metalLB: ["metallb.io/address-pool", "metallb.universe.tf/address-pool"]
    case .calico: ["projectcalico.org/ipv4pools", "projectcalico.org/ipv6pools"]
    case .pureLB: ["purelb.io/service-group"]
    case .openELB: ["eip.openelb.kubesphere.io/v1alpha2"]
    case .loxiLB: ["loxilb.io/poolSelect"]
    case .cilium, .kubeVIP: []
    }
  }

  var poolKind: (group: String, kinds: [String])? {
    switch self {
    case .metalLB: ("metallb.io", ["IPAddressPool", "AddressPool"])
    case .cilium: ("cilium.io", ["CiliumLoadBalancerIPPool"])
    case .calico: ("projectcalico.org", ["IPPool"])
    case .pureLB: ("purelb.io", ["ServiceGroup"])
    case .openELB: ("network.kubesphere.io", ["Eip"])
    case .kubeVIP, .loxiLB: nil
    }
  }

  var word: String {
    switch self {
    case .metalLB: "MetalLB"
    case .cilium: "Cilium LB IPAM"
    case .kubeVIP: "kube-vip"
    case .calico: "Calico LoadBalancer IPAM"
    case .pureLB: "PureLB"
    case .openELB: "OpenELB"
    case .loxiLB: "LoxiLB"
    }
  }

  /// Where annotations and kinds are documented.
  var source: String {
    switch self {
    case .metalLB: "metallb.io/usage and metallb.io/apis"
    case .cilium: "docs.cilium.io/en/stable/network/lb-ipam"
    case .kubeVIP: "kube-vip.io/docs/usage/cloud-provider"
    case .calico: "docs.tigera.io/calico/latest/networking/ipam/service-loadbalancer"
    case .pureLB: "purelb.gitlab.io/docs, annotations"
    case .openELB: "openelb.io/docs, use OpenELB"
    case .loxiLB: "docs.loxilb.io, kube-loxilb"
    }
  }

  init?(named name: String) {
    switch name.lowercased() {
    case "metallb": self = .metalLB
    case "cilium": self = .cilium
    case "kube-vip", "kubevip": self = .kubeVIP
    case "calico": self = .calico
    case "purelb": self = .pureLB
    case "openelb": self = .openELB
    case "loxilb", "kube-loxilb": self = .loxiLB
    default: return nil
    }
  }
}

extension Judge {
  /// What the Service itself names: addresses, or pools. `nil` when it names neither.
  func namedAddresses(_ service: Item, _ provider: AddressProvider) -> Way? {
    for key in provider.addressKeys {
      guard let text = service.annotation(key), !text.trimmed.isEmpty else { continue }
      return way(addresses: AddressPools.split(text), provider, "its annotation \(key)")
    }
    for key in provider.poolKeys {
      guard let text = service.annotation(key), !text.trimmed.isEmpty else { continue }
      let ways = AddressPools.split(text).map { name in
        let pools = self.pools(provider).filter { $0.name == name }
        return pools.isEmpty
          ? Way(
            .unknown, "load balancer", "the address pool \(name) that it names is not in the set", provider.word)
          : widest(pools.map { way(pool: $0, provider) })
      }
      return widest(ways)
    }
    return nil
  }

  /// By the addresses that the Service names, else by those of every pool that may give it one.
  func addresses(_ service: Item, _ provider: AddressProvider) -> Way {
    if let named = namedAddresses(service, provider) { return named }
    let usable = pools(provider).filter { mayGive($0, to: service, provider) }
    if usable.isEmpty {
      return Way(
        .unknown, "load balancer", "\(provider.word) gives it an address from a pool that is not in the set",
        provider.word)
    }
    return widest(usable.map { way(pool: $0, provider) })
  }

  private func pools(_ provider: AddressProvider) -> [Item] {
    guard let (group, kinds) = provider.poolKind else { return [] }
    return kinds.flatMap { set.all(group, $0) }
  }

  private func mayGive(_ pool: Item, to service: Item, _ provider: AddressProvider) -> Bool {
    let spec = pool.spec
    switch provider {
    case .metalLB:
      if spec["autoAssign"]?.bool == false { return false }
      guard let allocation = spec["serviceAllocation"]?.object else { return true }
      if let spaces = allocation["namespaces"]?.array, !spaces.isEmpty, allocation["namespaceSelectors"] == nil,
        !service.namespace.isEmpty, !spaces.contains(.string(service.namespace))
      {
        return false
      }
      let selectors = allocation["serviceSelectors"]?.array ?? []
      return selectors.isEmpty || selectors.contains { matches($0, service) != false }
    case .cilium:
      if spec["disabled"]?.bool == true { return false }
      guard let selector = spec["serviceSelector"] else { return true }
      return matches(selector, service) != false
    default: return true
    }
  }

  private func matches(_ selector: Value, _ service: Item) -> Bool? {
    var labels = service.value.at("metadata", "labels")?.object ?? Object()
    labels["io.kubernetes.service.namespace"] = .string(service.namespace)
    labels["io.kubernetes.service.name"] = .string(service.name)
    return ObjectSet.matches(selector: selector, labels: labels)
  }

  private func way(pool: Item, _ provider: AddressProvider) -> Way {
    way(addresses: AddressPools.texts(of: pool.spec), provider, "the pool \(pool.name)")
  }

  private func way(addresses texts: [String], _ provider: AddressProvider, _ place: String) -> Way {
    let ranges = texts.compactMap { AddressRange($0) }
    guard !texts.isEmpty, ranges.count == texts.count,
      !ranges.contains(where: { $0.first.isUnspecified && $0.first == $0.last })
    else {
      return Way(.unknown, "load balancer", "\(place) holds no address that can be read", provider.word)
    }
    let reach = ranges.map(\.reach).max() ?? .unknown
    return Way(
      reach, "load balancer", "\(place) gives it \(texts.joined(separator: ", "))",
      "\(provider.word): an address reaches as far as its block (RFC 1918, tailscale net/tsaddr)")
  }
}

enum AddressPools {
  /// The members of a comma-separated or JSON list.
  static func split(_ text: String) -> [String] {
    if text.trimmed.hasPrefix("["), let array = (try? JSON.parse(Array(text.utf8)))?.array {
      return array.compactMap(\.string)
    }
    return text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
  }

  /// The ranges that a pool of any provider holds.
  static func texts(of spec: Value) -> [String] {
    var texts = (spec["addresses"]?.array ?? []).map { $0.string ?? "" }
    for block in (spec["blocks"]?.array ?? []) + (spec["cidrs"]?.array ?? []) {
      if let cidr = block["cidr"]?.string {
        texts.append(cidr)
      } else {
        let start = block["start"]?.string ?? ""
        texts.append(block["stop"]?.string.map { "\(start)-\($0)" } ?? start)
      }
    }
    if let cidr = spec["cidr"]?.string { texts.append(cidr) }
    if let address = spec["address"]?.string { texts.append(address) }
    for family in ["local", "remote"] {
      for pool in [spec[family]] + (spec[family]?["v4pools"]?.array ?? []).map(Optional.some)
        + (spec[family]?["v6pools"]?.array ?? []).map(Optional.some)
      {
        if let text = pool?["pool"]?.string { texts.append(text) }
      }
      for version in ["v4pool", "v6pool"] {
        if let text = spec[family]?[version]?["pool"]?.string { texts.append(text) }
      }
    }
    return texts
  }
}
