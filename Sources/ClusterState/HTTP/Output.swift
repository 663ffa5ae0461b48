import KubeAPI
import KubeSchema
import Manifest

/// Turning stored objects into answers: version, form and encoding.
extension ClusterState {
  /// One object in the form that was asked for.
  func respond(
    _ status: Int, _ object: Value, _ request: APIRequest, _ resource: ServedResource, version: String,
    form: OutputForm
  ) throws(StatusError) -> APIResponse {
    let value: Value
    switch form.conversion {
    case .none: value = convert(object, resource, to: version)
    case .table:
      let include = try Table.Include(request)
      value = Table.render(
        [object], of: resource, version: version, in: self, include: include, metaVersion: form.metaVersion,
        metadata: listMetadata(of: object))
    case .partial: value = Table.partial(object, metaVersion: form.metaVersion)
    case .partialList:
      throw StatusError(
        code: 406, reason: "NotAcceptable",
        message: "you requested PartialObjectMetadataList, but the requested object is not a list "
          + "(\(resource.goType()))")
    }
    return encode(status, value, form, sortedKeys: resource.isCustom && form.conversion == .none)
  }

  private func listMetadata(of object: Value) -> Value {
    ["resourceVersion": object.at("metadata", "resourceVersion") ?? ""]
  }

  /// A value in the encoding that was asked for.
  func encode(_ status: Int, _ value: Value, _ form: OutputForm, sortedKeys: Bool = false) -> APIResponse {
    switch form.encoding {
    case .yaml:
      return APIResponse(
        status: status, headers: [("content-type", form.contentType)], body: Array(YAML.write(value).utf8))
    case .protobuf:
      if let body = Protobuf.encode(value) {
        return APIResponse(status: status, headers: [("content-type", form.contentType)], body: body)
      }
      return .json(status, value, sortedKeys: sortedKeys)
    case .json:
      return .json(status, value, sortedKeys: sortedKeys)
    }
  }

  /// Events of both groups are kept as core events.
  func toStorage(_ object: Value, _ resource: ServedResource) -> Value {
    guard resource.type.group == "events.k8s.io", let core = registry[GroupKind("", "Event")] else { return object }
    return Conversion.convert(object, core, to: "v1")
  }

  func fromStorage(_ object: Value, _ resource: ServedResource) -> Value {
    guard resource.type.group == "events.k8s.io" else { return object }
    return arrange(Conversion.convert(object, resource, to: "v1"), resource, version: "v1")
  }

  /// The object as that version of its kind shows it.
  func convert(_ object: Value, _ resource: ServedResource, to version: String) -> Value {
    let wanted = resource.apiVersion(version)
    guard object["apiVersion"]?.string != wanted else { return object }
    if resource.isCustom, let schema = customSchemas[resource.type]?[version] {
      var result = Conversion.convert(object, resource, to: version)
      // What the version does not know goes; its defaults are for what is read from clients and from the storage.
      schema.prune(&result)
      return result
    }
    return arrange(Conversion.convert(object, resource, to: version), resource, version: version)
  }
}
