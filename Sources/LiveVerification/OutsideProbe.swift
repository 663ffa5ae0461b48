import KubeAPI
import KubeClient
import Manifest
import Verification

/// A look from this machine: what must not answer, and what must.
struct OutsideProbe: Sendable {
  let live: LiveObjects
  let ingresses: [ObjectKey]
  let work: LiveWork
  /// For one connection.
  var timeout: Duration = .seconds(4)

  func checks(on client: KubeClient) async -> [Verification.Check] {
    var checks = [await publicAddresses(on: client)]
    for key in ingresses {
      if let entrance = work.entrance(key) { checks.append(await tailnet(entrance)) }
    }
    return checks
  }

  // MARK: - What must refuse

  private func publicAddresses(on client: KubeClient) async -> Verification.Check {
    let title = "Public addresses refuse"
    let ports = servicePorts
    var targets: [(host: String, port: Int)] = []
    for service in live.list(GroupKind("", "Service")) {
      for entry in service.at("status", "loadBalancer", "ingress")?.array ?? [] {
        let host = entry["ip"]?.string ?? entry["hostname"]?.string ?? ""
        // The tailnet's own names and addresses are meant to answer, to its members.
        if host.isEmpty || OutsideProbe.isTailnet(host) { continue }
        for port in service.at("spec", "ports")?.array ?? [] {
          if let number = port["port"]?.int { targets.append((host, Int(number))) }
        }
      }
    }
    do throws(StatusError) {
      for node in try await client.list(GroupKind("", "Node")) {
        for address in node.at("status", "addresses")?.array ?? [] where address["type"]?.string == "ExternalIP" {
          for port in ports { targets.append((address["address"]?.string ?? "", port)) }
        }
      }
    } catch {
      if targets.isEmpty { return LiveWork.check(title, .skipped, "nodes cannot be listed: \(error.message)") }
    }
    if targets.isEmpty {
      return LiveWork.check(title, .skipped, "no node or Service of the app has a public address to look at")
    }
    var open: [String] = []
    for target in targets where await NetworkProbe.connects(host: target.host, port: target.port, timeout: timeout) {
      open.append("\(target.host):\(target.port)")
    }
    if open.isEmpty { return LiveWork.check(title, .passed, "\(targets.count) addresses and ports refuse from here") }
    let findings = open.map {
      Finding(.error, rule: "answers-publicly", "\($0) takes connections from this machine", nextStep: "close it")
    }
    return LiveWork.check(title, .failed, "takes connections: \(open.joined(separator: ", "))", findings)
  }

  /// Node ports and host ports of the app, and the web's own.
  private var servicePorts: [Int] {
    var ports: Set<Int> = [80, 443]
    for service in live.list(GroupKind("", "Service")) {
      for port in service.at("spec", "ports")?.array ?? [] {
        if let number = port["nodePort"]?.int, number > 0 { ports.insert(Int(number)) }
      }
    }
    for pod in live.list(GroupKind("", "Pod")) {
      for container in pod.at("spec", "containers")?.array ?? [] {
        for port in container["ports"]?.array ?? [] {
          if let number = port["hostPort"]?.int, number > 0 { ports.insert(Int(number)) }
        }
      }
    }
    return ports.sorted()
  }

  static func isTailnet(_ host: String) -> Bool {
    if host.hasSuffix(".ts.net") { return true }
    guard let address = IPAddress(host) else { return false }
    return ["100.64.0.0/10", "fd7a:115c:a1e0::/48"].contains { CIDRBlock($0)?.contains(address) == true }
  }

  // MARK: - What must answer

  private func tailnet(_ entrance: LiveWork.Entrance) async -> Verification.Check {
    let title = "\(entrance.ingress.name) answers on the tailnet"
    if entrance.host.isEmpty { return LiveWork.check(title, .failed, "the Ingress has no address") }
    let url = "https://\(entrance.host)\(entrance.path)"
    switch await NetworkProbe.get(url, timeout: .seconds(15)) {
    case .answered(let status) where status < 500: return LiveWork.check(title, .passed, "\(url): HTTP \(status)")
    case .answered(let status): return LiveWork.check(title, .failed, "\(url): HTTP \(status)")
    case .unknownHost:
      return LiveWork.check(
        title, .skipped, "\(entrance.host) cannot be found from here: this machine is not on the tailnet")
    case .refused(let reason):
      return LiveWork.check(
        title, .failed, "\(url): \(reason)",
        [
          Finding(
            .error, rule: "tailnet-silent", object: entrance.ingress.description, "\(url): \(reason)",
            nextStep: "is HTTPS enabled for the tailnet, and may you reach the device (tailnet policy)?")
        ])
    }
  }
}
