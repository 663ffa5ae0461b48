/// An IPv4 or IPv6 address. Reads what Go's `net/netip` reads; writes RFC 5952.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16.
  public let bytes: [UInt8]
  public let zone: String

  public init(bytes: [UInt8], zone: String = "") {
    self.bytes = bytes.count == 4 || bytes.count == 16 ? bytes : [0, 0, 0, 0]
    self.zone = zone
  }

  public var is4: Bool { bytes.count == 4 }

  /// `::ffff:1.2.3.4`
  public var is4In6: Bool { !is4 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF }

  /// - Parameter sloppy: allow leading zeros in IPv4 numbers (`010.1.1.1`), as Kubernetes does for old objects.
  public init?(_ text: String, sloppy: Bool = false) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
      guard let first = parts.first, let bytes = IPAddress.six(String(first)) else { return nil }
      if parts.count > 1 && parts[1].isEmpty { return nil }
      self.bytes = bytes
      zone = parts.count > 1 ? String(parts[1]) : ""
      return
    }
    guard let bytes = IPAddress.four(text[...], sloppy: sloppy) else { return nil }
    self.bytes = bytes
    zone = ""
  }

  private static func four(_ text: Substring, sloppy: Bool) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var out: [UInt8] = []
    for part in parts {
      guard !part.isEmpty, part.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let n = UInt8(part) else { return nil }
      if part.utf8.count > 1 && part.utf8.first == 48 && !sloppy { return nil }
      out.append(n)
    }
    return out
  }

  private static func six(_ text: String) -> [UInt8]? {
    var head: [UInt8] = []
    var tail: [UInt8] = []
    var sawGap = false
    var rest = text[...]
    if rest.hasPrefix("::") {
      sawGap = true
      rest = rest.dropFirst(2)
      if rest.isEmpty { return [UInt8](repeating: 0, count: 16) }
    }
    while !rest.isEmpty {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      let group = rest[..<end]
      var bytes: [UInt8]
      if group.contains(".") {
        guard end == rest.endIndex, let four = four(group, sloppy: false) else { return nil }
        bytes = four
      } else {
        guard !group.isEmpty, group.utf8.count <= 4, !group.hasPrefix("+"), !group.hasPrefix("-"),
          let n = UInt16(group, radix: 16)
        else { return nil }
        bytes = [UInt8(n >> 8), UInt8(n & 0xFF)]
      }
      if sawGap { tail += bytes } else { head += bytes }
      if head.count + tail.count > 16 { return nil }
      rest = rest[end...]
      guard !rest.isEmpty else { break }
      rest = rest.dropFirst()
      if rest.isEmpty { return nil }
      if rest.first == ":" {
        if sawGap { return nil }
        sawGap = true
        rest = rest.dropFirst()
      }
    }
    let missing = 16 - head.count - tail.count
    guard sawGap ? missing >= 2 : missing == 0 else { return nil }
    return head + [UInt8](repeating: 0, count: missing) + tail
  }

  public var description: String {
    if is4 { return bytes.map { String($0) }.joined(separator: ".") }
    let suffix = zone.isEmpty ? "" : "%" + zone
    if is4In6 { return "::ffff:" + bytes[12...].map { String($0) }.joined(separator: ".") + suffix }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    var best = 0..<0
    var i = 0
    while i < 8 {
      var j = i
      while j < 8, groups[j] == 0 { j += 1 }
      if j - i > max(best.count, 1) { best = i..<j }
      i = max(j, i + 1)
    }
    func text(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    if best.isEmpty { return text(0..<8) + suffix }
    return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8) + suffix
  }

  public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
  public var isLoopback: Bool { is4 ? bytes[0] == 127 : bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1 }
  public var isMulticast: Bool { is4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }
  public var isLinkLocalMulticast: Bool {
    is4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xFF && bytes[1] & 0x0F == 0x02
  }
  public var isLinkLocalUnicast: Bool {
    is4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
  }
  public var isGlobalUnicast: Bool {
    !(is4 && bytes.allSatisfy { $0 == 255 }) && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
  }
}

/// An address block such as `10.0.0.0/24`.
public struct CIDRBlock: Sendable, Hashable, CustomStringConvertible {
  public let address: IPAddress
  public let prefixLength: Int

  public init(address: IPAddress, prefixLength: Int) {
    self.address = address
    self.prefixLength = min(max(prefixLength, 0), address.bytes.count * 8)
  }

  public init?(_ text: String, sloppy: Bool = false) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0]), sloppy: sloppy), address.zone.isEmpty,
      !parts[1].isEmpty, parts[1].utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
      sloppy || parts[1].utf8.count == 1 || parts[1].utf8.first != 48,
      let length = Int(parts[1]), length <= address.bytes.count * 8
    else { return nil }
    self.address = address
    prefixLength = length
  }

  public var description: String { "\(address)/\(prefixLength)" }

  /// The block with the bits after the prefix cleared.
  public var masked: CIDRBlock {
    var bytes = address.bytes
    for i in bytes.indices {
      let kept = min(max(prefixLength - i * 8, 0), 8)
      bytes[i] &= kept == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
    return CIDRBlock(address: IPAddress(bytes: bytes), prefixLength: prefixLength)
  }

  public func contains(_ other: IPAddress) -> Bool {
    other.is4 == address.is4
      && CIDRBlock(address: other, prefixLength: prefixLength).masked.address.bytes == masked.address.bytes
  }

  public func contains(_ other: CIDRBlock) -> Bool {
    other.prefixLength >= prefixLength && contains(other.masked.address)
  }
}
