import KubeSchema
import Manifest

extension Value {
  /// The object with its members, and those of its first level, in the order of the Go struct: what preparing it for the
  /// store appended goes to its place. Custom kinds (no type) only get kind, apiVersion and metadata in front.
  func ordered(_ type: TypeSchema?) -> Value {
    guard case .object(let object) = self else { return self }
    guard let type else { return .object(object.leading(["kind", "apiVersion", "metadata"].firstIndex(of:))) }
    if object.isOrdered(type) { return self }
    let members = object.leading(type.position)
    return .object(
      Object(
        uniquePairs: members.map { pair in
          guard case .object(let inner) = pair.value, let field = type.field(pair.key) else { return pair }
          if case .map = field.shape { return Object.Pair(key: pair.key, value: .object(inner.byKey)) }
          guard let innerType = KubeSchema.builtin.types.type(of: field.shape), !innerType.fields.isEmpty else {
            return pair
          }
          let placed = inner.leading(innerType.position)
          let sorted = placed.map { member -> Object.Pair in
            guard case .object(let map) = member.value, let shape = innerType.field(member.key)?.shape,
              case .map = shape
            else { return member }
            return Object.Pair(key: member.key, value: .object(map.byKey))
          }
          return Object.Pair(key: pair.key, value: .object(Object(uniquePairs: sorted)))
        }))
  }
}

extension Object {
  /// Whether ``Value/ordered(_:)`` would change nothing.
  fileprivate func isOrdered(_ type: TypeSchema) -> Bool {
    let types = KubeSchema.builtin.types
    return follows(type) { value, shape in
      guard case .object(let inner) = value else { return true }
      if case .map = shape { return inner.isByKey }
      guard let innerType = types.type(of: shape), !innerType.fields.isEmpty else { return true }
      return inner.follows(innerType) { value, shape in
        guard case .map = shape, case .object(let map) = value else { return true }
        return map.isByKey
      }
    }
  }

  /// Whether the members come in the order of the type's fields, all of them known and as the test wants them.
  private func follows(_ type: TypeSchema, _ test: (Value, FieldShape) -> Bool) -> Bool {
    var next = 0
    for pair in pairs {
      while next < type.fields.count, type.fields[next].name != pair.key { next += 1 }
      guard next < type.fields.count, test(pair.value, type.fields[next].shape) else { return false }
      next += 1
    }
    return true
  }

  /// Whether the members are in the order of their keys.
  private var isByKey: Bool {
    var i = 1
    while i < pairs.count {
      if ByteOrder.compare(pairs[i - 1].key, pairs[i].key) >= 0 { return false }
      i += 1
    }
    return true
  }

  /// Go writes maps in the order of their keys.
  fileprivate var byKey: Object { isByKey ? self : Object(uniquePairs: sorted()) }

  /// The members in the order of their ranks, then those without one as they were.
  fileprivate func leading(_ rank: (String) -> Int?) -> Object {
    var places: [(rank: Int, index: Int)] = []
    places.reserveCapacity(count)
    var isOrdered = true
    for (i, pair) in pairs.enumerated() {
      let rank = rank(pair.key) ?? Int.max
      if let last = places.last, rank < last.rank { isOrdered = false }
      places.append((rank, i))
    }
    if isOrdered { return self }
    places.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.index < $1.index }
    return Object(uniquePairs: places.map { pairs[$0.index] })
  }
}
