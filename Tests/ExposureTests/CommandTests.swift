import Manifest
import Testing

@testable import Exposure

/// What containers run, one row each: `want` is the reach of a Pod with that container, `none` when it is no way in.
@Suite struct CommandTests {
  @Test func everyCommandIsRead() throws {
    var wrong: [String] = []
    for line in CommandTests.rows.split(separator: "\n") {
      let row = try JSON.parse(Array(line.utf8))
      let pod: Value = [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
        "spec": ["containers": .array([row["container"] ?? .null])],
      ]
      let got = Exposure.judge([ExposedObject(value: pod)]).entries.first?.reach.rawValue ?? "none"
      if got != row["want"]?.string { wrong.append("\(row["name"]?.string ?? ""): \(got)") }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  static let rows = """
    {"name": "ssh sshpass", "want": "internet", "container": {"command": ["sh", "-c", "sshpass -p \\"$PW\\" ssh -o StrictHostKeyChecking=no -N -R 80:web:80 u@h"]}}
    {"name": "ssh loop", "want": "internet", "container": {"command": ["/bin/sh", "-c"], "args": ["while true; do\\n  ssh -NTR 0:localhost:22 serveo.net || sleep 5\\ndone"]}}
    {"name": "ssh localhost.run", "want": "internet", "container": {"args": ["ssh", "-R", "80:web:80", "nokey@localhost.run"]}}
    {"name": "pinggy", "want": "internet", "container": {"command": ["ssh", "-p", "443", "-R0:web:8080", "a.pinggy.io"]}}
    {"name": "ssh -L", "want": "none", "container": {"command": ["ssh", "-N", "-L", "0.0.0.0:5432:db:5432", "jump"]}}
    {"name": "ssh -D", "want": "none", "container": {"command": ["ssh", "-ND", "1080", "jump"]}}
    {"name": "ssh -oRemote", "want": "internet", "container": {"command": ["ssh", "-oRemoteForward=80 web:80", "h"]}}
    {"name": "autossh env image", "want": "internet", "container": {"image": "jnovack/autossh:2"}}
    {"name": "cloudflared sidecar cmd", "want": "internet", "container": {"image": "debian", "command": ["/usr/local/bin/cloudflared"], "args": ["tunnel", "--config", "/etc/c.yml", "run", "x"]}}
    {"name": "cloudflared url flag only", "want": "internet", "container": {"image": "cloudflare/cloudflared", "args": ["--url", "http://x:80"]}}
    {"name": "cloudflared no args", "want": "internet", "container": {"image": "cloudflare/cloudflared:1"}}
    {"name": "cloudflared token env", "want": "internet", "container": {"image": "cloudflare/cloudflared:1", "env": [{"name": "TUNNEL_TOKEN", "value": "x"}]}}
    {"name": "cloudflared proxy-dns", "want": "none", "container": {"image": "cloudflare/cloudflared:1", "args": ["proxy-dns"]}}
    {"name": "cloudflared version", "want": "none", "container": {"image": "cloudflare/cloudflared:1", "args": ["version"]}}
    {"name": "cloudflared access ssh", "want": "none", "container": {"image": "cloudflare/cloudflared:1", "args": ["access", "ssh", "--hostname", "x"]}}
    {"name": "ngrok no args", "want": "internet", "container": {"image": "ngrok/ngrok:3"}}
    {"name": "ngrok start", "want": "internet", "container": {"image": "ngrok/ngrok:3", "args": ["start", "--all", "--config=/x"]}}
    {"name": "ngrok config check", "want": "none", "container": {"image": "ngrok/ngrok:3", "args": ["config", "check"]}}
    {"name": "frpc sh", "want": "internet", "container": {"command": ["sh", "-c", "cd /frp && ./frpc -c frpc.ini"]}}
    {"name": "frps", "want": "none", "container": {"image": "snowdreamtech/frps", "args": ["-c", "x"]}}
    {"name": "inlets server", "want": "none", "container": {"image": "ghcr.io/inlets/inlets-pro", "args": ["http", "server"]}}
    {"name": "inlets tcp client", "want": "internet", "container": {"image": "ghcr.io/inlets/inlets-pro", "args": ["tcp", "client", "--upstream=x"]}}
    {"name": "uplink", "want": "internet", "container": {"image": "ghcr.io/inlets/inlets-pro", "args": ["uplink", "client"]}}
    {"name": "lt", "want": "internet", "container": {"image": "node:22", "command": ["npx", "localtunnel", "--port", "3000"]}}
    {"name": "lt2", "want": "internet", "container": {"image": "node:22", "command": ["npx"], "args": ["--yes", "lt", "--port", "3000"]}}
    {"name": "npm exec", "want": "internet", "container": {"image": "node:22", "command": ["sh", "-c", "npm install -g localtunnel && lt --port 80"]}}
    {"name": "npm install only", "want": "none", "container": {"image": "node:22", "command": ["sh", "-c", "npm install localtunnel && node app.js"]}}
    {"name": "zrok", "want": "internet", "container": {"image": "openziti/zrok:1", "args": ["share", "public", "http://x"]}}
    {"name": "zrok access", "want": "none", "container": {"image": "openziti/zrok:1", "args": ["access", "private", "x"]}}
    {"name": "bore server", "want": "none", "container": {"image": "ekzhang/bore", "args": ["server"]}}
    {"name": "playit", "want": "internet", "container": {"image": "ghcr.io/playit-cloud/playit-agent:0.15"}}
    {"name": "code tunnel", "want": "internet", "container": {"image": "x/y", "command": ["code", "tunnel", "--accept-server-license-terms"]}}
    {"name": "tailscale funnel absolute", "want": "internet", "container": {"image": "x/y", "command": ["/usr/bin/tailscale", "--socket=/tmp/s", "funnel", "8080"]}}
    {"name": "tailscale funnel sock", "want": "internet", "container": {"image": "x/y", "command": ["tailscale", "--socket", "/tmp/s", "funnel", "8080"]}}
    {"name": "tailscale status", "want": "none", "container": {"image": "x/y", "command": ["tailscale", "status"]}}
    {"name": "zerotier", "want": "unknown", "container": {"image": "zyclonite/zerotier:1"}}
    {"name": "wireguard", "want": "unknown", "container": {"image": "lscr.io/linuxserver/wireguard:1"}}
    {"name": "netmaker", "want": "unknown", "container": {"image": "gravitl/netclient:1"}}
    {"name": "nebula", "want": "unknown", "container": {"image": "nebulaoss/nebula:1", "args": ["-config", "/x"]}}
    {"name": "openvpn", "want": "unknown", "container": {"command": ["openvpn", "--config", "/x"]}}
    {"name": "headscale", "want": "none", "container": {"image": "headscale/headscale:0.26", "args": ["serve"]}}
    {"name": "kubectl create", "want": "unknown", "container": {"image": "bitnami/kubectl", "args": ["create", "-f", "x"]}}
    {"name": "kubectl abs", "want": "unknown", "container": {"image": "x", "command": ["/opt/bin/kubectl", "--namespace", "a", "annotate", "svc", "x", "a=b"]}}
    {"name": "kubectl wait", "want": "none", "container": {"image": "bitnami/kubectl", "args": ["wait", "--for=condition=ready", "pod/x"]}}
    {"name": "kubectl delete", "want": "unknown", "container": {"image": "bitnami/kubectl", "args": ["delete", "pod", "x"]}}
    {"name": "oc expose", "want": "unknown", "container": {"image": "x", "command": ["oc", "expose", "svc/x"]}}
    {"name": "kubectl in subshell", "want": "unknown", "container": {"image": "x", "command": ["sh", "-c", "(cd /x; kubectl apply -f .)"]}}
    {"name": "xargs", "want": "unknown", "container": {"image": "x", "command": ["sh", "-c", "ls | xargs -n1 kubectl apply -f"]}}
    {"name": "curl patch", "want": "unknown", "container": {"image": "x", "command": ["sh", "-c", "curl --cacert $CA -XPATCH --data \\"{}\\" https://kubernetes.default.svc/api/v1/namespaces/x/services/y"]}}
    {"name": "curl get", "want": "none", "container": {"image": "x", "command": ["sh", "-c", "curl -s https://kubernetes.default.svc/healthz"]}}
    {"name": "curl other post", "want": "none", "container": {"image": "x", "command": ["sh", "-c", "curl -X POST https://hooks.example.com/x -d hi"]}}
    {"name": "python k8s read", "want": "none", "container": {"image": "x", "command": ["python", "-c", "from kubernetes import client; client.CoreV1Api().list_namespaced_pod(\\"x\\")"]}}
    {"name": "python k8s patch", "want": "unknown", "container": {"image": "x", "command": ["python", "-c", "from kubernetes import client; client.CoreV1Api().patch_namespaced_service(\\"x\\",\\"y\\",{})"]}}
    {"name": "terraform apply", "want": "unknown", "container": {"image": "hashicorp/terraform", "args": ["apply", "-auto-approve"]}}
    {"name": "helm template", "want": "none", "container": {"image": "alpine/helm", "args": ["template", "x", "."]}}
    {"name": "helm install", "want": "unknown", "container": {"image": "alpine/helm:3", "args": ["install", "x", "."]}}
    {"name": "flux", "want": "unknown", "container": {"image": "ghcr.io/fluxcd/flux-cli:v2", "args": ["reconcile", "ks", "x"]}}
    {"name": "coder -c", "want": "internet", "container": {"image": "ghcr.io/coder/coder:v2", "command": ["sh", "-c", "/opt/coder server"]}}
    {"name": "coder url var", "want": "none", "container": {"image": "ghcr.io/coder/coder:v2", "command": ["sh", "-c", "/opt/coder server"], "env": [{"name": "CODER_ACCESS_URL", "value": "https://x"}]}}
    {"name": "coder agent", "want": "none", "container": {"image": "ghcr.io/coder/coder:v2", "args": ["agent"]}}
    {"name": "coder other", "want": "internet", "container": {"image": "internal/dev-platform:1", "command": ["coder", "server"]}}
    {"name": "chisel fwd+rev", "want": "internet", "container": {"image": "jpillora/chisel", "args": ["client", "--auth", "a:b", "https://x", "R:80:web:80"]}}
    {"name": "chisel server reverse", "want": "none", "container": {"image": "jpillora/chisel", "args": ["server", "--reverse"]}}
    {"name": "chisel R socks", "want": "internet", "container": {"command": ["chisel", "client", "x", "R:socks"]}}
    {"name": "rathole client", "want": "internet", "container": {"image": "rapiz1/rathole", "args": ["--client", "/c.toml"]}}
    {"name": "rathole server", "want": "none", "container": {"image": "rapiz1/rathole", "args": ["--server", "/c.toml"]}}
    {"name": "echo in script", "want": "none", "container": {"command": ["sh", "-c", "echo \\"use kubectl apply and ngrok http\\""]}}
    {"name": "grep", "want": "none", "container": {"command": ["sh", "-c", "grep -R foo /etc; ls -R /"]}}
    {"name": "cat heredoc", "want": "none", "container": {"command": ["sh", "-c", "cat > /x <<EOF\\nhello\\nEOF\\nsleep 1"]}}
    {"name": "git ssh", "want": "none", "container": {"command": ["git", "clone", "ssh://git@x/y"]}}
    {"name": "scp -r", "want": "none", "container": {"command": ["scp", "-r", "a", "b:c"]}}
    {"name": "wstunnel client", "want": "internet", "container": {"image": "ghcr.io/erebe/wstunnel", "args": ["client", "-R", "tcp://80:web:80", "wss://x"]}}
    {"name": "socat", "want": "none", "container": {"image": "alpine/socat", "args": ["TCP-LISTEN:80,fork", "TCP:web:80"]}}
    {"name": "kubectl port-forward", "want": "none", "container": {"image": "bitnami/kubectl", "args": ["port-forward", "--address", "0.0.0.0", "svc/x", "8080:80"]}}
    """
}
