import KubeAPI
import Manifest

/// Services, ingresses and endpoints.
enum ServiceCells {
  static func service(_ o: Value, _ age: Value) -> [Value] {
    let spec = o["spec"] ?? [:]
    let type = spec["type"]?.string ?? "ClusterIP"
    let address = spec["clusterIPs"]?.array?.first?.string ?? spec["clusterIP"]?.string ?? ""
    let ports = (spec["ports"]?.array ?? []).map { port -> String in
      let number = port["port"]?.int ?? 0
      let proto = port["protocol"]?.string ?? "TCP"
      if let node = port["nodePort"]?.int, node > 0 { return "\(number):\(node)/\(proto)" }
      return "\(number)/\(proto)"
    }
    return [
      .string(o.name), .string(type), .string(address.isEmpty ? "<none>" : address),
      .string(external(o, spec, type)), .string(ports.isEmpty ? "<none>" : ports.joined(separator: ",")), age,
      .string(Cells.labels(spec["selector"])),
    ]
  }

  private static func external(_ o: Value, _ spec: Value, _ type: String) -> String {
    let own = spec["externalIPs"]?.array?.compactMap(\.string) ?? []
    switch type {
    case "LoadBalancer":
      let points = (o.at("status", "loadBalancer", "ingress")?.array ?? []).compactMap {
        $0["ip"]?.string ?? $0["hostname"]?.string
      }
      let all = Set(points).sorted { $0.goLess($1) } + own
      return all.isEmpty ? "<pending>" : all.joined(separator: ",")
    case "ExternalName": return spec["externalName"]?.string ?? ""
    default: return own.isEmpty ? "<none>" : own.joined(separator: ",")
    }
  }

  static func ingress(_ o: Value, _ age: Value) -> [Value] {
    let spec = o["spec"] ?? [:]
    let className = spec["ingressClassName"]?.string ?? "<none>"
    let rules = spec["rules"]?.array ?? []
    var hosts: [String] = []
    var more = false
    for rule in rules {
      if hosts.count == 3 { more = true }
      if let host = rule["host"]?.string, !host.isEmpty, !more { hosts.append(host) }
    }
    var hostText = hosts.isEmpty ? "*" : hosts.joined(separator: ",")
    if more { hostText += " + \(rules.count - 3) more..." }
    let points = (o.at("status", "loadBalancer", "ingress")?.array ?? []).compactMap {
      $0["ip"]?.string ?? $0["hostname"]?.string
    }
    let ports = spec["tls"]?.array?.isEmpty == false ? "80, 443" : "80"
    return [
      .string(o.name), .string(className), .string(hostText), .string(points.joined(separator: ",")), .string(ports),
      age,
    ]
  }

  static func endpoints(_ o: Value) -> String {
    let subsets = o["subsets"]?.array ?? []
    if subsets.isEmpty { return "<none>" }
    var list: [String] = []
    var count = 0
    for subset in subsets {
      let addresses = subset["addresses"]?.array ?? []
      let ports = subset["ports"]?.array ?? []
      if ports.isEmpty {
        for address in addresses {
          count += 1
          if list.count < 3 { list.append(address["ip"]?.string ?? "") }
        }
      }
      for port in ports {
        for address in addresses {
          count += 1
          if list.count < 3 { list.append(join(address["ip"]?.string ?? "", port["port"]?.int ?? 0)) }
        }
      }
    }
    if count == 0 { return "<none>" }
    let text = list.joined(separator: ",")
    return count > 3 ? "\(text) + \(count - 3) more..." : text
  }

  private static func join(_ host: String, _ port: Int64) -> String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  static func endpointSlice(_ o: Value, _ age: Value) -> [Value] {
    func shorten(_ list: [String], _ none: String) -> String {
      if list.isEmpty { return none }
      return list.count > 3
        ? list.prefix(3).joined(separator: ",") + " + \(list.count - 3) more..." : list.joined(separator: ",")
    }
    let ports = (o["ports"]?.array ?? []).map { port -> String in
      if let number = port["port"]?.int { return String(number) }
      return "*"
    }
    let addresses = (o["endpoints"]?.array ?? []).flatMap { $0["addresses"]?.array?.compactMap(\.string) ?? [] }
    return [
      .string(o.name), .string(o["addressType"]?.string ?? ""), .string(shorten(ports, "<unset>")),
      .string(shorten(addresses, "<unset>")), age,
    ]
  }
}
