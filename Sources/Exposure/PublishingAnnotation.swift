import Manifest

/// An annotation by which some controller publishes a Service or pods, whatever else they say.
///
/// To teach the judge one, add a row to ``services`` or ``pods``: the key, the values that count, how far, over what,
/// and its documentation.
struct PublishingAnnotation: Sendable {
  var key: String
  var test: ValueTest
  var reach: Reach
  var network: String
  var source: String

  private init(_ key: String, _ test: ValueTest, _ reach: Reach, _ network: String, _ source: String) {
    self.key = key
    self.test = test
    self.reach = reach
    self.network = network
    self.source = source
  }

  /// On Services of any type.
  static let services: [PublishingAnnotation] = [
    PublishingAnnotation(
      "operator.inlets.dev/manage", .exactly(["1", "true"]), .internet, "an inlets tunnel", "inlets-operator docs"),
    PublishingAnnotation(
      "netbird.io/expose", .exactly(["true"]), .unknown, "a NetBird network", "netbird kubernetes-operator docs"),
    PublishingAnnotation(
      "skupper.io/proxy", .anythingBut([]), .unknown, "a Skupper network", "skupper docs, service annotations"),
    PublishingAnnotation(
      "cloud.google.com/neg", .jsonHas("exposed_ports"), .unknown,
      "network endpoint groups, which a load balancer outside the cluster may use",
      "cloud.google.com GKE, standalone zonal NEGs"),
    PublishingAnnotation(
      "controller.autoneg.dev/neg", .anythingBut([]), .unknown, "backend services of a load balancer elsewhere",
      "gke-autoneg-controller README"),
    PublishingAnnotation(
      "service.beta.kubernetes.io/azure-pls-visibility", .list("*"), .unknown,
      "a Private Link service that every subscription sees", "cloud-provider-azure docs, pls-integration"),
    PublishingAnnotation(
      "getambassador.io/config", .anythingBut([]), .unknown, "Emissary, whose front is not known from here",
      "emissary-ingress docs, annotations as configuration"),
    PublishingAnnotation(
      "consul.hashicorp.com/service-sync", .exactly(["true"]), .unknown, "the Consul catalogue",
      "developer.hashicorp.com, Consul service sync"),
  ]

  /// On pods: addresses and network legs of their own.
  static let pods: [PublishingAnnotation] = [
    PublishingAnnotation(
      "k8s.v1.cni.cncf.io/networks", .anythingBut([]), .unknown, "a second network", "multus-cni docs"),
    PublishingAnnotation(
      "v1.multus-cni.io/default-network", .anythingBut([]), .unknown, "another network", "multus-cni docs"),
    PublishingAnnotation(
      "networking.gke.io/interfaces", .anythingBut([]), .unknown, "another network",
      "cloud.google.com GKE, multi-network pods"),
    PublishingAnnotation(
      "k8s.aliyun.com/pod-with-eip", .exactly(["true"]), .internet, "a public address of their own",
      "alibabacloud.com ACK, ack-extend-network-controller, EIP for pods"),
    PublishingAnnotation(
      "k8s.aliyun.com/pod-eip-instanceid", .anythingBut([]), .internet, "a public address of their own",
      "alibabacloud.com ACK, EIP for pods"),
    PublishingAnnotation(
      "k8s.aliyun.com/eci-with-eip", .exactly(["true"]), .internet, "a public address of their own",
      "alibabacloud.com ECI, EIP for instances"),
    PublishingAnnotation(
      "tke.cloud.tencent.com/eip-attributes", .anythingBut([]), .internet, "a public address of their own",
      "tencentcloud TKE docs, EIP for pods"),
    PublishingAnnotation(
      "yangtse.io/pod-with-eip", .exactly(["true"]), .internet, "a public address of their own",
      "support.huaweicloud.com CCE, EIP for pods"),
    PublishingAnnotation(
      "ovn.kubernetes.io/eip", .anythingBut([]), .unknown, "an address outside the cluster's network",
      "kube-ovn docs, EIP and SNAT"),
  ]
}

extension Judge {
  /// Annotations of other controllers that publish a Service whatever its type is.
  func annotated(_ item: Item) -> [Way] {
    guard let annotations = item.annotations, !annotations.isEmpty else { return [] }
    return PublishingAnnotation.services.compactMap { row in
      guard let text = annotations[row.key]?.string, row.test.accepts(text) else { return nil }
      return Way(row.reach, row.key, "the annotation \(row.key) publishes it over \(row.network)", row.source)
    }
  }

  /// Annotations that give pods an address or a leg in another network.
  func attachedNetworks(_ pod: PodSet) -> [Way] {
    if pod.annotations.isEmpty { return [] }
    var ways: [Way] = PublishingAnnotation.pods.compactMap { row in
      guard let text = pod.annotations[row.key]?.string, row.test.accepts(text.trimmed) else { return nil }
      let listener = row.reach == .internet ? "external IP" : "second network"
      return Way(row.reach, listener, "the annotation \(row.key) gives its pods \(row.network)", row.source)
    }
    if let text = pod.annotations["cni.projectcalico.org/floatingIPs"]?.string {
      for address in AddressPools.split(text) {
        ways.append(
          Way(
            AddressRange(address)?.reach ?? .unknown, "floating IP",
            "its pods answer on the floating address \(address)", "docs.tigera.io, floating IPs"))
      }
    }
    return ways
  }
}
