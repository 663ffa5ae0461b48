import KubeAPI
import Manifest

/// Validation of services.
enum ServiceRules {
  static func check(_ service: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = service["spec"] ?? [:]
    let type = spec.text("type")
    let ports = spec.items("ports", "spec")
    let isHeadless = spec.text("clusterIP") == "None"
    if ports.isEmpty && !isHeadless && type != "ExternalName" { errors.required("spec.ports") }
    switch type {
    case "LoadBalancer":
      for port in ports where port.value["port"]?.int == 10250 {
        errors.invalid(
          "\(port.path).port", 10250, "may not expose port 10250 externally since it is used by kubelet")
      }
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
        "spec.trafficDistribution", distribution, ["PreferClose", "PreferSameNode", "PreferSameZone"])
    }
    status(service, &errors)
    if let old { update(service, old, &errors) }
    return errors.list
  }

  private static func externalName(_ spec: Value, _ errors: inout ErrorList) {
    if spec.text("clusterIP") != "" && spec.has("clusterIP") {
      errors.forbidden("spec.clusterIP", "may not be set for ExternalName services")
    }
    var name = spec.text("externalName")
    if name.isEmpty {
      errors.required("spec.externalName")
      return
    }
    let shown = name
    if name.hasSuffix(".") { name.removeLast() }
    for message in NameRules.dns1123Subdomain(name) { errors.invalid("spec.externalName", .string(shown), message) }
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
        let messages = NameRules.dns1123Label(name)
        if !messages.isEmpty {
          errors.invalid("\(port.path).name", name, each: messages)
        } else if !names.insert(name).inserted {
          errors.duplicate("\(port.path).name", .string(name))
        }
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
      guard let seconds = config?.at("clientIP", "timeoutSeconds")?.int else {
        errors.required("spec.sessionAffinityConfig", "when session affinity type is ClientIP")
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
    if all.isEmpty && !first.isEmpty {
      check(first, "spec.clusterIPs[0]", &errors)
    }
    if !all.isEmpty && first.isEmpty {
      errors.required("spec.clusterIP", "must be set when `clusterIPs` is specified")
    } else if !all.isEmpty, all[0] != first {
      errors.invalid("spec.clusterIPs", .array(all.map { .string($0) }), "first value must match `clusterIP`")
    }
    for (i, address) in all.enumerated() { check(address, "spec.clusterIPs[\(i)]", &errors) }
    for family in spec.items("ipFamilies", "spec") {
      let text = family.value.string ?? ""
      if text != "IPv4" && text != "IPv6" {
        errors.notSupported(family.path, family.value, ["IPv4", "IPv6"])
      } else if text == "IPv6", spec.text("ipFamilyPolicy") != "RequireDualStack" {
        errors.invalid(family.path, family.value, "not configured on this cluster")
      }
    }
    errors.optionalOneOf(
      "spec.ipFamilyPolicy", spec["ipFamilyPolicy"], ["SingleStack", "PreferDualStack", "RequireDualStack"])
  }

  private static func check(_ address: String, _ path: String, _ errors: inout ErrorList) {
    if address != "None" && !address.isEmpty { errors.ip(path, address) }
  }

  private static func externalIP(_ path: String, _ text: String, _ errors: inout ErrorList) {
    guard let address = IPAddress(text, sloppy: true) else {
      errors.ip(path, text)
      return
    }
    if address.isUnspecified { errors.invalid(path, .string(text), "may not be unspecified (\(text))") }
    if address.isLoopback {
      errors.invalid(path, .string(text), "may not be in the loopback range (127.0.0.0/8, ::1/128)")
    }
    if address.isLinkLocalUnicast {
      errors.invalid(path, .string(text), "may not be in the link-local range (169.254.0.0/16, fe80::/10)")
    }
    if address.isLinkLocalMulticast {
      errors.invalid(path, .string(text), "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")
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
    let isExternal = type == "NodePort" || type == "LoadBalancer" || !(spec["externalIPs"]?.array ?? []).isEmpty
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
    if let first = before.first, let current = now.first, first != current {
      errors.invalid("spec.clusterIPs[0]", .array(now), "may not change once set")
    }
  }
}
