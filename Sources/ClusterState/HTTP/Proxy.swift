import KubeAPI
import Manifest

/// `pods/NAME/proxy/PATH` and `services/NAME/proxy/PATH`: HTTP to what simulated containers answer.
///
/// Names are `[scheme:]name[:port]`; a service leads to a ready pod behind it (k8s.io/kubernetes
/// `pkg/registry/core/{pod,service}`, ResourceLocation).
extension ClusterState {
  func answerProxy(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    var parts = info.name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 3 else {
      throw .badRequest("invalid \(resource.singular) request \"\(info.name)\"")
    }
    if parts.count == 3 { parts.removeFirst() }
    let name = parts[0]
    let port = parts.count > 1 ? parts[1] : ""
    let namespace = info.namespace ?? ""
    if resource.type.kind == "Node" {
      if get(ObjectKey(resource.type, "", name)) == nil { throw .notFound(resource, name) }
      throw .notSimulated("nodes/proxy")
    }
    let isPod = resource.type.kind == "Pod"
    guard let object = get(ObjectKey(resource.type, namespace, name)) else { throw .notFound(resource, name) }
    let target = isPod ? (object, ClusterState.podPort(port, object)) : try endpoint(of: object, port)
    return try reach(target.0, port: target.1, path: "/" + info.rest.joined(separator: "/"), request)
  }

  /// The port of a pod: what was asked for, else the first that a container names, else 80.
  private static func podPort(_ asked: String, _ pod: Value) -> Int64 {
    let declared = (pod.at("spec", "containers")?.array ?? []).flatMap { $0["ports"]?.array ?? [] }
    if asked.isEmpty { return declared.first?["containerPort"]?.int ?? 80 }
    if let number = Int64(asked) { return number }
    return declared.first { $0["name"]?.string == asked }?["containerPort"]?.int ?? 80
  }

  private func endpoint(of service: Value, _ asked: String) throws(StatusError) -> (Value, Int64) {
    var portName = asked
    if let number = Int64(asked) {
      guard let port = (service.at("spec", "ports")?.array ?? []).first(where: { $0["port"]?.int == number }) else {
        throw .unavailable("no service port \(number) found for service \"\(service.name)\"")
      }
      portName = port["name"]?.string ?? ""
    }
    for slice in list(GroupKind("discovery.k8s.io", "EndpointSlice"), namespace: service.namespace)
    where slice.at("metadata", "labels", "kubernetes.io/service-name")?.string == service.name {
      let ports = slice["ports"]?.array ?? []
      guard let port = ports.first(where: { ($0["name"]?.string ?? "") == portName })?["port"]?.int else { continue }
      for endpoint in slice["endpoints"]?.array ?? [] where endpoint.at("conditions", "ready")?.bool != false {
        guard endpoint.at("targetRef", "kind")?.string == "Pod", let name = endpoint.at("targetRef", "name")?.string,
          let pod = get(ObjectKey(GroupKind("", "Pod"), service.namespace, name))
        else { continue }
        return (pod, port)
      }
    }
    throw .unavailable("no endpoints available for service \"\(service.name)\"")
  }

  private func reach(
    _ pod: Value, port: Int64, path: String, _ request: APIRequest
  ) throws(StatusError) -> APIResponse {
    guard let address = pod.at("status", "podIP")?.string, !address.isEmpty else {
      throw .badRequest("address not allowed")
    }
    let records = containers[pod.uid] ?? [:]
    let names = (pod.at("spec", "containers")?.array ?? []).compactMap { $0["name"]?.string }
    var status: Int64?
    var page: SimulatedContainer.Page?
    let isRunning = pod.at("status", "phase")?.string == "Running"
    for name in isRunning ? names : [] {
      guard let run = records[name]?.current else {
        status = status ?? 200
        continue
      }
      guard let found = run.status(port: port, at: now) else { continue }
      status = found
      page = run.pages[path]
      if page != nil { break }
    }
    guard let status else {
      throw .unavailable(
        "error trying to reach service: dial tcp \(address):\(port): connect: connection refused")
    }
    guard status == 200 else { return .text(Int(clamping: status), "") }
    guard ["GET", "HEAD"].contains(request.method), let page else { return .text(200, "") }
    return APIResponse(status: 200, headers: [("content-type", page.contentType)], body: Array(page.body.utf8))
  }
}

extension StatusError {
  static func unavailable(_ message: String) -> StatusError {
    StatusError(code: 503, reason: "ServiceUnavailable", message: message, details: nil)
  }

  static func notSimulated(_ what: String) -> StatusError {
    StatusError(
      code: 501, reason: "NotImplemented",
      message: "\(what) is not available: the containers of this cluster are simulated", details: [:])
  }
}
