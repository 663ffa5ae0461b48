import KubeAPI
import KubeSchema
import Manifest

/// MutatingAdmissionPolicies and their bindings (k8s.io/apiserver `pkg/admission/plugin/policy/mutating`).
enum MutatingPolicies {
  private static let group = "admissionregistration.k8s.io"
  private static let policyType = GroupKind(group, "MutatingAdmissionPolicy")
  static let bindingType = GroupKind(group, "MutatingAdmissionPolicyBinding")

  /// One policy with one binding and one parameter.
  struct Step {
    let policy: Value
    let binding: Value
    let parameter: Value?
    /// What stands in the way of using the policy.
    let obstacle: String?

    var id: String { "policy/\(policy.name)/\(binding.name)/\(parameter?.namespace ?? "")/\(parameter?.name ?? "")" }
    var isRepeatable: Bool { policy.at("spec", "reinvocationPolicy") == "IfNeeded" }
  }

  /// The steps that concern the request, in the order of the bindings' names.
  static func all(_ request: AdmissionRequest, in state: ClusterState) -> [Step] {
    var steps: [Step] = []
    for binding in state.list(bindingType) {
      guard let name = binding.at("spec", "policyName")?.string,
        let policy = state.get(ObjectKey(policyType, "", name)),
        request.matches(policy.at("spec", "matchConstraints"), needsRule: true),
        request.matches(binding.at("spec", "matchResources"), needsRule: false)
      else { continue }
      switch AdmissionPolicies.parameters(policy, binding, request, in: state) {
      case .none: steps.append(Step(policy: policy, binding: binding, parameter: nil, obstacle: nil))
      case .found(let list):
        steps += list.map { Step(policy: policy, binding: binding, parameter: $0, obstacle: nil) }
      case .skip: break
      case .missing(let why), .unusable(let why):
        steps.append(Step(policy: policy, binding: binding, parameter: nil, obstacle: why))
      }
    }
    return steps
  }
}

extension MutatingPolicies.Step {
  /// Carries the policy's mutations out on the object.
  func apply(
    to object: inout Value, _ request: AdmissionRequest, _ context: WriteContext, in state: inout ClusterState
  ) throws(StatusError) {
    let program = AdmissionPolicyProgram(policy)
    if let obstacle { return try objection(obstacle, object, context, reason: "Forbidden") }
    switch program.matches(request.values(parameter)) {
    case .success(true): break
    case .success(false): return
    case .failure(let error): return try objection(error.message, object, context)
    }
    for mutation in policy.at("spec", "mutations")?.array ?? [] {
      var current = request
      current.object = object
      do throws(Complaint) {
        object = try result(mutation, object, program, current, context, &state)
      } catch {
        if let status = error.status { throw status }
        try objection(error.why, object, context)
      }
    }
  }

  private struct Complaint: Error {
    var why: String
    /// What refuses the request whatever the policy says of failures.
    var status: StatusError?
  }

  private func result(
    _ mutation: Value, _ object: Value, _ program: AdmissionPolicyProgram, _ request: AdmissionRequest,
    _ context: WriteContext, _ state: inout ClusterState
  ) throws(Complaint) -> Value {
    let isPatch = mutation["patchType"] == "JSONPatch"
    let expression = mutation.at(isPatch ? "jsonPatch" : "applyConfiguration", "expression")?.string ?? ""
    let made: Value
    switch program.mutation(expression, request.values(parameter)) {
    case .success(let value): made = value
    case .failure(let error): throw Complaint(why: error.message)
    }
    let changed = isPatch ? try patched(object, made) : try merged(object, made, context, state)
    do {
      return try MutatedObject.read(changed, context, isStrict: isPatch, in: &state)
    } catch {
      throw Complaint(why: "", status: .internalError(error.message))
    }
  }

  private func patched(_ object: Value, _ patch: Value) throws(Complaint) -> Value {
    do {
      switch JSONPatch.attempt(try JSONPatch.operations(patch), to: object) {
      case .success(let value): return value
      case .failure(let failure):
        if failure.isTest { return object }
        throw Complaint(why: "JSON Patch: \(failure.why)")
      }
    } catch let error as Complaint {
      throw error
    } catch {
      throw Complaint(why: "JSON Patch: \(error)")
    }
  }

  private func merged(
    _ object: Value, _ made: Value, _ context: WriteContext, _ state: ClusterState
  ) throws(Complaint) -> Value {
    var configuration = made
    configuration["apiVersion"] = object["apiVersion"]
    configuration["kind"] = object["kind"]
    let shape = MergeShape.of(context.resource, version: context.version, in: state)
    if let complaint = TypedCheck.complaint(about: configuration, shape) {
      throw Complaint(why: "error applying patch: failed to convert patch object to typed object: \(complaint)")
    }
    let atomic = TypedCheck.atomics(in: configuration, shape)
    if !atomic.isEmpty {
      throw Complaint(
        why: "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
          + atomic.joined(separator: ", "))
    }
    return TypedValue.merge(object, configuration, shape) ?? object
  }

  /// A binding that cannot be used is Forbidden, a mutation that fails is Invalid; both answer with 403.
  private func objection(
    _ why: String, _ object: Value, _ context: WriteContext, reason: String = "Invalid"
  ) throws(StatusError) {
    if policy.at("spec", "failurePolicy") == "Ignore" { return }
    let message = "policy '\(policy.name)' with binding '\(binding.name)' denied request: \(why)"
    var error = StatusError.forbidden(context.resource, object.name, message, causes: [["message": .string(message)]])
    error.message = message
    error.reason = reason
    throw error
  }
}
