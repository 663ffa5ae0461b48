/// The bytes of a stream as UTF-8 without byte order mark, checked, and followed by zero bytes so that a scanner may look
/// ahead without asking how much is left.
struct YAMLInput {
  static let padding = 8

  /// The text and then `padding` zero bytes.
  let bytes: [UInt8]
  var count: Int { bytes.count - YAMLInput.padding }

  init(_ source: [UInt8]) throws(YAMLFailure) {
    var start = 0
    if source.starts(with: [0xFF, 0xFE]) || source.starts(with: [0xFE, 0xFF]) {
      bytes = try YAMLInput.fromUTF16(source, littleEndian: source[0] == 0xFF)
    } else {
      if source.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
      let length = source.count - start
      bytes = [UInt8](unsafeUninitializedCapacity: length + YAMLInput.padding) { buffer, count in
        source.withUnsafeBufferPointer { from in
          if let to = buffer.baseAddress, let from = from.baseAddress {
            to.update(from: from + start, count: length)
          }
        }
        for i in 0..<YAMLInput.padding { buffer[length + i] = 0 }
        count = length + YAMLInput.padding
      }
    }
    try check()
  }

  /// go-yaml's reader: only printable characters, tab and line breaks; its messages have no line.
  private func check() throws(YAMLFailure) {
    let end = count
    let failure: (problem: String, at: Int)? = bytes.withUnsafeBufferPointer { text in
      var i = 0
      while i < end {
        let byte = text[i]
        if byte >= 0x20 && byte < 0x7F || byte == 0x0A {
          i += 1
          continue
        }
        if byte < 0x80 {
          if byte == 0x09 || byte == 0x0D {
            i += 1
            continue
          }
          return ("control characters are not allowed", i)
        }
        let width: Int
        var value: UInt32
        if byte & 0xE0 == 0xC0 {
          (width, value) = (2, UInt32(byte & 0x1F))
        } else if byte & 0xF0 == 0xE0 {
          (width, value) = (3, UInt32(byte & 0x0F))
        } else if byte & 0xF8 == 0xF0 {
          (width, value) = (4, UInt32(byte & 0x07))
        } else {
          return ("invalid leading UTF-8 octet", i)
        }
        if i + width > end { return ("incomplete UTF-8 octet sequence", i) }
        for k in 1..<width {
          if text[i + k] & 0xC0 != 0x80 { return ("invalid trailing UTF-8 octet", i) }
          value = value << 6 | UInt32(text[i + k] & 0x3F)
        }
        if value < 0x80 || width == 3 && value < 0x800 || width == 4 && value < 0x10000 {
          return ("invalid length of a UTF-8 sequence", i)
        }
        if value >= 0xD800 && value <= 0xDFFF || value > 0x10FFFF { return ("invalid Unicode character", i) }
        if value != 0x85 && value < 0xA0 || value == 0xFFFE || value == 0xFFFF {
          return ("control characters are not allowed", i)
        }
        i += width
      }
      return nil
    }
    guard let failure else { return }
    var line = 0
    var column = 0
    for byte in bytes[..<failure.at] {
      if byte == 0x0A {
        line += 1
        column = 0
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    throw YAMLFailure(.reader, failure.problem, line: line, column: column)
  }

  private static func fromUTF16(_ source: [UInt8], littleEndian: Bool) throws(YAMLFailure) -> [UInt8] {
    func unit(_ i: Int) -> UInt32 {
      let (low, high) = littleEndian ? (source[i], source[i + 1]) : (source[i + 1], source[i])
      return UInt32(high) << 8 | UInt32(low)
    }
    var out: [UInt8] = []
    out.reserveCapacity(source.count + padding)
    var i = 2
    while i < source.count {
      guard i + 1 < source.count else { throw YAMLFailure(.reader, "incomplete UTF-16 character") }
      var value = unit(i)
      i += 2
      if value & 0xFC00 == 0xDC00 { throw YAMLFailure(.reader, "unexpected low surrogate area") }
      if value & 0xFC00 == 0xD800 {
        guard i + 1 < source.count else { throw YAMLFailure(.reader, "incomplete UTF-16 surrogate pair") }
        let low = unit(i)
        i += 2
        if low & 0xFC00 != 0xDC00 { throw YAMLFailure(.reader, "expected low surrogate area") }
        value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
      }
      YAMLInput.append(value, to: &out)
    }
    out.append(contentsOf: [UInt8](repeating: 0, count: padding))
    return out
  }

  /// Appends the UTF-8 form of a code point.
  static func append(_ value: UInt32, to out: inout [UInt8]) {
    if value <= 0x7F {
      out.append(UInt8(value))
    } else if value <= 0x7FF {
      out.append(UInt8(0xC0 + value >> 6))
      out.append(UInt8(0x80 + value & 0x3F))
    } else if value <= 0xFFFF {
      out.append(UInt8(0xE0 + value >> 12))
      out.append(UInt8(0x80 + (value >> 6) & 0x3F))
      out.append(UInt8(0x80 + value & 0x3F))
    } else {
      out.append(UInt8(0xF0 + (value >> 18) & 0x07))
      out.append(UInt8(0x80 + (value >> 12) & 0x3F))
      out.append(UInt8(0x80 + (value >> 6) & 0x3F))
      out.append(UInt8(0x80 + value & 0x3F))
    }
  }
}
