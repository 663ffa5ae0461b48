import KubeAPI
import KubeSchema
import Manifest

/// POST, PUT and DELETE on objects.
extension ClusterState {
  func context(
    _ info: RequestInfo, _ resource: ServedResource, _ options: WriteOptions, _ operation: WriteContext.Operation,
    subresource: String = "", body request: APIRequest? = nil
  ) -> WriteContext {
    var context = WriteContext(
      resource: resource, version: info.version, subresource: subresource, manager: options.manager,
      operation: operation, dryRun: options.dryRun, namespace: info.namespace)
    context.fieldValidation = options.fieldValidation
    if let request, options.fieldValidation != .ignore, operation != .apply,
      request.header("content-type").map({ $0 == "application/json" || $0.contains("json") }) ?? true
    {
      context.duplicates = request.prepared?.duplicates ?? DuplicateKeys.find(in: request.body)
    }
    return context
  }

  mutating func answerCreate(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let options = try WriteOptions(request, kind: "CreateOptions")
    var object = try decodeObject(request, info, resource, options)
    try checkNamespaces(object, info, resource)
    try checkEscalation(object, resource, user: request.user)
    if resource.type == GroupKind("certificates.k8s.io", "CertificateSigningRequest"), object["spec"]?.object != nil {
      // Who asks is for the server to say (certificates strategy).
      for pair in describe(request.user).object ?? [:] { object.set(pair.value, at: "spec", pair.key) }
    }
    let made = try create(object, context(info, resource, options, .create, body: request))
    return try respond(201, made, request, resource, version: info.version, form: form)
  }

  private func checkNamespaces(
    _ object: Value, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) {
    guard resource.namespaced, !object.namespace.isEmpty, object.namespace != info.namespace else { return }
    throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
  }

  mutating func answerUpdate(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, subresource: String = ""
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let options = try WriteOptions(request, kind: "UpdateOptions")
    var object = try decodeObject(request, info, resource, options)
    try checkNamespaces(object, info, resource)
    if object.name.isEmpty {
      throw .badRequest(
        "the name of the object (\(info.name) based on URL) was undeterminable: name must be provided")
    }
    guard object.name == info.name else {
      throw .badRequest(
        "the name of the object (\(object.name)) does not match the name on the URL (\(info.name))")
    }
    if resource.namespaced { object.set(info.namespace.map { .string($0) }, at: "metadata", "namespace") }
    try checkEscalation(object, resource, user: request.user)
    let write = context(info, resource, options, .update, subresource: subresource, body: request)
    let type = registry.storageType(resource.type)
    if subresource.isEmpty, resource.createsOnUpdate,
      tables[type]?[ObjectTable.path(info.namespace ?? "", info.name)] == nil
    {
      var first = write
      first.operation = .create
      if let uid = object.at("metadata", "uid")?.string, !uid.isEmpty {
        throw .uidDiffers(uid, from: "", resource, object)
      }
      object.set(nil, at: "metadata", "resourceVersion")
      let made = try create(object, first)
      return try respond(201, made, request, resource, version: info.version, form: form)
    }
    if resource.needsVersionOnUpdate, (object.at("metadata", "resourceVersion")?.string ?? "").isEmpty,
      tables[type]?[ObjectTable.path(info.namespace ?? "", info.name)] != nil
    {
      throw .invalid(
        GroupKind(resource.type.group, resource.plural), info.name,
        [.invalid("metadata.resourceVersion", 0, "must be specified for an update")])
    }
    let result = try update(object, write)
    return try respond(200, result, request, resource, version: info.version, form: form)
  }

  mutating func answerDelete(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let options = try DeleteOptions(request, in: self)
    let live = try stored(info, resource)
    scope?.deleteOptions = options.given
    if options.propagation == nil, resource.orphansByDefault {
      if resource.type.kind == "Job" {
        warnings.append(
          "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them "
            + "or set propagationPolicy=Orphan to suppress this warning")
      }
    }
    let key = ObjectKey(resource.type, info.namespace ?? "", info.name)
    let propagation = options.propagation ?? (resource.orphansByDefault ? .orphan : .background)
    let result = try delete(
      key, propagation: propagation, preconditions: options.preconditions,
      gracePeriodSeconds: options.gracePeriodSeconds, dryRun: options.dryRun, requestVersion: info.version)
    let stays = result.isDeleting && (options.dryRun || get(key) != nil)
    if stays || resource.returnsDeletedObject || resource.type == CustomResources.type {
      return try respond(200, result, request, resource, version: info.version, form: form)
    }
    let details = StatusError.details(resource, info.name, uid: live.uid)
    let status: Value = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details,
    ]
    return encode(200, status, form)
  }

  mutating func answerDeleteCollection(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let options = try DeleteOptions(request, in: self)
    scope?.isCollection = true
    scope?.deleteOptions = options.given
    let list = try ListOptions(request)
    let filter = try ObjectFilter(request, info, resource, in: self)
    let page = try page(
      of: resource, filter, limit: Int(clamping: list.limit), list.token.isEmpty ? nil : ContinueToken(list.token))
    let found = page.items
    let before = revision
    for object in found {
      try delete(
        ObjectKey(resource.type, object.namespace, object.name),
        propagation: options.propagation ?? (resource.orphansByDefault ? .orphan : .background),
        preconditions: options.preconditions, gracePeriodSeconds: options.gracePeriodSeconds, dryRun: options.dryRun,
        requestVersion: info.version)
    }
    var metadata: Value = ["resourceVersion": .string(String(before))]
    if let next = page.next { metadata["continue"] = .string(next.text) }
    return try respond(list: found, resource, request, version: info.version, metadata, form)
  }
}

/// metav1.DeleteOptions, from the body or the query.
struct DeleteOptions: Sendable {
  var propagation: Propagation?
  var preconditions = Preconditions()
  var gracePeriodSeconds: Int64?
  var dryRun = false
  /// The body.
  var given: Value = .null

  init(_ request: APIRequest, in state: ClusterState) throws(StatusError) {
    let body = request.body.isEmpty ? Value.null : try DeleteOptions.body(request, in: state)
    given = body
    var errors: [FieldError] = []
    if let text = body["propagationPolicy"]?.string ?? request.parameter("propagationPolicy") {
      propagation = Propagation(rawValue: text)
      if propagation == nil {
        errors.append(.notSupported("propagationPolicy", .string(text), ["Foreground", "Background", "Orphan", "nil"]))
      }
    }
    let orphan =
      body["orphanDependents"]?.bool ?? request.parameter("orphanDependents").map { $0 == "true" || $0 == "1" }
    if let orphan {
      if propagation != nil {
        errors.append(
          .invalid(
            "propagationPolicy", .string(propagation?.rawValue ?? ""),
            "orphanDependents and deletionPropagation cannot be both set"))
      }
      propagation = orphan ? .orphan : .background
    }
    preconditions.uid = body.at("preconditions", "uid")?.string
    preconditions.resourceVersion = body.at("preconditions", "resourceVersion")?.string
    let asked = try request.number("gracePeriodSeconds")
    gracePeriodSeconds = body["gracePeriodSeconds"]?.int ?? asked
    let dry =
      (body["dryRun"]?.array?.compactMap(\.string) ?? [])
      + request.query.filter { $0.name == "dryRun" && !$0.value.isEmpty }.map(\.value)
    dryRun = !dry.isEmpty
    if dry.contains(where: { $0 != "All" }) {
      errors.append(.notSupported("dryRun", .array(dry.map { .string($0) }), ["All"]))
    }
    if !errors.isEmpty { throw .invalid(GroupKind("meta.k8s.io", "DeleteOptions"), "", errors) }
  }
}

extension DeleteOptions {
  /// The body, whose kind and version count when they are given.
  private static func body(_ request: APIRequest, in state: ClusterState) throws(StatusError) -> Value {
    let body: Value
    do {
      body = try state.decodeBody(request, kind: "DeleteOptions")
    } catch {
      let preface = "the object provided is unrecognized (must be of type DeleteOptions): "
      guard error.message.hasPrefix(preface) else { throw error }
      // Without the quotation of the body at its end.
      var words = error.message.dropFirst(preface.count).split(separator: " (", omittingEmptySubsequences: false)
      if words.count > 1 { words.removeLast() }
      throw .badRequest(words.joined(separator: " ("))
    }
    let kind = body["kind"]?.string ?? "DeleteOptions"
    if kind != "DeleteOptions" {
      throw .badRequest(
        "no kind \"\(kind)\" is registered for version \"\(body["apiVersion"]?.string ?? "")\" in scheme "
          + "\"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"")
    }
    return body
  }
}

extension ServedResource {
  /// Whether PUT makes a missing object (the strategy's AllowCreateOnUpdate).
  var createsOnUpdate: Bool {
    switch type.group {
    case "": ["Endpoints", "Event", "LimitRange", "PodTemplate", "Service"].contains(type.kind)
    case "coordination.k8s.io", "rbac.authorization.k8s.io", "events.k8s.io": true
    default: false
    }
  }

  /// Whether PUT must say which version it replaces (the strategy's AllowUnconditionalUpdate).
  var needsVersionOnUpdate: Bool {
    if isCustom { return true }
    return switch type.group {
    case "admissionregistration.k8s.io", "apiextensions.k8s.io", "coordination.k8s.io", "node.k8s.io", "policy": true
    case "storage.k8s.io": ["CSIDriver", "CSINode", "CSIStorageCapacity", "VolumeAttachment"].contains(type.kind)
    default: false
    }
  }

  /// Whether dependents stay when nobody says otherwise (the strategy's DefaultGarbageCollectionPolicy).
  var orphansByDefault: Bool {
    type == GroupKind("batch", "Job") || type == GroupKind("", "ReplicationController")
  }

  /// Whether DELETE answers with the object instead of a Status.
  var returnsDeletedObject: Bool {
    type.group.isEmpty
      && [
        "Pod", "PodTemplate", "PersistentVolume", "PersistentVolumeClaim", "ResourceQuota", "ServiceAccount", "Service",
      ].contains(type.kind)
  }
}
