/// A URL as Go's net/url parses and writes it.
struct URL {
  struct User {
    var name: String
    var password: String?

    /// `Userinfo.String`.
    var text: String {
      let name = URLEscape.escape(name, .user)
      return password.map { name + ":" + URLEscape.escape($0, .user) } ?? name
    }
  }

  var scheme = ""
  var opaque = ""
  var user: User?
  var host = ""
  var path = ""
  var rawPath = ""
  var query = ""
  var forceQuery = false
  var fragment = ""
  var rawFragment = ""
  var omitHost = false

  init() {}

  /// `url.Parse`.
  init(_ text: String) throws(GoFailure) {
    let (body, fragment, _) = URL.cut(text, "#")
    do throws(GoFailure) {
      try parse(body)
    } catch {
      throw fail("parse \(GoQuote.quote(body)): \(error.message)")
    }
    if !fragment.isEmpty {
      do throws(GoFailure) {
        self.fragment = try URLEscape.unescape(fragment, .fragment)
      } catch {
        throw fail("parse \(GoQuote.quote(text)): \(error.message)")
      }
      if URLEscape.escape(self.fragment, .fragment) != fragment { rawFragment = fragment }
    }
  }

  private static func cut(_ text: String, _ mark: Character) -> (String, String, Bool) {
    guard let at = text.firstIndex(of: mark) else { return (text, "", false) }
    return (String(text[..<at]), String(text[text.index(after: at)...]), true)
  }

  private mutating func parse(_ text: String) throws(GoFailure) {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw fail("net/url: invalid control character in URL")
    }
    if text == "*" {
      path = "*"
      return
    }
    var rest = try parseScheme(text)
    if rest.hasSuffix("?"), rest.utf8.filter({ $0 == UInt8(ascii: "?") }).count == 1 {
      forceQuery = true
      rest.removeLast()
    } else {
      (rest, query, _) = URL.cut(rest, "?")
    }
    if !rest.hasPrefix("/") {
      if !scheme.isEmpty {
        opaque = rest
        return
      }
      let segment = URL.cut(rest, "/").0
      if segment.contains(":") { throw fail("first path segment in URL cannot contain colon") }
    }
    if !scheme.isEmpty || !rest.hasPrefix("///"), rest.hasPrefix("//") {
      let authority = URL.cut(String(rest.dropFirst(2)), "/")
      rest = authority.2 ? "/" + authority.1 : ""
      try parseAuthority(authority.0)
    } else if !scheme.isEmpty, rest.hasPrefix("/") {
      omitHost = true
    }
    path = try URLEscape.unescape(rest, .path)
    if URLEscape.escape(path, .path) != rest { rawPath = rest }
  }

  private mutating func parseScheme(_ text: String) throws(GoFailure) -> String {
    for (at, byte) in text.utf8.enumerated() {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A: continue
      case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if at == 0 { return text }
      case UInt8(ascii: ":"):
        if at == 0 { throw fail("missing protocol scheme") }
        scheme = String(decoding: text.utf8.prefix(at), as: UTF8.self).lowercased()
        return String(decoding: text.utf8.dropFirst(at + 1), as: UTF8.self)
      default: return text
      }
    }
    return text
  }

  private mutating func parseAuthority(_ text: String) throws(GoFailure) {
    guard let at = text.lastIndex(of: "@") else {
      host = try URL.parseHost(text)
      return
    }
    host = try URL.parseHost(String(text[text.index(after: at)...]))
    let info = String(text[..<at])
    let allowed = info.utf8.allSatisfy { byte in
      Lexical.isAlphaNumeric(UInt32(byte)) && byte < 0x80 || "-._:~!$&'()*+,;=%@".utf8.contains(byte)
    }
    if !allowed { throw fail("net/url: invalid userinfo") }
    let (name, password, hasPassword) = URL.cut(info, ":")
    user = User(
      name: try URLEscape.unescape(name, .user),
      password: hasPassword ? try URLEscape.unescape(password, .user) : nil)
  }

  private static func parseHost(_ text: String) throws(GoFailure) -> String {
    func checkPort(_ port: some StringProtocol) throws(GoFailure) {
      if port.isEmpty { return }
      if !port.hasPrefix(":") || !port.utf8.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
        throw fail("invalid port \(GoQuote.quote(String(port))) after host")
      }
    }
    if text.hasPrefix("[") {
      guard let close = text.lastIndex(of: "]") else { throw fail("missing ']' in host") }
      try checkPort(text[text.index(after: close)...])
    } else if let colon = text.lastIndex(of: ":") {
      try checkPort(text[colon...])
    }
    return try URLEscape.unescape(text, .host)
  }

  /// `URL.Hostname`.
  var hostname: String {
    var name = host
    if let colon = name.lastIndex(of: ":"),
      name[name.index(after: colon)...].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    {
      name = String(name[..<colon])
    }
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    return name
  }

  /// `URL.EscapedPath`.
  var escapedPath: String {
    if !rawPath.isEmpty, (try? URLEscape.unescape(rawPath, .path)) == path { return rawPath }
    return path == "*" ? "*" : URLEscape.escape(path, .path)
  }

  /// `URL.String`.
  var text: String {
    var out = scheme.isEmpty ? "" : scheme + ":"
    if !opaque.isEmpty {
      out += opaque
    } else {
      if !scheme.isEmpty || !host.isEmpty || user != nil {
        if !(omitHost && host.isEmpty && user == nil) {
          if !host.isEmpty || !path.isEmpty || user != nil { out += "//" }
          if let user { out += user.text + "@" }
          out += URLEscape.escape(host, .host)
        }
      }
      let path = escapedPath
      if !path.isEmpty, !path.hasPrefix("/"), !host.isEmpty { out += "/" }
      if out.isEmpty, !path.hasPrefix("/") {
        let segment = URL.cut(path, "/").0
        if segment.contains(":") { out += "./" }
      }
      out += path
    }
    if forceQuery || !query.isEmpty { out += "?" + query }
    if !fragment.isEmpty { out += "#" + (rawFragment.isEmpty ? URLEscape.escape(fragment, .fragment) : rawFragment) }
    return out
  }
}
