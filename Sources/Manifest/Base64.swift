/// Standard base64 with padding (RFC 4648), as Go's `base64.StdEncoding` reads and writes it: line breaks are passed over.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func encode(_ text: String) -> String { encode(Array(text.utf8)) }

  public static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var i = 0
    while i < bytes.count {
      let a = bytes[i]
      let b = i + 1 < bytes.count ? bytes[i + 1] : 0
      let c = i + 2 < bytes.count ? bytes[i + 2] : 0
      out.append(alphabet[Int(a >> 2)])
      out.append(alphabet[Int((a & 3) << 4 | b >> 4)])
      out.append(i + 1 < bytes.count ? alphabet[Int((b & 15) << 2 | c >> 6)] : 61)
      out.append(i + 2 < bytes.count ? alphabet[Int(c & 63)] : 61)
      i += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes, `nil` when the text is not base64.
  public static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    if case .failure = decode(text, into: &out) { return nil }
    return out
  }

  public static func decode(_ text: String, into out: inout [UInt8]) -> Result<Void, Corrupt> {
    decode(text.utf8, into: &out)
  }

  /// Go's encoding/base64: newlines are skipped; the position is that of the first wrong byte.
  public static func decode(_ text: some Collection<UInt8>, into out: inout [UInt8]) -> Result<Void, Corrupt> {
    var quantum: UInt32 = 0
    var count = 0
    var padding = 0
    for (i, c) in text.enumerated() {
      if c == 10 || c == 13 { continue }
      if c == 61 {
        if count < 2 { return .failure(Corrupt(position: i)) }
        padding += 1
        if count + padding > 4 { return .failure(Corrupt(position: i)) }
        continue
      }
      guard padding == 0 else { return .failure(Corrupt(position: count + padding < 4 ? i - 1 : i)) }
      guard let value = value(c) else { return .failure(Corrupt(position: i)) }
      quantum = quantum << 6 | UInt32(value)
      count += 1
      if count == 4 {
        out.append(UInt8(quantum >> 16 & 0xFF))
        out.append(UInt8(quantum >> 8 & 0xFF))
        out.append(UInt8(quantum & 0xFF))
        quantum = 0
        count = 0
      }
    }
    if count == 0 { return padding == 0 ? .success(()) : .failure(Corrupt(position: text.count)) }
    guard count + padding == 4 else {
      return .failure(Corrupt(position: padding == 0 ? text.count - count : text.count))
    }
    quantum <<= UInt32(6 * (4 - count))
    out.append(UInt8(quantum >> 16 & 0xFF))
    if count == 3 { out.append(UInt8(quantum >> 8 & 0xFF)) }
    return .success(())
  }

  public struct Corrupt: Error, Sendable {
    public var position: Int
  }

  private static func value(_ c: UInt8) -> UInt8? {
    switch c {
    case 65...90: c - 65
    case 97...122: c - 71
    case 48...57: c + 4
    case 43: 62
    case 47: 63
    default: nil
    }
  }
}
