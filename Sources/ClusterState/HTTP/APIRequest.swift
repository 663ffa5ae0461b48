import KubeAPI
import Manifest

/// A request to the API server, as it comes out of HTTP.
public struct APIRequest: Sendable {
  public var method: String
  /// The path as it was sent, without the query, still percent-encoded.
  public var path: String
  /// Decoded names and values, in order.
  public var query: [(name: String, value: String)]
  /// Names in lower case.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  public var user: UserInfo
  var prepared: PreparedBody?

  public init(
    method: String, path: String, query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)] = [], body: [UInt8] = [], user: UserInfo = .admin
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.user = user
  }

  /// Splits the target of an HTTP request line (`/api/v1/pods?watch=1`) into path and query.
  public init(
    method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    user: UserInfo = .admin
  ) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(
      method: method, path: String(parts[0]),
      query: parts.count > 1 ? APIRequest.query(of: parts[1]) : [], headers: headers, body: body, user: user)
  }

  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  public func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
  /// A parameter counts as true unless it is missing, `false` or `0` (apimachinery `Convert_Slice_string_To_bool`).
  func flag(_ name: String) -> Bool {
    guard let value = parameter(name) else { return false }
    return value != "0" && value.lowercased() != "false"
  }

  static func query(of text: Substring) -> [(name: String, value: String)] {
    text.split(separator: "&").map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(sides[0], plus: true), sides.count > 1 ? decoded(sides[1], plus: true) : "")
    }
  }

  /// Percent-decoding; a broken escape stays as it is.
  static func decoded(_ text: Substring, plus: Bool = false) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) || (plus && text.utf8.contains(UInt8(ascii: "+"))) else {
      return String(text)
    }
    let bytes = Array(text.utf8)
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 48...57: byte - 48
      case 65...70: byte - 55
      case 97...102: byte - 87
      default: nil
      }
    }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var i = 0
    while i < bytes.count {
      if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.count, let a = digit(bytes[i + 1]), let b = digit(bytes[i + 2]) {
        out.append(a << 4 | b)
        i += 3
        continue
      }
      out.append(plus && bytes[i] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[i])
      i += 1
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Who asks.
public struct UserInfo: Sendable, Hashable {
  public var name: String
  public var groups: [String]
  public var uid: String
  /// What else the authenticator knows.
  public struct Extra: Sendable, Hashable {
    public var name: String
    public var values: [String]

    public init(name: String, values: [String]) {
      self.name = name
      self.values = values
    }
  }
  public var extra: [Extra]

  public init(name: String, groups: [String], uid: String = "", extra: [Extra] = []) {
    self.name = name
    self.groups = groups
    self.uid = uid
    self.extra = extra
  }

  public static let admin = UserInfo(name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])
  public static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])
}

/// The answer to a request: a body, or the start of a watch.
public struct APIResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Set when the answer is a stream: ask it for bytes after every write.
  public var watch: WatchStream?

  public init(
    status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], watch: WatchStream? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.watch = watch
  }

  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  static func text(_ status: Int, _ text: String) -> APIResponse {
    APIResponse(
      status: status,
      headers: [("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff")],
      body: Array(text.utf8))
  }

  static func json(_ status: Int, _ value: Value, sortedKeys: Bool = false) -> APIResponse {
    var body = JSON.bytes(value, sortedKeys: sortedKeys, escapeHTML: true)
    body.append(0x0A)
    return APIResponse(status: status, headers: [("content-type", "application/json")], body: body)
  }

  static func refusal(_ error: StatusError) -> APIResponse {
    var response = json(error.code, error.status)
    if let seconds = error.details?["retryAfterSeconds"]?.int {
      response.headers.append(("retry-after", String(seconds)))
    }
    return response
  }
}
