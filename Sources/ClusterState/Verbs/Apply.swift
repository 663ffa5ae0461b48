import KubeAPI
import Manifest

extension ClusterState {
  /// Server-side apply: what the object says becomes the manager's; what the manager said before and says no more goes,
  /// unless somebody else owns it. Creates the object when it is missing. Refused with Conflict when another manager owns
  /// a field with another value, unless forced. Returns the object as it is stored; an apply that changes nothing leaves
  /// revision and watch log alone.
  @discardableResult
  public mutating func apply(
    _ object: Value, by manager: String, force: Bool, dryRun: Bool = false, subresource: String = ""
  ) throws(StatusError) -> Value {
    let (resource, version) = try resource(of: object)
    let context = WriteContext(
      resource: resource, version: version, subresource: subresource, manager: manager, operation: .apply,
      force: force, dryRun: dryRun)
    return try apply(object, context)
  }

  mutating func apply(_ input: Value, _ context: WriteContext) throws(StatusError) -> Value {
    let resource = context.resource
    var object = input
    try checkNamespace(of: &object, context, creating: false)
    if let list = object.at("metadata", "managedFields"), !list.isNull {
      throw .badRequest("metadata.managedFields must be nil")
    }
    let key = ObjectKey(resource.type, object.namespace, object.name)
    let type = registry.storageType(resource.type)
    let shape = MergeShape.of(resource, version: context.version, in: self)
    try TypedCheck.check(object, shape, resource, context)
    if tables[type]?[ObjectTable.path(key.namespace, key.name)] == nil {
      if !context.subresource.isEmpty { throw .notFound(resource, key.name) }
      if let uid = object.at("metadata", "uid")?.string, !uid.isEmpty {
        throw .conflict(
          resource, object.name,
          "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
      }
      let first = try applied(object, to: newObject(resource, context.version, shape), shape, context)
      return try create(first, context)
    }
    return try change(key, context) { live, state throws(StatusError) in
      let shown = state.convert(live, resource, to: context.version)
      if let version = object.at("metadata", "resourceVersion")?.string, !version.isEmpty,
        version != live.at("metadata", "resourceVersion")?.string
      {
        throw .conflict(
          resource, live.name,
          "the object has been modified; please apply your changes to the latest version and try again")
      }
      if let uid = object.at("metadata", "uid")?.string, !uid.isEmpty, uid != live.uid {
        throw .invalid(resource.type, live.name, [.invalid("metadata.uid", .string(uid), "field is immutable")])
      }
      return try state.applied(object, to: shown, shape, context)
    }
  }

  /// The object with the configuration in it, its managedFields brought up to date.
  private func applied(
    _ object: Value, to live: Value, _ shape: MergeShape, _ context: WriteContext
  ) throws(StatusError) -> Value {
    let resource = context.resource
    var managed = ManagedFields(of: live)
    var old = live
    old.set(nil, at: "metadata", "managedFields")
    if managed.entries.isEmpty, live.at("metadata", "uid") != nil {
      // Nobody was tracked so far: what is there belongs to whoever was before.
      let ignored = ManagedFields.stripped.union(ManagedFields.reset(resource, subresource: context.subresource))
      let fields = TypedValue.compare(newObject(resource, context.version, shape), old, shape).added
        .recursiveDifference(ignored)
      managed.entries.append(
        ManagedFields.Entry(
          manager: "before-first-apply", isApply: false, apiVersion: resource.apiVersion(context.version),
          subresource: "", time: now.rfc3339, fields: fields))
    }
    var config = object
    for name in ["resourceVersion", "uid", "creationTimestamp", "generation", "selfLink", "managedFields"] {
      config.set(nil, at: "metadata", name)
    }
    let ignored = ManagedFields.reset(resource, subresource: context.subresource)
    let before = managed
    func attempt(force: Bool) -> (object: Value, conflicts: [ManagedFields.Conflict]) {
      managed = before
      return managed.apply(
        live: old, config: config, shape: shape, manager: context.manager,
        apiVersion: resource.apiVersion(context.version), subresource: context.subresource,
        time: context.subresource == "scale" ? "" : now.rfc3339, force: force, ignoring: ignored)
    }
    var (result, conflicts) = attempt(force: context.force)
    let isKubectl = context.manager == "kubectl"
    let lastApplied = isKubectl ? old.annotation(LastApplied.annotation) : nil
    if !conflicts.isEmpty, let lastApplied {
      // What client-side apply set may be taken over by kubectl's server-side apply without force.
      conflicts = LastApplied.remaining(conflicts, after: lastApplied, shape)
      if conflicts.isEmpty { (result, conflicts) = attempt(force: true) }
    }
    if !conflicts.isEmpty { throw ApplyConflict.error(conflicts, isScale: context.subresource == "scale") }
    if lastApplied != nil, result.annotation(LastApplied.annotation) != nil {
      result.set(.string(LastApplied.text(of: object)), at: "metadata", "annotations", LastApplied.annotation)
    }
    result.set(managed.value, at: "metadata", "managedFields")
    return result
  }
}

/// The annotation of client-side apply, and how server-side apply treats it (apimachinery `managedfields`,
/// lastappliedmanager.go and lastappliedupdater.go).
enum LastApplied {
  static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

  static func text(of object: Value) -> String {
    var plain = object
    plain.set(nil, at: "metadata", "annotations", annotation)
    return JSON.write(plain, escapeHTML: true) + "\n"
  }

  /// The conflicts about fields that the last client-side configuration did not have.
  static func remaining(
    _ conflicts: [ManagedFields.Conflict], after lastApplied: String, _ shape: MergeShape
  ) -> [ManagedFields.Conflict] {
    guard let config = try? JSON.parse(lastApplied) else { return conflicts }
    let allowed = Set(TypedValue.fields(of: config, shape).paths)
    return conflicts.compactMap { conflict in
      var rest = conflict
      rest.paths.removeAll { allowed.contains($0) }
      return rest.paths.isEmpty ? nil : rest
    }
  }
}

/// The refusal of an apply that would change what others own.
enum ApplyConflict {
  /// - Parameter isScale: the conflicts are told in terms of the Scale that was applied.
  static func error(_ found: [ManagedFields.Conflict], isScale: Bool = false) -> StatusError {
    let conflicts = found.map { conflict in
      guard isScale else { return conflict }
      var entry = conflict.entry
      entry.apiVersion = "autoscaling/v1"
      return ManagedFields.Conflict(entry: entry, paths: conflict.paths.map { _ in ["f:spec", "f:replicas"] })
    }
    let sorted = conflicts.sorted { identity($0.entry).goLess(identity($1.entry)) }
    var causes: [(owner: String, path: String)] = []
    for conflict in sorted {
      for path in conflict.paths { causes.append((owner(conflict.entry), FieldSet.text(path))) }
    }
    var message = "Apply failed with \(causes.count) conflicts: "
    if let only = causes.first, causes.count == 1 {
      message = "Apply failed with 1 conflict: conflict with \(only.owner): \(only.path)"
    } else {
      message += sorted.flatMap { conflict in
        ["conflicts with \(owner(conflict.entry)):"] + conflict.paths.map { "- \(FieldSet.text($0))" }
      }.joined(separator: "\n")
    }
    return StatusError(
      code: 409, reason: "Conflict", message: message,
      details: [
        "causes": .array(
          causes.map {
            [
              "reason": "FieldManagerConflict", "message": .string("conflict with \($0.owner)"),
              "field": .string($0.path),
            ]
          })
      ])
  }
  private static func owner(_ entry: ManagedFields.Entry) -> String {
    var text = JSON.write(.string(entry.manager))
    if !entry.subresource.isEmpty { text += " with subresource \"\(entry.subresource)\"" }
    return entry.isApply ? text : text + " using \(entry.apiVersion)"
  }

  /// What managers are told apart and sorted by.
  private static func identity(_ entry: ManagedFields.Entry) -> String {
    let version = entry.isApply ? "" : ",\"apiVersion\":\"\(entry.apiVersion)\""
    let place = entry.subresource.isEmpty ? "" : ",\"subresource\":\"\(entry.subresource)\""
    return "{\"manager\":\(JSON.write(.string(entry.manager))),\"operation\":\"\(entry.isApply ? "Apply" : "Update")\""
      + version + place
  }
}
