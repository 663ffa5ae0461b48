/// A controller that serves Ingresses.
///
/// To teach the judge one, add a row to ``table``: the `spec.controller` of its IngressClass, the class names that it
/// is
/// installed with by convention, whether it reads the old annotation, and how its front is judged.
struct IngressController: Sendable {
  enum Front: Sendable, Hashable {
    case tailscale, awsALB, azureApplicationGateway, ngrok, cilium
    /// Always the same: a cloud's own load balancer, a tunnel.
    case fixed(Reach)
    /// A proxy in the cluster, by its key in ``Proxies``.
    case proxy(String)
  }

  var controllers: [String]
  var classNames: [String]
  var readsAnnotation: Bool
  var front: Front
  var source: String

  private init(_ controllers: [String], _ classNames: [String], _ reads: Bool, _ front: Front, _ source: String) {
    self.controllers = controllers
    self.classNames = classNames
    self.readsAnnotation = reads
    self.front = front
    self.source = source
  }

  static let table: [IngressController] = [
    .init(["tailscale.com/ts-ingress"], [], false, .tailscale, "tailscale cmd/k8s-operator/ingress.go shouldExpose"),
    .init(
      ["ingress.k8s.aws/alb", "eks.amazonaws.com/alb"], ["alb"], true, .awsALB,
      "aws-load-balancer-controller docs, guide/ingress/annotations scheme"),
    .init(
      ["networking.gke.io/gce", "k8s.io/ingress-gce"], ["gce"], true, .fixed(.internet), "cloud.google.com GKE Ingress"),
    .init([], ["gce-internal"], true, .fixed(.cluster), "cloud.google.com GKE Ingress for internal load balancers"),
    .init(
      ["azure/application-gateway"], ["azure/application-gateway", "azure-application-gateway"], true,
      .azureApplicationGateway, "application-gateway-kubernetes-ingress pkg/annotations UsePrivateIP"),
    .init(
      ["alb.networking.azure.io/alb-controller"], ["azure-alb-external"], false, .fixed(.internet),
      "learn.microsoft.com Application Gateway for Containers"),
    .init(["k8s.ngrok.com/ingress-controller"], ["ngrok"], false, .ngrok, "ngrok-operator docs, Ingress"),
    .init(
      ["strrl.dev/cloudflare-tunnel-ingress-controller"], ["cloudflare-tunnel"], false, .fixed(.internet),
      "cloudflare-tunnel-ingress-controller README"),
    .init(["cilium.io/ingress-controller"], ["cilium"], true, .cilium, "docs.cilium.io, Ingress annotations"),
    .init([], ["public-iks-k8s-nginx"], true, .fixed(.internet), "cloud.ibm.com/docs/containers, Ingress classes"),
    .init([], ["private-iks-k8s-nginx"], true, .fixed(.cluster), "cloud.ibm.com/docs/containers, Ingress classes"),
    .init(["k8s.io/ingress-nginx"], ["nginx"], true, .proxy("nginx"), "ingress-nginx docs, multiple controllers"),
    .init(["nginx.org/ingress-controller"], ["nginx"], true, .proxy("nginxinc"), "nginxinc kubernetes-ingress docs"),
    .init(
      ["traefik.io/ingress-controller"], ["traefik"], true, .proxy("traefik"), "doc.traefik.io, kubernetes ingress"),
    .init(["haproxy-ingress.github.io/controller"], ["haproxy"], true, .proxy("haproxy"), "haproxy-ingress docs"),
    .init(
      ["haproxy.org/ingress-controller/haproxy", "haproxy.org/ingress-controller"], ["haproxy"], true,
      .proxy("haproxytech"),
      "haproxytech kubernetes-ingress docs"),
    .init(["ingress-controllers.konghq.com/kong"], ["kong"], true, .proxy("kong"), "docs.konghq.com, ingress class"),
    .init(
      ["projectcontour.io/contour", "projectcontour.io/ingress-controller"], ["contour"], true, .proxy("contour"),
      "projectcontour.io docs, ingress class"),
    .init(["istio.io/ingress-controller"], ["istio"], true, .proxy("istio"), "istio.io docs, Kubernetes Ingress"),
    .init(
      ["getambassador.io/ingress-controller"], ["ambassador"], true, .proxy("emissary"), "emissary-ingress docs"),
    .init(["apisix.apache.org/apisix-ingress"], ["apisix"], true, .proxy("apisix"), "apisix ingress docs"),
    .init(["zalando.org/skipper"], ["skipper"], true, .proxy("skipper"), "skipper docs"),
    .init(["pomerium.io/ingress-controller"], ["pomerium"], true, .proxy("pomerium"), "pomerium docs"),
    .init(["caddy.io/ingress-controller"], ["caddy"], true, .proxy("caddy"), "caddyserver/ingress README"),
    .init(["higress.io/higress-controller"], ["higress"], true, .proxy("higress"), "higress docs"),
    .init(["voyager.appscode.com/ingress"], ["voyager"], true, .proxy("voyager"), "voyager docs"),
    .init(["openshift.io/ingress-to-route"], ["openshift-default"], true, .proxy("openshift"), "docs.openshift.com"),
    .init(["solo.io/gloo-ingress"], ["gloo"], true, .proxy("gloo"), "docs.solo.io, Gloo ingress"),
  ]

  static func of(controller name: String) -> IngressController? { table.first { $0.controllers.contains(name) } }
  /// Those that are installed with that class name by convention; a proxy may share its name with another.
  static func named(_ name: String) -> [IngressController] { table.filter { $0.classNames.contains(name) } }
}
