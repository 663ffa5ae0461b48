/// A checked expression, ready to evaluate: names are resolved to slots or bindings, calls to functions.
indirect enum Node: Sendable {
  case constant(CELValue)
  case variable(String)
  case local(Int)
  case select(Node, field: String, optional: Bool)
  case test(Node, field: String)
  case index(Node, Node, optional: Bool)
  case not(Node)
  case and(Node, Node)
  case or(Node, Node)
  case conditional(Node, Node, Node)
  case call(Function, [Node])
  case list([(optional: Bool, value: Node)])
  case map([(optional: Bool, key: Node, value: Node)])
  case comprehension(MacroKind, range: Node, slots: [Int], bodies: [Node])
  case bind(Int, Node, Node)
  /// What fails when it is evaluated.
  case failing(String)
}

/// A function by name; which overload applies is decided by the arguments' values.
struct Function: Sendable {
  let name: String
  let isMember: Bool
  let body: @Sendable (inout Evaluation, [CELValue]) throws(CELError) -> CELValue
}
