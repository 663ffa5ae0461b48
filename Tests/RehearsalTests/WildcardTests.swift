import Manifest
import Rehearsal
import Scaffold
import Testing
import Workspace

/// The designs of `drydock new coder --wildcard`: written, rehearsed, proven private, and broken in one place each.
@Suite struct WildcardTests {
  private static func sandbox(_ wildcard: CoderApp.Wildcard) throws -> Sandbox {
    let sandbox = try Sandbox()
    var app = CoderApp(directory: "apps/coder-wild")
    app.tailnet = "example-tailnet"
    app.wildcard = wildcard
    for file in try app.files() { try sandbox.write(file.path, file.text) }
    return sandbox
  }

  private static let own = CoderApp.Wildcard.ownDomain(
    "coder.example.com", dnsItem: "vaults/setup-coder-prod/items/coder-dns-token")

  @Test func aDomainOfOnesOwn() async throws {
    let report = try await WildcardTests.sandbox(WildcardTests.own).rehearse("apps/coder-wild")
    let (succeeded, verdict, access) = (report.succeeded, report.exposure.verdict, report.access)
    #expect(succeeded, "\(report.story)")
    #expect(verdict == .private)
    #expect(access.contains("internet: nothing"))
    for host in ["coder.example.com", "x.coder.example.com"] {
      let line = access.first { $0.hasPrefix("host \(host):") } ?? ""
      #expect(line.contains(": served: ") && line.contains("Service coder-tailnet:443 → Pod :8443"), "\(line)")
      #expect(line.contains("certificate for coder.example.com, *.coder.example.com"), "\(line)")
    }
    let rules = report.findings.map(\.rule)
    #expect(!rules.contains("wildcard-url"))
  }

  @Test func theBareNames() async throws {
    let report = try await WildcardTests.sandbox(.splitDNS).rehearse("apps/coder-wild")
    let (succeeded, verdict, access) = (report.succeeded, report.exposure.verdict, report.access)
    #expect(succeeded, "\(report.story)")
    #expect(verdict == .private)
    #expect(
      report.access.contains { $0.hasPrefix("host coder: served: ") && $0.hasSuffix("coder-tailnet:80 → Pod :8080") })
    #expect(access.contains { $0.hasPrefix("host x.coder: served: ") && $0.contains("split DNS coder") })
  }

  /// What Tailscale's Ingress does not serve, with the reason.
  @Test func theIngressServesOneName() async throws {
    let access = try await Sandbox().rehearse().access
    #expect(access.contains { $0.hasPrefix("host coder.example-tailnet.ts.net: served: ") })
    #expect(access.contains { $0.hasPrefix("host coder: not served: ") && $0.contains("certificate") })
    #expect(access.contains { $0 == "host x.coder: not served: no DNS server of the tailnet knows the name" })
  }

  /// One fault each, and what the row of the host says then.
  @Test func faults() async throws {
    let cases: [(CoderApp.Wildcard, String, String, String, String)] = [
      (
        WildcardTests.own, "certificate-coder-tls.yaml", "    - \"*.coder.example.com\"\n", "", "its certificate is for"
      ),
      (WildcardTests.own, "issuer-coder.yaml", "key: credential", "key: token", "no pod behind it is ready"),
      (WildcardTests.own, "rehearsal.yaml", "\"*.coder.example.com\"", "\"*.example.org\"", "no DNS server"),
      (.splitDNS, "rehearsal.yaml", "zone: coder,", "zone: other,", "no DNS server"),
      (.splitDNS, "configmap-coder-dns.yaml", "    coder:1053 {", "    coffee:1053 {", "does not answer for coder"),
      (
        .splitDNS, "configmap-coder-dns.yaml", "coder-tailnet.coder.external", "coder.coder.external",
        "has no address for it"
      ),
      (.splitDNS, "service-coder-tailnet.yaml", "port: 80,", "port: 81,", "has no port 80"),
    ]
    for (wildcard, file, old, new, why) in cases {
      let sandbox = try WildcardTests.sandbox(wildcard)
      try sandbox.edit("apps/coder-wild/\(file)", old, new)
      let report = try await sandbox.rehearse("apps/coder-wild")
      let line = report.access.first { $0.hasPrefix("host x.coder") } ?? ""
      #expect(line.contains("not served") && line.contains(why), "\(file): \(line)")
    }
  }

  /// A single edit by which each design would open to the nodes or the internet.
  @Test func leaksAreFound() async throws {
    for wildcard in [WildcardTests.own, .splitDNS] {
      for (old, new) in [
        ("loadBalancerClass: tailscale\n", ""),
        ("allocateLoadBalancerNodePorts: false", "externalTrafficPolicy: Local"),
        ("type: LoadBalancer\n  loadBalancerClass: tailscale\n", "type: NodePort\n"),
      ] {
        let sandbox = try WildcardTests.sandbox(wildcard)
        try sandbox.edit("apps/coder-wild/service-coder-tailnet.yaml", old, new)
        let verdict = AppCheck(try await Workspace.open("\(sandbox.root)/apps/coder-wild")).exposure().verdict
        #expect(verdict != .private, "\(old) → \(new)")
      }
    }
  }

  @Test func certificatesAndNames() {
    #expect(TailnetNames.certificate("*.coder.example.com", covers: "x.coder.example.com"))
    #expect(!TailnetNames.certificate("*.coder.example.com", covers: "a.x.coder.example.com"))
    #expect(!TailnetNames.certificate("*.coder.example.com", covers: "coder.example.com"))
    #expect(TailnetNames.certificate("Coder.example.com", covers: "coder.EXAMPLE.com"))
  }

  @Test func wrongDomainsAreRefused() {
    for domain in ["coder", "example.com", "*.example.com", "Coder.Example.com", "coder..example.com"] {
      var app = CoderApp(directory: "apps/x")
      app.wildcard = .ownDomain(domain, dnsItem: "op://vault/item")
      #expect(throws: SourceError.self) { try app.files() }
    }
  }
}
