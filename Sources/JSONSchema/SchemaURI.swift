import GoLibrary

/// As much of RFC 3986 as references between schemas need.
struct SchemaURI {
  var scheme = ""
  var authority: String?
  var path = ""
  var query: String?

  init(_ text: String) {
    var rest = text[...]
    if let colon = rest.firstIndex(of: ":"), let first = rest.utf8.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A,
      rest[..<colon].utf8.allSatisfy({ RegexpWord.isScheme($0) })
    {
      scheme = rest[..<colon].lowercased()
      rest = rest[rest.index(after: colon)...]
    }
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: "/") ?? rest.endIndex
      authority = String(rest[..<end])
      rest = rest[end...]
    }
    path = String(rest)
  }

  private enum RegexpWord {
    static func isScheme(_ byte: UInt8) -> Bool {
      byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x2B || byte == 0x2D
        || byte == 0x2E
    }
  }

  var text: String {
    (scheme.isEmpty ? "" : scheme + ":") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
  }

  /// `URL.ResolveReference`.
  func resolve(_ reference: String) -> SchemaURI {
    var other = SchemaURI(reference)
    if !other.scheme.isEmpty {
      if other.authority != nil { other.path = SchemaURI.withoutDots(other.path) }
      return other
    }
    var result = self
    if let authority = other.authority {
      result.authority = authority
      result.path = SchemaURI.withoutDots(other.path)
      result.query = other.query
      return result
    }
    if other.path.isEmpty {
      if other.query != nil { result.query = other.query }
      return result
    }
    // urn:x:y has no folders.
    if authority == nil && !path.hasPrefix("/") && !scheme.isEmpty { return result }
    if other.path.hasPrefix("/") {
      result.path = SchemaURI.withoutDots(other.path)
    } else {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? (authority != nil ? "/" : "")
      result.path = SchemaURI.withoutDots(folder + other.path)
    }
    result.query = other.query
    return result
  }

  private static func withoutDots(_ path: String) -> String {
    var parts: [Substring] = []
    let pieces = path.split(separator: "/", omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() {
      let last = index == pieces.count - 1
      switch piece {
      case ".": if last { parts.append("") }
      case "..":
        if parts.count > 1 || parts.first.map({ !$0.isEmpty }) == true { parts.removeLast() }
        if last { parts.append("") }
      default: parts.append(piece)
      }
    }
    return parts.joined(separator: "/")
  }

  /// `url.PathUnescape`; `nil` when an escape is broken.
  static func unescape(_ text: String) -> String? {
    guard text.utf8.contains(0x25) else { return text }
    var out: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        out.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      out.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// `url.PathEscape` of every part between slashes.
  static func escape(_ text: String) -> String {
    var out: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E, 0x7E, 0x24, 0x26, 0x2B, 0x3A, 0x3D, 0x40, 0x2F:
        out.append(byte)
      default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Before and after the first `#`.
  static func split(_ text: String) -> (url: String, fragment: String) {
    guard let hash = text.utf8.firstIndex(of: 0x23) else { return (text, "") }
    return (String(text[..<hash]), String(text[text.utf8.index(after: hash)...]))
  }
}
