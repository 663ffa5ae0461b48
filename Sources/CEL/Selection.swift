/// Fields, keys and indexes.
enum Selection {
  static func select(_ value: CELValue, _ field: String, optional: Bool) throws(CELError) -> CELValue {
    if case .optional(let inner) = value {
      guard let present = inner.first else { return .optional([]) }
      return .optional(try find(present, .string(field)).map { [$0] } ?? [])
    }
    if optional { return .optional(try find(value, .string(field)).map { [$0] } ?? []) }
    guard case .map(let map) = value, let found = map[.string(field)] else {
      throw CELError("no such key: \(field)")
    }
    return found
  }

  static func has(_ value: CELValue, _ field: String) throws(CELError) -> Bool {
    switch value {
    case .map(let map): return map[.string(field)] != nil
    case .optional(let inner):
      guard let present = inner.first else { return false }
      return try find(present, .string(field)) != nil
    default: throw CELError("no such key: \(field)")
    }
  }

  static func index(_ value: CELValue, _ key: CELValue, optional: Bool) throws(CELError) -> CELValue {
    if case .optional(let inner) = value {
      guard let present = inner.first else { return .optional([]) }
      return .optional(try find(present, key).map { [$0] } ?? [])
    }
    if optional { return .optional(try find(value, key).map { [$0] } ?? []) }
    switch value {
    case .map(let map):
      guard let found = map[key] else { throw CELError("no such key: \(key.plainText)") }
      return found
    case .list(let list):
      guard let position = position(key) else {
        throw CELError("unsupported index type '\(key.typeIdentifier)' in list")
      }
      guard position >= 0, position < list.count else { throw CELError("index out of bounds: \(key.plainText)") }
      return list[Int(position)]
    default: throw CELError("no such overload")
    }
  }

  private static func position(_ key: CELValue) -> Int64? {
    switch key {
    case .int(let i): i
    case .uint(let u): Int64(exactly: u) ?? .max
    case .double(let d): Int64(exactly: d)
    default: nil
    }
  }

  private static func find(_ value: CELValue, _ key: CELValue) throws(CELError) -> CELValue? {
    switch value {
    case .map(let map): return map[key]
    case .list(let list):
      guard let position = position(key), position >= 0, position < list.count else { return nil }
      return list[Int(position)]
    default: throw CELError("no such key: \(key.plainText)")
    }
  }
}
