import CEL
import Manifest

/// A ValidatingAdmissionPolicy as it judges requests (k8s.io/apiserver `pkg/admission/plugin/policy/validating`).
///
/// In: the policy and what a request is about. Out: whether the policy looks at it, and what it has against it. Which
/// resources and bindings match is the server's to find out.
public struct AdmissionPolicyProgram: Sendable {
  /// What expressions can name.
  public struct Request: Sendable {
    public var object: Value
    public var oldObject: Value
    /// `kind`, `resource`, `name`, `namespace`, `operation`, `dryRun`, …
    public var request: Value
    public var namespaceObject: Value
    /// `nil` when the policy takes no parameters.
    public var params: Value?

    public init(object: Value, oldObject: Value, request: Value, namespaceObject: Value, params: Value? = nil) {
      self.object = object
      self.oldObject = oldObject
      self.request = request
      self.namespaceObject = namespaceObject
      self.params = params
    }
  }

  /// Something that the policy has against a request.
  public struct Objection: Sendable, Hashable {
    public var message: String
    /// `Invalid`, `Forbidden`, …
    public var reason: String

    public init(message: String, reason: String) {
      self.message = message
      self.reason = reason
    }
  }

  private let spec: Value
  private let environment: CELEnvironment
  /// `failurePolicy: Ignore`: what cannot be evaluated is let through.
  private let isLenient: Bool

  public init(_ policy: Value) {
    spec = policy["spec"] ?? [:]
    environment = AdmissionPolicyProgram.environment(
      hasParameters: (policy["spec"] ?? [:]).has("paramKind"), makesObjects: (policy["spec"] ?? [:]).has("mutations"))
    isLenient = spec.text("failurePolicy") == "Ignore"
  }

  static func environment(hasParameters: Bool, makesObjects: Bool = false) -> CELEnvironment {
    var variables: [String: CELType] = [
      "object": .dyn, "oldObject": .dyn, "request": .dyn, "namespaceObject": .dyn, "variables": .dyn,
      "authorizer": .dyn,
    ]
    if hasParameters { variables["params"] = .dyn }
    var environment = CELEnvironment(variables: variables)
    environment.makesObjects = makesObjects
    return environment
  }

  /// Whether the conditions let the policy look at the request.
  public func matches(_ request: Request) -> Result<Bool, CELError> { matches(bindings(request)) }

  private func matches(_ bindings: [String: CELValue]) -> Result<Bool, CELError> {
    var failures: [String] = []
    for condition in spec["matchConditions"]?.array ?? [] {
      switch evaluate(condition.text("expression"), bindings) {
      case .success(.bool(true)): continue
      case .success: return .success(false)
      case .failure(let error): failures.append(failed(condition.text("expression"), error).message)
      }
    }
    return failures.isEmpty ? .success(true) : .failure(CELError(failures.joined(separator: ", ")))
  }

  private func bindings(_ request: Request) -> [String: CELValue] {
    var bindings: [String: CELValue] = [
      "object": CELValue(request.object), "oldObject": CELValue(request.oldObject),
      "request": CELValue(request.request), "namespaceObject": CELValue(request.namespaceObject),
      "variables": CELValue([:]),
    ]
    if let params = request.params { bindings["params"] = CELValue(params) }
    return bindings
  }

  /// What the policy has against the request, in the order of its validations; empty when it lets it through or when
  /// its conditions leave it out.
  public func judge(_ request: Request) -> [Objection] {
    var bindings = bindings(request)
    switch matches(bindings) {
    case .success(true): break
    case .success(false): return []
    case .failure(let error): return isLenient ? [] : [Objection(message: error.message, reason: "")]
    }
    bind(&bindings)
    return (spec["validations"]?.array ?? []).compactMap { validation($0, bindings) }
  }

  /// What one of a mutating policy's expressions makes for the request: a configuration or a list of patch operations.
  public func mutation(_ expression: String, _ request: Request) -> Result<Value, CELError> {
    var bindings = bindings(request)
    bind(&bindings)
    switch evaluate(expression, bindings) {
    case .failure(let error): return .failure(CELError(failed(expression, error).message))
    case .success(let result):
      guard let value = result.value else {
        return .failure(CELError(failed(expression, CELError("the result has no JSON form")).message))
      }
      return .success(value)
    }
  }

  private func bind(_ bindings: inout [String: CELValue]) {
    var variables = Object()
    for variable in spec["variables"]?.array ?? [] {
      // What cannot be evaluated is missed by the expression that uses it.
      if case .success(let result) = evaluate(variable.text("expression"), bindings), let value = result.value {
        variables[variable.text("name")] = value
        bindings["variables"] = CELValue(.object(variables))
      }
    }
  }

  private func validation(_ validation: Value, _ bindings: [String: CELValue]) -> Objection? {
    let text = validation.text("expression")
    switch evaluate(text, bindings) {
    case .success(.bool(true)): return nil
    case .failure(let error): return isLenient ? nil : failed(text, error)
    case .success: break
    }
    let message = validation.text("message").trimmingBlank
    var objection = Objection(
      message: message.isEmpty ? "failed expression: \(text.trimmingBlank)" : message,
      reason: validation.text("reason"))
    let expression = validation.text("messageExpression")
    if !expression.isEmpty, case .success(.string(let words)) = evaluate(expression, bindings) {
      let trimmed = words.trimmingBlank
      if !trimmed.isEmpty, trimmed.utf8.count <= 5120, !trimmed.contains(where: \.isNewline) {
        objection.message = trimmed
      }
    }
    return objection
  }

  private func failed(_ expression: String, _ error: CELError) -> Objection {
    Objection(message: "expression '\(expression)' resulted in error: \(error.message)", reason: "")
  }

  private func evaluate(_ expression: String, _ bindings: [String: CELValue]) -> Result<CELValue, CELError> {
    do throws(CELError) {
      return .success(try CEL.compile(expression, environment).evaluate(values: bindings).result)
    } catch {
      return .failure(error)
    }
  }
}
