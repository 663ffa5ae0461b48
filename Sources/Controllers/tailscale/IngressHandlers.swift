import ClusterState
import KubeAPI
import Manifest

/// What an Ingress comes down to for Tailscale Serve: paths and their backends (tailscale
/// `cmd/k8s-operator/ingress.go`).
public struct IngressHandlers: Sendable, Hashable {
  public struct Handler: Sendable, Hashable {
    public var path: String
    /// `http://<ClusterIP>:<port><path>`.
    public var proxy: String
  }
  public struct Notice: Sendable, Hashable {
    public var type: String
    public var reason: String
    public var message: String
  }

  /// In the order found; of one path the later counts.
  public var handlers: [Handler] = []
  /// The events that the operator records on the way.
  public var notices: [Notice] = []

  /// The one host that counts: the first of the first tls entry, `nil` without.
  public static func tlsHost(_ ingress: Value) -> String? {
    let host = ingress.at("spec", "tls")?[0]?["hosts"]?[0]?.string
    return host.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The device's name: that host up to its first dot, else `<namespace>-<name>-ingress`.
  public static func hostname(_ ingress: Value) -> String {
    guard let host = tlsHost(ingress) else { return "\(ingress.namespace)-\(ingress.name)-ingress" }
    return String(host.prefix { $0 != "." })
  }

  /// `service` looks up a Service in the Ingress's namespace.
  public init(_ ingress: Value, service: (String) -> Value?) {
    let host = IngressHandlers.tlsHost(ingress) ?? ""
    if let backend = ingress.at("spec", "defaultBackend"), !backend.isNull {
      add(backend, "/", service)
    }
    for rule in ingress.items("spec", "rules") {
      let ruleHost = rule.text("host")
      if !ruleHost.isEmpty && ruleHost != host {
        warn("InvalidIngressBackend", "rule with host \"\(ruleHost)\" ignored, unsupported")
        continue
      }
      for entry in rule.items("http", "paths") {
        if entry.text("pathType") == "Exact" {
          warn(
            "UnsupportedPathTypeExact",
            "Exact path type strict matching is currently not supported and requests will be routed as for Prefix "
              + "path type. This behaviour might change in the future.")
        }
        add(entry["backend"] ?? .null, entry.text("path"), service)
      }
    }
  }

  private mutating func warn(_ reason: String, _ message: String) {
    notices.append(Notice(type: "Warning", reason: reason, message: message))
  }

  private mutating func add(_ backend: Value, _ path: String, _ service: (String) -> Value?) {
    var path = path
    if path.isEmpty {
      path = "/"
      notices.append(
        Notice(
          type: "Normal", reason: "PathUndefined", message: "configured backend is missing a path, defaulting to '/'"))
    }
    guard let target = backend["service"], !target.isNull else {
      return warn("InvalidIngressBackend", "backend for path \"\(path)\" is missing service")
    }
    let name = target.text("name")
    guard let found = service(name) else {
      return warn(
        "InvalidIngressBackend",
        "failed to get service \"\(name)\" for path \"\(path)\": services \"\(name)\" not found")
    }
    let address = found.text("spec", "clusterIP")
    if address.isEmpty || address == "None" {
      return warn("InvalidIngressBackend", "backend for path \"\(path)\" has invalid ClusterIP")
    }
    let portName = target.text("port", "name")
    var port = target.integer("port", "number") ?? 0
    if !portName.isEmpty {
      port = found.items("spec", "ports").first { $0.text("name") == portName }?.integer("port") ?? 0
    }
    if port == 0 { return warn("InvalidIngressBackend", "backend for path \"\(path)\" has invalid port") }
    let scheme = port == 443 || portName == "https" ? "https+insecure://" : "http://"
    let handler = Handler(path: path, proxy: "\(scheme)\(address):\(port)\(path)")
    if let i = handlers.firstIndex(where: { $0.path == path }) {
      handlers[i] = handler
    } else {
      handlers.append(handler)
    }
  }
}
