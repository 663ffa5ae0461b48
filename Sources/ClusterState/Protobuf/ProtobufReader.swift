/// Reads fields off protobuf's wire format. No input makes it read outside its bytes.
struct ProtobufReader {
  enum Field {
    case varint(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed64(UInt64)
    case fixed32(UInt32)
  }

  private var rest: ArraySlice<UInt8>
  private(set) var isBroken = false

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() -> (number: Int, value: Field)? {
    guard !rest.isEmpty, !isBroken else { return nil }
    guard let key = varint(), key >> 3 > 0, key >> 3 <= 536_870_911 else { return broken() }
    let number = Int(key >> 3)
    switch key & 7 {
    case 0:
      guard let value = varint() else { return broken() }
      return (number, .varint(value))
    case 1:
      guard let value = fixed(8) else { return broken() }
      return (number, .fixed64(value))
    case 2:
      guard let count = varint(), count <= UInt64(rest.count) else { return broken() }
      let bytes = rest.prefix(Int(count))
      rest = rest.dropFirst(Int(count))
      return (number, .bytes(bytes))
    case 5:
      guard let value = fixed(4) else { return broken() }
      return (number, .fixed32(UInt32(truncatingIfNeeded: value)))
    default: return broken()
    }
  }

  private mutating func broken() -> (number: Int, value: Field)? {
    isBroken = true
    return nil
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst() {
      if shift > 63 { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  private mutating func fixed(_ count: Int) -> UInt64? {
    guard rest.count >= count else { return nil }
    var value: UInt64 = 0
    for (i, byte) in rest.prefix(count).enumerated() { value |= UInt64(byte) << UInt64(8 * i) }
    rest = rest.dropFirst(count)
    return value
  }
}

/// Writes fields in protobuf's wire format.
struct ProtobufWriter {
  private(set) var out: [UInt8] = []

  mutating func varint(_ number: Int, _ value: UInt64) {
    raw(UInt64(number) << 3)
    raw(value)
  }

  mutating func bytes(_ number: Int, _ bytes: [UInt8]) {
    raw(UInt64(number) << 3 | 2)
    raw(UInt64(bytes.count))
    out += bytes
  }

  mutating func double(_ number: Int, _ value: Double) {
    raw(UInt64(number) << 3 | 1)
    for i in 0..<8 { out.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * i))) }
  }

  private mutating func raw(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      out.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    out.append(UInt8(truncatingIfNeeded: value))
  }
}
