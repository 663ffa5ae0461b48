import Crypto

/// SHA-256 as lower-case hex.
enum Digest {
  static func sha256Hex(_ text: String) -> String { sha256Hex(bytes: Array(text.utf8)) }

  static func sha256Hex(bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for byte in SHA256.hash(data: bytes) {
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }
}
