import KubeAPI
import KubeSchema
import Manifest

extension ClusterState {
  /// PUT: replaces an existing object. A `metadata.resourceVersion` that is given must be the current one.
  /// With subresource `status` only the status changes. Returns the object as it is stored; a write that changes nothing
  /// leaves revision and watch log alone.
  @discardableResult
  public mutating func update(
    _ object: Value, subresource: String = "", by manager: String, dryRun: Bool = false
  ) throws(StatusError) -> Value {
    let (resource, version) = try resource(of: object)
    let context = WriteContext(
      resource: resource, version: version, subresource: subresource, manager: manager, operation: .update,
      dryRun: dryRun)
    var own = context
    own.isFromHere = subresource == "status" && !resource.isCustom
    return try update(object, own)
  }

  /// PUT of the status alone.
  @discardableResult
  public mutating func updateStatus(_ object: Value, by manager: String) throws(StatusError) -> Value {
    try update(object, subresource: "status", by: manager)
  }

  mutating func update(_ object: Value, _ context: WriteContext) throws(StatusError) -> Value {
    let key = ObjectKey(context.resource.type, object.namespace, object.name)
    return try change(key, context) { _, _ throws(StatusError) in object }
  }

  /// The way of every write to an existing object: read, change, restore what clients may not change, validate, store.
  mutating func change(
    _ key: ObjectKey, _ context: WriteContext,
    _ body: (Value, inout ClusterState) throws(StatusError) -> Value
  ) throws(StatusError) -> Value {
    let resource = context.resource
    let type = registry.storageType(resource.type)
    guard let live = tables[type]?[ObjectTable.path(key.namespace, key.name)]?.object else {
      throw .notFound(resource, key.name)
    }
    let shown = convert(fromStorage(live, resource), resource, to: context.version)
    let wanted = try body(shown, &self)
    var object = context.isFromHere ? try readStatus(wanted, shown, context) : try read(wanted, context)
    if resource.namespaced && object.namespace.isEmpty {
      object.set(.string(key.namespace), at: "metadata", "namespace")
    }
    try checkPreconditions(of: object, live: live, context)
    trackFields(of: &object, live: shown, context)
    try admitMutating(&object, old: shown, "UPDATE", context)
    object = toStorage(convert(object, resource, to: resource.storageVersion), resource)
    prepareForUpdate(&object, live: live, context)
    ServiceRules.keep(&object, old: live, context)
    KindRules.keep(&object, old: live, context, now: now)
    OwnerReferences.makeUnique(&object, &warnings, isPatch: context.operation == .apply || context.patchText != nil)
    try validate(object, old: live, context, given: wanted)
    warnings += kindWarnings(object, old: live, context)
    try KindRules.check(object, context, in: self)
    try PodSecurity.admit(object, old: live, context, in: &self)
    try admitValidating(object, old: live, "UPDATE", context)
    if context.subresource.isEmpty { warnings += WriteWarnings.collect(object, old: live, resource) }
    try ServiceRules.allocate(&object, old: live, context, in: &self)
    countGeneration(&object, live: live, context)
    object.set(live.at("metadata", "resourceVersion"), at: "metadata", "resourceVersion")
    if isUnchanged(object, live) { return live }
    try QuotaAdmission.charge(object, old: live, context, in: &self)
    if context.dryRun { return object }
    if object.isDeleting && object.finalizers.isEmpty && mayVanish(object, live: live, type) {
      // Watches see what was stored: the write that freed the object is not.
      remove(live, in: type)
      return object
    }
    let stored = put(object, in: type, replacing: live)
    if type == CustomResources.type && context.subresource.isEmpty { settle(stored) }
    if type == AdmissionPolicies.policyType && context.subresource.isEmpty { checkTypes(of: stored) }
    return stored
  }

  /// ``read(_:_:)`` of metadata and status alone: a write of the status takes nothing else from the object.
  private mutating func readStatus(
    _ wanted: Value, _ shown: Value, _ context: WriteContext
  ) throws(StatusError) -> Value {
    guard case .object(let members) = wanted, case .object(var result) = shown,
      let known = schemaResource(context.resource, context.version)
    else { return try read(wanted, context) }
    let taken = ["kind", "apiVersion", "metadata", "status"]
    let part = Value.object(Object(uniquePairs: members.pairs.filter { taken.contains($0.key) }))
    do {
      let decoded = try KubeSchema.builtin.decode(part, group: known.group, version: known.version, kind: known.kind)
      for name in taken { result[name] = decoded.object[name] }
    } catch {
      throw ReadFailure.error(error.message, wanted, context)
    }
    var whole = Value.object(result)
    KubeSchema.builtin.applyDefaults(&whole, known)
    return whole
  }

  private func checkPreconditions(of object: Value, live: Value, _ context: WriteContext) throws(StatusError) {
    let resource = context.resource
    if let wanted = object.at("metadata", "uid")?.string, !wanted.isEmpty, wanted != live.uid {
      if context.patchText != nil {
        // Two checks say the same.
        let error = FieldError.invalid("metadata.uid", .string(wanted), "field is immutable")
        throw .invalid(resource.type, live.name, [error, error])
      }
      throw .uidDiffers(wanted, from: live.uid, resource, live)
    }
    let version = object.at("metadata", "resourceVersion")?.string ?? ""
    if !version.isEmpty, UInt64(version) == nil {
      throw StatusError(
        code: 500, reason: "",
        message: "strconv.ParseUint: parsing \(FieldError.show(.string(version))): invalid syntax", details: nil)
    }
    if !version.isEmpty, version != live.at("metadata", "resourceVersion")?.string {
      throw .conflict(
        resource, live.name,
        "the object has been modified; please apply your changes to the latest version and try again")
    }
  }

  /// rest.BeforeUpdate and the kind's strategy: system fields stay as they are; status and the rest stay apart.
  private func prepareForUpdate(_ object: inout Value, live: Value, _ context: WriteContext) {
    object.modifyObject { object in
      object.modify("metadata") { metadata in
        for field in ["uid", "creationTimestamp", "generation"] { metadata[field] = live.at("metadata", field) }
        // What a deletion set stays; to set it is for validation to refuse.
        for field in ["deletionTimestamp", "deletionGracePeriodSeconds"] {
          if let value = live.at("metadata", field) { metadata[field] = value }
        }
        metadata["selfLink"] = nil
      }
    }
    if context.subresource == "status" {
      let status = object["status"]
      var metadata = live["metadata"] ?? [:]
      metadata["managedFields"] = object.at("metadata", "managedFields")
      if !context.resource.isCustom {
        // Built-in strategies take metadata of a status write too, except what identifies or counts.
        metadata["labels"] = object.at("metadata", "labels")
        metadata["annotations"] = object.at("metadata", "annotations")
        metadata["finalizers"] = object.at("metadata", "finalizers")
        metadata["ownerReferences"] = object.at("metadata", "ownerReferences")
        if context.resource.type == GroupKind("apps", "Deployment") {
          metadata["labels"] = live.at("metadata", "labels")
        }
      }
      object = live
      object["status"] = status
      object["metadata"] = metadata
    } else if context.subresource.isEmpty && context.resource.separatesStatus && !context.isInternal {
      object["status"] = live["status"]
    }
  }

  private func countGeneration(_ object: inout Value, live: Value, _ context: WriteContext) {
    guard context.resource.hasGeneration, context.subresource != "status",
      context.resource.type.kind != "PriorityClass"
    else { return }
    func wanted(_ value: Value) -> Object {
      var rest = value.object ?? Object()
      for name in ["metadata", "apiVersion", "kind"] { rest.removeValue(forKey: name) }
      if context.resource.separatesStatus || !context.resource.isCustom { rest.removeValue(forKey: "status") }
      return rest
    }
    var changed = wanted(object) != wanted(live)
    if context.resource.type == GroupKind("apps", "Deployment"),
      object.at("metadata", "annotations") ?? [:] != live.at("metadata", "annotations") ?? [:]
    {
      changed = true
    }
    if changed { object.set(.int(live.generation + 1), at: "metadata", "generation") }
  }

  /// Whether a write changed nothing but the times in managedFields.
  private func isUnchanged(_ object: Value, _ live: Value) -> Bool {
    object == live
  }

  /// An object whose deletion has begun goes with its last finalizer; pods with a grace period wait for their kubelet.
  func mayVanish(_ object: Value, live: Value, _ type: GroupKind) -> Bool {
    if type == NamespaceRules.type { return (object.at("spec", "finalizers")?.array ?? []).isEmpty }
    return live.at("metadata", "deletionGracePeriodSeconds")?.int ?? 0 == 0
  }
}
