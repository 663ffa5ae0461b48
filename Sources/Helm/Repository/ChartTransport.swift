/// Gets bytes over HTTP for charts, indexes and values files. The real one is `HTTPTransport` in target Fetch.
public protocol ChartTransport: Sendable {
  /// Fails only when no answer came, in the words of Go's net/http (`dial tcp 127.0.0.1:1: connect: connection
  /// refused`); a status of 404 is an answer. Redirects are followed; credentials stay with the host they are for.
  func get(_ request: ChartRequest) throws(HelmError) -> ChartResponse
}

/// One GET.
public struct ChartRequest: Sendable {
  public var url: String
  public var headers: [(name: String, value: String)] = []
  /// HTTP basic authentication.
  public var credentials: ChartCredentials?
  public var tls = TLSOptions()
  /// Most bytes of the answer.
  public var limit = 256 << 20

  public init(_ url: String) { self.url = url }

  /// What is presented to a server, and whom it must be trusted by.
  public struct TLSOptions: Sendable, Hashable {
    /// Files in PEM; empty for none.
    public var certFile = ""
    public var keyFile = ""
    public var caFile = ""
    public var skipsVerification = false
    public init() {}
  }
}

public struct ChartCredentials: Sendable, Hashable {
  public var user: String
  public var password: String
  public init(user: String, password: String) {
    self.user = user
    self.password = password
  }
}

public struct ChartResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var bytes: [UInt8]

  public init(status: Int, headers: [(name: String, value: String)] = [], bytes: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.bytes = bytes
  }

  /// The first header of that name, in any case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// `404 Not Found`.
  var statusLine: String {
    let words = [
      200: "OK", 201: "Created", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
      400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
      408: "Request Timeout", 410: "Gone", 418: "I'm a teapot", 429: "Too Many Requests", 500: "Internal Server Error",
      501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
    return words[status].map { "\(status) \($0)" } ?? "\(status)"
  }
}
