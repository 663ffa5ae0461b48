import KubeAPI

extension KubeClient {
  /// Asks a program behind a Service, through the API server (`services/NAME/proxy`).
  ///
  /// - Parameters:
  ///   - port: name or number of the Service's port.
  ///   - path: from the program's root, with its slash.
  /// - Throws: what the API server or the program says when it is not a success.
  public func serviceProxy(
    namespace: String, service: String, port: String, path: String, isTLS: Bool = false, timeout: Duration? = nil
  ) async throws(StatusError) -> APIAnswer {
    // scheme:name:port, where only what is needed is written.
    let name = (isTLS ? "https:" : "") + service + (port.isEmpty && !isTLS ? "" : ":\(port)")
    let tail = path.split(separator: "/", omittingEmptySubsequences: false).map { APICall.escaped(String($0)) }
      .joined(separator: "/")
    let segment = name.split(separator: ":", omittingEmptySubsequences: false).map { APICall.escaped(String($0)) }
      .joined(separator: ":")
    let call = APICall(
      "GET", "/api/v1/namespaces/\(APICall.escaped(namespace))/services/\(segment)/proxy\(tail)", accept: "*/*")
    // What the program says is the answer, also when it is in trouble.
    return try await request(call, timeout: timeout, patience: .zero)
  }

  /// Namespaced kinds that can be listed, each once, in the server's order.
  public func listableKinds() async throws(StatusError) -> [GroupKind] {
    var kinds: [GroupKind] = []
    var seen: Set<GroupKind> = []
    for resource in try await discovery.all(self) where resource.namespaced && resource.verbs.contains("list") {
      if seen.insert(resource.type).inserted { kinds.append(resource.type) }
    }
    return kinds
  }
}
