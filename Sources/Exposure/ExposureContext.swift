import Manifest

/// What is known about the cluster beyond the objects. The empty context knows nothing.
public struct ExposureContext: Sendable {
  public struct Entrance: Sendable {
    public var kind: String
    public var namespace: String
    public var name: String
    public var reach: Reach
    public init(kind: String, namespace: String, name: String, reach: Reach) {
      self.kind = kind
      self.namespace = namespace
      self.name = name
      self.reach = reach
    }
  }

  /// No node has a public address.
  public var nodeAddressesArePrivate = false
  /// The cloud whose annotations count: `aws`, `gcp`, `azure`, …; `nil` when not known.
  public var cloud: String?
  /// Who serves LoadBalancer Services without a class: `tailscale`, `servicelb`, `metallb`, ….
  public var loadBalancerDefault: String?
  public var ingressDefaultClass: String?
  /// How far the fronts of Ingress classes reach, by class name.
  public var ingressClasses: [String: Reach] = [:]
  /// How far the fronts of Gateway classes reach, by class name.
  public var gatewayClasses: [String: Reach] = [:]
  /// Objects outside the set, and how far they reach.
  public var entrances: [Entrance] = []
  /// The class that the Tailscale operator serves.
  public var tailscaleIngressClass = "tailscale"
  /// The objects were read from a cluster: their status says which addresses are assigned, and what recipes make is
  /// among them.
  public var isLive = false
  /// Keys of the file that mean nothing here.
  public var unread: [String] = []

  public init() {}

  /// Reads a context file's document.
  /// Keys that are not known are kept in ``unread`` and prove nothing.
  /// - Throws: when the document is no object, or a reach is none of the five words.
  public init(_ value: Value, file: String = "") throws(SourceError) {
    self.init()
    guard !value.isNull else { return }
    guard let top = value.object else {
      throw SourceError(file: file, "the context must be an object", nextStep: ExposureContext.keys)
    }
    for pair in top {
      switch pair.key {
      case "nodeAddresses": nodeAddressesArePrivate = pair.value.string == "private"
      case "cloud": cloud = pair.value.string.map(Clouds.canonicalName)
      case "loadBalancer": loadBalancerDefault = pair.value["default"]?.string
      case "ingress":
        ingressDefaultClass = pair.value["defaultClass"]?.string
        ingressClasses = try ExposureContext.reaches(pair.value["classes"], file)
      case "gateway": gatewayClasses = try ExposureContext.reaches(pair.value["classes"], file)
      case "entrances":
        for item in pair.value.array ?? [] {
          entrances.append(
            Entrance(
              kind: item["kind"]?.string ?? "", namespace: item["namespace"]?.string ?? "",
              name: item["name"]?.string ?? "", reach: try ExposureContext.reach(item["reach"], file)))
        }
      case "tailscale":
        if let name = pair.value["ingressClassName"]?.string { tailscaleIngressClass = name }
      default: unread.append(pair.key)
      }
    }
  }

  private static let keys =
    "Known keys: nodeAddresses, cloud, loadBalancer.default, ingress.{defaultClass,classes}, gateway.classes, "
    + "entrances, tailscale.ingressClassName."

  private static func reaches(_ value: Value?, _ file: String) throws(SourceError) -> [String: Reach] {
    var result: [String: Reach] = [:]
    for pair in value?.object?.pairs ?? [] { result[pair.key] = try reach(pair.value["reach"], file) }
    return result
  }

  private static func reach(_ value: Value?, _ file: String) throws(SourceError) -> Reach {
    if let text = value?.string, let reach = Reach(rawValue: text) { return reach }
    throw SourceError(
      file: file, "not a reach: \(value?.string ?? "(nothing)")",
      nextStep: "Use internet, node-network, tailnet, cluster or unknown.")
  }

  /// Whether an address or a range is none of the internet; the tailnet's count as private.
  public static func isPrivate(_ address: String) -> Bool { AddressRange(address)?.isPrivate ?? false }

  /// The reach of the nodes' own addresses.
  var nodeReach: Reach { nodeAddressesArePrivate ? .cluster : .nodeNetwork }

  func entrance(_ kind: String, _ namespace: String, _ name: String) -> Reach? {
    entrances.first { $0.kind == kind && $0.name == name && $0.namespace == namespace }?.reach
  }
}
