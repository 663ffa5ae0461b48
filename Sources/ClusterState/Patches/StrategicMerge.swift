import KubeAPI
import Manifest

/// Strategic merge patches: lists merge by the key that their type declares, and directives in the patch say the rest
/// (`$patch`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…`, `$retainKeys`).
/// Rules of apimachinery `pkg/util/strategicpatch`.
enum StrategicMerge {
  static func apply(_ patch: Value, to object: Value, shape: MergeShape) throws(StatusError) -> Value {
    guard case .object(let changes) = patch else { return object }
    return .object(try merge(object.object ?? Object(), changes, shape))
  }

  private static func internalError(_ message: String) -> StatusError {
    StatusError(code: 500, reason: "", message: message)
  }

  private static func merge(_ original: Object, _ patch: Object, _ shape: MergeShape) throws(StatusError) -> Object {
    if let directive = patch["$patch"] {
      switch directive.string {
      case "replace":
        var rest = patch
        rest["$patch"] = nil
        return rest
      case "delete": return Object()
      default:
        throw internalError(
          "unknown patch type: \(directive.string ?? GoText.of(directive)) in map: \(GoText.of(.object(patch)))")
      }
    }
    var result = original
    if let retained = patch["$retainKeys"] {
      guard let list = retained.array else { throw .badRequest("invalid patch format of retainKeys") }
      let names = Set(list.compactMap(\.string))
      let isComplete = patch.allSatisfy { pair in
        pair.key == "$retainKeys" || pair.value.isNull || pair.key.hasPrefix("$setElementOrder/")
          || pair.key.hasPrefix("$deleteFromPrimitiveList/") || names.contains(pair.key)
      }
      guard isComplete else { throw .badRequest("invalid patch format of retainKeys") }
      result.removeAll { !names.contains($0.key) }
    }
    for pair in patch {
      if pair.key == "$retainKeys" { continue }
      if pair.key.hasPrefix("$setElementOrder/") {
        // Orders of lists that the patch does not change otherwise.
        let name = String(pair.key.dropFirst("$setElementOrder/".count))
        for list in [pair.value, result[name], patch[name]].compactMap({ $0 }) where list.array == nil {
          throw internalError("expected a []interface {}, but received a \(list.goType)")
        }
        if patch[name] == nil, let items = result[name]?.array, let order = pair.value.array {
          let inner = shape.member(name) ?? .deduced
          result[name] = .array(sort(items, by: order, server: items, key: inner.patchMergeKey))
        }
        continue
      }
      if pair.key.hasPrefix("$deleteFromPrimitiveList/") {
        let name = String(pair.key.dropFirst("$deleteFromPrimitiveList/".count))
        if let items = result[name]?.array {
          let gone = pair.value.array ?? []
          let left = items.filter { !gone.contains($0) }
          result[name] = .array(left)
        }
        continue
      }
      if pair.value.isNull {
        result[pair.key] = nil
        continue
      }
      let inner = shape.member(pair.key) ?? .deduced
      switch pair.value {
      case .object(let changes):
        if inner.patchStrategies.contains("replace") {
          result[pair.key] = pair.value
        } else if let current = result[pair.key]?.object {
          result[pair.key] = .object(try merge(current, changes, inner))
        } else {
          // What is new to the object goes in without the parts that have directives.
          result[pair.key] = changes["$patch"] == nil ? try clean(pair.value, inner) : nil
        }
      case .array(let items):
        let order = patch["$setElementOrder/" + pair.key]?.array
        guard inner.patchStrategies.contains("merge") else {
          // A list that is replaced keeps what looks like a directive.
          result[pair.key] = .array(result[pair.key]?.array == nil ? items.filter { $0["$patch"] == nil } : items)
          continue
        }
        let current = result[pair.key]?.array ?? []
        let key = inner.patchMergeKey
        if key.isEmpty {
          var merged = current
          for item in items where !merged.contains(item) { merged.append(item) }
          merged = sort(merged, by: items, server: current, key: "")
          if let order { merged = sort(merged, by: order, server: current, key: "") }
          result[pair.key] = .array(merged)
        } else {
          if let order { try check(items, follow: order, key: key) }
          var merged = try mergeItems(current, items, key, inner.element)
          merged = sort(merged, by: items.filter { $0["$patch"] == nil }, server: current, key: key)
          if let order { merged = sort(merged, by: order, server: current, key: key) }
          result[pair.key] = .array(merged)
        }
      default: result[pair.key] = pair.value
      }
    }
    return result
  }

  /// A part of the patch that is new to the object: directives and nulls go.
  private static func clean(_ value: Value, _ shape: MergeShape) throws(StatusError) -> Value {
    switch value {
    case .object(let object):
      return .object(try merge(Object(), object, shape))
    default: return value
    }
  }

  private static func mergeItems(
    _ current: [Value], _ patch: [Value], _ key: String, _ element: MergeShape
  ) throws(StatusError) -> [Value] {
    var list = current
    var additions: [Value] = []
    var replaces = false
    if !current.isEmpty, patch.contains(where: { $0.object == nil }) {
      throw internalError(
        "list element types are not identical: \(GoText.of(.array([.array(current), .array(patch)])))")
    }
    for item in patch {
      guard case .object(let object) = item else {
        throw internalError("\(GoText.of(item)) is not a map, but declared merge key is \(key)")
      }
      guard let directive = object["$patch"] else {
        additions.append(item)
        continue
      }
      switch directive.string {
      case "delete":
        guard let wanted = object[key] else {
          throw internalError("map: \(GoText.of(item)) does not contain declared merge key: \(key)")
        }
        list.removeAll { $0[key] == wanted }
      case "replace":
        replaces = true
      case "merge":
        throw internalError("merging lists cannot contain merge directive")
      default:
        throw internalError(
          "unknown patch type: \(directive.string ?? GoText.of(directive)) in map: \(GoText.of(item))")
      }
    }
    if replaces { return additions }
    for item in additions {
      guard let wanted = item[key] else {
        throw internalError("map: \(GoText.of(item)) does not contain declared merge key: \(key)")
      }
      if let i = list.firstIndex(where: { $0[key] == wanted }) {
        guard case .object(let old) = list[i], case .object(let new) = item else { continue }
        list[i] = .object(try merge(old, new, element))
      } else {
        list.append(try clean(item, element))
      }
    }
    return list
  }

  /// The items of a patch must come in the order that its `$setElementOrder` gives.
  private static func check(_ items: [Value], follow order: [Value], key: String) throws(StatusError) {
    let wanted = items.filter { $0["$patch"] == nil }.compactMap { $0[key] }
    var next = 0
    for entry in order {
      if next < wanted.count, entry[key] == wanted[next] { next += 1 }
    }
    if next < wanted.count {
      throw internalError(
        "The order in patch list:\n\(GoText.of(.array(items)))\n doesn't match $setElementOrder list:\n"
          + "\(GoText.of(.array(order)))\n")
    }
  }

  /// Items that the order names come in its order; others, which only the server has, come before the first of those
  /// that they stood before on the server (normalizeElementOrder, mergeSortedSlice).
  private static func sort(_ items: [Value], by order: [Value], server: [Value], key: String) -> [Value] {
    func identity(_ item: Value) -> Value { key.isEmpty ? item : (item[key] ?? .null) }
    func positions(_ list: [Value]) -> [Value: Int] {
      Dictionary(list.enumerated().map { (identity($0.element), $0.offset) }, uniquingKeysWith: { a, _ in a })
    }
    let wanted = positions(order)
    let before = positions(server)
    let listed = items.filter { wanted[identity($0)] != nil }.sorted {
      wanted[identity($0)] ?? 0 < wanted[identity($1)] ?? 0
    }
    let others = items.filter { wanted[identity($0)] == nil }
    var result: [Value] = []
    var i = 0
    var j = 0
    while i < others.count || j < listed.count {
      if i >= others.count {
        result.append(listed[j])
        j += 1
      } else if j >= listed.count {
        result.append(others[i])
        i += 1
      } else if let a = before[identity(others[i])], let b = before[identity(listed[j])], a < b {
        result.append(others[i])
        i += 1
      } else {
        result.append(listed[j])
        j += 1
      }
    }
    return result
  }
}

/// Values as Go's `%v` prints them: `map[a:1 b:[x y]]`.
enum GoText {
  static func of(_ value: Value) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .double(let number): JSON.write(.double(number))
    case .string(let text): text
    case .array(let items): "[" + items.map { of($0) }.joined(separator: " ") + "]"
    case .object(let object): "map[" + object.sorted().map { "\($0.key):\(of($0.value))" }.joined(separator: " ") + "]"
    }
  }
}
