import CEL
import KubeAPI
import Manifest

/// Validation of mutating admission policies (kubernetes `pkg/apis/admissionregistration/validation`).
enum MutationPolicyRules {
  private static let object = CELType.object(CELObjectType(name: "Object", fields: [:]))
  private static let patches = CELType.list(.object(CELObjectType(name: "JSONPatch", fields: [:])))

  static func policy(_ policy: Value) -> [FieldError] {
    var errors = ErrorList()
    let spec = policy["spec"] ?? [:]
    let scope = AdmissionPolicyRules.head(spec, mutates: true, &errors)
    let mutations = spec.items("mutations", "spec")
    if mutations.isEmpty { errors.required("spec.mutations", "mutations must contain at least one item") }
    for mutation in mutations { self.mutation(mutation.value, mutation.path, scope, &errors) }
    let again = spec.text("reinvocationPolicy")
    if again.isEmpty {
      errors.required("spec.reinvocationPolicy")
    } else if !["IfNeeded", "Never"].contains(again) {
      errors.notSupported("spec.reinvocationPolicy", .string(again), ["IfNeeded", "Never"])
    }
    return errors.list
  }

  private static func mutation(
    _ mutation: Value, _ path: String, _ scope: AdmissionPolicyRules.Scope, _ errors: inout ErrorList
  ) {
    let kinds = [("ApplyConfiguration", "applyConfiguration", object), ("JSONPatch", "jsonPatch", patches)]
    let type = mutation.text("patchType")
    guard let wanted = kinds.first(where: { $0.0 == type }) else {
      if type.isEmpty {
        errors.required("\(path).patchType")
      } else {
        errors.notSupported("\(path).patchType", .string(type), ["ApplyConfiguration", "JSONPatch"])
      }
      return
    }
    if let body = mutation.there(wanted.1) {
      let text = body.text("expression").trimmingBlank
      if text.isEmpty {
        errors.required("\(path).\(wanted.1).expression")
      } else {
        AdmissionPolicyRules.expression(
          text, "\(path).\(wanted.1).expression", scope, results: [wanted.2], &errors)
      }
    } else {
      errors.required("\(path).\(wanted.1)", "must be specified when patchType is \(type)")
    }
    for other in kinds where other.0 != type && mutation.has(other.1) {
      errors.invalid("\(path).\(other.1)", .string("{\(other.1)}"), "must not be specified when patchType is \(type)")
    }
  }
}
