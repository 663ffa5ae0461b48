import Manifest

/// Workloads that run Tailscale themselves (rule 10).
enum TailscalePod {
  static let programs: Set<String> = ["tailscale", "tailscaled", "containerboot"]
  /// Images that join the tailnet by themselves.
  static let images = ["golink", "tsrecorder", "tsidp", "tsdproxy", "tclip"]
  static let source = "tailscale cmd/containerboot; tailscale.com/kb/1282/docker"

  static func isTailscale(_ container: Value) -> Bool {
    guard let image = container["image"]?.string else { return false }
    let path = Image.path(image)
    let last = Image.lastPart(path)
    if last.hasPrefix("tailscale") { return true }
    // Its operator and proxy have common names.
    if last == "k8s-operator" || last == "k8s-proxy" { return path.contains("tailscale") }
    return images.contains { Image.ends(path, with: $0) }
  }
}

extension Judge {
  /// What the tailscale in a pod opens; `nil` when none runs there.
  func tailscale(_ container: Value, _ calls: [Invocation], in pod: PodSet) -> Way? {
    for call in calls where call.program == "tailscale" {
      if let way = command(call.arguments, container, pod) { return way }
    }
    let runs = calls.contains { TailscalePod.programs.contains($0.program) && !isQuery($0) }
    guard TailscalePod.isTailscale(container) || runs else { return nil }
    if let way = serveConfig(container, pod) { return way }
    return Way(
      .tailnet, "tailscale container", "it runs tailscale: members of the tailnet reach the pod", TailscalePod.source)
  }

  private func isQuery(_ call: Invocation) -> Bool {
    guard call.program == "tailscale" else { return false }
    let first = call.arguments.first { !$0.hasPrefix("-") } ?? ""
    return ["", "status", "version", "ip", "ping", "netcheck", "whois", "help", "logout", "down", "nc"].contains(first)
  }

  /// `tailscale funnel …` opens to the internet unless it switches it off or only asks.
  private func command(_ words: [String], _ container: Value, _ pod: PodSet) -> Way? {
    let rule = "tailscale.com/kb/1311/tailscale-funnel"
    let plain = words.filter { !$0.hasPrefix("-") }
    guard let at = plain.firstIndex(where: { $0 == "funnel" || $0 == "serve" }), at <= 1 else { return nil }
    let rest = plain[(at + 1)...]
    if words.contains("--help") || words.contains("-h") { return nil }
    if rest.contains("set-config") || rest.contains("set-raw") {
      return Way(.unknown, "tailscale serve", "its serve configuration comes from a file that may open Funnel", rule)
    }
    guard plain[at] == "funnel" else { return nil }
    let quiet: Set<String> = ["off", "reset", "status", "help", "clear", "drain", "advertise"]
    if rest.contains(where: quiet.contains) { return nil }
    return Way(.internet, "tailscale funnel", "it runs tailscale funnel, which opens the port to the internet", rule)
  }

  private func serveConfig(_ container: Value, _ pod: PodSet) -> Way? {
    let rule = "tailscale cmd/containerboot/serve.go; ipn.ServeConfig"
    let path: String
    switch variable("TS_SERVE_CONFIG", of: container, in: pod) {
    case .absent: return nil
    case .text(let text):
      if text.isEmpty { return nil }
      path = text
    case .unknown:
      // A Secret with the auth key is no configuration: a serve configuration needs a file that is mounted.
      let mounted = (container["volumeMounts"]?.array ?? []).contains { mount in
        let volume = (pod.spec["volumes"]?.array ?? []).first { $0["name"] == mount["name"] }
        return volume?["emptyDir"] == nil
      }
      let listed = (container["env"]?.array ?? []).contains { $0["name"]?.string == "TS_SERVE_CONFIG" }
      return mounted || listed
        ? Way(.unknown, "tailscale serve", "TS_SERVE_CONFIG may come from an object that is not in the set", rule) : nil
    }
    guard case .text(let text) = file(path, of: container, in: pod) else {
      return Way(.unknown, "tailscale serve", "its serve configuration \(path) is not in the set", rule)
    }
    guard let config = try? JSON.parse(Array(text.utf8)), let funnel = allowsFunnel(config, 0) else {
      return Way(.unknown, "tailscale serve", "its serve configuration \(path) cannot be read", rule)
    }
    return funnel
      ? Way(.internet, "Funnel", "its serve configuration \(path) has an AllowFunnel that is true", rule) : nil
  }

  /// Whether any AllowFunnel is true; `nil` when it has another form.
  private func allowsFunnel(_ config: Value, _ depth: Int) -> Bool? {
    guard case .object(let top) = config, depth < 4 else { return nil }
    var open = false
    for pair in top {
      // Go matches JSON names without regard to case.
      switch pair.key.lowercased() {
      case "allowfunnel":
        if pair.value.isNull { continue }
        guard let ports = pair.value.object else { return nil }
        for port in ports {
          guard let value = port.value.bool else { return nil }
          open = open || value
        }
      case "foreground", "services":
        for inner in pair.value.object?.pairs ?? [] {
          guard let deep = allowsFunnel(inner.value, depth + 1) else { return nil }
          open = open || deep
        }
      default: break
      }
    }
    return open
  }

  /// Devices that the operator makes for custom resources (rule 7).
  func tailscaleDevice(_ item: Item) -> [Way] {
    let rule = "tailscale k8s-operator/apis/v1alpha1"
    switch item.role {
    case .tailscaleProxyGroup?:
      switch item.spec["type"]?.string {
      case "ingress"?, "egress"?: return []
      case "kube-apiserver"?:
        return [Way(.tailnet, "tailnet device", "it serves the Kubernetes API to the tailnet", rule)]
      default: return [Way(.unknown, "ProxyGroup", "spec.type is none of ingress, egress, kube-apiserver", rule)]
      }
    case .tailscaleRecorder?:
      return item.spec["enableUI"]?.bool == true
        ? [Way(.tailnet, "tailnet device", "its user interface is served to the tailnet", rule)] : []
    default: return [Way(.tailnet, "tailnet device", "a Connector is a device that members of the tailnet reach", rule)]
    }
  }
}
