import KubeAPI
import Manifest

/// What somebody wants to do, as RBAC sees it.
struct AccessAttributes: Sendable, Hashable {
  var verb: String
  var group = ""
  var resource = ""
  var subresource = ""
  var name = ""
  var namespace = ""
  /// Set for paths that are no objects.
  var path: String?

  var fullResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }
}

/// Role-based access control (plugin/pkg/auth/authorizer/rbac).
extension ClusterState {
  func authorize(path: String, method: String, user: UserInfo) throws(StatusError) {
    if user.groups.contains("system:masters") { return }
    let verb = method.lowercased()
    if allows(user, AccessAttributes(verb: verb, path: path)) { return }
    throw StatusError(
      code: 403, reason: "Forbidden",
      message: "forbidden: User \"\(user.name)\" cannot \(verb) path \"\(path)\"", details: [:])
  }

  func authorize(_ info: RequestInfo, _ verb: RequestInfo.Verb, user: UserInfo) throws(StatusError) {
    if user.groups.contains("system:masters") { return }
    let attributes = AccessAttributes(
      verb: verb.rawValue, group: info.group, resource: info.plural, subresource: info.subresource, name: info.name,
      namespace: info.namespace ?? (info.plural == "namespaces" ? info.name : ""))
    if allows(user, attributes) { return }
    throw AccessRefusal.error(user, attributes, scope: info.namespace)
  }

  func allows(_ user: UserInfo, _ wanted: AccessAttributes) -> Bool {
    if user.groups.contains("system:masters") { return true }
    return grant(user, wanted) != nil
  }

  /// Why somebody may do something, as the authorizer tells it; `nil` when they may not.
  func grant(_ user: UserInfo, _ wanted: AccessAttributes) -> String? {
    var reason: String?
    eachBinding(of: user, namespace: wanted.namespace) { binding, subject, rules in
      guard rules.contains(where: { RBACRule.covers($0, wanted) }) else { return true }
      let isCluster = binding.namespace.isEmpty
      let name = isCluster ? binding.name : "\(binding.name)/\(binding.namespace)"
      var who = "\(subject["kind"]?.string ?? "") \"\(subject["name"]?.string ?? "")\""
      if subject["kind"]?.string == "ServiceAccount" {
        who = "ServiceAccount \"\(subject["name"]?.string ?? "")/\(subject["namespace"]?.string ?? binding.namespace)\""
      }
      reason =
        "RBAC: allowed by \(isCluster ? "ClusterRoleBinding" : "RoleBinding") \"\(name)\" of "
        + "\(binding.at("roleRef", "kind")?.string ?? "") \"\(binding.at("roleRef", "name")?.string ?? "")\" to \(who)"
      return false
    }
    return reason
  }

  /// The rules that hold for a user in a namespace (`""`: cluster-wide only).
  func rules(of user: UserInfo, namespace: String) -> [Value] {
    var rules: [Value] = []
    eachBinding(of: user, namespace: namespace) { _, _, more in
      rules += more
      return true
    }
    return rules
  }

  /// Goes through the bindings that name the user, with the subject that does and the rules that follow, until the
  /// body returns false.
  private func eachBinding(of user: UserInfo, namespace: String, _ body: (Value, Value, [Value]) -> Bool) {
    let group = "rbac.authorization.k8s.io"
    func subject(in binding: Value) -> Value? {
      (binding["subjects"]?.array ?? []).first { subject in
        let name = subject["name"]?.string ?? ""
        switch subject["kind"]?.string {
        case "User": return name == user.name
        case "Group": return user.groups.contains(name)
        case "ServiceAccount":
          let home = subject["namespace"]?.string ?? binding.namespace
          return user.name == "system:serviceaccount:\(home):\(name)"
        default: return false
        }
      }
    }
    func visit(_ binding: Value) -> Bool {
      guard let subject = subject(in: binding), let name = binding.at("roleRef", "name")?.string else { return true }
      let isCluster = binding.at("roleRef", "kind")?.string == "ClusterRole"
      let key = ObjectKey(
        GroupKind(group, isCluster ? "ClusterRole" : "Role"), isCluster ? "" : binding.namespace, name)
      return body(binding, subject, get(key)?["rules"]?.array ?? [])
    }
    for binding in list(GroupKind(group, "ClusterRoleBinding")) where !visit(binding) { return }
    if namespace.isEmpty { return }
    for binding in list(GroupKind(group, "RoleBinding"), namespace: namespace) where !visit(binding) { return }
  }

  /// Nobody may grant what they do not have themselves (RBAC's escalation check).
  func checkEscalation(_ object: Value, _ resource: ServedResource, user: UserInfo) throws(StatusError) {
    guard resource.type.group == "rbac.authorization.k8s.io", !user.groups.contains("system:masters") else { return }
    let group = resource.type.group
    let namespace = object.namespace
    var wanted: [Value] = []
    switch resource.type.kind {
    case "Role", "ClusterRole":
      let escalate = AccessAttributes(
        verb: "escalate", group: group, resource: resource.plural, name: object.name, namespace: namespace)
      if allows(user, escalate) { return }
      wanted = object["rules"]?.array ?? []
    default:
      let name = object.at("roleRef", "name")?.string ?? ""
      let isCluster = object.at("roleRef", "kind")?.string == "ClusterRole"
      let bind = AccessAttributes(
        verb: "bind", group: group, resource: isCluster ? "clusterroles" : "roles", name: name, namespace: namespace)
      if allows(user, bind) { return }
      let key = ObjectKey(GroupKind(group, isCluster ? "ClusterRole" : "Role"), isCluster ? "" : namespace, name)
      guard let role = get(key) else {
        let kind = isCluster ? "clusterroles" : "roles"
        throw StatusError(
          code: 404, reason: "NotFound", message: "\(kind).\(group) \"\(name)\" not found",
          details: StatusError.details(group: group, kind: kind, name: name))
      }
      wanted = role["rules"]?.array ?? []
    }
    let have = rules(of: user, namespace: namespace)
    let missing = wanted.flatMap { RBACRule.split($0) }.filter { piece in
      !have.contains { RBACRule.contains($0, piece) }
    }
    guard missing.isEmpty else {
      let groups = user.groups.map { "\"\($0)\"" }.joined(separator: " ")
      throw StatusError.forbidden(
        resource, object.name,
        "user \"\(user.name)\" (groups=[\(groups)]) is attempting to grant RBAC permissions not currently held:\n"
          + RBACRule.compact(missing).map { RBACRule.text($0) }.joined(separator: "\n"))
    }
  }
}

enum AccessRefusal {
  static func error(_ user: UserInfo, _ wanted: AccessAttributes, scope namespace: String?) -> StatusError {
    let place = namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
    let qualified = wanted.group.isEmpty ? wanted.resource : "\(wanted.resource).\(wanted.group)"
    let subject = wanted.name.isEmpty ? "\(qualified) is forbidden" : "\(qualified) \"\(wanted.name)\" is forbidden"
    return StatusError(
      code: 403, reason: "Forbidden",
      message: "\(subject): User \"\(user.name)\" cannot \(wanted.verb) resource \"\(wanted.fullResource)\" "
        + "in API group \"\(wanted.group)\" \(place)",
      details: StatusError.details(group: wanted.group, kind: wanted.resource, name: wanted.name))
  }
}

/// One PolicyRule of a role.
enum RBACRule {
  private static func strings(_ rule: Value, _ name: String) -> [String] {
    rule[name]?.array?.compactMap(\.string) ?? []
  }

  static func covers(_ rule: Value, _ wanted: AccessAttributes) -> Bool {
    let verbs = strings(rule, "verbs")
    guard verbs.contains("*") || verbs.contains(wanted.verb) else { return false }
    if let path = wanted.path {
      return strings(rule, "nonResourceURLs").contains { matches(url: $0, path) }
    }
    let groups = strings(rule, "apiGroups")
    guard groups.contains("*") || groups.contains(wanted.group) else { return false }
    let resources = strings(rule, "resources")
    guard
      resources.contains(where: {
        $0 == "*" || $0 == wanted.fullResource
          || (!wanted.subresource.isEmpty && $0 == "*/\(wanted.subresource)")
      })
    else { return false }
    let names = strings(rule, "resourceNames")
    return names.isEmpty || names.contains(wanted.name)
  }

  private static func matches(url: String, _ path: String) -> Bool {
    url == "*" || url == path || (url.hasSuffix("*") && path.hasPrefix(url.dropLast()))
  }

  /// The rule as rules with one verb, one group, one resource and at most one name each.
  static func split(_ rule: Value) -> [Value] {
    var pieces: [Value] = []
    for verb in strings(rule, "verbs") {
      for url in strings(rule, "nonResourceURLs") {
        pieces.append(["verbs": [.string(verb)], "nonResourceURLs": [.string(url)]])
      }
      for group in strings(rule, "apiGroups") {
        for resource in strings(rule, "resources") {
          let names = strings(rule, "resourceNames")
          let base: Value = [
            "verbs": [.string(verb)], "apiGroups": [.string(group)], "resources": [.string(resource)],
          ]
          if names.isEmpty { pieces.append(base) }
          for name in names {
            var piece = base
            piece["resourceNames"] = [.string(name)]
            pieces.append(piece)
          }
        }
      }
    }
    return pieces
  }

  /// Whether a rule grants all of a piece that ``split(_:)`` made.
  static func contains(_ rule: Value, _ piece: Value) -> Bool {
    func has(_ name: String) -> Bool {
      let have = strings(rule, name)
      return strings(piece, name).allSatisfy { have.contains("*") || have.contains($0) }
    }
    guard has("verbs") else { return false }
    if piece["nonResourceURLs"] != nil {
      let urls = strings(rule, "nonResourceURLs")
      return strings(piece, "nonResourceURLs").allSatisfy { path in urls.contains { matches(url: $0, path) } }
    }
    guard has("apiGroups"), !strings(rule, "resources").isEmpty else { return false }
    let have = strings(rule, "resources")
    for resource in strings(piece, "resources") {
      let parts = resource.split(separator: "/", maxSplits: 1)
      let wildcard = parts.count == 2 ? "*/\(parts[1])" : ""
      guard have.contains("*") || have.contains(resource) || have.contains(wildcard) else { return false }
    }
    let names = strings(rule, "resourceNames")
    if names.isEmpty { return true }
    let wanted = strings(piece, "resourceNames")
    return !wanted.isEmpty && wanted.allSatisfy { names.contains($0) }
  }

  /// Pieces that differ only in their verb, put together again.
  static func compact(_ pieces: [Value]) -> [Value] {
    var result: [Value] = []
    for piece in pieces {
      var rest = piece
      rest["verbs"] = nil
      if let i = result.firstIndex(where: {
        var other = $0
        other["verbs"] = nil
        return other == rest
      }) {
        var verbs = strings(result[i], "verbs")
        for verb in strings(piece, "verbs") where !verbs.contains(verb) { verbs.append(verb) }
        result[i]["verbs"] = .array(verbs.map { .string($0) })
      } else {
        result.append(piece)
      }
    }
    return result
  }

  /// As the escalation message prints a rule.
  static func text(_ rule: Value) -> String {
    var parts: [String] = []
    for (label, name) in [
      ("APIGroups", "apiGroups"), ("Resources", "resources"), ("NonResourceURLs", "nonResourceURLs"),
      ("ResourceNames", "resourceNames"), ("Verbs", "verbs"),
    ] {
      let list = strings(rule, name)
      if !list.isEmpty { parts.append("\(label):[" + list.map { "\"\($0)\"" }.joined(separator: " ") + "]") }
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}
