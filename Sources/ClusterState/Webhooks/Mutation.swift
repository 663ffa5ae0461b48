import KubeAPI
import KubeSchema
import Manifest

/// Mutating policies, then mutating webhooks, on one object; then once more those that ask for it, when the object was
/// changed after they saw it.
struct Mutation {
  var object: Value
  let old: Value?
  let operation: String
  let context: WriteContext
  private var again: Set<String> = []
  private var repeatable: Set<String> = []

  init(object: Value, old: Value?, operation: String, context: WriteContext) {
    self.object = object
    self.old = old
    self.operation = operation
    self.context = context
  }

  mutating func run(in state: inout ClusterState) throws(StatusError) {
    for round in 0...1 {
      if round == 1 && again.isEmpty { return }
      for step in MutatingPolicies.all(request(in: state), in: state) {
        guard begins(step.id, round) else { continue }
        let before = object
        let current = request(in: state)
        var changed = object
        try step.apply(to: &changed, current, context, in: &state)
        object = changed
        ended(step.id, isRepeatable: step.isRepeatable, changed: object != before)
      }
      for (hook, configuration) in Webhooks.all(Webhooks.mutatingType, request(in: state), in: state) {
        let review = WebhookReview(
          hook: hook, configuration: configuration, isMutating: true, request: request(in: state), round: round)
        let id = "webhook/\(configuration.name)/\(review.name)"
        guard begins(id, round) else { continue }
        let before = object
        try apply(review, &state)
        ended(id, isRepeatable: hook["reinvocationPolicy"] == "IfNeeded", changed: object != before)
      }
    }
  }

  private func request(in state: ClusterState) -> AdmissionRequest {
    AdmissionRequest(
      object, old: old, operation, context.resource, version: context.version, subresource: context.subresource,
      dryRun: context.dryRun, in: state)
  }

  private func begins(_ id: String, _ round: Int) -> Bool { round == 0 || again.contains(id) }

  private mutating func ended(_ id: String, isRepeatable: Bool, changed: Bool) {
    if changed { again.formUnion(repeatable.subtracting([id])) }
    if isRepeatable { repeatable.insert(id) }
  }

  private mutating func apply(_ review: WebhookReview, _ state: inout ClusterState) throws(StatusError) {
    guard let response = try review.ask(&state) else { return }
    Webhooks.warn(response, &state)
    if response["allowed"]?.bool != true { throw review.refusal(response) }
    guard let text = response["patch"]?.string, !text.isEmpty else { return }
    func failed(_ why: String) -> StatusError { .internalError("failed calling webhook \"\(review.name)\": \(why)") }
    if let type = response["patchType"]?.string, type != "JSONPatch" {
      throw failed("unsupported patch type \(JSON.write(.string(type)))")
    }
    guard let bytes = Base64.decode(text) else { throw failed("received undecodable patch in webhook response") }
    let patch: Value
    do {
      patch = try JSON.parse(bytes)
    } catch {
      throw failed("received undecodable patch in webhook response: \(error.message)")
    }
    object = try MutatedObject.patched(object, patch, context, isStrict: false, in: &state)
  }
}

/// An object that a patch of a webhook or a policy changed, read as its kind.
enum MutatedObject {
  static func patched(
    _ object: Value, _ patch: Value, _ context: WriteContext, isStrict: Bool, in state: inout ClusterState
  ) throws(StatusError) -> Value {
    let result: Value
    switch JSONPatch.attempt(try JSONPatch.operations(patch), to: object) {
    case .success(let value): result = value
    case .failure(let failure): throw .internalError(failure.why)
    }
    do {
      return try read(result, context, isStrict: isStrict, in: &state)
    } catch {
      throw .internalError(error.message)
    }
  }

  /// The object in its kind's form with defaults, as decoding makes it.
  static func read(
    _ object: Value, _ context: WriteContext, isStrict: Bool, in state: inout ClusterState
  ) throws(DecodeError) -> Value {
    var result = object
    let resource = context.resource
    if resource.isCustom {
      guard let schema = state.customSchemas[resource.type]?[context.version] else { return object }
      schema.prune(&result)
      _ = try schema.readMetadata(&result)
      schema.applyDefaults(&result)
      return result
    }
    guard let known = state.schemaResource(resource, context.version) else { return object }
    let decoded = try KubeSchema.builtin.decode(
      object, group: known.group, version: known.version, kind: known.kind)
    if isStrict, !decoded.unknownFields.isEmpty {
      throw DecodeError("strict decoding error: \(decoded.unknownFields.joined(separator: ", "))")
    }
    result = decoded.object
    KubeSchema.builtin.applyDefaults(&result, known)
    return result
  }
}
