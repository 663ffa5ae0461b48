/// The order in which go-yaml writes the keys of a mapping (`sorter.go`): numbers inside words count by their value, and
/// what is no letter comes before letters.
enum YAMLKeyOrder {
  static func sorted(_ object: Object, _ dialect: YAML.Dialect) -> [Object.Pair] {
    let pairs = object.pairs
    guard pairs.count > 1 else { return pairs }
    var ordered = true
    for i in 1..<pairs.count where !less(pairs[i - 1].key, pairs[i].key, dialect) {
      ordered = false
      break
    }
    return ordered ? pairs : pairs.sorted { less($0.key, $1.key, dialect) }
  }

  static func less(_ a: String, _ b: String, _ dialect: YAML.Dialect) -> Bool {
    var a = a
    var b = b
    let ascii: Bool? = a.withUTF8 { x in
      b.withUTF8 { y in
        for byte in x where byte >= 0x80 { return nil }
        for byte in y where byte >= 0x80 { return nil }
        return less(x, y, dialect) { byte in
          byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        } value: {
          UInt32($0)
        }
      }
    }
    if let ascii { return ascii }
    let x = Array(a.unicodeScalars)
    let y = Array(b.unicodeScalars)
    return less(x, y, dialect) {
      isLetter($0)
    } value: {
      $0.value
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isDigit(_ value: UInt32) -> Bool {
    if value < 0x80 { return value >= 0x30 && value <= 0x39 }
    return Unicode.Scalar(value)?.properties.generalCategory == .decimalNumber
  }

  @inline(__always)
  private static func less<C: RandomAccessCollection>(
    _ a: C, _ b: C, _ dialect: YAML.Dialect, isLetter: (C.Element) -> Bool, value: (C.Element) -> UInt32
  ) -> Bool where C.Index == Int {
    var digits = false
    let shared = Swift.min(a.count, b.count)
    var i = 0
    while i < shared {
      let x = value(a[i])
      let y = value(b[i])
      if x == y {
        digits = isDigit(x)
        i += 1
        continue
      }
      let xIsLetter = isLetter(a[i])
      let yIsLetter = isLetter(b[i])
      if xIsLetter && yIsLetter { return x < y }
      if xIsLetter || yIsLetter {
        if dialect == .v3 && digits { return xIsLetter }
        return yIsLetter
      }
      var m: Int64 = 0
      var n: Int64 = 0
      if x == 0x30 || y == 0x30 {
        var j = i - 1
        while j >= 0, isDigit(value(a[j])) {
          if value(a[j]) != 0x30 {
            (m, n) = (1, 1)
            break
          }
          j -= 1
        }
      }
      var p = i
      while p < a.count, isDigit(value(a[p])) {
        m = m &* 10 &+ (Int64(value(a[p])) - 0x30)
        p += 1
      }
      var q = i
      while q < b.count, isDigit(value(b[q])) {
        n = n &* 10 &+ (Int64(value(b[q])) - 0x30)
        q += 1
      }
      if m != n { return m < n }
      if p != q { return p < q }
      return x < y
    }
    return a.count < b.count
  }
}
