/// A mapping with string keys that keeps the order in which they were written.
///
/// Small objects (almost all of Kubernetes) are searched linearly; from ``indexThreshold`` members on a hash index is kept,
/// so that a hostile ConfigMap of 100,000 keys stays linear to build.
public struct Object: Sendable {
  public struct Pair: Sendable {
    public var key: String
    public var value: Value
    public init(key: String, value: Value) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var pairs: [Pair]
  private var index: KeyIndex?

  static let indexThreshold = 24

  public init() { pairs = [] }

  /// The later of two equal keys wins, in the place of the earlier.
  public init(pairs source: some Sequence<(String, Value)>) {
    pairs = []
    for (key, value) in source { self[key] = value }
  }

  /// Takes pairs whose keys are known to be distinct; readers that check duplicates themselves use this.
  public init(uniquePairs: [Pair]) {
    pairs = uniquePairs
    if pairs.count > Object.indexThreshold { index = KeyIndex(pairs) }
  }

  public var count: Int { pairs.count }
  public var isEmpty: Bool { pairs.isEmpty }
  public var keys: [String] { pairs.map(\.key) }
  public var values: [Value] { pairs.map(\.value) }

  /// The member of that name. Assigning `nil` removes it; a new key is appended.
  public subscript(key: String) -> Value? {
    get { position(of: key).map { pairs[$0].value } }
    set {
      guard let newValue else {
        _ = removeValue(forKey: key)
        return
      }
      if let i = position(of: key) {
        pairs[i].value = newValue
      } else {
        append(key, newValue)
      }
    }
  }

  /// Changes the member in place; it is made as `.null` first when missing.
  public mutating func modify<R>(_ key: String, _ body: (inout Value) throws -> R) rethrows -> R {
    if let i = position(of: key) { return try body(&pairs[i].value) }
    append(key, .null)
    return try body(&pairs[pairs.count - 1].value)
  }

  /// Changes the member at that position (as in ``pairs``) in place.
  public mutating func modify<R>(at position: Int, _ body: (inout Value) throws -> R) rethrows -> R {
    try body(&pairs[position].value)
  }

  /// Removes the member and keeps the order of the others.
  @discardableResult
  public mutating func removeValue(forKey key: String) -> Value? {
    guard let i = position(of: key) else { return nil }
    index = nil
    let old = pairs.remove(at: i).value
    if pairs.count > Object.indexThreshold { index = KeyIndex(pairs) }
    return old
  }

  /// Keeps the members that the test accepts.
  public mutating func removeAll(where test: (Pair) throws -> Bool) rethrows {
    try pairs.removeAll(where: test)
    index = pairs.count > Object.indexThreshold ? KeyIndex(pairs) : nil
  }

  public func position(of key: String) -> Int? {
    if let index { return index.slots[key] }
    for i in pairs.indices where pairs[i].key == key { return i }
    return nil
  }

  /// The same members, ordered by the UTF-8 bytes of their keys (Go's string order), not recursively.
  public func sorted() -> [Pair] {
    pairs.sorted { $0.key.goLess($1.key) }
  }

  private mutating func append(_ key: String, _ value: Value) {
    pairs.append(Pair(key: key, value: value))
    guard pairs.count > Object.indexThreshold else { return }
    if index != nil && isKnownUniquelyReferenced(&index) {
      index?.slots[key] = pairs.count - 1
    } else {
      index = KeyIndex(pairs)
    }
  }

  private final class KeyIndex: @unchecked Sendable {
    // Written only while uniquely referenced (see `append`), so sharing it between threads is safe.
    var slots: [String: Int]
    init(_ pairs: [Pair]) {
      slots = Dictionary(minimumCapacity: pairs.count * 2)
      for (i, pair) in pairs.enumerated() { slots[pair.key] = i }
    }
  }
}

extension Object: Sequence {
  public func makeIterator() -> IndexingIterator<[Pair]> { pairs.makeIterator() }
  public var underestimatedCount: Int { pairs.count }
}

extension Object: Hashable {
  public static func == (a: Object, b: Object) -> Bool {
    guard a.count == b.count else { return false }
    let isSameMemory = a.pairs.withUnsafeBufferPointer { x in
      b.pairs.withUnsafeBufferPointer { y in x.baseAddress == y.baseAddress }
    }
    if isSameMemory { return true }
    for (i, pair) in a.pairs.enumerated() {
      if b.pairs[i].key == pair.key {
        if b.pairs[i].value != pair.value { return false }
      } else if b[pair.key] != pair.value {
        return false
      }
    }
    return true
  }

  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for pair in pairs {
      var one = Hasher()
      one.combine(pair.key)
      one.combine(pair.value)
      sum &+= one.finalize()
    }
    hasher.combine(sum)
  }
}

extension Object: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(pairs: elements) }
}

extension String {
  /// Go's `<` on strings: by UTF-8 bytes. Swift's own `<` compares by Unicode canonical equivalence and differs.
  public func goLess(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
