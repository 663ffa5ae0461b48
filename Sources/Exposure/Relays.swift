import Manifest

/// Ways out of a pod that are no tunnel's own program: relays between two connections, the node's namespaces, the
/// node's container runtime, its static pods.
enum Relays {
  /// socat addresses that connect; all others listen, or are files and programs.
  static let connecting: Set<String> = [
    "tcp", "tcp4", "tcp6", "tcp-connect", "tcp4-connect", "tcp6-connect", "openssl", "ssl", "openssl-connect", "udp",
    "udp4", "udp6", "udp-connect", "udp4-connect", "udp6-connect", "proxy", "proxy-connect", "socks", "socks4",
    "socks4a", "socks5", "socks5-connect", "sctp", "sctp-connect", "websocket",
  ]

  static let runtimes: Set<String> = ["docker", "nerdctl", "podman", "ctr", "crictl", "docker-compose"]
  static let starting: Set<String> = [
    "run", "create", "start", "runp", "compose", "up", "c", "container", "tasks", "t",
  ]
  static let sockets = ["docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "podman.sock"]

  /// Variables that only the publishing side of a tunnel reads.
  static let variables: [(name: String, program: String, source: String)] = [
    ("TUNNEL_TOKEN", "cloudflared", "developers.cloudflare.com, tunnel run parameters"),
    ("TUNNEL_TOKEN_FILE", "cloudflared", "developers.cloudflare.com, tunnel run parameters"),
    ("TUNNEL_CRED_FILE", "cloudflared", "developers.cloudflare.com, tunnel run parameters"),
    ("CLOUDFLARE_TUNNEL_TOKEN", "cloudflared", "developers.cloudflare.com, tunnel run parameters"),
    ("CLOUDFLARED_TOKEN", "cloudflared", "developers.cloudflare.com, tunnel run parameters"),
    ("NGROK_AUTHTOKEN", "ngrok", "ngrok.com/docs, agent SDKs"),
    ("ZROK_ENABLE_TOKEN", "zrok", "docs.zrok.io"),
    ("PINGGY_TOKEN", "pinggy", "pinggy.io docs"),
    ("TS_ENABLE_FUNNEL", "tailscale funnel", "tailscale.com/kb/1311"),
    ("GRADIO_SHARE", "gradio", "gradio.app docs, environment variables"),
    ("TSIDP_USE_FUNNEL", "tailscale funnel", "tailscale cmd/tsidp"),
  ]

  /// What a script of an interpreter calls when it opens a tunnel, in lower case.
  static let libraries: [(text: String, source: String)] = [
    ("pyngrok", "pyngrok docs"), ("ngrok.connect(", "ngrok.com/docs, agent SDKs"),
    ("ngrok.forward(", "ngrok.com/docs, agent SDKs"), ("@ngrok/ngrok", "ngrok.com/docs, agent SDKs"),
    ("run_with_ngrok", "flask-ngrok README"), ("flask_cloudflared", "flask-cloudflared README"),
    ("pycloudflared", "pycloudflared README"), ("localtunnel", "localtunnel README"),
    ("share=true", "gradio.app docs, sharing your app"), ("tunnelmole", "tunnelmole README"),
    ("smee-client", "smee.io"),
  ]

  /// Whether a host is one of the cluster's own, by its form alone.
  static func isInside(_ host: String) -> Bool {
    if let range = AddressRange(host) { return range.reach != .internet }
    if host.contains("$") || !host.contains(".") { return true }
    return host.hasSuffix(".svc") || host.contains(".svc.") || host.hasSuffix(".local") || host.hasSuffix(".ts.net")
      || host.hasSuffix(".internal")
  }
}

extension Judge {
  /// A relay that dials out on both sides, a step into the node's network, a container beside the cluster.
  func relay(_ call: Invocation, _ pod: PodSet) -> Way? {
    switch call.program {
    case "socat": return socat(call.arguments)
    case "nsenter":
      let words = call.arguments
      let isAll = words.contains("-a") || words.contains("--all")
      let network = words.contains {
        $0 == "-n" || $0.hasPrefix("--net") || ($0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("n"))
      }
      guard pod.spec["hostPID"]?.bool == true, isAll || network else { return nil }
      return Way(
        .unknown, "maker", "it steps into the node's network, where it may listen on the node's addresses",
        "man nsenter; kubernetes.io API reference, hostPID")
    default:
      if let way = library(call) { return way }
    }
    guard Relays.runtimes.contains(call.program),
      call.arguments.contains(where: Relays.starting.contains), reachesRuntime(pod)
    else { return nil }
    return Way(
      .unknown, "maker", "it starts containers on the node with \(call.program), past Kubernetes",
      "docs.docker.com, the daemon's socket")
  }

  private func library(_ call: Invocation) -> Way? {
    guard !call.script.isEmpty else { return nil }
    let lower = call.script.lowercased().filter { $0 != " " }
    guard let row = Relays.libraries.first(where: { lower.contains($0.text) }) else { return nil }
    return Way(
      .internet, "tunnel", "its \(call.program) script opens a public tunnel (\(row.text))", row.source)
  }

  private func socat(_ words: [String]) -> Way? {
    let addresses = words.filter { !$0.hasPrefix("-") && $0.contains(":") }
    guard addresses.count == 2 else { return nil }
    var hosts: [String] = []
    for address in addresses {
      let parts = address.split(separator: ",")[0].split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2, Relays.connecting.contains(parts[0].lowercased()) else { return nil }
      hosts.append(String(parts[1].split(separator: ":").first ?? ""))
    }
    guard let outside = hosts.first(where: { !Relays.isInside($0) }) else { return nil }
    return Way(
      .internet, "tunnel", "socat joins a connection to \(outside) with one into the cluster: a tunnel", "man socat")
  }

  private func reachesRuntime(_ pod: PodSet) -> Bool {
    (pod.spec["volumes"]?.array ?? []).contains { volume in
      guard let path = volume.at("hostPath", "path")?.string else { return false }
      return Relays.sockets.contains { path.hasSuffix($0) }
        || ["/", "/run", "/var/run", "/run/containerd", "/var/run/docker"].contains(path)
    }
  }

  /// A volume with the folder from which the kubelet starts pods, unless every mount of it is read-only.
  func staticPods(_ pod: PodSet) -> [Way] {
    for volume in pod.spec["volumes"]?.array ?? [] {
      guard let path = volume.at("hostPath", "path")?.string,
        path == "/etc/kubernetes/manifests" || path == "/var/lib/rancher/k3s/server/manifests"
          || path == "/var/lib/rancher/rke2/server/manifests"
      else { continue }
      let writes = pod.containers.contains { container in
        (container["volumeMounts"]?.array ?? []).contains {
          $0["name"] == volume["name"] && $0["readOnly"]?.bool != true
        }
      }
      guard writes else { continue }
      return [
        Way(
          .unknown, "maker", "it may write pods into \(path), and what it makes is not in the set",
          "kubernetes.io docs, static pods")
      ]
    }
    return []
  }

  /// A container that runs a program nobody knows, with a variable that only a tunnel reads.
  func tellingVariable(_ container: Value) -> Way? {
    let names = (container["env"]?.array ?? []).compactMap { $0["name"]?.string }
    if names.isEmpty { return nil }
    guard let row = Relays.variables.first(where: { names.contains($0.name) }) else { return nil }
    return Way(
      .unknown, "tunnel", "its variable \(row.name) is read by \(row.program), which publishes what it reaches",
      row.source)
  }
}
