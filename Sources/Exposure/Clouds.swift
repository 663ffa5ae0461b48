import Manifest

/// How a controller reads an annotation's value.
enum ValueTest: Sendable {
  /// One of these, byte by byte.
  case exactly([String])
  /// What Go's strconv.ParseBool takes for true.
  case parseBool
  /// Anything but the empty string and these.
  case anythingBut([String])
  /// A JSON object whose member of that name is that string.
  case json(String, String)
  /// A JSON object with a member of that name.
  case jsonHas(String)
  /// A list, by commas or spaces, with that member.
  case list(String)

  func accepts(_ text: String) -> Bool {
    switch self {
    case .exactly(let values): values.contains(text)
    case .parseBool: ValueTest.goTrue.contains(text)
    case .anythingBut(let values): !text.isEmpty && !values.contains(text)
    case .jsonHas(let key): (try? JSON.parse(Array(text.utf8)))?[key].map { !$0.isNull } ?? false
    case .list(let member): text.split { $0 == "," || $0 == " " }.contains { $0 == member }
    case .json(let key, let value): (try? JSON.parse(Array(text.utf8)))?[key]?.string == value
    }
  }

  static let goTrue = ["1", "t", "T", "TRUE", "true", "True"]
  static let goFalse = ["0", "f", "F", "FALSE", "false", "False"]
}

/// An annotation that makes a cloud's load balancer an internal one.
///
/// To teach the judge a cloud, add a row to ``Clouds/internalAnnotations``: the cloud, the exact key, how each of its
/// controllers reads the value, and where that is written. When they disagree about a value the answer is unknown.
struct InternalAnnotation: Sendable {
  var cloud: String
  var key: String
  /// One test for each controller of that cloud that reads the key.
  var readers: [ValueTest]
  /// Counts only when the Service has this other annotation and value: `nil` when always.
  var onlyWith: (key: String, value: String)?
  /// Does not count when the Service has this other annotation and value.
  var unless: (key: String, value: String)?
  var source: String

  init(
    _ cloud: String, _ key: String, _ readers: [ValueTest], onlyWith: (key: String, value: String)? = nil,
    unless: (key: String, value: String)? = nil, _ source: String
  ) {
    self.cloud = cloud
    self.key = key
    self.readers = readers
    self.onlyWith = onlyWith
    self.unless = unless
    self.source = source
  }
}

/// What the clouds' load balancer controllers read from a Service.
enum Clouds {
  static let sourceRangesKey = "service.beta.kubernetes.io/load-balancer-source-ranges"
  private static let beta = "service.beta.kubernetes.io/"

  static let internalAnnotations: [InternalAnnotation] = [
    InternalAnnotation(
      "aws", beta + "aws-load-balancer-internal", [.anythingBut(["false"]), .parseBool],
      "cloud-provider-aws pkg/providers/v1/aws.go; aws-load-balancer-controller pkg/annotations ParseBoolAnnotation"),
    InternalAnnotation(
      "gcp", "networking.gke.io/load-balancer-type", [.exactly(["Internal", "internal"])],
      "cloud-provider-gcp providers/gce/gce_annotations.go GetLoadBalancerAnnotationType"),
    InternalAnnotation(
      "gcp", "cloud.google.com/load-balancer-type", [.exactly(["Internal", "internal"])],
      "cloud-provider-gcp providers/gce/gce_annotations.go (deprecated key)"),
    InternalAnnotation(
      "azure", beta + "azure-load-balancer-internal", [.exactly(["true"])],
      "cloud-provider-azure pkg/provider requiresInternalLoadBalancer"),
    InternalAnnotation(
      "oci", beta + "oci-load-balancer-internal", [.parseBool],
      unless: ("oci.oraclecloud.com/load-balancer-type", "nlb"),
      "oci-cloud-controller-manager load_balancer_spec.go isInternalLB"),
    InternalAnnotation(
      "oci", "oci-network-load-balancer.oraclecloud.com/internal", [.parseBool],
      onlyWith: ("oci.oraclecloud.com/load-balancer-type", "nlb"),
      "oci-cloud-controller-manager load_balancer_spec.go isInternalLB"),
    InternalAnnotation(
      "alibaba", beta + "alibaba-cloud-loadbalancer-address-type", [.exactly(["intranet"])],
      "cloud-provider-alibaba-cloud docs, annotation AddressType"),
    InternalAnnotation(
      "alibaba", beta + "alicloud-loadbalancer-address-type", [.exactly(["intranet"])],
      "cloud-provider-alibaba-cloud docs (older prefix)"),
    InternalAnnotation(
      "openstack", beta + "openstack-internal-load-balancer", [.exactly(["true"])],
      "cloud-provider-openstack pkg/openstack/loadbalancer.go getBoolFromServiceAnnotation"),
    InternalAnnotation(
      "digitalocean", beta + "do-loadbalancer-network", [.exactly(["INTERNAL"])],
      "digitalocean-cloud-controller-manager docs/controllers/services/annotations.md"),
    InternalAnnotation(
      "hetzner", "load-balancer.hetzner.cloud/disable-public-network", [.parseBool],
      "hcloud-cloud-controller-manager internal/annotation BoolFromService"),
    InternalAnnotation(
      "scaleway", beta + "scw-loadbalancer-private", [.parseBool],
      "scaleway-cloud-controller-manager docs/loadbalancer-annotations.md"),
    InternalAnnotation(
      "ibm", "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", [.exactly(["private"])],
      "cloud.ibm.com/docs/containers, load balancer annotations"),
    InternalAnnotation(
      "huawei", "kubernetes.io/elb.autocreate", [.json("type", "inner")],
      "support.huaweicloud.com CCE, creating a LoadBalancer Service"),
    InternalAnnotation(
      "tencent", "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", [.anythingBut([])],
      "tencentcloud TKE docs, Service annotations"),
    InternalAnnotation(
      "yandex", "yandex.cloud/load-balancer-type", [.exactly(["internal"])],
      "yandex.cloud/docs/managed-kubernetes, NLB annotations"),
    InternalAnnotation(
      "baidu", beta + "cce-load-balancer-internal-vpc", [.exactly(["true"])],
      "cloud.baidu.com CCE docs, Service annotations"),
    InternalAnnotation(
      "volcengine", beta + "volcengine-loadbalancer-address-type", [.exactly(["PRIVATE"])],
      "volcengine VKE docs, Service annotations"),
    InternalAnnotation(
      "ncloud", beta + "ncloud-load-balancer-internal", [.exactly(["true"])],
      "guide.ncloud-docs.com Kubernetes Service, load balancer annotations"),
    InternalAnnotation(
      "stackit", "lb.stackit.cloud/internal-lb", [.parseBool],
      "cloud-provider-stackit docs, load balancer annotations"),
    InternalAnnotation(
      "stackit", "yawol.stackit.cloud/internalLB", [.parseBool],
      "yawol docs, Service annotations"),
    InternalAnnotation(
      "gcore", beta + "gcore-internal-load-balancer", [.exactly(["true"])],
      "gcore cloud provider docs, load balancer annotations"),
  ]

  /// Keys that say which load balancer a cloud makes, with the values that say a public one out loud.
  static let publicAnnotations: [(cloud: String, key: String, values: [String])] = [
    ("gcp", "networking.gke.io/load-balancer-type", ["External"]),
    ("digitalocean", beta + "do-loadbalancer-network", ["EXTERNAL"]),
    ("alibaba", beta + "alibaba-cloud-loadbalancer-address-type", ["internet"]),
    ("ibm", "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", ["public"]),
    ("yandex", "yandex.cloud/load-balancer-type", ["external"]),
    ("aws", beta + "aws-load-balancer-scheme", ["internet-facing"]),
  ]

  /// Who serves a `loadBalancerClass`, byte by byte.
  enum ClassServer: Sendable {
    case fixed(Reach)
    /// AWS Load Balancer Controller: by scheme.
    case awsScheme
    /// By the addresses of pools, or those that the Service names.
    case addresses(AddressProvider)
    /// The cloud's own controller: internal by annotation, else public.
    case cloud(String)
    /// Publishes endpoints with ngrok.
    case ngrok
  }

  static let classes: [String: (server: ClassServer, source: String)] = [
    "tailscale": (.fixed(.tailnet), "tailscale cmd/k8s-operator/svc.go isTailscaleLoadBalancerService"),
    "service.k8s.aws/nlb": (.awsScheme, "aws-load-balancer-controller docs, guide/service/nlb"),
    "eks.amazonaws.com/nlb": (.awsScheme, "docs.aws.amazon.com/eks, Auto Mode load balancers"),
    "networking.gke.io/l4-regional-internal": (.fixed(.cluster), "ingress-gce pkg/annotations/service.go"),
    "networking.gke.io/l4-regional-external": (.fixed(.internet), "ingress-gce pkg/annotations/service.go"),
    "alibabacloud.com/nlb": (.cloud("alibaba"), "cloud-provider-alibaba-cloud docs, NLB"),
    "io.cilium/l2-announcer": (.addresses(.cilium), "docs.cilium.io LB IPAM, L2 announcements"),
    "io.cilium/bgp-control-plane": (.addresses(.cilium), "docs.cilium.io LB IPAM, BGP control plane"),
    "io.cilium/node": (.fixed(.nodeNetwork), "docs.cilium.io node IPAM"),
    "kube-vip.io/kube-vip-class": (.addresses(.kubeVIP), "kube-vip docs, load balancer class"),
    "metallb": (.addresses(.metalLB), "metallb docs, loadBalancerClass"),
    "metallb.io/metallb": (.addresses(.metalLB), "metallb docs, loadBalancerClass"),
    "metallb.universe.tf/metallb": (.addresses(.metalLB), "metallb docs, loadBalancerClass"),
    "calico": (.addresses(.calico), "docs.tigera.io LoadBalancer IPAM"),
    "purelb.io/purelb": (.addresses(.pureLB), "purelb docs, Service annotations"),
    "openelb": (.addresses(.openELB), "openelb docs, Service annotations"),
    "openelb.io/openelb": (.addresses(.openELB), "openelb docs, Service annotations"),
    "loxilb.io/loxilb": (.addresses(.loxiLB), "loxilb docs, kube-loxilb"),
    "ngrok": (.ngrok, "ngrok-operator docs, LoadBalancer Services"),
    "chisel-operator.io/chisel-operator-class": (.fixed(.internet), "chisel-operator docs"),
    "inlets": (.fixed(.internet), "inlets-operator docs"),
    "inlets.dev/inlets-operator": (.fixed(.internet), "inlets-operator docs"),
  ]

  /// The cloud whose controller serves the class; `nil` for all others.
  static func cloud(ofClass name: String) -> String? {
    switch classes[name]?.server {
    case .awsScheme?: "aws"
    case .cloud(let cloud)?: cloud
    default: name.hasPrefix("networking.gke.io/") ? "gcp" : nil
    }
  }

  /// The clouds that apply loadBalancerSourceRanges at the load balancer.
  static let enforcesSourceRanges: Set<String> = ["aws", "gcp", "azure"]

  private static let aliases: [String: String] = [
    "amazon": "aws", "eks": "aws", "google": "gcp", "gke": "gcp", "gce": "gcp", "aks": "azure", "oracle": "oci",
    "oke": "oci", "aliyun": "alibaba", "alicloud": "alibaba", "do": "digitalocean", "doks": "digitalocean",
    "hcloud": "hetzner", "scw": "scaleway", "iks": "ibm",
  ]

  static func canonicalName(_ name: String) -> String {
    let lower = name.lowercased()
    return aliases[lower] ?? lower
  }

  /// The field, or the older annotation when the field is empty.
  static func sourceRanges(_ spec: Object, _ service: Value) -> [String] {
    let field = (spec["loadBalancerSourceRanges"]?.array ?? []).compactMap(\.string).map(\.trimmed)
    if !field.isEmpty { return field }
    let text = service.at("metadata", "annotations", sourceRangesKey)?.string?.trimmed ?? ""
    return text.isEmpty ? [] : text.split(separator: ",").map(\.trimmed)
  }
}
