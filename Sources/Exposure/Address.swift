/// An IP address as a number: IPv4 ones live at `::ffff:a.b.c.d`.
struct Address: Sendable, Hashable, Comparable {
  var bits: UInt128
  static func < (a: Address, b: Address) -> Bool { a.bits < b.bits }

  private static let mapped: UInt128 = 0xFFFF << 32

  var isIPv4: Bool { bits >> 32 == 0xFFFF }

  /// Reads what Go's net.ParseIP reads: dotted IPv4 without leading zeros, IPv6 with `::` and an IPv4 tail.
  init?(_ text: some StringProtocol) {
    if let four = Address.parseIPv4(text) {
      bits = Address.mapped | UInt128(four)
    } else if let six = Address.parseIPv6(text) {
      bits = six
    } else {
      return nil
    }
  }

  init(bits: UInt128) { self.bits = bits }

  private static func parseIPv4(_ text: some StringProtocol) -> UInt32? {
    var value: UInt32 = 0
    var parts = 0
    var digits = 0
    var part: UInt32 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: ".") {
        if digits == 0 || parts == 3 { return nil }
        value = value << 8 | part
        parts += 1
        digits = 0
        part = 0
      } else {
        guard byte >= 0x30, byte <= 0x39, digits == 0 || part != 0 else { return nil }
        part = part * 10 + UInt32(byte - 0x30)
        digits += 1
        if part > 255 { return nil }
      }
    }
    return parts == 3 && digits > 0 ? value << 8 | part : nil
  }

  private static func parseIPv6(_ source: some StringProtocol) -> UInt128? {
    var pieces = String(source).split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    guard pieces.count >= 3 else { return nil }
    if let last = pieces.last, last.utf8.contains(UInt8(ascii: ".")) {
      guard let four = parseIPv4(last) else { return nil }
      pieces.removeLast()
      pieces.append(String(four >> 16, radix: 16))
      pieces.append(String(four & 0xFFFF, radix: 16))
    }
    if pieces.first == "" {
      guard pieces.count > 1, pieces[1] == "" else { return nil }
      pieces.removeFirst()
    }
    if pieces.last == "" {
      guard pieces.count > 1, pieces[pieces.count - 2] == "" else { return nil }
      pieces.removeLast()
    }
    let gaps = pieces.filter { $0.isEmpty }.count
    guard gaps <= 1, gaps == 1 ? pieces.count <= 8 : pieces.count == 8 else { return nil }
    var value: UInt128 = 0
    for piece in pieces {
      if piece.isEmpty {
        for _ in 0..<(9 - pieces.count) { value <<= 16 }
        continue
      }
      guard piece.utf8.count <= 4, piece.utf8.first != UInt8(ascii: "+"), let word = UInt16(piece, radix: 16)
      else { return nil }
      value = value << 16 | UInt128(word)
    }
    return value
  }

  var isLoopback: Bool { AddressRange.loopback4.contains(self) || bits == 1 }
  /// `0.0.0.0` and `::`: every address of the machine.
  var isUnspecified: Bool { bits == 0 || bits == Address.mapped }
}

/// Addresses from a first to a last one.
struct AddressRange: Sendable, Hashable {
  var first: Address
  var last: Address

  /// `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, or one address.
  init?(_ text: some StringProtocol) {
    let text = text.trimmed
    if let slash = text.firstIndex(of: "/") {
      guard let base = Address(text[..<slash]), let length = Int(text[text.index(after: slash)...]) else { return nil }
      let width = base.isIPv4 ? 32 : 128
      guard length >= 0, length <= width else { return nil }
      let host = width - length
      let mask: UInt128 = host == 128 ? .max : (UInt128(1) << UInt128(host)) - 1
      first = Address(bits: base.bits & ~mask)
      last = Address(bits: base.bits | mask)
      if base.isIPv4 && length == 0 { first = Address(bits: 0xFFFF << 32) }
    } else if let dash = text.firstIndex(of: "-") {
      guard let low = Address(text[..<dash].trimmed), let high = Address(text[text.index(after: dash)...].trimmed),
        low <= high, low.isIPv4 == high.isIPv4
      else { return nil }
      first = low
      last = high
    } else {
      guard let one = Address(text) else { return nil }
      first = one
      last = one
    }
  }

  private init(_ first: UInt128, _ last: UInt128) {
    self.first = Address(bits: first)
    self.last = Address(bits: last)
  }

  private static func four(_ a: UInt128, _ b: UInt128, _ length: UInt128) -> AddressRange {
    let base: UInt128 = (0xFFFF << 32) | (a << 24) | (b << 16)
    return AddressRange(base, base | ((UInt128(1) << (32 - length)) - 1))
  }

  private static func six(_ words: UInt128, _ length: UInt128) -> AddressRange {
    let base = words << 80
    return AddressRange(base, base | ((UInt128(1) << (128 - length)) - 1))
  }

  static let loopback4 = four(127, 0, 8)

  /// What is not the internet: where each block reaches (RFC 1918, 3927, 4193, 4291; tailscale net/tsaddr).
  private static let blocks: [(range: AddressRange, reach: Reach)] = [
    (four(10, 0, 8), .cluster),
    (four(100, 64, 10), .tailnet),
    (loopback4, .cluster),
    (four(169, 254, 16), .cluster),
    (four(172, 16, 12), .cluster),
    (four(192, 168, 16), .cluster),
    (AddressRange(1, 1), .cluster),
    (six(0xfd7a_115c_a1e0, 48), .tailnet),
    (six(0xfc00_0000_0000, 7), .cluster),
    (six(0xfe80_0000_0000, 10), .cluster),
  ]

  func contains(_ address: Address) -> Bool { first <= address && address <= last }

  /// The widest reach of any address in it.
  var reach: Reach {
    var widest = Reach.cluster
    var cursor = first.bits
    while true {
      guard let block = AddressRange.blocks.first(where: { $0.range.contains(Address(bits: cursor)) }) else {
        return .internet
      }
      widest = max(widest, block.reach)
      var end = block.range.last.bits
      if block.reach == .cluster {
        // The tailnet's own /48 lies inside the unique local block.
        for inner in AddressRange.blocks where inner.reach == .tailnet {
          if inner.range.first.bits > cursor && inner.range.first.bits <= end { end = inner.range.first.bits - 1 }
        }
      }
      if end >= last.bits { return widest }
      cursor = end + 1
    }
  }

  /// Whether every address in it is a private one; the tailnet's count as private.
  var isPrivate: Bool { reach != .internet }
}

extension StringProtocol {
  /// Without spaces, tabs and line ends at both ends.
  var trimmed: String {
    var bytes = Substring(self)
    while let c = bytes.unicodeScalars.first, c == " " || c == "\t" || c == "\n" || c == "\r" { bytes.removeFirst() }
    while let c = bytes.unicodeScalars.last, c == " " || c == "\t" || c == "\n" || c == "\r" { bytes.removeLast() }
    return String(bytes)
  }
}
