import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
      let others = b.pairs
      // Nothing else may hold the members while they are changed: they would be copied first.
      modifyObject { object in
        for i in 0..<object.count {
          let key = object.pairs[i].key
          let inPlace = i < others.count && key.hasSameBytes(as: others[i].key)
          guard inPlace || !isSame, let position = inPlace ? i : b.position(of: key) else {
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
  func hasSameBytes(as other: String) -> Bool { ByteOrder.compare(self, other) == 0 }
}

/// The order of UTF-8 bytes, which is Go's order of strings, on the strings' own memory.
enum ByteOrder {
  /// Negative, zero or positive, as memcmp.
  static func compare(_ a: String, _ b: String) -> Int32 {
    let result = a.utf8.withContiguousStorageIfAvailable { x in
      b.utf8.withContiguousStorageIfAvailable { y in
        let order = x.isEmpty || y.isEmpty ? 0 : bytes(x, y, min(x.count, y.count))
        return order != 0 ? order : Int32(truncatingIfNeeded: (x.count - y.count).signum())
      }
    }
    if case .some(.some(let order)) = result { return order }
    return a.goLess(b) ? -1 : b.goLess(a) ? 1 : 0
  }

  private static func bytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ count: Int) -> Int32 {
    guard let x = a.baseAddress, let y = b.baseAddress else { return 0 }
    return memcmp(x, y, count)
  }
}
