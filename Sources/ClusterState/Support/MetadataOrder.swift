import KubeSchema
import Manifest

extension Value {
  /// The object with its members, and those of its first level, in the order of the Go struct: what preparing it for the
  /// store appended goes to its place. Custom kinds (no type) only get kind, apiVersion and metadata in front.
  func ordered(_ type: TypeSchema?) -> Value {
    guard case .object(let object) = self else { return self }
    guard let type else { return .object(object.leading(["kind", "apiVersion", "metadata"])) }
    let sorted = object.leading(type.fields.map(\.name))
    return .object(
      Object(
        uniquePairs: sorted.map { pair in
          guard case .object(let inner) = pair.value, let field = type.field(pair.key),
            let innerType = KubeSchema.builtin.types.type(of: field.shape), !innerType.fields.isEmpty
          else { return pair }
          return Object.Pair(key: pair.key, value: .object(inner.leading(innerType.fields.map(\.name))))
        }))
  }
}

extension Object {
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
