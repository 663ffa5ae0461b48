import Flux
import KubeAPI
import Manifest
import Workspace

/// Rules about names, addresses and what Coder is told.
extension Lint {
  private var ingressType: GroupKind { GroupKind("networking.k8s.io", "Ingress") }

  /// Tailscale serves the first TLS host of an Ingress, no other and no wildcard (cmd/k8s-operator/ingress.go).
  func ingressHosts() -> [Finding] {
    var found: [Finding] = []
    for object in workspace.objects(ingressType)
    where object.value.at("spec", "ingressClassName")?.string == "tailscale" {
      let tls = object.value.at("spec", "tls")?.array ?? []
      var first = true
      for (t, entry) in tls.enumerated() {
        for (h, host) in (entry["hosts"]?.array ?? []).enumerated() {
          let name = host.string ?? ""
          let path: [PathStep] = ["spec", "tls", .index(t), "hosts", .index(h)]
          if name.hasPrefix("*") {
            found.append(
              finding(
                first ? .error : .warning, "wildcard-host", object, path,
                first
                  ? "\(name) comes first and would become the device's name: it is invalid"
                  : "\(name) is not served: Tailscale's Ingress ignores wildcards",
                next: "apps on subdomains need a domain of your own with a wildcard certificate"))
          } else if !first {
            found.append(
              finding(
                .warning, "second-host", object, path, "\(name) is not served: only the first TLS host is",
                next: "make an Ingress of its own for it"))
          }
          first = false
        }
      }
      if first {
        found.append(
          finding(
            .warning, "no-tls-host", object, ["spec"],
            "without a TLS host the device is called \(object.value.namespace)-\(object.value.name)-ingress",
            next: "set spec.tls: [{hosts: [\(object.value.name)]}]"))
      }
      for (r, rule) in (object.value.at("spec", "rules")?.array ?? []).enumerated() {
        guard let host = rule["host"]?.string, !host.isEmpty, host != tls.first?["hosts"]?[0]?.string else { continue }
        found.append(
          finding(
            .error, "rule-host", object, ["spec", "rules", .index(r), "host"],
            "the rule for host \(host) is ignored: it is not the first TLS host", next: "leave out the rule's host"))
      }
    }
    return found
  }

  /// What Coder's containers are told, judged by Coder's own rules.
  func coderEnvironment() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      for object in release.content.objects {
        for container in object.at("spec", "template", "spec", "containers")?.array ?? [] {
          guard container["image"]?.string?.contains("coder/coder") == true else { continue }
          found += judge(container, of: release)
        }
      }
    }
    return found
  }

  private func judge(_ container: Value, of release: RenderedApp.Release) -> [Finding] {
    var found: [Finding] = []
    let environment = container["env"]?.array ?? []
    func place(_ name: String) -> [PathStep] {
      Lint.variable(name, in: release.source.value) ?? ["spec", "values"]
    }
    for variable in environment {
      let name = variable["name"]?.string ?? ""
      if !name.hasPrefix("CODER_"), !name.hasPrefix("KUBE_"), variable.at("valueFrom", "secretKeyRef") != nil {
        found.append(
          finding(
            name.uppercased().contains("PASS") ? .error : .warning, "visible-credential", release.source, place(name),
            "\(name) comes from a Secret and every workspace template can read it: Coder hides only CODER_*",
            next: "call it CODER_DBSECRET_\(name.split(separator: "_").last.map(String.init) ?? name)"))
      }
    }
    func literal(_ name: String) -> String? {
      environment.last { $0["name"]?.string == name }?["value"]?.string
    }
    if let url = literal("CODER_ACCESS_URL") { found += accessURL(url, release, place("CODER_ACCESS_URL")) }
    if let wildcard = literal("CODER_WILDCARD_ACCESS_URL"), !wildcard.isEmpty {
      if wildcard.contains("://") {
        found.append(
          finding(
            .error, "wildcard-url", release.source, place("CODER_WILDCARD_ACCESS_URL"),
            "CODER_WILDCARD_ACCESS_URL must have no scheme: the server refuses to start", next: "write *.example.com"))
      } else if !hasOwnDevice {
        found.append(
          finding(
            .warning, "wildcard-url", release.source, place("CODER_WILDCARD_ACCESS_URL"),
            "\(wildcard) is not served: Tailscale's Ingress ignores wildcards, so apps on subdomains do not open",
            next: "leave it out, or take a design that serves it: drydock new coder --wildcard own-domain | split-dns"))
      }
    }
    if let url = literal("CODER_PG_CONNECTION_URL"), url.contains("sslmode=disable") {
      found.append(
        finding(
          .error, "database-tls", release.source, place("CODER_PG_CONNECTION_URL"),
          "sslmode=disable sends the database password in the clear", next: "use sslmode=require or verify-full"))
    }
    return found
  }

  /// A Service of the app that Tailscale passes whole to the pods: every name that leads to it is served.
  private var hasOwnDevice: Bool {
    workspace.objects(GroupKind("", "Service")).contains {
      $0.value.at("spec", "loadBalancerClass")?.string == "tailscale"
        && $0.value.at("spec", "selector", "app.kubernetes.io/name")?.string == "coder"
    }
  }

  private func accessURL(_ url: String, _ release: RenderedApp.Release, _ place: [PathStep]) -> [Finding] {
    guard let scheme = url.firstRange(of: "://") else {
      return [
        finding(
          .error, "access-url", release.source, place, "CODER_ACCESS_URL \"\(url)\" has no scheme",
          next: "write https://<host>.<tailnet>.ts.net")
      ]
    }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let host = String(authority.prefix { $0 != ":" })
    let served = workspace.objects(ingressType)
      .filter { $0.value.at("spec", "ingressClassName")?.string == "tailscale" }
      .compactMap { $0.value.at("spec", "tls")?[0]?["hosts"]?[0]?.string?.split(separator: ".").first.map(String.init) }
    if served.contains(host) {
      return [
        finding(
          .error, "access-url", release.source, place,
          "https://\(host) has no certificate and is not the served name: Tailscale serves \(host).<tailnet>.ts.net only",
          next: "set CODER_ACCESS_URL: https://\(host).\(workspace.rehearsal.tailnet)")
      ]
    }
    let names = served.map { "\($0).\(workspace.rehearsal.tailnet)" }
    if !served.isEmpty && !names.contains(host) && !workspace.rehearsal.file.isEmpty {
      return [
        finding(
          .error, "access-url", release.source, place,
          "CODER_ACCESS_URL names \(host), but the Ingress serves \(names.joined(separator: ", "))",
          next: "set CODER_ACCESS_URL: https://\(names[0])")
      ]
    }
    return []
  }

  /// Where a value tree sets the variable of that name.
  public static func variable(_ name: String, in value: Value, at path: [PathStep] = []) -> [PathStep]? {
    if value["name"]?.string == name, value["value"] != nil || value["valueFrom"] != nil { return path + ["name"] }
    for pair in value.object ?? Object() {
      if let found = variable(name, in: pair.value, at: path + [.key(pair.key)]) { return found }
    }
    for (i, element) in (value.array ?? []).enumerated() {
      if let found = variable(name, in: element, at: path + [.index(i)]) { return found }
    }
    return nil
  }
}
