import KubeAPI
import KubeSchema
import Manifest

/// Admission in the server's order: mutating policies and webhooks on what the request says, validating ones on what is
/// to be stored.
extension ClusterState {
  mutating func admitMutating(
    _ object: inout Value, old: Value?, _ operation: String, _ context: WriteContext
  ) throws(StatusError) {
    guard !context.isInternal, Webhooks.looks(at: context.resource),
      count(Webhooks.mutatingType) > 0 || count(MutatingPolicies.bindingType) > 0
    else { return }
    var mutation = Mutation(object: object, old: old, operation: operation, context: context)
    try mutation.run(in: &self)
    object = mutation.object
  }

  mutating func admitValidating(
    _ object: Value, old: Value?, _ operation: String, _ context: WriteContext
  ) throws(StatusError) {
    guard !context.isInternal else { return }
    let resource = context.resource
    try AdmissionPolicies.admit(
      object, old: old, operation, resource, version: context.version, subresource: context.subresource,
      dryRun: context.dryRun, in: &self)
    guard count(Webhooks.validatingType) > 0, Webhooks.looks(at: resource) else { return }
    func shown(_ value: Value) -> Value { convert(fromStorage(value, resource), resource, to: context.version) }
    let request = AdmissionRequest(
      shown(object), old: old.map { shown($0) }, operation, resource, version: context.version,
      subresource: context.subresource, dryRun: context.dryRun, in: self)
    try Webhooks.validate(request, in: &self)
  }

  /// A deletion has nothing to mutate, but mutating webhooks may refuse it.
  mutating func admitDeletion(of live: Value, _ context: WriteContext) throws(StatusError) {
    let resource = context.resource
    if Webhooks.looks(at: resource), count(Webhooks.mutatingType) > 0 {
      let request = AdmissionRequest(
        nil, old: convert(fromStorage(live, resource), resource, to: context.version), "DELETE", resource,
        version: context.version, dryRun: context.dryRun, in: self)
      for (hook, configuration) in Webhooks.all(Webhooks.mutatingType, request, in: self) {
        let review = WebhookReview(
          hook: hook, configuration: configuration, isMutating: true, request: request, round: 0)
        guard let response = try review.ask(&self) else { continue }
        Webhooks.warn(response, &self)
        if response["allowed"]?.bool != true { throw review.refusal(response) }
      }
    }
    try AdmissionPolicies.admit(
      nil, old: live, "DELETE", resource, version: context.version, dryRun: context.dryRun, in: &self)
    guard count(Webhooks.validatingType) > 0, Webhooks.looks(at: resource) else { return }
    let request = AdmissionRequest(
      nil, old: convert(fromStorage(live, resource), resource, to: context.version), "DELETE", resource,
      version: context.version, dryRun: context.dryRun, in: self)
    try Webhooks.validate(request, in: &self)
  }
}

enum Webhooks {
  private static let group = "admissionregistration.k8s.io"
  static let mutatingType = GroupKind(group, "MutatingWebhookConfiguration")
  static let validatingType = GroupKind(group, "ValidatingWebhookConfiguration")
  static let types = [mutatingType, validatingType]

  /// Nothing may stand in the way of changing what stands in the way.
  static func looks(at resource: ServedResource) -> Bool { resource.type.group != group }

  /// The webhooks of a kind of configuration that the request concerns, by the configurations' names.
  static func all(
    _ type: GroupKind, _ request: AdmissionRequest, in state: ClusterState
  ) -> [(hook: Value, configuration: Value)] {
    state.list(type).flatMap { configuration in
      (configuration["webhooks"]?.array ?? []).filter { request.matches($0, rules: "rules", needsRule: true) }
        .map { ($0, configuration) }
    }
  }

  static func validate(_ request: AdmissionRequest, in state: inout ClusterState) throws(StatusError) {
    for (hook, configuration) in all(validatingType, request, in: state) {
      let review = WebhookReview(
        hook: hook, configuration: configuration, isMutating: false, request: request, round: 0)
      guard let response = try review.ask(&state) else { continue }
      warn(response, &state)
      if response["allowed"]?.bool != true { throw review.refusal(response) }
    }
  }

  static func warn(_ response: Value, _ state: inout ClusterState) {
    for warning in response["warnings"]?.array ?? [] {
      if let text = warning.string, !text.isEmpty { state.warnings.append(text) }
    }
  }
}
