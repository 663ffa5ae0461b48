import GoLibrary
import KubeAPI

/// The functions by name. Members take their receiver as the first argument.
enum Functions {
  typealias Body = @Sendable (inout Evaluation, [CELValue]) throws(CELError) -> CELValue

  static let global: [String: Function] = table { add in
    Functions.operators(&add)
    Functions.conversions(&add)
    Functions.globalLibrary(&add)
  }

  static let member: [String: Function] = table(isMember: true) { add in
    Functions.memberBasics(&add)
    Functions.strings(&add)
    Functions.lists(&add)
    Functions.optionals(&add)
    Functions.times(&add)
    Functions.memberLibrary(&add)
  }

  struct Table {
    var rows: [String: Function] = [:]
    let isMember: Bool

    mutating func callAsFunction(_ name: String, _ body: @escaping Body) {
      rows[name] = Function(name: name, isMember: isMember, body: body)
    }

    /// For functions that need nothing of the evaluation.
    mutating func pure(_ name: String, _ body: @escaping @Sendable ([CELValue]) throws(CELError) -> CELValue) {
      rows[name] = Function(name: name, isMember: isMember) {
        (_: inout Evaluation, arguments: [CELValue]) throws(CELError) -> CELValue in try body(arguments)
      }
    }
  }

  private static func table(isMember: Bool = false, _ fill: (inout Table) -> Void) -> [String: Function] {
    var table = Table(isMember: isMember)
    fill(&table)
    return table.rows
  }

  static func noOverload(_ name: String, _ arguments: [CELValue]) -> CELError {
    CELError("no such overload: \(name)(\(arguments.map(\.typeIdentifier).joined(separator: ", ")))")
  }

  // MARK: - Operators

  static func operators(_ add: inout Table) {
    add("_==_") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try e.spend(Functions.size(a[0]) / 10)
      return .bool(Equality.equal(a[0], a[1]))
    }
    add("_!=_") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try e.spend(Functions.size(a[0]) / 10)
      return .bool(!Equality.equal(a[0], a[1]))
    }
    add.pure("_<_") { a throws(CELError) in .bool(try compare("_<_", a) == .before) }
    add.pure("_<=_") { a throws(CELError) in .bool(try compare("_<=_", a) != .after) }
    add.pure("_>_") { a throws(CELError) in .bool(try compare("_>_", a) == .after) }
    add.pure("_>=_") { a throws(CELError) in .bool(try compare("_>=_", a) != .before) }
    add("_+_") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try e.spend((Functions.size(a[0]) + Functions.size(a[1])) / 10)
      return try Arithmetic.add(a[0], a[1])
    }
    add.pure("_-_") { a throws(CELError) in try Arithmetic.subtract(a[0], a[1]) }
    add.pure("_*_") { a throws(CELError) in try Arithmetic.multiply(a[0], a[1]) }
    add.pure("_/_") { a throws(CELError) in try Arithmetic.divide(a[0], a[1]) }
    add.pure("_%_") { a throws(CELError) in try Arithmetic.remainder(a[0], a[1]) }
    add.pure("-_") { a throws(CELError) in try Arithmetic.negate(a[0]) }
    add("@in") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      switch a[1] {
      case .list(let list):
        try e.spend(list.count)
        for i in 0..<list.count where Equality.equal(list[i], a[0]) { return true }
        return false
      case .map(let map): return .bool(map[a[0]] != nil)
      default: throw noOverload("@in", a)
      }
    }
  }

  private static func compare(_ name: String, _ a: [CELValue]) throws(CELError) -> Equality.Order {
    do throws(CELError) {
      return try Equality.compare(a[0], a[1])
    } catch {
      if error.message == "no such overload" { throw noOverload(name, a) }
      throw error
    }
  }

  /// The length that costs are counted by.
  static func size(_ value: CELValue) -> Int {
    switch value {
    case .string(let s): s.utf8.count
    case .bytes(let b): b.count
    case .list(let l): l.count
    case .map(let m): m.count
    default: 1
    }
  }

  // MARK: - Size, text tests

  static func memberBasics(_ add: inout Table) {
    add.pure("size") { a throws(CELError) in try length(a) }
    add("matches") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try Patterns.matches(&e, a)
    }
    add("contains") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      guard case .string(let text) = a[0], case .string(let part) = a[1] else { throw noOverload("contains", a) }
      try e.spend(text.utf8.count / 10)
      return .bool(Texts.find(Array(part.utf8), in: Array(text.utf8)) != nil)
    }
    add.pure("startsWith") { a throws(CELError) in
      guard case .string(let text) = a[0], case .string(let part) = a[1] else { throw noOverload("startsWith", a) }
      return .bool(text.utf8.starts(with: part.utf8))
    }
    add.pure("endsWith") { a throws(CELError) in
      guard case .string(let text) = a[0], case .string(let part) = a[1] else { throw noOverload("endsWith", a) }
      return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
    }
  }

  static func length(_ a: [CELValue]) throws(CELError) -> CELValue {
    switch a[0] {
    case .string(let s): return .int(Int64(s.unicodeScalars.count))
    case .bytes(let b): return .int(Int64(b.count))
    case .list(let l): return .int(Int64(l.count))
    case .map(let m): return .int(Int64(m.count))
    default: throw noOverload("size", a)
    }
  }
}
