import KubeAPI
import Manifest

extension ClusterState {
  /// Answers a whole HTTP request; a watch is answered with the start of its stream.
  ///
  /// Who asks is in the request (authentication is the shell's); impersonation, authorization, negotiation, admission and
  /// everything after it happen here. Nothing but the state and the request decides the answer.
  public mutating func handle(_ request: APIRequest) -> APIResponse {
    warnings = []
    var response: APIResponse
    do {
      response = try answer(request)
    } catch {
      response = .refusal(error)
    }
    for warning in warnings {
      response.headers.append(("warning", "299 - \"\(warning.escapedForWarning)\""))
    }
    warnings = []
    response.headers.append(("cache-control", "no-cache, private"))
    return response
  }

  private mutating func answer(_ request: APIRequest) throws(StatusError) -> APIResponse {
    var request = request
    try impersonate(&request)
    let info = RequestInfo(request)
    if !info.isResource {
      try authorize(path: request.path, method: request.method, user: request.user)
      if info.segments.first == "drydock" { return try answerSnapshot(request, info) }
      return try answerNonResource(request, info)
    }
    guard let verb = info.verb else { throw .methodNotAllowed }
    try authorize(info, verb, user: request.user)
    guard
      let resource = registry.resource(group: info.group, version: info.version, plural: info.plural)
    else { throw .notServed }
    if resource.namespaced && info.namespace == nil && (!info.name.isEmpty || verb == .create) { throw .notServed }
    if !resource.namespaced && info.namespace != nil { throw .notServed }
    if !info.subresource.isEmpty {
      guard resource.has(info.subresource) else {
        // A custom kind without that subresource answers as if the object were missing.
        throw resource.isCustom ? .notFound(resource, info.name) : .notServed
      }
      return try answerSubresource(request, info, resource, verb)
    }
    if request.method == "POST" && !info.name.isEmpty { throw .methodNotAllowed }
    if ["PUT", "PATCH"].contains(request.method) && info.name.isEmpty { throw .methodNotAllowed }
    guard resource.verbs.contains(verb.rawValue) else { throw .methodNotAllowed }
    if let warning = resource.deprecation(version: info.version) { warnings.append(warning) }
    if !resource.isStored { return try answerVirtual(request, info, resource, verb) }
    switch verb {
    case .get: return try answerGet(request, info, resource)
    case .list: return try answerList(request, info, resource)
    case .watch: return try answerWatch(request, info, resource)
    case .create: return try answerCreate(request, info, resource)
    case .update: return try answerUpdate(request, info, resource)
    case .patch: return try answerPatch(request, info, resource)
    case .delete: return try answerDelete(request, info, resource)
    case .deletecollection: return try answerDeleteCollection(request, info, resource)
    }
  }

  private func impersonate(_ request: inout APIRequest) throws(StatusError) {
    guard let name = request.header("impersonate-user") else { return }
    guard request.user.groups.contains("system:masters") else {
      throw StatusError(
        code: 403, reason: "Forbidden",
        message: "users \"\(name)\" is forbidden: User \"\(request.user.name)\" cannot impersonate resource \"users\" "
          + "in API group \"\" at the cluster scope", details: ["name": .string(name), "kind": "users"])
    }
    var groups = request.headers.filter { $0.name == "impersonate-group" }.map(\.value)
    if name.hasPrefix("system:serviceaccount:"), groups.isEmpty {
      let parts = name.split(separator: ":")
      groups.append("system:serviceaccounts")
      if parts.count == 4 { groups.append("system:serviceaccounts:\(parts[2])") }
    }
    if name == "system:anonymous" {
      groups.append("system:unauthenticated")
    } else if !groups.contains("system:authenticated") {
      groups.append("system:authenticated")
    }
    request.user = UserInfo(name: name, groups: groups)
  }
}

extension StatusError {
  static var methodNotAllowed: StatusError {
    StatusError(
      code: 405, reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource", details: [:])
  }
}

extension String {
  /// A quoted-string of RFC 7234's warn-text.
  fileprivate var escapedForWarning: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar == "\"" || scalar == "\\" { text += "\\" }
      if scalar.value >= 0x20 { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}
