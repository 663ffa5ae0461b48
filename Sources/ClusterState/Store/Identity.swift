/// Makes uids and name suffixes from a seed and a counter, so that two runs of a rehearsal are byte-identical.
struct Identity: Sendable {
  private let seed: UInt64
  var counter: UInt64 = 0

  init(seed: UInt64) { self.seed = seed }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private mutating func next() -> UInt64 {
    counter &+= 1
    var z = seed &+ counter &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A version 4 UUID in lower case.
  mutating func uid() -> String {
    let high = (next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
    let low = (next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (word, breaks) in [(high, [8, 12]), (low, [0, 4])] {
      for i in 0..<16 {
        if breaks.contains(i) { text.append(0x2D) }
        text.append(digits[Int((word >> UInt64(60 - 4 * i)) & 15)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Letters of Kubernetes' own alphabet, which has no vowels and no digits that look like letters
  /// (apimachinery `pkg/util/rand`).
  mutating func suffix(_ length: Int = 5) -> String {
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    var bits = next()
    var text: [UInt8] = []
    for _ in 0..<length {
      text.append(alphabet[Int(bits % UInt64(alphabet.count))])
      bits /= UInt64(alphabet.count)
      if bits == 0 { bits = next() }
    }
    return String(decoding: text, as: UTF8.self)
  }

  mutating func number(below bound: UInt64) -> UInt64 { bound == 0 ? 0 : next() % bound }
}
