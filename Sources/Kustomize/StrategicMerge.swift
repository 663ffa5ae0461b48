import Manifest

/// Strategic merge as kustomize does it (`kyaml/yaml/merge2`, `kyaml/yaml/walk`), which differs from the API server's: new
/// elements of merged lists come first, lists of unknown kinds are replaced, and `$patch` is the only directive.
struct StrategicMerge {
  /// The target with the patch merged in; `nil` when the patch deletes it.
  static func apply(_ patch: Value, to target: Value) throws(SourceError) -> Value? {
    try merge(target, patch, MergeSchema.of(target), nil).value
  }

  /// What became of a node, and whether it is the patch's rather than the changed target's.
  private struct Outcome {
    var value: Value?
    var isPatch = false
  }

  private enum Directive {
    case merge, replace, delete
  }

  private static func isNull(_ value: Value?) -> Bool { value?.isNull ?? true }

  // MARK: - Nodes

  private static func merge(
    _ target: Value?, _ patch: Value?, _ schema: MergeSchema?, _ list: MergeSchema.Field?
  ) throws(SourceError) -> Outcome {
    switch isNull(target) ? patch : target {
    case .object:
      try require("MappingNode", target, patch) { $0.object != nil }
      return try mergeObjects(target, patch, schema)
    case .array:
      try require("SequenceNode", target, patch) { $0.array != nil }
      guard let list, let keys = list.keys else {
        guard let patch else { return Outcome(value: target) }
        return Outcome(value: patch.isNull ? Value?.none : patch, isPatch: true)
      }
      return try mergeLists(target, patch, keys, MergeSchema.element(of: list))
    case nil, .null:
      // Both null or missing: an explicit null of the target stays unless the patch has one too.
      return Outcome(value: patch == nil ? target : Value?.none)
    default:
      try require("ScalarNode", target, patch) { $0.isScalar }
      guard let patch else { return Outcome(value: target) }
      return Outcome(value: patch.isNull ? Value?.none : patch, isPatch: true)
    }
  }

  private static func require(
    _ kind: String, _ target: Value?, _ patch: Value?, _ test: (Value) -> Bool
  ) throws(SourceError) {
    for value in [target, patch] {
      guard let value, !value.isNull, !test(value) else { continue }
      throw FieldSpec.wrongKind(value, expected: kind)
    }
  }

  private static func directive(_ value: Value?) throws(SourceError) -> Directive {
    guard let word = value?["$patch"]?.scalarText else { return .merge }
    switch word {
    case "delete": return .delete
    case "replace": return .replace
    case "merge": return .merge
    default: throw SourceError("unknown patch strategy '\(word)'")
    }
  }

  // MARK: - Objects

  private static func mergeObjects(
    _ target: Value?, _ patch: Value?, _ schema: MergeSchema?
  ) throws(SourceError) -> Outcome {
    var target = target
    var patch = patch
    var isPatch = false
    let directive = try directive(patch)
    if patch?["$patch"] != nil { patch?["$patch"] = nil }
    if isNull(target) {
      if directive == .delete { return Outcome(value: nil) }
      // What is new is merged with itself, which takes its nulls away.
      target = patch
      isPatch = true
    } else if let given = patch {
      if given.isNull || directive == .delete { return Outcome(value: nil) }
      if directive == .replace {
        target = given
        isPatch = true
      }
    }
    guard case .object(var result) = target else { return Outcome(value: target, isPatch: isPatch) }
    var names = result.keys
    if !isPatch, case .object(let changes) = patch {
      for pair in changes where result.position(of: pair.key) == nil { names.append(pair.key) }
    }
    for name in names {
      let field = schema?.field(name)
      let below = field.flatMap { $0.isList ? nil : MergeSchema.element(of: $0) }
      let mine = result[name]
      if mine != nil, patch == nil, below == nil, field == nil { continue }
      let outcome = try merge(mine, patch?[name], below, field)
      result[name] = outcome.value
    }
    return Outcome(value: .object(result), isPatch: isPatch)
  }

  // MARK: - Lists

  private static func mergeLists(
    _ target: Value?, _ patch: Value?, _ keys: [String], _ schema: MergeSchema?
  ) throws(SourceError) -> Outcome {
    var items = target?.array
    var changes = patch?.array
    var isPatch = false
    if items == nil {
      items = changes
      isPatch = true
    } else if let patch {
      if patch.isNull { return Outcome(value: nil) }
    }
    // A directive for the whole list stands in an element of its own.
    if let position = changes?.firstIndex(where: { $0["$patch"] != nil }), let element = changes?[position],
      element.object?.count == 1, target?.array != nil
    {
      let directive = try directive(element)
      if directive == .delete { return Outcome(value: nil) }
      changes?.removeAll { $0["$patch"]?.scalarText == element["$patch"]?.scalarText }
      if directive == .replace {
        items = changes
        isPatch = true
      }
    }
    guard var result = items else { return Outcome(value: nil) }
    let names = keys.isEmpty ? [""] : keys
    var identities: [[String]] = []
    for list in [changes, result] {
      for element in list ?? [] {
        let identity = names.map { text(element, $0) }
        if !identities.contains(identity) { identities.append(identity) }
      }
    }
    if names.count > 1 { fillIn(&identities) }
    var merged: [Value] = []
    var valid = names
    for identity in identities {
      let used = usedKeys(identities, identity, names)
      valid = used.keys
      let values = used.values
      let position = find(result, valid, values)
      let change = find(changes ?? [], valid, values)
      let element = try merge(
        position.map { result[$0] }, change.flatMap { changes?[$0] }, schema, nil)
      guard var value = element.value, !value.isNull, !(value.object?.isEmpty ?? false) else {
        set(&result, nil, valid, values)
        continue
      }
      for (key, text) in zip(valid, values) where !key.isEmpty && !text.isEmpty {
        if value.object != nil, value[key] == nil { value[key] = Int64(text).map(Value.int) ?? .string(text) }
      }
      if !element.isPatch, let position { result[position] = value }
      set(&merged, value, valid, values)
    }
    if !identities.isEmpty { append(result, to: &merged, valid) } else { merged = result }
    return Outcome(value: .array(merged), isPatch: isPatch)
  }

  private static func text(_ element: Value, _ key: String) -> String {
    (key.isEmpty ? element : element[key] ?? .null).scalarText ?? ""
  }

  /// An element that leaves out one of several keys takes it from one that agrees in the others.
  private static func fillIn(_ identities: inout [[String]]) {
    for i in identities.indices {
      for j in identities.indices {
        let (a, b) = (identities[i], identities[j])
        let pairs = zip(a, b)
        if pairs.contains(where: { $0 != $1 && !$0.isEmpty && !$1.isEmpty }) { continue }
        guard pairs.contains(where: { $0 == $1 }) else { continue }
        let both = pairs.map { $0.isEmpty ? $1 : $0 }
        identities[i] = both
        identities[j] = both
      }
    }
  }

  /// The keys that any element has a value for, and this one's values for them.
  private static func usedKeys(
    _ identities: [[String]], _ identity: [String], _ keys: [String]
  ) -> (keys: [String], values: [String]) {
    let used = keys.indices.filter { i in identities.contains { !$0[i].isEmpty } }
    if used.isEmpty { return (keys, identity) }
    return (used.map { keys[$0] }, used.map { identity[$0] })
  }

  private static func find(_ list: [Value], _ keys: [String], _ values: [String]) -> Int? {
    let asked = keys.indices.filter { !values[$0].isEmpty }
    let indices = asked.isEmpty ? Array(keys.indices) : asked
    return list.firstIndex { element in
      if keys == [""] { return element.isScalar && text(element, "") == values[0] }
      guard let object = element.object else { return false }
      return indices.allSatisfy { i in object[keys[i]].map { ($0.scalarText ?? "") == values[i] } ?? false }
    }
  }

  /// kyaml's `ElementSetter`: puts the element in place of all that match, or after the others; `nil` removes them.
  private static func set(_ list: inout [Value], _ element: Value?, _ keys: [String], _ values: [String]) {
    var result: [Value] = []
    var found = false
    let forObjects = !(keys.first ?? "").isEmpty && !(values.first ?? "").isEmpty
    for item in list {
      if item.isNull || item.object?.isEmpty ?? false { continue }
      if forObjects && item.object == nil {
        result.append(item)
        continue
      }
      if !matches(item, keys, values) {
        if !values.isEmpty { result.append(item) }
        continue
      }
      found = true
      if let element { result.append(element) }
    }
    if !found, let element { result.append(element) }
    list = result
  }

  private static func matches(_ item: Value, _ keys: [String], _ values: [String]) -> Bool {
    var last = false
    for (i, key) in keys.enumerated() {
      if i < values.count {
        if key.isEmpty {
          last = item.isScalar && text(item, "") == values[i]
        } else if let value = item[key] {
          last = values[i].isEmpty || value.scalarText == values[i]
        } else {
          last = false
        }
      }
      if !last { return false }
    }
    return last
  }

  /// kyaml's `appendListNode`, with its way of treating elements that lack one of several keys.
  private static func append(_ source: [Value], to list: inout [Value], _ keys: [String]) {
    for element in source {
      if keys == [""] {
        set(&list, element, keys, [text(element, "")])
        continue
      }
      var values: [String] = []
      for key in keys {
        if let value = element[key] { values.append(value.scalarText ?? "") } else { list.append(element) }
      }
      if keys.count > 1 { set(&list, nil, keys, values) }
      set(&list, element, keys, values)
    }
  }
}
