/// A URL taken apart exactly as Go's net/url does it: Coder and its PostgreSQL driver read theirs with it.
struct GoURL: Sendable, Hashable {
  var scheme = ""
  var opaque = ""
  /// `nil` without userinfo.
  var user: String?
  /// `nil` without a colon in the userinfo.
  var password: String?
  /// With its port.
  var host = ""
  var path = ""
  var query = ""
  var fragment = ""

  /// What Go's `url.Error` wraps. The text may quote a piece of the URL: see ``PostgresURL`` for what may be shown.
  struct Failure: Error, Sendable, Hashable {
    var cause: String
    /// Whether Coder tries again with an escaped password after this one.
    var concernsUserinfo: Bool { cause == "net/url: invalid userinfo" || GoURL.isInvalidPort(cause) }
  }

  static func isInvalidPort(_ cause: String) -> Bool {
    cause.hasPrefix("invalid port ") && cause.hasSuffix(" after host")
  }

  init(_ text: String) throws(Failure) {
    var rest = Array(text.utf8)
    if let hash = rest.firstIndex(of: 0x23) {
      fragment = try GoURL.unescape(Array(rest[(hash + 1)...]), .fragment)
      rest = Array(rest[..<hash])
    }
    for byte in rest where byte < 0x20 || byte == 0x7F {
      throw Failure(cause: "net/url: invalid control character in URL")
    }
    if rest.isEmpty { return }
    if rest == [0x2A] {
      path = "*"
      return
    }
    try takeScheme(&rest)
    if let mark = rest.firstIndex(of: 0x3F) {
      query = String(decoding: rest[(mark + 1)...], as: UTF8.self)
      rest = Array(rest[..<mark])
    }
    if rest.first != 0x2F {
      if !scheme.isEmpty {
        opaque = String(decoding: rest, as: UTF8.self)
        return
      }
      let segment = rest.prefix { $0 != 0x2F }
      if segment.contains(0x3A) { throw Failure(cause: "first path segment in URL cannot contain colon") }
    }
    if rest.starts(with: [0x2F, 0x2F]), !scheme.isEmpty || !rest.starts(with: [0x2F, 0x2F, 0x2F]) {
      var authority = Array(rest[2...])
      rest = []
      if let slash = authority.firstIndex(of: 0x2F) {
        rest = Array(authority[slash...])
        authority = Array(authority[..<slash])
      }
      try takeAuthority(authority)
    }
    path = try GoURL.unescape(rest, .path)
  }

  private mutating func takeScheme(_ rest: inout [UInt8]) throws(Failure) {
    for (i, byte) in rest.enumerated() {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A: continue
      case 0x30...0x39, 0x2B, 0x2D, 0x2E:
        if i == 0 { return }
      case 0x3A:
        if i == 0 { throw Failure(cause: "missing protocol scheme") }
        scheme = String(decoding: rest[..<i], as: UTF8.self).lowercased()
        rest = Array(rest[(i + 1)...])
        return
      default: return
      }
    }
  }

  private mutating func takeAuthority(_ authority: [UInt8]) throws(Failure) {
    guard let at = authority.lastIndex(of: 0x40) else {
      host = try GoURL.host(authority)
      return
    }
    host = try GoURL.host(Array(authority[(at + 1)...]))
    let info = Array(authority[..<at])
    for byte in info where !GoURL.isUserinfo(byte) { throw Failure(cause: "net/url: invalid userinfo") }
    if let colon = info.firstIndex(of: 0x3A) {
      user = try GoURL.unescape(Array(info[..<colon]), .userinfo)
      password = try GoURL.unescape(Array(info[(colon + 1)...]), .userinfo)
    } else {
      user = try GoURL.unescape(info, .userinfo)
    }
  }

  private static func host(_ bytes: [UInt8]) throws(Failure) -> String {
    if bytes.first == 0x5B {
      guard let close = bytes.lastIndex(of: 0x5D) else { throw Failure(cause: "missing ']' in host") }
      try checkPort(Array(bytes[(close + 1)...]))
      return try unescape(bytes, .host)
    }
    if let colon = bytes.lastIndex(of: 0x3A) { try checkPort(Array(bytes[colon...])) }
    return try unescape(bytes, .host)
  }

  private static func checkPort(_ port: [UInt8]) throws(Failure) {
    if port.isEmpty { return }
    if port[0] == 0x3A && port.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) { return }
    throw Failure(cause: "invalid port \"\(String(decoding: port, as: UTF8.self))\" after host")
  }

  /// `net.SplitHostPort` of the host; without a port the host as it is.
  var hostAndPort: (host: String, port: String) {
    guard let colon = host.lastIndex(of: ":") else { return (host, "") }
    var name = String(host[..<colon])
    let port = String(host[host.index(after: colon)...])
    if name.hasPrefix("[") && name.hasSuffix("]") {
      name = String(name.dropFirst().dropLast())
    } else if name.contains(":") || port.contains("]") {
      return (host, "")
    }
    return (name, port)
  }

  /// The query as `url.Values`, in the order written; of a key written twice the first counts.
  var parameters: [(key: String, value: String)] {
    var result: [(key: String, value: String)] = []
    for part in query.split(separator: "&") where !part.contains(";") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = try? GoURL.unescape(Array(pair[0].utf8), .query),
        let value = try? GoURL.unescape(pair.count > 1 ? Array(pair[1].utf8) : [], .query),
        !result.contains(where: { $0.key == key })
      else { continue }
      result.append((key, value))
    }
    return result
  }

  // MARK: - Escaping

  enum Part { case path, userinfo, host, query, fragment }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  private static func isUserinfo(_ byte: UInt8) -> Bool {
    isUnreserved(byte) || "!$&'()*+,;=:%@".utf8.contains(byte)
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x61 + 10
    case 0x41...0x46: byte - 0x41 + 10
    default: nil
    }
  }

  static func unescape(_ bytes: [UInt8], _ part: Part) throws(Failure) -> String {
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte == 0x25 {
        guard i + 2 < bytes.count, let high = hex(bytes[i + 1]), let low = hex(bytes[i + 2]) else {
          let end = min(i + 3, bytes.count)
          throw Failure(cause: "invalid URL escape \"\(String(decoding: bytes[i..<end], as: UTF8.self))\"")
        }
        // Of ASCII only %25 may stand escaped in a host, in a zone.
        if part == .host && high < 8 && !(high == 2 && low == 5) {
          throw Failure(cause: "invalid URL escape \"\(String(decoding: bytes[i..<(i + 3)], as: UTF8.self))\"")
        }
        out.append(high << 4 | low)
        i += 3
        continue
      }
      if part == .host && byte < 0x80 && !isUnreserved(byte) && !"!$&'()*+,;=:[]<>\"".utf8.contains(byte) {
        throw Failure(cause: "invalid character \"\(Character(UnicodeScalar(byte)))\" in host name")
      }
      out.append(byte == 0x2B && part == .query ? 0x20 : byte)
      i += 1
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// `url.PathEscape`.
  static func pathEscape(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) || "$&+=:@".utf8.contains(byte) {
        out.append(byte)
      } else {
        out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
