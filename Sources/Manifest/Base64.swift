/// Standard base64 with padding, as Go's `base64.StdEncoding` does it: line breaks are passed over.
public enum Base64 {
  /// `nil` when the text is no base64.
  public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text {
      let six: UInt32
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): six = UInt32(byte - 0x41)
      case UInt8(ascii: "a")...UInt8(ascii: "z"): six = UInt32(byte - 0x61 + 26)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): six = UInt32(byte - 0x30 + 52)
      case UInt8(ascii: "+"): six = 62
      case UInt8(ascii: "/"): six = 63
      case 0x0A, 0x0D: continue
      case UInt8(ascii: "="):
        padding += 1
        if count + padding > 4 || count < 2 { return nil }
        continue
      default: return nil
      }
      if padding > 0 { return nil }
      bits = bits << 6 | six
      count += 1
      if count == 4 {
        out.append(UInt8(truncatingIfNeeded: bits >> 16))
        out.append(UInt8(truncatingIfNeeded: bits >> 8))
        out.append(UInt8(truncatingIfNeeded: bits))
        (bits, count) = (0, 0)
      }
    }
    switch (count, padding) {
    case (0, 0): break
    case (2, 2): out.append(UInt8(truncatingIfNeeded: bits >> 4))
    case (3, 1):
      out.append(UInt8(truncatingIfNeeded: bits >> 10))
      out.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return out
  }

  public static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var i = 0
    while i < bytes.count {
      let a = bytes[i]
      let b = i + 1 < bytes.count ? bytes[i + 1] : 0
      let c = i + 2 < bytes.count ? bytes[i + 2] : 0
      out.append(alphabet[Int(a >> 2)])
      out.append(alphabet[Int((a & 3) << 4 | b >> 4)])
      out.append(i + 1 < bytes.count ? alphabet[Int((b & 15) << 2 | c >> 6)] : 0x3D)
      out.append(i + 2 < bytes.count ? alphabet[Int(c & 63)] : 0x3D)
      i += 3
    }
    return String(decoding: out, as: UTF8.self)
  }
}
