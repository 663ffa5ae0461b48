import Manifest

/// Using the same memory for equal parts of similar documents.
///
/// Ten thousand pods of one template differ in a handful of strings; sharing the rest makes a large cluster small.
extension Value {
  /// Replaces every part of this value that equals the part of `other` at the same place by that part itself, so that both
  /// use the same memory. The value stays equal to what it was, byte for byte and in the order of its members.
  /// - Returns: whether the whole value is the same.
  @discardableResult
  mutating func share(with other: Value) -> Bool {
    switch (self, other) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b
    case (.double(let a), .double(let b)): return a.bitPattern == b.bitPattern
    case (.string(let a), .string(let b)):
      guard a.hasSameBytes(as: b) else { return false }
      self = other
      return true
    case (.array(let a), .array(let b)):
      if a.hasSameStorage(as: b) { return true }
      var isSame = a.count == b.count
      modifyArray { items in
        for i in 0..<min(items.count, b.count) where !items[i].share(with: b[i]) { isSame = false }
      }
      if isSame { self = other }
      return isSame
    case (.object(let a), .object(let b)):
      if a.pairs.hasSameStorage(as: b.pairs) { return true }
      var isSame = a.count == b.count
      let (mine, others) = (a.pairs, b.pairs)
      modifyObject { object in
        for i in 0..<mine.count {
          let inPlace = i < others.count && mine[i].key.hasSameBytes(as: others[i].key)
          guard inPlace || !isSame, let position = inPlace ? i : b.position(of: mine[i].key) else {
            isSame = false
            continue
          }
          if !inPlace { isSame = false }
          if !object.modify(at: i, { $0.share(with: others[position].value) }) { isSame = false }
        }
      }
      if isSame { self = other }
      return isSame
    default: return false
    }
  }
}

extension Array {
  fileprivate func hasSameStorage(as other: [Element]) -> Bool {
    count == other.count
      && withUnsafeBufferPointer { a in other.withUnsafeBufferPointer { b in a.baseAddress == b.baseAddress } }
  }
}

extension String {
  /// Equal as Go compares strings; `==` would also accept other spellings of the same characters.
  func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
