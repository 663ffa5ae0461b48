extension GoNumber {
  /// `strconv.Quote`.
  public static func quote(_ text: String) -> String { quote(Array(text.utf8)) }

  /// `strconv.QuoteToASCII`.
  public static func quoteToASCII(_ text: String) -> String { quote(Array(text.utf8), ascii: true) }

  /// `strconv.Quote` of bytes: what is no UTF-8 is written as `\x…`.
  public static func quote(_ bytes: [UInt8], ascii: Bool = false) -> String {
    quoted(bytes, mark: 0x22, ascii: ascii)
  }

  /// `strconv.QuoteRune`: `'x'`.
  public static func quoteRune(_ rune: UInt32, ascii: Bool = false) -> String {
    var out: [UInt8] = [0x27]
    let valid = Unicode.Scalar(rune) != nil
    escape(valid ? rune : 0xFFFD, mark: 0x27, ascii: ascii, into: &out)
    out.append(0x27)
    return String(decoding: out, as: UTF8.self)
  }

  /// `strconv.CanBackquote`.
  public static func canBackquote(_ bytes: [UInt8]) -> Bool {
    var at = 0
    while at < bytes.count {
      guard let (rune, width) = UTF8Decoder.decode(bytes[at...]) else { return false }
      at += width
      if width > 1 {
        if rune == 0xFEFF { return false }
        continue
      }
      if rune < 0x20 && rune != 0x09 || rune == 0x60 || rune == 0x7F { return false }
    }
    return true
  }

  private static func quoted(_ bytes: [UInt8], mark: UInt8, ascii: Bool) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 2)
    out.append(mark)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte < 0x80 {
        escape(UInt32(byte), mark: mark, ascii: ascii, into: &out)
        at += 1
      } else if let (rune, width) = UTF8Decoder.decode(bytes[at...]) {
        escape(rune, mark: mark, ascii: ascii, into: &out)
        at += width
      } else {
        out += [0x5C, 0x78]
        hex(UInt32(byte), 2, into: &out)
        at += 1
      }
    }
    out.append(mark)
    return String(decoding: out, as: UTF8.self)
  }

  private static func hex(_ value: UInt32, _ width: Int, into out: inout [UInt8]) {
    for place in stride(from: width - 1, through: 0, by: -1) {
      let digit = UInt8((value >> UInt32(place * 4)) & 15)
      out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// `appendEscapedRune`.
  private static func escape(_ rune: UInt32, mark: UInt8, ascii: Bool, into out: inout [UInt8]) {
    if rune == UInt32(mark) || rune == 0x5C {
      out += [0x5C, UInt8(truncatingIfNeeded: rune)]
      return
    }
    if rune < 0x80 ? UnicodeTables.isPrint(rune) : !ascii && UnicodeTables.isPrint(rune) {
      UTF8Decoder.append(rune, to: &out)
      return
    }
    switch rune {
    case 0x07: out += [0x5C, 0x61]
    case 0x08: out += [0x5C, 0x62]
    case 0x0C: out += [0x5C, 0x66]
    case 0x0A: out += [0x5C, 0x6E]
    case 0x0D: out += [0x5C, 0x72]
    case 0x09: out += [0x5C, 0x74]
    case 0x0B: out += [0x5C, 0x76]
    case 0..<0x20, 0x7F:
      out += [0x5C, 0x78]
      hex(rune, 2, into: &out)
    case ..<0x10000:
      out += [0x5C, 0x75]
      hex(rune, 4, into: &out)
    default:
      out += [0x5C, 0x55]
      hex(rune, 8, into: &out)
    }
  }

  /// `strconv.Unquote` of a Go string or character literal as bytes; `nil` stands for `ErrSyntax`.
  public static func unquote(_ text: [UInt8]) -> [UInt8]? {
    guard text.count >= 2, let mark = text.first, text.last == mark else { return nil }
    var body = text[1..<(text.count - 1)]
    if mark == 0x60 {
      return body.contains(0x60) ? nil : body.filter { $0 != 0x0D }
    }
    guard mark == 0x22 || mark == 0x27 else { return nil }
    var out: [UInt8] = []
    var count = 0
    while !body.isEmpty {
      guard unquoteChar(&body, mark: mark, into: &out) else { return nil }
      count += 1
      if mark == 0x27 && count > 1 { return nil }
    }
    // Go takes '' for the empty string.
    return out
  }

  /// `strconv.UnquoteChar`.
  private static func unquoteChar(_ body: inout ArraySlice<UInt8>, mark: UInt8, into out: inout [UInt8]) -> Bool {
    guard let first = body.first, first != mark, first != 0x0A else { return false }
    if first >= 0x80 {
      let (rune, width) = UTF8Decoder.decode(body) ?? (0xFFFD, 1)
      UTF8Decoder.append(rune, to: &out)
      body = body.dropFirst(width)
      return true
    }
    body = body.dropFirst()
    guard first == 0x5C else {
      out.append(first)
      return true
    }
    guard let kind = body.popFirst() else { return false }
    switch kind {
    case 0x61: out.append(0x07)
    case 0x62: out.append(0x08)
    case 0x66: out.append(0x0C)
    case 0x6E: out.append(0x0A)
    case 0x72: out.append(0x0D)
    case 0x74: out.append(0x09)
    case 0x76: out.append(0x0B)
    case 0x5C: out.append(0x5C)
    case 0x22, 0x27:
      if kind != mark { return false }
      out.append(kind)
    case 0x78, 0x75, 0x55:
      let width = kind == 0x78 ? 2 : kind == 0x75 ? 4 : 8
      guard let value = number(&body, digits: width, radix: 16) else { return false }
      if kind == 0x78 {
        out.append(UInt8(truncatingIfNeeded: value))
      } else {
        guard Unicode.Scalar(value) != nil else { return false }
        UTF8Decoder.append(value, to: &out)
      }
    case 0x30...0x37:
      var value = UInt32(kind - 0x30)
      guard let rest = number(&body, digits: 2, radix: 8) else { return false }
      value = value << 6 | rest
      if value > 255 { return false }
      out.append(UInt8(value))
    default: return false
    }
    return true
  }

  private static func number(_ body: inout ArraySlice<UInt8>, digits: Int, radix: UInt32) -> UInt32? {
    guard body.count >= digits else { return nil }
    var value: UInt32 = 0
    for byte in body.prefix(digits) {
      let digit: UInt32
      switch byte {
      case 0x30...0x39: digit = UInt32(byte) - 0x30
      case 0x41...0x46, 0x61...0x66: digit = UInt32(byte | 0x20) - 0x57
      default: return nil
      }
      if digit >= radix { return nil }
      value = value &* radix &+ digit
    }
    body = body.dropFirst(digits)
    return value
  }
}
