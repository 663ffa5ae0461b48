import KubeAPI
import KubeSchema
import Manifest

/// `/openapi/v3` and `/openapi/v2`.
extension ClusterState {
  func answerOpenAPI(_ request: APIRequest, _ parts: [String]) -> APIResponse {
    guard parts.count >= 2 else { return .text(404, "404 page not found\n") }
    if parts[1] == "v2" { return OpenAPIv2.answer(request, in: self) }
    guard parts[1] == "v3" else { return .text(404, "404 page not found\n") }
    if parts.count == 2 {
      // kube-openapi writes the index without saying what it is.
      var index = APIResponse.json(200, openAPIIndex)
      index.headers = [("content-type", "text/plain; charset=utf-8")]
      return index
    }
    guard OpenAPIDocument.isAcceptable(request, "application/json", "com.github.proto-openapi.spec.v3") else {
      return APIResponse(status: 406)
    }
    let path = parts.dropFirst(2).joined(separator: "/")
    guard let document = OpenAPIDocument.build(path, in: self) else { return APIResponse(status: 404) }
    return .json(200, document)
  }

  private var openAPIIndex: Value {
    var paths = [".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version"]
    for group in registry.groups {
      if group.name.isEmpty {
        paths.append("api/v1")
        continue
      }
      if !group.isCustom { paths.append("apis/\(group.name)") }
      paths += group.versions.map { "apis/\(group.name)/\($0)" }
    }
    paths.sort { $0.goLess($1) }
    var index = Object()
    for path in paths {
      let hash = OpenAPIDocument.hash(path, in: self)
      index[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
    }
    return ["paths": .object(index)]
  }
}

/// The OpenAPI v3 document of one group version, made from the tables and definitions.
enum OpenAPIDocument {
  /// Whether Accept is missing or takes any of these types (parts of their names).
  static func isAcceptable(_ request: APIRequest, _ types: String...) -> Bool {
    guard let accept = request.header("accept"), !accept.isEmpty else { return true }
    return MediaClause.parse(accept).contains { clause in
      ["*/*", "application/*"].contains(clause.type) || types.contains { clause.type.contains($0) }
    }
  }

  /// Changes when the document does: the built-in ones never do, custom ones with their definitions.
  static func hash(_ path: String, in state: ClusterState) -> String {
    var text = path
    let parts = path.split(separator: "/").map(String.init)
    if parts.count == 3, let group = state.registry.group(parts[1]), group.isCustom {
      for resource in state.registry.resources(group: parts[1], version: parts[2]) {
        text += state.definition(of: resource)?.at("metadata", "resourceVersion")?.string ?? ""
      }
    }
    return SHA256.hex(Array(text.utf8)).uppercased()
  }

  static func build(_ path: String, in state: ClusterState) -> Value? {
    let parts = path.split(separator: "/").map(String.init)
    var group = ""
    var version = ""
    switch parts.count {
    case 2 where parts[0] == "api": version = parts[1]
    case 3 where parts[0] == "apis":
      group = parts[1]
      version = parts[2]
    default:
      guard ["api", "apis", "version", ".well-known", "openid"].contains(parts.first ?? "") else { return nil }
      return document(paths: Object(), schemas: Object())
    }
    guard state.registry.group(group)?.versions.contains(version) == true else { return nil }
    var builder = OpenAPIBuilder(group: group, version: version)
    for resource in state.registry.resources(group: group, version: version) {
      builder.add(resource, state.describedSubresources(of: resource, version: version), in: state)
    }
    return document(paths: builder.paths, schemas: builder.schemas)
  }

  private static func document(paths: Object, schemas: Object) -> Value {
    [
      "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "1.36"], "paths": .object(paths),
      "components": ["schemas": .object(schemas)],
    ]
  }
}
