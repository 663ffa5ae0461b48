import KubeAPI
import Manifest

/// Validation of ingresses, ingress classes, network policies, endpoints and slices.
enum NetworkRules {
  // MARK: - Ingress

  static func ingress(_ ingress: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = ingress["spec"] ?? [:]
    let rules = spec.items("rules", "spec")
    if rules.isEmpty && !spec.has("defaultBackend") {
      errors.invalid("spec", .null, "either `defaultBackend` or `rules` must be specified")
    }
    if let backend = spec.there("defaultBackend") { self.backend(backend, "spec.defaultBackend", &errors) }
    for rule in rules { self.rule(rule.value, rule.path, &errors) }
    for entry in spec.items("tls", "spec") {
      for host in entry.value.items("hosts", entry.path) { self.host(host.path, host.value.string ?? "", &errors) }
      let secret = entry.value.text("secretName")
      if !secret.isEmpty {
        errors.invalid("\(entry.path).secretName", secret, each: NameRules.dns1123Subdomain(secret))
      }
    }
    if let name = spec.there("ingressClassName")?.string {
      errors.invalid("spec.ingressClassName", name, each: NameRules.dns1123Subdomain(name))
    }
    if old == nil, let annotation = ingress.annotation("kubernetes.io/ingress.class"),
      let name = spec["ingressClassName"]?.string, annotation != name
    {
      errors.invalid(
        "annotations.kubernetes.io/ingress.class", .string(annotation),
        "must match `ingressClassName` when both are specified")
    }
    return errors.list
  }

  private static func host(_ path: String, _ text: String, _ errors: inout ErrorList) {
    errors.invalid(
      path, text,
      each: text.contains("*") ? NameRules.wildcardDNS1123Subdomain(text) : NameRules.dns1123Subdomain(text))
  }

  private static func rule(_ rule: Value, _ path: String, _ errors: inout ErrorList) {
    let name = rule.text("host")
    if !name.isEmpty {
      if IPAddress(name, sloppy: true) != nil {
        errors.invalid("\(path).host", .string(name), "must be a DNS name, not an IP address")
      }
      host("\(path).host", name, &errors)
    }
    guard let http = rule.there("http") else { return }
    let paths = http.items("paths", "\(path).http")
    if paths.isEmpty { errors.required("\(path).http.paths") }
    for entry in paths {
      self.path(entry.value, entry.path, &errors)
      backend(entry.value["backend"] ?? [:], "\(entry.path).backend", &errors)
    }
  }

  private static func path(_ entry: Value, _ path: String, _ errors: inout ErrorList) {
    let text = entry.text("path")
    guard let type = entry.there("pathType")?.string else {
      errors.required("\(path).pathType", "pathType must be specified")
      return
    }
    switch type {
    case "Exact", "Prefix":
      if !text.hasPrefix("/") { errors.invalid("\(path).path", .string(text), "must be an absolute path") }
      guard !text.isEmpty else { return }
      for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
        errors.invalid("\(path).path", .string(text), "must not contain '\(part)'")
      }
      for part in ["/..", "/."] where text.hasSuffix(part) {
        errors.invalid("\(path).path", .string(text), "cannot end with '\(part)'")
      }
    case "ImplementationSpecific":
      if !text.isEmpty && !text.hasPrefix("/") {
        errors.invalid("\(path).path", .string(text), "must be an absolute path")
      }
    default:
      errors.notSupported("\(path).pathType", .string(type), ["Exact", "ImplementationSpecific", "Prefix"])
    }
  }

  private static func backend(_ backend: Value, _ path: String, _ errors: inout ErrorList) {
    let service = backend.there("service")
    let resource = backend.there("resource")
    if service != nil && resource != nil {
      errors.invalid(path, "", "cannot set both resource and service backends")
      return
    }
    if let resource {
      let group = resource.text("apiGroup")
      if !group.isEmpty { errors.invalid("\(path).resource.apiGroup", group, each: NameRules.dns1123Subdomain(group)) }
      for name in ["kind", "name"] { segment(resource, name, "\(path).resource", "", &errors) }
      return
    }
    guard let service else {
      errors.invalid(path, "", "resource or service backend is required")
      return
    }
    let name = service.text("name")
    if name.isEmpty {
      errors.required("\(path).service.name")
    } else {
      errors.invalid("\(path).service.name", name, each: NameRules.dns1123Label(name))
    }
    let portName = service.at("port", "name")?.string ?? ""
    let portNumber = service.at("port", "number")?.int ?? 0
    if !portName.isEmpty && portNumber != 0 {
      errors.invalid(path, "", "cannot set both port name & port number")
    } else if !portName.isEmpty {
      errors.invalid("\(path).service.port.name", portName, each: NameRules.portName(portName))
    } else if portNumber != 0 {
      for message in NameRules.portNumber(portNumber) {
        errors.invalid("\(path).service.port.number", .int(portNumber), message)
      }
    } else {
      errors.required(path, "port name or number is required")
    }
  }

  /// A name that is part of a path.
  private static func segment(
    _ object: Value, _ name: String, _ path: String, _ words: String, _ errors: inout ErrorList
  ) {
    let text = object.text(name)
    if text.isEmpty {
      errors.required("\(path).\(name)", words)
    } else {
      errors.invalid("\(path).\(name)", text, each: NameRules.pathSegment(text))
    }
  }

  private static func parameters(_ parameters: Value, _ path: String, _ errors: inout ErrorList) {
    if let group = parameters.there("apiGroup")?.string {
      errors.invalid("\(path).apiGroup", group, each: NameRules.dns1123Subdomain(group))
    }
    for name in ["kind", "name"] { segment(parameters, name, path, "", &errors) }
    guard let scope = parameters.there("scope")?.string else {
      errors.required("\(path).scope")
      return
    }
    let namespace = parameters.there("namespace")?.string
    switch scope {
    case "Namespace":
      if let namespace {
        errors.invalid("\(path).namespace", namespace, each: NameRules.dns1123Label(namespace))
      } else {
        errors.required("\(path).namespace", "`parameters.scope` is set to 'Namespace'")
      }
    case "Cluster":
      if namespace != nil { errors.forbidden("\(path).namespace", "`parameters.scope` is set to 'Cluster'") }
    default: errors.notSupported("\(path).scope", .string(scope), ["Cluster", "Namespace"])
    }
  }

  static func ingressStatus(_ ingress: Value) -> [FieldError] {
    var errors = ErrorList()
    for entry in (ingress.at("status", "loadBalancer") ?? [:]).items("ingress", "status.loadBalancer") {
      let address = entry.value.text("ip")
      if !address.isEmpty { errors.ip("\(entry.path).ip", address) }
      let name = entry.value.text("hostname")
      if !name.isEmpty {
        errors.invalid("\(entry.path).hostname", name, each: NameRules.dns1123Subdomain(name))
        if IPAddress(name, sloppy: true) != nil {
          errors.invalid("\(entry.path).hostname", .string(name), "must be a DNS name, not an IP address")
        }
      }
    }
    return errors.list
  }

  static func ingressClass(_ ingressClass: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let controller = ingressClass.at("spec", "controller")?.string ?? ""
    if let old {
      errors.immutable("spec.controller", ingressClass.at("spec", "controller"), old.at("spec", "controller"))
    }
    if controller.utf8.count > 250 { errors.add(.tooLong("spec.controller", 250)) }
    errors.domainPrefixedPath("spec.controller", controller)
    if let value = ingressClass.at("spec", "parameters"), !value.isNull {
      parameters(value, "spec.parameters", &errors)
    }
    return errors.list
  }

  // MARK: - Network policies

  static func policy(_ policy: Value) -> [FieldError] {
    var errors = ErrorList()
    let spec = policy["spec"] ?? [:]
    errors.labelSelector("spec.podSelector", spec["podSelector"])
    for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
      for rule in spec.items(rules, "spec") {
        for port in rule.value.items("ports", rule.path) { policyPort(port.value, port.path, &errors) }
        for peer in rule.value.items(peers, rule.path) { policyPeer(peer.value, peer.path, &errors) }
      }
    }
    let types = spec.items("policyTypes", "spec")
    if types.count > 2 {
      errors.invalid("spec.policyTypes", spec["policyTypes"], "may not specify more than two policyTypes")
      return errors.list
    }
    for type in types where type.value != "Ingress" && type.value != "Egress" {
      errors.notSupported(type.path, type.value, ["Ingress", "Egress"])
    }
    return errors.list
  }

  private static func policyPort(_ port: Value, _ path: String, _ errors: inout ErrorList) {
    if let text = port.there("protocol")?.string, !["TCP", "UDP", "SCTP"].contains(text) {
      errors.notSupported("\(path).protocol", .string(text), ["TCP", "UDP", "SCTP"])
    }
    let end = port["endPort"]?.int
    switch port.there("port") {
    case .int(let number)?:
      for message in NameRules.portNumber(number) { errors.invalid("\(path).port", .int(number), message) }
      if let end {
        // The server shows the port in this message, not its end.
        if end < number { errors.invalid("\(path).endPort", .int(number), "must be greater than or equal to `port`") }
        for message in NameRules.portNumber(end) { errors.invalid("\(path).endPort", .int(end), message) }
      }
    case .string(let name)?:
      if let end {
        errors.invalid("\(path).endPort", .int(end), "may not be specified when `port` is non-numeric")
      }
      errors.invalid("\(path).port", name, each: NameRules.portName(name))
    default:
      if let end { errors.invalid("\(path).endPort", .int(end), "may not be specified when `port` is not specified") }
    }
  }

  private static func policyPeer(_ peer: Value, _ path: String, _ errors: inout ErrorList) {
    var count = 0
    for name in ["podSelector", "namespaceSelector"] {
      guard let selector = peer.there(name) else { continue }
      count += 1
      errors.labelSelector("\(path).\(name)", selector)
    }
    if let block = peer.there("ipBlock") {
      count += 1
      ipBlock(block, "\(path).ipBlock", &errors)
    }
    if count == 0 {
      errors.required(path, "must specify a peer")
    } else if count > 1 && peer.has("ipBlock") {
      errors.forbidden(path, "may not specify both ipBlock and another peer")
    }
  }

  private static func ipBlock(_ block: Value, _ path: String, _ errors: inout ErrorList) {
    let text = block.text("cidr")
    if text.isEmpty {
      errors.required("\(path).cidr")
      return
    }
    errors.cidr("\(path).cidr", text)
    guard let outer = CIDRBlock(text, sloppy: true) else { return }
    for except in block.items("except", path) {
      let inner = except.value.string ?? ""
      errors.cidr(except.path, inner)
      guard let inside = CIDRBlock(inner, sloppy: true) else { continue }
      if !outer.contains(inside.address) || outer.prefixLength >= inside.prefixLength {
        errors.invalid(except.path, .string(inner), "must be a strict subset of `cidr`")
      }
    }
  }

  // MARK: - Endpoints

  static func endpoints(_ endpoints: Value) -> [FieldError] {
    var errors = ErrorList()
    for subset in endpoints.items("subsets", "").map({ (path: String($0.path.dropFirst()), value: $0.value) }) {
      let ready = subset.value.items("addresses", subset.path)
      let notReady = subset.value.items("notReadyAddresses", subset.path)
      if ready.isEmpty && notReady.isEmpty {
        errors.required(subset.path, "must specify `addresses` or `notReadyAddresses`")
      }
      for address in ready + notReady {
        let text = address.value.text("ip")
        errors.ip("\(address.path).ip", text)
        endpointAddress("\(address.path).ip", text, &errors)
        let host = address.value.text("hostname")
        if !host.isEmpty { errors.invalid("\(address.path).hostname", host, each: NameRules.dns1123Label(host)) }
        if let node = address.value.there("nodeName")?.string {
          errors.invalid("\(address.path).nodeName", node, each: NameRules.dns1123Subdomain(node))
        }
      }
      let ports = subset.value.items("ports", subset.path)
      for port in ports {
        let name = port.value.text("name")
        if name.isEmpty {
          if ports.count > 1 { errors.required("\(port.path).name") }
        } else {
          errors.invalid("\(port.path).name", name, each: NameRules.dns1123Label(name))
        }
        let number = port.value["port"]?.int ?? 0
        for message in NameRules.portNumber(number) { errors.invalid("\(port.path).port", .int(number), message) }
        errors.oneOf("\(port.path).protocol", port.value.text("protocol"), ["SCTP", "TCP", "UDP"])
        if let application = port.value.there("appProtocol")?.string {
          errors.invalid("\(port.path).appProtocol", application, each: NameRules.qualifiedName(application))
        }
      }
    }
    return errors.list
  }

  static func slice(_ slice: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let type = slice.text("addressType")
    if let old { errors.immutable("addressType", slice["addressType"], old["addressType"]) }
    if type.isEmpty {
      errors.required("addressType")
    } else if !["IPv4", "IPv6", "FQDN"].contains(type) {
      errors.notSupported("addressType", .string(type), ["FQDN", "IPv4", "IPv6"])
    }
    let count = slice["endpoints"]?.array?.count ?? 0
    if count > 1000 { errors.add(.tooMany("endpoints", count, 1000)) }
    for (i, endpoint) in (slice["endpoints"]?.array ?? []).enumerated()
    where count <= 1000 && (old == nil || slice["endpoints"] != old?["endpoints"]) {
      let path = "endpoints[\(i)]"
      let addresses = endpoint.items("addresses", path)
      if addresses.isEmpty { errors.required("\(path).addresses", "must contain at least 1 address") }
      if addresses.count > 100 { errors.add(.tooMany("\(path).addresses", addresses.count, 100)) }
      for address in addresses {
        let text = address.value.string ?? ""
        switch type {
        case "IPv4":
          if let known = IPAddress(text, sloppy: true), !text.contains("%") {
            if !known.is4 { errors.invalid("\(path).addresses", .string(text), "must be an IPv4 address") }
            endpointAddress(address.path, text, &errors)
          } else {
            errors.ip(address.path, text)
          }
        case "IPv6":
          if let known = IPAddress(text), !text.contains("%") {
            if known.is4 { errors.invalid("\(path).addresses", .string(text), "must be an IPv6 address") }
            endpointAddress(address.path, text, &errors)
          } else {
            errors.invalid(
              address.path, .string(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
          }
        case "FQDN": fullName(address.path, text, &errors)
        default: break
        }
      }
      if let node = endpoint.there("nodeName")?.string {
        errors.invalid("\(path).nodeName", node, each: NameRules.dns1123Subdomain(node))
      }
      let topology = endpoint["deprecatedTopology"]?.object ?? Object()
      if topology.count > 16 { errors.add(.tooMany("\(path).deprecatedTopology", topology.count, 16)) }
      errors.labels("\(path).deprecatedTopology", .object(topology))
      if let host = endpoint.there("hostname")?.string {
        errors.invalid("\(path).hostname", host, each: NameRules.dns1123Label(host))
      }
      hints(endpoint["hints"] ?? [:], "\(path).hints", &errors)
    }
    var names: Set<String> = []
    for (i, port) in (slice["ports"]?.array ?? []).enumerated() {
      let name = port.text("name")
      if !name.isEmpty { errors.invalid("ports[\(i)].name", name, each: NameRules.dns1123Label(name)) }
      if !names.insert(name).inserted { errors.duplicate("ports[\(i)].name", .string(name)) }
      errors.oneOf("ports[\(i)].protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
      if let application = port.there("appProtocol")?.string {
        errors.invalid("ports[\(i)].appProtocol", application, each: NameRules.qualifiedName(application))
      }
    }
    return errors.list
  }

  private static func hints(_ hints: Value, _ path: String, _ errors: inout ErrorList) {
    for name in ["forZones", "forNodes"] {
      let entries = hints.items(name, path)
      if entries.count > 8 {
        errors.add(.tooMany("\(path).\(name)", entries.count, 8))
        continue
      }
      var seen: Set<String> = []
      for entry in entries {
        let text = entry.value.text("name")
        if !seen.insert(text).inserted { errors.duplicate("\(entry.path).name", .string(text)) }
        let messages = name == "forZones" ? NameRules.labelValue(text) : NameRules.dns1123Subdomain(text)
        errors.invalid("\(entry.path).name", text, each: messages)
      }
    }
  }

  /// Addresses that no endpoint may have (`pkg/apis/core/validation` ValidateEndpointIP).
  static func endpointAddress(_ path: String, _ text: String, _ errors: inout ErrorList) {
    guard let address = IPAddress(text, sloppy: true) else {
      errors.invalid(path, .string(text), "must be a valid IP address")
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

  /// apimachinery's IsFullyQualifiedDomainName.
  private static func fullName(_ path: String, _ text: String, _ errors: inout ErrorList) {
    if text.isEmpty {
      errors.required(path)
      return
    }
    let name = text.hasSuffix(".") ? String(text.dropLast()) : text
    let messages = NameRules.dns1123Subdomain(name)
    if !messages.isEmpty {
      errors.invalid(path, name, each: messages)
      return
    }
    if name.split(separator: ".", omittingEmptySubsequences: false).count < 2 {
      errors.invalid(path, .string(name), "should be a domain with at least two segments separated by dots")
      return
    }
    for label in name.split(separator: ".", omittingEmptySubsequences: false) {
      for message in NameRules.dns1123Label(String(label)) { errors.invalid(path, .string(String(label)), message) }
    }
  }
}
