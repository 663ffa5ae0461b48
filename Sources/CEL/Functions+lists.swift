import KubeAPI

extension Functions {
  static func lists(_ add: inout Table) {
    add.pure("isSorted") { a throws(CELError) in
      let list = try elements("isSorted", a)
      for i in list.indices.dropFirst() where try Equality.compare(list[i - 1], list[i]) == .after { return false }
      return true
    }
    add.pure("sum") { a throws(CELError) in
      let list = try elements("sum", a)
      guard var total = list.first else { return 0 }
      for element in list.dropFirst() { total = try Arithmetic.add(total, element) }
      return total
    }
    add.pure("min") { a throws(CELError) in try extreme("min", a, .before) }
    add.pure("max") { a throws(CELError) in try extreme("max", a, .after) }
    add.pure("slice") { a throws(CELError) in
      let list = try elements("slice", a)
      guard case .int(let start) = a[1], case .int(let end) = a[2] else { throw noOverload("slice", a) }
      if start < 0 || end < 0 {
        throw CELError("cannot slice(\(start), \(end)), negative indexes not supported")
      }
      if start > end {
        throw CELError("cannot slice(\(start), \(end)), start index must be less than or equal to end index")
      }
      if list.count < end { throw CELError("cannot slice(\(start), \(end)), list is length \(list.count)") }
      return .list(.values(Array(list[Int(start)..<Int(end)])))
    }
    add.pure("flatten") { a throws(CELError) in
      var depth: Int64 = 1
      if a.count > 1 {
        guard case .int(let n) = a[1] else { throw noOverload("flatten", a) }
        depth = n
      }
      if depth < 0 { throw CELError("level must be non-negative") }
      return .list(.values(flatten(try elements("flatten", a), depth)))
    }
    add.pure("sort") { a throws(CELError) in
      let list = try elements("sort", a)
      return .list(.values(try sorted(list, by: list)))
    }
    add.pure("distinct") { a throws(CELError) in
      var out: [CELValue] = []
      for element in try elements("distinct", a) where !out.contains(where: { Equality.equal($0, element) }) {
        out.append(element)
      }
      return .list(.values(out))
    }
    add.pure("reverse") { a throws(CELError) in .list(.values(try elements("reverse", a).reversed())) }
    add.pure("first") { a throws(CELError) in .optional(try elements("first", a).first.map { [$0] } ?? []) }
    add.pure("last") { a throws(CELError) in .optional(try elements("last", a).last.map { [$0] } ?? []) }
    add.pure("unwrapOpt") { a throws(CELError) in try unwrap(a) }
  }

  private static func flatten(_ list: [CELValue], _ depth: Int64) -> [CELValue] {
    var out: [CELValue] = []
    for element in list {
      if depth > 0, case .list(let inner) = element {
        out += flatten(inner.elements, depth - 1)
      } else {
        out.append(element)
      }
    }
    return out
  }

  static func elements(_ name: String, _ a: [CELValue]) throws(CELError) -> [CELValue] {
    guard case .list(let list) = a[0] else { throw noOverload(name, a) }
    return list.elements
  }

  private static func extreme(
    _ name: String, _ a: [CELValue], _ wanted: Equality.Order
  ) throws(CELError) -> CELValue {
    let list = try elements(name, a)
    guard var best = list.first else { throw CELError("\(name) called on empty list") }
    for element in list.dropFirst() where try Equality.compare(element, best) == wanted { best = element }
    return best
  }

  /// The elements in the order of their keys (stable); keys must be of one comparable type.
  static func sorted(_ list: [CELValue], by keys: [CELValue]) throws(CELError) -> [CELValue] {
    guard let first = keys.first else { return [] }
    for key in keys where key.typeIdentifier != first.typeIdentifier {
      throw CELError("list elements must have the same type")
    }
    switch first {
    case .int, .uint, .double, .bool, .string, .bytes, .timestamp, .duration: break
    default: throw CELError("list elements must be comparable")
    }
    var order = Array(keys.indices)
    order.sort { i, j in
      let result = try? Equality.compare(keys[i], keys[j])
      return result == .before || (result == .same && i < j)
    }
    return order.map { list[$0] }
  }

  // MARK: - Optionals

  static func optionals(_ add: inout Table) {
    add.pure("value") { a throws(CELError) in
      guard case .optional(let inner) = a[0] else { throw noOverload("value", a) }
      guard let value = inner.first else { throw CELError("optional.none() dereference") }
      return value
    }
    add.pure("hasValue") { a throws(CELError) in
      guard case .optional(let inner) = a[0] else { throw noOverload("hasValue", a) }
      return .bool(!inner.isEmpty)
    }
    add.pure("or") { a throws(CELError) in
      guard case .optional(let inner) = a[0] else { throw noOverload("or", a) }
      return inner.isEmpty ? a[1] : a[0]
    }
    add.pure("orValue") { a throws(CELError) in
      guard case .optional(let inner) = a[0] else { throw noOverload("orValue", a) }
      return inner.first ?? a[1]
    }
  }

  static func unwrap(_ a: [CELValue]) throws(CELError) -> CELValue {
    var out: [CELValue] = []
    for element in try elements("unwrapOpt", a) {
      guard case .optional(let inner) = element else { throw noOverload("unwrapOpt", a) }
      out += inner
    }
    return .list(.values(out))
  }
}
