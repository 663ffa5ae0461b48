import KubeAPI
import KubeSchema
import Manifest

/// CustomResourceDefinitions: what they add to the served kinds.
enum CustomResources {
  static let type = GroupKind("apiextensions.k8s.io", "CustomResourceDefinition")

  /// The resource that a definition describes; `nil` when nothing of it is served.
  static func resource(of definition: Value) -> ServedResource? {
    guard let spec = definition["spec"], let names = spec["names"], let group = spec["group"]?.string,
      let kind = names["kind"]?.string, let plural = names["plural"]?.string
    else { return nil }
    let all = spec["versions"]?.array ?? []
    let served = all.filter { $0["served"]?.bool == true }.compactMap { $0["name"]?.string }
    guard !served.isEmpty else { return nil }
    let storage = all.first { $0["storage"]?.bool == true }?["name"]?.string ?? served[0]
    var subresources: [String] = []
    for version in all {
      for name in ["status", "scale"] {
        if version.at("subresources", name) != nil, !subresources.contains(name) { subresources.append(name) }
      }
    }
    return ServedResource(
      type: GroupKind(group, kind), versions: served.sorted { APIVersionOrder.precedes($0, $1) }, plural: plural,
      singular: names["singular"]?.string ?? kind.lowercased(),
      listKind: names["listKind"]?.string ?? kind + "List", namespaced: spec["scope"]?.string == "Namespaced",
      verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
      shortNames: names["shortNames"]?.array?.compactMap(\.string) ?? [],
      categories: names["categories"]?.array?.compactMap(\.string) ?? [], subresources: subresources,
      hasGeneration: true, isCustom: true, storageVersion: storage)
  }
}

extension ClusterState {
  mutating func serveCustomResource(_ definition: Value) {
    guard definition.isTrue("Established"), let resource = CustomResources.resource(of: definition) else { return }
    registry.serve(resource)
    var schemas: [String: CustomResourceSchema] = [:]
    for version in resource.versions {
      if let schema = CustomResourceSchema(definition, version: version) { schemas[version] = schema }
    }
    customSchemas[resource.type] = schemas
  }

  mutating func stopCustomResource(_ definition: Value) {
    guard let resource = CustomResources.resource(of: definition), registry[resource.type]?.plural == resource.plural
    else { return }
    registry.stop(resource.type)
    customSchemas[resource.type] = nil
    tables[resource.type] = nil
  }
}

extension CustomResources {
  /// The definition with the conditions that the API server's own controllers give it.
  static func established(_ definition: Value, at now: Instant) -> Value {
    var definition = definition
    guard definition.condition("Established") == nil else { return definition }
    let names = definition.at("spec", "names") ?? [:]
    definition.set(names, at: "status", "acceptedNames")
    let time = Value.string(now.rfc3339)
    let accepted: Value = [
      "type": "NamesAccepted", "status": "True", "lastTransitionTime": time, "reason": "NoConflicts",
      "message": "no conflicts found",
    ]
    let established: Value = [
      "type": "Established", "status": "True", "lastTransitionTime": time, "reason": "InitialNamesAccepted",
      "message": "the initial names have been accepted",
    ]
    definition.set([accepted, established], at: "status", "conditions")
    let storage = definition.at("spec", "versions")?.array?.first { $0["storage"]?.bool == true }?["name"]
    definition.set(.array(storage.map { [$0] } ?? []), at: "status", "storedVersions")
    return definition
  }
}
