/// UTF-8 as Go's package `unicode/utf8` reads it.
public enum UTF8Decoder {
  /// `utf8.DecodeRune`: the first character and its width, `nil` when the bytes are no UTF-8 (Go: U+FFFD, width 1).
  public static func decode(_ bytes: ArraySlice<UInt8>) -> (rune: UInt32, width: Int)? {
    bytes.withUnsafeBufferPointer { decode($0, 0) }
  }

  @inline(__always)
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (rune: UInt32, width: Int)? {
    guard at < bytes.count else { return nil }
    let first = bytes[at]
    if first < 0x80 { return (UInt32(first), 1) }
    func tail(_ offset: Int, _ low: UInt8 = 0x80, _ high: UInt8 = 0xBF) -> UInt32? {
      guard at + offset < bytes.count else { return nil }
      let byte = bytes[at + offset]
      return byte >= low && byte <= high ? UInt32(byte & 0x3F) : nil
    }
    switch first {
    case 0xC2...0xDF:
      guard let b = tail(1) else { return nil }
      return (UInt32(first & 0x1F) << 6 | b, 2)
    case 0xE0...0xEF:
      guard let b = tail(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF), let c = tail(2) else {
        return nil
      }
      return (UInt32(first & 0x0F) << 12 | b << 6 | c, 3)
    case 0xF0...0xF4:
      guard let b = tail(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF), let c = tail(2),
        let d = tail(3)
      else { return nil }
      return (UInt32(first & 0x07) << 18 | b << 12 | c << 6 | d, 4)
    default: return nil
    }
  }

  /// The character that ends before `at`, as `utf8.DecodeLastRune`.
  static func decodeLast(_ bytes: UnsafeBufferPointer<UInt8>, before at: Int) -> (rune: UInt32, width: Int)? {
    guard at > 0 else { return nil }
    var start = at - 1
    while start > 0, at - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    if let (rune, width) = decode(bytes, start), start + width == at { return (rune, width) }
    return bytes[at - 1] < 0x80 ? (UInt32(bytes[at - 1]), 1) : nil
  }

  /// `utf8.AppendRune`; surrogates and what lies beyond become U+FFFD.
  public static func append(_ rune: UInt32, to out: inout [UInt8]) {
    switch rune {
    case ..<0x80: out.append(UInt8(rune))
    case ..<0x800: out += [UInt8(0xC0 | rune >> 6), UInt8(0x80 | rune & 0x3F)]
    case 0xD800...0xDFFF, 0x110000...: out += [0xEF, 0xBF, 0xBD]
    case ..<0x10000: out += [UInt8(0xE0 | rune >> 12), UInt8(0x80 | rune >> 6 & 0x3F), UInt8(0x80 | rune & 0x3F)]
    default:
      out += [
        UInt8(0xF0 | rune >> 18), UInt8(0x80 | rune >> 12 & 0x3F), UInt8(0x80 | rune >> 6 & 0x3F),
        UInt8(0x80 | rune & 0x3F),
      ]
    }
  }
}
