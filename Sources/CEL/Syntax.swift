/// A node of a parsed expression. The offset (in unicode scalars) is where messages point.
indirect enum Syntax: Sendable {
  case literal(CELValue, Int)
  case identifier(String, Int)
  /// operand.field; `optional` is `.?field`; `test` is inside `has()`.
  case select(Syntax, String, optional: Bool, test: Bool, Int)
  case call(String, [Syntax], Int)
  case memberCall(Syntax, String, [Syntax], Int)
  case list([(optional: Bool, value: Syntax)], Int)
  case map([(optional: Bool, key: Syntax, value: Syntax)], Int)
  case message(String, [(name: String, value: Syntax)], Int)
  /// A macro over a range with one or two variables.
  case comprehension(MacroKind, range: Syntax, variables: [String], bodies: [Syntax], Int)
  /// cel.bind(name, value, body)
  case bind(String, Syntax, Syntax, Int)
  case error(Int)

  var offset: Int {
    switch self {
    case .literal(_, let o), .identifier(_, let o), .select(_, _, _, _, let o), .call(_, _, let o),
      .memberCall(_, _, _, let o), .list(_, let o), .map(_, let o), .message(_, _, let o),
      .comprehension(_, _, _, _, let o), .bind(_, _, _, let o), .error(let o):
      o
    }
  }
}

enum MacroKind: Sendable {
  case all, exists, existsOne, map, filter
  case transformList, transformMap, transformMapEntry
  case optMap, optFlatMap
}
