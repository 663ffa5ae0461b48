import GoLibrary

/// Resolves names and overloads and finds the type of an expression. Follows cel-go's checker: what has dynamic type
/// fits everywhere and is decided during evaluation.
struct Checker {
  let environment: CELEnvironment
  let source: CELSource
  private var scope: [(name: String, slot: Int, type: CELType)] = []
  private(set) var slotCount = 0
  private var errors: [(offset: Int, message: String)] = []
  /// Literals that their function cannot read: told when nothing else is wrong (cel-go's AST validators).
  private var literalErrors: [(offset: Int, message: String)] = []
  /// Inside the arguments of `format`, where lists and maps may hold different types.
  private var mayMix = false

  init(environment: CELEnvironment, source: CELSource) {
    self.environment = environment
    self.source = source
  }

  mutating func check(_ tree: Syntax) throws(CELError) -> (node: Node, type: CELType) {
    let result = node(tree)
    if errors.isEmpty { errors = literalErrors }
    if !errors.isEmpty { throw CELError(source.report(errors)) }
    return result
  }

  typealias Checked = (node: Node, type: CELType)

  private static let failed: Checked = (.constant(.null), .dyn)

  private mutating func fail(_ offset: Int, _ message: String) -> Checked {
    errors.append((offset, message))
    return Checker.failed
  }

  private mutating func node(_ tree: Syntax) -> Checked {
    switch tree {
    case .error: return Checker.failed
    case .literal(let value, _): return (.constant(value), value.runtimeType)
    case .identifier(let name, let offset): return identifier(name, offset)
    case .select(let operand, let field, let optional, let test, let offset):
      return select(operand, field, optional: optional, test: test, offset)
    case .call(let name, let arguments, let offset): return call(name, arguments, offset)
    case .memberCall(let target, let name, let arguments, let offset):
      return memberCall(target, name, arguments, offset)
    case .list(let items, _): return list(items)
    case .map(let entries, _): return map(entries)
    case .message(let name, let fields, let offset): return message(name, fields, offset)
    case .comprehension(let kind, let range, let variables, let bodies, let offset):
      return comprehension(kind, range, variables, bodies, offset)
    case .bind(let name, let value, let body, _):
      let value = node(value)
      let slot = open(name, value.type)
      let body = node(body)
      scope.removeLast()
      return (.bind(slot, value.node, body.node), body.type)
    }
  }

  // MARK: - Names

  private static let typeNames: [String: CELType] = [
    "int": .int, "uint": .uint, "double": .double, "bool": .bool, "string": .string, "bytes": .bytes,
    "list": .list(.dyn), "map": .map(.dyn, .dyn), "null_type": .null, "type": .type, "dyn": .dyn,
    "optional_type": .optional(.dyn),
  ]

  private static let qualifiedTypes: [String: CELType] = [
    "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration, "net.IP": .opaque("net.IP"),
    "net.CIDR": .opaque("net.CIDR"), "kubernetes.Quantity": .opaque("kubernetes.Quantity"),
    "kubernetes.URL": .opaque("kubernetes.URL"), "kubernetes.Semver": .opaque("kubernetes.Semver"),
    "kubernetes.NamedFormat": .opaque("kubernetes.NamedFormat"),
  ]

  private func isVariable(_ name: String) -> Bool {
    scope.contains { $0.name == name } || environment.variables?[name] != nil
  }

  private mutating func identifier(_ name: String, _ offset: Int) -> Checked {
    let isRooted = name.hasPrefix(".")
    let plain = isRooted ? String(name.dropFirst()) : name
    if !isRooted, let local = scope.last(where: { $0.name == plain }) { return (.local(local.slot), local.type) }
    if let type = environment.variables?[plain] { return (.variable(plain), type) }
    if let type = Checker.typeNames[plain] { return (.constant(.type(type)), .type) }
    if environment.variables == nil { return (.variable(plain), .dyn) }
    return fail(offset, "undeclared reference to '\(plain)' (in container '')")
  }

  private func qualifiedName(_ tree: Syntax) -> String? {
    switch tree {
    case .identifier(let name, _):
      let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
      return isVariable(plain) ? nil : plain
    case .select(let operand, let field, false, false, _): return qualifiedName(operand).map { $0 + "." + field }
    default: return nil
    }
  }

  private mutating func select(
    _ operand: Syntax, _ field: String, optional: Bool, test: Bool, _ offset: Int
  ) -> Checked {
    if !test, !optional, let prefix = qualifiedName(operand), let type = Checker.qualifiedTypes[prefix + "." + field] {
      return (.constant(.type(type)), .type)
    }
    let target = node(operand)
    var type = target.type
    var isOptional = optional
    if case .optional(let inner) = type {
      type = inner
      isOptional = true
    }
    var name = field
    let result: CELType
    switch type {
    case .dyn, .parameter: result = .dyn
    case .map(_, let value): result = value
    case .object(let object):
      guard let type = object.fields[field] else { return fail(offset, "undefined field '\(field)'") }
      result = type
      name = FieldNames.unescape(field) ?? field
    default: return fail(offset, "type '\(type)' does not support field selection")
    }
    if test { return (.test(target.node, field: name), .bool) }
    let node = Node.select(target.node, field: name, optional: optional)
    if isOptional {
      if case .optional = result { return (node, result) }
      return (node, .optional(result))
    }
    return (node, result)
  }

  // MARK: - Calls

  private mutating func call(_ name: String, _ arguments: [Syntax], _ offset: Int) -> Checked {
    switch name {
    case "_&&_", "_||_":
      let left = node(arguments[0])
      let right = node(arguments[1])
      guard fits(left.type, .bool), fits(right.type, .bool) else { return noOverload(name, [left, right], offset) }
      return (name == "_&&_" ? .and(left.node, right.node) : .or(left.node, right.node), .bool)
    case "!_":
      let operand = node(arguments[0])
      guard fits(operand.type, .bool) else { return noOverload(name, [operand], offset) }
      return (.not(operand.node), .bool)
    case "_?_:_":
      let parts = arguments.map { node($0) }
      var bindings: [String: CELType] = [:]
      guard fits(parts[0].type, .bool), Overloads.unify(.parameter("A"), parts[1].type, &bindings),
        Overloads.unify(.parameter("A"), parts[2].type, &bindings)
      else { return noOverload(name, parts, offset) }
      return (.conditional(parts[0].node, parts[1].node, parts[2].node), bindings["A"] ?? .dyn)
    case "_[_]", "_[?_]": return index(name, arguments, offset)
    default: break
    }
    let parts = arguments.map { node($0) }
    checkLiteral(name, arguments.first)
    guard let function = Functions.global[name], let overloads = Overloads.global(name) else {
      return fail(offset, "undeclared reference to '\(name)' (in container '')")
    }
    return resolve(name, function, overloads, parts, isMember: false, offset)
  }

  private mutating func index(_ name: String, _ arguments: [Syntax], _ offset: Int) -> Checked {
    let operand = node(arguments[0])
    let key = node(arguments[1])
    var type = operand.type
    var isOptional = name == "_[?_]"
    if case .optional(let inner) = type {
      type = inner
      isOptional = true
    }
    let result: CELType
    switch type {
    case .dyn, .parameter: result = .dyn
    case .list(let element):
      guard fits(key.type, .int) || key.type == .dyn else { return noOverload(name, [operand, key], offset) }
      result = element
    case .map(let expected, let value):
      guard fits(key.type, expected) else { return noOverload(name, [operand, key], offset) }
      result = value
    default: return noOverload(name, [operand, key], offset)
    }
    return (
      .index(operand.node, key.node, optional: name == "_[?_]"), isOptional ? .optional(result) : result
    )
  }

  private mutating func memberCall(
    _ target: Syntax, _ name: String, _ arguments: [Syntax], _ offset: Int
  ) -> Checked {
    // `sets.contains(a, b)`: a function with a namespace, unless the name before the dot is a variable.
    if let prefix = qualifiedName(target), let function = Functions.global[prefix + "." + name],
      let overloads = Overloads.global(prefix + "." + name)
    {
      let parts = arguments.map { node($0) }
      return resolve(prefix + "." + name, function, overloads, parts, isMember: false, offset)
    }
    if name == "sortBy", arguments.count == 2, case .identifier(let variable, _) = arguments[0] {
      return sortBy(target, variable, arguments[1], offset)
    }
    let receiver = node(target)
    // What is printed may be of any type.
    let wasMixing = mayMix
    mayMix = mayMix || name == "format"
    let parts = [receiver] + arguments.map { node($0) }
    mayMix = wasMixing
    checkLiteral(name, arguments.first)
    guard let function = Functions.member[name], let overloads = Overloads.member(name) else {
      return fail(offset, "undeclared reference to '\(name)' (in container '')")
    }
    return resolve(name, function, overloads, parts, isMember: true, offset)
  }

  private mutating func resolve(
    _ name: String, _ function: Function, _ overloads: [Signatures.Overload], _ parts: [Checked], isMember: Bool,
    _ offset: Int
  ) -> Checked {
    guard let result = Overloads.result(overloads, parts.map(\.type)) else {
      return noOverload(name, parts, offset, isMember: isMember)
    }
    return (.call(function, parts.map(\.node)), result)
  }

  private mutating func checkLiteral(_ name: String, _ argument: Syntax?) {
    guard environment.variables != nil, case .literal(.string(let text), let offset) = argument else { return }
    let isSound: Bool
    switch name {
    case "matches": isSound = (try? Regexp.compile(text)) != nil
    case "duration": isSound = Durations.parse(text) != nil
    case "timestamp": isSound = CELTimestamp(rfc3339: text) != nil
    default: return
    }
    if !isSound { literalErrors.append((offset, "invalid \(name) argument")) }
  }

  private func fits(_ type: CELType, _ wanted: CELType) -> Bool {
    var bindings: [String: CELType] = [:]
    return Overloads.unify(wanted, type, &bindings)
  }

  private mutating func noOverload(
    _ name: String, _ parts: [Checked], _ offset: Int, isMember: Bool = false
  ) -> Checked {
    let types = parts.map { $0.type.description }
    let applied =
      isMember
      ? "\(types[0]).(\(types.dropFirst().joined(separator: ", ")))" : "(\(types.joined(separator: ", ")))"
    return fail(offset, "found no matching overload for '\(name)' applied to '\(applied)'")
  }

  // MARK: - Literals

  private mutating func list(_ items: [(optional: Bool, value: Syntax)]) -> Checked {
    var element: CELType?
    var nodes: [(optional: Bool, value: Node)] = []
    for item in items {
      let value = node(item.value)
      var type = value.type
      if item.optional {
        if case .optional(let inner) = type { type = inner } else { type = .dyn }
      }
      element = joined(element, type, item.value.offset)
      nodes.append((item.optional, value.node))
    }
    return (.list(nodes), .list(element ?? .dyn))
  }

  private mutating func map(_ entries: [(optional: Bool, key: Syntax, value: Syntax)]) -> Checked {
    var keyType: CELType?
    var valueType: CELType?
    var nodes: [(optional: Bool, key: Node, value: Node)] = []
    for entry in entries {
      let key = node(entry.key)
      let value = node(entry.value)
      keyType = joined(keyType, key.type, entry.key.offset)
      var type = value.type
      if entry.optional {
        if case .optional(let inner) = type { type = inner } else { type = .dyn }
      }
      valueType = joined(valueType, type, entry.value.offset)
      nodes.append((entry.optional, key.node, value.node))
    }
    return (.map(nodes), .map(keyType ?? .dyn, valueType ?? .dyn))
  }

  /// Literals must be of one type when types are declared (Kubernetes' environment); without declarations they mix.
  private mutating func joined(_ before: CELType?, _ type: CELType, _ offset: Int) -> CELType {
    guard let before else { return type }
    var bindings: [String: CELType] = ["A": before]
    if Overloads.unify(.parameter("A"), type, &bindings) { return bindings["A"] ?? .dyn }
    if environment.variables != nil && !mayMix {
      errors.append((offset, "expected type '\(before)' but found '\(type)'"))
    }
    return .dyn
  }

  private static let patchFields: [String: CELType] = ["op": .string, "path": .string, "from": .string, "value": .dyn]

  /// `Object.spec{replicas: 1}`: fields of an object are not known, those of a patch are.
  private mutating func message(
    _ name: String, _ fields: [(name: String, value: Syntax)], _ offset: Int
  ) -> Checked {
    let isPatch = name == "JSONPatch"
    guard environment.makesObjects, isPatch || name == "Object" || name.hasPrefix("Object.") else {
      return fail(offset, "undeclared reference to '\(name)' (in container '')")
    }
    var nodes: [(optional: Bool, key: Node, value: Node)] = []
    for field in fields {
      let value = node(field.value)
      if isPatch {
        guard let wanted = Checker.patchFields[field.name] else {
          return fail(field.value.offset - 1, "undefined field '\(field.name)'")
        }
        if !fits(value.type, wanted) {
          return fail(
            field.value.offset - 2,
            "expected type of field '\(field.name)' is '\(wanted)' but provided type is '\(value.type)'")
        }
      } else if let inner = value.type.objectName, inner.hasPrefix("Object"), inner != "\(name).\(field.name)" {
        return (
          .failing(
            "type mismatch: unexpected type name \"\(inner)\", expected \"\(name).\(field.name)\", which matches "
              + "field name path from root Object type"), .object(CELObjectType(name: name, fields: [:]))
        )
      }
      nodes.append((false, .constant(.string(FieldNames.unescape(field.name) ?? field.name)), value.node))
    }
    return (.map(nodes), .object(CELObjectType(name: name, fields: [:])))
  }

  // MARK: - Macros

  private mutating func open(_ name: String, _ type: CELType) -> Int {
    let slot = slotCount
    slotCount += 1
    scope.append((name, slot, type))
    return slot
  }

  private mutating func comprehension(
    _ kind: MacroKind, _ source: Syntax, _ variables: [String], _ bodies: [Syntax], _ offset: Int
  ) -> Checked {
    let range = node(source)
    var key: CELType = .dyn
    var value: CELType = .dyn
    var single: CELType = .dyn
    switch range.type {
    case .dyn, .parameter: break
    case .list(let element): (key, value, single) = (.int, element, element)
    case .map(let k, let v): (key, value, single) = (k, v, k)
    case .optional(let inner) where kind == .optMap || kind == .optFlatMap: single = inner
    default:
      return fail(
        source.offset,
        "expression of type '\(range.type)' cannot be range of a comprehension (must be list, map, or dynamic)")
    }
    var slots: [Int] = []
    if variables.count > 1 {
      slots = [open(variables[0], key), open(variables[1], value)]
    } else {
      slots = [open(variables[0], single)]
    }
    var parts: [Checked] = []
    for body in bodies { parts.append(node(body)) }
    scope.removeLast(variables.count)
    let conditions = kind == .all || kind == .exists || kind == .existsOne || kind == .filter ? 1 : bodies.count - 1
    for (part, body) in zip(parts, bodies).prefix(conditions) where !fits(part.type, .bool) {
      let name = kind == .all ? "_&&_" : kind == .exists ? "_||_" : "_?_:_"
      return noOverload(name, [(part.node, .bool), part], body.offset)
    }
    let last = parts.last?.type ?? .dyn
    let type: CELType
    switch kind {
    case .all, .exists, .existsOne: type = .bool
    case .filter: type = .list(single)
    case .map, .transformList: type = .list(last)
    case .transformMap: type = .map(key, last)
    case .transformMapEntry: type = last
    case .optMap: type = .optional(last)
    case .optFlatMap: type = last
    }
    return (.comprehension(kind, range: range.node, slots: slots, bodies: parts.map(\.node)), type)
  }

  private mutating func sortBy(_ target: Syntax, _ variable: String, _ body: Syntax, _ offset: Int) -> Checked {
    let list = node(target)
    var element: CELType = .dyn
    if case .list(let inner) = list.type { element = inner }
    // The list is evaluated twice: once as it is and once for the keys.
    let slot = open(variable, element)
    let keys = node(body)
    scope.removeLast()
    let mapped = Node.comprehension(.map, range: list.node, slots: [slot], bodies: [keys.node])
    let function = Function(name: "sortBy", isMember: true) {
      (_: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      .list(
        .values(try Functions.sorted(try Functions.elements("sortBy", a), by: try Functions.elements("sortBy", [a[1]])))
      )
    }
    return (.call(function, [list.node, mapped]), list.type)
  }
}

extension CELType {
  /// The name of an object type, of the items' type of a list.
  fileprivate var objectName: String? {
    switch self {
    case .object(let type): type.name
    case .list(let element): element.objectName
    default: nil
    }
  }
}
