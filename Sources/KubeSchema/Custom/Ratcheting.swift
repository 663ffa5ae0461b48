import KubeAPI
import Manifest

/// What was wrong before and has not changed is let through on update
/// (apiextensions-apiserver `pkg/apiserver/validation/ratcheting.go`).
///
/// A value is unchanged when it, or something that it is in, equals its old one. Members of objects are matched by name,
/// elements only of lists that are maps, by their keys: in other lists nothing below the list itself can be matched.
struct Ratcheting {
  let schema: StructuralSchema

  func filter(_ errors: [FieldError], _ new: Value, _ old: Value) -> [FieldError] {
    errors.filter { error in
      guard error.field != "<nil>" else { return true }
      var steps = Ratcheting.path(error.field)
      // What is missing is missing in what is around it.
      if error.kind == .required { steps = steps.dropLast() }
      return !isUnchanged(new, old, steps[...], schema)
    }
  }

  private func isUnchanged(
    _ new: Value, _ old: Value, _ steps: ArraySlice<PathStep>, _ schema: StructuralSchema?
  ) -> Bool {
    if new == old { return true }
    guard let first = steps.first else { return false }
    switch first {
    case .key(let name):
      guard let now = new[name], let before = old[name] else { return false }
      return isUnchanged(now, before, steps.dropFirst(), schema?.property(name) ?? schema?.additional)
    case .index(let i):
      guard let schema, schema.listType == "map", let now = new[i] else { return false }
      let before = old.array?.first { other in schema.mapKeys.allSatisfy { other[$0] == now[$0] } }
      return before.map { isUnchanged(now, $0, steps.dropFirst(), schema.items) } ?? false
    }
  }

  private static func path(_ text: String) -> [PathStep] {
    var steps: [PathStep] = []
    for part in text.split(separator: ".") {
      var name = part[...]
      var indexes: [Int] = []
      while name.hasSuffix("]"), let open = name.lastIndex(of: "["),
        let index = Int(name[name.index(after: open)...].dropLast())
      {
        indexes.insert(index, at: 0)
        name = name[..<open]
      }
      if !name.isEmpty { steps.append(.key(String(name))) }
      steps += indexes.map { .index($0) }
    }
    return steps
  }
}
