import KubeAPI
import Manifest

/// Validation of services.
enum ServiceRules {
  static func check(_ service: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    if let old { update(service, old, &errors) }
    let spec = service["spec"] ?? [:]
    let type = spec.text("type")
    let ports = spec.items("ports", "spec")
    let isHeadless = spec.text("clusterIP") == "None"
    if ports.isEmpty && !isHeadless && type != "ExternalName" { errors.required("spec.ports") }
    switch type {
    case "LoadBalancer":
      if isHeadless {
        errors.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services")
      }
    case "NodePort":
      if isHeadless { errors.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services") }
    case "ExternalName": externalName(spec, &errors)
    default: break
    }
    checkPorts(ports, isHeadless: isHeadless, spec, &errors)
    if let selector = spec.there("selector") { errors.labels("spec.selector", selector) }
    sessionAffinity(spec, &errors)
    if type != "ExternalName" { addresses(spec, &errors) }
    for address in spec.items("externalIPs", "spec") { externalIP(address.path, address.value.string ?? "", &errors) }
    errors.oneOf("spec.type", type, ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
    if type == "ClusterIP" {
      for port in ports where (port.value["nodePort"]?.int ?? 0) != 0 {
        errors.forbidden("\(port.path).nodePort", "may not be used when `type` is 'ClusterIP'")
      }
    }
    nodePorts(ports, &errors)
    duplicates(ports, &errors)
    sourceRanges(service, spec, &errors)
    if spec.has("allocateLoadBalancerNodePorts"), type != "LoadBalancer" {
      errors.forbidden("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'")
    }
    if type == "LoadBalancer", !spec.has("allocateLoadBalancerNodePorts") {
      errors.required("spec.allocateLoadBalancerNodePorts")
    }
    loadBalancerClass(spec, type, old, &errors)
    externalPolicy(spec, type, &errors)
    internalPolicy(spec, type, &errors)
    if let distribution = spec.there("trafficDistribution") {
      errors.optionalOneOf(
        "spec.trafficDistribution", distribution, ["PreferClose", "PreferSameZone", "PreferSameNode"])
    }
    status(service, &errors)
    return errors.list
  }

  private static func externalName(_ spec: Value, _ errors: inout ErrorList) {
    let hasAddress = !spec.text("clusterIP").isEmpty || spec["clusterIPs"]?.array?.isEmpty == false
    if hasAddress { errors.forbidden("spec.clusterIPs", "may not be set for ExternalName services") }
    if spec["ipFamilies"]?.array?.isEmpty == false {
      errors.forbidden("spec.ipFamilies", "may not be set for ExternalName services")
    }
    if spec.has("ipFamilyPolicy") {
      errors.forbidden("spec.ipFamilyPolicy", "may not be set for ExternalName services")
    }
    var name = spec.text("externalName")
    if name.isEmpty {
      errors.required("spec.externalName")
      return
    }
    if name.hasSuffix(".") { name.removeLast() }
    if name.isEmpty {
      errors.required("spec.externalName")
    } else {
      errors.invalid("spec.externalName", name, each: NameRules.dns1123Subdomain(name))
    }
  }

  private static func checkPorts(
    _ ports: [(path: String, value: Value)], isHeadless: Bool, _ spec: Value, _ errors: inout ErrorList
  ) {
    var names: Set<String> = []
    for port in ports {
      let name = port.value.text("name")
      if name.isEmpty {
        if ports.count > 1 { errors.required("\(port.path).name") }
      } else {
        errors.invalid("\(port.path).name", name, each: NameRules.dns1123Label(name))
        if !names.insert(name).inserted { errors.duplicate("\(port.path).name", .string(name)) }
      }
      let number = port.value["port"]?.int ?? 0
      for message in NameRules.portNumber(number) { errors.invalid("\(port.path).port", .int(number), message) }
      errors.oneOf("\(port.path).protocol", port.value.text("protocol"), ["SCTP", "TCP", "UDP"])
      errors.portNumberOrName("\(port.path).targetPort", port.value["targetPort"])
      if let application = port.value.there("appProtocol")?.string {
        errors.invalid("\(port.path).appProtocol", application, each: NameRules.qualifiedName(application))
      }
    }
  }

  private static func nodePorts(_ ports: [(path: String, value: Value)], _ errors: inout ErrorList) {
    var seen: Set<String> = []
    for port in ports {
      guard let number = port.value["nodePort"]?.int, number != 0 else { continue }
      if !seen.insert("\(port.value.text("protocol"))/\(number)").inserted {
        errors.duplicate("\(port.path).nodePort", .int(number))
      }
    }
  }

  private static func duplicates(_ ports: [(path: String, value: Value)], _ errors: inout ErrorList) {
    var seen: Set<String> = []
    for port in ports {
      let key = "\(port.value.text("protocol"))/\(port.value["port"]?.int ?? 0)"
      guard !seen.insert(key).inserted else { continue }
      let shown: Value = [
        "Name": "", "Protocol": port.value["protocol"] ?? "", "AppProtocol": .null, "Port": port.value["port"] ?? 0,
        "TargetPort": 0, "NodePort": 0,
      ]
      errors.duplicate(port.path, shown)
    }
  }

  private static func sessionAffinity(_ spec: Value, _ errors: inout ErrorList) {
    let affinity = spec.text("sessionAffinity")
    errors.oneOf("spec.sessionAffinity", affinity, ["ClientIP", "None"])
    let config = spec.there("sessionAffinityConfig")
    if affinity == "ClientIP" {
      let path = "spec.sessionAffinityConfig"
      guard let seconds = config?.at("clientIP", "timeoutSeconds")?.int else {
        let place =
          config == nil
          ? path : config?.has("clientIP") == true ? "\(path).clientIP.timeoutSeconds" : "\(path).clientIP"
        errors.required(place, "when session affinity type is ClientIP")
        return
      }
      if seconds <= 0 || seconds > 86_400 {
        errors.invalid(
          "spec.sessionAffinityConfig.clientIP.timeoutSeconds", .int(seconds),
          "must be greater than 0 and less than 86400")
      }
    } else if affinity == "None", config != nil {
      errors.forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None")
    }
  }

  private static func addresses(_ spec: Value, _ errors: inout ErrorList) {
    let first = spec.text("clusterIP")
    let all = (spec["clusterIPs"]?.array ?? []).compactMap(\.string)
    let shown = Value.array(all.map { .string($0) })
    // A lone address stands for the list until the server has made it one.
    if !first.isEmpty {
      if let other = all.first, other != first {
        errors.invalid("spec.clusterIPs", shown, "first value must match `clusterIP`")
      }
    } else if !all.isEmpty {
      errors.invalid("spec.clusterIPs", shown, "must be empty when `clusterIP` is not specified")
    }
    var seen: Set<String> = []
    for family in spec.items("ipFamilies", "spec") {
      let text = family.value.string ?? ""
      if text != "IPv4" && text != "IPv6" {
        errors.notSupported(family.path, family.value, ["IPv4", "IPv6"])
      } else if text == "IPv6", spec.text("ipFamilyPolicy") != "RequireDualStack" {
        errors.invalid(family.path, family.value, "not configured on this cluster")
      }
      if !seen.insert(text).inserted { errors.duplicate(family.path, family.value) }
    }
    errors.optionalOneOf(
      "spec.ipFamilyPolicy", spec["ipFamilyPolicy"], ["PreferDualStack", "RequireDualStack", "SingleStack"])
    let addresses = all.isEmpty && !first.isEmpty ? [first] : all
    let before = errors.list.count
    for (i, address) in addresses.enumerated() {
      if i == 0 && address == "None" {
        if addresses.count > 1 {
          errors.invalid("spec.clusterIPs", shown, "'None' must be the first and only value")
        }
      } else {
        errors.ip("spec.clusterIPs[\(i)]", address)
      }
    }
    if addresses.count > 2 { errors.invalid("spec.clusterIPs", shown, "may only hold up to 2 values") }
    guard errors.list.count == before, addresses.count > 1 else { return }
    let families = addresses.compactMap { IPAddress($0, sloppy: true)?.is4 }
    if Set(families).count != addresses.count {
      errors.invalid("spec.clusterIPs", shown, "may specify no more than one IP for each IP family")
    }
  }

  private static func externalIP(_ path: String, _ text: String, _ errors: inout ErrorList) {
    if IPAddress(text, sloppy: true) == nil {
      errors.ip(path, text)
    } else {
      NetworkRules.endpointAddress(path, text, &errors)
    }
  }

  private static func sourceRanges(_ service: Value, _ spec: Value, _ errors: inout ErrorList) {
    let ranges = spec.items("loadBalancerSourceRanges", "spec")
    guard !ranges.isEmpty else { return }
    if spec.text("type") != "LoadBalancer" {
      errors.forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'")
    }
    for (i, range) in ranges.enumerated() {
      errors.cidr("spec.LoadBalancerSourceRanges[\(i)]", (range.value.string ?? "").trimmingBlank)
    }
  }

  private static func loadBalancerClass(
    _ spec: Value, _ type: String, _ old: Value?, _ errors: inout ErrorList
  ) {
    let now = spec.there("loadBalancerClass")
    if let old, old.at("spec", "type") == "LoadBalancer", type == "LoadBalancer" {
      let before = old.at("spec", "loadBalancerClass") ?? .null
      if before != now ?? .null { errors.invalid("spec.loadBalancerClass", now ?? .null, "may not change once set") }
    }
    if let now {
      if type == "LoadBalancer" {
        errors.invalid(
          "spec.loadBalancerClass", now.string ?? "", each: NameRules.qualifiedName(now.string ?? ""))
      } else {
        errors.forbidden("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'")
      }
    }
  }

  private static func externalPolicy(_ spec: Value, _ type: String, _ errors: inout ErrorList) {
    let policy = spec.text("externalTrafficPolicy")
    let isExternal =
      type == "NodePort" || type == "LoadBalancer"
      || (type == "ClusterIP" && !(spec["externalIPs"]?.array ?? []).isEmpty)
    if !isExternal {
      if !policy.isEmpty {
        errors.invalid(
          "spec.externalTrafficPolicy", .string(policy),
          "may only be set for externally-accessible services")
      }
    } else if policy.isEmpty {
      if type != "ClusterIP" { errors.required("spec.externalTrafficPolicy") }
    } else if policy != "Cluster" && policy != "Local" {
      errors.notSupported("spec.externalTrafficPolicy", .string(policy), ["Cluster", "Local"])
    }
    if let port = spec["healthCheckNodePort"]?.int, port != 0, type != "LoadBalancer" || policy != "Local" {
      errors.invalid(
        "spec.healthCheckNodePort", .int(port),
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
    }
  }

  private static func internalPolicy(_ spec: Value, _ type: String, _ errors: inout ErrorList) {
    let policy = spec.there("internalTrafficPolicy")
    if ["NodePort", "LoadBalancer", "ClusterIP"].contains(type), policy == nil {
      errors.required("spec.internalTrafficPolicy")
    }
    errors.optionalOneOf("spec.internalTrafficPolicy", policy, ["Cluster", "Local"])
  }

  static func status(_ service: Value, _ errors: inout ErrorList) {
    let ingresses = (service.at("status", "loadBalancer") ?? [:]).items("ingress", "status.loadBalancer")
    if !ingresses.isEmpty, service.at("spec", "type") != "LoadBalancer" {
      errors.forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is \"LoadBalancer\"")
      return
    }
    for ingress in ingresses {
      let address = ingress.value.text("ip")
      if !address.isEmpty {
        errors.ip("\(ingress.path).ip", address)
        if !ingress.value.has("ipMode") {
          errors.required("\(ingress.path).ipMode", "must be specified when `ip` is set")
        }
      } else if ingress.value.has("ipMode") {
        errors.forbidden("\(ingress.path).ipMode", "may not be specified when `ip` is not set")
      }
      errors.optionalOneOf("\(ingress.path).ipMode", ingress.value["ipMode"], ["Proxy", "VIP"])
      let host = ingress.value.text("hostname")
      if !host.isEmpty {
        errors.invalid("\(ingress.path).hostname", host, each: NameRules.dns1123Subdomain(host))
        if IPAddress(host) != nil {
          errors.invalid("\(ingress.path).hostname", .string(host), "must be a DNS name, not an IP address")
        }
      }
    }
  }

  private static func update(_ service: Value, _ old: Value, _ errors: inout ErrorList) {
    let type = service.at("spec", "type")
    guard old.at("spec", "type") != "ExternalName", type != "ExternalName" else { return }
    let before = old.at("spec", "clusterIPs")?.array ?? []
    let now = service.at("spec", "clusterIPs")?.array ?? []
    if before == ["None"] && now == ["None"] { return }
    if before.count == now.count {
      for (i, address) in before.enumerated() where address != now[i] {
        errors.invalid("spec.clusterIPs[\(i)]", .array(now), "may not change once set")
      }
    } else if let first = before.first, let current = now.first, first != current {
      errors.invalid("spec.clusterIPs[0]", .array(now), "may not change once set")
    } else if now.isEmpty, !before.isEmpty {
      errors.invalid("spec.clusterIPs[0]", .array(now), "primary clusterIP can not be unset")
    }
    if before.count > now.count, now.count == 1, service.at("spec", "ipFamilyPolicy") != "SingleStack" {
      errors.invalid(
        "spec.ipFamilyPolicy", service.at("spec", "ipFamilyPolicy") ?? .null,
        "must be set to 'SingleStack' when releasing the secondary clusterIP")
    }
    families(service, old, &errors)
    let check = ("LoadBalancer", "Local")
    if old.at("spec", "type")?.string == check.0, old.at("spec", "externalTrafficPolicy")?.string == check.1,
      type?.string == check.0, service.at("spec", "externalTrafficPolicy")?.string == check.1,
      service.at("spec", "healthCheckNodePort") != old.at("spec", "healthCheckNodePort")
    {
      errors.forbidden("spec.healthCheckNodePort", "field is immutable")
    }
  }

  private static func families(_ service: Value, _ old: Value, _ errors: inout ErrorList) {
    let was = old.at("spec", "ipFamilies")?.array ?? []
    let now = service.at("spec", "ipFamilies")?.array ?? []
    let isHeadless = service.at("spec", "clusterIP") == "None"
    if isHeadless || old.at("spec", "clusterIP") == "None" { return }
    if let first = was.first, let current = now.first, first != current || (was.count == now.count && was != now) {
      errors.invalid("spec.ipFamilies[0]", .array(now), "may not change once set")
    }
  }
}
