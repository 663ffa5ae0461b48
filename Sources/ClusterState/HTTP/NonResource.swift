import KubeAPI
import Manifest

/// Paths that are no objects: health, version, discovery, OpenAPI, metrics.
extension ClusterState {
  func answerNonResource(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
    let parts = info.segments
    guard let root = parts.first else { return .json(200, ["paths": .array(rootPaths.map { .string($0) })]) }
    switch root {
    case "healthz", "livez", "readyz": return health(request, parts)
    case "version":
      // The one document that Kubernetes prints for people.
      return APIResponse(
        status: 200, headers: [("content-type", "application/json")],
        body: Array(JSON.write(serverVersion, sortedKeys: false, indent: "  ").utf8))
    case "api" where parts.count <= 2, "apis" where parts.count <= 3:
      return try answerDiscovery(request, info)
    case "openapi": return answerOpenAPI(request, parts)
    case "metrics": return metrics()
    default: return .text(404, "404 page not found\n")
    }
  }

  /// The version that this server behaves as.
  public var serverVersion: Value {
    [
      "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
      "minCompatibilityMinor": "35", "gitVersion": "v1.36.2", "gitCommit": "", "gitTreeState": "clean",
      "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "swiftc", "platform": "linux/amd64",
    ]
  }

  private func health(_ request: APIRequest, _ parts: [String]) -> APIResponse {
    let checks = ["ping", "log", "etcd", "poststarthook/start-apiextensions-controllers"]
    let excluded = request.query.filter { $0.name == "exclude" }.map(\.value)
    if parts.count > 1 {
      let name = parts.dropFirst().joined(separator: "/")
      return checks.contains(name) ? .text(200, "ok") : .text(404, "404 page not found\n")
    }
    guard request.flag("verbose") else { return .text(200, "ok") }
    var text = ""
    for check in checks { text += excluded.contains(check) ? "[+]\(check) excluded: ok\n" : "[+]\(check) ok\n" }
    return .text(200, text + "\(parts[0]) check passed\n")
  }

  private func metrics() -> APIResponse {
    var text = "# TYPE apiserver_storage_objects gauge\n"
    for resource in storedResources {
      text += "apiserver_storage_objects{resource=\"\(resource.qualifiedName)\"} \(count(resource.type))\n"
    }
    return .text(200, text)
  }

  private var rootPaths: [String] {
    var paths = ["/api", "/api/v1", "/apis"]
    for group in registry.groups where !group.name.isEmpty {
      paths.append("/apis/\(group.name)")
      paths += group.versions.map { "/apis/\(group.name)/\($0)" }
    }
    paths.sort { $0.goLess($1) }
    return paths + ["/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]
  }
}
