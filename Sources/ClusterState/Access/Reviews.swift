import KubeAPI
import Manifest

/// Kinds that are asked, not kept: access and token reviews, component statuses, bindings.
extension ClusterState {
  mutating func answerVirtual(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, _ verb: RequestInfo.Verb
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
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
    trackFields(of: &object, live: nil, context)
    switch resource.type.kind {
    case "SelfSubjectAccessReview": object["status"] = review(object, user: request.user)
    case "SubjectAccessReview", "LocalSubjectAccessReview":
      let user = UserInfo(
        name: object.at("spec", "user")?.string ?? "",
        groups: object.at("spec", "groups")?.array?.compactMap(\.string) ?? [])
      object["status"] = review(object, user: user)
    case "SelfSubjectRulesReview":
      object["status"] = rulesReview(user: request.user, namespace: object.at("spec", "namespace")?.string ?? "")
    case "SelfSubjectReview":
      object.set(.string(now.rfc3339), at: "metadata", "creationTimestamp")
      object["status"] = ["userInfo": describe(request.user)]
    case "TokenReview":
      let token = object.at("spec", "token")?.string ?? ""
      if let user = tokens.user(of: token, at: now) {
        object["status"] = ["authenticated": true, "user": describe(user)]
      } else {
        object["status"] = ["user": [:], "error": "[invalid bearer token]"]
      }
    default: throw .methodNotAllowed
    }
    return encode(201, object, form)
  }

  private func describe(_ user: UserInfo) -> Value {
    var info: Value = ["username": .string(user.name)]
    if !user.uid.isEmpty { info["uid"] = .string(user.uid) }
    if !user.groups.isEmpty { info["groups"] = .array(user.groups.map { .string($0) }) }
    return info
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
    return allows(user, attributes) ? ["allowed": true] : ["allowed": false]
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
      guard let item = items.first(where: { $0.name == info.name }) else { throw .notFound(resource, info.name) }
      return encode(200, item, form)
    }
    if form.conversion == .table {
      return encode(
        200,
        Table.render(
          items, of: resource, version: "v1", in: self, include: .metadata, metaVersion: form.metaVersion,
          metadata: ["resourceVersion": ""]), form)
    }
    return encode(200, list(items, resource, version: "v1", ["resourceVersion": ""]), form)
  }
}
