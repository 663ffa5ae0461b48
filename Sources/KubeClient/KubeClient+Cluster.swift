import KubeAPI
import Manifest

/// The verbs of ``Cluster``.
extension KubeClient: LaunchableCluster {
  public var address: String { config.context.isEmpty ? config.server : "\(config.server) (context \(config.context))" }

  public func serverVersion() async throws(StatusError) -> String {
    if let known = version.withLock({ $0 }) { return known.gitVersion }
    let value = try await value(APICall("GET", "/version"))
    let found = ServerVersion(
      major: value["major"]?.string ?? "", minor: value["minor"]?.string ?? "",
      gitVersion: value["gitVersion"]?.string ?? "")
    version.withLock { $0 = found }
    return found.gitVersion
  }

  public func review(_ access: AccessQuestion) async throws(StatusError) -> AccessAnswer {
    var call = APICall(
      "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      body: JSON.bytes(access.selfSubjectAccessReview))
    call.isIdempotent = true
    return AccessAnswer(of: try await value(call))
  }

  public func discover() async throws -> [ServedKind] {
    var kinds: [ServedKind] = []
    var positions: [GroupKind: Int] = [:]
    for resource in try await discovery.all(self) {
      if let position = positions[resource.type] {
        if !kinds[position].versions.contains(resource.version) { kinds[position].versions.append(resource.version) }
      } else {
        positions[resource.type] = kinds.count
        kinds.append(
          ServedKind(
            type: resource.type, versions: [resource.version], plural: resource.plural, namespaced: resource.namespaced)
        )
      }
    }
    return kinds
  }

  /// Group versions that the server lists but that do not answer.
  public func failedDiscovery() async -> [String] { await discovery.failed }

  /// The next request that needs it asks the server anew what it serves.
  public func forgetDiscovery() async { await discovery.forget() }

  func resource(_ type: GroupKind, version: String? = nil) async throws(StatusError) -> Discovery.Resource {
    if let found = try await discovery.find(type, version: version, self) { return found }
    var shown = "kind \(type)"
    if let version {
      shown = "kind \(type.kind) of \(type.group.isEmpty ? version : "\(type.group)/\(version)")"
    }
    throw StatusError(
      code: 404, reason: "NotFound",
      message: "the server serves no \(shown); its CustomResourceDefinition may not be installed")
  }

  private func path(_ key: ObjectKey, _ resource: Discovery.Resource) throws(StatusError) -> String {
    if key.name.isEmpty {
      throw StatusError(code: 400, reason: "BadRequest", message: "\(key.type) without a name")
    }
    return resource.path(namespace: resource.namespaced ? namespace(key.namespace) : "", name: key.name)
  }

  /// A namespaced object without a namespace lies in the context's, as for kubectl.
  func namespace(_ given: String) -> String { given.isEmpty ? config.namespace : given }

  // MARK: - Reading

  public func get(_ key: ObjectKey) async throws(StatusError) -> Value {
    let resource = try await resource(key.type)
    return try await value(APICall("GET", try path(key, resource)))
  }

  public func list(
    _ type: GroupKind, namespace: String?, labelSelector: String
  ) async throws(StatusError) -> [Value] {
    try await listing(type, namespace: namespace, labelSelector: labelSelector).items
  }

  /// A list, and the revision from which a watch can go on.
  public struct Listing: Sendable {
    public var items: [Value]
    public var resourceVersion: String
  }

  /// Reads page by page; a list whose continuation has expired is read again in one piece.
  public func listing(
    _ type: GroupKind, namespace: String? = nil, labelSelector: String = "", fieldSelector: String = ""
  ) async throws(StatusError) -> Listing {
    let resource = try await resource(type)
    let path = resource.path(namespace: namespace ?? "")
    var query: [(name: String, value: String)] = []
    if !labelSelector.isEmpty { query.append(("labelSelector", labelSelector)) }
    if !fieldSelector.isEmpty { query.append(("fieldSelector", fieldSelector)) }
    var items: [Value] = []
    var next = ""
    var pageSize = options.pageSize
    while true {
      var page = query
      if pageSize > 0 { page.append(("limit", "\(pageSize)")) }
      if !next.isEmpty { page.append(("continue", next)) }
      let list: Value
      do throws(StatusError) {
        list = try await value(APICall("GET", path, query: page))
      } catch {
        guard error.code == 410, !next.isEmpty else { throw error }
        (items, next, pageSize) = ([], "", 0)
        continue
      }
      let version = list["apiVersion"] ?? .string("")
      let kind = resource.type.kind
      for var item in list["items"]?.array ?? [] {
        // The items of a list do not say what they are.
        if item["kind"] == nil { item["kind"] = .string(kind) }
        if item["apiVersion"] == nil { item["apiVersion"] = version }
        items.append(item)
      }
      next = list.at("metadata", "continue")?.string ?? ""
      if next.isEmpty {
        return Listing(items: items, resourceVersion: list.at("metadata", "resourceVersion")?.string ?? "")
      }
    }
  }

  // MARK: - Writing

  public func apply(
    _ object: Value, fieldManager: String, force: Bool, dryRun: Bool
  ) async throws(StatusError) -> Value {
    let (resource, key) = try await target(object)
    var query: [(name: String, value: String)] = [("fieldManager", fieldManager)]
    if force { query.append(("force", "true")) }
    if dryRun { query.append(("dryRun", "All")) }
    let call = APICall(
      "PATCH", try path(key, resource), query: query, contentType: "application/apply-patch+yaml",
      body: JSON.bytes(object))
    do throws(StatusError) {
      return try await value(call)
    } catch {
      throw KubeClient.explained(error, key)
    }
  }

  public func mergePatch(
    _ key: ObjectKey, _ patch: Value, fieldManager: String
  ) async throws(StatusError) -> Value {
    try await self.patch(key, .merge, patch, fieldManager: fieldManager)
  }

  public func delete(_ key: ObjectKey) async throws(StatusError) { _ = try await delete(key, propagation: nil) }

  /// How the body of a patch is meant.
  public enum PatchType: String, Sendable {
    case merge = "application/merge-patch+json"
    case strategic = "application/strategic-merge-patch+json"
    case json = "application/json-patch+json"
  }

  /// - Parameter subresource: `status`, `scale`; empty for the object itself.
  public func patch(
    _ key: ObjectKey, _ type: PatchType, _ patch: Value, subresource: String = "", fieldManager: String? = nil,
    dryRun: Bool = false
  ) async throws(StatusError) -> Value {
    let resource = try await resource(key.type)
    var query: [(name: String, value: String)] = [("fieldManager", fieldManager ?? options.fieldManager)]
    if dryRun { query.append(("dryRun", "All")) }
    let path = try path(key, resource) + (subresource.isEmpty ? "" : "/" + APICall.escaped(subresource))
    return try await value(
      APICall("PATCH", path, query: query, contentType: type.rawValue, body: JSON.bytes(patch)))
  }

  /// Fails with `AlreadyExists` when there is one.
  public func create(
    _ object: Value, fieldManager: String? = nil, dryRun: Bool = false
  ) async throws(StatusError) -> Value {
    let (resource, key) = try await target(object)
    var query: [(name: String, value: String)] = [("fieldManager", fieldManager ?? options.fieldManager)]
    if dryRun { query.append(("dryRun", "All")) }
    let path = resource.path(namespace: resource.namespaced ? namespace(key.namespace) : "")
    return try await value(APICall("POST", path, query: query, body: JSON.bytes(object)))
  }

  /// Puts the object in the place of the stored one; with a `metadata.resourceVersion` only if nothing has changed since.
  public func replace(
    _ object: Value, fieldManager: String? = nil, dryRun: Bool = false
  ) async throws(StatusError) -> Value {
    let (resource, key) = try await target(object)
    var query: [(name: String, value: String)] = [("fieldManager", fieldManager ?? options.fieldManager)]
    if dryRun { query.append(("dryRun", "All")) }
    return try await value(APICall("PUT", try path(key, resource), query: query, body: JSON.bytes(object)))
  }

  public enum Propagation: String, Sendable {
    case background = "Background"
    case foreground = "Foreground"
    case orphan = "Orphan"
  }

  /// Deletes, if `uid` and `resourceVersion` are given only the object that still has them (else `Conflict`).
  /// Returns the object when it goes on existing until its finalizers are done, else a `Status`.
  public func delete(
    _ key: ObjectKey, uid: String? = nil, resourceVersion: String? = nil, propagation: Propagation? = nil,
    dryRun: Bool = false
  ) async throws(StatusError) -> Value {
    let resource = try await resource(key.type)
    var options: Value = ["apiVersion": "v1", "kind": "DeleteOptions"]
    if uid != nil || resourceVersion != nil {
      var preconditions: Value = [:]
      if let uid { preconditions["uid"] = .string(uid) }
      if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
      options["preconditions"] = preconditions
    }
    if let propagation { options["propagationPolicy"] = .string(propagation.rawValue) }
    if dryRun { options["dryRun"] = ["All"] }
    return try await value(APICall("DELETE", try path(key, resource), body: JSON.bytes(options)))
  }

  /// Where an object that says its own apiVersion belongs.
  private func target(_ object: Value) async throws(StatusError) -> (Discovery.Resource, ObjectKey) {
    let apiVersion = object["apiVersion"]?.string ?? ""
    let version = ObjectReference.split(apiVersion: apiVersion).version
    if version.isEmpty || (object["kind"]?.string ?? "").isEmpty {
      throw StatusError(code: 400, reason: "BadRequest", message: "an object needs apiVersion and kind")
    }
    return (try await resource(GroupKind(of: object), version: version), ObjectKey(of: object))
  }

  /// A refused server-side apply, with whom it is refused for.
  private static func explained(_ error: StatusError, _ key: ObjectKey) -> StatusError {
    let conflicts = error.fieldConflicts
    if conflicts.isEmpty { return error }
    var managers: [(name: String, fields: [String])] = []
    for conflict in conflicts {
      let name = conflict.message.replacing("conflict with ", with: "")
      if let position = managers.firstIndex(where: { $0.name == name }) {
        managers[position].fields.append(conflict.field)
      } else {
        managers.append((name, [conflict.field]))
      }
    }
    let list = managers.map { "\($0.name) owns \($0.fields.joined(separator: ", "))" }.joined(separator: "; ")
    var explained = error
    explained.message =
      "\(key): others own fields that the apply would change: \(list). Take these fields out of the manifest, or let"
      + " the others give them up"
    return explained
  }
}
