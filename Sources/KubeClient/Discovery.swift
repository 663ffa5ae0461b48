import KubeAPI
import Manifest

/// What the server serves, asked once and kept until something is missing in it.
///
/// Asks for aggregated discovery (`apidiscovery.k8s.io`) and takes the older documents of a server that has none.
actor Discovery {
  /// A kind in one version.
  struct Resource: Sendable, Hashable {
    var type: GroupKind
    var version: String
    var plural: String
    var singular = ""
    var shortNames: [String] = []
    var namespaced: Bool
    var verbs: [String] = []

    /// Path of the collection, with the namespace if there is one.
    func path(namespace: String) -> String {
      var path = type.group.isEmpty ? "/api/\(version)" : "/apis/\(APICall.escaped(type.group))/\(version)"
      if namespaced && !namespace.isEmpty { path += "/namespaces/\(APICall.escaped(namespace))" }
      return "\(path)/\(APICall.escaped(plural))"
    }

    func path(namespace: String, name: String) -> String { path(namespace: namespace) + "/" + APICall.escaped(name) }
  }

  /// In the server's order: core first, then groups; the versions of a group by preference.
  private var resources: [Resource]?
  /// Group versions that did not answer, such as those of a broken aggregated API server.
  private(set) var failed: [String] = []
  private var askedAt: ContinuousClock.Instant?
  private var asking: Task<Result<[Resource], StatusError>, Never>?

  static let accept =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

  func all(_ client: KubeClient) async throws(StatusError) -> [Resource] {
    if let resources { return resources }
    return try await ask(client)
  }

  /// The kind in that version, or in the preferred one.
  func find(_ type: GroupKind, version: String? = nil, _ client: KubeClient) async throws(StatusError) -> Resource? {
    func found(_ all: [Resource]) -> Resource? {
      all.first { $0.type == type && (version == nil || $0.version == version) }
    }
    if let resource = found(try await all(client)) { return resource }
    // It may be newer than what is known; but not every miss is worth asking again.
    if let askedAt, ContinuousClock.now - askedAt < .milliseconds(500) { return nil }
    return found(try await ask(client))
  }

  func forget() { resources = nil }

  private func ask(_ client: KubeClient) async throws(StatusError) -> [Resource] {
    let task =
      asking
      ?? Task { [self] in
        do throws(StatusError) { return .success(try await load(client)) } catch { return .failure(error) }
      }
    asking = task
    let result = await task.value
    if asking == task {
      asking = nil
      if case .success(let fresh) = result {
        resources = fresh
        askedAt = .now
      }
    }
    return try result.get()
  }

  private func load(_ client: KubeClient) async throws(StatusError) -> [Resource] {
    failed = []
    let core = try await client.value(APICall("GET", "/api", accept: Discovery.accept))
    let groups = try await client.value(APICall("GET", "/apis", accept: Discovery.accept))
    var found: [Resource] = []
    if core["kind"]?.string == "APIGroupDiscoveryList" {
      found += aggregated(core)
    } else {
      for version in core["versions"]?.array?.compactMap(\.string) ?? [] {
        found += try await legacy(group: "", version: version, client)
      }
    }
    if groups["kind"]?.string == "APIGroupDiscoveryList" {
      found += aggregated(groups)
    } else {
      for group in groups["groups"]?.array ?? [] {
        let name = group["name"]?.string ?? ""
        var versions = group["versions"]?.array?.compactMap { $0["version"]?.string } ?? []
        if let preferred = group.at("preferredVersion", "version")?.string {
          versions = [preferred] + versions.filter { $0 != preferred }
        }
        for version in versions { found += try await legacy(group: name, version: version, client) }
      }
    }
    return found
  }

  private func aggregated(_ list: Value) -> [Resource] {
    var found: [Resource] = []
    for group in list["items"]?.array ?? [] {
      let groupName = group.name
      for version in group["versions"]?.array ?? [] {
        let name = version["version"]?.string ?? ""
        if version["freshness"]?.string == "Stale" { failed.append("\(groupName)/\(name)") }
        for resource in version["resources"]?.array ?? [] {
          guard let plural = resource["resource"]?.string, let kind = resource.at("responseKind", "kind")?.string else {
            continue
          }
          found.append(
            Resource(
              type: GroupKind(groupName, kind), version: name, plural: plural,
              singular: resource["singularResource"]?.string ?? "",
              shortNames: resource["shortNames"]?.array?.compactMap(\.string) ?? [],
              namespaced: resource["scope"]?.string == "Namespaced",
              verbs: resource["verbs"]?.array?.compactMap(\.string) ?? []))
        }
      }
    }
    return found
  }

  private func legacy(
    group: String, version: String, _ client: KubeClient
  ) async throws(StatusError) -> [Resource] {
    let path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    let list: Value
    do throws(StatusError) {
      list = try await client.value(APICall("GET", path))
    } catch {
      // One broken extension does not hide the rest.
      if error.code == 0 || error.code == 401 { throw error }
      failed.append("\(group)/\(version)")
      return []
    }
    return (list["resources"]?.array ?? []).compactMap { resource in
      guard let plural = resource["name"]?.string, !plural.contains("/"), let kind = resource["kind"]?.string else {
        return nil
      }
      return Resource(
        type: GroupKind(group, kind), version: version, plural: plural,
        singular: resource["singularName"]?.string ?? "",
        shortNames: resource["shortNames"]?.array?.compactMap(\.string) ?? [],
        namespaced: resource["namespaced"]?.bool ?? false, verbs: resource["verbs"]?.array?.compactMap(\.string) ?? [])
    }
  }
}
