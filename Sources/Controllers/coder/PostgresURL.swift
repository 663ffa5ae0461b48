/// A PostgreSQL connection URL as Coder reads it: Coder's own rescue of raw passwords, then the driver's rules.
///
/// Coder (`cli/server.go`, escapePostgresURLUserInfo) escapes the password only when Go's url.Parse refuses the
/// userinfo or
/// the port; it takes the text before the first `@` and in it what follows the last `:`. The driver (lib/pq `url.go`)
/// then
/// reads user, password, host, port, database and parameters. Holds a password: never print a value of this type.
public struct PostgresURL: Sendable, Hashable, CustomStringConvertible {
  public var user: String
  public var password: String
  public var host: String
  /// `5432` when the URL names none.
  public var port: String
  public var database: String
  /// In the order written.
  public var parameters: [Parameter]
  /// Whether Coder had to escape the password itself.
  public var isRescued: Bool

  public struct Parameter: Sendable, Hashable {
    public var key: String
    public var value: String
  }

  /// Why Coder could not use the URL, in its words, with everything that may hold the password left out.
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
    /// What net/url said, with quoted pieces of the URL replaced.
    public var cause: String
  }

  /// Reads the value of `CODER_PG_CONNECTION_URL`.
  public init(_ text: String) throws(Failure) {
    let (escaped, rescued) = try PostgresURL.escapeUserInfo(text)
    let url: GoURL
    do {
      url = try GoURL(escaped)
    } catch {
      throw Failure(error, "connect to postgres: create connector: ")
    }
    guard url.scheme == "postgres" || url.scheme == "postgresql" else {
      let cause = "invalid connection protocol: \(url.scheme)"
      throw Failure(description: "connect to postgres: create connector: \(cause)", cause: cause)
    }
    user = url.user ?? ""
    password = url.password ?? ""
    let (host, port) = url.hostAndPort
    self.host = host
    self.port = port.isEmpty ? "5432" : port
    database = url.path.hasPrefix("/") ? String(url.path.dropFirst()) : url.path
    parameters = url.parameters.map { Parameter(key: $0.key, value: $0.value) }
    isRescued = rescued
  }

  /// The driver encrypts without verifying unless told otherwise.
  public var sslMode: String { parameters.first { $0.key == "sslmode" }?.value ?? "require" }

  public var description: String { "postgres://\(user):***@\(host):\(port)/\(database)" }

  static func escapeUserInfo(_ text: String) throws(Failure) -> (text: String, rescued: Bool) {
    do {
      _ = try GoURL(text)
      return (text, false)
    } catch {
      guard error.concernsUserinfo else { throw Failure(error, "escaping postgres URL: parse postgres url: ") }
      guard let at = text.firstIndex(of: "@") else {
        throw Failure(
          description: "escaping postgres URL: invalid postgres url with userinfo: <hidden>", cause: error.cause)
      }
      let start = text[..<at]
      let password = start.lastIndex(of: ":").map { start[start.index(after: $0)...] } ?? start
      let before = start.dropLast(password.count)
      return (before + GoURL.pathEscape(String(password)) + text[at...], true)
    }
  }
}

extension PostgresURL.Failure {
  init(_ failure: GoURL.Failure, _ prefix: String) {
    // The cause may quote a piece of the password.
    var words = failure.cause
    if let first = words.firstIndex(of: "\""), let last = words.lastIndex(of: "\""), first != last {
      words.replaceSubrange(first...last, with: "\"…\"")
    }
    cause = words
    description = "\(prefix)parse \"<hidden>\": \(words)"
  }
}
