import Manifest

/// Puts references by name right after names have changed (kustomize `filters/nameref`).
struct NameReferences {
  /// Positions of the objects that once had a name.
  private var byPreviousName: [String: [Int]] = [:]

  static func fix(_ map: inout ResourceMap, _ config: TransformerConfig) throws(SourceError) {
    var index = NameReferences()
    for (i, resource) in map.resources.enumerated() {
      for name in Set(resource.previous.map(\.name)) { index.byPreviousName[name, default: []].append(i) }
    }
    if index.byPreviousName.isEmpty { return }
    var specs: [String: [(spec: FieldSpec, target: GVK)]] = [:]
    for reference in config.nameReference {
      for spec in reference.referrers { specs[spec.gvk.kind, default: []].append((spec, reference.target)) }
    }
    for i in map.resources.indices {
      let id = map.resources[i].originalID
      for (spec, target) in (specs[id.gvk.kind] ?? []) + (specs[""] ?? []) where id.gvk.isSelected(by: spec.gvk) {
        try index.fix(&map, i, spec, target)
      }
    }
  }

  private func fix(
    _ map: inout ResourceMap, _ position: Int, _ spec: FieldSpec, _ target: GVK
  ) throws(SourceError) {
    let referrer = map.resources[position]
    let resources = map.resources
    // The kind may have been changed by a patch since.
    let here = FieldSpec(spec.path)
    var value = referrer.value
    do throws(SourceError) {
      try here.apply(to: &value, create: .nothing) { (node) throws(SourceError) in
        switch node {
        case .null: return
        case .array(var items):
          node = .null
          defer { node = .array(items) }
          for i in items.indices {
            try set(&items[i], referrer, position, spec, target, resources)
          }
        default: try set(&node, referrer, position, spec, target, resources)
        }
      }
    } catch {
      throw SourceError(
        file: referrer.originFile, line: referrer.originLine,
        "updating name reference in '\(spec.path)' field of '\(referrer.currentID.description)': \(error.message)")
    }
    map.resources[position].value = value
  }

  private func set(
    _ node: inout Value, _ referrer: Resource, _ position: Int, _ spec: FieldSpec, _ target: GVK,
    _ resources: [Resource]
  ) throws(SourceError) {
    if case .object = node {
      guard let name = node["name"] else { throw SourceError("path config error; no 'name' field in node") }
      let old = name.scalarText ?? ""
      let found = try select(
        old, referrer, position, spec, target, resources, namespace: node["namespace"].map { $0.scalarText ?? "" },
        isMapping: true)
      guard let found, !(found.name == old && found.namespace.isEmpty) else { return }
      node["name"] = .string(found.name)
      if !found.namespace.isEmpty { node["namespace"] = .string(found.namespace) }
      return
    }
    guard let old = node.scalarText else { return }
    guard
      let found = try select(
        old, referrer, position, spec, target, resources, namespace: nil, isMapping: false),
      found.name != old
    else { return }
    node = .string(found.name)
  }

  /// The object that the name meant, by kustomize's successive sieves; `nil` when there is none.
  private func select(
    _ name: String, _ referrer: Resource, _ position: Int, _ spec: FieldSpec, _ target: GVK,
    _ resources: [Resource], namespace: String?, isMapping: Bool
  ) throws(SourceError) -> Resource? {
    guard let positions = byPreviousName[name] else { return nil }
    let id = referrer.currentID
    let bindings = accountNamespaces(referrer)
    var candidates = positions.map { resources[$0] }.filter { candidate in
      let other = candidate.currentID
      return id.isClusterScoped || other.isClusterScoped || other.effectiveNamespace == id.effectiveNamespace
        || bindings.contains(candidate.namespace)
    }
    if let namespace {
      let originals = candidates.filter { $0.originalID.effectiveNamespace == namespace }
      // Had any object been there in the beginning, only those count.
      let known = resources.contains { $0.originalID.effectiveNamespace == namespace }
      candidates = known ? originals : candidates.filter { $0.currentID.effectiveNamespace == namespace }
    }
    candidates = candidates.filter { candidate in
      candidate.previousIDs.contains { $0.gvk.isSelected(by: target) }
    }
    if spec.path.hasSuffix("roleRef/name"), let group = referrer.value.at("roleRef", "apiGroup")?.scalarText,
      let kind = referrer.value.at("roleRef", "kind")?.scalarText
    {
      let wanted = GVK(group: group, kind: kind)
      candidates = candidates.filter { candidate in
        candidate.previousIDs.contains { $0.gvk.isSelected(by: wanted) }
      }
    }
    if !id.isClusterScoped {
      candidates = candidates.filter { candidate in
        let other = candidate.currentID
        return other.isClusterScoped || candidate.kind == "ServiceAccount"
          || other.effectiveNamespace == id.effectiveNamespace
      }
    }
    if candidates.count == 1 { return candidates.first }
    candidates = candidates.filter { $0.hasSamePrefixesAndSuffixes(referrer, allowEmpty: true) }
    if candidates.count > 1 {
      candidates = candidates.filter { $0.hasSamePrefixesAndSuffixes(referrer, allowEmpty: false) }
    }
    guard let first = candidates.first else { return nil }
    if candidates.allSatisfy({ $0.name == first.name && (!isMapping || $0.namespace == first.namespace) }) {
      return first
    }
    var details = "\n**** Too many possible referral targets to referrer:\n\(YAML.write(referrer.value))\n"
    for (i, candidate) in candidates.enumerated() {
      details += "--- possible referral \(i):\n\(YAML.write(candidate.value))\n"
    }
    let ids = candidates.map(\.currentID.description).joined(separator: ", ")
    throw SourceError("found multiple possible referrals: \(ids)\n\(details)")
  }

  /// The namespaces of the accounts that a RoleBinding is for.
  private func accountNamespaces(_ referrer: Resource) -> Set<String> {
    guard referrer.kind == "RoleBinding" else { return [] }
    var result: Set<String> = []
    for subject in referrer.value["subjects"]?.array ?? [] where subject["kind"]?.scalarText == "ServiceAccount" {
      if let namespace = subject["namespace"]?.scalarText { result.insert(namespace) }
    }
    return result
  }
}
