import KubeSchema
import Manifest

extension Value {
  /// The object with its members, and those of its first level, in the order of the Go struct: what preparing it for the
  /// store appended goes to its place. Custom kinds (no type) only get kind, apiVersion and metadata in front.
  func ordered(_ type: TypeSchema?) -> Value {
    guard case .object(let object) = self else { return self }
    guard let type else { return .object(object.leading(["kind", "apiVersion", "metadata"])) }
    let members = object.leading(type.fields.map(\.name))
    return .object(
      Object(
        uniquePairs: members.map { pair in
          guard case .object(let inner) = pair.value, let field = type.field(pair.key) else { return pair }
          if case .map = field.shape { return Object.Pair(key: pair.key, value: .object(inner.byKey)) }
          guard let innerType = KubeSchema.builtin.types.type(of: field.shape), !innerType.fields.isEmpty else {
            return pair
          }
          let placed = inner.leading(innerType.fields.map(\.name))
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
  /// Go writes maps in the order of their keys.
  fileprivate var byKey: Object {
    for (a, b) in zip(pairs, pairs.dropFirst()) where !a.key.goLess(b.key) { return Object(uniquePairs: sorted()) }
    return self
  }

  /// The named members first, in that order, then the others as they were.
  fileprivate func leading(_ names: [String]) -> Object {
    var next = 0
    var isOrdered = true
    for pair in pairs {
      guard let position = names[next...].firstIndex(of: pair.key) else {
        isOrdered = false
        break
      }
      next = position + 1
    }
    if isOrdered { return self }
    var result: [Pair] = []
    result.reserveCapacity(count)
    var taken: Set<String> = []
    for name in names {
      if let value = self[name] {
        result.append(Pair(key: name, value: value))
        taken.insert(name)
      }
    }
    if result.count < count { result += pairs.filter { !taken.contains($0.key) } }
    return Object(uniquePairs: result)
  }
}
