import ClusterState
import KubeAPI
import Manifest

/// A running Tailscale operator, as its Deployment's environment sets it up.
struct TailscaleDeployment {
  var namespace: String
  var ingressClass = "tailscale"
  var proxyImage = "tailscale/tailscale:stable"
  var tags = "tag:k8s"
  var isDefaultLoadBalancer = false

  static func isOperator(_ deployment: Value) -> Bool { container(deployment) != nil }

  private static func container(_ deployment: Value) -> Value? {
    deployment.items("spec", "template", "spec", "containers").first {
      ImageName($0.text("image")).repository.hasSuffix("tailscale/k8s-operator")
    }
  }

  /// The first that is Ready, by namespace and name; an assumed one without a Deployment otherwise.
  static func running(_ settings: TailscaleSettings, in cluster: ClusterState) -> TailscaleDeployment? {
    for deployment in cluster.list(Kind.deployment) {
      guard let container = container(deployment), !deployment.isDeleting else { continue }
      let ready = (deployment.integer("status", "readyReplicas") ?? 0) > 0
      let assumed = settings.assumedPresent && deployment.namespace == settings.namespace
      if ready || assumed { return TailscaleDeployment(deployment, container) }
    }
    return settings.assumedPresent ? TailscaleDeployment(namespace: settings.namespace) : nil
  }

  private init(namespace: String) { self.namespace = namespace }

  private init(_ deployment: Value, _ container: Value) {
    namespace = deployment.namespace
    for entry in container["env"]?.array ?? [] {
      let value = entry.text("value")
      if value.isEmpty { continue }
      switch entry.text("name") {
      case "OPERATOR_INGRESS_CLASS_NAME": ingressClass = value
      case "PROXY_IMAGE": proxyImage = value
      case "PROXY_TAGS": tags = value
      case "OPERATOR_DEFAULT_LOAD_BALANCER": isDefaultLoadBalancer = value == "true"
      default: break
      }
    }
  }

  /// Whether this Service of type LoadBalancer, or with the annotation, is the operator's to expose.
  func exposes(_ service: Value) -> Bool {
    if service.annotation(Tailscale.proxyGroup) != nil { return false }
    if service.annotation(Tailscale.expose) == "true" { return true }
    guard service.text("spec", "type") == "LoadBalancer" else { return false }
    let address = service.text("spec", "clusterIP")
    if address.isEmpty { return false }
    guard let name = service.at("spec", "loadBalancerClass")?.string else { return isDefaultLoadBalancer }
    return name == "tailscale"
  }

  func serves(_ ingress: Value) -> Bool {
    ingress.text("spec", "ingressClassName") == ingressClass && ingress.annotation(Tailscale.proxyGroup) == nil
  }
}

/// Names that the operator writes.
enum Tailscale {
  static let component = "tailscale-operator"
  static let finalizer = "tailscale.com/finalizer"
  static let expose = "tailscale.com/expose"
  static let proxyGroup = "tailscale.com/proxy-group"
  static let funnel = "tailscale.com/funnel"
  static let hostname = "tailscale.com/hostname"
  static let httpRedirect = "tailscale.com/http-redirect"
  static let tailnetIP = "tailscale.com/tailnet-ip"
  static let tailnetFQDN = "tailscale.com/tailnet-fqdn"
  static let tags = "tailscale.com/tags"
  static let managed = "tailscale.com/managed"
  static let parent = "tailscale.com/parent-resource"
  static let parentNamespace = "tailscale.com/parent-resource-ns"
  static let parentType = "tailscale.com/parent-resource-type"
}
