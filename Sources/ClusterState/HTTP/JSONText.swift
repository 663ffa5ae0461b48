/// What Go's encoding/json says about bytes that are no JSON.
enum JSONText {
  /// About the first byte of a document that cannot start a value.
  static func complaint(about bytes: [UInt8]) -> String {
    let space: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = bytes.first(where: { !space.contains($0) }) else { return "unexpected end of JSON input" }
    return "invalid character \(quoted(first)) looking for beginning of value"
  }

  /// Go's strconv.QuoteRune of a byte.
  static func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"): return "'\\''"
    case UInt8(ascii: "\\"): return "'\\\\'"
    case 0x20..<0x7F: return "'\(Character(UnicodeScalar(byte)))'"
    case 0x07: return "'\\a'"
    case 0x08: return "'\\b'"
    case 0x0C: return "'\\f'"
    case 0x0A: return "'\\n'"
    case 0x0D: return "'\\r'"
    case 0x09: return "'\\t'"
    case 0x0B: return "'\\v'"
    case 0xA1...0xAC, 0xAE...0xFF: return "'\(Character(UnicodeScalar(byte)))'"
    default:
      let digits = String(byte, radix: 16)
      return "'\\x\(digits.utf8.count < 2 ? "0" : "")\(digits)'"
    }
  }
}
