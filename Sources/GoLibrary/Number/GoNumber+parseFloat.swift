#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension GoNumber {
  /// `strconv.ParseFloat(text, 64)`: decimal and hexadecimal floats, underscores between digits, `inf`, `nan`.
  public static func parseFloat(_ text: String) throws(NumError) -> Double {
    let bytes = Array(text.utf8)
    if let special = special(bytes) { return special }
    guard let number = plainFloat(bytes) else {
      throw NumError(function: "ParseFloat", input: text, reason: .syntax)
    }
    // strtod rounds correctly in both notations; a process that never calls setlocale is in the C locale.
    let value = number.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { strtod($0, nil) } ?? 0
    }
    if value.isInfinite { throw NumError(function: "ParseFloat", input: text, reason: .range) }
    return value
  }

  private static func special(_ bytes: [UInt8]) -> Double? {
    guard bytes.count >= 3, bytes.count <= 9 else { return nil }
    var rest = bytes[...]
    var sign: FloatingPointSign?
    if let first = rest.first, first == 0x2B || first == 0x2D {
      sign = first == 0x2D ? .minus : .plus
      rest = rest.dropFirst()
    }
    switch String(decoding: rest.map { $0 | 0x20 }, as: UTF8.self) {
    case "inf", "infinity": return sign == .minus ? -.infinity : .infinity
    case "nan": return sign == nil ? .nan : nil
    default: return nil
    }
  }

  /// `readFloat`: the number without underscores and zero-terminated, `nil` when Go does not take it.
  private static func plainFloat(_ bytes: [UInt8]) -> [CChar]? {
    var at = 0
    var plain: [CChar] = []
    plain.reserveCapacity(bytes.count + 1)
    func take() {
      if bytes[at] != 0x5F { plain.append(CChar(bitPattern: bytes[at])) }
      at += 1
    }
    guard !bytes.isEmpty else { return nil }
    if bytes[0] == 0x2B || bytes[0] == 0x2D { take() }
    var hex = false
    if at + 2 < bytes.count, bytes[at] == 0x30, bytes[at + 1] | 0x20 == 0x78 {
      hex = true
      take()
      take()
    }
    var sawDot = false
    var sawDigits = false
    scan: while at < bytes.count {
      switch bytes[at] {
      case 0x5F: break
      case 0x2E:
        if sawDot { break scan }
        sawDot = true
      case 0x30...0x39: sawDigits = true
      case 0x41...0x46, 0x61...0x66:
        if !hex { break scan }
        sawDigits = true
      default: break scan
      }
      take()
    }
    guard sawDigits else { return nil }
    if at < bytes.count, bytes[at] | 0x20 == (hex ? 0x70 : 0x65) {
      take()
      if at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D { take() }
      guard at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 else { return nil }
      while at < bytes.count, bytes[at] >= 0x30 && bytes[at] <= 0x39 || bytes[at] == 0x5F { take() }
    } else if hex {
      return nil
    }
    guard at == bytes.count else { return nil }
    if bytes.contains(0x5F) && !underscoresFit(bytes[...]) { return nil }
    plain.append(0)
    return plain
  }
}
