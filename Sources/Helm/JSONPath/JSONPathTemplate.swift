import GoLibrary
import Manifest

/// A text with paths into a document in braces, as `kubectl -o jsonpath` and `helm show values --jsonpath` read it
/// (client-go's `util/jsonpath`): `{.a.b[0]}`, `{range .list[*]}{.name}{"\n"}{end}`, `{.list[?(@.x=="y")].z}`.
struct JSONPathTemplate {
  indirect enum Node {
    case list([Node])
    case text(String)
    /// What a word in quotes, a number or `true` stands for in a filter.
    case literal(Value)
    case field(String)
    case slice(Slice)
    case filter(left: Node, operation: String, right: Node)
    case wildcard
    case recursive
    case union([Node])
    /// `range`, `end`, or a word that means nothing.
    case word(String)
  }

  /// `[start:end:step]`; one index is a slice of one.
  struct Slice {
    var start: Int?
    var end: Int?
    /// The end was made from the start.
    var isIndex = false
    var step: Int?
  }

  let nodes: [Node]

  /// Fails with client-go's words for a text that is no template.
  init(_ text: String) throws(HelmError) {
    var parser = JSONPathParser(text)
    nodes = try parser.parse()
  }

  /// What the template makes of a document; as helm does, nothing when a path leads nowhere.
  func text(of document: Value) -> String {
    var evaluation = JSONPathEvaluation(nodes: nodes)
    guard let results = try? evaluation.find(document, from: 0) else { return "" }
    return results.map { $0.map(Self.print).joined(separator: " ") }.joined()
  }

  private static func print(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .null: "null"
    case .array, .object: JSON.write(value, escapeHTML: true)
    default: GoText.print(value)
    }
  }
}

/// One run of a template.
struct JSONPathEvaluation {
  let nodes: [JSONPathTemplate.Node]
  private var begun = 0
  private var inside = 0
  private var ended = 0
  private var lastEnd: Int?
  private var steps = 0

  init(nodes: [JSONPathTemplate.Node]) { self.nodes = nodes }

  /// The results of each node from one on. `null` finds nothing, as Go's nil does.
  mutating func find(_ data: Value?, from first: Int) throws(HelmError) -> [[Value]] {
    var all: [[Value]] = []
    var at = first
    while at < nodes.count {
      let results = try walk([data ?? .null], nodes[at], depth: 0)
      if ended > 0 && ended <= inside {
        ended -= 1
        lastEnd = at
        break
      }
      if begun > 0 {
        begun -= 1
        inside += 1
        for value in results { all += try find(value, from: at + 1) }
        if results.isEmpty { _ = try find(nil, from: at + 1) }
        inside -= 1
        if let lastEnd, lastEnd > at { at = lastEnd }
      } else {
        all.append(results)
      }
      at += 1
    }
    return all
  }

  private mutating func walk(
    _ input: [Value], _ node: JSONPathTemplate.Node, depth: Int
  ) throws(HelmError) -> [Value] {
    steps += 1 + input.count
    if steps > 2_000_000 || depth > 500 { throw HelmError("the jsonpath template takes too long") }
    switch node {
    case .list(let inner):
      var values = input
      for node in inner { values = try walk(values, node, depth: depth + 1) }
      return values
    case .text(let text): return [.string(text)]
    case .literal(let value): return input.map { _ in value }
    case .field(let name):
      if input.isEmpty { return [] }
      let found = input.compactMap { $0.object?[name] }
      if found.isEmpty { throw HelmError("\(name) is not found") }
      return found
    case .slice(let slice): return try self.slice(input, slice)
    case .filter(let left, let operation, let right):
      return try filter(input, left, operation, right, depth: depth)
    case .wildcard: return input.flatMap(Self.children)
    case .recursive: return try descend(input, depth: 0)
    case .union(let parts):
      var found: [Value] = []
      for part in parts { found += try walk(input, part, depth: depth + 1) }
      return found
    case .word("range"):
      begun += 1
      return input
    case .word("end"):
      if inside == 0 { throw HelmError("not in range, nothing to end") }
      ended += 1
      return []
    case .word(let name): throw HelmError("unrecognized identifier \(name)")
    }
  }

  private static func children(_ value: Value) -> [Value] {
    switch value {
    case .object(let object): object.sorted().map(\.value)
    case .array(let items): items
    case .string(let text): text.utf8.map { .int(Int64($0)) }
    default: []
    }
  }

  private mutating func descend(_ input: [Value], depth: Int) throws(HelmError) -> [Value] {
    var found: [Value] = []
    for value in input {
      let children = Self.children(value)
      steps += 1 + children.count
      if steps > 2_000_000 || depth > 500 { throw HelmError("the jsonpath template takes too long") }
      if !children.isEmpty { found += try [value] + descend(children, depth: depth + 1) }
    }
    return found
  }

  private func slice(_ input: [Value], _ slice: JSONPathTemplate.Slice) throws(HelmError) -> [Value] {
    var found: [Value] = []
    for value in input where !value.isNull {
      guard case .array(let items) = value else { throw HelmError("is not array or slice") }
      var start = slice.start ?? 0
      if start < 0 { start += items.count }
      var end = slice.end ?? items.count
      if end < 0 || (end == 0 && slice.isIndex) { end += items.count }
      if start == end { return found }
      guard start >= 0, start < items.count, end >= 0, end <= items.count else {
        throw HelmError("array index out of bounds")
      }
      if start > end { throw HelmError("starting index \(start) is greater than ending index \(end)") }
      let step = slice.step ?? 1
      if step <= 0 { throw HelmError("step must be > 0") }
      found += stride(from: start, to: end, by: step).map { items[$0] }
    }
    return found
  }

  private mutating func filter(
    _ input: [Value], _ left: JSONPathTemplate.Node, _ operation: String, _ right: JSONPathTemplate.Node, depth: Int
  ) throws(HelmError) -> [Value] {
    var found: [Value] = []
    for value in input {
      guard case .array(let items) = value else { throw HelmError("is not array or slice and cannot be filtered") }
      for item in items {
        if operation == "exists" {
          if let lefts = try? walk([item], left, depth: depth + 1), !lefts.isEmpty { found.append(item) }
          continue
        }
        let lefts = try walk([item], left, depth: depth + 1)
        if lefts.isEmpty { continue }
        let rights = lefts.count == 1 ? try walk([item], right, depth: depth + 1) : []
        if lefts.count == 1 && rights.isEmpty { continue }
        guard lefts.count == 1, rights.count == 1 else { throw HelmError("can only compare one element at a time") }
        if try Self.compare(lefts[0], operation, rights[0]) { found.append(item) }
      }
    }
    return found
  }

  /// Go's templates compare values of one kind only.
  private static func compare(_ left: Value, _ operation: String, _ right: Value) throws(HelmError) -> Bool {
    let (isLess, isEqual): (Bool?, Bool)
    switch (left, right) {
    case (.string(let a), .string(let b)): (isLess, isEqual) = (a.goLess(b), a.utf8.elementsEqual(b.utf8))
    case (.double(let a), .double(let b)): (isLess, isEqual) = (a < b, a == b)
    case (.int(let a), .int(let b)): (isLess, isEqual) = (a < b, a == b)
    case (.bool(let a), .bool(let b)): (isLess, isEqual) = (nil, a == b)
    default: throw HelmError("incompatible types for comparison")
    }
    switch operation {
    case "==": return isEqual
    case "!=": return !isEqual
    case "<", "<=", ">", ">=":
      guard let isLess else { throw HelmError("invalid type for comparison") }
      if operation.hasPrefix("<") { return isLess || (operation == "<=" && isEqual) }
      return !isLess && (operation == ">=" || !isEqual)
    default: throw HelmError("unrecognized filter operator \(operation)")
    }
  }
}
