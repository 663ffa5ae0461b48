/// One run of a program: bindings, slots of local variables and the budget that is left.
struct Evaluation {
  private let bindings: [String: CELValue]
  private var locals: [CELValue]
  private(set) var budget: Int

  init(bindings: [String: CELValue], slots: Int, budget: Int) {
    self.bindings = bindings
    locals = Array(repeating: .null, count: slots)
    self.budget = budget
  }

  mutating func spend(_ units: Int) throws(CELError) {
    budget -= units
    if budget < 0 {
      var error = CELError("operation cancelled: actual cost limit exceeded")
      error.isCostLimit = true
      throw error
    }
  }

  mutating func run(_ node: Node) throws(CELError) -> CELValue {
    switch node {
    case .constant(let value): return value
    case .local(let slot):
      try spend(1)
      return locals[slot]
    case .variable(let name):
      try spend(1)
      guard let value = bindings[name] else { throw CELError("no such attribute(s): \(name)") }
      return value
    case .select(let operand, let field, let optional):
      let value = try run(operand)
      try spend(1)
      return try Selection.select(value, field, optional: optional)
    case .test(let operand, let field):
      return .bool(try Selection.has(try run(operand), field))
    case .index(let operand, let index, let optional):
      let value = try run(operand)
      let key = try run(index)
      try spend(1)
      return try Selection.index(value, key, optional: optional)
    case .not(let operand):
      guard case .bool(let b) = try run(operand) else { throw CELError("no such overload") }
      try spend(1)
      return .bool(!b)
    case .and(let left, let right): return try logic(left, right, absorbing: false)
    case .or(let left, let right): return try logic(left, right, absorbing: true)
    case .conditional(let condition, let yes, let no):
      try spend(1)
      guard case .bool(let test) = try run(condition) else { throw CELError("no such overload") }
      return try run(test ? yes : no)
    case .call(let function, let arguments):
      var values: [CELValue] = []
      values.reserveCapacity(arguments.count)
      for argument in arguments { values.append(try run(argument)) }
      try spend(1)
      return try function.body(&self, values)
    case .list(let items): return try list(items)
    case .map(let entries): return try map(entries)
    case .comprehension(let kind, let range, let slots, let bodies):
      return try comprehension(kind, try run(range), slots, bodies)
    case .failing(let message): throw CELError(message)
    case .bind(let slot, let value, let body):
      locals[slot] = try run(value)
      return try run(body)
    }
  }

  /// `&&` and `||`: an operand that decides wins over an error in the other one.
  private mutating func logic(_ left: Node, _ right: Node, absorbing: Bool) throws(CELError) -> CELValue {
    try spend(1)
    var failure: CELError?
    for node in [left, right] {
      do throws(CELError) {
        guard case .bool(let value) = try run(node) else { throw CELError("no such overload") }
        if value == absorbing { return .bool(absorbing) }
      } catch {
        if error.isCostLimit { throw error }
        if failure == nil { failure = error }
      }
    }
    if let failure { throw failure }
    return .bool(!absorbing)
  }

  private mutating func list(_ items: [(optional: Bool, value: Node)]) throws(CELError) -> CELValue {
    try spend(10)
    var out: [CELValue] = []
    for item in items {
      let value = try run(item.value)
      guard item.optional else {
        out.append(value)
        continue
      }
      guard case .optional(let inner) = value else {
        throw CELError("cannot initialize optional list element from non-optional value \(value.plainText)")
      }
      out.append(contentsOf: inner)
    }
    return .list(.values(out))
  }

  private mutating func map(_ entries: [(optional: Bool, key: Node, value: Node)]) throws(CELError) -> CELValue {
    try spend(30)
    var out: [(key: CELValue, value: CELValue)] = []
    for entry in entries {
      let key = try run(entry.key)
      var value = try run(entry.value)
      if entry.optional {
        guard case .optional(let inner) = value else {
          throw CELError(
            "cannot initialize optional entry '\(key.plainText)' from non-optional value \(value.plainText)")
        }
        guard let present = inner.first else { continue }
        value = present
      }
      switch key {
      case .bool, .int, .uint, .string: break
      default: throw CELError("unsupported key type: \(key.typeIdentifier)")
      }
      if out.contains(where: { Equality.equal($0.key, key) }) {
        throw CELError("Failed with repeated key: \(key.plainText)")
      }
      out.append((key, value))
    }
    return .map(.values(out))
  }

  // MARK: - Comprehensions

  private mutating func comprehension(
    _ kind: MacroKind, _ range: CELValue, _ slots: [Int], _ bodies: [Node]
  ) throws(CELError) -> CELValue {
    if kind == .optMap || kind == .optFlatMap { return try optional(kind, range, slots, bodies) }
    let pairs: [(CELValue, CELValue)]
    switch range {
    case .list(let list): pairs = (0..<list.count).map { (.int(Int64($0)), list[$0]) }
    case .map(let map): pairs = map.entries.map { ($0.key, $0.value) }
    default: throw CELError("no such overload")
    }
    var isMap = false
    if case .map = range { isMap = true }
    var result = Accumulator(kind)
    for (key, value) in pairs {
      if slots.count > 1 {
        locals[slots[0]] = key
        locals[slots[1]] = value
      } else {
        locals[slots[0]] = isMap ? key : value
      }
      try spend(kind == .map || kind == .filter ? 3 : 2)
      if try step(&result, bodies, slots, key) { break }
    }
    return try result.finish()
  }

  /// One round; whether the outcome is decided.
  private mutating func step(
    _ result: inout Accumulator, _ bodies: [Node], _ slots: [Int], _ key: CELValue
  ) throws(CELError) -> Bool {
    switch result.kind {
    case .all, .exists:
      do throws(CELError) {
        guard case .bool(let test) = try run(bodies[0]) else { throw CELError("no such overload") }
        if test == (result.kind == .exists) {
          result.decided = true
          return true
        }
      } catch {
        if error.isCostLimit { throw error }
        if result.failure == nil { result.failure = error }
      }
    case .existsOne:
      if try condition(bodies[0]) { result.count += 1 }
    case .map, .transformList:
      if bodies.count > 1 {
        guard try condition(bodies[0]) else { return false }
      }
      result.values.append(try run(bodies[bodies.count - 1]))
    case .filter:
      if try condition(bodies[0]) { result.values.append(locals[slots[0]]) }
    case .transformMap, .transformMapEntry:
      if bodies.count > 1 {
        guard try condition(bodies[0]) else { return false }
      }
      let value = try run(bodies[bodies.count - 1])
      if result.kind == .transformMap {
        result.entries.append((key, value))
      } else {
        guard case .map(let map) = value else { throw CELError("no such overload") }
        for entry in map.entries {
          if result.entries.contains(where: { Equality.equal($0.key, entry.key) }) {
            throw CELError("insert failed: key \(entry.key.plainText) already exists")
          }
          result.entries.append(entry)
        }
      }
    case .optMap, .optFlatMap: break
    }
    return false
  }

  private mutating func condition(_ node: Node) throws(CELError) -> Bool {
    guard case .bool(let test) = try run(node) else { throw CELError("no such overload") }
    return test
  }

  private mutating func optional(
    _ kind: MacroKind, _ target: CELValue, _ slots: [Int], _ bodies: [Node]
  ) throws(CELError) -> CELValue {
    guard case .optional(let inner) = target else { throw CELError("no such overload") }
    guard let value = inner.first else { return .optional([]) }
    locals[slots[0]] = value
    let result = try run(bodies[0])
    return kind == .optMap ? .optional([result]) : result
  }
}

/// What a macro has gathered so far.
private struct Accumulator {
  let kind: MacroKind
  var decided = false
  var failure: CELError?
  var count = 0
  var values: [CELValue] = []
  var entries: [(key: CELValue, value: CELValue)] = []

  init(_ kind: MacroKind) { self.kind = kind }

  func finish() throws(CELError) -> CELValue {
    switch kind {
    case .all, .exists:
      if decided { return .bool(kind == .exists) }
      if let failure { throw failure }
      return .bool(kind == .all)
    case .existsOne: return .bool(count == 1)
    case .transformMap, .transformMapEntry: return .map(.values(entries))
    default: return .list(.values(values))
    }
  }
}
