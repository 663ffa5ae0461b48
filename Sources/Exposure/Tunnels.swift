/// A program that publishes what runs in the cluster, or joins another network.
///
/// To teach the judge one, add a row to ``Tunnels/table``: its program names, its images, when it publishes, and how
/// far.
struct Tunnel: Sendable {
  /// When an invocation publishes.
  enum Publishes: Sendable {
    /// However it is called.
    case always
    /// Unless the first of its words that is a subcommand at all is one of these.
    case unless([String])
    /// Only when one of its words is one of these.
    case when([String])
    /// Only when the first word that is no flag is one of the first, and another begins with the second.
    case whenPrefix([String], String)
    /// OpenSSH: `-R`, `-o RemoteForward`, or a configuration with RemoteForward.
    case sshRemoteForward
  }

  var programs: [String]
  var images: [String]
  var publishes: Publishes
  var reach: Reach
  var source: String
}

enum Tunnels {
  private static let help = ["help", "--help", "-h", "version", "--version", "-v", "-V", "completion"]

  static let table: [Tunnel] = publicTunnels + overlays

  private static let publicTunnels: [Tunnel] = [
    row(
      ["cloudflared"], ["cloudflare/cloudflared", "cloudflared"],
      .unless(
        help + [
          "access", "proxy-dns", "update", "login", "list", "info", "create", "delete", "cleanup", "token", "route",
          "vnet", "tail", "management", "forward", "ready", "diag",
        ]), "developers.cloudflare.com, Cloudflare Tunnel"),
    row(
      ["ngrok"], ["ngrok/ngrok", "wernight/ngrok", "ngrok"],
      .unless(help + ["config", "api", "credits", "update", "diagnose", "service", "authtoken", "add-authtoken"]),
      "ngrok.com/docs/agent"),
    row(
      ["frpc"], ["fatedier/frpc", "snowdreamtech/frpc", "frpc"],
      .unless(help + ["verify", "status", "reload", "stop"]),
      "github.com/fatedier/frp README"),
    row(["ssh", "autossh", "dbclient"], ["jnovack/autossh"], .sshRemoteForward, "man ssh, -R"),
    row(
      ["inlets", "inlets-pro"], ["inlets/inlets-pro", "inlets/inlets", "inlets-pro"], .when(["client"]),
      "docs.inlets.dev"),
    row(["chisel"], ["jpillora/chisel", "chisel"], .whenPrefix(["client"], "R:"), "github.com/jpillora/chisel README"),
    row(["bore"], ["ekzhang/bore", "bore"], .when(["local"]), "github.com/ekzhang/bore README"),
    row(["lt", "localtunnel"], ["localtunnel", "efrecon/localtunnel"], .unless(help), "localtunnel README"),
    row(["zrok"], ["openziti/zrok", "zrok"], .when(["share", "reserve"]), "docs.zrok.io"),
    row(["loclx", "localxpose"], ["localxpose/localxpose", "localxpose"], .when(["tunnel"]), "localxpose.io/docs"),
    row(["expose"], ["beyondcodegmbh/expose", "expose"], .when(["share", "share-cwd"]), "expose.dev/docs"),
    row(["pagekite", "pagekite.py"], ["pagekite"], .unless(help), "pagekite.net/docs"),
    row(["tunnelmole", "tmole"], ["tunnelmole"], .unless(help), "tunnelmole README"),
    row(
      ["playit", "playit-agent", "playit-cli"], ["playit", "playit-agent", "playit-docker"], .unless(help),
      "playit.gg docs"),
    row(["telebit"], ["telebit"], .unless(help), "telebit README"),
    row(["jprq"], ["jprq"], .when(["http", "tcp", "serve"]), "jprq README"),
    row(["pktriot"], ["pktriot", "packetriot/pktriot"], .unless(help), "packetriot docs"),
    row(["boringproxy"], ["boringproxy"], .when(["client"]), "boringproxy README"),
    row(["rathole"], ["rapiz1/rathole", "rathole"], .unless(help + ["--server", "-s"]), "rathole README"),
    row(["nps-client", "npc"], ["ffdfgdfg/npc", "npc"], .unless(help), "nps README"),
    row(
      ["gost"], ["ginuerzh/gost", "gogost/gost", "gost"], .whenPrefix([], "rtcp://"),
      "gost docs, remote port forwarding"),
    row(["wstunnel"], ["erebe/wstunnel", "wstunnel"], .whenPrefix(["client"], "-R"), "wstunnel README"),
    row(["code", "code-insiders", "code-tunnel"], [], .when(["tunnel"]), "code.visualstudio.com, Remote Tunnels"),
    row(["devtunnel"], ["devtunnel"], .when(["host"]), "learn.microsoft.com, dev tunnels"),
    row(["sshuttle-reverse", "holesail"], ["holesail"], .unless(help), "holesail docs"),
    row(["pinggy"], ["pinggy/pinggy", "pinggy"], .unless(help), "pinggy.io docs"),
    row(["hookdeck"], ["hookdeck/hookdeck-cli", "hookdeck-cli"], .when(["listen"]), "hookdeck.com docs"),
    row(["smee", "smee-client"], ["smee-client"], .unless(help), "smee.io"),
    row(["beame-insta-ssl"], [], .unless(help), "beame docs"),
    row(["tunnelto"], ["agrinman/tunnelto", "tunnelto"], .unless(help + ["set-auth"]), "tunnelto README"),
    row(["loophole"], ["loophole"], .when(["http", "path", "webdav"]), "loophole.cloud docs"),
    row(["piko"], ["andydunstall/piko", "piko"], .when(["agent", "forward"]), "piko README"),
    row(["reverst"], ["flipt-io/reverst", "reverst"], .when(["client"]), "reverst README"),
    row(["gs-netcat", "gsocket"], ["hackerschoice/gsocket", "gsocket"], .unless(help), "gsocket.io"),
    row(["onionpipe"], ["onionpipe"], .unless(help), "onionpipe README"),
    row(
      ["connectd", "remoteit"], ["remoteit/remoteit-agent", "remoteit-agent", "remote.it"], .unless(help), "remote.it"),
    row(["srvus", "sirtunnel.py", "sirtunnel"], ["sirtunnel"], .unless(help), "SirTunnel README"),
    row(["zrok2"], ["openziti/zrok2", "zrok2"], .when(["share", "reserve"]), "docs.zrok.io"),
    row(["nport"], ["nport"], .when(["-p", "--port", "--url"]), "nport README"),
    row(["code-server"], [], .whenPrefix([], "--link"), "coder/code-server docs, --link"),
    row(["tsidp"], ["tsidp"], .when(["-funnel", "--funnel", "-funnel=true", "--funnel=true"]), "tailscale cmd/tsidp"),
    row(["pomerium-cli"], [], .when(["tunnel"]), "pomerium docs"),
    row(["n8n"], [], .when(["--tunnel"]), "docs.n8n.io, CLI start --tunnel"),
    row(["expo"], [], .when(["--tunnel"]), "docs.expo.dev, expo start --tunnel"),
    row(["plink"], [], .sshRemoteForward, "PuTTY documentation, plink -R"),
    row([], ["goldy/tor-hidden-service", "tor-hidden-service"], .always, "torproject.org, onion services"),
  ]

  private static let overlays: [Tunnel] = [
    overlay(["zerotier-one", "zerotier-cli"], ["zerotier/zerotier", "zerotier", "zerotier-one"], "docs.zerotier.com"),
    overlay(["netbird"], ["netbirdio/netbird", "netbird"], "docs.netbird.io"),
    overlay(["nebula"], ["nebula", "nebulaoss/nebula"], "nebula.defined.net/docs"),
    overlay(
      ["wg", "wg-quick", "wireguard-go", "boringtun", "boringtun-cli"],
      ["linuxserver/wireguard", "wireguard", "wg-easy", "wireguard-go", "boringtun"], "wireguard.com"),
    overlay(
      ["openvpn"],
      ["openvpn", "kylemanna/openvpn", "dperson/openvpn-client", "qmcgaw/gluetun", "gluetun", "openvpn-as"],
      "openvpn.net manual"),
    overlay(["connectord", "twingate"], ["twingate/connector", "twingate/client"], "twingate.com/docs"),
    overlay(
      ["ziti-edge-tunnel", "ziti-tunnel", "ziti-router", "ziti-host"],
      ["openziti/ziti-edge-tunnel", "openziti/ziti-tunnel", "openziti/ziti-router", "openziti/ziti-host", "ziti-host"],
      "openziti.io docs"),
    overlay(["netclient"], ["gravitl/netclient", "netclient"], "docs.netmaker.io"),
    overlay(["husarnet", "husarnet-daemon"], ["husarnet/husarnet", "husarnet"], "husarnet.com/docs"),
    overlay(["tincd"], ["tinc"], "tinc-vpn.org"),
    overlay(["innernet"], ["innernet"], "innernet README"),
    overlay(
      ["warp-svc", "warp-cli"], ["cloudflare-warp", "warp", "caomingjun/warp"], "developers.cloudflare.com, WARP"),
    overlay(["firezone-gateway", "firezone"], ["firezone/gateway", "firezone/client"], "firezone.dev/kb"),
    overlay(["yggdrasil"], ["yggdrasil"], "yggdrasil-network.github.io"),
    overlay(["vpnserver", "vpnclient", "vpnbridge"], ["softethervpn", "softether"], "softether.org"),
    overlay(["charon", "swanctl", "ipsec", "strongswan"], ["strongswan"], "strongswan.org"),
    overlay(["openconnect", "vpnc", "ocserv"], ["openconnect", "ocserv"], "openconnect manual"),
    overlay(
      ["skrouterd", "skupper"], ["skupper/skupper-router", "skupper-router", "skupper/router"], "skupper.io docs"),
    overlay(["submariner-gateway"], ["submariner/submariner-gateway", "submariner-gateway"], "submariner.io"),
    overlay(["telepresence"], ["telepresence"], "telepresence.io docs"),
    overlay(
      ["teleport"], ["gravitational/teleport", "teleport-distroless", "teleport-ent-distroless"], "goteleport.com docs"),
    overlay(["hamachid"], ["hamachi"], "logmein hamachi"),
    overlay(["pangolin-newt", "newt"], ["fosrl/newt", "newt"], "docs.fossorial.io"),
    overlay(["n2n-edge"], ["n2n"], "n2n README"),
    overlay(["easytier-core"], ["easytier/easytier", "easytier"], "easytier docs"),
    overlay(["vnt-cli"], ["vnt"], "vnt README"),
    overlay(["omniedge"], ["omniedge"], "omniedge docs"),
    overlay(["border0"], ["borderzero/border0", "border0"], "docs.border0.com"),
    overlay(["sdm"], ["strongdm/relay", "strongdm/client", "sdm-relay"], "strongdm docs, relays"),
    overlay(["ockam"], ["build-trust/ockam", "ockam"], "docs.ockam.io"),
    overlay(["octelium", "octelium-client"], ["octelium/octelium", "octelium"], "octelium docs"),
    overlay(["azbridge"], ["azure-relay/azbridge", "azbridge"], "github.com/Azure/azure-relay-bridge"),
    overlay(
      ["amazon-ssm-agent"], ["amazon-ssm-agent/amazon-ssm-agent", "amazon-ssm-agent"], "docs.aws.amazon.com, SSM"),
    overlay(["pritunl", "pritunl-client"], ["pritunl", "pritunl-client"], "docs.pritunl.com"),
    overlay(["boundary"], ["hashicorp/boundary", "hashicorp/boundary-enterprise"], "developer.hashicorp.com/boundary"),
    overlay(["wireproxy"], ["wireproxy"], "wireproxy README"),
    overlay(["gerbil"], ["fosrl/gerbil", "fosrl/olm"], "docs.pangolin.net"),
    overlay(["kg"], ["squat/kilo"], "kilo.squat.ai"),
    overlay(["meshcentral", "meshagent"], ["meshcentral"], "meshcentral.com docs"),
    overlay(["rustdesk"], ["rustdesk"], "rustdesk.com docs"),
    overlay(["cattle-cluster-agent"], ["rancher/rancher-agent"], "ranchermanager.docs.rancher.com, cluster agent"),
    overlay(["tor"], ["tor", "osminogin/tor-simple", "dperson/torproxy"], "torproject.org"),
    row(
      [],
      [
        "ngrok/ngrok-operator", "ngrok/kubernetes-ingress-controller", "inlets/inlets-operator", "inlets-operator",
        "cloudflare-operator", "cloudflare-tunnel-ingress-controller", "chisel-operator", "tunnel-operator",
      ], .always, "an operator that opens tunnels at run time", reach: .unknown),
  ]

  private static func row(
    _ programs: [String], _ images: [String], _ publishes: Tunnel.Publishes, _ source: String,
    reach: Reach = .internet
  ) -> Tunnel {
    Tunnel(programs: programs, images: images, publishes: publishes, reach: reach, source: source)
  }

  private static func overlay(_ programs: [String], _ images: [String], _ source: String) -> Tunnel {
    Tunnel(programs: programs, images: images, publishes: .unless(help), reach: .unknown, source: source)
  }

  static let byProgram: [String: Int] = {
    var index: [String: Int] = [:]
    for (i, row) in table.enumerated() { for program in row.programs { index[program] = i } }
    return index
  }()

  private static let byLastPart: [String: [Int]] = {
    var index: [String: [Int]] = [:]
    for (i, row) in table.enumerated() {
      for image in row.images { index[Image.lastPart(image), default: []].append(i) }
    }
    return index
  }()

  /// The row of an image path without tag.
  static func row(ofImage path: String) -> Tunnel? {
    for i in byLastPart[Image.lastPart(path)] ?? []
    where table[i].images.contains(where: { Image.ends(path, with: $0) }) {
      return table[i]
    }
    return nil
  }
}

extension Tunnel {
  /// Whether a program called with these words publishes.
  func publishes(_ words: [String], file: (String) -> String?) -> Bool {
    switch publishes {
    case .always: return true
    case .unless(let harmless):
      if words.contains(where: { ["--help", "--version"].contains($0) }) { return false }
      let subcommands = words.filter { !$0.hasPrefix("-") || harmless.contains($0) }
      if let first = subcommands.first, harmless.contains(first) { return false }
      // `cloudflared tunnel list`: the subcommand below another one.
      if subcommands.first == "tunnel",
        let second = subcommands.dropFirst().first(where: { harmless.contains($0) || $0 == "run" })
      {
        return second == "run"
      }
      return true
    case .when(let active): return words.contains { active.contains($0) }
    case .whenPrefix(let first, let prefix):
      let plain = words.filter { !$0.hasPrefix("-") }
      if !first.isEmpty, plain.first.map(first.contains) != true { return false }
      return words.contains { $0.hasPrefix(prefix) || ($0.contains("=" + prefix)) }
    case .sshRemoteForward: return OpenSSH.forwardsRemotely(words, file: file)
    }
  }
}

/// The options of OpenSSH's client, as far as remote forwarding hangs on them.
enum OpenSSH {
  private static let takesValue = Set("bcDEeFIiJLlMmOopQRSWwB")

  static func forwardsRemotely(_ words: [String], file: (String) -> String?) -> Bool {
    var i = 0
    while i < words.count {
      let word = words[i]
      i += 1
      guard word.hasPrefix("-"), word != "-" else { continue }
      let letters = Array(word.dropFirst())
      for (at, letter) in letters.enumerated() {
        if letter == "R" { return true }
        // autossh's -M takes a port, ssh's takes nothing: a port after it is a number.
        if letter == "M", at == letters.count - 1, i < words.count, Int(words[i]) != nil {
          i += 1
          break
        }
        guard takesValue.contains(letter), letter != "M" else { continue }
        let inline = String(letters[(at + 1)...])
        let value = inline.isEmpty ? (i < words.count ? words[i] : "") : inline
        if inline.isEmpty { i += 1 }
        if letter == "o", value.lowercased().trimmed.hasPrefix("remoteforward") { return true }
        if letter == "F", let text = file(value), text.lowercased().contains("remoteforward") { return true }
        break
      }
    }
    return false
  }
}
