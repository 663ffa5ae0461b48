/// Gets bytes over HTTP. The real one is `HTTPFetcher` in target Fetch; tests bring their own.
public protocol Fetcher: Sendable {
  /// Fails only when no answer came; a status of 404 is an answer. Redirects are followed, and secrets stay with the
  /// host that they are for.
  func get(_ request: FetchRequest) async throws(FetchError) -> FetchResponse
}

public struct FetchRequest: Sendable {
  public var url: String
  public var headers: [(name: String, value: String)]
  /// HTTP basic authentication.
  public var credentials: Credentials?
  /// Most bytes of the answer.
  public var limit: Int
  /// Told as bytes arrive: how many so far, and how many there will be if that is known.
  public var progress: (@Sendable (_ received: Int, _ expected: Int?) -> Void)?

  public struct Credentials: Sendable {
    public var user: String
    public var password: String
    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  public init(
    _ url: String, headers: [(name: String, value: String)] = [], credentials: Credentials? = nil,
    limit: Int = 256 << 20, progress: (@Sendable (Int, Int?) -> Void)? = nil
  ) {
    self.url = url
    self.headers = headers
    self.credentials = credentials
    self.limit = limit
    self.progress = progress
  }
}

public struct FetchResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var bytes: [UInt8]
  /// Where the last redirect led.
  public var url: String

  public init(status: Int, headers: [(name: String, value: String)] = [], bytes: [UInt8], url: String) {
    self.status = status
    self.headers = headers
    self.bytes = bytes
    self.url = url
  }

  /// The first header of that name, in any case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

public struct FetchError: Error, Sendable, Hashable, CustomStringConvertible {
  public var url: String
  public var reason: String
  public init(_ url: String, _ reason: String) {
    self.url = FetchError.withoutSecrets(url)
    self.reason = reason
  }
  public var description: String { "\(url): \(reason)" }

  /// A URL without the user and password that it may hold.
  public static func withoutSecrets(_ url: String) -> String {
    guard let scheme = url.range(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    guard let at = rest[..<end].lastIndex(of: "@") else { return url }
    return String(url[..<scheme.upperBound]) + String(rest[rest.index(after: at)...])
  }
}

extension StringProtocol {
  /// The first place of a text in another, by bytes.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var at = startIndex
    while at < endIndex {
      if self[at...].utf8.starts(with: part.utf8) { return at..<index(at, offsetBy: part.count) }
      at = index(after: at)
    }
    return nil
  }
}
