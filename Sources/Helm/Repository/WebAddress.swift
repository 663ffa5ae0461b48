/// The parts of a URL that decide where a chart is fetched, split and joined as Go's net/url does it.
struct WebAddress: Hashable {
  /// In lower case; empty for a relative reference.
  var scheme = ""
  /// With the port and without the user.
  var host = ""
  var user = ""
  /// As it stands, with its escapes.
  var path = ""
  /// With its `?`, or empty.
  var query = ""

  /// `nil` for what Go's `url.Parse` refuses.
  init?(_ text: String) {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) || text.hasPrefix(":") { return nil }
    var rest = text.prefix { $0 != "#" }
    if let colon = rest.firstIndex(of: ":"), rest[..<colon].first?.isLetter == true,
      rest[..<colon].utf8.allSatisfy({ Self.isSchemeByte($0) })
    {
      scheme = rest[..<colon].lowercased()
      rest = rest[rest.index(after: colon)...]
    }
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[mark...])
      rest = rest[..<mark]
    }
    if rest.hasPrefix("//") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      rest = rest.dropFirst(2 + authority.count)
      if let at = authority.lastIndex(of: "@") {
        user = String(authority[..<at])
        host = String(authority[authority.index(after: at)...])
      } else {
        host = String(authority)
      }
      if host.contains(" ") || host.hasPrefix("[") && !host.contains("]") { return nil }
    }
    path = String(rest)
  }

  /// Why Go's `url.Parse` refuses a text that is meant as a path as often as an address; `nil` when it does not.
  static func fault(_ text: String) -> String? {
    func refused(_ reason: String) -> String { "parse \(GoText.quote(text)): \(reason)" }
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return refused("net/url: invalid control character in URL")
    }
    if text.hasPrefix(":") { return refused("missing protocol scheme") }
    let colon = text.prefix { $0 != "#" }.firstIndex(of: ":")
    let scheme = colon.map { text[..<$0] } ?? ""
    let hasScheme = scheme.first.map { $0.isASCII && $0.isLetter } ?? false && scheme.utf8.allSatisfy(isSchemeByte)
    let rest = hasScheme ? text[(colon.map(text.index(after:)) ?? text.startIndex)...] : text[...]
    let path = rest.prefix { $0 != "#" && $0 != "?" }
    if !hasScheme, !path.hasPrefix("/"), path.prefix(while: { $0 != "/" }).contains(":") {
      return refused("first path segment in URL cannot contain colon")
    }
    if hasScheme && !path.hasPrefix("/") { return nil }
    guard let broken = brokenEscape(path) else { return nil }
    return refused("invalid URL escape \(GoText.quote(broken))")
  }

  /// The first `%` without two hexadecimal digits behind it, with what stands there instead.
  private static func brokenEscape(_ path: Substring) -> String? {
    let bytes = Array(path.utf8)
    var at = 0
    while let mark = bytes[at...].firstIndex(of: UInt8(ascii: "%")) {
      let digits = bytes[(mark + 1)...].prefix(2)
      if digits.count < 2 || !digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) {
        return String(decoding: bytes[mark...].prefix(3), as: UTF8.self)
      }
      at = mark + 3
    }
    return nil
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }

  var isAbsolute: Bool { !scheme.isEmpty }

  var text: String {
    let authority = host.isEmpty && scheme.isEmpty ? "" : "//" + (user.isEmpty ? "" : user + "@") + host
    return (scheme.isEmpty ? "" : scheme + ":") + authority + path + query
  }

  /// The last part of the path, without escapes that matter here.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? "" }

  /// Whether credentials for one may go to the other.
  func isSameHost(_ other: WebAddress) -> Bool { scheme == other.scheme && host == other.host }

  /// helm's `ResolveReferenceURL`: a reference below a repository's address, which is taken for a folder.
  static func resolve(_ base: String, _ reference: String) throws(HelmError) -> String {
    guard let wanted = WebAddress(reference) else { throw HelmError("failed to parse \(reference) as URL") }
    if wanted.isAbsolute { return reference }
    guard var result = WebAddress(base) else { throw HelmError("failed to parse \(base) as URL") }
    if !wanted.host.isEmpty {
      result.host = wanted.host
      result.user = wanted.user
    }
    let folder = result.path.hasSuffix("/") ? result.path : result.path + "/"
    result.path = withoutDots(wanted.path.hasPrefix("/") || !wanted.host.isEmpty ? wanted.path : folder + wanted.path)
    return result.text
  }

  /// RFC 3986's removal of `.` and `..`.
  private static func withoutDots(_ path: String) -> String {
    var parts: [Substring] = []
    let pieces = path.split(separator: "/", omittingEmptySubsequences: false)
    for (at, piece) in pieces.enumerated() {
      let isLast = at == pieces.count - 1
      switch piece {
      case ".": if isLast { parts.append("") }
      case "..":
        if parts.count > 1 { parts.removeLast() }
        if isLast { parts.append("") }
      default: parts.append(piece)
      }
    }
    let text = parts.joined(separator: "/")
    return text.hasPrefix("/") || text.isEmpty ? text : "/" + text
  }

  /// Whether two addresses are of one repository: case of the host, a last slash and dots apart (`urlutil.Equal`).
  static func isSame(_ a: String, _ b: String) -> Bool {
    guard let left = WebAddress(a), let right = WebAddress(b) else { return DiskPath.clean(a) == DiskPath.clean(b) }
    func key(_ address: WebAddress) -> WebAddress {
      var address = address
      address.host = address.host.lowercased()
      for (scheme, port) in [("https", ":443"), ("http", ":80")]
      where address.scheme == scheme && address.host.hasSuffix(port) {
        address.host = String(address.host.dropLast(port.count))
      }
      address.path = address.path.isEmpty ? "/" : DiskPath.clean(address.path)
      return address
    }
    return key(left) == key(right)
  }
}
