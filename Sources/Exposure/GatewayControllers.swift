/// A controller of Gateway API Gateways.
///
/// To teach the judge one, add a row to ``table``: the `controllerName` of its GatewayClass, the class names that are
/// reserved for it, and how the front that it makes is judged.
struct GatewayController: Sendable {
  enum Front: Sendable, Hashable {
    /// Istio: a Service of its own for each Gateway, of that type unless an annotation says another.
    case istio(String)
    /// Envoy Gateway: the Service that an EnvoyProxy describes.
    case envoyGateway
    /// Cilium: a LoadBalancer Service for each Gateway.
    case cilium
    /// GKE: by the class name.
    case gke
    case fixed(Reach)
    /// Contour: the Envoy in the set when its configuration names the Gateway.
    case contour
    /// A proxy in the cluster, by its key in ``Proxies``.
    case proxy(String)
  }

  var controllers: [String]
  var classNames: [String]
  var front: Front
  var source: String

  private init(_ controllers: [String], _ classNames: [String], _ front: Front, _ source: String) {
    self.controllers = controllers
    self.classNames = classNames
    self.front = front
    self.source = source
  }

  static let table: [GatewayController] = [
    .init(
      ["istio.io/gateway-controller"], ["istio"], .istio("LoadBalancer"),
      "istio.io docs, Gateway API automated deployment"),
    .init(
      ["istio.io/eastwest-controller"], ["istio-east-west"], .istio("LoadBalancer"),
      "istio.io docs, ambient multicluster; pilot/pkg/config/kube/gateway builtin classes"),
    .init(["istio.io/mesh-controller"], ["istio-waypoint"], .istio("ClusterIP"), "istio.io docs, waypoints"),
    .init(
      ["gateway.envoyproxy.io/gatewayclass-controller"], [], .envoyGateway, "gateway.envoyproxy.io docs, EnvoyProxy"),
    .init(["io.cilium/gateway-controller"], ["cilium"], .cilium, "docs.cilium.io, Gateway API"),
    .init(["networking.gke.io/gateway"], [], .gke, "cloud.google.com GKE GatewayClasses"),
    .init(["ngrok.com/gateway-controller"], [], .fixed(.internet), "ngrok-operator docs, Gateway API"),
    .init(["traefik.io/gateway-controller"], [], .proxy("traefik"), "doc.traefik.io, Gateway API"),
    .init(["konghq.com/kic-gateway-controller"], [], .proxy("kong"), "docs.konghq.com, Gateway API"),
    .init(["projectcontour.io/gateway-controller"], [], .contour, "projectcontour.io docs, Gateway API"),
    .init(["haproxy-ingress.github.io/controller"], [], .proxy("haproxy"), "haproxy-ingress docs, Gateway API"),
    .init(["apisix.apache.org/apisix-ingress-controller"], [], .proxy("apisix"), "apisix docs, Gateway API"),
    .init(
      ["gateway.nginx.org/nginx-gateway-controller"], [], .proxy("nginx-gateway-fabric"), "nginx gateway fabric docs"),
  ]

  static func of(controller name: String) -> GatewayController? { table.first { $0.controllers.contains(name) } }

  /// By a class name that only one controller uses: `gke-l7-…` belongs to GKE.
  static func of(className name: String) -> GatewayController? {
    if name.hasPrefix("gke-l7-") { return table.first { $0.front == .gke } }
    return table.first { $0.classNames.contains(name) }
  }

  /// GKE's internal classes; all others are external.
  static func gkeIsInternal(_ name: String) -> Bool { name.contains("rilb") || name.contains("internal") }
}
