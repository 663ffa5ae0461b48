import KubeAPI
import KubeSchema
import Manifest

/// The refusals of apimachinery `pkg/api/errors`, with their texts.
extension StatusError {
  static func details(_ resource: ServedResource, _ name: String, causes: [Value] = [], uid: String = "") -> Value {
    details(group: resource.type.group, kind: resource.plural, name: name, causes: causes, uid: uid)
  }

  static func details(group: String, kind: String, name: String, causes: [Value] = [], uid: String = "") -> Value {
    var details: Value = [:]
    if !name.isEmpty { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    if !kind.isEmpty { details["kind"] = .string(kind) }
    if !uid.isEmpty { details["uid"] = .string(uid) }
    if !causes.isEmpty { details["causes"] = .array(causes) }
    return details
  }

  static func notFound(_ resource: ServedResource, _ name: String) -> StatusError {
    StatusError(
      code: 404, reason: "NotFound", message: "\(resource.qualifiedName) \"\(name)\" not found",
      details: details(resource, name))
  }

  /// The path or kind itself is not served.
  static var notServed: StatusError {
    StatusError(
      code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: [:])
  }

  static func alreadyExists(_ resource: ServedResource, _ name: String) -> StatusError {
    StatusError(
      code: 409, reason: "AlreadyExists", message: "\(resource.qualifiedName) \"\(name)\" already exists",
      details: details(resource, name))
  }

  /// `part` names the subresource that refuses, where Kubernetes says it.
  static func conflict(
    _ resource: ServedResource, _ name: String, _ why: String, part: String = ""
  ) -> StatusError {
    let subject = part.isEmpty ? resource.qualifiedName : "\(resource.plural)/\(part)"
    return StatusError(
      code: 409, reason: "Conflict", message: "Operation cannot be fulfilled on \(subject) \"\(name)\": \(why)",
      details: details(
        group: resource.type.group, kind: part.isEmpty ? resource.plural : "\(resource.plural)/\(part)", name: name))
  }

  static func uidDiffers(
    _ wanted: String, from found: String, _ resource: ServedResource, _ object: Value
  ) -> StatusError {
    let path = ObjectTable.path(object.namespace, object.name)
    return .conflict(
      resource, object.name,
      "StorageError: invalid object, Code: 4, Key: /registry/\(resource.plural)/\(path), ResourceVersion: 0, "
        + "AdditionalErrorMsg: Precondition failed: UID in precondition: \(wanted), UID in object meta: \(found)")
  }

  static func forbidden(_ resource: ServedResource, _ name: String, _ why: String, causes: [Value] = []) -> StatusError
  {
    let subject =
      name.isEmpty ? "\(resource.qualifiedName) is forbidden" : "\(resource.qualifiedName) \"\(name)\" is forbidden"
    return StatusError(
      code: 403, reason: "Forbidden", message: "\(subject): \(why)", details: details(resource, name, causes: causes))
  }

  static func badRequest(_ message: String) -> StatusError {
    StatusError(code: 400, reason: "BadRequest", message: message)
  }

  static func internalError(_ message: String) -> StatusError {
    StatusError(
      code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
      details: ["causes": [["message": .string(message)]]])
  }

  /// `errors` are `field: message` pairs as `field.ErrorList` prints them.
  static func invalid(_ type: GroupKind, _ name: String, _ errors: [FieldError]) -> StatusError {
    let text: String
    if errors.count == 1 {
      text = errors[0].description
    } else {
      var seen: [String] = []
      for error in errors where !seen.contains(error.description) { seen.append(error.description) }
      text = seen.count == 1 ? seen[0] : "[\(seen.joined(separator: ", "))]"
    }
    let subject = "\(type) \"\(name)\" is invalid"
    return StatusError(
      code: 422, reason: "Invalid", message: text.isEmpty ? subject : "\(subject): \(text)",
      details: details(
        group: type.group, kind: type.kind, name: name,
        causes: errors.map {
          ["reason": .string($0.reason), "message": .string($0.message), "field": .string($0.field)]
        }))
  }
}
