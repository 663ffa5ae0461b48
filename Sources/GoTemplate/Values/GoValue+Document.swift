import Manifest

extension GoValue {
  /// A value tree as templates see it: integers are `int64`, other numbers `float64`, objects new maps.
  public init(_ value: Value) { self = GoValue.make(value, integersAsFloats: false) }

  /// A value tree as Go's encoding/json reads it into an `interface{}`: all numbers are `float64`.
  public init(json value: Value) { self = GoValue.make(value, integersAsFloats: true) }

  private static func make(_ value: Value, integersAsFloats: Bool) -> GoValue {
    switch value {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return integersAsFloats ? .float(Double(number)) : .int(number, .int64)
    case .double(let number): return .float(number)
    case .string(let text): return .string(text)
    case .array(let items): return .list(items.map { make($0, integersAsFloats: integersAsFloats) })
    case .object(let object):
      let map = GoMap()
      for pair in object { map.put(pair.key, make(pair.value, integersAsFloats: integersAsFloats)) }
      return .map(map)
    }
  }

  /// What encoding/json makes of it. Numbers keep the form in which JSON would show them: a float without fraction
  /// below 1e21 that an integer holds exactly is one.
  public func json() throws(GoFailure) -> Value { try json(depth: 0, wholeFloatsAsIntegers: true) }

  func json(wholeFloatsAsIntegers: Bool) throws(GoFailure) -> Value {
    try json(depth: 0, wholeFloatsAsIntegers: wholeFloatsAsIntegers)
  }

  /// The integer that a float's shortest digits spell: 2^62 is written 4611686018427388000.
  private static func whole(_ number: Double) -> Int64? {
    guard let exact = Int64(exactly: number), !(exact == 0 && number.sign == .minus) else { return nil }
    if exact.magnitude < 1 << 53 { return exact }
    let (digits, point) = GoFloat.shortest(number)
    guard point >= digits.count else { return exact }
    let text = String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: point - digits.count)
    return Int64((number < 0 ? "-" : "") + text)
  }

  private func json(depth: Int, wholeFloatsAsIntegers: Bool) throws(GoFailure) -> Value {
    func inner(_ value: GoValue) throws(GoFailure) -> Value {
      try value.json(depth: depth + 1, wholeFloatsAsIntegers: wholeFloatsAsIntegers)
    }
    if depth > 900 {
      switch self {
      case .list, .slice, .map: throw GoFailure("json: unsupported value: encountered a cycle via \(typeName)")
      default: break
      }
    }
    switch self {
    case .invalid, .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number, let kind):
      return kind.isSigned || number >= 0 ? .int(number) : .double(Double(UInt64(bitPattern: number)))
    case .float(let number):
      if !number.isFinite { throw GoFailure("json: unsupported value: \(GoFloat.print(number))") }
      if wholeFloatsAsIntegers, let whole = GoValue.whole(number) { return .int(whole) }
      return .double(number)
    case .string(let text): return .string(text)
    case .list(let elements):
      return .array(try elements.map { (element) throws(GoFailure) in try inner(element) })
    case .slice(let slice):
      if slice.isNil { return .null }
      if let bytes = slice.bytes { return .string(Base64.encode(bytes)) }
      return .array(try slice.elements.map { (element) throws(GoFailure) in try inner(element) })
    case .map(let map):
      if map.isNil { return .null }
      var pairs: [Object.Pair] = []
      pairs.reserveCapacity(map.count)
      for entry in map.sorted { pairs.append(Object.Pair(key: entry.key, value: try inner(entry.value))) }
      return .object(Object(uniquePairs: pairs))
    case .object(let object): return try object.json()
    }
  }
}
