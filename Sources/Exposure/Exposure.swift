import Manifest

/// Who can reach what: proves, from rendered objects alone, that nothing is open to the internet.
///
/// In: objects as they would be sent to the API server (Lists are taken apart), and what is known about the cluster.
/// Out: one ``Entry`` for each way in — Services, Ingresses, Gateways, routes, tailnet devices, workloads that listen
/// on
/// the node or publish a tunnel — with how far it reaches, from where to where it leads, and why; and one verdict.
///
/// The judge is default-deny: what is not known to be harmless is `unknown`, and unknown fails. The rules are tables
/// with their sources: ``Kinds`` (which kinds exist), ``Clouds`` (load balancer classes and annotations),
/// `AddressProvider` (pools), `IngressControllers`, `GatewayControllers`, `Proxies` (fronts in the cluster), `Tunnels`
/// and `Makers` (programs).
///
/// It never throws and never crashes: an object that makes no sense is an unknown entry.
public enum Exposure {
  public static func judge(_ objects: [ExposedObject], context: ExposureContext = ExposureContext()) -> Report {
    Judge(set: ObjectSet(objects), context: context).report()
  }
}

/// One run over one set.
struct Judge: Sendable {
  let set: ObjectSet
  let context: ExposureContext
  /// Workloads that are known proxies, by the proxy's key.
  let proxies: [String: [Int]]

  init(set: ObjectSet, context: ExposureContext) {
    self.set = set
    self.context = context
    proxies = Proxies.find(in: set)
  }

  func report() -> Report {
    var entries: [Entry] = []
    var places: [Identity: Int] = [:]
    var notes: [String] = []
    for item in set.items {
      if let note = note(item) { notes.append(note) }
      let ways = self.ways(item).sorted { $0.reach > $1.reach }
      guard let first = ways.first else { continue }
      let identity = Identity(group: item.group, kind: item.kind, namespace: item.namespace, name: item.name)
      if let place = places[identity], item.role != nil || !item.kind.isEmpty {
        if entries[place].reach < first.reach { entries[place] = entry(item, ways) }
        continue
      }
      places[identity] = entries.count
      entries.append(entry(item, ways))
    }
    for key in context.unread { notes.append("The context's key \(key) means nothing here.") }
    return Report(entries: entries, notes: notes, objects: set.items.count)
  }

  private struct Identity: Hashable {
    var group: String
    var kind: String
    var namespace: String
    var name: String
  }

  private func entry(_ item: Item, _ ways: [Way]) -> Entry {
    let widest = ways[0]
    return Entry(
      apiVersion: item.apiVersion, kind: item.kind, namespace: item.namespace, name: item.name, reach: widest.reach,
      path: path(item, widest), why: widest.why, rule: widest.rule,
      source: ExposedObject(value: .null, file: item.file, line: item.line).source, ways: ways)
  }

  /// Every way in that the object is. Empty for what opens nothing.
  func ways(_ item: Item) -> [Way] { withAssigned(byRules(item), item) }

  private func byRules(_ item: Item) -> [Way] {
    if let refused = item.refused {
      return [
        Way(.unknown, "object", "the API server would refuse it as written: \(refused)", "kubernetes.io API reference")
      ]
    }
    guard let role = item.role else {
      let what = item.kind.isEmpty ? "it says no kind" : "\(item.apiVersion) \(item.kind) is a kind that no rule names"
      return [Way(.unknown, "object", what, "default deny")]
    }
    switch role {
    case .inert: return []
    // What it made is in the cluster.
    case .recipe where context.isLive: return []
    case .recipe:
      return [Way(.unknown, "recipe", "what the \(item.kind) makes is not in the set; render it", "default deny")]
    case .service: return service(item)
    case .workload: return set.podSet(of: item).map { workload($0) } ?? []
    case .ingress: return ingress(item)
    case .gateway: return gateway(item)
    case .listenerSet: return listenerSet(item)
    case .gatewayRoute: return gatewayRoute(item)
    case .istioGateway: return istioGateway(item)
    case .istioVirtualService: return virtualService(item)
    case .knativeService: return knative(item)
    case .vendorRoute(let proxy): return vendorRoute(item, proxy)
    case .tailscaleConnector, .tailscaleProxyGroup, .tailscaleRecorder: return tailscaleDevice(item)
    case .ngrokEndpoint: return ngrokEndpoint(item)
    }
  }

  func widest(_ ways: [Way]) -> Way {
    var result = ways.first ?? Way(.unknown, "", "nothing is known about it", "default deny")
    for way in ways.dropFirst() where way.reach > result.reach { result = way }
    return result
  }

  /// What is worth knowing about an object and opens nothing.
  private func note(_ item: Item) -> String? {
    guard item.refused == nil else { return nil }
    switch item.kind {
    case "Role", "ClusterRole":
      guard item.group == "rbac.authorization.k8s.io", Makers.mayOpen(item.value["rules"]) else { return nil }
      return "\(item.title) may create or change Services, Ingresses or workloads at run time."
    case "Service", "Ingress", "Gateway", "HTTPRoute":
      guard let name = item.annotation("external-dns.alpha.kubernetes.io/hostname") else { return nil }
      return "\(item.title) asks external-dns for the name \(name); a name opens nothing."
    default: return nil
    }
  }
}
