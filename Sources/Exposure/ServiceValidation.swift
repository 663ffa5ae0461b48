import Manifest

/// The rules by which the API server refuses a Service whose fields have the right types.
///
/// Source: kubernetes pkg/apis/core/validation ValidateService; pkg/registry/core/service strategy.
enum ServiceValidation {
  static func violation(of service: Value) -> String? {
    guard let spec = service["spec"]?.object else { return nil }
    let type = spec["type"]?.string ?? "ClusterIP"
    guard ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"].contains(type) else {
      return "spec.type \(type) is none of ClusterIP, NodePort, LoadBalancer, ExternalName"
    }
    let headless = spec["clusterIP"]?.string == "None"
    if headless && (type == "NodePort" || type == "LoadBalancer") {
      return "spec.clusterIP may not be None for a \(type) Service"
    }
    if type == "ExternalName" && spec["externalName"]?.string ?? "" == "" { return "spec.externalName is missing" }
    if type != "LoadBalancer" {
      for field in ["loadBalancerClass", "allocateLoadBalancerNodePorts", "loadBalancerSourceRanges"] {
        guard let value = spec[field], !value.isNull, value.array?.isEmpty != true else { continue }
        return "spec.\(field) may only be used with type LoadBalancer"
      }
      if service.at("metadata", "annotations", Clouds.sourceRangesKey) != nil && spec["loadBalancerSourceRanges"] == nil
      {
        return "the annotation \(Clouds.sourceRangesKey) may only be used with type LoadBalancer"
      }
    } else if spec["loadBalancerClass"]?.string == "" {
      return "spec.loadBalancerClass is empty"
    }
    for (i, port) in (spec["ports"]?.array ?? []).enumerated() {
      if let wrong = violation(of: port, type) { return "spec.ports[\(i)].\(wrong)" }
    }
    for text in spec["externalIPs"]?.array ?? [] {
      guard let address = Address(text.string ?? ""), !address.isUnspecified, !address.isLoopback else {
        return "spec.externalIPs holds what is no address of a network"
      }
    }
    return sourceRanges(spec, service)
  }

  private static func violation(of port: Value, _ type: String) -> String? {
    guard let number = port["port"]?.int, (1...65535).contains(number) else { return "port is missing or out of range" }
    if let name = port["protocol"]?.string, !["TCP", "UDP", "SCTP"].contains(name) {
      return "protocol \(name) is none of TCP, UDP, SCTP"
    }
    if let target = port["targetPort"]?.int, !(1...65535).contains(target), target != 0 {
      return "targetPort is out of range"
    }
    guard let node = port["nodePort"]?.int, node != 0 else { return nil }
    if type == "ClusterIP" || type == "ExternalName" { return "nodePort may not be used with type \(type)" }
    return (1...65535).contains(node) ? nil : "nodePort is out of range"
  }

  private static func sourceRanges(_ spec: Object, _ service: Value) -> String? {
    for text in Clouds.sourceRanges(spec, service) where !isCIDR(text) {
      return "a source range is no CIDR"
    }
    return nil
  }

  private static func isCIDR(_ text: String) -> Bool { text.contains("/") && AddressRange(text) != nil }
}
