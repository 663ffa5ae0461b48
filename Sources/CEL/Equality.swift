/// CEL's equality and order: numbers compare across their types, strings by code points, lists and maps deeply.
enum Equality {
  static func equal(_ a: CELValue, _ b: CELValue) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.string(let x), .string(let y)): return x.utf8.elementsEqual(y.utf8)
    case (.bytes(let x), .bytes(let y)): return x == y
    case (.timestamp(let x), .timestamp(let y)): return x == y
    case (.duration(let x), .duration(let y)): return x == y
    case (.type(let x), .type(let y)): return CELValue.identifier(of: x) == CELValue.identifier(of: y)
    case (.list(let x), .list(let y)):
      guard x.count == y.count else { return false }
      for i in 0..<x.count where !equal(x[i], y[i]) { return false }
      return true
    case (.map(let x), .map(let y)):
      guard x.count == y.count else { return false }
      for entry in x.entries {
        guard let other = y[entry.key], equal(entry.value, other) else { return false }
      }
      return true
    case (.optional(let x), .optional(let y)):
      guard let first = x.first, let second = y.first else { return x.isEmpty == y.isEmpty }
      return equal(first, second)
    default: return numbers(a, b) == .same || LibraryValues.equal(a, b)
    }
  }

  enum Order { case before, same, after }

  /// Between any two numbers; `nil` when one is none, or is NaN.
  static func numbers(_ a: CELValue, _ b: CELValue) -> Order? {
    switch (a, b) {
    case (.int(let x), .int(let y)): return order(x, y)
    case (.uint(let x), .uint(let y)): return order(x, y)
    case (.int(let x), .uint(let y)): return x < 0 ? .before : order(UInt64(x), y)
    case (.uint, .int): return numbers(b, a).map(reverse)
    case (.double(let x), .double(let y)):
      if x.isNaN || y.isNaN { return nil }
      return order(x, y)
    // As cel-go: beyond the integer's range by size, inside it as doubles (with their loss).
    case (.double(let d), .int(let i)):
      if d.isNaN { return nil }
      return d < -0x1p63 ? .before : d > 0x1p63 ? .after : order(d, Double(i))
    case (.double(let d), .uint(let u)):
      if d.isNaN { return nil }
      return d < 0 ? .before : d > 0x1p64 ? .after : order(d, Double(u))
    case (.int, .double), (.uint, .double): return numbers(b, a).map(reverse)
    default: return nil
    }
  }

  static func compare(_ a: CELValue, _ b: CELValue) throws(CELError) -> Order {
    switch (a, b) {
    case (.string(let x), .string(let y)):
      if x.utf8.elementsEqual(y.utf8) { return .same }
      return x.utf8.lexicographicallyPrecedes(y.utf8) ? .before : .after
    case (.bool(let x), .bool(let y)): return order(x ? 1 : 0, y ? 1 : 0)
    case (.bytes(let x), .bytes(let y)): return x == y ? .same : x.lexicographicallyPrecedes(y) ? .before : .after
    case (.timestamp(let x), .timestamp(let y)): return order(x, y)
    case (.duration(let x), .duration(let y)): return order(x, y)
    default:
      if let order = numbers(a, b) { return order }
      if case .double(let d) = a, d.isNaN, isNumber(b) { throw CELError("NaN values cannot be ordered") }
      if case .double(let d) = b, d.isNaN, isNumber(a) { throw CELError("NaN values cannot be ordered") }
      throw CELError("no such overload")
    }
  }

  static func isNumber(_ v: CELValue) -> Bool {
    switch v {
    case .int, .uint, .double: true
    default: false
    }
  }

  private static func order<T: Comparable>(_ a: T, _ b: T) -> Order { a < b ? .before : a == b ? .same : .after }
  private static func reverse(_ o: Order) -> Order { o == .before ? .after : o == .after ? .before : .same }
}
