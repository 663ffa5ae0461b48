import KubeAPI
import KubeSchema
import Manifest

/// Addresses and ports of services: handed out from the cluster's range, the lowest free ones first.
enum ServiceRules {
  static let type = GroupKind("", "Service")

  /// Gives a service the addresses and node ports that it needs and does not have (registry/core/service, alloc.go).
  static func allocate(
    _ object: inout Value, old: Value?, _ context: WriteContext, in state: inout ClusterState
  ) throws(StatusError) {
    guard context.resource.type == type, context.subresource.isEmpty else { return }
    let kind = object.at("spec", "type")?.string ?? "ClusterIP"
    if kind == "ExternalName" {
      for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] { object.set(nil, at: "spec", name) }
      dropNodePorts(&object)
      return
    }
    var address = object.at("spec", "clusterIP")?.string ?? object.at("spec", "clusterIPs")?[0]?.string ?? ""
    if address.isEmpty {
      address = try freeAddress(in: state, object)
    } else if address != "None", old == nil || old?.at("spec", "clusterIP")?.string != address {
      if let why = refusal(of: address, in: state) {
        throw .invalid(type, object.name, [.invalid("spec.clusterIPs", .array([.string(address)]), why)])
      }
    }
    object.set(.string(address), at: "spec", "clusterIP")
    object.set([.string(address)], at: "spec", "clusterIPs")
    if object.at("spec", "ipFamilies") == nil { object.set(["IPv4"], at: "spec", "ipFamilies") }
    if object.at("spec", "ipFamilyPolicy") == nil { object.set("SingleStack", at: "spec", "ipFamilyPolicy") }
    let wantsPorts =
      kind == "NodePort"
      || (kind == "LoadBalancer" && object.at("spec", "allocateLoadBalancerNodePorts")?.bool != false)
    if kind == "ClusterIP" { dropNodePorts(&object) }
    if wantsPorts { try allocatePorts(&object, old: old, in: state) }
    object = state.arrange(object, context.resource, version: "v1")
  }

  /// Values that were handed out stay when an update does not name them.
  static func keep(_ object: inout Value, old: Value, _ context: WriteContext) {
    guard context.resource.type == type, context.subresource.isEmpty else { return }
    dropUnneeded(&object, old: old)
    guard object.at("spec", "type")?.string != "ExternalName", old.at("spec", "type")?.string != "ExternalName"
    else { return }
    let addresses = object.at("spec", "clusterIPs")
    if object.at("spec", "clusterIP") == nil, addresses == nil || addresses == old.at("spec", "clusterIPs") {
      object.set(old.at("spec", "clusterIP"), at: "spec", "clusterIP")
      object.set(old.at("spec", "clusterIPs"), at: "spec", "clusterIPs")
    } else if let address = object.at("spec", "clusterIP")?.string,
      object.at("spec", "clusterIPs") == nil
        || address != old.at("spec", "clusterIP")?.string
    {
      object.set([.string(address)], at: "spec", "clusterIPs")
    }
    for name in ["ipFamilies", "ipFamilyPolicy"] where object.at("spec", name) == nil {
      object.set(old.at("spec", name), at: "spec", name)
    }
    guard needsHealthPort(object), needsHealthPort(old), object.at("spec", "healthCheckNodePort") == nil else { return }
    object.set(old.at("spec", "healthCheckNodePort"), at: "spec", "healthCheckNodePort")
  }

  /// What belongs to the old type and was not changed goes with it (dropTypeDependentFields).
  private static func dropUnneeded(_ object: inout Value, old: Value) {
    let now = object.at("spec", "type")?.string
    let before = old.at("spec", "type")?.string
    guard now != before else { return }
    func drop(_ name: String) {
      if object.at("spec", name) == old.at("spec", name) { object.set(nil, at: "spec", name) }
    }
    let external = ["NodePort", "LoadBalancer"]
    if now == "ExternalName" {
      drop("clusterIP")
      drop("clusterIPs")
      drop("ipFamilies")
      drop("ipFamilyPolicy")
      drop("internalTrafficPolicy")
    }
    if before == "LoadBalancer" {
      drop("allocateLoadBalancerNodePorts")
      drop("loadBalancerClass")
    }
    if needsHealthPort(old) && !needsHealthPort(object) { drop("healthCheckNodePort") }
    if external.contains(before ?? "") && !external.contains(now ?? "") {
      drop("externalTrafficPolicy")
      if object.at("spec", "ports") == old.at("spec", "ports") { dropNodePorts(&object) }
    }
  }

  private static func needsHealthPort(_ object: Value) -> Bool {
    object.at("spec", "type")?.string == "LoadBalancer"
      && object.at("spec", "externalTrafficPolicy")?.string == "Local"
  }

  private static func dropNodePorts(_ object: inout Value) {
    guard let ports = object.at("spec", "ports")?.array else { return }
    object.set(
      .array(
        ports.map {
          var port = $0
          port["nodePort"] = nil
          return port
        }), at: "spec", "ports")
  }

  // MARK: - Addresses

  private static func range(_ state: ClusterState) -> (base: UInt32, count: UInt32) {
    let parts = state.options.serviceCIDR.split(separator: "/")
    guard parts.count == 2, let bits = UInt32(parts[1]), bits <= 30, let base = number(String(parts[0])) else {
      return (0x0A00_0000, 256)
    }
    return (base, 1 << (32 - bits))
  }

  static func number(_ address: String) -> UInt32? {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard let part else { return nil }
      value = value << 8 | UInt32(part)
    }
    return value
  }

  static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }

  private static func used(_ state: ClusterState) -> Set<String> {
    var set: Set<String> = []
    state.tables[type]?.forEach(namespace: nil) { entry in
      for address in entry.object.at("spec", "clusterIPs")?.array ?? [] {
        if let text = address.string { set.insert(text) }
      }
    }
    return set
  }

  private static func freeAddress(in state: ClusterState, _ object: Value) throws(StatusError) -> String {
    let (base, count) = range(state)
    let taken = used(state)
    // The lower part of the range is kept for addresses that people choose.
    let offset = min(max(16, count / 16), 256)
    for i in Array(offset..<(count - 1)) + Array(1..<min(offset, count - 1)) {
      let candidate = text(base &+ i)
      if !taken.contains(candidate) { return candidate }
    }
    throw .internalError("failed to allocate a serviceIP: range is full")
  }

  private static func refusal(of address: String, in state: ClusterState) -> String? {
    let (base, count) = range(state)
    guard let value = number(address) else { return nil }
    guard value > base, value < base &+ count - 1 else {
      return "failed to allocate IP \(address): the provided network does not match the current range"
    }
    return used(state).contains(address) ? "failed to allocate IP \(address): provided IP is already allocated" : nil
  }

  // MARK: - Node ports

  private static func allocatePorts(_ object: inout Value, old: Value?, in state: ClusterState) throws(StatusError) {
    guard var ports = object.at("spec", "ports")?.array else { return }
    var taken: Set<Int64> = []
    state.tables[type]?.forEach(namespace: nil) { entry in
      if entry.object.uid == old?.uid { return }
      for port in entry.object.at("spec", "ports")?.array ?? [] {
        if let number = port["nodePort"]?.int, number > 0 { taken.insert(number) }
      }
    }
    var before: [String: Int64] = [:]
    for port in old?.at("spec", "ports")?.array ?? [] {
      if let number = port["nodePort"]?.int { before[identity(port)] = number }
    }
    for (i, port) in ports.enumerated() {
      guard let number = port["nodePort"]?.int, number > 0 else { continue }
      if taken.contains(number) {
        throw .invalid(
          type, object.name,
          [.invalid("spec.ports[\(i)].nodePort", .int(number), "provided port is already allocated")])
      }
      guard (30000...32767).contains(number) else {
        throw .invalid(
          type, object.name,
          [
            .invalid(
              "spec.ports[\(i)].nodePort", .int(number),
              "provided port is not in the valid range. The range of valid ports is 30000-32767")
          ])
      }
      taken.insert(number)
    }
    var next: Int64 = 30086
    for i in ports.indices where (ports[i]["nodePort"]?.int ?? 0) == 0 {
      if let number = before[identity(ports[i])], !taken.contains(number) {
        ports[i]["nodePort"] = .int(number)
        taken.insert(number)
        continue
      }
      while taken.contains(next) && next < 32767 { next += 1 }
      ports[i]["nodePort"] = .int(next)
      taken.insert(next)
    }
    object.set(.array(ports), at: "spec", "ports")
    if needsHealthPort(object), object.at("spec", "healthCheckNodePort")?.int ?? 0 == 0 {
      while taken.contains(next) && next < 32767 { next += 1 }
      object.set(.int(next), at: "spec", "healthCheckNodePort")
    }
  }

  private static func identity(_ port: Value) -> String {
    "\(port["protocol"]?.string ?? "TCP")/\(port["port"]?.int ?? 0)"
  }
}
