import KubeAPI
import KubeSchema
import Manifest

/// ValidatingAdmissionPolicies and their bindings, asked after an object has been found valid.
enum AdmissionPolicies {
  private static let group = "admissionregistration.k8s.io"
  private static let policyType = GroupKind(group, "ValidatingAdmissionPolicy")
  private static let bindingType = GroupKind(group, "ValidatingAdmissionPolicyBinding")

  /// Refuses what a policy denies; collects warnings.
  /// - Parameters:
  ///   - object: `nil` when it is being deleted.
  ///   - operation: `CREATE`, `UPDATE` or `DELETE`.
  static func admit(
    _ object: Value?, old: Value?, _ operation: String, _ resource: ServedResource, subresource: String = "",
    dryRun: Bool, in state: inout ClusterState
  ) throws(StatusError) {
    guard state.count(bindingType) > 0, resource.type.group != group else { return }
    let subject = object ?? old ?? [:]
    let namespace = resource.namespaced ? state.get(ObjectKey(NamespaceRules.type, "", subject.namespace)) : nil
    let request = Request(
      object: object, old: old, operation: operation, resource: resource, subresource: subresource, dryRun: dryRun,
      namespace: resource.type == NamespaceRules.type ? subject : namespace)
    var warnings: [String] = []
    for binding in state.list(bindingType) {
      guard let name = binding.at("spec", "policyName")?.string,
        let policy = state.get(ObjectKey(policyType, "", name)),
        request.matches(policy.at("spec", "matchConstraints"), needsRule: true),
        request.matches(binding.at("spec", "matchResources"), needsRule: false)
      else { continue }
      let objections = judge(policy, binding, request, in: state)
      let actions = binding.at("spec", "validationActions")?.array ?? []
      for objection in objections {
        if actions.contains("Warn") {
          warnings.append(
            "Validation failed for ValidatingAdmissionPolicy '\(name)' with binding '\(binding.name)': "
              + objection.message)
        }
        if actions.contains("Deny") { throw refusal(objection, name, binding.name, subject, resource) }
      }
    }
    state.warnings += warnings
  }

  private static func judge(
    _ policy: Value, _ binding: Value, _ request: Request, in state: ClusterState
  ) -> [AdmissionPolicyProgram.Objection] {
    let program = AdmissionPolicyProgram(policy)
    guard let kind = policy.at("spec", "paramKind"), !kind.isNull else { return program.judge(request.values(nil)) }
    let reference = binding.at("spec", "paramRef") ?? [:]
    let type = GroupKind(
      ObjectReference.split(apiVersion: kind["apiVersion"]?.string ?? "").group, kind["kind"]?.string ?? "")
    let place = reference["namespace"]?.string ?? (request.object ?? request.old ?? [:]).namespace
    let isNamespaced = state.registry[type]?.namespaced ?? false
    var found: [Value] = []
    if let name = reference["name"]?.string, !name.isEmpty {
      if let one = state.get(ObjectKey(type, isNamespaced ? place : "", name)) { found = [one] }
    } else {
      let selector = LabelSelector(of: reference["selector"])
      found = state.list(type).filter { (!isNamespaced || $0.namespace == place) && selector.matches(labelsOf: $0) }
    }
    if found.isEmpty {
      if reference["parameterNotFoundAction"]?.string == "Allow" { return [] }
      return [
        .init(
          message: "failed to configure binding: no params found for policy binding with `Deny` "
            + "parameterNotFoundAction", reason: "")
      ]
    }
    return found.flatMap { program.judge(request.values($0)) }
  }

  private static func refusal(
    _ objection: AdmissionPolicyProgram.Objection, _ policy: String, _ binding: String, _ object: Value,
    _ resource: ServedResource
  ) -> StatusError {
    let message =
      "ValidatingAdmissionPolicy '\(policy)' with binding '\(binding)' denied request: \(objection.message)"
    var error = StatusError.forbidden(
      resource, object.name, message, causes: [["message": .string(message)]])
    let codes = ["Unauthorized": 401, "Forbidden": 403, "RequestEntityTooLarge": 413]
    error.reason = objection.reason.isEmpty ? "Invalid" : objection.reason
    error.code = codes[error.reason] ?? 422
    return error
  }

  /// What a request is about, for matching and for expressions.
  private struct Request {
    var object: Value?
    var old: Value?
    var operation: String
    var resource: ServedResource
    var subresource: String
    var dryRun: Bool
    /// `nil` for what is in no namespace.
    var namespace: Value?

    func values(_ params: Value?) -> AdmissionPolicyProgram.Request {
      let subject = object ?? old ?? [:]
      let version = ObjectReference(of: subject).version
      let kind: Value = [
        "group": .string(resource.type.group), "version": .string(version), "kind": .string(resource.type.kind),
      ]
      let place: Value = [
        "group": .string(resource.type.group), "version": .string(version), "resource": .string(resource.plural),
      ]
      let request: Value = [
        "kind": kind, "resource": place, "requestKind": kind, "requestResource": place,
        "subResource": .string(subresource), "name": .string(subject.name),
        "namespace": .string(subject.namespace), "operation": .string(operation), "dryRun": .bool(dryRun),
        "userInfo": ["username": "", "groups": []],
      ]
      return .init(
        object: object ?? .null, oldObject: old ?? .null, request: request, namespaceObject: namespace ?? .null,
        params: params)
    }

    func matches(_ constraints: Value?, needsRule: Bool) -> Bool {
      guard let constraints, !constraints.isNull else { return !needsRule }
      if let namespace, !LabelSelector(of: constraints["namespaceSelector"]).matches(labelsOf: namespace) {
        return false
      }
      let selector = LabelSelector(of: constraints["objectSelector"])
      if ![object, old].compactMap({ $0 }).contains(where: { selector.matches(labelsOf: $0) }) { return false }
      if (constraints["excludeResourceRules"]?.array ?? []).contains(where: matches(rule:)) { return false }
      let rules = constraints["resourceRules"]?.array ?? []
      return rules.isEmpty ? !needsRule : rules.contains(where: matches(rule:))
    }

    private func matches(rule: Value) -> Bool {
      func has(_ name: String, _ text: String) -> Bool {
        let list = (rule[name]?.array ?? []).compactMap(\.string)
        return list.contains("*") || list.contains(text)
      }
      let names = (rule["resourceNames"]?.array ?? []).compactMap(\.string)
      if !names.isEmpty, !names.contains((object ?? old ?? [:]).name) { return false }
      switch rule["scope"]?.string {
      case "Cluster": if resource.namespaced { return false }
      case "Namespaced": if !resource.namespaced { return false }
      default: break
      }
      // Equivalent versions count as the same resource.
      let versions = (rule["apiVersions"]?.array ?? []).compactMap(\.string)
      guard versions.contains("*") || versions.contains(where: { resource.versions.contains($0) }) else { return false }
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
}
