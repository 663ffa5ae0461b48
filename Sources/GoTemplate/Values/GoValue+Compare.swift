extension GoValue {
  /// reflect.DeepEqual.
  public func deepEquals(_ other: GoValue) -> Bool { deepEquals(other, depth: 0) }

  private func deepEquals(_ other: GoValue, depth: Int) -> Bool {
    // Dictionaries may hold themselves; what is alike so far down is taken as equal.
    if depth > 1000 { return true }
    switch (self, other) {
    case (.invalid, .invalid), (.invalid, .null), (.null, .invalid), (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a, let kind), .int(let b, let otherKind)): return a == b && kind == otherKind
    case (.float(let a), .float(let b)): return a == b
    case (.string(let a), .string(let b)): return byteEqual(a, b)
    case (.list(let a), .list(let b)): return GoValue.deepEquals(a, b, depth)
    case (.slice(let a), .slice(let b)):
      return a === b
        || a.typeName == b.typeName && a.isNil == b.isNil && GoValue.deepEquals(a.elements, b.elements, depth)
    case (.list(let a), .slice(let b)), (.slice(let b), .list(let a)):
      return b.element == .any && !b.isNil && GoValue.deepEquals(a, b.elements, depth)
    case (.map(let a), .map(let b)):
      if a.isSame(b), a.type === b.type { return true }
      guard a.type.name == b.type.name, a.isNil == b.isNil, a.count == b.count else { return false }
      return a.sorted.allSatisfy { entry in b[entry.key].map { $0.deepEquals(entry.value, depth: depth + 1) } ?? false }
    case (.object(let a), .object(let b)): return a.goType == b.goType && a.isEqual(b)
    default: return false
    }
  }

  private static func deepEquals(_ a: [GoValue], _ b: [GoValue], _ depth: Int) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.deepEquals($1, depth: depth + 1) }
  }
}

/// text/template's comparison functions.
enum Comparison {
  enum Basic { case bool, int, uint, float, string, complex }

  /// text/template's `basicKind`, with the value behind a named type.
  static func basic(_ value: GoValue) -> (Basic, GoValue)? {
    switch value {
    case .bool: (.bool, value)
    case .int(_, let kind): (kind.isSigned ? .int : .uint, value)
    case .float: (.float, value)
    case .string: (.string, value)
    case .object(let object): object.underlying.flatMap { basic($0) } ?? (object is GoComplex ? (.complex, value) : nil)
    default: nil
    }
  }

  private static func incompatible(_ a: GoValue, _ b: GoValue) -> GoFailure {
    GoFailure("incompatible types for comparison: \(a.typeName) and \(b.typeName)")
  }

  static func equal(_ first: GoValue, _ others: ArraySlice<GoValue>) throws(GoFailure) -> Bool {
    if others.isEmpty { throw GoFailure("missing argument for comparison") }
    for other in others where try equal(first, other) { return true }
    return false
  }

  static func equal(_ a: GoValue, _ b: GoValue) throws(GoFailure) -> Bool {
    let left = basic(a)
    let right = basic(b)
    guard left?.0 == right?.0 else {
      if case (.int, .int(let x, _))? = left, case (.uint, .int(let y, _))? = right {
        return x >= 0 && x == y
      }
      if case (.uint, .int(let x, _))? = left, case (.int, .int(let y, _))? = right {
        return y >= 0 && x == y
      }
      if !a.isNothing && !b.isNothing { throw incompatible(a, b) }
      return false
    }
    guard let left, let right else { return try equalOther(a, b) }
    switch (left.1, right.1) {
    case (.bool(let x), .bool(let y)): return x == y
    case (.int(let x, _), .int(let y, _)): return x == y
    case (.float(let x), .float(let y)): return x == y
    case (.string(let x), .string(let y)): return byteEqual(x, y)
    case (.object(let x), .object(let y)): return x.isEqual(y)
    default: return false
    }
  }

  /// Values that are no numbers, strings or booleans.
  private static func equalOther(_ a: GoValue, _ b: GoValue) throws(GoFailure) -> Bool {
    if a.isNothing || b.isNothing { return isNil(a) && isNil(b) }
    if a.kind != b.kind {
      throw GoFailure(
        GoFormat.sprintf(
          "non-comparable types %s: %s, %s: %v", [a, .string(a.typeName), .string(b.typeName), b]))
    }
    if isNil(a) || isNil(b) { return isNil(a) == isNil(b) }
    switch (a, b) {
    case (.object(let x), .object(let y)):
      if x.goKind == .func {
        throw GoFailure(GoFormat.sprintf("non-comparable type %s: %s", [b, .string(b.typeName)]))
      }
      return x.goType == y.goType && x.isEqual(y)
    default: throw GoFailure(GoFormat.sprintf("non-comparable type %s: %s", [b, .string(b.typeName)]))
    }
  }

  private static func isNil(_ value: GoValue) -> Bool {
    switch value {
    case .invalid, .null: true
    case .slice(let slice): slice.isNil
    case .map(let map): map.isNil
    default: false
    }
  }

  static func less(_ a: GoValue, _ b: GoValue) throws(GoFailure) -> Bool {
    guard let left = basic(a), let right = basic(b) else { throw GoFailure("invalid type for comparison") }
    guard left.0 == right.0 else {
      if case (.int, .int(let x, _)) = left, case (.uint, .int(let y, _)) = right {
        return x < 0 || UInt64(x) < UInt64(bitPattern: y)
      }
      if case (.uint, .int(let x, _)) = left, case (.int, .int(let y, _)) = right {
        return y >= 0 && UInt64(bitPattern: x) < UInt64(y)
      }
      throw incompatible(a, b)
    }
    switch (left.1, right.1) {
    case (.int(let x, let kind), .int(let y, _)):
      return kind.isSigned ? x < y : UInt64(bitPattern: x) < UInt64(bitPattern: y)
    case (.float(let x), .float(let y)): return x < y
    case (.string(let x), .string(let y)): return byteLess(x, y)
    default: throw GoFailure("invalid type for comparison")
    }
  }

  static func lessOrEqual(_ a: GoValue, _ b: GoValue) throws(GoFailure) -> Bool {
    if try less(a, b) { return true }
    return try equal(a, b)
  }
}
