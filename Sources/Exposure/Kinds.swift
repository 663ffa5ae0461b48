/// What a kind is to the judge.
enum Role: Sendable, Hashable {
  /// Opens nothing by itself and is never listed.
  case inert
  /// Runs pods; the path leads to the pod spec's parent (`metadata` and `spec`).
  case workload([String])
  case service, ingress, gateway, listenerSet, gatewayRoute
  case istioGateway, istioVirtualService, knativeService
  /// A route of another vendor: reaches as far as that vendor's proxy (a key of ``Proxies``).
  case vendorRoute(String)
  case tailscaleConnector, tailscaleProxyGroup, tailscaleRecorder
  case ngrokEndpoint
  /// Makes other objects that are not in the set: Flux, Argo.
  case recipe
}

/// The kinds that are known, by group, version and kind together. Every other kind is unknown.
///
/// To teach the judge a kind, add a line to ``table``: role, group (`-` is the core group), versions, kinds.
/// A kind is `inert` only when no controller opens a listener for it.
enum Kinds {
  /// Sources: kubernetes.io API reference 1.36; each project's CRDs.
  private static let table = """
    inert - v1 Namespace ConfigMap Secret ServiceAccount PersistentVolume PersistentVolumeClaim ResourceQuota
    inert - v1 LimitRange Endpoints
    inert discovery.k8s.io v1 EndpointSlice
    inert rbac.authorization.k8s.io v1 Role ClusterRole RoleBinding ClusterRoleBinding
    inert autoscaling v1,v2 HorizontalPodAutoscaler
    inert policy v1 PodDisruptionBudget
    inert scheduling.k8s.io v1 PriorityClass
    inert storage.k8s.io v1 StorageClass
    inert networking.k8s.io v1 NetworkPolicy IngressClass
    inert gateway.networking.k8s.io v1,v1beta1 GatewayClass
    inert gateway.networking.k8s.io v1,v1beta1 ReferenceGrant
    inert apiextensions.k8s.io v1 CustomResourceDefinition
    inert admissionregistration.k8s.io v1 ValidatingWebhookConfiguration MutatingWebhookConfiguration
    inert cert-manager.io v1 Certificate Issuer ClusterIssuer
    inert monitoring.coreos.com v1 ServiceMonitor PodMonitor PrometheusRule
    inert onepassword.com v1 OnePasswordItem
    inert external-secrets.io v1,v1beta1 ExternalSecret SecretStore ClusterSecretStore
    inert bitnami.com v1alpha1 SealedSecret
    inert source.toolkit.fluxcd.io v1,v1beta2,v1beta1 GitRepository OCIRepository HelmRepository Bucket
    inert externaldns.k8s.io v1alpha1 DNSEndpoint
    inert tailscale.com v1alpha1 ProxyClass DNSConfig
    inert networking.istio.io v1,v1beta1,v1alpha3 ServiceEntry DestinationRule
    inert security.istio.io v1,v1beta1 AuthorizationPolicy PeerAuthentication
    inert metallb.io v1beta1 IPAddressPool AddressPool L2Advertisement BGPAdvertisement
    inert cilium.io v2,v2alpha1 CiliumLoadBalancerIPPool CiliumL2AnnouncementPolicy CiliumBGPAdvertisement
    inert gateway.envoyproxy.io v1alpha1 EnvoyProxy
    inert elbv2.k8s.aws v1beta1 IngressClassParams
    inert eks.amazonaws.com v1 IngressClassParams
    inert traefik.io v1alpha1 Middleware
    inert traefik.containo.us v1alpha1 Middleware
    inert node.k8s.io v1 RuntimeClass
    inert storage.k8s.io v1 CSIDriver CSINode VolumeAttachment VolumeAttributesClass
    inert snapshot.storage.k8s.io v1 VolumeSnapshotClass VolumeSnapshot VolumeSnapshotContent
    inert coordination.k8s.io v1 Lease
    inert flowcontrol.apiserver.k8s.io v1 FlowSchema PriorityLevelConfiguration
    inert admissionregistration.k8s.io v1 ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
    inert autoscaling.k8s.io v1 VerticalPodAutoscaler
    inert keda.sh v1alpha1 ScaledObject TriggerAuthentication ClusterTriggerAuthentication
    inert monitoring.coreos.com v1 Probe
    inert monitoring.coreos.com v1alpha1 ScrapeConfig AlertmanagerConfig
    inert notification.toolkit.fluxcd.io v1,v1beta3,v1beta2,v1beta1 Alert Provider Receiver
    inert image.toolkit.fluxcd.io v1,v1beta2,v1beta1 ImageRepository ImagePolicy
    inert source.toolkit.fluxcd.io v1 HelmChart
    inert acme.cert-manager.io v1 Order Challenge
    inert trust.cert-manager.io v1alpha1 Bundle
    inert external-secrets.io v1,v1beta1,v1alpha1 ClusterExternalSecret PushSecret
    inert cilium.io v2,v2alpha1 CiliumBGPClusterConfig CiliumBGPPeerConfig CiliumBGPNodeConfigOverride
    inert cilium.io v2 CiliumNetworkPolicy CiliumClusterwideNetworkPolicy
    inert crd.projectcalico.org v1 NetworkPolicy GlobalNetworkPolicy
    inert projectcalico.org v3 NetworkPolicy GlobalNetworkPolicy
    inert gateway.networking.k8s.io v1,v1alpha3 BackendTLSPolicy
    inert grafana.integreatly.org v1beta1 GrafanaDashboard GrafanaFolder GrafanaDatasource GrafanaAlertRuleGroup
    inert grafana.integreatly.org v1beta1 GrafanaContactPoint GrafanaNotificationPolicy
    inert nfd.k8s-sigs.io v1alpha1 NodeFeatureRule
    inert gateway.envoyproxy.io v1alpha1 Backend
    inert gateway.envoyproxy.io v1alpha1 ClientTrafficPolicy BackendTrafficPolicy SecurityPolicy
    inert traefik.io v1alpha1 MiddlewareTCP TLSOption TLSStore ServersTransport ServersTransportTCP
    inert security.istio.io v1,v1beta1 RequestAuthentication
    inert networking.gke.io v1 ManagedCertificate
    inert cloud.google.com v1 BackendConfig
    pod - v1 Pod
    template - v1 ReplicationController
    template apps v1 Deployment ReplicaSet StatefulSet DaemonSet
    template batch v1 Job
    cron batch v1 CronJob
    template argoproj.io v1alpha1 Rollout
    service - v1 Service
    ingress networking.k8s.io v1 Ingress
    gateway gateway.networking.k8s.io v1,v1beta1 Gateway
    listenerset gateway.networking.k8s.io v1 ListenerSet
    listenerset gateway.networking.x-k8s.io v1alpha1 XListenerSet
    gatewayroute gateway.networking.k8s.io v1,v1beta1 HTTPRoute
    gatewayroute gateway.networking.k8s.io v1,v1alpha2 GRPCRoute
    gatewayroute gateway.networking.k8s.io v1,v1alpha3,v1alpha2 TLSRoute
    gatewayroute gateway.networking.k8s.io v1,v1alpha2 TCPRoute UDPRoute
    istiogateway networking.istio.io v1,v1beta1,v1alpha3 Gateway
    virtualservice networking.istio.io v1,v1beta1,v1alpha3 VirtualService
    knative serving.knative.dev v1 Service
    connector tailscale.com v1alpha1 Connector
    proxygroup tailscale.com v1alpha1 ProxyGroup
    recorder tailscale.com v1alpha1 Recorder
    ngrok ngrok.k8s.ngrok.com v1alpha1 AgentEndpoint CloudEndpoint
    route:traefik traefik.io v1alpha1 IngressRoute IngressRouteTCP IngressRouteUDP
    route:traefik traefik.containo.us v1alpha1 IngressRoute IngressRouteTCP IngressRouteUDP
    route:contour projectcontour.io v1 HTTPProxy
    route:openshift route.openshift.io v1 Route
    route:kong configuration.konghq.com v1beta1 TCPIngress UDPIngress
    route:nginxinc k8s.nginx.org v1,v1alpha1 VirtualServer VirtualServerRoute TransportServer
    route:emissary getambassador.io v3alpha1,v2 Mapping TCPMapping Host Listener
    route:gloo gateway.solo.io v1 VirtualService Gateway RouteTable
    route:apisix apisix.apache.org v2 ApisixRoute
    route:skipper zalando.org v1 RouteGroup
    route:haproxytech ingress.v1.haproxy.org,ingress.v3.haproxy.org v1,v3 TCP
    recipe helm.toolkit.fluxcd.io v2,v2beta2,v2beta1 HelmRelease
    recipe kustomize.toolkit.fluxcd.io v1,v1beta2 Kustomization
    recipe argoproj.io v1alpha1 Application ApplicationSet
    recipe helm.cattle.io v1 HelmChart
    """

  private static let rows: [String: Role] = {
    var rows: [String: Role] = [:]
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 4, let role = role(words[0]) else { continue }
      for group in words[1].split(separator: ",") {
        for version in words[2].split(separator: ",") {
          let apiVersion = group == "-" ? String(version) : "\(group)/\(version)"
          for kind in words[3...] { rows["\(apiVersion) \(kind)"] = role }
        }
      }
    }
    return rows
  }()

  private static func role(_ word: Substring) -> Role? {
    switch word {
    case "inert": .inert
    case "pod": .workload([])
    case "template": .workload(["spec", "template"])
    case "cron": .workload(["spec", "jobTemplate", "spec", "template"])
    case "service": .service
    case "ingress": .ingress
    case "gateway": .gateway
    case "listenerset": .listenerSet
    case "gatewayroute": .gatewayRoute
    case "istiogateway": .istioGateway
    case "virtualservice": .istioVirtualService
    case "knative": .knativeService
    case "connector": .tailscaleConnector
    case "proxygroup": .tailscaleProxyGroup
    case "recorder": .tailscaleRecorder
    case "ngrok": .ngrokEndpoint
    case "recipe": .recipe
    default: word.hasPrefix("route:") ? .vendorRoute(String(word.dropFirst(6))) : nil
    }
  }

  /// The role of a kind, `nil` for what is unknown.
  static func role(apiVersion: String, kind: String) -> Role? { rows["\(apiVersion) \(kind)"] }

  /// Every apiVersion and kind of the table with that role; for tests.
  static func known(as role: Role) -> [String] { rows.filter { $0.value == role }.map(\.key).sorted() }
}
