/// How much an expression may cost at most, before it is evaluated (cel-go `checker/cost.go` with the functions of
/// k8s.io/apiserver `pkg/cel/library/cost.go`).
public struct CostEstimate {
  /// How large a declared value can be, by its path from a variable on: `["self", "tags", "@items"]`.
  public typealias Sizes = ([String]) -> UInt64?

  private let environment: CELEnvironment
  private let sizes: Sizes
  private var scope: [(name: String, local: Local)] = []

  private struct Local {
    var path: [String]?
    var size: Size?
    var entry: Entry?
    var type: CELType
  }

  /// What is known of a part of the expression.
  private struct Part {
    var cost: UInt64
    var type: CELType
    var path: [String]?
    var size: Size?
    var entry: Entry?
  }

  private struct Entry {
    var key: Size
    var value: Size

    func union(_ other: Entry?) -> Entry? {
      other.map { Entry(key: key.union($0.key), value: value.union($0.value)) }
    }
  }

  struct Size {
    var min: UInt64
    var max: UInt64

    static let unknown = Size(min: 0, max: .max)
    static func fixed(_ count: Int) -> Size { Size(min: UInt64(count), max: UInt64(count)) }

    func union(_ other: Size) -> Size { Size(min: Swift.min(min, other.min), max: Swift.max(max, other.max)) }
    func plus(_ other: Size) -> Size { Size(min: sum(min, other.min), max: sum(max, other.max)) }
    func times(_ other: Size) -> Size { Size(min: product(min, other.min), max: product(max, other.max)) }
  }

  private init(_ environment: CELEnvironment, _ sizes: @escaping Sizes) {
    self.environment = environment
    self.sizes = sizes
  }

  /// The units of work that one evaluation takes at most; an expression that does not parse takes none.
  public static func maximum(_ expression: String, _ environment: CELEnvironment, sizes: @escaping Sizes) -> UInt64 {
    var parser = Parser(expression, limits: environment.parserLimits)
    guard let tree = try? parser.parse() else { return 0 }
    var estimate = CostEstimate(environment, sizes)
    return estimate.part(tree).cost
  }

  // MARK: - Parts

  private mutating func part(_ tree: Syntax) -> Part {
    switch tree {
    case .error, .message: return Part(cost: 0, type: .dyn)
    case .literal(let value, _):
      return Part(cost: 0, type: value.runtimeType, size: CostEstimate.size(of: value))
    case .identifier(let name, _): return identifier(name)
    case .select(let operand, let field, let optional, let test, _):
      return select(operand, field, optional: optional, test: test)
    case .call(let name, let arguments, _): return call(name, nil, arguments)
    case .memberCall(let target, let name, let arguments, _):
      if let prefix = path(target), Functions.global[prefix + "." + name] != nil {
        return call(prefix + "." + name, nil, arguments)
      }
      return call(name, target, arguments)
    case .list(let items, _): return list(items.map(\.value))
    case .map(let entries, _): return map(entries.map { ($0.key, $0.value) })
    case .comprehension(let kind, let range, let variables, let bodies, _):
      return comprehension(kind, range, variables, bodies)
    case .bind(let name, let value, let body, _):
      let bound = part(value)
      scope.append((name, Local(path: bound.path, size: bound.size, entry: bound.entry, type: bound.type)))
      var result = part(body)
      scope.removeLast()
      result.cost = sum(result.cost, sum(bound.cost, 10))
      return result
    }
  }

  private static func size(of value: CELValue) -> Size? {
    switch value {
    case .string(let text): .fixed(text.unicodeScalars.count)
    case .bytes(let bytes): .fixed(bytes.count)
    default: .fixed(1)
    }
  }

  /// A name with dots that is no variable: of a function's namespace.
  private func path(_ tree: Syntax) -> String? {
    switch tree {
    case .identifier(let name, _):
      return scope.contains { $0.name == name } || environment.variables?[name] != nil ? nil : name
    case .select(let operand, let field, false, false, _): return path(operand).map { $0 + "." + field }
    default: return nil
    }
  }

  private func identifier(_ name: String) -> Part {
    if let local = scope.last(where: { $0.name == name })?.local {
      return Part(
        cost: 1, type: local.type, path: local.path, size: known(local.path, local.type) ?? local.size,
        entry: local.entry)
    }
    let names: Set<String> = ["int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"]
    let type = environment.variables?[name] ?? (names.contains(name) ? .type : .dyn)
    return Part(cost: 1, type: type, path: [name], size: known([name], type))
  }

  /// The size that the path or else the type says.
  private func known(_ path: [String]?, _ type: CELType) -> Size? {
    if let path, let maximum = sizes(path) { return Size(min: 0, max: maximum) }
    switch type {
    case .bool, .int, .uint, .double, .null, .timestamp, .duration, .type, .typeOf: return .fixed(1)
    default: return nil
    }
  }

  private mutating func select(_ operand: Syntax, _ field: String, optional: Bool, test: Bool) -> Part {
    let target = part(operand)
    if test { return Part(cost: target.cost, type: .bool, size: .fixed(1)) }
    var cost = target.cost
    var type: CELType = .dyn
    switch target.type {
    case .map(_, let value):
      cost = sum(cost, 1)
      type = value
    case .object(let object):
      cost = sum(cost, 1)
      type = object.fields[field] ?? .dyn
    case .optional: cost = sum(cost, 1)
    default: break
    }
    if optional { return Part(cost: sum(target.cost, 1), type: .optional(type)) }
    let path = target.path.map { $0 + [field] }
    return Part(cost: cost, type: type, path: path, size: known(path, type))
  }

  private mutating func list(_ items: [Syntax]) -> Part {
    var cost: UInt64 = 10
    var value: Size?
    var type: CELType?
    for item in items {
      let part = part(item)
      cost = sum(cost, part.cost)
      value = value.map { $0.union(part.size ?? .unknown) } ?? part.size ?? .unknown
      type = type ?? part.type
    }
    return Part(
      cost: cost, type: .list(type ?? .dyn), size: .fixed(items.count),
      entry: Entry(key: .fixed(1), value: value ?? .fixed(0)))
  }

  private mutating func map(_ entries: [(Syntax, Syntax)]) -> Part {
    var cost: UInt64 = 30
    var keys: Size?
    var values: Size?
    var type: (CELType, CELType)?
    for entry in entries {
      let (key, value) = (part(entry.0), part(entry.1))
      cost = sum(cost, sum(key.cost, value.cost))
      keys = keys.map { $0.union(key.size ?? .unknown) } ?? key.size ?? .unknown
      values = values.map { $0.union(value.size ?? .unknown) } ?? value.size ?? .unknown
      type = type ?? (key.type, value.type)
    }
    return Part(
      cost: cost, type: .map(type?.0 ?? .dyn, type?.1 ?? .dyn), size: .fixed(entries.count),
      entry: Entry(key: keys ?? .fixed(0), value: values ?? .fixed(0)))
  }

  // MARK: - Macros

  private mutating func comprehension(
    _ kind: MacroKind, _ source: Syntax, _ variables: [String], _ bodies: [Syntax]
  ) -> Part {
    let range = part(source)
    if kind == .optMap || kind == .optFlatMap { return optional(kind, range, variables, bodies) }
    push(variables, range)
    let parts = bodies.map { part($0) }
    scope.removeLast(variables.count)
    let body = parts.last ?? Part(cost: 0, type: .dyn)
    let filter = parts.count > 1 ? parts[0].cost : 0
    var step: UInt64 = 0
    var start: UInt64 = 0
    var result = Part(cost: 0, type: .bool, size: .fixed(1))
    var end: UInt64 = 1
    switch kind {
    case .all: step = sum(3, body.cost)
    case .exists: step = sum(4, body.cost)
    case .existsOne:
      step = sum(2, body.cost)
      end = 2
    case .filter:
      (start, step) = (10, sum(13, body.cost))
      result = Part(cost: 0, type: range.type, size: range.size ?? .unknown, entry: range.entry)
    case .map, .transformList:
      (start, step) = (10, sum(sum(12, body.cost), filter))
      result = Part(cost: 0, type: .list(body.type), size: range.size ?? .unknown)
      result.entry = Entry(key: .fixed(1), value: Size(min: 0, max: (body.size ?? .unknown).max))
    case .transformMap, .transformMapEntry:
      (start, step) = (30, sum(sum(3, body.cost), filter))
      result = Part(cost: 0, type: .map(.dyn, body.type), size: range.size ?? .unknown)
    case .optMap, .optFlatMap: break
    }
    let loop = product((range.size ?? .unknown).max, step)
    result.cost = sum(sum(range.cost, start), sum(end, loop))
    return result
  }

  private mutating func optional(
    _ kind: MacroKind, _ target: Part, _ variables: [String], _ bodies: [Syntax]
  ) -> Part {
    var inner: CELType = .dyn
    if case .optional(let type) = target.type { inner = type }
    for name in variables { scope.append((name, Local(type: inner))) }
    let body = bodies.last.map { part($0) } ?? Part(cost: 0, type: .dyn)
    scope.removeLast(variables.count)
    // hasValue() ? optional.of(bind(value(), body)) : optional.none()
    let cost = sum(sum(product(target.cost, 2), body.cost), 13)
    return Part(cost: cost, type: kind == .optMap ? .optional(body.type) : body.type)
  }

  private mutating func push(_ variables: [String], _ range: Part) {
    var types: (CELType, CELType) = (.dyn, .dyn)
    var isList = false
    switch range.type {
    case .list(let element):
      types = (.int, element)
      isList = true
    case .map(let key, let value): types = (key, value)
    default: break
    }
    func local(_ step: String, _ size: Size?, _ type: CELType) -> Local {
      Local(path: range.path.map { $0 + [step] }, size: size, type: type)
    }
    let key = local(isList ? "@indices" : "@keys", range.entry?.key, types.0)
    let value = local(isList ? "@items" : "@values", range.entry?.value, types.1)
    if variables.count > 1 {
      scope.append((variables[0], key))
      scope.append((variables[1], value))
    } else if let name = variables.first {
      scope.append((name, isList ? value : key))
    }
  }

  // MARK: - Calls

  private mutating func call(_ name: String, _ target: Syntax?, _ arguments: [Syntax]) -> Part {
    let receiver = target.map { part($0) }
    let parts = arguments.map { part($0) }
    let base = parts.reduce(receiver?.cost ?? 0) { sum($0, $1.cost) }
    if name == "dyn", let first = parts.first {
      var result = first
      result.cost = sum(first.cost, 1)
      result.type = .dyn
      return result
    }
    let type = resultType(name, receiver, parts)
    var result = Part(cost: 0, type: type)
    if name == "_[_]", let first = parts.first {
      let step: String
      if case .list = first.type { step = "@items" } else { step = "@values" }
      result.path = first.path.map { $0 + [step] }
      result.size = first.entry?.value
      result.cost = sum(base, 1)
    } else if let special = CallCost.of(name, call(receiver, parts)) {
      result.cost = special.isWhole ? special.cost : sum(base, special.cost)
      result.size = special.size
      if name == "_?_:_" { result.entry = parts[1].entry?.union(parts[2].entry) }
      if name == "_+_" { result.entry = parts[0].entry?.union(parts[1].entry) }
    } else {
      result.cost = sum(base, 1)
    }
    if result.size == nil { result.size = known(result.path, type) }
    return result
  }

  private func call(_ receiver: Part?, _ parts: [Part]) -> CallCost.Call {
    func operand(_ part: Part) -> CallCost.Operand {
      var element: Size?
      if case .list(let inner) = part.type, inner == .string || inner == .bytes {
        element = known(part.path.map { $0 + ["@items"] }, inner) ?? .unknown
      }
      return CallCost.Operand(cost: part.cost, size: part.size ?? .unknown, type: part.type, element: element)
    }
    return CallCost.Call(target: receiver.map(operand), arguments: parts.map(operand))
  }

  private func resultType(_ name: String, _ receiver: Part?, _ parts: [Part]) -> CELType {
    switch name {
    case "_&&_", "_||_", "!_", "@in", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_": return .bool
    case "_?_:_": return parts.count > 1 ? parts[1].type : .dyn
    case "_[_]":
      switch parts.first?.type {
      case .list(let element): return element
      case .map(_, let value): return value
      default: return .dyn
      }
    default: break
    }
    let overloads = receiver == nil ? Overloads.global(name) : Overloads.member(name)
    guard let overloads else { return .dyn }
    return Overloads.result(overloads, (receiver.map { [$0.type] } ?? []) + parts.map(\.type)) ?? .dyn
  }
}

func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (value, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : value
}

func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (value, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? .max : value
}

/// A count times a factor, rounded up.
func scaled(_ count: UInt64, _ factor: Double) -> UInt64 {
  let value = (Double(count) * factor).rounded(.up)
  return value >= 0x1p64 ? .max : UInt64(value)
}
