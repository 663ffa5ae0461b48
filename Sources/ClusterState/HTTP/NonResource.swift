import KubeAPI
import Manifest

/// Paths that are no objects: health, version, discovery, OpenAPI, metrics.
extension ClusterState {
  func answerNonResource(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
    let parts = info.segments
    guard let root = parts.first, parts != ["index.html"] else {
      return .json(200, ["paths": .array(rootPaths.map { .string($0) })])
    }
    let isRead = ["GET", "HEAD"].contains(request.method)
    switch root {
    case "version" where !isRead && parts.count == 1: throw .methodNotAllowed
    case ".well-known" where parts == [".well-known", "openid-configuration"]:
      if !isRead { throw .methodNotAllowed }
      return .json(200, issuer(request))
    case "openid" where parts == ["openid", "v1", "jwks"]:
      if !isRead { throw .methodNotAllowed }
      // Tokens are known here, not signed: there are no keys.
      var keys = APIResponse.json(200, ["keys": []])
      keys.headers = [("content-type", "application/jwk-set+json")]
      return keys
    case "healthz", "livez", "readyz": return health(request, parts)
    case "version" where parts.count == 1:
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

  private func issuer(_ request: APIRequest) -> Value {
    let host = request.header("host") ?? request.header(":authority") ?? ""
    return [
      "issuer": "https://kubernetes.default.svc", "jwks_uri": .string("https://\(host)/openid/v1/jwks"),
      "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
      "id_token_signing_alg_values_supported": ["RS256"],
    ]
  }

  /// `/healthz`, `/livez`, `/readyz` and their single checks (apiserver `server/healthz`).
  private func health(_ request: APIRequest, _ parts: [String]) -> APIResponse {
    let checks = HealthChecks.names(of: parts[0])
    if parts.count > 1 {
      let name = parts.dropFirst().joined(separator: "/")
      return checks.contains(name) ? .text(200, "ok") : .text(404, "404 page not found\n")
    }
    guard request.parameter("verbose") != nil else { return .text(200, "ok") }
    var excluded: [String] = []
    for pair in request.query where pair.name == "exclude" && !excluded.contains(pair.value) {
      excluded.append(pair.value)
    }
    var text = ""
    for check in checks { text += excluded.contains(check) ? "[+]\(check) excluded: ok\n" : "[+]\(check) ok\n" }
    let unknown = excluded.filter { !checks.contains($0) }.sorted { $0.goLess($1) }
    if !unknown.isEmpty {
      let names = unknown.map { "\"\($0)\"" }.joined(separator: ",")
      text += "warn: some health checks cannot be excluded: no matches for \(names)\n"
    }
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
    var paths = [
      "/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/apis/", "/flagz", "/metrics", "/metrics/slis",
      "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks", "/statusz", "/version",
    ]
    for group in registry.groups where !group.name.isEmpty {
      paths.append("/apis/\(group.name)")
      paths += group.versions.map { "/apis/\(group.name)/\($0)" }
    }
    for root in ["healthz", "livez", "readyz"] {
      paths.append("/\(root)")
      paths += HealthChecks.names(of: root).map { "/\(root)/\($0)" }
    }
    return paths.sorted { $0.goLess($1) }
  }
}

/// The names of the server's checks, in its order. All of them hold as soon as it answers.
enum HealthChecks {
  static func names(of root: String) -> [String] {
    // What the recorded server says: its readiness does not hang on its storage.
    let first =
      root == "readyz" ? ["ping", "log", "informer-sync"] : ["ping", "log", "loopback-serving-certificate", "etcd"]
    return first + hooks + (root == "readyz" ? ["shutdown"] : [])
  }

  private static let hooks: [String] = {
    let text = """
      start-apiserver-admission-initializer generic-apiserver-start-informers priority-and-fairness-config-consumer
      priority-and-fairness-filter storage-object-count-tracker-hook start-apiextensions-informers
      start-apiextensions-controllers crd-informer-synced start-system-namespaces-controller
      peer-endpoint-reconciler-controller start-cluster-authentication-info-controller
      start-kube-apiserver-identity-lease-controller start-kube-apiserver-identity-lease-garbage-collector
      storage-readiness start-legacy-token-tracking-controller start-service-ip-repair-controllers
      rbac/bootstrap-roles scheduling/bootstrap-system-priority-classes priority-and-fairness-config-producer
      bootstrap-controller start-kubernetes-service-cidr-controller start-kube-aggregator-informers
      apiservice-status-local-available-controller apiservice-status-remote-available-controller
      apiservice-registration-controller apiservice-wait-for-first-sync apiservice-discovery-controller
      kube-apiserver-autoregistration =autoregister-completion apiservice-openapi-controller
      apiservice-openapiv3-controller
      """
    return text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map {
      $0.first == "=" ? String($0.dropFirst()) : "poststarthook/\($0)"
    }
  }()
}
