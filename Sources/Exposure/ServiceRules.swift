import Manifest

extension Judge {
  private static let serviceAPI = "kubernetes.io API reference, Service"

  /// Every way into a Service (rules 4 to 7).
  func service(_ item: Item) -> [Way] {
    let type = item.spec["type"]?.string ?? "ClusterIP"
    var ways = externalIPs(item) + annotated(item)
    if exposedOnTailnet(item) {
      ways.append(
        Way(
          .tailnet, "tailscale.com/expose", "the annotation tailscale.com/expose makes it a tailnet device",
          "tailscale cmd/k8s-operator/svc.go hasExposeAnnotation"))
    }
    switch type {
    case "ExternalName": return ways
    case "NodePort": ways.append(nodePort(item))
    case "LoadBalancer":
      ways.append(front(item))
      if hasNodePorts(item.spec) { ways.append(nodePort(item)) }
    default:
      if ways.isEmpty && isEgress(item) { return [] }
      ways.append(Way(.cluster, "cluster IP", "a \(type) Service listens inside the cluster only", Judge.serviceAPI))
    }
    return ways
  }

  private func externalIPs(_ item: Item) -> [Way] {
    (item.spec["externalIPs"]?.array ?? []).compactMap { text in
      guard let range = AddressRange(text.string ?? "") else { return nil }
      return Way(
        range.reach, "external IP \(text.string ?? "")", "it answers on the external IP \(text.string ?? "")",
        Judge.serviceAPI + ", externalIPs")
    }
  }

  private func exposedOnTailnet(_ item: Item) -> Bool {
    item.annotation("tailscale.com/expose") == "true" && item.spec["clusterIP"]?.string != "None"
  }

  private func isEgress(_ item: Item) -> Bool {
    ["tailscale.com/tailnet-ip", "tailscale.com/tailnet-fqdn", "tailscale.com/ts-tailnet-target-ip"].contains {
      item.annotation($0).map { !$0.isEmpty } ?? false
    }
  }

  func hasNodePorts(_ spec: Value) -> Bool {
    if spec["allocateLoadBalancerNodePorts"]?.bool != false { return true }
    return (spec["ports"]?.array ?? []).contains { ($0["nodePort"]?.int ?? 0) != 0 }
  }

  func nodePort(_ item: Item) -> Way {
    let why =
      context.nodeAddressesArePrivate
      ? "its node ports answer on the nodes' addresses, which are private"
      : "its node ports answer on every node's address"
    return Way(context.nodeReach, "node port", why, Judge.serviceAPI + ", nodePort, allocateLoadBalancerNodePorts")
  }

  // MARK: - Load balancers

  /// The front of a LoadBalancer Service, narrowed by its source ranges (rules 5 and 6).
  func front(_ item: Item) -> Way {
    let front = unfilteredFront(item)
    guard front.reach == .internet, case .object(let spec) = item.spec else { return front }
    let ranges = Clouds.sourceRanges(spec, item.value).compactMap { AddressRange($0) }
    guard !ranges.isEmpty, ranges.allSatisfy(\.isPrivate) else { return front }
    let rule = Judge.serviceAPI + ", loadBalancerSourceRanges"
    // A tunnel or another cloud's class enforces nothing.
    let server = item.spec["loadBalancerClass"]?.string.map { Clouds.cloud(ofClass: $0) }
    let known = context.cloud ?? context.loadBalancerDefault.map(Clouds.canonicalName)
    if let server {
      guard let own = server else { return front }
      if let known, known != own { return front }
    }
    if let cloud = known, Clouds.enforcesSourceRanges.contains(cloud) {
      return Way(.cluster, "load balancer", "\(cloud) lets only private source ranges through", rule)
    }
    return Way(
      .unknown, "load balancer", "its source ranges are private, but whether the provider enforces them is not known",
      rule)
  }

  private func unfilteredFront(_ item: Item) -> Way {
    if let name = item.spec["loadBalancerClass"]?.string { return front(item, ofClass: name) }
    if let provider = context.loadBalancerDefault { return front(item, ofProvider: provider) }
    let type = item.annotation("service.beta.kubernetes.io/aws-load-balancer-type")
    if type == "external" || type == "nlb-ip", context.cloud ?? "aws" == "aws" { return awsScheme(item) }
    if let way = internalAnnotation(item) { return way }
    for provider in AddressProvider.allCases {
      if let way = namedAddresses(item, provider) { return way }
    }
    return Way(
      .internet, "load balancer", "a LoadBalancer Service without a class gets a public address",
      Judge.serviceAPI + ", type LoadBalancer")
  }

  private func front(_ item: Item, ofClass name: String) -> Way {
    guard let row = Clouds.classes[name] else {
      return Way(
        .unknown, "load balancer", "nothing is known about who serves the load balancer class \(name)",
        Judge.serviceAPI + ", loadBalancerClass")
    }
    switch row.server {
    case .fixed(.nodeNetwork):
      return Way(context.nodeReach, "load balancer", "the class \(name) answers on the nodes' addresses", row.source)
    case .fixed(let reach):
      return Way(reach, "load balancer", "the load balancer class \(name) reaches \(reach.audience)", row.source)
    case .awsScheme: return awsScheme(item)
    case .addresses(let provider): return addresses(item, provider)
    case .cloud(let cloud): return internalAnnotation(item, of: cloud) ?? publicFront(cloud, row.source)
    case .ngrok:
      return ngrokBindings(item.annotation("k8s.ngrok.com/bindings").map { AddressPools.split($0) } ?? [], row.source)
    }
  }

  private func front(_ item: Item, ofProvider provider: String) -> Way {
    let rule = "context loadBalancer.default"
    switch provider.lowercased() {
    case "tailscale":
      return Way(.tailnet, "load balancer", "the Tailscale operator serves Services without a class", rule)
    case "servicelb", "klipper", "klipper-lb":
      return Way(
        context.nodeReach, "host ports", "ServiceLB opens its ports on the nodes", "k3s docs, Service Load Balancer")
    case "none":
      return Way(.cluster, "load balancer", "nobody serves LoadBalancer Services", rule)
    default: break
    }
    if let addressed = AddressProvider(named: provider) { return addresses(item, addressed) }
    let cloud = Clouds.canonicalName(provider)
    guard Clouds.internalAnnotations.contains(where: { $0.cloud == cloud }) else {
      return Clouds.classes[provider] != nil
        ? front(item, ofClass: provider)
        : Way(.unknown, "load balancer", "nothing is known about the default provider \(provider)", rule)
    }
    let type = item.annotation("service.beta.kubernetes.io/aws-load-balancer-type")
    if cloud == "aws", type == "external" || type == "nlb-ip" { return awsScheme(item) }
    return internalAnnotation(item, of: cloud) ?? publicFront(cloud, rule)
  }

  private func publicFront(_ cloud: String, _ rule: String) -> Way {
    Way(.internet, "load balancer", "\(cloud) makes a public load balancer unless an annotation says internal", rule)
  }

  /// AWS Load Balancer Controller: internal unless the scheme says internet-facing.
  private func awsScheme(_ item: Item) -> Way {
    let rule = "aws-load-balancer-controller pkg/service/model_build_load_balancer.go buildLoadBalancerScheme"
    switch item.annotation("service.beta.kubernetes.io/aws-load-balancer-scheme") {
    case "internet-facing"?:
      return Way(.internet, "NLB", "the scheme annotation says internet-facing", rule)
    case "internal"?: return Way(.cluster, "NLB", "the scheme annotation says internal", rule)
    case let other?: return Way(.unknown, "NLB", "the controller refuses the scheme \(other)", rule)
    case nil: break
    }
    guard let old = item.annotation("service.beta.kubernetes.io/aws-load-balancer-internal") else {
      return Way(.cluster, "NLB", "the controller makes an internal load balancer by default", rule)
    }
    if ValueTest.goTrue.contains(old) {
      return Way(.cluster, "NLB", "the annotation aws-load-balancer-internal says true", rule)
    }
    return ValueTest.goFalse.contains(old)
      ? Way(.internet, "NLB", "the annotation aws-load-balancer-internal says false", rule)
      : Way(.unknown, "NLB", "the controller refuses the value of aws-load-balancer-internal", rule)
  }

  /// What a cloud's internal annotation proves: `nil` when there is none, or its value means no.
  private func internalAnnotation(_ item: Item, of only: String? = nil) -> Way? {
    guard let annotations = item.annotations, !annotations.isEmpty else { return nil }
    var found: Way?
    var clouds: Set<String> = []
    for row in Clouds.internalAnnotations {
      guard let text = annotations[row.key]?.string else { continue }
      if let cloud = only ?? context.cloud, cloud != row.cloud { continue }
      if let other = row.onlyWith, annotations[other.key]?.string != other.value { continue }
      if let other = row.unless, annotations[other.key]?.string == other.value { continue }
      // A newer key that is present, whatever it says, hides the older one of the same cloud.
      if !clouds.insert(row.cloud).inserted && row.cloud == "gcp" { continue }
      let yes = row.readers.filter { $0.accepts(text) }.count
      if yes == 0 { continue }
      let way =
        yes == row.readers.count
        ? Way(.cluster, "load balancer", "the annotation \(row.key) makes it an internal load balancer", row.source)
        : Way(
          .unknown, "load balancer",
          "one controller of \(row.cloud) takes this value of \(row.key) for yes, another not",
          row.source)
      found = found.map { widest([$0, way]) } ?? way
    }
    if found == nil, let scheme = annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"]?.string,
      scheme == "internal", (only ?? context.cloud ?? "aws") == "aws"
    {
      return Way(
        .unknown, "load balancer",
        "the AWS Load Balancer Controller reads the scheme, the cloud's own controller does not; a class tells which",
        "aws-load-balancer-controller docs, guide/service/nlb")
    }
    if let yes = found, yes.reach == .cluster, only ?? context.cloud == nil {
      for row in Clouds.publicAnnotations {
        guard let text = annotations[row.key]?.string, row.values.contains(text),
          !clouds.contains(row.cloud) || row.cloud == "aws"
        else { continue }
        return Way(
          .unknown, "load balancer", "one annotation says internal, \(row.key) says public", "default deny")
      }
    }
    return found
  }
}
