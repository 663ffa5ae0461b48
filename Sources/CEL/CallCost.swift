/// What a call of a function may cost, where that depends on the sizes of what it is given.
enum CallCost {
  struct Operand {
    var cost: UInt64
    var size: CostEstimate.Size
    var type: CELType
    /// The size of one text, of a list of texts.
    var element: CostEstimate.Size?
  }

  struct Call {
    var target: Operand?
    var arguments: [Operand]
  }

  struct Result {
    var cost: UInt64
    var size: CostEstimate.Size?
    /// Whether the cost has that of the operands in it.
    var isWhole = false
  }

  private static let text = 0.1
  private static let regex = 0.25
  private static let formatRegexSize = 128.0
  private static let plain: Set<String> = ["net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"]

  /// `nil` for what costs one unit.
  static func of(_ name: String, _ call: Call) -> Result? {
    let arguments = call.arguments
    switch name {
    case "_&&_", "_||_":
      guard arguments.count == 2 else { return nil }
      return Result(cost: sum(arguments[0].cost, arguments[1].cost), isWhole: true)
    case "_?_:_":
      guard arguments.count == 3 else { return nil }
      return Result(
        cost: sum(arguments[0].cost, max(arguments[1].cost, arguments[2].cost)),
        size: arguments[1].size.union(arguments[2].size), isWhole: true)
    case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_": return comparison(name, arguments)
    case "_+_": return addition(arguments)
    case "@in":
      guard arguments.count == 2 else { return nil }
      if case .map = arguments[1].type { return nil }
      return Result(cost: arguments[1].size.max)
    case "string", "bytes": return conversion(name, arguments)
    case "sets.contains", "sets.intersects", "sets.equivalent":
      guard arguments.count == 2 else { return nil }
      let pairs = product(arguments[0].size.max, arguments[1].size.max)
      return Result(cost: sum(product(pairs, name == "sets.equivalent" ? 2 : 1), 1))
    case "strings.quote":
      guard let size = arguments.first?.size else { return nil }
      return Result(cost: scaled(size.max, text), size: size.times(.fixed(2)).plus(.fixed(2)))
    case "check": return Result(cost: 350_000)
    default: return member(name, call)
    }
  }

  private static func comparison(_ name: String, _ arguments: [Operand]) -> Result? {
    guard arguments.count == 2 else { return nil }
    if case .opaque(let type) = arguments[0].type, plain.contains(type) { return nil }
    if name != "_==_" && name != "_!=_" {
      // Only texts are walked through.
      let types = [arguments[0].type, arguments[1].type]
      guard types.contains(where: { $0 == .string || $0 == .bytes || $0 == .dyn }) else { return nil }
    }
    return Result(cost: scaled(min(arguments[0].size.max, arguments[1].size.max), text))
  }

  private static func addition(_ arguments: [Operand]) -> Result? {
    guard arguments.count == 2 else { return nil }
    let size = arguments[0].size.plus(arguments[1].size)
    switch arguments[0].type {
    case .string, .bytes, .dyn: return Result(cost: max(1, scaled(size.max, text)), size: size)
    case .list: return Result(cost: 1, size: size)
    default: return nil
    }
  }

  private static func conversion(_ name: String, _ arguments: [Operand]) -> Result? {
    guard let first = arguments.first else { return nil }
    switch (name, first.type) {
    case ("bytes", .string):
      return Result(
        cost: scaled(first.size.max, text),
        size: .init(min: first.size.min, max: product(first.size.max, 4)))
    case ("string", .bytes):
      return Result(cost: scaled(first.size.max, text), size: .init(min: first.size.min / 4, max: first.size.max))
    default: return nil
    }
  }

  private static func member(_ name: String, _ call: Call) -> Result? {
    let first = call.arguments.first?.size ?? .unknown
    switch name {
    case "url", "jsonpatch.escapeKey": return Result(cost: scaled(first.max, text), size: first)
    case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver":
      return Result(cost: scaled(first.max, text))
    case "ip": return call.target == nil ? Result(cost: scaled(first.max, text)) : nil
    case "ip.isCanonical": return Result(cost: scaled(first.max, 2 * text))
    case "matches" where call.target == nil && call.arguments.count == 2:
      return Result(cost: matching(call.arguments[0].size, call.arguments[1].size))
    default: break
    }
    guard let target = call.target else { return nil }
    let size = target.size
    switch name {
    case "format": return Result(cost: scaled(size.max, text))
    case "startsWith", "endsWith": return Result(cost: scaled(first.max, text))
    case "matches": return Result(cost: matching(size, first))
    case "contains": return Result(cost: product(scaled(size.max, text), scaled(first.max, text)))
    case "find", "findAll": return Result(cost: matching(size, first), size: .init(min: 0, max: size.max))
    case "lowerAscii", "upperAscii", "substring", "trim":
      return Result(cost: scaled(size.max, text), size: size)
    case "split": return Result(cost: scaled(size.max, 2 * text), size: .init(min: 0, max: size.max))
    case "replace": return replacement(size, call.arguments)
    case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf": return walk(target)
    case "join": return join(target, call.arguments)
    case "containsIP", "containsCIDR": return containment(name, call.arguments)
    case "validate": return Result(cost: scaled(scaled(first.max, text), formatRegexSize * regex))
    default: return nil
    }
  }

  private static func matching(_ subject: CostEstimate.Size, _ pattern: CostEstimate.Size) -> UInt64 {
    product(scaled(sum(subject.max, 1), text), scaled(pattern.max, regex))
  }

  private static func walk(_ target: Operand) -> Result? {
    guard case .list = target.type else { return Result(cost: scaled(target.size.max, text)) }
    let each = target.element.map { sum(1, scaled($0.max, text)) } ?? 1
    return Result(cost: product(target.size.max, each))
  }

  private static func join(_ target: Operand, _ arguments: [Operand]) -> Result? {
    var size = target.size.times(target.element ?? .unknown)
    if let separator = arguments.first?.size {
      let count = target.size
      size = size.plus(
        separator.times(.init(min: count.min > 0 ? count.min - 1 : 0, max: count.max > 0 ? count.max - 1 : 0)))
    }
    return Result(cost: scaled(size.max, text), size: size)
  }

  private static func containment(_ name: String, _ arguments: [Operand]) -> Result? {
    // Two addresses of 16 bytes are compared; a text is read first.
    var cost: UInt64 = scaled(32, text)
    if name == "containsCIDR" { cost = sum(cost, sum(scaled(16, text), 1)) }
    if let first = arguments.first, first.type == .string { cost = sum(cost, scaled(first.size.max, text)) }
    return Result(cost: cost)
  }

  private static func replacement(_ size: CostEstimate.Size, _ arguments: [Operand]) -> Result? {
    guard arguments.count >= 2 else { return nil }
    let (old, new) = (arguments[0].size, arguments[1].size)
    var count: UInt64 = 0
    var kept: UInt64 = 0
    if old.min == 0 {
      count = sum(size.max, 1)
      kept = size.max
    } else if new.max <= old.min {
      kept = size.max
    } else {
      count = UInt64(min(0x1p63, (Double(size.max) / Double(old.min)).rounded(.up)))
    }
    return Result(
      cost: scaled(size.max, 2 * text), size: .init(min: 0, max: sum(product(count, new.max), kept)))
  }
}
