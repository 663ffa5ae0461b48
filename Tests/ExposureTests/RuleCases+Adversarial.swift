// Sets that a person might write to slip something past the judge, or that only look as if they did.

extension RuleCases {
  /// Clouds, Ingresses, Gateways, programs.
  static let adversarial = #"""
    name: "do internal"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/do-loadbalancer-network": "INTERNAL"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "do internal lowercase"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/do-loadbalancer-network": "internal"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "hetzner disable public"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"load-balancer.hetzner.cloud/disable-public-network": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "hetzner private ip only"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"load-balancer.hetzner.cloud/use-private-ip": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "scaleway"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/scw-loadbalancer-private": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "linode nothing"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/linode-loadbalancer-throttle": "4"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "vultr vpc"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/vultr-loadbalancer-vpc": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "exoscale"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/exoscale-loadbalancer-name": "x"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "ibm private"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": "private"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "openstack"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/openstack-internal-load-balancer": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "gke class ext"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false, "loadBalancerClass": "networking.gke.io/l4-regional-external"}}
    want: {"Service a": "internet"}
    ---
    name: "oci nlb"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"oci.oraclecloud.com/load-balancer-type": "nlb", "oci-network-load-balancer.oraclecloud.com/internal": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "oci nlb wrong key"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"oci.oraclecloud.com/load-balancer-type": "nlb", "service.beta.kubernetes.io/oci-load-balancer-internal": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "tencent"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.kubernetes.io/qcloud-loadbalancer-internal-subnetid": "subnet-1"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "two clouds"
    context: {"cloud": "gcp"}
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "context default azure"
    context: {"loadBalancer": {"default": "azure"}}
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "cluster"}
    ---
    name: "metallb ns pool"
    context: {"loadBalancer": {"default": "metallb"}}
    objects:
    - {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": {"name": "wan"}, "spec": {"addresses": ["203.0.113.0/24"]}}
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false}}
    want: {"Service a": "internet"}
    ---
    name: "class metallb with address annotation tailnet"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"metallb.io/loadBalancerIPs": "100.100.3.4"}}, "spec": {"ports": [{"port": 80}], "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false, "loadBalancerClass": "metallb"}}
    want: {"Service a": "tailnet"}
    ---
    name: "nodeport on 127 not possible"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}], "type": "NodePort"}}
    want: {"Service a": "node-network"}
    ---
    name: "external ips v6 private"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}], "externalIPs": ["fd00::1"]}}
    want: {"Service a": "cluster"}
    ---
    name: "headless with external ips"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}], "clusterIP": "None", "externalIPs": ["8.8.8.8"]}}
    want: {"Service a": "internet"}
    ---
    name: "ing frontend nlb"
    objects:
    - {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i", "annotations": {"alb.ingress.kubernetes.io/scheme": "internal", "alb.ingress.kubernetes.io/enable-frontend-nlb": "true", "alb.ingress.kubernetes.io/frontend-nlb-scheme": "internet-facing"}}, "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}, "ingressClassName": "alb"}}
    want: {"Ingress i": "internet"}
    ---
    name: "ing two classes differ"
    objects:
    - {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i", "annotations": {"kubernetes.io/ingress.class": "nginx"}}, "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}, "ingressClassName": "tailscale"}}
    want: {"Ingress i": "tailnet"}
    ---
    name: "ing agic"
    objects:
    - {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i", "annotations": {"appgw.ingress.kubernetes.io/use-private-ip": "true", "kubernetes.io/ingress.class": "azure/application-gateway"}}, "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}}}
    want: {"Ingress i": "cluster"}
    ---
    name: "ing cloudflare"
    objects:
    - {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i"}, "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}, "ingressClassName": "cloudflare-tunnel"}}
    want: {"Ingress i": "internet"}
    ---
    name: "ing haproxy no front"
    objects:
    - {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i"}, "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}, "ingressClassName": "haproxy"}}
    want: {"Ingress i": "unknown"}
    ---
    name: "cilium gw private pool not evidence"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nnx"}, "spec": {"gatewayClassName": "cilium", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    want: {"Gateway nnx/g": "internet"}
    ---
    name: "cilium host network"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nnx"}, "spec": {"gatewayClassName": "cilium", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    - {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cilium-config", "namespace": "kube-system"}, "data": {"gateway-api-hostnetwork-enabled": "true"}}
    want: {"Gateway nnx/g": "node-network"}
    ---
    name: "cilium gw internal annotations"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nnx"}, "spec": {"gatewayClassName": "cilium", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}], "infrastructure": {"annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}}}}
    want: {"Gateway nnx/g": "node-network"}
    ---
    name: "istio nodeport"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nnx", "annotations": {"networking.istio.io/service-type": "NodePort"}}, "spec": {"gatewayClassName": "istio", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    want: {"Gateway nnx/g": "node-network"}
    ---
    name: "istio eastwest"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nnx"}, "spec": {"gatewayClassName": "istio-east-west", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    want: {"Gateway nnx/g": "internet"}
    ---
    name: "kong no proxy"
    objects:
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "k"}, "spec": {"controllerName": "konghq.com/kic-gateway-controller"}}
    - {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "nnx"}, "spec": {"gatewayClassName": "k", "listeners": [{"name": "w", "protocol": "HTTP", "port": 80}]}}
    want: {"Gateway nnx/g": "unknown"}
    ---
    name: "python -m http tunnel ngrok lib"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["python", "-c", "from pyngrok import ngrok; ngrok.connect(80)"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "node localtunnel"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["node", "-e", "require('localtunnel')({port:80})"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "curl pipe kubectl"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["sh", "-c", "wget -qO- https://x/k.yaml | kubectl apply -f -"]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "autossh env"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "jnovack/autossh", "env": [{"name": "SSH_REMOTE_HOST", "value": "x"}]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "ssh localhost.run"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["ssh", "-o", "StrictHostKeyChecking=no", "-R", "80:web:80", "localhost.run"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "ssh config alias"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["ssh", "-NL", "8080:db:80", "jump"]}]}}
    want: {}
    ---
    name: "socat out"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["socat", "TCP:relay.example.com:443", "TCP:web:80"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "socat listen"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["socat", "TCP-LISTEN:80,fork", "TCP:db.example.com:5432"]}]}}
    want: {}
    ---
    name: "nsenter"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["nsenter", "-t", "1", "-n", "--", "nc", "-l", "80"]}], "hostPID": true}}
    want: {"Pod p": "unknown"}
    ---
    name: "docker sock run"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["docker", "run", "-p", "80:80", "nginx"]}], "volumes": [{"name": "d", "hostPath": {"path": "/var/run/docker.sock"}}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "dind build no sock"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["docker", "build", "."]}]}}
    want: {}
    ---
    name: "renamed cloudflared"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "registry.local/edge:1", "args": ["tunnel", "run"], "env": [{"name": "TUNNEL_TOKEN", "value": "x"}]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "env NGROK"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "acme/bot", "env": [{"name": "NGROK_AUTHTOKEN", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "terraform plan only"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["terraform", "plan"]}]}}
    want: {}
    ---
    name: "ansible"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["ansible-playbook", "x.yml"]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "frps server"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "snowdreamtech/frps"}]}}
    want: {}
    ---
    name: "inlets server"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["inlets-pro", "tcp", "server"]}]}}
    want: {}
    ---
    name: "chisel reverse client"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["chisel", "client", "https://x", "R:80:web:80"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "eip pod"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "annotations": {"k8s.aliyun.com/pod-with-eip": "true"}}, "spec": {"containers": [{"name": "c", "image": "alpine"}]}}
    want: {"Pod p": "internet"}
    ---
    name: "wireguard sidecar"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "linuxserver/wireguard"}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "tailscale funnel script in cm"
    objects:
    - {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s"}, "data": {"r.sh": "#!/bin/sh\ntailscaled --tun=userspace-networking &\ntailscale up\ntailscale funnel --bg 8080\nwait\n"}}
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "tailscale/tailscale", "command": ["/s/r.sh"], "volumeMounts": [{"name": "v", "mountPath": "/s"}]}], "volumes": [{"name": "v", "configMap": {"name": "s", "defaultMode": 493}}]}}
    want: {"Pod p": "internet"}
    ---
    name: "tsidp funnel"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "tailscale/tsidp", "args": ["-funnel"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "tsnet golink"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/tailscale/golink"}]}}
    want: {"Pod p": "tailnet"}
    ---
    name: "tailscale exit node"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "tailscale/tailscale", "env": [{"name": "TS_EXTRA_ARGS", "value": "--advertise-exit-node"}]}]}}
    want: {"Pod p": "tailnet"}
    ---
    name: "coder tunnel true"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "env": [{"name": "CODER_ACCESS_URL", "value": ""}]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "coder env from configmap absent"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "envFrom": [{"configMapRef": {"name": "x"}}]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "coder workspace proxy"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "ghcr.io/coder/coder:v2", "args": ["wsproxy", "server"]}]}}
    want: {}
    ---
    name: "coder mirror image"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "registry.local/mirror/coder/coder@sha256:aa", "args": ["server"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "coder renamed, chart command"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "registry.local/ide:1", "command": ["/opt/coder"], "args": ["server"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "code tunnel"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["code", "tunnel", "--accept-server-license-terms"]}]}}
    want: {"Pod p": "internet"}
    ---
    name: "neg exposed"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"cloud.google.com/neg": "{\"exposed_ports\":{\"80\":{}}}"}}, "spec": {"ports": [{"port": 80}]}}
    want: {"Service a": "unknown"}
    ---
    name: "neg ingress"
    objects:
    - {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"cloud.google.com/neg": "{\"ingress\":true}"}}, "spec": {"ports": [{"port": 80}]}}
    want: {"Service a": "cluster"}
    ---
    name: "kubectl rollout restart"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["kubectl", "rollout", "restart", "deploy/x"]}]}}
    want: {"Pod p": "unknown"}
    ---
    name: "postgres sts"
    objects:
    - {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "pg"}, "spec": {"template": {"spec": {"containers": [{"name": "pg", "image": "postgres:17", "env": [{"name": "POSTGRES_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "s", "key": "p"}}}], "ports": [{"containerPort": 5432}], "livenessProbe": {"exec": {"command": ["pg_isready"]}}}]}}}}
    want: {}
    ---
    name: "node exporter host loopback"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine"}], "hostNetwork": true}}
    want: {"Pod p": "node-network"}
    ---
    name: "backup cron ssh"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["sh", "-c", "pg_dump db | ssh backup@nas cat \\> x"]}]}}
    want: {}
    ---
    name: "rsync"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["rsync", "-R", "-e", "ssh", "/a", "b@c:/d"]}]}}
    want: {}
    ---
    name: "grafana agent"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "grafana/alloy:v1", "args": ["run", "/etc/config.alloy"]}]}}
    want: {}
    ---
    name: "git clone init"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["git", "clone", "https://x"]}]}}
    want: {}
    ---
    name: "curl get api"
    objects:
    - {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "alpine", "command": ["sh", "-c", "curl -s http://kubernetes.default.svc/healthz"]}]}}
    want: {}
    """#
}
