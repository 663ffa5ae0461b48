/// How far a way in reaches, from wide to narrow.
public enum Reach: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Anyone, or some public addresses.
  case internet
  /// Whoever reaches the nodes' own addresses: node ports, host ports, host network. These may be public.
  case nodeNetwork = "node-network"
  /// Cannot be told from the objects and the context.
  case unknown
  /// Members of the tailnet.
  case tailnet
  /// Pods and nodes, and the private network that the cluster stands in.
  case cluster

  /// 0 is the widest.
  public var rank: Int {
    switch self {
    case .internet: 0
    case .nodeNetwork: 1
    case .unknown: 2
    case .tailnet: 3
    case .cluster: 4
    }
  }

  /// Narrow before wide, so that `max()` is the widest.
  public static func < (a: Reach, b: Reach) -> Bool { a.rank > b.rank }

  /// What a sentence calls the people who come in this way.
  public var audience: String {
    switch self {
    case .internet: "the internet"
    case .nodeNetwork: "whoever reaches the nodes"
    case .unknown: "nobody can tell who"
    case .tailnet: "the tailnet"
    case .cluster: "the cluster"
    }
  }
}

/// The answer for a whole set of objects.
public enum Verdict: String, Sendable, Hashable {
  case `public`
  case unknown
  case `private`

  /// Public when something reaches the internet or the nodes' network, else unknown when something is unknown.
  public init(_ reaches: some Sequence<Reach>) {
    switch reaches.max() {
    case .internet?, .nodeNetwork?: self = .public
    case .unknown?: self = .unknown
    case .tailnet?, .cluster?, nil: self = .private
    }
  }
}
