import Manifest

/// Hashes that look like Kubernetes' own: 32-bit FNV-1a written in the alphabet of `rand.SafeEncodeString`.
///
/// The real hash is taken over a dump of Go structs that only Go can make; ours is taken over the value tree with
/// sorted
/// keys. It is stable, and names made of it have the right letters.
enum TemplateHash {
  static func of(_ value: Value, collisions: Int64 = 0) -> String {
    var hash = FNV()
    feed(value, &hash)
    if collisions > 0 { hash.add(String(collisions)) }
    return encode(hash.state)
  }

  /// Each decimal digit by its letter.
  static func encode(_ number: UInt32) -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    var text: [UInt8] = []
    // rand.SafeEncodeString indexes the alphabet by the byte of each digit.
    for byte in String(number).utf8 { text.append(letters[Int(byte) % letters.count]) }
    return String(decoding: text, as: UTF8.self)
  }

  static func number(_ text: String) -> UInt32 {
    var hash = FNV()
    hash.add(text)
    return hash.state
  }

  private static func feed(_ value: Value, _ hash: inout FNV) {
    switch value {
    case .null: hash.add("null;")
    case .bool(let b): hash.add(b ? "true;" : "false;")
    case .int(let i): hash.add("i\(i);")
    case .double(let d): hash.add("d\(d);")
    case .string(let s):
      hash.add("s\(s.utf8.count):")
      hash.add(s)
    case .array(let a):
      hash.add("[\(a.count)")
      for item in a { feed(item, &hash) }
    case .object(let o):
      hash.add("{\(o.count)")
      for pair in o.sorted() {
        hash.add(pair.key)
        hash.add("=")
        feed(pair.value, &hash)
      }
    }
  }

  struct FNV {
    var state: UInt32 = 2_166_136_261
    mutating func add(_ text: String) {
      for byte in text.utf8 {
        state ^= UInt32(byte)
        state = state &* 16_777_619
      }
    }
  }
}
