import KubeAPI
import Manifest

/// Scheme, host, port and path of a server's URL.
struct ServerAddress: Sendable, Hashable {
  var scheme: String
  /// Without the brackets of an IPv6 address.
  var host: String
  /// As written; `nil` when the scheme's own.
  var port: Int?
  /// Empty, or starting with a slash.
  var path: String

  init?(_ url: String) {
    guard let mark = url.firstRange(of: "://") else { return nil }
    scheme = url[..<mark.lowerBound].lowercased()
    let rest = url[mark.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    path = String(rest[authority.endIndex...])
    if authority.contains("@") || authority.contains(where: \.isWhitespace) { return nil }
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<end])
      let tail = authority[authority.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
      port = nil
      if tail.count > 1 {
        guard let number = Int(tail.dropFirst()), (1...65535).contains(number) else { return nil }
        port = number
      }
    } else {
      let words = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      host = words.first.map(String.init) ?? ""
      port = nil
      if words.count == 2, !words[1].isEmpty {
        guard let number = Int(words[1]), (1...65535).contains(number) else { return nil }
        port = number
      }
    }
    if host.isEmpty { return nil }
  }

  /// Host and port as the `Host` header has them.
  var authority: String { Self.bracketed(host) + (port.map { ":\($0)" } ?? "") }

  static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

/// A proxy between client and server: `http://host:port` or `socks5://host:port`, with a user if it wants one.
struct ProxySettings: Sendable, Hashable {
  enum Kind: Sendable { case http, socks }
  var kind: Kind
  var host: String
  var port: Int
  var user: String?
  var password = ""

  init?(_ url: String) {
    guard let mark = url.firstRange(of: "://") else { return nil }
    let scheme = url[..<mark.lowerBound].lowercased()
    var rest = String(url[mark.upperBound...])
    if let at = rest.lastIndex(of: "@") {
      let words = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = words.first.map { PercentEncoding.decode($0) }
      password = words.count == 2 ? PercentEncoding.decode(words[1]) : ""
      rest = String(rest[rest.index(after: at)...])
    }
    guard let address = ServerAddress("\(scheme)://\(rest)") else { return nil }
    switch scheme {
    case "http": (kind, port) = (.http, address.port ?? 80)
    case "socks5", "socks5h": (kind, port) = (.socks, address.port ?? 1080)
    default: return nil
    }
    host = address.host
  }

  /// The proxy that the environment names for a server, as Go's net/http reads it.
  init?(for server: ServerAddress, environment: ClientEnvironment) {
    func value(_ name: String) -> String {
      environment[name].isEmpty ? environment[name.lowercased()] : environment[name]
    }
    let setting = value(server.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY")
    let host = server.host.lowercased()
    if setting.isEmpty || host == "localhost" || host.hasPrefix("127.") || host == "::1" { return nil }
    for entry in value("NO_PROXY").split(separator: ",") {
      var name = entry.filter { !$0.isWhitespace }.lowercased()
      if name == "*" { return nil }
      if let block = CIDRBlock(name), let address = IPAddress(server.host), block.contains(address) { return nil }
      if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]) {
        if port != server.port ?? (server.scheme == "https" ? 443 : 80) { continue }
        name = String(name[..<colon])
      }
      if name.hasPrefix("*.") { name.removeFirst() }
      if !name.isEmpty, host == name || host.hasSuffix(name.hasPrefix(".") ? name : "." + name) { return nil }
    }
    self.init(setting.contains("://") ? setting : "http://" + setting)
  }
}
