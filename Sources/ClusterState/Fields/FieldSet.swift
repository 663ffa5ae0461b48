import Manifest

/// A set of paths into an object: FieldsV1 of `metadata.managedFields`.
///
/// Steps are kept as FieldsV1 writes them: `f:name`, `k:{"name":"x"}`, `v:"x"`, `i:0` (structured-merge-diff `fieldpath`).
struct FieldSet: Sendable, Hashable {
  struct Node: Sendable, Hashable {
    var step: String
    /// Whether the path that ends here is in the set.
    var isMember: Bool
    var children: FieldSet
  }

  /// Ordered by the bytes of their steps.
  private(set) var nodes: [Node] = []

  init() {}

  private init(nodes: [Node]) { self.nodes = nodes }

  /// A set of nodes in any order; those of the same step become one.
  init(of list: [Node]) {
    nodes = list
    if FieldSet.isOrdered(nodes) { return }
    nodes.sort { ByteOrder.compare($0.step, $1.step) < 0 }
    var result: [Node] = []
    result.reserveCapacity(nodes.count)
    for node in nodes {
      if let last = result.last, last.step.hasSameBytes(as: node.step) {
        result[result.count - 1].isMember = last.isMember || node.isMember
        result[result.count - 1].children = last.children.union(node.children)
      } else {
        result.append(node)
      }
    }
    nodes = result
  }

  private static func isOrdered(_ nodes: [Node]) -> Bool {
    var i = 1
    while i < nodes.count {
      if ByteOrder.compare(nodes[i - 1].step, nodes[i].step) >= 0 { return false }
      i += 1
    }
    return true
  }

  var isEmpty: Bool { nodes.isEmpty }

  /// Reads the `fieldsV1` member; what is not understood is left out.
  init(fieldsV1 value: Value) {
    for pair in value.object?.sorted() ?? [] where pair.key != "." {
      var children = FieldSet(fieldsV1: pair.value)
      let isMember = pair.value["."] != nil || children.isEmpty
      if children.isEmpty { children = FieldSet() }
      nodes.append(Node(step: pair.key, isMember: isMember, children: children))
    }
  }

  var fieldsV1: Value {
    var object = Object()
    for node in nodes {
      var inner = node.children.fieldsV1
      if node.isMember && !node.children.isEmpty {
        var members = Object()
        members["."] = .object(Object())
        for pair in inner.object ?? Object() { members[pair.key] = pair.value }
        inner = .object(members)
      }
      object[node.step] = inner
    }
    return .object(object)
  }

  private func position(of step: String) -> (Int, Bool) {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if ByteOrder.compare(nodes[middle].step, step) < 0 { low = middle + 1 } else { high = middle }
    }
    return (low, low < nodes.count && nodes[low].step.hasSameBytes(as: step))
  }

  mutating func insert(_ path: some Collection<String>) {
    guard let first = path.first else { return }
    let rest = path.dropFirst()
    let (i, found) = position(of: first)
    if !found { nodes.insert(Node(step: first, isMember: false, children: FieldSet()), at: i) }
    if rest.isEmpty { nodes[i].isMember = true } else { nodes[i].children.insert(rest) }
  }

  /// Inserts the path and everything of that set below it.
  mutating func insert(_ path: some Collection<String>, below: FieldSet) {
    guard let first = path.first else { return self = union(below) }
    let rest = path.dropFirst()
    let (i, found) = position(of: first)
    if !found { nodes.insert(Node(step: first, isMember: false, children: FieldSet()), at: i) }
    if rest.isEmpty {
      nodes[i].isMember = true
      nodes[i].children = nodes[i].children.union(below)
    } else {
      nodes[i].children.insert(rest, below: below)
    }
  }

  /// The node of a step, `nil` when there is none.
  func node(_ step: String) -> Node? {
    let (i, found) = position(of: step)
    return found ? nodes[i] : nil
  }

  func children(_ step: String) -> FieldSet { node(step)?.children ?? FieldSet() }
  func contains(_ step: String) -> Bool { node(step)?.isMember ?? false }

  private func combined(
    _ other: FieldSet, member: (Bool, Bool) -> Bool, children: (FieldSet, FieldSet) -> FieldSet
  ) -> FieldSet {
    var result: [Node] = []
    var i = 0
    var j = 0
    let none = FieldSet()
    while i < nodes.count || j < other.nodes.count {
      var a: Node?
      var b: Node?
      if j >= other.nodes.count {
        a = nodes[i]
      } else if i >= nodes.count {
        b = other.nodes[j]
      } else if nodes[i].step.hasSameBytes(as: other.nodes[j].step) {
        a = nodes[i]
        b = other.nodes[j]
      } else if ByteOrder.compare(nodes[i].step, other.nodes[j].step) < 0 {
        a = nodes[i]
      } else {
        b = other.nodes[j]
      }
      if a != nil { i += 1 }
      if b != nil { j += 1 }
      let isMember = member(a?.isMember ?? false, b?.isMember ?? false)
      let below = children(a?.children ?? none, b?.children ?? none)
      if isMember || !below.isEmpty {
        result.append(Node(step: a?.step ?? b?.step ?? "", isMember: isMember, children: below))
      }
    }
    return FieldSet(nodes: result)
  }

  func union(_ other: FieldSet) -> FieldSet {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return combined(other, member: { $0 || $1 }, children: { $0.union($1) })
  }

  func intersection(_ other: FieldSet) -> FieldSet {
    if isEmpty || other.isEmpty { return FieldSet() }
    return combined(other, member: { $0 && $1 }, children: { $0.intersection($1) })
  }

  func difference(_ other: FieldSet) -> FieldSet {
    if isEmpty || other.isEmpty { return self }
    return combined(other, member: { $0 && !$1 }, children: { $0.difference($1) })
  }

  /// Without the members of the other set and everything below them.
  func recursiveDifference(_ other: FieldSet) -> FieldSet {
    if isEmpty || other.isEmpty { return self }
    var result: [Node] = []
    for node in nodes {
      guard let match = other.node(node.step) else {
        result.append(node)
        continue
      }
      if match.isMember { continue }
      let below = node.children.recursiveDifference(match.children)
      if node.isMember || !below.isEmpty {
        result.append(Node(step: node.step, isMember: node.isMember, children: below))
      }
    }
    return FieldSet(nodes: result)
  }

  /// Every named field on the way becomes a member (structured-merge-diff EnsureNamedFieldsAreMembers).
  func withNamedFieldsAsMembers(_ shape: MergeShape) -> FieldSet {
    var result: [Node] = []
    for node in nodes {
      var node = node
      let inner: MergeShape
      if node.step.utf8.starts(with: "f:".utf8) {
        let name = String(node.step.dropFirst(2))
        inner = shape.member(name) ?? .deduced
        if !node.children.isEmpty && shape.declares(name) { node.isMember = true }
      } else {
        inner = shape.element
      }
      node.children = node.children.withNamedFieldsAsMembers(inner)
      result.append(node)
    }
    return FieldSet(nodes: result)
  }

  /// Only paths that have nothing below them.
  var leaves: FieldSet {
    var result: [Node] = []
    for node in nodes {
      if node.children.isEmpty {
        result.append(node)
      } else {
        result.append(Node(step: node.step, isMember: false, children: node.children.leaves))
      }
    }
    return FieldSet(nodes: result)
  }

  /// All member paths in order.
  var paths: [[String]] {
    var list: [[String]] = []
    collect([], &list)
    return list
  }

  private func collect(_ prefix: [String], _ list: inout [[String]]) {
    for node in nodes {
      let path = prefix + [node.step]
      if node.isMember { list.append(path) }
      node.children.collect(path, &list)
    }
  }

  /// All member paths in the order in which the server looks at them: those that end here before those below.
  var pathsByDepth: [[String]] {
    var list: [[String]] = []
    collectByDepth([], &list)
    return list
  }

  private func collectByDepth(_ prefix: [String], _ list: inout [[String]]) {
    for node in nodes where node.isMember { list.append(prefix + [node.step]) }
    for node in nodes { node.children.collectByDepth(prefix + [node.step], &list) }
  }

  /// `.spec.containers[name="x"].image`: as conflicts print a path.
  static func text(_ path: [String]) -> String {
    var text = ""
    for step in path {
      let body = String(step.dropFirst(2))
      switch step.utf8.first {
      case UInt8(ascii: "f"): text += "." + body
      case UInt8(ascii: "k"):
        let pairs = ((try? JSON.parse(body)) ?? .null).object ?? Object()
        text += "[" + pairs.sorted().map { "\($0.key)=\(JSON.write($0.value))" }.joined(separator: ",") + "]"
      case UInt8(ascii: "v"): text += "[=\(body)]"
      default: text += "[\(body)]"
      }
    }
    return text
  }
}
