extension FunctionTable {
  /// Sprig's URLs (url.go of Masterminds/sprig) over Go's net/url.
  static func addURLs(_ table: inout FunctionTable) {
    /// sprig `urlParse`
    table("urlParse", "string") { _, args throws(GoFailure) in
      let url: URL
      do throws(GoFailure) { url = try URL(args.string(0)) } catch {
        throw fail("unable to parse url: \(error.message)")
      }
      return .map(
        GoMap([
          ("scheme", .string(url.scheme)), ("host", .string(url.host)), ("hostname", .string(url.hostname)),
          ("path", .string(url.path)), ("query", .string(url.query)), ("opaque", .string(url.opaque)),
          ("fragment", .string(url.fragment)), ("userinfo", .string(url.user?.text ?? "")),
        ]))
    }
    /// sprig `urlJoin`
    table("urlJoin", "map") { _, args throws(GoFailure) in
      let map = args.map(0)
      func part(_ key: String) throws(GoFailure) -> String {
        guard let value = map[key] else { return "" }
        if value.isNothing { throw Lists.nilType }
        guard case .string(let text) = value else {
          throw fail("unable to parse \(key) key, must be of type string, but \(value.kind.rawValue) found")
        }
        return text
      }
      var url = URL()
      url.scheme = try part("scheme")
      url.host = try part("host")
      url.path = try part("path")
      url.query = try part("query")
      url.opaque = try part("opaque")
      url.fragment = try part("fragment")
      let user = try part("userinfo")
      if !user.isEmpty {
        do throws(GoFailure) { url.user = try URL("proto://\(user)@host").user } catch {
          throw fail("unable to parse userinfo in dict: \(error.message)")
        }
      }
      return .string(url.text)
    }
  }
}

/// net/url's escaping.
enum URLEscape {
  enum Mode { case path, pathSegment, host, user, query, fragment }

  private static func shouldEscape(_ byte: UInt8, _ mode: Mode) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: return false
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): return false
    default: break
    }
    if mode == .host, "!$&'()*+,;=:[]<>\"".utf8.contains(byte) { return false }
    if "$&+,/:;=?@".utf8.contains(byte) {
      switch mode {
      case .path: return byte == UInt8(ascii: "?")
      case .pathSegment: return "/;,?".utf8.contains(byte)
      case .user: return "@/?:".utf8.contains(byte)
      case .query: return true
      case .fragment: return false
      case .host: return true
      }
    }
    if mode == .fragment, "!()*".utf8.contains(byte) { return false }
    return true
  }

  static func escape(_ text: String, _ mode: Mode) -> String {
    var out: [UInt8] = []
    for byte in ByteString.bytes(text) {
      if byte == 0x20, mode == .query {
        out.append(UInt8(ascii: "+"))
      } else if shouldEscape(byte, mode) {
        out.append(UInt8(ascii: "%"))
        GoQuote.hex(UInt32(byte), 2, &out, upper: true)
      } else {
        out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func unescape(_ text: String, _ mode: Mode) throws(GoFailure) -> String {
    let bytes = ByteString.bytes(text)
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "%") {
        guard at + 2 < bytes.count, let high = digit(bytes[at + 1]), let low = digit(bytes[at + 2]) else {
          let bad = ByteString.text(bytes[at..<min(at + 3, bytes.count)])
          throw fail("invalid URL escape \(GoQuote.quote(bad))")
        }
        if mode == .host, high < 8, bytes[at..<(at + 3)] != ArraySlice("%25".utf8) {
          throw fail("invalid URL escape \(GoQuote.quote(ByteString.text(bytes[at..<(at + 3)])))")
        }
        out.append(high << 4 | low)
        at += 3
        continue
      }
      if mode == .host, byte < 0x80, shouldEscape(byte, mode) {
        let bad = ByteString.text(bytes[at...at])
        throw fail("invalid character \(GoQuote.quote(bad)) in host name")
      }
      out.append(mode == .query && byte == UInt8(ascii: "+") ? 0x20 : byte)
      at += 1
    }
    return ByteString.text(out)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
