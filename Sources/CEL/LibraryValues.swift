import GoLibrary
import KubeAPI
import Manifest

/// The parts of a URL, absolute or a path, as Go's url.ParseRequestURI reads it.
public struct URLParts: Sendable, Hashable {
  public var scheme = ""
  public var host = ""
  public var escapedPath = ""
  public var rawQuery = ""

  /// Host without port and brackets.
  var hostname: String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      return String(host[host.index(after: host.startIndex)..<end])
    }
    guard let colon = host.lastIndex(of: ":") else { return host }
    return String(host[..<colon])
  }

  var port: String {
    let rest = host.hasPrefix("[") ? host.firstIndex(of: "]").map { host[host.index(after: $0)...] } ?? "" : host[...]
    guard let colon = rest.lastIndex(of: ":") else { return "" }
    return String(rest[rest.index(after: colon)...])
  }

  var query: [(key: String, values: [String])] {
    var out: [(key: String, values: [String])] = []
    for part in rawQuery.split(separator: "&") where !part.contains(";") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = URLParts.unescape(pair[0], plus: true),
        let value = pair.count > 1 ? URLParts.unescape(pair[1], plus: true) : ""
      else { continue }
      if let i = out.firstIndex(where: { $0.key == key }) {
        out[i].values.append(value)
      } else {
        out.append((key, [value]))
      }
    }
    return out
  }

  /// - Returns: the parts, or Go's message.
  public static func parse(_ text: String) -> Result<URLParts, CELError> {
    func fail(_ reason: String) -> Result<URLParts, CELError> {
      .failure(CELError("parse \(GoNumber.quote(text)): \(reason)"))
    }
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return fail("net/url: invalid control character in URL")
    }
    if text.isEmpty { return fail("empty url") }
    var parts = URLParts()
    if text == "*" {
      parts.escapedPath = "*"
      return .success(parts)
    }
    var rest = text[...]
    var scheme = ""
    for (i, c) in text.utf8.enumerated() {
      let isLetter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
      if isLetter { continue }
      if (c >= 48 && c <= 57) || c == 43 || c == 45 || c == 46 {
        if i == 0 { break }
        continue
      }
      if c == 58 {
        if i == 0 { return fail("missing protocol scheme") }
        scheme = String(text.utf8.prefix(i)) ?? ""
        rest = text[text.utf8.index(text.startIndex, offsetBy: i + 1)...]
      }
      break
    }
    parts.scheme = String(decoding: scheme.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }, as: UTF8.self)
    if let mark = rest.firstIndex(of: "?") {
      parts.rawQuery = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    if !rest.hasPrefix("/") {
      // Opaque URLs (mailto:x) are absolute; anything else must start with a slash.
      return parts.scheme.isEmpty ? fail("invalid URI for request") : .success(parts)
    }
    if rest.hasPrefix("//") && !parts.scheme.isEmpty {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: "/") ?? rest.endIndex
      var authority = rest[..<end]
      rest = rest[end...]
      if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
      if let message = checkHost(authority) { return fail(message) }
      parts.host = unescape(authority, plus: false) ?? String(authority)
    }
    if let bad = badEscape(rest) { return fail("invalid URL escape \(GoNumber.quote(bad))") }
    parts.escapedPath = escape(rest)
    return .success(parts)
  }

  private static func checkHost(_ authority: Substring) -> String? {
    if authority.utf8.contains(where: { $0 == 0x20 || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) {
      let bad = authority.first { " <>".contains($0) } ?? " "
      return "invalid character \(GoNumber.quote(String(bad))) in host name"
    }
    var port: Substring = ""
    if authority.hasPrefix("[") {
      guard let end = authority.lastIndex(of: "]") else { return "missing ']' in host" }
      port = authority[authority.index(after: end)...]
    } else if let colon = authority.lastIndex(of: ":") {
      port = authority[colon...]
    }
    if port.isEmpty { return nil }
    guard port.hasPrefix(":"), port.dropFirst().utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
      return "invalid port \(GoNumber.quote(String(port))) after host"
    }
    return nil
  }

  private static func isHex(_ c: UInt8) -> Bool {
    (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102)
  }

  private static func badEscape(_ text: Substring) -> String? {
    let bytes = Array(text.utf8)
    for i in bytes.indices where bytes[i] == 37 {
      if i + 2 >= bytes.count || !isHex(bytes[i + 1]) || !isHex(bytes[i + 2]) {
        return String(decoding: bytes[i..<min(i + 3, bytes.count)], as: UTF8.self)
      }
    }
    return nil
  }

  private static func unescape(_ text: Substring, plus: Bool) -> String? {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      if bytes[i] == 37 {
        guard i + 2 < bytes.count, isHex(bytes[i + 1]), isHex(bytes[i + 2]),
          let n = UInt8(String(decoding: bytes[i + 1...i + 2], as: UTF8.self), radix: 16)
        else { return nil }
        out.append(n)
        i += 3
      } else {
        out.append(plus && bytes[i] == 43 ? 32 : bytes[i])
        i += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func escape(_ text: Substring) -> String {
    var out: [UInt8] = []
    for c in text.utf8 {
      let isPlain =
        (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
        || "-_.~$&+,/:;=@%!'()*[]".utf8.contains(c)
      if isPlain {
        out.append(c)
      } else {
        out += Array("%".utf8)
        out += Array((c < 16 ? "0" : "").utf8)
        out += Array(String(c, radix: 16, uppercase: true).utf8)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// A semantic version as Kubernetes' CEL library reads it (github.com/blang/semver).
public struct SemanticVersion: Sendable, Hashable {
  public var version: SemVer

  /// - Parameter normalize: accept `v1`, `1.0`, leading zeros.
  init?(_ text: String, normalize: Bool) {
    var text = text
    if normalize {
      if text.hasPrefix("v") || text.hasPrefix("V") { text.removeFirst() }
      let end = text.firstIndex { $0 == "-" || $0 == "+" } ?? text.endIndex
      var numbers = text[..<end].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard numbers.count <= 3 else { return nil }
      while numbers.count < 3 { numbers.append("0") }
      numbers = numbers.map { part in
        let stripped = String(part.drop { $0 == "0" })
        return part.isEmpty ? part : stripped.isEmpty ? "0" : stripped
      }
      text = numbers.joined(separator: ".") + text[end...]
    }
    guard let version = try? SemVer(strict: text) else { return nil }
    self.version = version
  }
}

/// A named format whose `validate` gives the messages for a text.
public struct NamedFormat: Sendable, Hashable {
  public var name: String

  static let names = [
    "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix",
    "dns1123SubdomainPrefix", "dns1035LabelPrefix", "labelValue", "uri", "uuid", "byte", "date", "datetime",
  ]

  func validate(_ text: String) -> [String] {
    // A prefix is what generateName holds: a trailing dash stands for characters to come.
    let masked = text.hasSuffix("-") && text.utf8.count > 1 ? String(text.dropLast()) + "a" : text
    switch name {
    case "dns1123Label": return NameRules.dns1123Label(text)
    case "dns1123Subdomain": return NameRules.dns1123Subdomain(text)
    case "dns1035Label": return NameRules.dns1035Label(text)
    case "dns1123LabelPrefix": return NameRules.dns1123Label(masked)
    case "dns1123SubdomainPrefix": return NameRules.dns1123Subdomain(masked)
    case "dns1035LabelPrefix": return NameRules.dns1035Label(masked)
    case "qualifiedName": return NameRules.qualifiedName(text)
    case "labelValue": return NameRules.labelValue(text)
    case "uri":
      if case .failure(let error) = URLParts.parse(text) { return [error.message] }
      return []
    case "uuid": return Formats.isUUID(text) ? [] : ["does not match the UUID format"]
    case "byte": return Base64.decode(text) != nil ? [] : ["invalid base64"]
    case "date": return Formats.isDate(text) ? [] : ["invalid date"]
    default: return Formats.isDateTime(text) ? [] : ["invalid datetime"]
    }
  }
}

/// Formats of OpenAPI that need no regular expression.
public enum Formats {
  public static func isUUID(_ text: String) -> Bool {
    let plain = text.utf8.filter { $0 != 45 }
    let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    let isHex = plain.allSatisfy { c in (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102) }
    return isHex && plain.count == 32 && (groups == [8, 4, 4, 4, 12] || groups == [32])
  }

  /// `2006-01-02`
  public static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && CELTimestamp(rfc3339: text + "T00:00:00Z") != nil
  }

  /// RFC 3339 as go-openapi/strfmt reads it.
  public static func isDateTime(_ text: String) -> Bool {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    let lower = parts.count == 2 ? parts : text.split(separator: "t", omittingEmptySubsequences: false)
    guard lower.count == 2, isDate(String(lower[0])), lower[1].utf8.count >= 8 else { return false }
    var time = String(lower[1])
    if time.hasSuffix("z") { time = time.dropLast() + "Z" }
    if CELTimestamp(rfc3339: lower[0] + "T" + time) != nil { return true }
    return CELTimestamp(rfc3339: lower[0] + "T" + time + "Z") != nil
  }
}

enum LibraryValues {
  static func equal(_ a: CELValue, _ b: CELValue) -> Bool {
    switch (a, b) {
    case (.url(let x), .url(let y)): x == y
    case (.ip(let x), .ip(let y)): x == y
    case (.cidr(let x), .cidr(let y)): x == y
    case (.quantity(let x), .quantity(let y)): x == y
    case (.semver(let x), .semver(let y)): x.version.compare(y.version) == 0
    case (.format(let x), .format(let y)): x == y
    default: false
    }
  }
}
