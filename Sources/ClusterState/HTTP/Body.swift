import KubeAPI
import KubeSchema
import Manifest

/// Reading the body of a write.
extension ClusterState {
  static let bodyLimit = 3_145_728

  /// The body as a value, whatever it is encoded in.
  func decodeBody(_ request: APIRequest, kind: String) throws(StatusError) -> Value {
    guard request.body.count <= ClusterState.bodyLimit else {
      throw StatusError(
        code: 413, reason: "RequestEntityTooLarge",
        message: "Request entity too large: limit is \(ClusterState.bodyLimit)")
    }
    let type = MediaClause.parse(request.header("content-type") ?? "").first?.type ?? "application/json"
    switch type {
    case "application/json", "*/*":
      if let object = request.prepared?.object { return object }
      return try parseJSON(request.body, kind: kind)
    case "application/yaml":
      do {
        return try YAML.parse(request.body).first ?? .null
      } catch {
        throw .badRequest("error converting YAML to JSON: yaml: \(error.message)")
      }
    case "application/vnd.kubernetes.protobuf":
      guard let value = Protobuf.decode(request.body) else {
        throw .badRequest(
          "the object provided is unrecognized (must be of type \(kind)): protobuf could not be decoded "
            + "(\(ClusterState.hex(request.body)))")
      }
      return value
    default:
      throw StatusError(
        code: 415, reason: "UnsupportedMediaType",
        message: "the body of the request was in an unknown format - accepted media types include: application/json, "
          + "application/yaml, application/vnd.kubernetes.protobuf")
    }
  }

  /// The body of a subresource that takes a kind of its own.
  func decodeBody(_ request: APIRequest, kind: String, package: String) throws(StatusError) -> Value {
    let body = try decodeBody(request, kind: kind)
    let given = ObjectReference(of: body)
    guard !given.kind.isEmpty, given.kind != kind, registry[GroupKind(given.group, given.kind)] != nil else {
      return body
    }
    throw .badRequest(
      "\(given.kind) in version \"\(given.version)\" cannot be handled as a \(kind): converting "
        + "(\(given.version).\(given.kind)) to (\(package).\(kind)): unknown conversion")
  }

  private func parseJSON(_ body: [UInt8], kind: String) throws(StatusError) -> Value {
    do {
      return try JSON.parse(body)
    } catch {
      let why =
        body.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{")
        ? error.message : JSONText.complaint(about: body)
      throw .badRequest(
        "the object provided is unrecognized (must be of type \(kind)): couldn't get version/kind; json parse error: "
          + "\(why) (\(ClusterState.hex(body)))")
    }
  }

  /// The first bytes of an unreadable body, as messages quote it: an object as it is, anything else in hexadecimal.
  static func hex(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "<empty>" }
    if bytes.first == UInt8(ascii: "{") {
      return String(decoding: bytes.prefix(30), as: UTF8.self) + (bytes.count > 30 ? " ..." : "")
    }
    var text = ""
    for byte in bytes.prefix(30) {
      let digits = String(byte, radix: 16)
      text += digits.utf8.count < 2 ? "0" + digits : digits
    }
    return bytes.count > 30 ? text + " ..." : text
  }

  /// The object of a write: kind and version agree with the path, name and namespace too.
  func decodeObject(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, _ options: WriteOptions
  ) throws(StatusError) -> Value {
    let kind = resource.type.kind
    var object = try decodeBody(request, kind: kind)
    let apiVersion = resource.apiVersion(info.version)
    guard case .object = object else {
      throw .badRequest(
        "the object provided is unrecognized (must be of type \(kind)): couldn't get version/kind; json parse error: "
          + "json: cannot unmarshal \(object.typeName == "integer" ? "number" : object.typeName) into Go value of type "
          + "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
          + "\"json:\\\"kind,omitempty\\\"\" } (\(ClusterState.hex(request.body)))")
    }
    let given = ObjectReference(of: object)
    if resource.isCustom {
      if given.kind.isEmpty {
        let text = String(decoding: request.body, as: UTF8.self)
        throw .badRequest(
          "the object provided is unrecognized (must be of type \(kind)): Object 'Kind' is missing in '\(text)' "
            + "(\(ClusterState.hex(request.body)))")
      }
      if given.apiVersion != apiVersion {
        throw .badRequest(
          "the API version in the data (\(given.apiVersion)) does not match the expected API version (\(apiVersion))")
      }
      // Another kind is for validation to refuse.
      return object
    } else {
      if given.kind.isEmpty { object["kind"] = .string(kind) }
      if given.version.isEmpty { object["apiVersion"] = .string(apiVersion) }
    }
    let now = ObjectReference(of: object)
    if now.kind != kind || now.group != resource.type.group {
      if registry[GroupKind(now.group, now.kind)] != nil {
        throw .badRequest(
          "\(now.kind) in version \"\(now.version)\" cannot be handled as a \(kind): converting "
            + "(\(ClusterState.goName(now))) to (\(ClusterState.goPackage(resource.type.group)).\(kind)): "
            + "unknown conversion")
      }
      throw .badRequest(
        "\(now.kind) in version \"\(now.version)\" cannot be handled as a \(kind): no kind \"\(now.kind)\" is "
          + "registered for version \"\(now.apiVersion)\" in scheme")
    }
    if now.version != info.version {
      throw .badRequest(
        "the API version in the data (\(now.apiVersion)) does not match the expected API version (\(apiVersion))")
    }
    return object
  }

  private static func goName(_ reference: ObjectReference) -> String { "\(reference.version).\(reference.kind)" }

  static func goPackage(_ group: String) -> String {
    group.isEmpty ? "core" : String(group.split(separator: ".").first ?? "core")
  }
}
