import KubeAPI
import Manifest

/// The columns of a custom kind: its definition's additionalPrinterColumns, or name and age
/// (apiextensions-apiserver `tableconvertor`).
enum CustomColumns {
  private struct Extra {
    var column: Table.Column
    var path: JSONPath?
  }

  static func printer(
    _ resource: ServedResource, version: String, in state: ClusterState
  ) -> ([Table.Column], (Value) -> [Value]) {
    let name = Table.Column(
      name: "Name", format: "name",
      description: "The name of the object, unique among objects of its kind in one namespace.")
    let now = state.now
    guard let list = state.definition(of: resource, version: version)?["additionalPrinterColumns"]?.array, !list.isEmpty
    else {
      let age = Table.Column(name: "Age", type: "date", description: "When the object was created.")
      return (
        [name, age],
        { [.string($0.name), .string(Cells.age($0.at("metadata", "creationTimestamp"), now))] }
      )
    }
    let extras = list.map { column -> Extra in
      Extra(
        column: Table.Column(
          name: column["name"]?.string ?? "", type: column["type"]?.string ?? "string",
          format: column["format"]?.string ?? "", description: column["description"]?.string ?? "",
          priority: column["priority"]?.int ?? 0),
        path: JSONPath(column["jsonPath"]?.string ?? ""))
    }
    return (
      [name] + extras.map(\.column),
      { object in [.string(object.name)] + extras.map { cell($0, object, now) } }
    )
  }

  private static func cell(_ extra: Extra, _ object: Value, _ now: Instant) -> Value {
    let found = extra.path?.find(in: object) ?? []
    guard let first = found.first, !first.isNull else { return .null }
    switch extra.column.type {
    case "integer":
      switch first {
      case .int: return first
      case .double(let number): return Int64(exactly: number.rounded(.towardZero)).map { .int($0) } ?? .null
      default: return .null
      }
    case "number":
      switch first {
      case .int(let number): return .double(Double(number))
      case .double: return first
      default: return .null
      }
    case "boolean": return first.bool.map { .bool($0) } ?? .null
    case "date":
      guard let text = first.string else { return .null }
      guard let then = Instant(rfc3339: text) else { return "<invalid>" }
      return .string(HumanDuration.text(now - then))
    case "string":
      return .string(found.map { JSONPath.text($0) }.joined(separator: ","))
    default: return .null
    }
  }
}

/// The simple JSONPaths that definitions may use: members, indexes, wildcards and `?(@.a=="b")` filters.
struct JSONPath: Sendable {
  private enum Step: Sendable {
    case member(String)
    case index(Int)
    case all
    case filter([String], equals: Bool, Value)
    case recursive(String)
  }
  private var steps: [Step] = []

  init?(_ text: String) {
    let s = Array(text)
    var i = 0
    if i < s.count, s[i] == "$" { i += 1 }
    while i < s.count {
      if s[i] == "." {
        i += 1
        var recursive = false
        if i < s.count, s[i] == "." {
          recursive = true
          i += 1
        }
        var name = ""
        while i < s.count, s[i] != ".", s[i] != "[" {
          if s[i] == "\\", i + 1 < s.count { i += 1 }
          name.append(s[i])
          i += 1
        }
        if name == "*" {
          steps.append(.all)
        } else if !name.isEmpty {
          steps.append(recursive ? .recursive(name) : .member(name))
        }
      } else if s[i] == "[" {
        guard let end = JSONPath.close(s, i) else { return nil }
        let inner = String(s[(i + 1)..<end])
        if inner == "*" {
          steps.append(.all)
        } else if let number = Int(inner) {
          steps.append(.index(number))
        } else if inner.hasPrefix("?(@"), inner.hasSuffix(")") {
          guard let step = JSONPath.filter(inner.dropFirst(3).dropLast()) else { return nil }
          steps.append(step)
        } else if let quote = inner.first, quote == "'" || quote == "\"", inner.count >= 2 {
          steps.append(.member(String(inner.dropFirst().dropLast())))
        } else {
          return nil
        }
        i = end + 1
      } else {
        return nil
      }
    }
  }

  private static func close(_ s: [Character], _ start: Int) -> Int? {
    var quote: Character?
    var i = start + 1
    while i < s.count {
      if let open = quote {
        if s[i] == open { quote = nil }
      } else if s[i] == "'" || s[i] == "\"" {
        quote = s[i]
      } else if s[i] == "]" {
        return i
      }
      i += 1
    }
    return nil
  }

  private static func filter(_ text: Substring) -> Step? {
    for (mark, equals) in [("==", true), ("!=", false)] {
      guard let range = text.firstRange(of: mark) else { continue }
      func trim(_ part: Substring) -> Substring {
        var view = part
        while view.first == " " { view.removeFirst() }
        while view.last == " " { view.removeLast() }
        return view
      }
      let left = trim(text[..<range.lowerBound])
      let right = trim(text[range.upperBound...])
      let value: Value
      if let quote = right.first, quote == "'" || quote == "\"", right.count >= 2 {
        value = .string(String(right.dropFirst().dropLast()))
      } else if let number = Int64(right) {
        value = .int(number)
      } else if right == "true" || right == "false" {
        value = .bool(right == "true")
      } else {
        return nil
      }
      return .filter(left.split(separator: ".").map(String.init), equals: equals, value)
    }
    return nil
  }

  func find(in root: Value) -> [Value] {
    var nodes = [root]
    for step in steps {
      var next: [Value] = []
      for node in nodes {
        switch step {
        case .member(let name): if let value = node[name] { next.append(value) }
        case .index(let i):
          guard case .array(let items) = node else { continue }
          let position = i < 0 ? items.count + i : i
          if position >= 0 && position < items.count { next.append(items[position]) }
        case .all:
          switch node {
          case .array(let items): next += items
          case .object(let object): next += object.values
          default: break
          }
        case .filter(let path, let equals, let wanted):
          for item in node.array ?? [] {
            guard let value = item.at(path: path) else { continue }
            if (value == wanted) == equals { next.append(item) }
          }
        case .recursive(let name): JSONPath.descend(node, name, &next)
        }
      }
      nodes = next
    }
    return nodes
  }

  private static func descend(_ node: Value, _ name: String, _ found: inout [Value]) {
    switch node {
    case .object(let object):
      if let value = object[name] { found.append(value) }
      for pair in object { descend(pair.value, name, &found) }
    case .array(let items):
      for item in items { descend(item, name, &found) }
    default: break
    }
  }

  /// As kubectl's JSONPath prints a value.
  static func text(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .null: ""
    case .array, .object: JSON.write(value)
    default: Cells.scalar(value)
    }
  }
}
