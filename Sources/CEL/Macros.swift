/// Macros: what looks like a call but is expanded while parsing (has, all, exists, map, optMap, cel.bind, …).
enum Macros {
  static func expandGlobal(
    _ name: String, _ arguments: [Syntax], at offset: Int, _ errors: inout [(offset: Int, message: String)]
  ) -> Syntax {
    guard name == "has", arguments.count == 1 else { return .call(name, arguments, offset) }
    guard case .select(let operand, let field, false, false, _) = arguments[0] else {
      errors.append((arguments[0].offset, "invalid argument to has() macro"))
      return .error(offset)
    }
    return .select(operand, field, optional: false, test: true, offset)
  }

  static func expandMember(
    _ target: Syntax, _ name: String, _ arguments: [Syntax], at offset: Int,
    _ errors: inout [(offset: Int, message: String)]
  ) -> Syntax {
    if case .identifier("cel", _) = target, name == "bind", arguments.count == 3,
      let variable = identifier(arguments[0], offset, &errors)
    {
      return .bind(variable, arguments[1], arguments[2], offset)
    }
    guard let kind = kind(name, arguments.count) else { return .memberCall(target, name, arguments, offset) }
    let variableCount = kind.variables
    var variables: [String] = []
    for argument in arguments.prefix(variableCount) {
      guard let variable = identifier(argument, argument.offset, &errors) else { return .error(offset) }
      if variables.contains(variable) {
        errors.append((argument.offset, "duplicate variable name: \(variable)"))
      }
      variables.append(variable)
    }
    let bodies = Array(arguments.dropFirst(variableCount))
    return .comprehension(kind.kind, range: target, variables: variables, bodies: bodies, offset)
  }

  private static func kind(_ name: String, _ count: Int) -> (kind: MacroKind, variables: Int)? {
    switch (name, count) {
    case ("all", 2): (.all, 1)
    case ("all", 3): (.all, 2)
    case ("exists", 2): (.exists, 1)
    case ("exists", 3): (.exists, 2)
    case ("exists_one", 2), ("existsOne", 2): (.existsOne, 1)
    case ("exists_one", 3), ("existsOne", 3): (.existsOne, 2)
    case ("map", 2), ("map", 3): (.map, 1)
    case ("filter", 2): (.filter, 1)
    case ("transformList", 3), ("transformList", 4): (.transformList, 2)
    case ("transformMap", 3), ("transformMap", 4): (.transformMap, 2)
    case ("transformMapEntry", 3), ("transformMapEntry", 4): (.transformMapEntry, 2)
    case ("optMap", 2): (.optMap, 1)
    case ("optFlatMap", 2): (.optFlatMap, 1)
    default: nil
    }
  }

  private static func identifier(
    _ node: Syntax, _ offset: Int, _ errors: inout [(offset: Int, message: String)]
  ) -> String? {
    if case .identifier(let name, _) = node, !name.hasPrefix(".") { return name }
    errors.append((node.offset, "argument must be a simple name"))
    return nil
  }
}
