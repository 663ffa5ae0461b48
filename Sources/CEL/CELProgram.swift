import Manifest

/// A compiled expression. A value: evaluate it as often and from as many places as needed.
public struct CELProgram: Sendable {
  public let expression: String
  public let resultType: CELType
  let root: Node
  let slots: Int
  public let environment: CELEnvironment

  init(expression: String, root: Node, resultType: CELType, slots: Int, environment: CELEnvironment) {
    self.expression = expression
    self.root = root
    self.resultType = resultType
    self.slots = slots
    self.environment = environment
  }

  /// Evaluates with these bindings and gives the result as a manifest value.
  /// Errors are cel-go's: `no such key: status`, `no such attribute(s): x`, `division by zero`, …
  public func evaluate(_ bindings: [String: Value]) throws(CELError) -> Value {
    var wrapped: [String: CELValue] = [:]
    for (name, value) in bindings {
      if let type = environment.variables?[name] {
        wrapped[name] = CELValue(value, as: type)
      } else {
        wrapped[name] = CELValue(value)
      }
    }
    let result = try evaluate(values: wrapped).result
    guard let value = result.value else {
      throw CELError("the result of type \(result.typeIdentifier) has no JSON form")
    }
    return value
  }

  /// Evaluates with these bindings; also gives the units of work that it took.
  public func evaluate(values: [String: CELValue]) throws(CELError) -> (result: CELValue, cost: Int) {
    var evaluation = Evaluation(bindings: values, slots: slots, budget: environment.costLimit)
    let result = try evaluation.run(root)
    return (result, environment.costLimit - evaluation.budget)
  }

  /// The result of an expression that must be a boolean, as conditions and rules are.
  public func test(_ bindings: [String: Value]) throws(CELError) -> Bool {
    guard case .bool(let result) = try evaluate(bindings) else {
      throw CELError("expression must evaluate to a bool")
    }
    return result
  }
}
