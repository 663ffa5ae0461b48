/// Cases as YAML: objects in, reach of every entry out.
enum RuleCases {
  static let kubernetes = """
    name: a typed list whose items leave their kind out
    objects:
    - {apiVersion: v1, kind: ServiceList, items: [{metadata: {name: a}, spec: {type: NodePort, ports: [{port: 1}]}}]}
    want: {Service a: node-network}
    ---
    name: a kind that is called a list
    objects:
    - {apiVersion: acme.example/v1, kind: AllowList, metadata: {name: a}, spec: {}}
    - {apiVersion: acme.example/v1, kind: AllowList, metadata: {name: b}, items: [x, y]}
    want: {AllowList a: unknown, AllowList b: unknown}
    ---
    name: generateName
    objects:
    - {apiVersion: v1, kind: Pod, metadata: {generateName: run-}, spec: {hostNetwork: true, containers: [{name: a, image: a}]}}
    want: {Pod run-: node-network}
    ---
    name: fields of the wrong type are refused
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: "false", ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: "80"}]}}
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: 1}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {containers: [{name: a, image: a, env: [{name: A, value: true}]}]}}
    - {apiVersion: apps/v1, kind: Deployment, metadata: {name: e}, spec: {replicas: "2"}}
    - {apiVersion: apps/v1, kind: Deployment, metadata: {name: f}, spec: {template: {spec: {hostNetwork: "true", containers: []}}}}
    - {apiVersion: v1, kind: Namespace, metadata: {name: g, labels: {a: true}}}
    - {apiVersion: tailscale.com/v1alpha1, kind: Connector, metadata: {name: h}, spec: {exitNode: "true"}}
    want: {Service a: unknown, Service b: unknown, ConfigMap c: unknown, Pod d: unknown, Deployment e: unknown, Deployment f: unknown, Namespace g: unknown, Connector h: unknown}
    ---
    name: fields that the type forbids
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {loadBalancerClass: tailscale, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: 1, nodePort: 30001}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: c}, spec: {type: NodePort, clusterIP: None, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: d}, spec: {type: ClusterIP, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: e}, spec: {externalIPs: [example.com], ports: [{port: 1}]}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: f}, spec: {ingressClassName: tailscale}}
    want: {Service a: unknown, Service b: unknown, Service c: unknown, Service d: unknown, Service e: unknown, Ingress f: unknown}
    ---
    name: addresses
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {externalIPs: ["2001:db8::1"], ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {externalIPs: ["fd7a:115c:a1e0::5"], ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: c}, spec: {externalIPs: ["fd7a:115c:a1e1::5"], ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: d}, spec: {externalIPs: ["::ffff:10.0.0.1"], ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: e}, spec: {externalIPs: [10.0.0.1, 203.0.113.1], ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: f}, spec: {type: ExternalName, externalName: x.example, externalIPs: [203.0.113.1]}}
    want: {Service a: internet, Service b: tailnet, Service c: cluster, Service d: cluster, Service e: internet, Service f: internet}
    ---
    name: old versions
    objects:
    - {apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}, spec: {}}
    - {apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: b}, spec: {}}
    - {apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: c}, spec: {}}
    want: {Ingress a: unknown, CronJob b: unknown, PodDisruptionBudget c: unknown}
    """

  static let loadBalancers = """
    name: values that controllers of one cloud read differently
    context: {nodeAddresses: private}
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: says-yes, annotations: {service.beta.kubernetes.io/aws-load-balancer-internal: "yes"}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: "True", annotations: {service.beta.kubernetes.io/aws-load-balancer-internal: "True"}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: "False", annotations: {service.beta.kubernetes.io/aws-load-balancer-internal: "False"}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: empty, annotations: {service.beta.kubernetes.io/aws-load-balancer-internal: ""}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    want: {Service says-yes: unknown, Service True: cluster, Service False: unknown, Service empty: internet}
    ---
    name: a newer key goes before the older one
    context: {nodeAddresses: private}
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a, annotations: {networking.gke.io/load-balancer-type: External, cloud.google.com/load-balancer-type: Internal}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b, annotations: {networking.gke.io/load-balancer-type: internal}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    want: {Service a: internet, Service b: cluster}
    ---
    name: the AWS controller by type and class
    context: {nodeAddresses: private}
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a, annotations: {service.beta.kubernetes.io/aws-load-balancer-type: nlb-ip}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b, annotations: {service.beta.kubernetes.io/aws-load-balancer-internal: "false"}}, spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: c, annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: Internet}}, spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: d, annotations: {service.beta.kubernetes.io/aws-load-balancer-type: nlb}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: e, annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    want: {Service a: cluster, Service b: internet, Service c: unknown, Service d: internet, Service e: unknown}
    ---
    name: pools and addresses
    objects:
    - {apiVersion: cilium.io/v2alpha1, kind: CiliumLoadBalancerIPPool, metadata: {name: wan}, spec: {blocks: [{start: 198.51.100.1, stop: 198.51.100.9}], serviceSelector: {matchLabels: {wan: "yes"}}}}
    - {apiVersion: cilium.io/v2alpha1, kind: CiliumLoadBalancerIPPool, metadata: {name: lan}, spec: {blocks: [{cidr: 10.9.0.0/24}], serviceSelector: {matchExpressions: [{key: wan, operator: DoesNotExist}]}}}
    - {apiVersion: v1, kind: Service, metadata: {name: a, labels: {wan: "yes"}}, spec: {type: LoadBalancer, loadBalancerClass: io.cilium/bgp-control-plane, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {type: LoadBalancer, loadBalancerClass: io.cilium/l2-announcer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: c, annotations: {lbipam.cilium.io/ips: "100.99.1.2"}}, spec: {type: LoadBalancer, loadBalancerClass: io.cilium/l2-announcer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: d}, spec: {type: LoadBalancer, loadBalancerClass: io.cilium/node, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: e, annotations: {metallb.io/loadBalancerIPs: "192.168.1.4,fd00::1"}}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: f, annotations: {kube-vip.io/loadbalancerIPs: "0.0.0.0"}}, spec: {type: LoadBalancer, loadBalancerClass: kube-vip.io/kube-vip-class, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: g}, spec: {type: LoadBalancer, loadBalancerIP: 10.0.0.3, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: h}, spec: {type: LoadBalancer, loadBalancerClass: metallb, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    want: {Service a: internet, Service b: cluster, Service c: tailnet, Service d: node-network, Service e: cluster, Service f: unknown, Service g: internet, Service h: unknown}
    ---
    name: MetalLB by default, with a pool that must be asked for
    context: {loadBalancer: {default: metallb}}
    objects:
    - {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: wan}, spec: {addresses: [203.0.113.0/28], autoAssign: false}}
    - {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: lan}, spec: {addresses: [10.0.0.0/28]}}
    - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b, annotations: {metallb.io/address-pool: wan}}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    want: {Service a: cluster, Service b: internet}
    ---
    name: source ranges by the older annotation
    context: {cloud: gcp}
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a, annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8, 100.64.0.0/10"}}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8, "::/0"], allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: c}, spec: {type: LoadBalancer, loadBalancerClass: ngrok, loadBalancerSourceRanges: [10.0.0.0/8], allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}}
    want: {Service a: cluster, Service b: internet, Service c: internet}
    """

  static let ingresses = """
    name: one Ingress of a group makes the load balancer public for all
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: {alb.ingress.kubernetes.io/group.name: g}}, spec: {ingressClassName: alb, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: b, annotations: {alb.ingress.kubernetes.io/group.name: g, alb.ingress.kubernetes.io/scheme: internet-facing}}, spec: {ingressClassName: alb, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Ingress a: internet, Ingress b: internet}
    ---
    name: class parameters that are not here
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: x}, spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: y}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: {alb.ingress.kubernetes.io/scheme: internal}}, spec: {ingressClassName: x, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Ingress a: unknown}
    ---
    name: two installations of one controller, by their flags
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: in}, spec: {controller: k8s.io/internal}}
    - {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}
    - {apiVersion: apps/v1, kind: Deployment, metadata: {name: one, namespace: i}, spec: {template: {metadata: {labels: {n: one}}, spec: {containers: [{name: c, image: "registry.k8s.io/ingress-nginx/controller:v1", args: [/nginx-ingress-controller, --controller-class=k8s.io/internal]}]}}}}
    - {apiVersion: apps/v1, kind: Deployment, metadata: {name: two, namespace: i}, spec: {template: {metadata: {labels: {n: two}}, spec: {containers: [{name: c, image: "registry.k8s.io/ingress-nginx/controller:v1"}]}}}}
    - {apiVersion: v1, kind: Service, metadata: {name: one, namespace: i}, spec: {selector: {n: one}, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: two, namespace: i}, spec: {type: LoadBalancer, selector: {n: two}, ports: [{port: 1}]}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {ingressClassName: nginx, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: b}, spec: {ingressClassName: k8s, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: c}, spec: {ingressClassName: in, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Service i/one: cluster, Service i/two: internet, Ingress a: internet, Ingress b: unknown, Ingress c: cluster}
    ---
    name: a class that another controller takes under the operator's name
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: tailscale}, spec: {controller: ingress.k8s.aws/alb}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: {alb.ingress.kubernetes.io/scheme: internet-facing}}, spec: {ingressClassName: tailscale, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Ingress a: internet}
    ---
    name: default classes are said with exactly true
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: alb, annotations: {ingressclass.kubernetes.io/is-default-class: "True"}}, spec: {controller: ingress.k8s.aws/alb}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Ingress a: unknown}
    ---
    name: Cilium's dedicated Service takes its type and annotations from the Ingress
    context: {nodeAddresses: private}
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: {ingress.cilium.io/loadbalancer-mode: dedicated, service.beta.kubernetes.io/azure-load-balancer-internal: "true"}}, spec: {ingressClassName: cilium, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: b, annotations: {ingress.cilium.io/loadbalancer-mode: dedicated, ingress.cilium.io/service-type: NodePort}}, spec: {ingressClassName: cilium, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: c}, spec: {ingressClassName: cilium, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Ingress a: cluster, Ingress b: cluster, Ingress c: unknown}
    ---
    name: Application Gateway
    objects:
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {ingressClassName: azure-application-gateway, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: b, annotations: {appgw.ingress.kubernetes.io/use-private-ip: "false"}}, spec: {ingressClassName: azure-application-gateway, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Ingress a: internet, Ingress b: internet}
    ---
    name: Traefik on the nodes
    objects:
    - {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: t, namespace: kube-system}, spec: {template: {metadata: {labels: {app: t}}, spec: {containers: [{name: t, image: "docker.io/library/traefik:v3", ports: [{containerPort: 8000, hostPort: 80, hostIP: 127.0.0.1}]}]}}}}
    - {apiVersion: v1, kind: Service, metadata: {name: t, namespace: kube-system}, spec: {type: NodePort, selector: {app: t}, ports: [{port: 1}]}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: {kubernetes.io/ingress.class: traefik}}, spec: {rules: [{host: a.example}]}}
    - {apiVersion: traefik.io/v1alpha1, kind: IngressRouteTCP, metadata: {name: b}, spec: {routes: []}}
    want: {Service kube-system/t: node-network, Ingress a: node-network, IngressRouteTCP b: node-network}
    """

  static let gateways = """
    name: acceptance by section, host name, protocol and kind
    objects:
    - apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: g, namespace: a}
      spec:
        gatewayClassName: gke-l7-rilb
        listeners:
        - {name: web, protocol: HTTPS, port: 443, hostname: "*.shop.example"}
        - {name: raw, protocol: TCP, port: 5432, allowedRoutes: {kinds: [{kind: TLSRoute}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: fits, namespace: a}, spec: {parentRefs: [{name: g, sectionName: web}], hostnames: [a.b.shop.example]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: host, namespace: a}, spec: {parentRefs: [{name: g}], hostnames: [shop.example]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: section, namespace: a}, spec: {parentRefs: [{name: g, sectionName: other}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: port, namespace: a}, spec: {parentRefs: [{name: g, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1alpha2, kind: TCPRoute, metadata: {name: kind, namespace: a}, spec: {parentRefs: [{name: g}]}}
    want: {Gateway a/g: cluster, HTTPRoute a/fits: cluster}
    ---
    name: a selector on a Namespace that is not here
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: gke-l7-rilb, listeners: [{name: w, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {x: "y"}}}}}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: b}, spec: {parentRefs: [{name: g, namespace: a}]}}
    want: {Gateway a/g: cluster, HTTPRoute b/r: unknown}
    ---
    name: a selector on the name of the namespace
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: gke-l7-rilb, listeners: [{name: w, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: Selector, selector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [b]}]}}}}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: b}, spec: {parentRefs: [{name: g, namespace: a}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: s, namespace: c}, spec: {parentRefs: [{name: g, namespace: a}]}}
    want: {Gateway a/g: cluster, HTTPRoute b/r: cluster}
    ---
    name: a set of listeners that is let in
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: gke-l7-gxlb, allowedListeners: {namespaces: {from: All}}, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, metadata: {name: l, namespace: b}, spec: {parentRef: {name: g, namespace: a}, listeners: [{name: w, protocol: HTTP, port: 81}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: b}, spec: {parentRefs: [{name: l, kind: ListenerSet}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: s, namespace: c}, spec: {parentRefs: [{name: l, namespace: b, kind: ListenerSet}]}}
    want: {Gateway a/g: internet, ListenerSet b/l: internet, HTTPRoute b/r: internet}
    ---
    name: Envoy Gateway, parameters of the Gateway's own and addresses
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: eg}, spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}}
    - {apiVersion: gateway.envoyproxy.io/v1alpha1, kind: EnvoyProxy, metadata: {name: p, namespace: a}, spec: {provider: {type: Kubernetes, kubernetes: {envoyService: {type: ClusterIP}}}}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: eg, infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: p}}, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: h, namespace: a}, spec: {gatewayClassName: eg, addresses: [{value: 203.0.113.4}], infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: p}}, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: i, namespace: a}, spec: {gatewayClassName: eg, infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: q}}, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    want: {Gateway a/g: cluster, Gateway a/h: internet, Gateway a/i: unknown}
    ---
    name: gateways that are made, and hosts' own network
    objects:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: {gateway-api-hostnetwork-enabled: "true", ingress-default-lb-mode: dedicated}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: c, namespace: a}, spec: {gatewayClassName: cilium, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: a}, spec: {ingressClassName: cilium, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: ngf}, spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}}
    - {apiVersion: apps/v1, kind: Deployment, metadata: {name: ngf, namespace: ngf}, spec: {template: {metadata: {labels: {app: ngf}}, spec: {containers: [{name: c, image: "ghcr.io/nginx/nginx-gateway-fabric:2.1"}]}}}}
    - {apiVersion: v1, kind: Service, metadata: {name: ngf, namespace: ngf}, spec: {selector: {app: ngf}, ports: [{port: 443}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: f, namespace: a}, spec: {gatewayClassName: ngf, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: defaults, namespace: istio-system, labels: {gateway.istio.io/defaults-for-class: istio}}, data: {service: "spec: {type: ClusterIP}", deployment: "spec: {template: {spec: {hostNetwork: true}}}"}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: h, namespace: a}, spec: {gatewayClassName: istio, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: a}, spec: {useDefaultGateways: All}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: lb, annotations: {alb.ingress.kubernetes.io/scheme: internal, alb.ingress.kubernetes.io/enable-frontend-nlb: "true", alb.ingress.kubernetes.io/frontend-nlb-scheme: internet-facing}}, spec: {ingressClassName: alb, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: o, annotations: {kubernetes.io/ingress.class: nginx}}, spec: {ingressClassName: tailscale, defaultBackend: {service: {name: a, port: {number: 1}}}}}
    want: {Gateway a/c: node-network, Ingress a/i: internet, Service ngf/ngf: cluster, Gateway a/f: unknown, Gateway a/h: node-network, HTTPRoute a/r: unknown, Ingress lb: internet, Ingress o: tailnet}
    ---
    name: Istio with infrastructure annotations, and bound by hand
    context: {nodeAddresses: private}
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: istio, infrastructure: {annotations: {networking.gke.io/load-balancer-type: Internal}}, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: h, namespace: a}, spec: {gatewayClassName: istio, addresses: [{type: Hostname, value: front.b.svc.cluster.local}], listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: front, namespace: b}, spec: {type: LoadBalancer, loadBalancerClass: tailscale, ports: [{port: 80}]}}
    want: {Gateway a/g: cluster, Gateway a/h: tailnet, Service b/front: tailnet}
    ---
    name: a class of the set goes before a reserved name; the context settles what is unknown
    context: {gateway: {classes: {mine: {reach: tailnet}}}}
    objects:
    - {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: istio}, spec: {controllerName: acme.example/controller}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: istio, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: h, namespace: a}, spec: {gatewayClassName: mine, listeners: [{name: w, protocol: HTTP, port: 80}]}}
    want: {Gateway a/g: unknown, Gateway a/h: tailnet}
    """

  static let vendors = """
    name: an Istio Gateway whose Service is here and whose pods are not
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: in, namespace: istio-system}, spec: {type: LoadBalancer, loadBalancerClass: tailscale, allocateLoadBalancerNodePorts: false, selector: {istio: ingressgateway, app: in}, ports: [{port: 443}]}}
    - {apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {selector: {istio: ingressgateway}, servers: []}}
    - {apiVersion: networking.istio.io/v1beta1, kind: VirtualService, metadata: {name: v, namespace: b}, spec: {hosts: [x.example], gateways: [a/g]}}
    want: {Service istio-system/in: tailnet, Gateway a/g: tailnet, VirtualService b/v: tailnet}
    ---
    name: a VirtualService that another one delegates to
    objects:
    - {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: root, namespace: a}, spec: {hosts: [x.example], gateways: [mesh], http: [{delegate: {name: part, namespace: b}}]}}
    - {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: part, namespace: b}, spec: {http: []}}
    - {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: lost, namespace: b}, spec: {http: []}}
    want: {VirtualService a/root: cluster, VirtualService b/part: cluster, VirtualService b/lost: unknown}
    ---
    name: Contour's Envoy
    objects:
    - {apiVersion: apps/v1, kind: Deployment, metadata: {name: contour, namespace: projectcontour}, spec: {template: {metadata: {labels: {app: contour}}, spec: {containers: [{name: contour, image: "ghcr.io/projectcontour/contour:v1.33.0", args: [serve]}]}}}}
    - {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: envoy, namespace: projectcontour}, spec: {template: {metadata: {labels: {app: envoy}}, spec: {containers: [{name: envoy, image: "docker.io/envoyproxy/envoy:v1.36.0"}]}}}}
    - {apiVersion: v1, kind: Service, metadata: {name: envoy, namespace: projectcontour}, spec: {type: LoadBalancer, selector: {app: envoy}, ports: [{port: 443}]}}
    - {apiVersion: projectcontour.io/v1, kind: HTTPProxy, metadata: {name: p}, spec: {virtualhost: {fqdn: a.example}}}
    want: {Service projectcontour/envoy: internet, HTTPProxy p: internet}
    ---
    name: ngrok
    objects:
    - {apiVersion: ngrok.k8s.ngrok.com/v1alpha1, kind: CloudEndpoint, metadata: {name: a}, spec: {url: "https://a.example"}}
    - {apiVersion: ngrok.k8s.ngrok.com/v1alpha1, kind: CloudEndpoint, metadata: {name: b}, spec: {bindings: [kubernetes]}}
    - {apiVersion: ngrok.k8s.ngrok.com/v1alpha1, kind: AgentEndpoint, metadata: {name: c}, spec: {bindings: [internal, public]}}
    want: {CloudEndpoint a: internet, CloudEndpoint b: unknown, AgentEndpoint c: internet}
    """

  static let workloads = """
    name: host ports by address
    objects:
    - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 1, hostPort: 1, hostIP: 10.0.0.1}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 1, hostPort: 1, hostIP: 100.64.0.1}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 1, hostPort: 1, hostIP: "::1"}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 1, hostPort: 0}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 1, hostPort: 1, hostIP: "::"}]}]}}
    want: {Pod a: cluster, Pod b: tailnet, Pod e: node-network}
    ---
    name: tunnels in shells, scripts, hooks and variables
    objects:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: s}, data: {run.sh: "#!/bin/sh\\nset -e\\nexec ssh -o ExitOnForwardFailure=yes -fNTR 80:web:80 r.example\\n"}}
    - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {volumes: [{name: v, configMap: {name: s}}], containers: [{name: a, image: alpine, command: [/bin/sh, /s/run.sh], volumeMounts: [{name: v, mountPath: /s}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: a, image: alpine, command: [bash, -ec], args: ["while true; do npx -y localtunnel@2 --port 80; sleep 1; done"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: a, image: alpine, env: [{name: CMD, value: cloudflared tunnel run}], command: [sh, -c, "exec $(CMD)"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {containers: [{name: a, image: alpine, command: [tini, --, ngrok, http, "80"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "ssh -N -L 5432:db:5432 jump.example # -R 1:2:3"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: f}, spec: {containers: [{name: a, image: "registry.example/mirror/cloudflared@sha256:00", args: [tunnel, --no-autoupdate, run]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: g}, spec: {containers: [{name: a, image: alpine, command: [echo, "ssh -R 80:a:80 b"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: h}, spec: {containers: [{name: a, image: "jpillora/chisel", args: [client, "https://x", "8080:db:80"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: i}, spec: {containers: [{name: a, image: "jpillora/chisel", args: [server, --reverse]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: j}, spec: {containers: [{name: a, image: "cloudflare/cloudflared", args: [tunnel, list]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: k}, spec: {containers: [{name: a, image: alpine, command: [ssh, -o, "RemoteForward 80 web:80", r.example]}]}}
    want: {Pod a: internet, Pod b: internet, Pod c: internet, Pod d: internet, Pod f: internet, Pod k: internet}
    ---
    name: other networks
    objects:
    - {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a}, spec: {template: {spec: {containers: [{name: a, image: "zerotier/zerotier:1"}]}}}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: a, image: "netbirdio/netbird:0.5"}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "wg-quick up wg0 && sleep infinity"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d, annotations: {k8s.v1.cni.cncf.io/networks: macvlan}}, spec: {containers: [{name: a, image: a}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: a, image: "netbirdio/management:0.5"}]}}
    want: {DaemonSet a: unknown, Pod b: unknown, Pod c: unknown, Pod d: unknown}
    ---
    name: makers
    objects:
    - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {initContainers: [{name: a, image: "bitnami/kubectl:1", args: [-n, shop, patch, svc, web, -p, "{}"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "kubectl -n x get pods; kubectl apply --dry-run=client -f x; helm list; helm template x | grep y"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "curl -k -H \\"Authorization: x\\" -X POST -d @svc.json https://kubernetes.default.svc/api/v1/namespaces/a/services"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "curl -s https://$KUBERNETES_SERVICE_HOST/api/v1/pods"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: a, image: python, command: [python3, -c, "from kubernetes import client; client.CoreV1Api().create_namespaced_service('a', {})"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: f}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "helm template x | kubectl apply -f -"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: g}, spec: {containers: [{name: a, image: alpine, command: [kubectl, rollout, status, deploy/x]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: h}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "X=$(kubectl expose deploy/x --type=NodePort)"]}]}}
    want: {Pod a: unknown, Pod c: unknown, Pod e: unknown, Pod f: unknown, Pod h: unknown}
    ---
    name: scripts, relays, runtimes
    objects:
    - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: python, command: [python3, -c, "from pyngrok import ngrok; ngrok.connect(80)"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: a, image: node, command: [node, -e, "require('localtunnel')({port: 80})"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: a, image: alpine, command: [socat, "TCP:relay.example.com:443", "TCP:web:80"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {containers: [{name: a, image: alpine, command: [socat, "TCP-LISTEN:80,fork", "TCP:db.example.com:5432"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: a, image: alpine, command: [socat, "TCP:web.shop.svc:80", "TCP:10.0.0.4:80"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: f}, spec: {hostPID: true, containers: [{name: a, image: alpine, command: [nsenter, -t, "1", -n, --, nc, -l, "80"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: g}, spec: {volumes: [{name: d, hostPath: {path: /var/run/docker.sock}}], containers: [{name: a, image: docker, command: [docker, run, -p, "80:80", nginx]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: h}, spec: {containers: [{name: a, image: docker, command: [docker, run, -p, "80:80", nginx]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: i}, spec: {containers: [{name: a, image: "registry.local/edge:1", args: [tunnel, run], env: [{name: TUNNEL_TOKEN, value: x}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: j}, spec: {volumes: [{name: m, hostPath: {path: /etc/kubernetes/manifests}}], containers: [{name: a, image: a, volumeMounts: [{name: m, mountPath: /m}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: k}, spec: {volumes: [{name: m, hostPath: {path: /etc/kubernetes/manifests}}], containers: [{name: a, image: a, volumeMounts: [{name: m, mountPath: /m, readOnly: true}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: m}, spec: {containers: [{name: a, image: n8nio/n8n, command: [n8n, start, --tunnel]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: o}, spec: {containers: [{name: a, image: n8nio/n8n, command: [n8n, start]}]}}
    want: {Pod a: internet, Pod b: internet, Pod c: internet, Pod f: unknown, Pod g: unknown, Pod i: internet, Pod j: unknown, Pod m: internet}
    ---
    name: Coder's own tunnel
    objects:
    - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: c}, stringData: {url: "https://x"}, data: {empty: ""}}
    - {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: c}, spec: {containers: [{name: a, image: "ghcr.io/coder/coder:v2", env: [{name: CODER_ACCESS_URL, valueFrom: {secretKeyRef: {name: s, key: url}}}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: c}, spec: {containers: [{name: a, image: "ghcr.io/coder/coder:v2", env: [{name: CODER_ACCESS_URL, valueFrom: {secretKeyRef: {name: s, key: empty}}}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c, namespace: c}, spec: {containers: [{name: a, image: "ghcr.io/coder/coder:v2", env: [{name: CODER_ACCESS_URL, valueFrom: {secretKeyRef: {name: t, key: url}}}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d, namespace: c}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "export CODER_ACCESS_URL=https://x; exec /opt/coder server"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e, namespace: c}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "exec /opt/coder server --verbose"]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: f, namespace: c}, spec: {containers: [{name: a, image: "ghcr.io/coder/coder:v2", env: [{name: H, valueFrom: {secretKeyRef: {name: t, key: h}}}, {name: CODER_ACCESS_URL, value: "https://$(H)"}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: g, namespace: c}, spec: {containers: [{name: a, image: "ghcr.io/coder/coder:v2", args: [server, create-admin-user]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: h, namespace: c}, spec: {containers: [{name: a, image: "ghcr.io/coder/coder:v2", args: [server, --access-url, ""], env: [{name: CODER_ACCESS_URL, value: "https://x"}]}]}}
    want: {Pod c/b: internet, Pod c/c: unknown, Pod c/e: internet, Pod c/h: internet}
    """

  static let tailscale = """
    name: serve configurations in other places
    objects:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: s}, data: {open: '{"AllowFunnel":{"x:443":true}}', shut: '{"TCP":{}}', deep: '{"Foreground":{"1":{"AllowFunnel":{"x:443":true}}}}', odd: "{"}}
    - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {volumes: [{name: v, configMap: {name: s}}], containers: [{name: a, image: "tailscale/tailscale", env: [{name: TS_SERVE_CONFIG, value: /c/s.json}], volumeMounts: [{name: v, mountPath: /c/s.json, subPath: open}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {volumes: [{name: v, projected: {sources: [{configMap: {name: s, items: [{key: shut, path: s.json}]}}]}}], containers: [{name: a, image: "tailscale/tailscale", env: [{name: D, value: /c}, {name: TS_SERVE_CONFIG, value: $(D)/s.json}], volumeMounts: [{name: v, mountPath: /c}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {volumes: [{name: v, configMap: {name: s}}], initContainers: [{name: a, image: "tailscale/tailscale", restartPolicy: Always, env: [{name: TS_SERVE_CONFIG, value: /c/deep}], volumeMounts: [{name: v, mountPath: /c/}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {volumes: [{name: v, configMap: {name: s}}], containers: [{name: a, image: "tailscale/tailscale", env: [{name: TS_SERVE_CONFIG, value: /c/odd}], volumeMounts: [{name: v, mountPath: /c}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: a, image: "tailscale/tailscale", envFrom: [{secretRef: {name: auth}}]}]}}
    - {apiVersion: v1, kind: Pod, metadata: {name: f}, spec: {containers: [{name: a, image: alpine, command: [sh, -c, "tailscaled & tailscale up && tailscale funnel 443 off"]}]}}
    want: {Pod a: internet, Pod b: tailnet, Pod c: internet, Pod d: unknown, Pod e: tailnet, Pod f: tailnet}
    ---
    name: the operator's own proxies, as a cluster holds them
    objects:
    - {apiVersion: v1, kind: Secret, metadata: {name: ts-a-0, namespace: tailscale}, data: {serve-config: eyJUQ1AiOnsiNDQzIjp7IkhUVFBTIjp0cnVlfX19}}
    - {apiVersion: v1, kind: Secret, metadata: {name: ts-b-0, namespace: tailscale}, stringData: {serve-config: '{"AllowFunnel":{"${TS_CERT_DOMAIN}:443":true}}'}}
    - {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: ts-a, namespace: tailscale}, spec: {template: {spec: {volumes: [{name: v, secret: {secretName: ts-a-0, items: [{key: serve-config, path: serve-config}]}}], containers: [{name: a, image: "tailscale/tailscale:stable", env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: TS_SERVE_CONFIG, value: /etc/tailscaled/$(POD_NAME)/serve-config}], volumeMounts: [{name: v, mountPath: /etc/tailscaled/ts-a-0}]}]}}}}
    - {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: ts-b, namespace: tailscale}, spec: {template: {spec: {volumes: [{name: v, secret: {secretName: ts-b-0, items: [{key: serve-config, path: serve-config}]}}], containers: [{name: a, image: "tailscale/tailscale:stable", env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: TS_SERVE_CONFIG, value: /etc/tailscaled/$(POD_NAME)/serve-config}], volumeMounts: [{name: v, mountPath: /etc/tailscaled/ts-b-0}]}]}}}}
    want: {StatefulSet tailscale/ts-a: tailnet, StatefulSet tailscale/ts-b: internet}
    ---
    name: devices
    objects:
    - {apiVersion: tailscale.com/v1alpha1, kind: ProxyGroup, metadata: {name: a}, spec: {type: egress}}
    - {apiVersion: tailscale.com/v1alpha1, kind: ProxyGroup, metadata: {name: b}, spec: {type: other}}
    - {apiVersion: tailscale.com/v1alpha1, kind: Recorder, metadata: {name: c}, spec: {}}
    - {apiVersion: tailscale.com/v1alpha1, kind: PeerRelay, metadata: {name: d}, spec: {}}
    - {apiVersion: tailscale.com/v1alpha1, kind: DNSConfig, metadata: {name: e}, spec: {}}
    want: {ProxyGroup b: unknown, PeerRelay d: unknown}
    ---
    name: egress Services and exposed ones
    objects:
    - {apiVersion: v1, kind: Service, metadata: {name: a, annotations: {tailscale.com/tailnet-ip: 100.99.0.1}}, spec: {ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: b, annotations: {tailscale.com/tailnet-ip: 100.99.0.1}}, spec: {type: LoadBalancer, ports: [{port: 1}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: c, annotations: {tailscale.com/expose: "1"}}, spec: {ports: [{port: 1}]}}
    want: {Service b: internet, Service c: cluster}
    """
}
