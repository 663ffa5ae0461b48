/// What a request is about, read from its path and method (apiserver `pkg/endpoints/request`, RequestInfoFactory).
struct RequestInfo: Sendable {
  enum Verb: String, Sendable {
    case get, list, watch, create, update, patch, delete, deletecollection
  }

  var verb: Verb?
  var group = ""
  var version = ""
  var namespace: String?
  var plural = ""
  var name = ""
  var subresource = ""
  /// What follows the subresource: `proxy/metrics/x` has `metrics/x`.
  var rest: [String] = []
  /// Segments of the path, percent-decoded.
  var segments: [String]
  /// False for discovery, health and everything else that is no object.
  var isResource = false

  init(_ request: APIRequest) {
    segments = request.path.split(separator: "/").map { APIRequest.decoded($0) }
    var parts = segments[...]
    guard let root = parts.popFirst() else { return }
    if root == "api", let version = parts.popFirst() {
      self.version = version
    } else if root == "apis", parts.count >= 2, let group = parts.popFirst(), let version = parts.popFirst() {
      self.group = group
      self.version = version
    } else {
      return
    }
    guard !parts.isEmpty else { return }
    isResource = true
    var watch = false
    if parts.first == "watch", parts.count > 1 {
      watch = true
      parts.removeFirst()
    }
    if parts.first == "namespaces", parts.count > 1 {
      let tail = Array(parts)
      if tail.count > 2, tail[2] != "status", tail[2] != "finalize" {
        namespace = tail[1]
        parts = tail[2...]
      }
    }
    plural = parts.popFirst() ?? ""
    name = parts.popFirst() ?? ""
    subresource = parts.popFirst() ?? ""
    rest = Array(parts)
    verb =
      switch request.method {
      case "GET", "HEAD":
        name.isEmpty ? (watch || request.flag("watch") ? .watch : .list) : (watch ? .watch : .get)
      case "POST": .create
      case "PUT": .update
      case "PATCH": .patch
      case "DELETE": name.isEmpty ? .deletecollection : .delete
      default: nil
      }
    // Connecting subresources (proxy, exec …) are `get` or `create` by their method, which the line above gives.
  }
}
