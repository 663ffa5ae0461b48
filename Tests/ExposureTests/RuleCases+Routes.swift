// Sets that a person might write to slip something past the judge, or that only look as if they did.

extension RuleCases {
  /// Routes, fronts, workloads of other kinds, Coder.
  static let routes = #"""
    name: "grpc"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-gxlb", "listeners": [{"name": "w", "protocol": "HTTPS", "port": 443}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GRPCRoute", "metadata": {"name": "r", "namespace": "nn"}, "spec": {"parentRefs": [{"name": "g"}]}}
    want: {"Gateway nn/g": "internet", "GRPCRoute nn/r": "internet"}
    ---
    name: "tls passthrough"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-rilb", "listeners": [{"name": "w", "protocol": "TLS", "port": 443, "tls": {"mode": "Passthrough"}}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TLSRoute", "metadata": {"name": "r", "namespace": "nn"}, "spec": {"parentRefs": [{"name": "g"}], "hostnames": ["a.example"]}}
    want: {"Gateway nn/g": "cluster", "TLSRoute nn/r": "cluster"}
    ---
    name: "udp on tcp refused"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-rilb", "listeners": [{"name": "w", "protocol": "TCP", "port": 53}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "UDPRoute", "metadata": {"name": "r", "namespace": "nn"}, "spec": {"parentRefs": [{"name": "g"}]}}
    want: {"Gateway nn/g": "cluster"}
    ---
    name: "route other ns same default refused"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-gxlb", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "oo"}, "spec": {"parentRefs": [{"name": "g", "namespace": "nn"}]}}
    want: {"Gateway nn/g": "internet"}
    ---
    name: "two parents, one refuses"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-gxlb", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80, "hostname": "a.example"}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "h", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-rilb", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "nn"}, "spec": {"parentRefs": [{"name": "g"}, {"name": "h"}], "hostnames": ["b.example"]}}
    want: {"Gateway nn/g": "internet", "Gateway nn/h": "cluster", "HTTPRoute nn/r": "cluster"}
    ---
    name: "route wildcard meets"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "gke-l7-gxlb", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80, "hostname": "*.example.com"}]}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "nn"}, "spec": {"parentRefs": [{"name": "g"}], "hostnames": ["*.example.com"]}}
    want: {"Gateway nn/g": "internet", "HTTPRoute nn/r": "internet"}
    ---
    name: "envoy nodeport"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "eg"}, "spec": {"controllerName": "gateway.envoyproxy.io/gatewayclass-controller", "parametersRef": {"group": "gateway.envoyproxy.io", "kind": "EnvoyProxy", "name": "p", "namespace": "nn"}}}
    - {"apiVersion": "gateway.envoyproxy.io/v1alpha1", "kind": "EnvoyProxy", "metadata": {"name": "p", "namespace": "nn"}, "spec": {"provider": {"type": "Kubernetes", "kubernetes": {"envoyService": {"type": "NodePort"}}}}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nn"}, "spec": {"gatewayClassName": "eg", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    want: {"Gateway nn/g": "node-network"}
    ---
    name: "istio vs route in other ns gateway name"
    objects:
    - {"apiVersion": "networking.istio.io/v1", "kind": "Gateway", "metadata": {"name": "gw", "namespace": "nn"}, "spec": {"selector": {"istio": "ingressgateway"}, "servers": []}}
    - {"apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": {"name": "v", "namespace": "nn"}, "spec": {"hosts": ["a"], "gateways": ["gw", "mesh"]}}
    want: {"Gateway nn/gw": "unknown", "VirtualService nn/v": "unknown"}
    ---
    name: "replicaset hostport"
    objects:
    - {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "rs"}, "spec": {"replicas": 0, "template": {"spec": {"containers": [{"name": "c", "image": "a", "ports": [{"containerPort": 80, "hostPort": 80}]}]}}}}
    want: {"ReplicaSet rs": "node-network"}
    ---
    name: "suspended cronjob tunnel"
    objects:
    - {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "cj"}, "spec": {"schedule": "* * * * *", "suspend": true, "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "cloudflare/cloudflared", "args": ["tunnel", "--url", "http://web"]}]}}}}}}
    want: {"CronJob cj": "internet"}
    ---
    name: "ephemeral none, init sidecar"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine"}], "initContainers": [{"name": "t", "image": "ngrok/ngrok:3", "restartPolicy": "Always", "args": ["http", "web:80"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "cloudflared env only"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "cloudflare/cloudflared:2025", "args": ["tunnel", "--no-autoupdate", "run"], "env": [{"name": "TUNNEL_TOKEN", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "cloudflared no args"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "cloudflare/cloudflared"}]}}
    want: {"Pod p": "internet"}
    ---
    name: "cloudflared version"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "cloudflare/cloudflared", "args": ["version"]}]}}
    want: {}
    ---
    name: "frpc in init with config"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "fatedier/frpc:v0.61", "args": ["-c", "/etc/frp/frpc.toml"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "zrok access private"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["zrok", "access", "private", "abc"]}]}}
    want: {}
    ---
    name: "zrok share"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["zrok", "share", "public", "http://web"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "rathole client"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["rathole", "--client", "/c.toml"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "rathole server"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["rathole", "--server", "/c.toml"]}]}}
    want: {}
    ---
    name: "pulumi up"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["pulumi", "up", "-y"]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "kubectl apply dry"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["kubectl", "apply", "-f", "x", "--dry-run=server"]}]}}
    want: {}
    ---
    name: "k8s python patch"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["python3", "-c", "from kubernetes import client; client.NetworkingV1Api().create_namespaced_ingress(\"a\",{})"]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "curl put"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["sh", "-c", "curl -X PATCH https://kubernetes.default.svc/api/v1/namespaces/a/services/b -d @x"]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "helm template only"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["helm", "template", "x"]}]}}
    want: {}
    ---
    name: "host ip private"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "ports": [{"containerPort": 80, "hostPort": 80, "hostIP": "192.168.1.2"}]}]}}
    want: {"Pod p": "cluster"}
    ---
    name: "host ip public"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "ports": [{"containerPort": 80, "hostPort": 80, "hostIP": "198.51.100.2"}]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "hostnetwork private nodes"
    context: {"nodeAddresses": "private"}
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine"}], "hostNetwork": true}}
    want: {"Pod p": "cluster"}
    ---
    name: "traefik tailnet front route"
    objects:
    - {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "t", "namespace": "tt"}, "spec": {"template": {"metadata": {"labels": {"app": "t"}}, "spec": {"containers": [{"name": "c", "image": "traefik:v3"}]}}}}
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "tt"}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "loadBalancerClass": "tailscale", "allocateLoadBalancerNodePorts": false, "selector": {"app": "t"}}}
    - {"apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute", "metadata": {"name": "ir", "namespace": "tt"}, "spec": {"routes": []}}
    want: {"Service tt/a": "tailnet", "IngressRoute tt/ir": "tailnet"}
    ---
    name: "kong tcpingress no front"
    objects:
    - {"apiVersion": "configuration.konghq.com/v1beta1", "kind": "TCPIngress", "metadata": {"name": "k"}, "spec": {}}
    want: {"TCPIngress k": "unknown"}
    ---
    name: "haproxy by class flag"
    objects:
    - {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "h"}, "spec": {"template": {"metadata": {"labels": {"app": "h"}}, "spec": {"containers": [{"name": "c", "image": "quay.io/jcmoraisjr/haproxy-ingress:v0.14"}]}}}}
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "loadBalancerClass": "tailscale", "allocateLoadBalancerNodePorts": false, "selector": {"app": "h"}}}
    - {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i"}, "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}, "ingressClassName": "haproxy"}}
    want: {"Service a": "tailnet", "Ingress i": "tailnet"}
    ---
    name: "openshift router host network"
    objects:
    - {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "router", "namespace": "oi"}, "spec": {"template": {"metadata": {"labels": {"app": "r"}}, "spec": {"hostNetwork": true, "containers": [{"name": "c", "image": "quay.io/openshift/origin-haproxy-router:4"}]}}}}
    - {"apiVersion": "route.openshift.io/v1", "kind": "Route", "metadata": {"name": "rt", "namespace": "aa"}, "spec": {"to": {"kind": "Service", "name": "x"}}}
    want: {"Deployment oi/router": "node-network", "Route aa/rt": "node-network"}
    ---
    name: "coder via configmap key empty"
    objects:
    - {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"CODER_ACCESS_URL": ""}}
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "envFrom": [{"configMapRef": {"name": "cm"}}]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "coder optional secret absent"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "env": [{"name": "CODER_ACCESS_URL", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": true}}}]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "coder flag with space"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "args": ["server", "--access-url", "https://x"]}]}}
    want: {}
    ---
    name: "coder with yaml config"
    objects:
    - {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"c.yaml": "networking:\n  accessURL: https://x\n"}}
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "args": ["server", "--config", "/c/c.yaml"], "volumeMounts": [{"name": "v", "mountPath": "/c"}]}], "volumes": [{"name": "v", "configMap": {"name": "cm"}}]}}
    want: {}
    """#
}
