import KubeAPI
import KubeSchema
import Manifest

/// Kinds that are asked, not kept: access and token reviews, component statuses, bindings.
extension ClusterState {
  mutating func answerVirtual(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, _ verb: RequestInfo.Verb
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    if form.conversion != .none && resource.plural != "componentstatuses" { throw OutputForm.notAcceptable }
    if resource.plural == "componentstatuses" { return try answerComponents(info, resource, form) }
    guard verb == .create else { throw .methodNotAllowed }
    let options = try WriteOptions(request, kind: "CreateOptions")
    var object = try decodeObject(request, info, resource, options)
    if resource.type.kind == "Binding" {
      var binding = info
      binding.plural = "pods"
      binding.name = object.name
      binding.subresource = "binding"
      guard let pods = registry[GroupKind("", "Pod")] else { throw .notServed }
      return try answerSubresource(request, binding, pods, .create)
    }
    var context = context(info, resource, options, .create)
    context.isInternal = true
    object = arrange(object, resource, version: info.version)
    if resource.namespaced, object.namespace.isEmpty {
      object.set(info.namespace.map { .string($0) }, at: "metadata", "namespace")
    }
    trackFields(of: &object, live: nil, context)
    try checkReview(object, resource)
    switch resource.type.kind {
    case "SelfSubjectAccessReview": object["status"] = review(object, user: request.user)
    case "SubjectAccessReview", "LocalSubjectAccessReview":
      let user = UserInfo(
        name: object.at("spec", "user")?.string ?? "",
        groups: object.at("spec", "groups")?.array?.compactMap(\.string) ?? [])
      object["status"] = review(object, user: user)
    case "SelfSubjectRulesReview":
      let namespace = object.at("spec", "namespace")?.string ?? ""
      if namespace.isEmpty { throw .badRequest("no namespace on request") }
      // The answer is a new object that does not repeat the question.
      object["metadata"] = [:]
      object["spec"] = [:]
      object["status"] = rulesReview(user: request.user, namespace: namespace)
    case "SelfSubjectReview":
      object.set(.string(now.rfc3339), at: "metadata", "creationTimestamp")
      object["status"] = ["userInfo": describe(request.user)]
    case "TokenReview":
      object["status"] = try reviewToken(object)
    default: throw .methodNotAllowed
    }
    return encode(201, object, form)
  }

  /// As `status.userInfo` of a review shows somebody.
  func describe(_ user: UserInfo) -> Value {
    var info: Value = ["username": .string(user.name)]
    if !user.uid.isEmpty { info["uid"] = .string(user.uid) }
    if !user.groups.isEmpty { info["groups"] = .array(user.groups.map { .string($0) }) }
    if !user.extra.isEmpty {
      var extra = Object()
      for item in user.extra.sorted(by: { $0.name.goLess($1.name) }) {
        extra[item.name] = .array(item.values.map { .string($0) })
      }
      info["extra"] = .object(extra)
    }
    return info
  }

  /// `authentication.k8s.io` TokenReview: whom the token stands for, for the audiences that were asked about.
  private func reviewToken(_ object: Value) throws(StatusError) -> Value {
    let token = object.at("spec", "token")?.string ?? ""
    if token.isEmpty { throw .badRequest("token is required for TokenReview in authentication") }
    guard let grant = tokens.grant(of: token, at: now) else {
      return ["user": [:], "error": "invalid bearer token"]
    }
    let asked = object.at("spec", "audiences")?.array?.compactMap(\.string) ?? []
    let wanted = asked.isEmpty ? [TokenStore.ownAudience] : asked
    let common = wanted.filter { grant.audiences.contains($0) }
    if common.isEmpty {
      func list(_ words: [String]) -> String { "[\(words.map { "\"\($0)\"" }.joined(separator: " "))]" }
      return [
        "user": [:],
        "error": .string(
          "[invalid bearer token, token audiences \(list(grant.audiences)) is invalid for the target audiences "
            + "\(list(wanted))]"),
      ]
    }
    return [
      "authenticated": true, "user": describe(grant.user), "audiences": .array(common.map { .string($0) }),
    ]
  }

  /// kubernetes `pkg/apis/authorization/validation`.
  private func checkReview(_ object: Value, _ resource: ServedResource) throws(StatusError) {
    let kind = resource.type.kind
    guard kind.hasSuffix("AccessReview") else { return }
    var errors: [FieldError] = []
    let paths = object.at("spec", "nonResourceAttributes")
    let attributes = object.at("spec", "resourceAttributes")
    if let paths, attributes != nil {
      let shown: Value = ["Path": paths["path"] ?? "", "Verb": paths["verb"] ?? ""]
      errors.append(
        .invalid("spec.nonResourceAttributes", shown, "cannot be specified in combination with resourceAttributes"))
    }
    if paths == nil && attributes == nil {
      errors.append(
        .invalid(
          "spec.resourceAttributes", .null,
          "exactly one of nonResourceAttributes or resourceAttributes must be specified"))
    }
    if kind != "SelfSubjectAccessReview" && (object.at("spec", "user")?.string ?? "").isEmpty
      && object.at("spec", "groups")?.array?.isEmpty != false
    {
      errors.append(.invalid("spec.user", "", "at least one of user or group must be specified"))
    }
    let isLocal = kind == "LocalSubjectAccessReview"
    let rest = (object["metadata"]?.object ?? [:]).filter {
      $0.key != "managedFields" && !(isLocal && $0.key == "namespace")
    }
    if !rest.isEmpty {
      errors.append(
        .invalid("metadata", object["metadata"], "must be empty" + (isLocal ? " except for namespace" : "")))
    }
    if isLocal {
      let namespace = attributes?["namespace"]?.string ?? ""
      if attributes != nil && namespace != object.namespace {
        errors.append(
          .invalid("spec.resourceAttributes.namespace", .string(namespace), "must match metadata.namespace"))
      }
      if let paths {
        let shown: Value = ["Path": paths["path"] ?? "", "Verb": paths["verb"] ?? ""]
        errors.append(.invalid("spec.nonResourceAttributes", shown, "disallowed on this kind of request"))
      }
    }
    if !errors.isEmpty { throw .invalid(GroupKind(resource.type.group, ""), "", errors) }
  }

  private func review(_ object: Value, user: UserInfo) -> Value {
    let attributes: AccessAttributes
    if let path = object.at("spec", "nonResourceAttributes") {
      attributes = AccessAttributes(verb: path["verb"]?.string ?? "", path: path["path"]?.string ?? "")
    } else {
      let wanted = object.at("spec", "resourceAttributes") ?? [:]
      func text(_ name: String) -> String { wanted[name]?.string ?? "" }
      attributes = AccessAttributes(
        verb: text("verb"), group: text("group"), resource: text("resource"), subresource: text("subresource"),
        name: text("name"), namespace: text("namespace"))
    }
    if user.groups.contains("system:masters") { return ["allowed": true] }
    guard let reason = grant(user, attributes) else { return ["allowed": false] }
    return ["allowed": true, "reason": .string(reason)]
  }

  private func rulesReview(user: UserInfo, namespace: String) -> Value {
    var resourceRules: [Value] = []
    var pathRules: [Value] = []
    var all = rules(of: user, namespace: namespace)
    if user.groups.contains("system:masters") {
      all.insert(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]], at: 0)
      all.insert(["verbs": ["*"], "nonResourceURLs": ["*"]], at: 1)
    }
    for rule in all {
      if rule["nonResourceURLs"] != nil { pathRules.append(rule) } else { resourceRules.append(rule) }
    }
    return ["resourceRules": .array(resourceRules), "nonResourceRules": .array(pathRules), "incomplete": false]
  }

  private func answerComponents(
    _ info: RequestInfo, _ resource: ServedResource, _ form: OutputForm
  ) throws(StatusError) -> APIResponse {
    let items: [Value] = ["scheduler", "controller-manager", "etcd-0"].map { name in
      [
        "kind": "ComponentStatus", "apiVersion": "v1", "metadata": ["name": .string(name)],
        "conditions": [["type": "Healthy", "status": "True", "message": "ok"]],
      ]
    }
    if !info.name.isEmpty {
      guard let item = items.first(where: { $0.name == info.name }) else {
        throw StatusError(
          code: 404, reason: "NotFound", message: "componentstatus \"\(info.name)\" not found",
          details: StatusError.details(group: "", kind: "componentstatus", name: info.name))
      }
      return encode(200, item, form)
    }
    if form.conversion == .table {
      return encode(
        200,
        Table.render(
          items, of: resource, version: "v1", in: self, include: .metadata, metaVersion: form.metaVersion,
          metadata: ["resourceVersion": ""]), form)
    }
    return encode(200, list(items, resource, version: "v1", [:]), form)
  }
}
