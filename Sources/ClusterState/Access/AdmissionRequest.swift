import KubeAPI
import KubeSchema
import Manifest

/// Who sent the request that is being answered, and with which options.
struct RequestScope: Sendable {
  var user: UserInfo
  var method: String
  var query: [(name: String, value: String)]
  /// Whether a whole collection is deleted: its objects' names are not the request's.
  var isCollection = false
  /// The options in the body of a deletion.
  var deleteOptions: Value = .null

  init(_ request: APIRequest) {
    user = request.user
    method = request.method
    query = request.query
  }

  /// Writes of the cluster's own controllers.
  static let controllers = UserInfo(name: "system:kube-controller-manager", groups: ["system:authenticated"])
}

/// A write as admission looks at it: for matching, for expressions and for reviews.
struct AdmissionRequest: Sendable {
  /// `nil` when it is being deleted.
  var object: Value?
  var old: Value?
  /// `CREATE`, `UPDATE` or `DELETE`.
  var operation: String
  var resource: ServedResource
  /// The version that the request was made in.
  var version: String
  var subresource: String
  var dryRun: Bool
  var name: String
  var namespaceName: String
  /// `nil` for what is in no namespace.
  var namespace: Value?
  var user: UserInfo
  var options: Value

  init(
    _ object: Value?, old: Value?, _ operation: String, _ resource: ServedResource, version: String = "",
    subresource: String = "", dryRun: Bool, in state: ClusterState
  ) {
    let subject = object ?? old ?? [:]
    self.object = object
    self.old = old
    self.operation = operation
    self.resource = resource
    self.version = version.isEmpty ? ObjectReference(of: subject).version : version
    self.subresource = subresource
    self.dryRun = dryRun
    name = operation == "DELETE" && state.scope?.isCollection == true ? "" : subject.name
    namespaceName = resource.type == NamespaceRules.type ? subject.name : subject.namespace
    namespace =
      resource.type == NamespaceRules.type
      ? subject : resource.namespaced ? state.get(ObjectKey(NamespaceRules.type, "", subject.namespace)) : nil
    user = state.scope?.user ?? RequestScope.controllers
    options = AdmissionRequest.options(operation, state.scope, dryRun: dryRun)
  }

  private static func options(_ operation: String, _ scope: RequestScope?, dryRun: Bool) -> Value {
    let kinds = ["CREATE": "CreateOptions", "UPDATE": scope?.method == "PATCH" ? "PatchOptions" : "UpdateOptions"]
    var options: Value = ["kind": .string(kinds[operation] ?? "DeleteOptions"), "apiVersion": "meta.k8s.io/v1"]
    func parameter(_ name: String) -> Value? {
      scope?.query.first { $0.name == name && !$0.value.isEmpty }.map { .string($0.value) }
    }
    if operation == "DELETE" {
      for pair in scope?.deleteOptions.object ?? Object() where pair.key != "kind" && pair.key != "apiVersion" {
        options[pair.key] = pair.value
      }
      if let policy = parameter("propagationPolicy") { options["propagationPolicy"] = policy }
    } else {
      for name in ["fieldManager", "fieldValidation"] {
        if let value = parameter(name) { options[name] = value }
      }
      if kinds[operation] == "PatchOptions", parameter("force") != nil { options["force"] = true }
    }
    if dryRun { options["dryRun"] = ["All"] }
    return options
  }

  /// The name as refusals show it.
  var shownName: String { name.isEmpty ? "Unknown" : name }

  private var kind: Value {
    [
      "group": .string(resource.type.group), "version": .string(version), "kind": .string(resource.type.kind),
    ]
  }

  private var place: Value {
    [
      "group": .string(resource.type.group), "version": .string(version), "resource": .string(resource.plural),
    ]
  }

  /// What expressions can name.
  func values(_ params: Value?) -> AdmissionPolicyProgram.Request {
    var request = review
    request["object"] = nil
    request["oldObject"] = nil
    return .init(
      object: object ?? .null, oldObject: old ?? .null, request: .object(request), namespaceObject: namespace ?? .null,
      params: params)
  }

  /// The request part of an AdmissionReview, without its uid.
  var review: Object {
    var review = Object()
    review["kind"] = kind
    review["resource"] = place
    if !subresource.isEmpty { review["subResource"] = .string(subresource) }
    review["requestKind"] = kind
    review["requestResource"] = place
    if !subresource.isEmpty { review["requestSubResource"] = .string(subresource) }
    if !name.isEmpty { review["name"] = .string(name) }
    if !namespaceName.isEmpty { review["namespace"] = .string(namespaceName) }
    review["operation"] = .string(operation)
    var info: Value = ["username": .string(user.name)]
    if !user.uid.isEmpty { info["uid"] = .string(user.uid) }
    info["groups"] = .array(user.groups.map { .string($0) })
    review["userInfo"] = info
    review["object"] = object ?? .null
    review["oldObject"] = old ?? .null
    review["dryRun"] = .bool(dryRun)
    review["options"] = options
    return review
  }

  // MARK: - Matching

  /// Whether selectors and rules of a policy, a binding or a webhook fit.
  /// - Parameter rules: the member with the rules; without any there, `needsRule` decides.
  func matches(_ constraints: Value?, rules: String = "resourceRules", needsRule: Bool) -> Bool {
    guard let constraints, !constraints.isNull else { return !needsRule }
    if let namespace, !LabelSelector(of: constraints["namespaceSelector"]).matches(labelsOf: namespace) { return false }
    let selector = LabelSelector(of: constraints["objectSelector"])
    if ![object, old].compactMap({ $0 }).contains(where: { selector.matches(labelsOf: $0) }) { return false }
    let isExact = constraints["matchPolicy"]?.string == "Exact"
    if (constraints["excludeResourceRules"]?.array ?? []).contains(where: { matches(rule: $0, isExact: isExact) }) {
      return false
    }
    let list = constraints[rules]?.array ?? []
    return list.isEmpty ? !needsRule : list.contains { matches(rule: $0, isExact: isExact) }
  }

  private func matches(rule: Value, isExact: Bool) -> Bool {
    func has(_ name: String, _ text: String) -> Bool {
      let list = (rule[name]?.array ?? []).compactMap(\.string)
      return list.contains("*") || list.contains(text)
    }
    let names = (rule["resourceNames"]?.array ?? []).compactMap(\.string)
    if !names.isEmpty, !names.contains(name) { return false }
    switch rule["scope"]?.string {
    case "Cluster": if resource.namespaced { return false }
    case "Namespaced": if !resource.namespaced { return false }
    default: break
    }
    // Equivalent versions count as the same resource.
    let versions = (rule["apiVersions"]?.array ?? []).compactMap(\.string)
    let accepted = isExact ? [version] : resource.versions
    guard versions.contains("*") || versions.contains(where: { accepted.contains($0) }) else { return false }
    return has("operations", operation) && has("apiGroups", resource.type.group) && matchesResource(rule)
  }

  private func matchesResource(_ rule: Value) -> Bool {
    (rule["resources"]?.array ?? []).compactMap(\.string).contains { text in
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let isKind = parts[0] == "*" || parts[0] == resource.plural
      if parts.count == 1 { return isKind && subresource.isEmpty }
      return isKind && (parts[1] == "*" || parts[1] == subresource)
    }
  }
}
