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
      response = refusal(error, request)
    }
    var told: Set<String> = []
    for warning in warnings where told.insert(warning).inserted {
      response.headers.append(("warning", "299 - \"\(warning.escapedForWarning)\""))
    }
    warnings = []
    scope = nil
    response.headers.append(("cache-control", "no-cache, private"))
    return response
  }

  /// A refusal in the encoding that the client takes.
  private func refusal(_ error: StatusError, _ request: APIRequest) -> APIResponse {
    var response = APIResponse.refusal(error)
    let encoding = OutputForm.encodingOfRefusal(request)
    guard encoding != .json else { return response }
    let encoded = encode(error.code, error.status, OutputForm(encoding: encoding))
    response.body = encoded.body
    response.headers.removeAll { $0.name == "content-type" }
    response.headers.insert(contentsOf: encoded.headers, at: 0)
    return response
  }

  private mutating func answer(_ request: APIRequest) throws(StatusError) -> APIResponse {
    var request = request
    try impersonate(&request)
    scope = RequestScope(request)
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
    else {
      // What no server of the chain knows at all is not told in a Status.
      let isKnown = info.group.isEmpty || registry.group(info.group).map { !$0.isCustom } == true
      if isKnown { throw .notServed }
      return .text(404, "404 page not found\n")
    }
    if resource.namespaced && info.namespace == nil {
      if !info.name.isEmpty { throw .notServed }
      // Across all namespaces there is only reading.
      if ![.list, .watch].contains(verb) { throw .methodNotAllowed }
    }
    if !resource.namespaced && info.namespace != nil { throw .notServed }
    // The routes of resources know no HEAD.
    if request.method == "HEAD" { throw .methodNotAllowed }
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
