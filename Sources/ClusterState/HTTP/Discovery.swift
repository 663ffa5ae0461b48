import KubeAPI
import KubeSchema
import Manifest

/// `/api` and `/apis`: which kinds are served, in the old form (one document a group version) and the aggregated one.
extension ClusterState {
  func answerDiscovery(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
    let parts = info.segments
    let isCore = parts[0] == "api"
    if parts.count == 1 {
      if let encoding = try aggregatedEncoding(request) { return aggregated(core: isCore, encoding) }
      return try plain(isCore ? coreVersions(request) : groupList, request)
    }
    // The documents of one group or version are routes, and those know no other method.
    func checkMethod() throws(StatusError) { if request.method != "GET" { throw .methodNotAllowed } }
    if isCore {
      guard parts[1] == "v1" else { throw .notServed }
      try checkMethod()
      return try plain(resourceList(group: "", version: "v1"), request)
    }
    guard let group = registry.group(parts[1]), !group.name.isEmpty else {
      if parts.count == 2 { return .text(404, "404 page not found\n") }
      throw .notServed
    }
    if parts.count == 2 {
      var value: Value = ["kind": "APIGroup", "apiVersion": "v1"]
      for pair in describe(group).object ?? [:] { value[pair.key] = pair.value }
      return try plain(value, request)
    }
    guard group.versions.contains(parts[2]) else { throw .notServed }
    try checkMethod()
    return try plain(resourceList(group: group.name, version: parts[2]), request)
  }

  private func plain(_ value: Value, _ request: APIRequest) throws(StatusError) -> APIResponse {
    var form = OutputForm()
    form.encoding = try documentEncoding(request)
    return encode(200, value, form)
  }

  /// The first encoding in Accept that comes without a wish for another kind.
  private func documentEncoding(_ request: APIRequest) throws(StatusError) -> OutputForm.Encoding {
    guard let accept = request.header("accept"), !accept.isEmpty else { return .json }
    var isKnown = false
    for clause in MediaClause.parse(accept) {
      guard let encoding = OutputForm.encoding(of: clause.type) else { continue }
      isKnown = true
      if clause.parameters["as"] == nil { return encoding }
    }
    throw isKnown ? OutputForm.notAcceptable : OutputForm.unknownType()
  }

  /// Set when Accept prefers the aggregated form to the old one.
  private func aggregatedEncoding(_ request: APIRequest) throws(StatusError) -> OutputForm.Encoding? {
    for clause in MediaClause.parse(request.header("accept") ?? "") {
      guard let encoding = OutputForm.encoding(of: clause.type) else { continue }
      guard let kind = clause.parameters["as"] else { return nil }
      if kind == "APIGroupDiscoveryList" && clause.parameters["v"] == "v2"
        && clause.parameters["g"] == "apidiscovery.k8s.io"
      {
        return encoding
      }
    }
    return nil
  }

  private func coreVersions(_ request: APIRequest) -> Value {
    let address: Value = [
      "clientCIDR": "0.0.0.0/0", "serverAddress": .string(request.header("host") ?? request.header(":authority") ?? ""),
    ]
    return ["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [address]]
  }

  private var groupList: Value {
    let groups = registry.groups.filter { !$0.name.isEmpty }.map { describe($0) }
    return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups)]
  }

  private func describe(_ group: Registry.Group) -> Value {
    let versions = group.versions.map { version -> Value in
      ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
    }
    return [
      "name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? [:],
    ]
  }

  private func resourceList(group: String, version: String) -> Value {
    var items: [Value] = []
    for resource in registry.resources(group: group, version: version) {
      items.append(describe(resource, version: version))
      for subresource in describedSubresources(of: resource, version: version) {
        var item: Value = [
          "name": .string("\(resource.plural)/\(subresource.name)"), "singularName": "",
          "namespaced": .bool(resource.namespaced),
        ]
        if !subresource.version.isEmpty {
          item["group"] = subresource.group.isEmpty ? nil : .string(subresource.group)
          item["version"] = .string(subresource.version)
        }
        item["kind"] = .string(subresource.kind)
        item["verbs"] = .array(subresource.verbs.map { .string($0) })
        items.append(item)
      }
    }
    let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
    var list: Value = ["kind": "APIResourceList"]
    // The core group's list says no apiVersion, as it was before there was one.
    if !group.isEmpty { list["apiVersion"] = "v1" }
    list["groupVersion"] = .string(groupVersion)
    list["resources"] = .array(items)
    return list
  }

  private func describe(_ resource: ServedResource, version: String) -> Value {
    var item: Value = [
      "name": .string(resource.plural), "singularName": .string(resource.singular),
      "namespaced": .bool(resource.namespaced), "kind": .string(resource.type.kind),
      "verbs": .array(resource.verbs.map { .string($0) }),
    ]
    if !resource.shortNames.isEmpty { item["shortNames"] = .array(resource.shortNames.map { .string($0) }) }
    if !resource.categories.isEmpty { item["categories"] = .array(resource.categories.map { .string($0) }) }
    let hash = storageVersionHash(resource, version)
    if !hash.isEmpty { item["storageVersionHash"] = .string(hash) }
    return item
  }

  private func storageVersionHash(_ resource: ServedResource, _ version: String) -> String {
    if resource.isCustom {
      let text = "\(resource.type.group)/\(resource.storageVersion)/\(resource.type.kind)"
      return Base64.encode(Array(SHA256.digest(Array(text.utf8)).prefix(8)))
    }
    let known = KubeSchema.builtin.resource(group: resource.type.group, version: version, plural: resource.plural)
    return known?.storageVersionHash ?? ""
  }

  /// The subresources of a kind with their verbs, in the order of discovery.
  func describedSubresources(of resource: ServedResource, version: String) -> [Resource.Subresource] {
    if !resource.isCustom {
      let known = KubeSchema.builtin.resource(group: resource.type.group, version: version, plural: resource.plural)
      return known?.subresources ?? []
    }
    let verbs = ["get", "patch", "update"]
    return resource.subresources.map { name in
      name == "scale"
        ? Resource.Subresource(name: name, group: "autoscaling", version: "v1", kind: "Scale", verbs: verbs)
        : Resource.Subresource(name: name, kind: resource.type.kind, verbs: verbs)
    }
  }

  // MARK: - Aggregated (apidiscovery.k8s.io/v2)

  private func aggregated(core: Bool, _ encoding: OutputForm.Encoding) -> APIResponse {
    let groups = registry.groups.filter { $0.name.isEmpty == core }
    let items = groups.map { group -> Value in
      let versions = group.versions.map { version -> Value in
        let resources = registry.resources(group: group.name, version: version)
        return [
          "version": .string(version),
          "resources": .array(resources.map { aggregate($0, group: group.name, version: version) }),
          "freshness": "Current",
        ]
      }
      return [
        "metadata": group.name.isEmpty ? [:] : ["name": .string(group.name)], "versions": .array(versions),
      ]
    }
    let value: Value = [
      "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:], "items": .array(items),
    ]
    var response = encode(200, value, OutputForm(encoding: encoding))
    let type = response.header("content-type") ?? ""
    response.headers = [
      ("content-type", "\(type);g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"), ("vary", "Accept"),
    ]
    return response
  }

  private func aggregate(_ resource: ServedResource, group: String, version: String) -> Value {
    func kind(_ kind: String, _ group: String, _ version: String) -> Value {
      ["group": .string(group), "version": .string(version), "kind": .string(kind)]
    }
    // Built-in kinds of the group itself leave group and version empty; custom ones name them.
    let own: (String, String) = resource.isCustom ? (group, version) : ("", "")
    var item: Value = [
      "resource": .string(resource.plural), "responseKind": kind(resource.type.kind, own.0, own.1),
      "scope": resource.namespaced ? "Namespaced" : "Cluster", "singularResource": .string(resource.singular),
      "verbs": .array(resource.verbs.map { .string($0) }),
    ]
    if !resource.shortNames.isEmpty { item["shortNames"] = .array(resource.shortNames.map { .string($0) }) }
    if !resource.categories.isEmpty { item["categories"] = .array(resource.categories.map { .string($0) }) }
    let subresources = describedSubresources(of: resource, version: version).map { sub -> Value in
      [
        "subresource": .string(sub.name),
        "responseKind": sub.version.isEmpty ? kind(sub.kind, own.0, own.1) : kind(sub.kind, sub.group, sub.version),
        "verbs": .array(sub.verbs.map { .string($0) }),
      ]
    }
    if !subresources.isEmpty { item["subresources"] = .array(subresources) }
    return item
  }
}
