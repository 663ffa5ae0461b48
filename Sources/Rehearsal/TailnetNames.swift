import ClusterState
import KubeAPI
import Manifest
import Workspace

/// What becomes of the host names that people in the tailnet ask for: MagicDNS, records and split DNS, the device, the
/// certificate, the Service, the pod.
///
/// Names are resolved as a member of the tailnet with MagicDNS sees them: `<device>.<tailnet>` and the bare device name
/// by MagicDNS, a zone of `dns: [{zone, server}]` by the DNS server in the cluster that the tailnet was told to ask, all
/// others by the records of `dns: [{name, service}]`, which stand for a public DNS provider. A wildcard in a record or a
/// certificate stands for one label (RFC 4592 answers deeper names too; certificates do not, RFC 6125).
public struct TailnetNames: Sendable {
  /// One host asked for.
  public struct Row: Sendable, Hashable {
    public var host: String
    public var isServed: Bool
    /// How it went, from the name to the pod, or to where it ended.
    public var steps: [String]
    /// Why it is not served; empty when it is.
    public var why: String

    /// One line of the report.
    public var sentence: String {
      let path = steps.joined(separator: " → ")
      return isServed
        ? "host \(host): served: \(path)" : "host \(host): not served\(path.isEmpty ? "" : ": \(path)"): \(why)"
    }
  }

  /// A machine of the tailnet that the operator made.
  struct Device: Sendable, Hashable {
    var fqdn: String
    var address: String
    var parent: ObjectKey
    var isIngress: Bool
  }

  let cluster: ClusterState
  let input: RehearsalInput
  let devices: [Device]

  public init(_ cluster: ClusterState, input: RehearsalInput) {
    self.cluster = cluster
    self.input = input
    var devices: [Device] = []
    for secret in cluster.list(GroupKind("", "Secret")) where secret.label("tailscale.com/managed") == "true" {
      func text(_ key: String) -> String {
        String(decoding: secret.at("data", key)?.string.flatMap { Base64.decode($0.utf8) } ?? [], as: UTF8.self)
      }
      var fqdn = text("device_fqdn")
      if fqdn.hasSuffix(".") { fqdn.removeLast() }
      guard !fqdn.isEmpty, let name = secret.label("tailscale.com/parent-resource") else { continue }
      let isIngress = secret.label("tailscale.com/parent-resource-type") == "ingress"
      let list = try? JSON.parse(text("device_ips"))
      let address = (list?.array ?? []).compactMap(\.string).first { $0.contains(".") } ?? ""
      devices.append(
        Device(
          fqdn: fqdn, address: address,
          parent: ObjectKey(
            isIngress ? GroupKind("networking.k8s.io", "Ingress") : GroupKind("", "Service"),
            secret.label("tailscale.com/parent-resource-ns") ?? "", name), isIngress: isIngress))
    }
    self.devices = devices
  }

  // MARK: - Which hosts are asked for

  /// One row for each host that Coder's pods name as theirs (`x.` stands for an app below a wildcard) and for each that
  /// an Ingress of Tailscale's lists.
  public func rows() -> [Row] {
    var asked: [(scheme: String, host: String)] = []
    func ask(_ scheme: String, _ host: String) {
      let host = host.hasPrefix("*") ? "x" + host.dropFirst() : host
      if !host.isEmpty, !asked.contains(where: { $0.host == host }) { asked.append((scheme, host)) }
    }
    for pod in cluster.list(GroupKind("", "Pod")) {
      for container in pod.at("spec", "containers")?.array ?? [] {
        let environment = container["env"]?.array ?? []
        func value(_ name: String) -> String {
          environment.last { $0["name"]?.string == name }?["value"]?.string ?? ""
        }
        let (scheme, host) = TailnetNames.parts(value("CODER_ACCESS_URL"))
        if host.hasSuffix(".cluster.local") { continue }
        ask(scheme, host)
        let wildcard = value("CODER_WILDCARD_ACCESS_URL")
        if !wildcard.isEmpty { ask(scheme, wildcard) }
      }
    }
    for ingress in cluster.list(GroupKind("networking.k8s.io", "Ingress"))
    where ingress.at("spec", "ingressClassName")?.string == "tailscale" {
      for entry in ingress.at("spec", "tls")?.array ?? [] {
        for host in entry["hosts"]?.array ?? [] { ask("https", host.string ?? "") }
      }
    }
    return asked.map { follow($0.scheme, $0.host) }
  }

  static func parts(_ url: String) -> (scheme: String, host: String) {
    guard let range = url.firstRange(of: "://") else { return ("https", url) }
    let host = url[range.upperBound...].prefix { $0 != "/" && $0 != ":" && $0 != "?" && $0 != "#" }
    return (String(url[..<range.lowerBound]), String(host))
  }

  // MARK: - The way of one request

  /// Where a name leads in the tailnet: the device, and how it was found; else why it is not.
  public enum Answer: Sendable, Hashable {
    case address(String, by: String)
    case none(String)
  }

  public func resolve(_ host: String) -> Answer {
    switch lookUp(host) {
    case .found(let device, let by): .address(device.address, by: by)
    case .lost(let why): .none(why)
    }
  }

  private enum Lookup {
    case found(Device, String)
    case lost(String)
  }

  private func lookUp(_ asked: String) -> Lookup {
    var host = asked.lowercased()
    if host.hasSuffix(".") { host.removeLast() }
    if let device = devices.first(where: { $0.fqdn == host }) { return .found(device, "MagicDNS") }
    let short = devices.first { $0.fqdn == "\(host).\(input.tailnet)" }
    let records = input.document["dns"]?.array ?? []
    for record in records {
      guard let zone = record["zone"]?.string?.lowercased(), host == zone || host.hasSuffix("." + zone) else {
        continue
      }
      // The bare name is asked of MagicDNS first: the tailnet's domain is in the search list.
      if let short { return .found(short, "MagicDNS") }
      return ask(record["server"]?.string ?? "", zone, host)
    }
    if let short { return .found(short, "MagicDNS") }
    if host.hasSuffix("." + input.tailnet) {
      return .lost("MagicDNS knows no device of that name; it answers no names below a device")
    }
    for record in records {
      guard let name = record["name"]?.string?.lowercased() else { continue }
      guard name == host || (name.hasPrefix("*.") && host.hasSuffix(name.dropFirst())) else { continue }
      guard let key = TailnetNames.service(record["service"]?.string ?? ""),
        let device = devices.first(where: { $0.parent == key })
      else {
        return .lost("the record for \(name) names \(record["service"]?.string ?? "nothing"), which is no device")
      }
      return .found(device, "the record \(name)")
    }
    return .lost("no DNS server of the tailnet knows the name")
  }

  /// Asks the DNS server in the cluster, if it is a device, runs, and its configuration answers for the zone.
  private func ask(_ server: String, _ zone: String, _ host: String) -> Lookup {
    guard let key = TailnetNames.service(server), let service = cluster.get(key) else {
      return .lost("the zone \(zone) is asked of \(server), which does not exist")
    }
    guard devices.contains(where: { $0.parent == key }) else {
      return .lost("\(server) is no device of the tailnet yet")
    }
    guard let pod = readyPods(of: service).first else { return .lost("no pod of \(server) is ready") }
    guard let zones = CoreDNS.zones(of: pod, in: cluster) else {
      return .lost("the configuration of \(server) cannot be read")
    }
    guard let found = zones.first(where: { host == $0.zone || host.hasSuffix("." + $0.zone) }) else {
      return .lost("\(server) does not answer for \(zone)")
    }
    guard let target = found.target(of: host), let device = devices.first(where: { $0.parent == target }) else {
      return .lost("\(server) has no address for it")
    }
    return .found(device, "split DNS \(zone), \(server)")
  }

  /// As ``follow(_:_:)``, by the scheme of Coder's own address.
  public func follow(_ host: String) -> Row { follow(defaultScheme, host) }

  private var defaultScheme: String {
    for pod in cluster.list(GroupKind("", "Pod")) {
      for container in pod.at("spec", "containers")?.array ?? [] {
        for one in container["env"]?.array ?? [] where one["name"]?.string == "CODER_ACCESS_URL" {
          return TailnetNames.parts(one["value"]?.string ?? "").scheme
        }
      }
    }
    return "https"
  }

  /// Resolves, connects, shakes hands and follows to a pod.
  public func follow(_ scheme: String, _ host: String) -> Row {
    var row = Row(host: host, isServed: false, steps: [], why: "")
    let device: Device
    switch lookUp(host) {
    case .lost(let why):
      row.why = why
      return row
    case .found(let one, let by):
      device = one
      row.steps.append("\(device.address.isEmpty ? device.fqdn : device.address) (\(by))")
    }
    let port: Int64 = scheme == "http" ? 80 : 443
    if device.isIngress {
      if port == 443 && host.lowercased() != device.fqdn {
        row.why = "Tailscale has a certificate for \(device.fqdn) only"
        return row
      }
      row.isServed = cluster.get(device.parent).map { !readyPods(ofIngress: $0).isEmpty } ?? false
      row.steps.append("Ingress \(device.parent.name)")
      if !row.isServed { row.why = "no pod behind it is ready" }
      return row
    }
    guard let service = cluster.get(device.parent),
      let open = (service.at("spec", "ports")?.array ?? []).first(where: { $0["port"]?.int == port })
    else {
      row.why = "Service \(device.parent.name) has no port \(port)"
      return row
    }
    row.steps.append("Service \(service.name):\(port)")
    guard let pod = readyPods(of: service).first else {
      row.why = "no pod behind it is ready"
      return row
    }
    guard let number = TailnetNames.containerPort(open["targetPort"] ?? open["port"] ?? .null, of: pod) else {
      row.why = "its pods have no port \(open["targetPort"]?.string ?? "")"
      return row
    }
    row.steps.append("Pod :\(number)")
    if scheme != "http" {
      let names = certificateNames(of: pod)
      if names.isEmpty {
        row.why = "the pod has no certificate"
        return row
      }
      guard names.contains(where: { TailnetNames.certificate($0, covers: host) }) else {
        row.why = "its certificate is for \(names.joined(separator: ", "))"
        return row
      }
      row.steps.append("certificate for \(names.joined(separator: ", "))")
    }
    row.isServed = true
    return row
  }

  // MARK: - Parts

  static func service(_ text: String) -> ObjectKey? {
    let parts = text.split(separator: "/").map(String.init)
    return parts.count == 2 ? ObjectKey(GroupKind("", "Service"), parts[0], parts[1]) : nil
  }

  /// RFC 6125: a wildcard is the whole leftmost label and stands for exactly one.
  public static func certificate(_ name: String, covers host: String) -> Bool {
    let name = name.lowercased()
    let host = host.lowercased()
    guard name.hasPrefix("*.") else { return name == host }
    guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
    return host[dot...] == name.dropFirst()
  }

  static func containerPort(_ target: Value, of pod: Value) -> Int64? {
    if let number = target.int { return number }
    for container in pod.at("spec", "containers")?.array ?? [] {
      for port in container["ports"]?.array ?? [] where port["name"]?.string == target.string {
        return port["containerPort"]?.int
      }
    }
    return nil
  }

  private func readyPods(of service: Value) -> [Value] {
    let selector = service.at("spec", "selector")?.object ?? Object()
    guard !selector.isEmpty else { return [] }
    return cluster.list(GroupKind("", "Pod"), namespace: service.namespace).filter { pod in
      pod.isTrue("Ready") && selector.allSatisfy { pod.label($0.key) == $0.value.string }
    }
  }

  private func readyPods(ofIngress ingress: Value) -> [Value] {
    let name =
      ingress.at("spec", "defaultBackend", "service", "name")?.string
      ?? ingress.at("spec", "rules")?[0]?.at("http", "paths")?[0]?.at("backend", "service", "name")?.string ?? ""
    return cluster.get(ObjectKey(GroupKind("", "Service"), ingress.namespace, name)).map { readyPods(of: $0) } ?? []
  }

  /// The names of the certificates in Secrets that the pod mounts, as cert-manager writes them down.
  private func certificateNames(of pod: Value) -> [String] {
    var names: [String] = []
    for volume in pod.at("spec", "volumes")?.array ?? [] {
      guard let name = volume.at("secret", "secretName")?.string,
        let secret = cluster.get(ObjectKey(GroupKind("", "Secret"), pod.namespace, name))
      else { continue }
      names += (secret.annotation("cert-manager.io/alt-names") ?? "").split(separator: ",").map(String.init)
    }
    return names
  }
}
