#if canImport(Glibc)
  import Glibc
#endif

/// Go strings hold any bytes, Swift's hold Unicode. Each byte that is not part of valid UTF-8 is kept as one of the last
/// 128 code points of Unicode (U+10FF80 + byte - 0x80), which no real text uses; a text that does use them has them kept
/// as four escaped bytes each. So every sequence of bytes has exactly one form, and comes out again byte for byte.
public enum ByteString {
  static let firstEscape: UInt32 = 0x10FF80

  /// Text of these bytes, with escapes where they are no UTF-8.
  public static func text(_ bytes: some Collection<UInt8>) -> String {
    let done = bytes.withContiguousStorageIfAvailable { text(of: $0) }
    return done ?? Array(bytes).withUnsafeBufferPointer { text(of: $0) }
  }

  static func text(of buffer: UnsafeBufferPointer<UInt8>) -> String {
    if !mayHaveEscapes(buffer), let text = String(validating: buffer, as: UTF8.self) { return text }
    var result: [UInt8] = []
    result.reserveCapacity(buffer.count + 16)
    var at = 0
    while at < buffer.count {
      let (scalar, width) = GoRune.decode(buffer, at)
      if let scalar, scalar < firstEscape {
        result.append(contentsOf: buffer[at..<at + width])
      } else {
        for byte in buffer[at..<at + width] {
          if byte < 0x80 { result.append(byte) } else { appendEscape(byte, &result) }
        }
      }
      at += width
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes that Go would hold for this text.
  public static func bytes(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { buffer in
      if !mayHaveEscapes(buffer) { return Array(buffer) }
      return unescape(buffer)
    }
  }

  /// Whether `bytes(_:)` differs from the text's UTF-8.
  static func hasEscapes(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { mayHaveEscapes($0) }
  }

  /// Bytes written as text turned back into what they stand for.
  public static func unescape(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { mayHaveEscapes($0) ? unescape($0) : bytes }
  }

  private static func unescape(_ buffer: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(buffer.count)
    var at = 0
    while at < buffer.count {
      let byte = buffer[at]
      if byte == 0xF4, at + 3 < buffer.count, buffer[at + 1] == 0x8F, buffer[at + 2] >= 0xBE {
        result.append(0x80 | (buffer[at + 3] & 0x3F) | ((buffer[at + 2] & 1) << 6))
        at += 4
      } else {
        result.append(byte)
        at += 1
      }
    }
    return result
  }

  static func appendEscape(_ byte: UInt8, _ result: inout [UInt8]) {
    result.append(0xF4)
    result.append(0x8F)
    result.append(0xBE | ((byte >> 6) & 1))
    result.append(0x80 | (byte & 0x3F))
  }

  /// True when a byte 0xF4 is there, which begins every escape and hardly anything else.
  static func mayHaveEscapes(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = buffer.baseAddress, buffer.count > 0 else { return false }
    return memchr(base, 0xF4, buffer.count) != nil
  }

  /// A message that quotes the UTF-8 of escapes (`\xf4\x8f\xbf\xbe`), with the bytes that they stand for (`\xfe`).
  static func plainQuotes(_ message: String) -> String {
    let parts = GoText.split(message, "\\xf4\\x8f\\xb")
    guard parts.count > 1 else { return message }
    var out = parts[0]
    for part in parts.dropFirst() {
      let text = Array(part.utf8)
      guard text.count >= 5, let high = UInt32(String(decoding: text[..<1], as: UTF8.self), radix: 16),
        let low = UInt32(String(decoding: text[3..<5], as: UTF8.self), radix: 16)
      else { return message }
      out += "\\x" + String(0x80 | (low & 0x3F) | ((high & 1) << 6), radix: 16)
      out += String(decoding: text[5...], as: UTF8.self)
    }
    return out
  }

  /// The byte that this scalar stands for, when it is an escape.
  static func escapedByte(_ scalar: UInt32) -> UInt8? {
    scalar >= firstEscape && scalar <= 0x10FFFF ? UInt8(truncatingIfNeeded: scalar - 0x10FF00) : nil
  }
}

/// unicode/utf8's `DecodeRune`.
enum GoRune {
  /// The code point at that place and its width; `nil` and 1 for a byte that begins no valid sequence.
  @inline(__always)
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (UInt32?, Int) {
    let first = UInt32(bytes[at])
    if first < 0x80 { return (first, 1) }
    let left = bytes.count - at
    func tail(_ offset: Int) -> UInt32? {
      let byte = bytes[at + offset]
      return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
    }
    if first >= 0xC2, first < 0xE0, left > 1, let b = tail(1) { return ((first & 0x1F) << 6 | b, 2) }
    if first >= 0xE0, first < 0xF0, left > 2, let b = tail(1), let c = tail(2) {
      let scalar = (first & 0x0F) << 12 | b << 6 | c
      if scalar >= 0x800, !(scalar >= 0xD800 && scalar < 0xE000) { return (scalar, 3) }
    }
    if first >= 0xF0, first < 0xF5, left > 3, let b = tail(1), let c = tail(2), let d = tail(3) {
      let scalar = (first & 0x07) << 18 | b << 12 | c << 6 | d
      if scalar >= 0x10000, scalar <= 0x10FFFF { return (scalar, 4) }
    }
    return (nil, 1)
  }
}

/// Go's `==` on strings.
@inline(__always)
func byteEqual(_ a: String, _ b: String) -> Bool {
  // Swift's == also takes canonically equivalent texts as equal, but never misses equal bytes.
  a == b && (a.utf8.count == b.utf8.count) && (a.utf8.count < 3 || a.utf8.elementsEqual(b.utf8))
}

/// Go's `<` on strings: by bytes.
func byteLess(_ a: String, _ b: String) -> Bool {
  if ByteString.hasEscapes(a) || ByteString.hasEscapes(b) {
    return ByteString.bytes(a).lexicographicallyPrecedes(ByteString.bytes(b))
  }
  return a.utf8.lexicographicallyPrecedes(b.utf8)
}

/// A dictionary key that is compared by bytes.
struct ByteKey: Hashable {
  let text: String
  init(_ text: String) { self.text = text }
  static func == (a: ByteKey, b: ByteKey) -> Bool { byteEqual(a.text, b.text) }
  func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
