/// Standard base64 as Kubernetes writes `data` of Secrets.
public enum Base64 {
  /// `nil` for anything that is no padded base64; line ends are skipped as Go does.
  public static func decode(_ text: String) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count / 4 * 3)
    var buffer: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text.utf8 {
      if byte == 0x0A || byte == 0x0D { continue }
      if byte == 0x3D {
        padding += 1
        continue
      }
      guard padding == 0, let six = value(byte) else { return nil }
      buffer = buffer << 6 | UInt32(six)
      count += 1
      if count % 4 == 0 {
        out.append(UInt8(truncatingIfNeeded: buffer >> 16))
        out.append(UInt8(truncatingIfNeeded: buffer >> 8))
        out.append(UInt8(truncatingIfNeeded: buffer))
        buffer = 0
      }
    }
    guard (count + padding) % 4 == 0, padding <= 2 else { return nil }
    switch count % 4 {
    case 0: return padding == 0 ? out : nil
    case 2: out.append(UInt8(truncatingIfNeeded: buffer >> 4))
    case 3:
      out.append(UInt8(truncatingIfNeeded: buffer >> 10))
      out.append(UInt8(truncatingIfNeeded: buffer >> 2))
    default: return nil
    }
    return out
  }

  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var buffer: UInt32 = 0
    var count = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      count += 1
      if count == 3 {
        for shift in [18, 12, 6, 0] { out.append(letters[Int(buffer >> UInt32(shift) & 63)]) }
        buffer = 0
        count = 0
      }
    }
    if count == 1 {
      out.append(letters[Int(buffer >> 2 & 63)])
      out.append(letters[Int(buffer << 4 & 63)])
      out.append(contentsOf: [0x3D, 0x3D])
    } else if count == 2 {
      out.append(letters[Int(buffer >> 10 & 63)])
      out.append(letters[Int(buffer >> 4 & 63)])
      out.append(letters[Int(buffer << 2 & 63)])
      out.append(0x3D)
    }
    return String(decoding: out, as: UTF8.self)
  }

  public static func encode(_ text: String) -> String { encode(text.utf8) }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}
