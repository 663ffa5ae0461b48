import KubeAPI
import Manifest

/// Warnings of single kinds.
extension WarningList {
  mutating func service(_ service: Value, _ spec: Value) {
    if service.annotation("service.kubernetes.io/topology-aware-hints") != nil {
      add(
        "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use "
          + "service.kubernetes.io/topology-mode instead")
    }
    let type = spec.text("type")
    let isHeadless = type == "ClusterIP" && spec.text("clusterIP") == "None"
    if !["", "None"].contains(spec.text("clusterIP")) {
      for item in spec.items("clusterIPs", "spec") { address(item.path, item.value.string ?? "") }
    }
    let external = spec.items("externalIPs", "spec")
    if isHeadless {
      if !spec.text("loadBalancerIP").isEmpty { add("spec.loadBalancerIP is ignored for headless services") }
      if !external.isEmpty { add("spec.externalIPs is ignored for headless services") }
      if spec.text("sessionAffinity") != "None" { add("spec.SessionAffinity is ignored for headless services") }
    }
    for item in external { address(item.path, item.value.string ?? "") }
    if !external.isEmpty, !isHeadless, type != "ExternalName" {
      add("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
    }
    address("spec.loadBalancerIP", spec.text("loadBalancerIP"))
    for item in spec.items("loadBalancerSourceRanges", "spec") { block(item.path, item.value.string ?? "") }
    if type == "ExternalName", !external.isEmpty {
      add("spec.externalIPs is ignored when spec.type is \"ExternalName\"")
    }
    if type != "ExternalName", !spec.text("externalName").isEmpty {
      add("spec.externalName is ignored when spec.type is not \"ExternalName\"")
    }
    if spec.text("trafficDistribution") == "PreferClose" {
      add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"")
    }
  }

  /// Go's crypto/tls reading a pair of certificate and key, as far as the outside of PEM goes.
  mutating func secret(_ secret: Value) {
    guard secret.text("type") == "kubernetes.io/tls" else { return }
    func text(_ key: String) -> String {
      var bytes: [UInt8] = []
      _ = Base64.decode(secret.at("data", key)?.string ?? "", into: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    let certificates = PEMText.types(in: text("tls.crt"))
    let keys = PEMText.types(in: text("tls.key"))
    if certificates.isEmpty {
      add("tls: failed to find any PEM data in certificate input")
    } else if !certificates.contains("CERTIFICATE") {
      if certificates.count == 1, let first = certificates.first, first.hasSuffix("PRIVATE KEY") {
        add(
          "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may "
            + "have been switched")
      } else {
        add(
          "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the "
            + "following types: [\(certificates.joined(separator: " "))]")
      }
    } else if keys.isEmpty {
      add("tls: failed to find any PEM data in key input")
    } else if !keys.contains(where: { $0 == "PRIVATE KEY" || $0.hasSuffix(" PRIVATE KEY") }) {
      if keys == ["CERTIFICATE"] {
        add("tls: found a certificate rather than a key in the PEM for the private key")
      } else {
        add(
          "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks "
            + "of the following types: [\(keys.joined(separator: " "))]")
      }
    }
  }

  mutating func volume(_ volume: Value, _ spec: Value) {
    if volume.annotation("volume.beta.kubernetes.io/storage-class") != nil {
      add(
        "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "
          + "\"storageClassName\" attribute instead")
    }
    if volume.annotation("volume.beta.kubernetes.io/mount-options") != nil {
      add(
        "metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use \"mountOptions\" "
          + "attribute instead")
    }
    if spec.text("persistentVolumeReclaimPolicy") == "Recycle" {
      add(
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended "
          + "approach is to use dynamic provisioning.")
    }
    let required = spec.at("nodeAffinity", "required") ?? [:]
    for term in required.items("nodeSelectorTerms", "spec.nodeAffinity.required") {
      nodeTerm(term.value, term.path, checksValues: false)
    }
    for (name, shown, versions) in [
      ("cephfs", "cephfs", "1.28, non-functional in v1.31+"),
      ("photonPersistentDisk", "photonPersistentDisk", "1.11, non-functional in v1.16+"),
      ("scaleIO", "scaleIO", "1.16, non-functional in v1.22+"),
      ("storageos", "storageOS", "1.22, non-functional in v1.25+"),
      ("glusterfs", "glusterfs", "1.25, non-functional in v1.26+"), ("rbd", "rbd", "1.28, non-functional in v1.31+"),
    ] where spec.has(name) {
      add("spec.\(shown): deprecated in v\(versions)")
    }
  }

  mutating func quota(_ spec: Value) {
    for name in ["cpu", "memory", "ephemeral-storage"] {
      let hard = spec["hard"] ?? [:]
      let isBare = !hard.has("requests.\(name)") && name != "ephemeral-storage"
      let requests = isBare ? name : "requests.\(name)"
      guard let request = hard.quantity(requests), let limit = hard.quantity("limits.\(name)") else { continue }
      if limit < request {
        add("ResourceQuota \(requests) (\(request)) should be less than limits.\(name) (\(limit))")
      }
    }
  }

  mutating func endpoints(_ endpoints: Value) {
    for subset in endpoints["subsets"]?.array?.enumerated().map({ ("subsets[\($0.offset)]", $0.element) }) ?? [] {
      for name in ["addresses", "notReadyAddresses"] {
        for item in subset.1.items(name, subset.0) { address("\(item.path).ip", item.value.text("ip")) }
      }
    }
  }

  mutating func network(_ object: Value, isNew: Bool, _ kind: String) {
    let spec = object["spec"] ?? [:]
    switch kind {
    case "Ingress":
      if isNew, object.annotation("kubernetes.io/ingress.class") != nil {
        add("annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead")
      }
    case "NetworkPolicy":
      for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.items(rules, "spec") {
          for peer in rule.value.items(peers, rule.path) {
            guard let ip = peer.value.there("ipBlock") else { continue }
            block("\(peer.path).ipBlock.cidr", ip.text("cidr"))
            for except in ip.items("except", "\(peer.path).ipBlock") { block(except.path, except.value.string ?? "") }
          }
        }
      }
    default: break
    }
  }

  mutating func slice(_ slice: Value, isNew: Bool) {
    if isNew, slice.text("addressType") == "FQDN" { add("spec.addressType: FQDN endpoints are deprecated") }
    let manager = slice.at("metadata", "labels")?["endpointslice.kubernetes.io/managed-by"]?.string ?? ""
    guard !["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"].contains(manager) else {
      return
    }
    for (i, endpoint) in (slice["endpoints"]?.array ?? []).enumerated() {
      for item in endpoint.items("addresses", "endpoints[\(i)]") { address(item.path, item.value.string ?? "") }
    }
  }

  mutating func storage(_ object: Value, _ old: Value?, _ kind: String) {
    switch kind {
    case "CSIDriver":
      let requests = object.at("spec", "tokenRequests")
      if requests?.array?.isEmpty == false, requests != old?.at("spec", "tokenRequests"),
        object.at("spec", "serviceAccountTokenInSecrets") == nil
      {
        add(
          "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent "
            + "possible logging of tokens in volume attributes")
      }
    case "StorageClass":
      for (i, topology) in (object["allowedTopologies"]?.array ?? []).enumerated() {
        for item in topology.items("matchLabelExpressions", "allowedTopologies[\(i)]") {
          if let words = WarningList.deprecatedLabel(item.value.text("key")) { add("\(item.path).key: \(words)") }
        }
      }
    case "CSIStorageCapacity":
      let topology = object["nodeTopology"] ?? [:]
      nodeTerm(topology, "nodeTopology", checksValues: false)
      for pair in (topology["matchLabels"]?.object ?? Object()).sorted() {
        if let words = WarningList.deprecatedLabel(pair.key) { add("nodeTopology.matchLabels.\(pair.key): \(words)") }
      }
    default: break
    }
  }
}

/// The outside of PEM: the types of its blocks.
enum PEMText {
  static func types(in text: String) -> [String] {
    var types: [String] = []
    var open: String?
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("-----BEGIN "), line.hasSuffix("-----") {
        open = String(line.dropFirst(11).dropLast(5))
      } else if let type = open, line == "-----END \(type)-----" {
        types.append(type)
        open = nil
      }
    }
    return types
  }
}
