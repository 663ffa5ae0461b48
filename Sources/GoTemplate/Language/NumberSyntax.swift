#if canImport(Glibc)
  import Glibc
#endif

/// strconv's number parsing.
enum NumberSyntax {
  /// `strconv.ParseUint(text, base, 64)`; base 0 reads prefixes and underscores as Go literals do.
  static func parseUnsigned(_ text: String, base: Int) -> UInt64? {
    var bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return nil }
    var radix = UInt64(base)
    if base == 0 {
      radix = 10
      if bytes[0] == 0x30 {
        let mark = bytes.count > 2 ? bytes[1] | 0x20 : 0
        switch mark {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: radix = 8
        }
        if bytes.contains(UInt8(ascii: "_")), !underscoresOK(bytes) { return nil }
        if mark == UInt8(ascii: "x") || mark == UInt8(ascii: "o") || mark == UInt8(ascii: "b") {
          bytes.removeFirst(2)
        } else {
          bytes.removeFirst()
          if bytes.isEmpty { return 0 }
        }
      } else if bytes.contains(UInt8(ascii: "_")), !underscoresOK(bytes) {
        return nil
      }
    }
    var value: UInt64 = 0
    for byte in bytes {
      let digit: UInt64
      switch byte {
      case UInt8(ascii: "_") where base == 0: continue
      case 0x30...0x39: digit = UInt64(byte - 0x30)
      case 0x61...0x7A: digit = UInt64(byte - 0x61 + 10)
      case 0x41...0x5A: digit = UInt64(byte - 0x41 + 10)
      default: return nil
      }
      if digit >= radix { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, more) = product.addingReportingOverflow(digit)
      if overflow || more { return nil }
      value = sum
    }
    return value
  }

  /// `strconv.ParseInt(text, base, 64)`.
  static func parseInteger(_ text: String, base: Int) -> Int64? {
    var body = Substring(text)
    var negative = false
    if let first = body.utf8.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      negative = first == UInt8(ascii: "-")
      body = body.dropFirst()
    }
    guard let value = parseUnsigned(String(body), base: base) else { return nil }
    if negative { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
    return Int64(exactly: value)
  }

  /// `strconv.ParseFloat(text, 64)`; `nil` for bad syntax and for what is out of range.
  static func parseFloat(_ text: String) -> Double? {
    var bytes = Array(text.utf8)
    let plain = bytes.filter { $0 != UInt8(ascii: "_") }
    let isHex = plain.drop { $0 == 0x2B || $0 == 0x2D }.prefix(2).elementsEqual("0x".utf8) { a, b in
      a | 0x20 == b | 0x20
    }
    if plain.count != bytes.count {
      if !underscoresOK(bytes) { return nil }
      bytes = plain
    }
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan": return .nan
    default: break
    }
    guard isFloatSyntax(bytes, isHex: isHex) else { return nil }
    let value = strtod(String(decoding: bytes, as: UTF8.self), nil)
    return value.isInfinite ? nil : value
  }

  private static func isFloatSyntax(_ bytes: [UInt8], isHex: Bool) -> Bool {
    var at = 0
    if at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D { at += 1 }
    if isHex { at += 2 }
    var digits = 0
    var seenPoint = false
    while at < bytes.count {
      let byte = bytes[at]
      let lower = byte | 0x20
      if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else if (byte >= 0x30 && byte <= 0x39) || (isHex && lower >= 0x61 && lower <= 0x66) {
        digits += 1
      } else {
        break
      }
      at += 1
    }
    if digits == 0 { return false }
    if at == bytes.count { return !isHex }
    guard bytes[at] | 0x20 == (isHex ? UInt8(ascii: "p") : UInt8(ascii: "e")) else { return false }
    at += 1
    if at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D { at += 1 }
    return at < bytes.count && bytes[at...].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// strconv's rule: underscores only between digits, or between the base prefix and a digit.
  private static func underscoresOK(_ bytes: [UInt8]) -> Bool {
    var bytes = bytes[...]
    if let first = bytes.first, first == 0x2B || first == 0x2D { bytes = bytes.dropFirst() }
    var previous = UInt8(ascii: "^")
    var hex = false
    if bytes.count >= 2, bytes.first == 0x30, "xXoObB".utf8.contains(bytes[bytes.startIndex + 1]) {
      hex = bytes[bytes.startIndex + 1] | 0x20 == UInt8(ascii: "x")
      bytes = bytes.dropFirst(2)
      previous = 0x30
    }
    for byte in bytes {
      let isDigit = (byte >= 0x30 && byte <= 0x39) || (hex && byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
      if isDigit {
        previous = 0x30
      } else if byte == UInt8(ascii: "_") {
        if previous != 0x30 { return false }
        previous = UInt8(ascii: "_")
      } else {
        if previous == UInt8(ascii: "_") { return false }
        previous = UInt8(ascii: "!")
      }
    }
    return previous != UInt8(ascii: "_")
  }
}
