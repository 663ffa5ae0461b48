import Manifest
import Vendir

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, read as Go's net/http does.
struct ProxyEnvironment: Sendable {
  var https = ""
  var http = ""
  var exceptions = ""

  struct Proxy: Hashable {
    var host: String
    var port: Int
    var user: String?
    var password = ""
  }

  static func current() -> ProxyEnvironment {
    func value(_ name: String) -> String {
      for name in [name, name.lowercased()] {
        if let pointer = getenv(name), pointer.pointee != 0 { return String(cString: pointer) }
      }
      return ""
    }
    return ProxyEnvironment(https: value("HTTPS_PROXY"), http: value("HTTP_PROXY"), exceptions: value("NO_PROXY"))
  }

  /// The proxy for a URL, `nil` for a direct connection. The machine itself is always reached directly.
  func proxy(for url: String) -> Proxy? {
    guard let parts = URLParts(url) else { return nil }
    let setting = parts.scheme == "https" ? https : http
    if setting.isEmpty || isException(parts.host, port: parts.port) { return nil }
    guard let proxy = URLParts(setting.contains("://") ? setting : "http://" + setting) else { return nil }
    return Proxy(
      host: proxy.host, port: proxy.port, user: proxy.credentials?.user, password: proxy.credentials?.password ?? "")
  }

  private func isException(_ host: String, port: Int) -> Bool {
    if host == "localhost" || host.hasPrefix("127.") || host == "::1" { return true }
    for entry in exceptions.split(separator: ",") {
      var name = String(entry.filter { $0 != " " }).lowercased()
      if name == "*" { return true }
      if let colon = name.lastIndex(of: ":"), let wanted = Int(name[name.index(after: colon)...]) {
        if wanted != port { continue }
        name = String(name[..<colon])
      }
      if name.hasPrefix("*.") { name.removeFirst() }
      if name.isEmpty { continue }
      let suffix = name.hasPrefix(".") ? name : "." + name
      if host == name || host.hasSuffix(suffix) { return true }
    }
    return false
  }
}

/// The parts of an http URL that decide how it is reached.
struct URLParts {
  var scheme: String
  var host: String
  var port: Int
  var credentials: FetchRequest.Credentials?

  init?(_ url: String) {
    let pieces = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard pieces.count >= 3, pieces[0].hasSuffix(":"), pieces[1].isEmpty else { return nil }
    scheme = pieces[0].dropLast().lowercased()
    var authority = String(pieces[2].prefix { $0 != "?" && $0 != "#" })
    if let at = authority.lastIndex(of: "@") {
      let words = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      credentials = FetchRequest.Credentials(
        user: PercentEncoding.decode(words[0]), password: words.count == 2 ? PercentEncoding.decode(words[1]) : "")
      authority = String(authority[authority.index(after: at)...])
    }
    port = scheme == "https" ? 443 : 80
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      host = String(authority[authority.index(after: authority.startIndex)..<end])
      if let given = Int(authority[end...].dropFirst(2)) { port = given }
    } else {
      let words = authority.split(separator: ":", maxSplits: 1)
      host = words.first.map { $0.lowercased() } ?? ""
      if words.count == 2, let given = Int(words[1]) { port = given }
    }
    if host.isEmpty { return nil }
  }
}
