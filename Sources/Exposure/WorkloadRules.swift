import Manifest

extension Judge {
  private static let podAPI = "kubernetes.io API reference, Pod"

  /// What a workload opens by itself (rules 10 to 12); empty when it is no way in.
  func workload(_ pod: PodSet) -> [Way] {
    var ways = nodeWays(pod) + attachedNetworks(pod) + staticPods(pod)
    for container in pod.containers { ways += self.container(container, pod) }
    return ways
  }

  /// Host network and host ports.
  func nodeWays(_ pod: PodSet) -> [Way] {
    var ways: [Way] = []
    if pod.spec["hostNetwork"]?.bool == true {
      ways.append(
        Way(
          context.nodeReach, "host network", "its pods use the node's own network", Judge.podAPI + ", hostNetwork"))
    }
    for container in pod.containers {
      for port in container["ports"]?.array ?? [] {
        guard let number = port["hostPort"]?.int, number != 0 else { continue }
        if let way = hostPort(number, port["hostIP"]?.string ?? "") { ways.append(way) }
      }
    }
    return ways
  }

  private func hostPort(_ number: Int64, _ address: String) -> Way? {
    let rule = Judge.podAPI + ", hostPort and hostIP"
    let listener = "host port \(number)"
    guard !address.isEmpty else {
      return Way(context.nodeReach, listener, "it opens port \(number) on every address of the node", rule)
    }
    guard let ip = Address(address), let range = AddressRange(address) else {
      return Way(.unknown, listener, "its hostIP is no address", rule)
    }
    if ip.isLoopback { return nil }
    if ip.isUnspecified {
      return Way(context.nodeReach, listener, "it opens port \(number) on every address of the node", rule)
    }
    return Way(range.reach, listener, "it opens port \(number) on the node's address \(address)", rule)
  }

  private func container(_ container: Value, _ pod: PodSet) -> [Way] {
    let path = Image.path(container["image"]?.string ?? "")
    let tunnel = Tunnels.row(ofImage: path)
    let telling = tellingVariable(container)
    let hasWords =
      container["command"] != nil || container["args"] != nil || container["lifecycle"] != nil
      || container["livenessProbe"]?["exec"] != nil || container["readinessProbe"]?["exec"] != nil
      || container["startupProbe"]?["exec"] != nil
    if !hasWords, tunnel == nil, telling == nil, !CoderServer.isCoder(image: path), !TailscalePod.isTailscale(container)
    {
      return []
    }
    let entrypoint =
      tunnel?.programs.first ?? Makers.entrypoint(ofImage: path) ?? (CoderServer.isCoder(image: path) ? "coder" : nil)
    let calls = Command.invocations(
      container, entrypoint: entrypoint, environment: hasWords ? environment(of: container, in: pod) : [:]
    ) { name in
      guard name.hasPrefix("/"), case .text(let text) = file(name, of: container, in: pod) else { return nil }
      return text
    }
    var ways: [Way] = []
    if let way = tailscale(container, calls, in: pod) { ways.append(way) }
    if let way = coderTunnel(container, calls, in: pod) { ways.append(way) }
    if let way = tunnelWay(container, tunnel, calls, pod) {
      ways.append(way)
    } else if tunnel == nil, let telling {
      ways.append(telling)
    }
    for call in calls { if let way = relay(call, pod) { ways.append(way) } }
    for call in calls {
      if let change = Makers.change(call) {
        ways.append(
          Way(.unknown, "maker", "\(change.why), and what it makes is not in the set", change.source))
        break
      }
    }
    return ways
  }

  private func tunnelWay(_ container: Value, _ image: Tunnel?, _ calls: [Invocation], _ pod: PodSet) -> Way? {
    let read: (String) -> String? = { name in
      guard case .text(let text) = file(name, of: container, in: pod) else { return nil }
      return text
    }
    var ways: [Way] = []
    var ran = false
    for call in calls {
      guard let i = Tunnels.byProgram[call.program] else {
        if call.program == "tunnel", cloudflaredShape(call.arguments) {
          ways.append(Way(.internet, "tunnel", "its arguments are those of cloudflared tunnel run", "default deny"))
        }
        continue
      }
      let row = Tunnels.table[i]
      // An image of ssh takes its mode from variables: without words of its own it forwards remotely.
      let isImage = image.map { $0.programs.first == row.programs.first } ?? false
      if isImage && (call.program != "ssh" || !call.arguments.isEmpty) { ran = true }
      guard row.publishes(call.arguments, file: read), !onlyVisits(call, container, pod) else { continue }
      ways.append(way(row, call.program))
    }
    // An image that publishes by itself, started with a command that says nothing else.
    if let image, !ran, starts(image, container, calls) { ways.append(way(image, image.programs.first ?? "its image")) }
    return ways.isEmpty ? nil : widest(ways)
  }

  private func way(_ row: Tunnel, _ program: String) -> Way {
    row.reach == .internet
      ? Way(.internet, "tunnel", "\(program) publishes what it reaches through a public tunnel", row.source)
      : Way(.unknown, "overlay network", "\(program) joins another network than the tailnet", row.source)
  }

  /// `tunnel run --token …` as the whole command line, whatever the image is called.
  private func cloudflaredShape(_ words: [String]) -> Bool {
    let flags = [
      "--token", "--no-autoupdate", "--url", "--hello-world", "--protocol", "--edge-ip-version", "--credentials",
    ]
    return (words.contains("run") && words.allSatisfy { !$0.hasPrefix("-") })
      || words.contains { word in flags.contains { word.hasPrefix($0) } }
  }

  private func starts(_ image: Tunnel, _ container: Value, _ calls: [Invocation]) -> Bool {
    if image.programs.isEmpty { return true }
    if (container["command"]?.array ?? []).isEmpty {
      if case .sshRemoteForward = image.publishes { return true }
      return false
    }
    let idle: Set<String> = ["sleep", "tail", "true", "cat", "echo", "ls", "cp", "install", "chmod", "chown", "mkdir"]
    guard let first = calls.first else { return true }
    return !Command.shells.contains(first.program) && !idle.contains(first.program)
      && !Command.wrappers.contains(first.program)
      && !Programs.isKnown(first.program)
  }

  /// frp's visitors dial out to other clients; a configuration of visitors only publishes nothing.
  private func onlyVisits(_ call: Invocation, _ container: Value, _ pod: PodSet) -> Bool {
    guard call.program == "frpc",
      let path = Command.value(of: "-c", in: call.arguments) ?? Command.value(of: "--config", in: call.arguments),
      case .text(let text) = file(path, of: container, in: pod)
    else { return false }
    return text.contains("[[visitors]]") && !text.contains("[[proxies]]")
  }
}
