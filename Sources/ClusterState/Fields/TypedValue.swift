import KubeAPI
import Manifest

/// Walking an object with its shape: which paths it has, how it differs, how it merges, what remains without some paths.
/// Follows structured-merge-diff `typed`.
enum TypedValue {
  /// The FieldsV1 step of an item of a keyed list or set.
  static func step(of item: Value, at index: Int, _ list: MergeShape.ListForm, _ element: MergeShape) -> String {
    switch list {
    case .atomic: return "i:\(index)"
    case .set: return "v:" + JSON.write(item)
    case .map(let keys):
      var pairs = Object()
      for key in keys {
        if let value = item[key] ?? element.member(key)?.defaultValue { pairs[key] = value }
      }
      return "k:" + JSON.write(.object(pairs))
    }
  }

  /// What a value is made of at a place of that shape: the shape says, or the value itself where nothing is known.
  private enum Content {
    case leaf
    case map(Object?)
    case list([Value]?, MergeShape.ListForm)
  }

  private static func content(_ value: Value?, _ shape: MergeShape) -> Content {
    switch shape.form {
    case .scalar: return .leaf
    case .map(let isAtomic): return isAtomic ? .leaf : .map(value?.object)
    case .list(let list): return list == .atomic ? .leaf : .list(value?.array, list)
    case .deduced:
      if case .object(let object) = value { return .map(object) }
      return .leaf
    }
  }

  // MARK: - Field set

  /// The paths that a value sets.
  static func fields(of value: Value, _ shape: MergeShape) -> FieldSet { collect(value, shape).below }

  /// Whether the path to the value is one of them, and what is below it.
  private static func collect(_ value: Value, _ shape: MergeShape) -> (isMember: Bool, below: FieldSet) {
    switch content(value, shape) {
    case .leaf: return (true, FieldSet())
    case .map(let object):
      guard let object, !object.isEmpty else { return (false, FieldSet()) }
      var nodes: [FieldSet.Node] = []
      nodes.reserveCapacity(object.count)
      for pair in object.pairs {
        let (isLeaf, below) = collect(pair.value, shape.member(pair.key) ?? .deduced)
        let isMember =
          isLeaf || pair.value.isNull || pair.value.object?.isEmpty == true || !shape.declares(pair.key)
        if isMember || !below.isEmpty {
          nodes.append(FieldSet.Node(step: "f:" + pair.key, isMember: isMember, children: below))
        }
      }
      return (false, FieldSet(of: nodes))
    case .list(let items, let list):
      let element = shape.element
      var nodes: [FieldSet.Node] = []
      for (i, item) in (items ?? []).enumerated() {
        nodes.append(
          FieldSet.Node(
            step: step(of: item, at: i, list, element), isMember: true, children: collect(item, element).below))
      }
      return (false, FieldSet(of: nodes))
    }
  }

  // MARK: - Comparison

  struct Comparison {
    var added = FieldSet()
    var modified = FieldSet()
    var removed = FieldSet()
    var isSame: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }
  }

  static func compare(_ old: Value, _ new: Value, _ shape: MergeShape) -> Comparison {
    var result = Comparison()
    compare(old, new, shape, [], &result)
    return result
  }

  private static func leaf(_ old: Value?, _ new: Value?, _ path: [String], _ result: inout Comparison) {
    if old == nil {
      result.added.insert(path)
    } else if new == nil {
      result.removed.insert(path)
    } else if old != new {
      result.modified.insert(path)
    }
  }

  private static func compare(
    _ old: Value?, _ new: Value?, _ shape: MergeShape, _ path: [String], _ result: inout Comparison
  ) {
    if let old, let new, old == new { return }
    if shape.form == .deduced, let old, let new, !old.isNull, !new.isNull,
      (old.object == nil) != (new.object == nil)
    {
      // Its form changed: everything of the old is gone, everything of the new is added.
      compareContent(old, nil, shape, path, &result)
      compareContent(nil, new, shape, path, &result)
      result.modified.insert(path)
      return
    }
    compareContent(old, new, shape, path, &result)
  }

  private static func compareContent(
    _ old: Value?, _ new: Value?, _ shape: MergeShape, _ path: [String], _ result: inout Comparison
  ) {
    guard let old else {
      if let new { result.added.insert(path, below: everything(in: new, shape)) }
      return
    }
    guard let new else {
      result.removed.insert(path, below: everything(in: old, shape))
      return
    }
    switch content(new.isNull ? old : new, shape) {
    case .leaf:
      leaf(old, new, path, &result)
      return
    case .map:
      let a = old.object ?? Object()
      let b = new.object ?? Object()
      if a.isEmpty && b.isEmpty {
        leaf(old, new, path, &result)
        return
      }
      for pair in a {
        let other = b[pair.key]
        if let other, other == pair.value { continue }
        compare(pair.value, other, shape.member(pair.key) ?? .deduced, path + ["f:" + pair.key], &result)
      }
      for pair in b where a[pair.key] == nil {
        compare(nil, pair.value, shape.member(pair.key) ?? .deduced, path + ["f:" + pair.key], &result)
      }
    case .list(_, let list):
      let a = old.array ?? []
      let b = new.array ?? []
      if a.isEmpty && b.isEmpty {
        leaf(old, new, path, &result)
        return
      }
      let element = shape.element
      let left = keyed(a, list, element)
      let right = keyed(b, list, element)
      for (key, item) in left.items { compare(item, right.index[key], element, path + [key], &result) }
      for (key, item) in right.items where left.index[key] == nil { compare(nil, item, element, path + [key], &result) }
    }
  }

  /// All paths below a value that is there on one side only.
  private static func everything(in value: Value, _ shape: MergeShape) -> FieldSet {
    guard !value.isNull else { return FieldSet() }
    func node(_ step: String, _ value: Value, _ shape: MergeShape) -> FieldSet.Node {
      FieldSet.Node(step: step, isMember: true, children: everything(in: value, shape))
    }
    switch content(value, shape) {
    case .leaf: return FieldSet()
    case .map(let object):
      return FieldSet(
        of: (object?.pairs ?? []).map { node("f:" + $0.key, $0.value, shape.member($0.key) ?? .deduced) })
    case .list(let items, let list):
      let element = shape.element
      return FieldSet(of: keyed(items ?? [], list, element).items.map { node($0.0, $0.1, element) })
    }
  }

  private static func keyed(
    _ items: [Value], _ list: MergeShape.ListForm, _ element: MergeShape
  ) -> (items: [(String, Value)], index: [String: Value]) {
    var ordered: [(String, Value)] = []
    var index: [String: Value] = [:]
    for (i, item) in items.enumerated() {
      let key = step(of: item, at: i, list, element)
      if index.updateValue(item, forKey: key) == nil { ordered.append((key, item)) }
    }
    return (ordered, index)
  }

  // MARK: - Merge

  /// The configuration laid over the live object.
  static func merge(_ live: Value?, _ config: Value?, _ shape: MergeShape) -> Value? {
    guard let live else { return config }
    guard let config else { return live }
    switch content(config.isNull ? live : config, shape) {
    case .leaf: return config
    case .map:
      // Empty and null are told apart only where neither side has anything; else null adds nothing to what is there.
      var result = live.object ?? Object()
      let added = config.object ?? Object()
      if result.isEmpty && added.isEmpty { return config }
      for pair in added {
        result[pair.key] = merge(result[pair.key], pair.value, shape.member(pair.key) ?? .deduced)
      }
      return .object(result)
    case .list(_, let list):
      let (a, b) = (live.array ?? [], config.array ?? [])
      if a.isEmpty && b.isEmpty { return config }
      return .array(mergeItems(a, b, list, shape.element))
    }
  }

  /// Items of the configuration in its order; items that only the live list has stay where they were relative to the
  /// items that both have (structured-merge-diff `mergingWalker.visitListItems`).
  private static func mergeItems(
    _ live: [Value], _ config: [Value], _ list: MergeShape.ListForm, _ element: MergeShape
  ) -> [Value] {
    let left = keyed(live, list, element)
    let right = keyed(config, list, element)
    var shared = right.items.map(\.0).filter { left.index[$0] != nil }[...]
    var out: [Value] = []
    var merged: Set<String> = []
    var l = 0
    var r = 0
    func add(_ a: Value?, _ b: Value?) {
      if let item = merge(a, b, element) { out.append(item) }
    }
    while l < left.items.count || r < right.items.count {
      if l < left.items.count && r < right.items.count {
        let key = left.items[l].0
        if key == right.items[r].0 {
          merged.insert(key)
          add(left.items[l].1, right.items[r].1)
          l += 1
          r += 1
          shared = shared.dropFirst()
          continue
        }
        if right.index[key] != nil, let next = shared.first, next != key {
          l += 1
          continue
        }
      }
      if l < left.items.count {
        let (key, item) = left.items[l]
        if right.index[key] == nil {
          out.append(item)
          l += 1
          continue
        }
        if merged.contains(key) { l += 1 }
      }
      if r < right.items.count {
        let (key, item) = right.items[r]
        merged.insert(key)
        add(left.index[key], item)
        r += 1
        if shared.first == key { shared = shared.dropFirst() }
      }
    }
    return out
  }

  // MARK: - Removal and extraction

  /// The value without those paths; a path to an item or member takes everything below it along.
  static func removing(_ set: FieldSet, from value: Value, _ shape: MergeShape) -> Value {
    if set.isEmpty { return value }
    switch content(value, shape) {
    case .leaf: return value
    case .map(let object):
      guard let object else { return value }
      var result = Object()
      for pair in object {
        let step = "f:" + pair.key
        guard let node = set.node(step) else {
          result[pair.key] = pair.value
          continue
        }
        if node.isMember { continue }
        result[pair.key] = removing(node.children, from: pair.value, shape.member(pair.key) ?? .deduced)
      }
      return .object(result)
    case .list(let items, let list):
      guard let items else { return value }
      let element = shape.element
      var result: [Value] = []
      for (i, item) in items.enumerated() {
        let step = step(of: item, at: i, list, element)
        guard let node = set.node(step) else {
          result.append(item)
          continue
        }
        if node.isMember { continue }
        result.append(removing(node.children, from: item, element))
      }
      return .array(result)
    }
  }
}
