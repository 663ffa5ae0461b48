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
    var deprecations: [String: String] = [:]
    for version in all where version["deprecated"]?.bool == true {
      guard let name = version["name"]?.string else { continue }
      deprecations[name] = version["deprecationWarning"]?.string ?? "\(group)/\(name) \(kind) is deprecated"
    }
    return ServedResource(
      type: GroupKind(group, kind), versions: served.sorted { APIVersionOrder.precedes($0, $1) }, plural: plural,
      singular: names["singular"]?.string ?? kind.lowercased(),
      listKind: names["listKind"]?.string ?? kind + "List", namespaced: spec["scope"]?.string == "Namespaced",
      verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
      shortNames: names["shortNames"]?.array?.compactMap(\.string) ?? [],
      categories: names["categories"]?.array?.compactMap(\.string) ?? [], subresources: subresources,
      hasGeneration: true, isCustom: true, storageVersion: storage,
      deprecations: deprecations)
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
    refresh(resource)
  }

  mutating func stopCustomResource(_ definition: Value) {
    guard let resource = CustomResources.resource(of: definition), registry[resource.type]?.plural == resource.plural
    else { return }
    registry.stop(resource.type)
    customSchemas[resource.type] = nil
    tables[resource.type] = nil
  }
}

extension ClusterState {
  /// Shows kept objects of a custom kind as its definition now says: new defaults appear, unknown fields go.
  private mutating func refresh(_ resource: ServedResource) {
    guard let schema = customSchemas[resource.type]?[resource.storageVersion],
      let table = tables[resource.type], table.count > 0
    else { return }
    var entries: [ObjectTable.Entry] = []
    table.forEach(namespace: nil) { entry in
      var next = entry
      schema.prune(&next.object)
      schema.applyDefaults(&next.object)
      if next.object != entry.object {
        next.encoded = EncodedObject(isSorted: true)
        entries.append(next)
      }
    }
    for entry in entries { tables[resource.type]?.put(entry) }
  }

  /// What the server's own controllers do to a definition that was just written: accept or refuse its names, establish it
  /// (apiextensions-apiserver `pkg/controller/status` and `establish`).
  mutating func settle(_ definition: Value) {
    let names = definition.at("spec", "names") ?? [:]
    var status = definition["status"] ?? [:]
    var accepted = status["acceptedNames"] ?? [:]
    var inUse: (names: Set<String>, kinds: Set<String>) = ([], [])
    for other in list(CustomResources.type)
    where other.name != definition.name && other.at("spec", "group") == definition.at("spec", "group") {
      let taken = other.at("status", "acceptedNames") ?? [:]
      for field in ["plural", "singular"] { if let name = taken[field]?.string { inUse.names.insert(name) } }
      for name in taken["shortNames"]?.array ?? [] { if let text = name.string { inUse.names.insert(text) } }
      for field in ["kind", "listKind"] { if let name = taken[field]?.string { inUse.kinds.insert(name) } }
    }
    var conflict: (reason: String, name: String)?
    for (field, reason) in [
      ("plural", "PluralConflict"), ("singular", "SingularConflict"), ("shortNames", "ShortNamesConflict"),
      ("kind", "KindConflict"), ("listKind", "ListKindConflict"),
    ] {
      let wanted = field == "shortNames" ? (names[field]?.array ?? []) : [names[field] ?? ""]
      let taken = field == "kind" || field == "listKind" ? inUse.kinds : inUse.names
      if let clash = wanted.compactMap(\.string).first(where: { taken.contains($0) }) {
        conflict = (reason, clash)
      } else if let value = names[field] {
        accepted[field] = value
      }
    }
    if let categories = names["categories"] { accepted["categories"] = categories }
    if conflict == nil { accepted = names }
    let time = now.rfc3339
    func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> Value {
      [
        "type": .string(type), "status": .string(status), "lastTransitionTime": .string(time),
        "reason": .string(reason), "message": .string(message),
      ]
    }
    var conditions = status["conditions"]?.array ?? []
    func set(_ value: Value) {
      if let i = conditions.firstIndex(where: { $0["type"] == value["type"] }) {
        var next = value
        if conditions[i]["status"] == value["status"] {
          next["lastTransitionTime"] = conditions[i]["lastTransitionTime"]
        }
        conditions[i] = next
      } else {
        conditions.append(value)
      }
    }
    if let conflict {
      set(condition("NamesAccepted", "False", conflict.reason, "\"\(conflict.name)\" is already in use"))
    } else {
      set(condition("NamesAccepted", "True", "NoConflicts", "no conflicts found"))
    }
    if !definition.isTrue("Established") {
      set(
        conflict == nil
          ? condition("Established", "True", "InitialNamesAccepted", "the initial names have been accepted")
          : condition("Established", "False", "NotAccepted", "not all names are accepted"))
    }
    status["acceptedNames"] = accepted
    status["conditions"] = .array(conditions)
    var stored = status["storedVersions"]?.array ?? []
    if let version = definition.at("spec", "versions")?.array?.first(where: { $0["storage"]?.bool == true })?["name"],
      !stored.contains(version)
    {
      stored.append(version)
    }
    status["storedVersions"] = .array(stored)
    var next = definition
    next["status"] = status
    if next == definition { return }
    guard let resource = registry[CustomResources.type] else { return }
    var context = WriteContext(
      resource: resource, version: "v1", subresource: "status", manager: "kube-apiserver", operation: .update)
    context.isInternal = true
    trackFields(of: &next, live: definition, context)
    put(next, in: CustomResources.type, replacing: definition)
  }

  /// Looks anew at definitions of a group whose names were refused: those they clashed with may have gone.
  mutating func settleOthers(of group: String?) {
    for other in list(CustomResources.type)
    where other.at("spec", "group")?.string == group && !other.isTrue("NamesAccepted") && !other.isDeleting {
      settle(other)
    }
  }

  /// The deletion of a definition: it is marked, then its objects go, and it goes with the last of them.
  /// Returns the definition as it is marked.
  mutating func deleteDefinition(_ live: Value, dryRun: Bool) -> Value {
    let finalizer = "customresourcecleanup.apiextensions.k8s.io"
    var marked = live
    if !marked.finalizers.contains(finalizer) {
      marked.set(.array((marked.finalizers + [finalizer]).map { .string($0) }), at: "metadata", "finalizers")
    }
    if !live.isDeleting { marked.set(.string(now.rfc3339), at: "metadata", "deletionTimestamp") }
    func note(_ object: inout Value, _ reason: String, _ message: String) {
      let terminating: Value = [
        "type": "Terminating", "status": "True", "lastTransitionTime": .string(now.rfc3339),
        "reason": .string(reason), "message": .string(message),
      ]
      let others = (object.at("status", "conditions")?.array ?? []).filter { $0["type"]?.string != "Terminating" }
      object.set(.array(others + [terminating]), at: "status", "conditions")
    }
    note(
      &marked, "InstanceDeletionPending",
      "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon")
    if dryRun { return marked }
    let stored = live.isDeleting ? live : put(marked, in: CustomResources.type, replacing: live)
    var next = stored
    note(&next, "InstanceDeletionInProgress", "CustomResource deletion is in progress")
    if !live.isDeleting {
      trackStatus(of: &next, live: stored)
      next = put(next, in: CustomResources.type, replacing: stored)
    }
    guard !emptyCustomResource(next), let last = get(ObjectKey(CustomResources.type, "", live.name)) else {
      return stored
    }
    let rest = last.finalizers.filter { $0 != finalizer }
    if rest.isEmpty {
      remove(last, in: CustomResources.type)
    } else {
      var waiting = last
      waiting.set(.array(rest.map { .string($0) }), at: "metadata", "finalizers")
      put(waiting, in: CustomResources.type, replacing: last)
    }
    return stored
  }

  private func trackStatus(of object: inout Value, live: Value) {
    guard let resource = registry[CustomResources.type] else { return }
    var context = WriteContext(
      resource: resource, version: "v1", subresource: "status", manager: "kube-apiserver", operation: .update)
    context.isInternal = true
    trackFields(of: &object, live: live, context)
  }

  /// Deleting a definition takes its objects along; those with finalizers keep it until they are gone.
  /// Returns whether the definition must wait.
  mutating func emptyCustomResource(_ definition: Value) -> Bool {
    guard let resource = CustomResources.resource(of: definition), registry[resource.type]?.plural == resource.plural
    else { return false }
    for object in list(resource.type) {
      _ = try? delete(ObjectKey(resource.type, object.namespace, object.name))
    }
    return count(resource.type) > 0
  }
}
