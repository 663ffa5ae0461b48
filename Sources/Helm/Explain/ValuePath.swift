import Manifest

/// Paths of values as `--set` and people write them: `coder.env[0].name`, with `\.` for a dot in a key.
enum ValuePath {
  static func text(_ path: [PathStep]) -> String {
    var out = ""
    for step in path {
      switch step {
      case .index(let at): out += "[\(at)]"
      case .key(let key):
        if !out.isEmpty { out += "." }
        for character in key {
          if ".[]\\".contains(character) { out += "\\" }
          out.append(character)
        }
      }
    }
    return out
  }

  /// Reads such a path; a key may also stand as `["a.b/c"]`.
  static func parse(_ text: String) throws(HelmError) -> [PathStep] {
    var steps: [PathStep] = []
    var key = ""
    var hasKey = false
    var rest = text[...]
    let failure = HelmError("\(GoText.quote(text)) is no path; write it as spec.template.spec.containers[0].image")
    func finish() {
      if hasKey { steps.append(.key(key)) }
      (key, hasKey) = ("", false)
    }
    while let character = rest.popFirst() {
      switch character {
      case ".":
        if !hasKey && steps.isEmpty { continue }
        if !hasKey, case .key? = steps.last { throw failure }
        finish()
      case "[":
        finish()
        guard let end = rest.firstIndex(of: "]") else { throw failure }
        let inside = rest[..<end]
        rest = rest[rest.index(after: end)...]
        if let at = Int(inside), at >= 0 {
          steps.append(.index(at))
        } else if inside.count >= 2, let quote = inside.first, quote == "\"" || quote == "'", inside.last == quote {
          steps.append(.key(String(inside.dropFirst().dropLast())))
        } else {
          throw failure
        }
      case "\\":
        guard let next = rest.popFirst() else { throw failure }
        key.append(next)
        hasKey = true
      default:
        key.append(character)
        hasKey = true
      }
    }
    finish()
    return steps
  }

  /// The member of a document at a path.
  static func value(_ root: Value, _ path: some Sequence<PathStep>) -> Value? {
    var value = root
    for step in path {
      switch (step, value) {
      case (.key(let key), .object(let object)):
        guard let next = object[key] else { return nil }
        value = next
      case (.index(let at), .array(let items)):
        guard items.indices.contains(at) else { return nil }
        value = items[at]
      default: return nil
      }
    }
    return value
  }

  /// The paths of all that is no table: scalars, lists without tables, empty tables.
  static func leaves(_ value: Value, _ path: [PathStep] = []) -> [[PathStep]] {
    switch value {
    case .object(let object) where !object.isEmpty:
      return object.flatMap { leaves($0.value, path + [.key($0.key)]) }
    case .array(let items):
      let tables = items.enumerated().filter { if case .object = $0.element { true } else { false } }
      if tables.isEmpty { return [path] }
      return tables.flatMap { leaves($0.element, path + [.index($0.offset)]) }
    default: return [path]
    }
  }
}
