import KubeAPI
import KubeSchema
import Manifest

/// PATCH in its four kinds.
extension ClusterState {
  mutating func answerPatch(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, subresource: String = ""
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let type = MediaClause.parse(request.header("content-type") ?? "").first?.type ?? ""
    let kinds =
      (resource.isCustom
        ? ["application/json-patch+json", "application/merge-patch+json"]
        : ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"])
      + ["application/apply-patch+yaml"]
    guard kinds.contains(type) else {
      let known = ["application/strategic-merge-patch+json"].contains(type)
      throw StatusError(
        code: 415, reason: "UnsupportedMediaType",
        message: known
          ? "the body of the request was in an unknown format - accepted media types include: "
            + kinds.joined(separator: ", ")
          : "415: Unsupported Media Type", details: known ? nil : [:])
    }
    guard request.body.count <= ClusterState.bodyLimit else {
      throw StatusError(
        code: 413, reason: "RequestEntityTooLarge",
        message: "Request entity too large: limit is \(ClusterState.bodyLimit)")
    }
    let options = try WriteOptions(request, kind: "PatchOptions")
    var errors: [FieldError] = []
    let isApply = type == "application/apply-patch+yaml"
    if isApply && !options.managerIsGiven {
      errors.append(.required("fieldManager", "is required for apply patch"))
    }
    if !isApply && request.parameter("force") != nil {
      errors.append(.forbidden("force", "may not be specified for non-apply patch"))
    }
    if !errors.isEmpty { throw .invalid(GroupKind("meta.k8s.io", "PatchOptions"), "", errors) }
    var write = context(info, resource, options, isApply ? .apply : .update, subresource: subresource)
    write.force = request.flag("force")
    if isApply { return try answerApply(request, info, resource, write, form) }
    let patch = try ObjectPatch(request.body, type: type, context: write)
    write.patchText = patch.refusalText
    write.isConverted = type == "application/strategic-merge-patch+json"
    if options.fieldValidation != .ignore, type != "application/json-patch+json" {
      write.duplicates = DuplicateKeys.find(in: request.body)
    }
    let key = ObjectKey(resource.type, info.namespace ?? "", info.name)
    let user = request.user
    let decoded = type == "application/strategic-merge-patch+json" ? nil : write
    func attempt(_ state: inout ClusterState, isArranged: Bool) throws(StatusError) -> Value {
      try state.change(key, write) { live, state throws(StatusError) in
        var shown = state.convert(live, resource, to: info.version)
        if isArranged { shown = state.arrange(shown, resource, version: info.version) }
        var object = try patch.apply(to: shown, resource, version: info.version, in: state)
        try state.checkPatched(&object, live: shown, info, resource, decoded)
        try state.checkEscalation(object, resource, user: user)
        return object
      }
    }
    let result: Value
    do throws(StatusError) {
      result = try attempt(&self, isArranged: false)
    } catch {
      // A refusal that shows the patched object shows it in the order of its type.
      guard !resource.isCustom, error.message.contains("is invalid: patch: ") else { throw error }
      result = try attempt(&self, isArranged: true)
    }
    return try respond(200, result, request, resource, version: info.version, form: form)
  }

  /// What the decoder says of an object of another kind.
  private func foreignKind(_ object: Value, _ resource: ServedResource) -> String {
    let reference = ObjectReference(of: object)
    let known = registry[GroupKind(reference.group, reference.kind)]
    guard let known, known.versions.contains(reference.version) else {
      return "no kind \"\(reference.kind)\" is registered for version \"\(reference.apiVersion)\" in scheme "
        + "\"pkg/runtime/scheme.go:111\""
    }
    return "converting (\(reference.version).\(reference.kind)) to "
      + "(\(ClusterState.goPackage(resource.type.group)).\(resource.type.kind)): unknown conversion"
  }

  /// A patch may not move an object.
  /// - Parameter write: the write when the patch made JSON text that is decoded again.
  private func checkPatched(
    _ object: inout Value, live: Value, _ info: RequestInfo, _ resource: ServedResource, _ write: WriteContext?
  ) throws(StatusError) {
    guard case .object = object else {
      throw .badRequest("the patched object is no object")
    }
    if object["kind"]?.string != live["kind"]?.string || object["apiVersion"]?.string != live["apiVersion"]?.string {
      if resource.isCustom, object["kind"]?.string == nil, let write {
        throw ReadFailure.error("Object 'Kind' is missing in '\(JSON.write(object))'", object, write)
      } else if resource.isCustom, object["apiVersion"]?.string == nil {
        throw .internalError("Object 'apiVersion' is missing in 'object has no apiVersion field'")
      } else if !resource.isCustom {
        if let write, object["kind"]?.string != nil, object["apiVersion"]?.string != nil {
          throw ReadFailure.error(foreignKind(object, resource), object, write)
        }
        // Without them the typed decoding of a patched built-in object takes kind and version from the path.
        object["kind"] = live["kind"]
        object["apiVersion"] = live["apiVersion"]
      }
    }
    if object.name.isEmpty {
      throw .badRequest("the name of the object (\(info.name) based on URL) was undeterminable: name must be provided")
    }
    if object.name != live.name {
      throw .badRequest(
        "the name of the object (\(object.name)) does not match the name on the URL (\(info.name))")
    }
    if resource.namespaced, object.namespace.isEmpty {
      object.set(.string(live.namespace), at: "metadata", "namespace")
    }
    if resource.namespaced, object.namespace != live.namespace {
      throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
    }
  }

  private mutating func answerApply(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, _ write: WriteContext, _ form: OutputForm
  ) throws(StatusError) -> APIResponse {
    var object = request.prepared?.object ?? .null
    do {
      if request.prepared == nil { object = try YAML.parse(request.body).first ?? .null }
    } catch {
      throw .badRequest("error decoding YAML: error converting YAML to JSON: \(error.message)")
    }
    if object.isNull { object = [:] }
    guard case .object = object else {
      throw .badRequest(
        "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
          + "\(object.jsonKind) into Go value of type map[string]interface {}")
    }
    var write = write
    write.appliedNamespace = object.namespace
    let reference = ObjectReference(of: object)
    if reference.kind.isEmpty || reference.version.isEmpty {
      throw .badRequest("invalid object type: \(reference.group)/\(reference.version), Kind=\(reference.kind)")
    }
    if reference.kind != resource.type.kind || reference.apiVersion != resource.apiVersion(info.version) {
      throw .badRequest(
        "invalid object type: \(reference.group)/\(reference.version), Kind=\(reference.kind)")
    }
    if object.name.isEmpty { object.set(.string(info.name), at: "metadata", "name") }
    guard object.name == info.name else {
      throw .badRequest(
        "the name of the object (\(object.name)) does not match the name on the URL (\(info.name))")
    }
    if resource.namespaced {
      if !object.namespace.isEmpty && object.namespace != info.namespace {
        throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
      }
      object.set(info.namespace.map { .string($0) }, at: "metadata", "namespace")
    }
    try checkEscalation(object, resource, user: request.user)
    let existed = tables[registry.storageType(resource.type)]?[ObjectTable.path(info.namespace ?? "", info.name)] != nil
    let result = try apply(object, write)
    return try respond(existed ? 200 : 201, result, request, resource, version: info.version, form: form)
  }
}

extension Value {
  /// Members sorted at the top and wherever the patch reaches: what Go's JSON patch library writes again as maps.
  fileprivate func sortedWhere(_ patch: Value?) -> Value {
    guard case .object(let object) = self else { return self }
    return .object(
      Object(
        uniquePairs: object.sorted().map { pair in
          guard let inner = patch?[pair.key], case .object = inner else { return pair }
          return Object.Pair(key: pair.key, value: pair.value.sortedWhere(inner))
        }))
  }
}

/// A patch that is no apply: what it makes of an object.
struct ObjectPatch: Sendable {
  private enum Kind: Sendable {
    case json([JSONPatch.Operation])
    case merge(Value)
    case strategic(Value)
  }
  private let kind: Kind
  private let isCustom: Bool

  init(_ body: [UInt8], type: String, context: WriteContext) throws(StatusError) {
    isCustom = context.resource.isCustom
    let isStrategic = type == "application/strategic-merge-patch+json"
    let isMerge = type == "application/merge-patch+json"
    // Without field validation the patch library itself reads the patch.
    let isPlain = context.fieldValidation == .ignore
    let prefix = isStrategic || isPlain ? "" : "error decoding patch: "
    var value: Value
    do {
      value = try JSON.parse(body)
    } catch {
      if isMerge && isPlain { throw .badRequest("Invalid JSON Patch") }
      throw .badRequest(prefix + error.message)
    }
    if value.isNull && isStrategic { value = [:] }
    switch type {
    case "application/json-patch+json":
      if isPlain, value.array == nil, !value.isNull {
        throw .badRequest("json: cannot unmarshal \(value.jsonKind) into Go value of type jsonpatch.Patch")
      }
      kind = .json(try JSONPatch.operations(value))
    default:
      guard case .object = value else {
        if isMerge, isPlain || value.isNull { throw .badRequest("Invalid JSON Patch") }
        throw .badRequest(
          "\(prefix)json: cannot unmarshal \(value.jsonKind) into Go value of type map[string]interface {}")
      }
      kind = type == "application/merge-patch+json" ? .merge(value) : .strategic(value)
    }
  }

  /// How a refusal of what came out of the patch shows it.
  var refusalText: @Sendable (Value) -> String {
    // Custom objects are maps to the server: all of them is sorted.
    if isCustom { return { FieldError.show(.string(JSON.write($0, sortedKeys: true))) } }
    return switch kind {
    case .json: { FieldError.show(.string(JSON.write($0.sortedWhere(nil), sortedKeys: false))) }
    case .merge(let patch): { FieldError.show(.string(JSON.write($0.sortedWhere(patch), sortedKeys: false))) }
    case .strategic(let patch): { _ in FieldError.show(.string(GoText.of(patch))) }
    }
  }

  func apply(
    to object: Value, _ resource: ServedResource, version: String, in state: ClusterState
  ) throws(StatusError) -> Value {
    switch kind {
    case .json(let operations): return try JSONPatch.apply(operations, to: object)
    case .merge(let patch): return object.merged(with: patch)
    case .strategic(let patch):
      return try StrategicMerge.apply(patch, to: object, shape: MergeShape.of(resource, version: version, in: state))
    }
  }
}
