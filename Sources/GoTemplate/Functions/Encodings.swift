import Manifest

extension FunctionTable {
  /// Sprig's encodings (strings.go of Masterminds/sprig).
  static func addEncodings(_ table: inout FunctionTable) {
    /// sprig `base64encode`, `base64decode`
    table("b64enc", "string") { _, args in .string(Base64.encode(ByteString.bytes(args.string(0)))) }
    table("b64dec", "string") { _, args in
      switch Base64Text.decode(ByteString.bytes(args.string(0))) {
      case .success(let bytes): .string(ByteString.text(bytes))
      case .failure(let error): .string(error.message)
      }
    }
    /// sprig `base32encode`, `base32decode`
    table("b32enc", "string") { _, args in .string(Base32Text.encode(ByteString.bytes(args.string(0)))) }
    table("b32dec", "string") { _, args in
      switch Base32Text.decode(ByteString.bytes(args.string(0))) {
      case .success(let bytes): .string(ByteString.text(bytes))
      case .failure(let error): .string(error.message)
      }
    }
  }
}

/// encoding/base64's `StdEncoding`, with the place of what is wrong.
enum Base64Text {
  private static func value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  static func decode(_ text: [UInt8]) -> Result<[UInt8], GoFailure> {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3)
    var at = 0
    func corrupt(_ place: Int) -> Result<[UInt8], GoFailure> {
      .failure(GoFailure("illegal base64 data at input byte \(place)"))
    }
    while true {
      var group: UInt32 = 0
      var digits = 0
      while digits < 4 {
        if at == text.count {
          return digits == 0 ? .success(out) : corrupt(at - digits)
        }
        let byte = text[at]
        at += 1
        if let value = value(byte) {
          group = group << 6 | value
          digits += 1
          continue
        }
        if byte == 10 || byte == 13 { continue }
        guard byte == UInt8(ascii: "="), digits >= 2 else { return corrupt(at - 1) }
        if digits == 2 {
          while at < text.count, text[at] == 10 || text[at] == 13 { at += 1 }
          if at == text.count { return corrupt(text.count) }
          if text[at] != UInt8(ascii: "=") { return corrupt(at - 1) }
          at += 1
        }
        while at < text.count, text[at] == 10 || text[at] == 13 { at += 1 }
        if at < text.count { return corrupt(at) }
        group <<= UInt32(6 * (4 - digits))
        out.append(UInt8(truncatingIfNeeded: group >> 16))
        if digits == 3 { out.append(UInt8(truncatingIfNeeded: group >> 8)) }
        return .success(out)
      }
      out.append(UInt8(truncatingIfNeeded: group >> 16))
      out.append(UInt8(truncatingIfNeeded: group >> 8))
      out.append(UInt8(truncatingIfNeeded: group))
    }
  }
}

/// encoding/base32's `StdEncoding`.
enum Base32Text {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let group = bytes[at..<min(at + 5, bytes.count)]
      var bits: UInt64 = 0
      for offset in 0..<5 { bits = bits << 8 | (offset < group.count ? UInt64(group[at + offset]) : 0) }
      let used = (group.count * 8 + 4) / 5
      for digit in 0..<8 {
        out.append(digit < used ? alphabet[Int(bits >> UInt64(35 - digit * 5)) & 31] : UInt8(ascii: "="))
      }
      at += 5
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func decode(_ input: [UInt8]) -> Result<[UInt8], GoFailure> {
    let text = input.filter { $0 != 10 && $0 != 13 }
    var out: [UInt8] = []
    var at = 0
    func corrupt(_ place: Int) -> Result<[UInt8], GoFailure> {
      .failure(GoFailure("illegal base32 data at input byte \(place)"))
    }
    var ended = false
    while at < text.count, !ended {
      var digits: [UInt64] = []
      var used = 8
      var offset = 0
      while offset < 8 {
        if at == text.count { return corrupt(text.count - offset) }
        let byte = text[at]
        at += 1
        if byte == UInt8(ascii: "="), offset >= 2, text.count - at < 8 {
          if text.count - at + offset < 7 { return corrupt(text.count) }
          for place in 0..<(7 - offset) where text.count - at > place && text[at + place] != UInt8(ascii: "=") {
            return corrupt(at + place - 1)
          }
          used = offset
          ended = true
          // Go: 7, 5, 4 and 2 digits make whole bytes; the others are wrong.
          if used == 1 || used == 3 || used == 6 { return corrupt(at - 1) }
          break
        }
        guard let value = alphabet.firstIndex(of: byte) else { return corrupt(at - 1) }
        digits.append(UInt64(value))
        offset += 1
      }
      var bits: UInt64 = 0
      for place in 0..<8 { bits = bits << 5 | (place < digits.count ? digits[place] : 0) }
      for place in 0..<(used * 5 / 8) { out.append(UInt8(truncatingIfNeeded: bits >> UInt64(32 - place * 8))) }
    }
    return .success(out)
  }
}
