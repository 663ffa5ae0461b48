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
  public func json() throws(GoFailure) -> Value { try json(depth: 0) }

  private func json(depth: Int) throws(GoFailure) -> Value {
    if depth > 900 { throw GoFailure("json: unsupported value: encountered a cycle via \(typeName)") }
    switch self {
    case .invalid, .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number, let kind):
      return kind.isSigned || number >= 0 ? .int(number) : .double(Double(UInt64(bitPattern: number)))
    case .float(let number):
      if !number.isFinite { throw GoFailure("json: unsupported value: \(GoFloat.print(number))") }
      if let whole = Int64(exactly: number), !(whole == 0 && number.sign == .minus) { return .int(whole) }
      return .double(number)
    case .string(let text): return .string(text)
    case .list(let elements):
      return .array(try elements.map { (element) throws(GoFailure) in try element.json(depth: depth + 1) })
    case .slice(let slice):
      if slice.isNil { return .null }
      if let bytes = slice.bytes { return .string(Base64.encode(bytes)) }
      return .array(try slice.elements.map { (element) throws(GoFailure) in try element.json(depth: depth + 1) })
    case .map(let map):
      if map.isNil { return .null }
      var pairs: [Object.Pair] = []
      pairs.reserveCapacity(map.count)
      for entry in map.sorted { pairs.append(Object.Pair(key: entry.key, value: try entry.value.json(depth: depth + 1))) }
      return .object(Object(uniquePairs: pairs))
    case .object(let object): return try object.json()
    }
  }
}
