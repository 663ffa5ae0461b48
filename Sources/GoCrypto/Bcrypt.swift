/// bcrypt (Provos and Mazières 1999) as golang.org/x/crypto/bcrypt writes it, version `2a`.
enum Bcrypt {
  static func hash(_ password: [UInt8], salt: [UInt8], cost: Int) -> String {
    var digits = String(cost)
    if digits.utf8.count < 2 { digits = "0" + digits }
    return "$2a$\(digits)$" + encode(salt) + encode(raw(password, salt, cost).dropLast())
  }

  static func matches(_ hash: String, _ password: [UInt8]) -> Bool {
    let parts = hash.split(separator: "$")
    guard parts.count == 3, parts[0].hasPrefix("2"), let cost = Int(parts[1]), (4...31).contains(cost),
      parts[2].utf8.count == 53, let salt = decode(Array(parts[2].utf8.prefix(22))), salt.count == 16
    else { return false }
    let wanted = Array(parts[2].utf8.dropFirst(22))
    let got = Array(encode(raw(password, salt, cost).dropLast()).utf8)
    // Every byte is looked at, whatever the others are.
    return wanted.count == got.count && zip(wanted, got).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// The 24 bytes of the hash.
  private static func raw(_ password: [UInt8], _ salt: [UInt8], _ cost: Int) -> [UInt8] {
    var cipher = Blowfish()
    let key = password + [0]
    cipher.expand(key: key, salt: salt)
    for _ in 0..<(1 << cost) {
      cipher.expand(key: key, salt: [])
      cipher.expand(key: salt, salt: [])
    }
    var out: [UInt8] = []
    // "OrpheanBeholderScryDoubt"
    let text: [(UInt32, UInt32)] = [
      (0x4F72_7068, 0x6561_6E42), (0x6568_6F6C, 0x6465_7253), (0x6372_7944, 0x6F75_6274),
    ]
    for (left, right) in text {
      var (left, right) = (left, right)
      for _ in 0..<64 { (left, right) = cipher.encrypt(left, right) }
      for word in [left, right] { for shift in [24, 16, 8, 0] as [UInt32] { out.append(UInt8(word >> shift & 0xFF)) } }
    }
    return out
  }

  private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  /// Base64 with an alphabet of its own and no padding.
  private static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        out.append(alphabet[Int(bits >> count & 63)])
      }
      bits &= (1 << count) - 1
    }
    if count > 0 { out.append(alphabet[Int(bits << (6 - count) & 63)]) }
    return String(decoding: out, as: UTF8.self)
  }

  private static func decode(_ text: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in text {
      guard let value = alphabet.firstIndex(of: byte) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> count))
        bits &= (1 << count) - 1
      }
    }
    return out
  }
}

/// Blowfish with the key schedule of bcrypt.
struct Blowfish {
  private var keys: [UInt32]
  private var boxes: [UInt32]

  init() {
    keys = Blowfish.start.keys
    boxes = Blowfish.start.boxes
  }

  private static let start: (keys: [UInt32], boxes: [UInt32]) = {
    var words: [UInt32] = []
    words.reserveCapacity(1042)
    piFraction.withUTF8Buffer { text in
      var word: UInt32 = 0
      var count = 0
      for byte in text where byte != 0x0A && byte != 0x20 {
        word = word << 4 | UInt32(byte <= 0x39 ? byte - 0x30 : byte - 0x57)
        count += 1
        if count % 8 == 0 { words.append(word) }
      }
    }
    return (Array(words.prefix(18)), Array(words.dropFirst(18)))
  }()

  func encrypt(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
    keys.withUnsafeBufferPointer { keys in
      boxes.withUnsafeBufferPointer { boxes in Blowfish.rounds(left, right, keys, boxes) }
    }
  }

  @inline(__always)
  private static func rounds(
    _ left: UInt32, _ right: UInt32, _ keys: UnsafeBufferPointer<UInt32>, _ boxes: UnsafeBufferPointer<UInt32>
  ) -> (UInt32, UInt32) {
    var (left, right) = (left, right)
    for round in 0..<16 {
      left ^= keys[round]
      let high = boxes[Int(left >> 24)] &+ boxes[256 + Int(left >> 16 & 0xFF)]
      right ^= (high ^ boxes[512 + Int(left >> 8 & 0xFF)]) &+ boxes[768 + Int(left & 0xFF)]
      (left, right) = (right, left)
    }
    return (right ^ keys[17], left ^ keys[16])
  }

  /// Mixes a key, and perhaps a salt, into the cipher.
  mutating func expand(key: [UInt8], salt: [UInt8]) {
    var at = 0
    func word(_ bytes: [UInt8]) -> UInt32 {
      var value: UInt32 = 0
      for _ in 0..<4 {
        value = value << 8 | UInt32(bytes[at])
        at = at + 1 == bytes.count ? 0 : at + 1
      }
      return value
    }
    for index in keys.indices { keys[index] ^= word(key) }
    at = 0
    let salted = !salt.isEmpty
    keys.withUnsafeMutableBufferPointer { keys in
      boxes.withUnsafeMutableBufferPointer { boxes in
        var (left, right): (UInt32, UInt32) = (0, 0)
        for index in stride(from: 0, to: 18, by: 2) {
          if salted {
            left ^= word(salt)
            right ^= word(salt)
          }
          (left, right) = Blowfish.rounds(left, right, UnsafeBufferPointer(keys), UnsafeBufferPointer(boxes))
          keys[index] = left
          keys[index + 1] = right
        }
        for index in stride(from: 0, to: 1024, by: 2) {
          if salted {
            left ^= word(salt)
            right ^= word(salt)
          }
          (left, right) = Blowfish.rounds(left, right, UnsafeBufferPointer(keys), UnsafeBufferPointer(boxes))
          boxes[index] = left
          boxes[index + 1] = right
        }
      }
    }
  }
}
