/// Finding the overload that a call means.
enum Overloads {
  static func global(_ name: String) -> [Signatures.Overload]? {
    if let comparison = comparisons[name] { return comparison }
    return Signatures.all[name]?.filter { !$0.isMember }
  }

  static func member(_ name: String) -> [Signatures.Overload]? {
    let found = Signatures.all[name]?.filter(\.isMember) ?? []
    return found.isEmpty ? nil : found
  }

  /// The result type, `nil` when no overload fits; dynamic when several do with different results.
  static func result(_ overloads: [Signatures.Overload], _ arguments: [CELType]) -> CELType? {
    var result: CELType?
    for overload in overloads where overload.parameters.count == arguments.count {
      var bindings: [String: CELType] = [:]
      let fits = zip(overload.parameters, arguments).allSatisfy { unify($0, $1, &bindings) }
      guard fits else { continue }
      let type = substitute(overload.result, bindings)
      guard let before = result else {
        result = type
        continue
      }
      if before != type { result = .dyn }
    }
    return result
  }

  /// Whether an argument can be given where `parameter` is wanted; binds type parameters.
  static func unify(_ parameter: CELType, _ argument: CELType, _ bindings: inout [String: CELType]) -> Bool {
    switch (parameter, argument) {
    case (.parameter(let name), _):
      guard let bound = bindings[name] else {
        bindings[name] = argument
        return true
      }
      if bound == argument { return true }
      if bound == .dyn || argument == .dyn {
        bindings[name] = .dyn
        return true
      }
      var none: [String: CELType] = [:]
      if unify(bound, argument, &none) { return true }
      if unify(argument, bound, &none) {
        bindings[name] = argument
        return true
      }
      return false
    case (.dyn, _), (_, .dyn), (_, .parameter): return true
    case (.list(let a), .list(let b)): return unify(a, b, &bindings)
    case (.map(let ka, let va), .map(let kb, let vb)): return unify(ka, kb, &bindings) && unify(va, vb, &bindings)
    case (.optional(let a), .optional(let b)): return unify(a, b, &bindings)
    case (.timestamp, .null), (.duration, .null), (.object, .null), (.opaque, .null), (.optional, .null): return true
    case (.null, .timestamp), (.null, .duration), (.null, .object), (.null, .opaque), (.null, .optional): return true
    case (.type, .typeOf), (.typeOf, .type): return true
    default: return parameter == argument
    }
  }

  private static func substitute(_ type: CELType, _ bindings: [String: CELType]) -> CELType {
    switch type {
    case .parameter(let name): bindings[name] ?? .dyn
    case .list(let element): .list(substitute(element, bindings))
    case .map(let key, let value): .map(substitute(key, bindings), substitute(value, bindings))
    case .optional(let inner): .optional(substitute(inner, bindings))
    default: type
    }
  }

  /// `<` and the like: every ordered type with itself, numbers with each other.
  private static let comparisons: [String: [Signatures.Overload]] = {
    var pairs: [(CELType, CELType)] = []
    for type in [CELType.bool, .string, .bytes, .timestamp, .duration] { pairs.append((type, type)) }
    for a in [CELType.int, .uint, .double] {
      for b in [CELType.int, .uint, .double] { pairs.append((a, b)) }
    }
    let overloads = pairs.map { Signatures.Overload(parameters: [$0.0, $0.1], isMember: false, result: .bool) }
    var table: [String: [Signatures.Overload]] = [:]
    for name in ["_<_", "_<=_", "_>_", "_>=_"] { table[name] = overloads }
    return table
  }()
}
