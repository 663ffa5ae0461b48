import Manifest

/// What a Coder server decides about its configuration when it starts, judged from its resolved environment.
///
/// Holds no secret: hosts, names and reasons only. ``judge(_:env:connect:)`` is pure, so that verification can ask
/// the same
/// question about any pod whose environment it can resolve.
public struct CoderVerdict: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable { case error, warning }

  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// No connection URL: data goes into a PostgreSQL inside the pod.
    case builtInDatabase
    /// A `$(NAME)` that no variable stood behind.
    case unresolvedReference
    case invalidDatabaseURL
    /// URL parsing made another user, password, host or database of what was put together.
    case userAltered, passwordAltered, hostAltered, databaseAltered
    case sslDisabled
    /// Variables without the prefix CODER_ reach every workspace template.
    case secretVisibleToTemplates
    /// A PG… variable that the driver refuses.
    case refusedVariable
    /// No access URL: the server opens a tunnel to the public internet.
    case publicTunnel
    case accessURLWithoutScheme
    case accessURLInsideCluster
    case invalidWildcard
    /// `*.name`: browsers refuse cookies for a top-level domain.
    case wildcardTopLevel
    /// The server does not listen where its Service and probes look.
    case unreachableAddress
    case connectionFailed
  }

  public struct Finding: Sendable, Hashable {
    public var code: Code
    public var severity: Severity
    /// The environment variable that it is about.
    public var variable: String
    public var message: String
  }

  public enum Database: Sendable, Hashable {
    case builtIn
    case external(user: String, host: String, port: String, name: String, sslMode: String)
    case unusable
  }

  public enum Connection: Sendable, Hashable {
    case notTried
    case made
    case failed(String)
  }

  public var database = Database.unusable
  public var connection = Connection.notTried
  /// As given; empty when unset.
  public var accessURL = ""
  public var wildcardAccessURL = ""
  public var findings: [Finding] = []
  /// Where the server listens: host and port.
  public var listens = (host: "127.0.0.1", port: Int64(3000))
  /// What ends the server at its start; `nil` when it stays up. May be shown.
  public var fatal: String?

  public var isRunning: Bool { fatal == nil }
  public func has(_ code: Code) -> Bool { findings.contains { $0.code == code } }

  public static func == (a: CoderVerdict, b: CoderVerdict) -> Bool {
    a.database == b.database && a.connection == b.connection && a.accessURL == b.accessURL
      && a.wildcardAccessURL == b.wildcardAccessURL && a.findings == b.findings && a.listens == b.listens
      && a.fatal == b.fatal
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(database)
    hasher.combine(findings)
    hasher.combine(fatal)
  }

  mutating func add(_ code: Code, _ severity: Severity, _ variable: String, _ message: String) {
    findings.append(Finding(code: code, severity: severity, variable: variable, message: message))
  }
}
