import KubeAPI
import KubeSchema
import Manifest

/// Between a request and the store: reading an object into its type, defaulting, preparation, validation.
extension ClusterState {
  /// Reads the object into its kind's type and fills in the defaults, as the request handlers do before anything else.
  ///
  /// What the type does not know is left out: silently, with a warning, or refused, as the write says.
  /// - Throws: `BadRequest` with encoding/json's text, or with the list of unknown fields when the write is strict.
  mutating func read(_ object: Value, _ context: WriteContext) throws(StatusError) -> Value {
    let resource = context.resource
    var result = object
    var unknown = context.duplicates
    do {
      if resource.isCustom {
        guard let schema = customSchemas[resource.type]?[context.version] else { return object }
        unknown += schema.prune(&result, keepsNulls: context.operation == .apply)
        unknown += try schema.readMetadata(&result)
        unknown.sort { $0.goLess($1) }
        schema.applyDefaults(&result)
      } else if let known = schemaResource(resource, context.version) {
        let decoded = try KubeSchema.builtin.decode(
          object, group: known.group, version: known.version, kind: known.kind)
        unknown += decoded.unknownFields
        result = decoded.object
        KubeSchema.builtin.applyDefaults(&result, known)
      }
    } catch {
      throw ReadFailure.error(error.message, object, context)
    }
    if !unknown.isEmpty {
      switch context.fieldValidation {
      case .ignore: break
      case .warn: warnings += unknown
      case .strict:
        throw ReadFailure.error("strict decoding error: \(unknown.joined(separator: ", "))", object, context)
      }
    }
    return result
  }

  /// The row of the schema's table for a built-in kind in one version.
  func schemaResource(_ resource: ServedResource, _ version: String) -> Resource? {
    KubeSchema.builtin.resource(group: resource.type.group, version: version, plural: resource.plural)
  }

  /// What the kind's strategy does to a new object before validation.
  mutating func prepareNew(_ object: inout Value, _ context: WriteContext) throws(StatusError) {
    let resource = context.resource
    try PriorityAdmission.resolve(&object, context, in: self)
    if let known = schemaResource(resource, resource.storageVersion) {
      KubeSchema.builtin.prepareForCreate(&object, known)
    }
    switch resource.type {
    case GroupKind("batch", "Job"):
      // Labels that the selector's generation gave the template are the job's own when it has none.
      if object.at("metadata", "labels") == nil {
        object.set(object.at("spec", "template", "metadata", "labels"), at: "metadata", "labels")
      }
    case NamespaceRules.type:
      let finalizers = object.at("spec", "finalizers")?.array ?? []
      object.set(
        .array(finalizers + (finalizers.contains("kubernetes") ? [] : ["kubernetes"])), at: "spec", "finalizers")
      object.set(["phase": "Active"], at: "status")
    case CustomResources.type:
      let storage = object.at("spec", "versions")?.array?.first { $0["storage"]?.bool == true }?["name"]
      object["status"] = [
        "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
        "storedVersions": .array(storage.map { [$0] } ?? []),
      ]
    default: break
    }
  }

  /// - Parameter given: the object as the client wrote it, for messages that show what reading leaves out.
  func validate(
    _ object: Value, old: Value?, _ context: WriteContext, given: Value? = nil
  ) throws(StatusError) {
    let resource = context.resource
    // The scheduler's binding is the one write that may set a pod's node.
    if context.subresource == "binding" { return }
    var errors: [FieldError] = []
    if resource.isCustom {
      let version = ObjectReference(of: object).version
      if let schema = customSchemas[resource.type]?[version] {
        errors = schema.validate(
          object, old: old, subresource: context.subresource == "scale" ? "" : context.subresource)
      }
    } else if let known = schemaResource(resource, resource.storageVersion) {
      errors = KubeSchema.builtin.validate(object, old: old, subresource: context.subresource, known)
      if !errors.isEmpty, let given, given["apiVersion"] == object["apiVersion"],
        let full = object.adding(emptiesOf: given)
      {
        let shown = KubeSchema.builtin.validate(full, old: old, subresource: context.subresource, known)
        if !shown.isEmpty { errors = shown }
      }
    }
    if resource.type == NamespaceRules.type {
      for (label, value) in PodSecurity.invalidLabels(object) {
        errors.append(
          .invalid("metadata.labels[\(label)]", .string(value), "must be one of privileged, baseline, restricted"))
      }
    }
    if errors.isEmpty && object.name.isEmpty {
      errors.append(.required("metadata.name", "name or generateName is required"))
    }
    guard !errors.isEmpty else { return }
    var type = resource.type
    if resource.isCustom, let own = object["kind"]?.string { type = GroupKind(type.group, own) }
    // Events of both groups are the core group's.
    if type == GroupKind("events.k8s.io", "Event") { type = GroupKind("", "Event") }
    throw .invalid(type, object.name, errors)
  }

  /// The object as it goes through its kind's type: members in the order of the Go struct, canonical values.
  func arrange(_ object: Value, _ resource: ServedResource, version: String) -> Value {
    guard !resource.isCustom,
      let decoded = try? KubeSchema.builtin.decode(
        object, group: resource.type.group, version: version, kind: resource.type.kind)
    else { return object }
    return decoded.object
  }
}

/// The refusal of an object that does not fit its type.
enum ReadFailure {
  /// What the converter from values says where the decoder of JSON says that.
  private static func converted(_ why: String) -> String {
    guard why.hasPrefix("json: cannot unmarshal "), let mark = why.firstRange(of: " into Go ") else { return why }
    let source = why[..<mark.lowerBound].dropFirst("json: cannot unmarshal ".count)
    guard let type = why.split(separator: " ").last.map(String.init) else { return why }
    let kinds = ["string": "string", "bool": "bool", "object": "map", "array": "slice"]
    let kind = kinds[String(source)] ?? (source.contains(".") ? "float64" : "int64")
    if type.hasPrefix("[]") { return "cannot restore slice from \(kind)" }
    if type.hasPrefix("map[") { return "cannot restore map from \(kind)" }
    let numbers = ["int32", "int64", "int", "uint32", "float64", "uint16"]
    switch (kind, type) {
    case ("int64", "string"): return "cannot convert int64 to string"
    case ("float64", _) where numbers.contains(type): return "cannot convert float64 to \(type)"
    case (_, "string"), (_, "bool"): return "unrecognized type: \(type)"
    case (_, _) where numbers.contains(type): return "unrecognized type: \(type)"
    default: return kind == "int64" ? "cannot convert int64 to \(type)" : "cannot restore struct from: \(kind)"
    }
  }

  static func error(_ why: String, _ object: Value, _ context: WriteContext) -> StatusError {
    let kind = context.resource.type.kind
    let why = context.isConverted ? converted(why) : why
    if let patch = context.patchText {
      return .invalid(
        GroupKind("", ""), "", [FieldError(.invalid, "patch", value: patch(object), why)])
    }
    return .badRequest("\(kind) in version \"\(context.version)\" cannot be handled as a \(kind): \(why)")
  }
}
