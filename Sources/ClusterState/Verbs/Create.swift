import KubeAPI
import Manifest

extension ClusterState {
  /// POST: stores a new object.
  ///
  /// The object needs apiVersion, kind and `metadata.name` or `metadata.generateName`. Refused with AlreadyExists,
  /// NotFound (kind or namespace), Forbidden (namespace is going), Invalid. Returns the object as it is stored.
  @discardableResult
  public mutating func create(_ object: Value, by manager: String, dryRun: Bool = false) throws(StatusError) -> Value {
    let (resource, version) = try resource(of: object)
    return try create(
      object, WriteContext(resource: resource, version: version, manager: manager, dryRun: dryRun))
  }

  mutating func create(_ input: Value, _ context: WriteContext) throws(StatusError) -> Value {
    let resource = context.resource
    var object = try read(input, context)
    try checkNamespace(of: &object, context, creating: true)
    if resource.isCustom, definition(of: resource)?.isDeleting == true {
      throw .forbidden(
        resource, object.name, "create not allowed while custom resource definition is terminating")
    }
    // It is the storage that refuses, and a dry run does not get there; what is no number counts as none.
    if !context.dryRun, let version = object.at("metadata", "resourceVersion")?.string, UInt64(version) ?? 0 != 0 {
      throw StatusError(
        code: 500, reason: "", message: "resourceVersion should not be set on objects to be created", details: nil)
    }
    var name = object.name
    let prefix = object.at("metadata", "generateName")?.string ?? ""
    if name.isEmpty && !prefix.isEmpty {
      name = prefix.prefixBytes(58) + identity.suffix()
      object.set(.string(name), at: "metadata", "name")
    }
    for field in ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "uid"] {
      if object.at("metadata", field) != nil { object.set(nil, at: "metadata", field) }
    }
    OwnerReferences.makeUnique(&object, &warnings)
    trackFields(of: &object, live: nil, context)
    LimitRanger.fill(&object, context, in: self)
    try admitMutating(&object, old: nil, "CREATE", context)
    object = convert(object, resource, to: resource.storageVersion)
    prepareForCreate(&object, context)
    try prepareNew(&object, context)
    if resource.type == GroupKind("", "Pod"), object.at("spec", "schedulingGates")?.array?.isEmpty == false {
      // The server itself says why nobody may place the pod (pod strategy, applySchedulingGatedCondition).
      let gated: Value = [
        "type": "PodScheduled", "status": "False", "lastProbeTime": .null,
        "lastTransitionTime": .string(now.rfc3339), "reason": "SchedulingGated",
        "message": "Scheduling is blocked due to non-empty scheduling gates",
      ]
      object.set([gated], at: "status", "conditions")
    }
    try KindRules.prepare(&object, given: input, context, in: self)
    try validate(object, old: nil, context, given: input)
    try LimitRanger.check(object, context, in: self)
    try KindRules.check(object, context, in: self)
    try PodSecurity.admit(object, old: nil, context, in: &self)
    try admitValidating(object, old: nil, "CREATE", context)
    warnings += kindWarnings(object, old: nil, context)
    warnings += WriteWarnings.collect(object, old: nil, resource)
    try ServiceRules.allocate(&object, old: nil, context, in: &self)
    let type = registry.storageType(resource.type)
    object = toStorage(object, resource)
    if let existing = tables[type]?[ObjectTable.path(object.namespace, name)] {
      var error = StatusError.alreadyExists(resource, name)
      if existing.object.isDeleting { error.message = "object is being deleted: " + error.message }
      throw error
    }
    try QuotaAdmission.charge(object, context, in: &self)
    if context.dryRun { return object.ordered(storedType(type)) }
    let stored = put(object, in: type, replacing: nil)
    if type == CustomResources.type { settle(stored) }
    if type == AdmissionPolicies.policyType { checkTypes(of: stored) }
    return stored
  }

  /// What every create strategy does: system fields are the server's.
  private mutating func prepareForCreate(_ object: inout Value, _ context: WriteContext) {
    let resource = context.resource
    let uid = identity.uid()
    object.modifyObject { object in
      object.modify("metadata") { metadata in
        metadata["uid"] = .string(uid)
        metadata["creationTimestamp"] = .string(now.rfc3339)
        metadata["deletionTimestamp"] = nil
        metadata["deletionGracePeriodSeconds"] = nil
        metadata["resourceVersion"] = nil
        metadata["selfLink"] = nil
        // Kinds that do not count keep what was said.
        if resource.hasGeneration { metadata["generation"] = 1 }
      }
    }
    if resource.dropsStatusOnCreate {
      object["status"] = nil
      // Custom objects are defaulted again whenever they are read back, so a default in status is always there.
      if resource.isCustom { customSchemas[resource.type]?[resource.storageVersion]?.applyDefaults(&object) }
    }
  }

  /// The namespace of the object: filled in from the request, required, existing and not on its way out.
  func checkNamespace(of object: inout Value, _ context: WriteContext, creating: Bool) throws(StatusError) {
    let resource = context.resource
    guard resource.namespaced else {
      if !object.namespace.isEmpty { object.set(nil, at: "metadata", "namespace") }
      return
    }
    if object.namespace.isEmpty, let namespace = context.namespace {
      object.set(.string(namespace), at: "metadata", "namespace")
    }
    guard creating else { return }
    let namespace = object.namespace
    guard !namespace.isEmpty else {
      throw .badRequest("an empty namespace may not be set during creation")
    }
    guard let found = tables[NamespaceRules.type]?[namespace]?.object else {
      throw StatusError(
        code: 404, reason: "NotFound", message: "namespaces \"\(namespace)\" not found",
        details: StatusError.details(group: "", kind: "namespaces", name: namespace))
    }
    if found.at("status", "phase")?.string == "Terminating" || found.isDeleting {
      throw .forbidden(
        resource, object.name.isEmpty ? (object.at("metadata", "generateName")?.string ?? "") : object.name,
        "unable to create new content in namespace \(namespace) because it is being terminated",
        causes: [
          [
            "reason": "NamespaceTerminating", "message": .string("namespace \(namespace) is being terminated"),
            "field": "metadata.namespace",
          ]
        ])
    }
  }
}

extension String {
  /// The first bytes, cut between characters.
  func prefixBytes(_ count: Int) -> String {
    if utf8.count <= count { return self }
    var text = ""
    var used = 0
    for character in unicodeScalars {
      let size = UTF8.width(character)
      if used + size > count { break }
      text.unicodeScalars.append(character)
      used += size
    }
    return text
  }
}
