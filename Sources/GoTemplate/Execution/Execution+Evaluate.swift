import GoLibrary

extension Execution {
  /// text/template's `evalPipeline`: the value, out of its interface; variables that it declares are pushed.
  func pipeline(_ pipe: Pipe) throws(GoFailure) -> GoValue {
    node = pipe
    var value: GoValue?
    for command in pipe.commands {
      value = try evaluate(command, value)
      if case .null? = value { value = .invalid }
    }
    let result = value ?? .invalid
    for name in pipe.variables {
      if pipe.isAssign {
        try assign(name, result, boxed: false)
      } else {
        variables.append(Variable(id: name.id, value: result, isBoxed: false))
      }
    }
    return result
  }

  private func evaluate(_ command: Command, _ final: GoValue?) throws(GoFailure) -> GoValue {
    guard let first = command.operands.first else { return .invalid }
    let operands = command.operands
    switch first.kind {
    case .field(let names):
      node = first
      return try fields(names, dot, boxed: dotIsBoxed, first, operands, final)
    case .chain: return try chain(first, operands, final)
    case .function(_, let function):
      node = first
      return try call(function, command, operands, final)
    case .pipe(let pipe):
      try checkNoArguments(operands, final)
      return try nested(pipe)
    case .variable(let name, let names): return try variable(name, names, first, operands, final)
    default: break
    }
    node = first
    try checkNoArguments(operands, final)
    switch first.kind {
    case .bool(let value): return .bool(value)
    case .dot: return dot
    case .nil: throw error("nil is not a command")
    case .number(let number): return try ideal(number, first)
    case .string(_, let value): return .string(value)
    default: throw error("can't evaluate command \(GoQuote.quote(first.text))")
    }
  }

  private func nested(_ pipe: Pipe) throws(GoFailure) -> GoValue {
    if BigStack.isLow { return try BigStack.run { () throws(GoFailure) in try pipeline(pipe) } }
    return try pipeline(pipe)
  }

  private func checkNoArguments(_ operands: [Operand], _ final: GoValue?) throws(GoFailure) {
    if operands.count > 1 || final != nil { throw error("can't give argument to non-function \(operands[0].text)") }
  }

  /// text/template's `idealConstant`.
  private func ideal(_ number: NumberLiteral, _ operand: Operand) throws(GoFailure) -> GoValue {
    node = operand
    if let complex = number.complex { return .object(complex) }
    if number.looksLikeFloat, let value = number.float { return .float(value) }
    if let value = number.int { return .int(value, .int) }
    if number.uint != nil { throw error("\(number.text) overflows int") }
    return .invalid
  }

  private func variable(
    _ name: VariableName, _ names: [String], _ operand: Operand, _ operands: [Operand], _ final: GoValue?
  ) throws(GoFailure) -> GoValue {
    node = operand
    var at = variables.count - 1
    while at >= variableBase, variables[at].id != name.id { at -= 1 }
    if at < variableBase { throw error("undefined variable: \(name.name)") }
    let value = variables[at].value
    if names.isEmpty {
      try checkNoArguments(operands, final)
      return value
    }
    return try fields(names, value, boxed: variables[at].isBoxed, operand, operands, final)
  }

  private func chain(
    _ operand: Operand, _ operands: [Operand], _ final: GoValue?
  ) throws(GoFailure) -> GoValue {
    guard case .chain(let first, let names) = operand.kind else { return .invalid }
    node = operand
    if case .nil = first.kind { throw error("indirection through explicit nil in \(operand.text)") }
    node = first
    let receiver: GoValue
    switch first.kind {
    case .pipe(let pipe): receiver = try nested(pipe)
    case .function(_, let function): receiver = try call(function, first, [], nil)
    default: receiver = try argument(first, .any)
    }
    return try fields(names, receiver, boxed: false, operand, operands, final)
  }

  // MARK: - Fields

  /// text/template's `evalFieldChain`.
  private func fields(
    _ names: [String], _ receiver: GoValue, boxed: Bool, _ operand: Operand, _ operands: [Operand], _ final: GoValue?
  ) throws(GoFailure) -> GoValue {
    var value = receiver
    var boxed = boxed
    let last = names.count - 1
    for (at, name) in names.enumerated() {
      let arguments = at == last ? operands : []
      let final = at == last ? final : nil
      value = try field(name, value, &boxed, operand, arguments, final)
    }
    return value
  }

  /// text/template's `evalField`; `boxed` says whether the receiver is held in an interface, and then the result.
  private func field(
    _ name: String, _ receiver: GoValue, _ boxed: inout Bool, _ operand: Operand, _ operands: [Operand],
    _ final: GoValue?
  ) throws(GoFailure) -> GoValue {
    switch receiver {
    case .map(let map):
      if !map.type.isUnnamed, let method = map.type.method(name, of: map) {
        return try call(method, operand, operands, final)
      }
      if operands.count > 1 || final != nil { throw error("\(name) is not a method but has arguments") }
      let isAny = map.type.element == .any
      if let value = map[name] {
        boxed = isAny
        return value
      }
      switch set.missingKey {
      case .invalid: return .invalid
      case .zero:
        boxed = isAny
        return map.type.element.zero
      case .error: throw error("map has no entry for key \(GoQuote.quote(name))")
      }
    case .invalid:
      if set.missingKey == .error { throw error("nil data; no entry for key \(GoQuote.quote(name))") }
      return .invalid
    case .null: throw error("nil pointer evaluating interface {}.\(name)")
    case .object(let object):
      if let method = object.method(name) { return try call(method, operand, operands, final) }
      if let field = object.field(name) {
        if operands.count > 1 || final != nil {
          throw error("\(name) has arguments but cannot be invoked as function")
        }
        boxed = field.declaredType != nil
        return field.value
      }
    default: break
    }
    throw error("can't evaluate field \(name) in type \(boxed ? "interface {}" : receiver.typeName)")
  }

  // MARK: - Arguments

  /// text/template's `evalArg`.
  func argument(_ operand: Operand, _ type: ParameterType) throws(GoFailure) -> GoValue {
    node = operand
    switch operand.kind {
    case .dot: return try validate(dot, type)
    case .nil:
      guard let zero = type.zeroOfNil else { throw error("cannot assign nil to \(type.name)") }
      return zero
    case .field(let names): return try validate(fields(names, dot, boxed: dotIsBoxed, operand, [], nil), type)
    case .variable(let name, let names): return try validate(variable(name, names, operand, [], nil), type)
    case .pipe(let pipe): return try validate(nested(pipe), type)
    case .function(_, let function): return try validate(call(function, operand, [], nil), type)
    case .chain: return try validate(chain(operand, [], nil), type)
    case .bool(let value):
      switch type {
      case .bool, .any, .reflect: return .bool(value)
      default: break
      }
    case .number(let number):
      switch type {
      case .int: if let value = number.int { return .int(value, .int) }
      case .int64: if let value = number.int { return .int(value, .int64) }
      case .uint32: if let value = number.uint { return .int(Int64(UInt32(truncatingIfNeeded: value)), .uint32) }
      case .float: if let value = number.float { return .float(value) }
      case .any, .reflect: return try ideal(number, operand)
      case .named("time.Duration"):
        if let value = number.int { return .object(DurationObject(GoDuration(nanoseconds: value))) }
      default: break
      }
    case .string(_, let value):
      switch type {
      case .string, .any, .reflect: return .string(value)
      default: break
      }
    }
    switch type {
    case .bool: throw error("expected bool; found \(operand.text)")
    case .string: throw error("expected string; found \(operand.text)")
    case .int, .int64, .named("time.Duration"): throw error("expected integer; found \(operand.text)")
    case .uint32: throw error("expected unsigned integer; found \(operand.text)")
    case .float: throw error("expected float; found \(operand.text)")
    default: throw error("can't handle \(operand.text) for arg of type \(type.name)")
    }
  }

  /// text/template's `validateType`.
  func validate(_ value: GoValue, _ type: ParameterType) throws(GoFailure) -> GoValue {
    if case .invalid = value {
      guard let zero = type.zeroOfNil else { throw error("invalid value; expected \(type.name)") }
      return zero
    }
    if type.accepts(value) {
      if type == .map, case .map(let map) = value { return .map(map.converted(to: .any)) }
      return value
    }
    let got = value.isNothing ? "interface {}" : value.typeName
    // One pointer may be followed to the struct that the parameter wants.
    if case .named(let wanted) = type, got == "*" + wanted { return value }
    throw error("wrong type for value; expected \(type.name); got \(got)")
  }

  // MARK: - Calls

  /// text/template's `evalCall`.
  func call(
    _ function: GoFunction, _ callNode: Node, _ operands: [Operand], _ final: GoValue?
  ) throws(GoFailure) -> GoValue {
    let signature = function.signature
    let given = max(operands.count - 1, 0)
    let count = given + (final == nil ? 0 : 1)
    let fixed = signature.fixed.count
    if signature.variadic != nil {
      if count < fixed { throw error("wrong number of args for \(function.name): want at least \(fixed) got \(given)") }
    } else if count != fixed {
      throw error("wrong number of args for \(function.name): want \(fixed) got \(count)")
    }
    if function.isBuiltin, function.name == "and" || function.name == "or" {
      return try shortCircuit(function.name == "or", operands, final)
    }
    var values: [GoValue] = []
    values.reserveCapacity(count)
    if given > 0 {
      for at in 0..<given { values.append(try argument(operands[at + 1], signature.type(at))) }
    }
    if let final { values.append(try validate(final, signature.type(count - 1))) }
    if function.isBuiltin, function.name == "call" {
      let callee = operands.count > 1 ? operands[1].text : values.first.map { GoFormat.text($0) } ?? ""
      values.insert(.string(callee), at: 0)
    }
    do throws(GoFailure) {
      let result = try function.body(self, Arguments(values))
      if case .string(let text) = result, text.utf8.count > session.limits.outputBytes {
        try checkSize(text.utf8.count)
      }
      return result
    } catch {
      if error.kind == .limit || error.kind == .frozen { throw error }
      node = callNode
      throw self.error("error calling \(function.name): \(error.message)")
    }
  }

  private func shortCircuit(_ isOr: Bool, _ operands: [Operand], _ final: GoValue?) throws(GoFailure) -> GoValue {
    var value = GoValue.invalid
    for operand in operands.dropFirst() {
      value = try argument(operand, .reflect)
      if value.truth == isOr { return value }
    }
    return final ?? value
  }
}
