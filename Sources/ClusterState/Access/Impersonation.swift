import KubeAPI
import Manifest

/// The `Impersonate-…` headers (apiserver `endpoints/filters/impersonation`): acting as somebody else.
extension ClusterState {
  func impersonate(_ request: inout APIRequest) throws(StatusError) {
    let wanted = ImpersonatedUser(request)
    guard let name = wanted.name else {
      guard wanted.isEmpty else {
        throw .badRequest("requested \(wanted.goText) without impersonating a user name")
      }
      return
    }
    if !request.user.groups.contains("system:masters") { try checkImpersonation(of: wanted, name, request) }
    var groups = wanted.groups
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
    request.user = UserInfo(name: name, groups: groups, uid: wanted.uid, extra: wanted.extra)
  }

  /// Needs `impersonate` on the user, on each group, on the uid and on every extra value. The refusal is that of
  /// constrained impersonation, which the server tries first.
  private func checkImpersonation(
    of wanted: ImpersonatedUser, _ name: String, _ request: APIRequest
  ) throws(StatusError) {
    func may(_ group: String, _ resource: String, _ subresource: String, _ name: String, _ namespace: String = "")
      -> Bool
    {
      allows(
        request.user,
        AccessAttributes(
          verb: "impersonate", group: group, resource: resource, subresource: subresource, name: name,
          namespace: namespace))
    }
    let parts = name.split(separator: ":").map(String.init)
    let isAccount = name.hasPrefix("system:serviceaccount:") && parts.count == 4
    let people = "authentication.k8s.io"
    let isAllowed =
      (isAccount ? may("", "serviceaccounts", "", parts[3], parts[2]) : may("", "users", "", name))
      && wanted.groups.allSatisfy { may("", "groups", "", $0) }
      && (wanted.uid.isEmpty || may(people, "uids", "", wanted.uid))
      && wanted.extra.allSatisfy { extra in extra.values.allSatisfy { may(people, "userextras", extra.name, $0) } }
    if isAllowed { return }
    let info = RequestInfo(request)
    let mode = isAccount ? "serviceaccount" : "user-info"
    guard info.isResource, let verb = info.verb else {
      throw StatusError(
        code: 403, reason: "Forbidden",
        message:
          "forbidden: User \"\(request.user.name)\" cannot impersonate-on:\(mode):\(request.method.lowercased()) "
          + "path \"\(request.path)\"", details: [:])
    }
    throw AccessRefusal.error(
      request.user,
      AccessAttributes(
        verb: "impersonate-on:\(mode):\(verb.rawValue)", group: info.group, resource: info.plural,
        subresource: info.subresource, name: info.name), scope: info.namespace)
  }
}

/// Who the headers name.
private struct ImpersonatedUser {
  var name: String?
  var uid = ""
  var groups: [String] = []
  var extra: [UserInfo.Extra] = []

  init(_ request: APIRequest) {
    for (header, value) in request.headers {
      switch header {
      case "impersonate-user": name = value.isEmpty ? nil : value
      case "impersonate-uid": uid = value
      case "impersonate-group": groups.append(value)
      case let other where other.hasPrefix("impersonate-extra-"):
        let key = APIRequest.decoded(other.dropFirst("impersonate-extra-".count))
        if let i = extra.firstIndex(where: { $0.name == key }) {
          extra[i].values.append(value)
        } else {
          extra.append(UserInfo.Extra(name: key, values: [value]))
        }
      default: break
      }
    }
  }

  var isEmpty: Bool { uid.isEmpty && groups.isEmpty && extra.isEmpty }

  /// As Go's `%#v` prints the user of these headers.
  var goText: String {
    func list(_ values: [String]) -> String { "[]string{\(values.map { "\"\($0)\"" }.joined(separator: ", "))}" }
    let groupText = groups.isEmpty ? "[]string(nil)" : list(groups)
    let pairs = extra.sorted { $0.name.goLess($1.name) }.map { "\"\($0.name)\":\(list($0.values))" }
    let extraText = "map[string][]string" + (extra.isEmpty ? "(nil)" : "{\(pairs.joined(separator: ", "))}")
    return "&user.DefaultInfo{Name:\"\", UID:\"\(uid)\", Groups:\(groupText), Extra:\(extraText)}"
  }
}
