import Manifest

/// The Common Expression Language as Kubernetes and Flux use it: compile once, evaluate with any number of bindings.
///
/// In: an expression and, when types are known, an environment of declared variables. Out: a ``CELProgram``, or a
/// ``CELError`` with cel-go's wording and position. Follows the CEL specification (github.com/google/cel-spec) with the
/// libraries that Kubernetes 1.36 registers (k8s.io/apiserver `pkg/cel/environment`): strings, lists, sets, regex, URL,
/// IP, CIDR, quantity, format, semver, optionals and two-variable comprehensions.
public enum CEL {
  /// Compiles an expression. Without declared variables every name is accepted and has dynamic type; it is then an
  /// error of evaluation when no binding has that name.
  public static func compile(
    _ expression: String, _ environment: CELEnvironment = CELEnvironment()
  ) throws(CELError) -> CELProgram {
    guard expression.utf8.count <= environment.maximumExpressionSize else {
      throw CELError(
        "expression code point size exceeds limit: size: \(expression.unicodeScalars.count), "
          + "limit \(environment.maximumExpressionSize)")
    }
    var parser = Parser(expression, limits: environment.parserLimits)
    let tree = try parser.parse()
    var checker = Checker(environment: environment, source: parser.source)
    let checked = try checker.check(tree)
    return CELProgram(
      expression: expression, root: checked.node, resultType: checked.type, slots: checker.slotCount,
      environment: environment)
  }
}

/// What is declared when an expression is compiled.
public struct CELEnvironment: Sendable {
  /// Declared variables; `nil` accepts every name.
  public var variables: [String: CELType]?
  /// How many units of work one evaluation may take (Kubernetes: 1,000,000 a call).
  public var costLimit = 1_000_000
  public var maximumExpressionSize = 100_000
  /// Whether `Object{…}`, `Object.spec{…}` and `JSONPatch{…}` make objects, as in mutating admission policies.
  public var makesObjects = false

  public init(variables: [String: CELType]? = nil) { self.variables = variables }

  var parserLimits: Parser.Limits { Parser.Limits() }
}

/// A failure to compile or to evaluate. The text of compile errors is what cel-go prints:
/// `ERROR: <input>:1:5: undeclared reference to 'x' (in container '')` with the line and a marker below it.
public struct CELError: Error, Sendable, Hashable, CustomStringConvertible {
  public var message: String
  /// Whether the cost limit ended the evaluation.
  public var isCostLimit = false

  public init(_ message: String) { self.message = message }

  public var description: String { message }
}
