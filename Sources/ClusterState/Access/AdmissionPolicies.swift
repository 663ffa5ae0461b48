import KubeAPI
import KubeSchema
import Manifest

/// ValidatingAdmissionPolicies and their bindings, asked after an object has been found valid.
enum AdmissionPolicies {
  private static let group = "admissionregistration.k8s.io"
  static let policyType = GroupKind(group, "ValidatingAdmissionPolicy")
  private static let bindingType = GroupKind(group, "ValidatingAdmissionPolicyBinding")

  /// Refuses what a policy denies; collects warnings.
  /// - Parameters:
  ///   - object: `nil` when it is being deleted.
  ///   - operation: `CREATE`, `UPDATE` or `DELETE`.
  static func admit(
    _ object: Value?, old: Value?, _ operation: String, _ resource: ServedResource, version: String = "",
    subresource: String = "", dryRun: Bool, in state: inout ClusterState
  ) throws(StatusError) {
    guard state.count(bindingType) > 0, resource.type.group != group else { return }
    let request = AdmissionRequest(
      object, old: old, operation, resource, version: version, subresource: subresource, dryRun: dryRun, in: state)
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
        if actions.contains("Deny") { throw refusal(objection, name, binding.name, request.shownName, resource) }
      }
    }
    state.warnings += warnings
  }

  private static func judge(
    _ policy: Value, _ binding: Value, _ request: AdmissionRequest, in state: ClusterState
  ) -> [AdmissionPolicyProgram.Objection] {
    let program = AdmissionPolicyProgram(policy)
    switch parameters(policy, binding, request, in: state) {
    case .none: return program.judge(request.values(nil))
    case .found(let list): return list.flatMap { program.judge(request.values($0)) }
    case .skip: return []
    case .missing(let why), .unusable(let why):
      return policy.at("spec", "failurePolicy") == "Ignore" ? [] : [.init(message: why, reason: "")]
    }
  }

  enum Parameters {
    case none
    case found([Value])
    case skip
    case missing(String)
    /// The policy itself cannot be used.
    case unusable(String)
  }

  /// What a binding's `paramRef` finds.
  static func parameters(
    _ policy: Value, _ binding: Value, _ request: AdmissionRequest, in state: ClusterState
  ) -> Parameters {
    guard let kind = policy.at("spec", "paramKind"), !kind.isNull else { return .none }
    let reference = binding.at("spec", "paramRef") ?? [:]
    let apiVersion = kind["apiVersion"]?.string ?? ""
    let type = GroupKind(ObjectReference.split(apiVersion: apiVersion).group, kind["kind"]?.string ?? "")
    guard let resource = state.registry[type] else {
      return .unusable(
        "failed to configure policy: failed to find resource referenced by paramKind: "
          + "'\(apiVersion), Kind=\(type.kind)'")
    }
    let place = reference["namespace"]?.string ?? (request.object ?? request.old ?? [:]).namespace
    var found: [Value] = []
    if let name = reference["name"]?.string, !name.isEmpty {
      if let one = state.get(ObjectKey(type, resource.namespaced ? place : "", name)) { found = [one] }
    } else {
      let selector = LabelSelector(of: reference["selector"])
      found = state.list(type).filter {
        (!resource.namespaced || $0.namespace == place) && selector.matches(labelsOf: $0)
      }
    }
    if !found.isEmpty { return .found(found) }
    if reference["parameterNotFoundAction"]?.string == "Allow" { return .skip }
    return .missing(
      "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction")
  }

  private static func refusal(
    _ objection: AdmissionPolicyProgram.Objection, _ policy: String, _ binding: String, _ name: String,
    _ resource: ServedResource
  ) -> StatusError {
    let message =
      "ValidatingAdmissionPolicy '\(policy)'\(objection.message.hasPrefix("failed to configure policy") ? "" : " with binding '\(binding)'")"
      + " denied request: \(objection.message)"
    var error = StatusError.forbidden(
      resource, name, message, causes: [["message": .string(message)]])
    let codes = ["Unauthorized": 401, "Forbidden": 403, "RequestEntityTooLarge": 413]
    error.reason = objection.reason.isEmpty ? "Invalid" : objection.reason
    error.code = codes[error.reason] ?? 422
    return error
  }
}

extension ClusterState {
  /// What the controller of policies' status does to one that was just written.
  mutating func checkTypes(of policy: Value) {
    let generation = policy.generation
    guard policy.at("status", "observedGeneration")?.int != generation else { return }
    let warnings = PolicyTypeCheck.warnings(policy)
    let checked: Value = warnings.isEmpty ? [:] : ["expressionWarnings": .array(warnings)]
    let config: Value = [
      "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
      "metadata": ["name": .string(policy.name)],
      "status": ["observedGeneration": .int(generation), "typeChecking": checked],
    ]
    _ = try? apply(config, by: "validatingadmissionpolicy-status", force: true, subresource: "status")
  }
}
