import Manifest

/// One request to the API server, without where the server is and whose request it is.
public struct APICall: Sendable {
  public var method: String
  /// From the server's root, without query: `/api/v1/namespaces/shop/pods`. Each segment is already escaped.
  public var path: String
  public var query: [(name: String, value: String)]
  public var accept: String
  public var contentType: String
  public var body: [UInt8]

  public init(
    _ method: String, _ path: String, query: [(name: String, value: String)] = [], accept: String = "application/json",
    contentType: String = "application/json", body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.accept = accept
    self.contentType = contentType
    self.body = body
    isIdempotent = method != "POST"
  }

  /// Whether sending it twice does what sending it once does. A POST makes something, but for reviews.
  public var isIdempotent: Bool

  var pathAndQuery: String {
    let words = query.map { "\(APICall.escaped($0.name))=\(APICall.escaped($0.value))" }
    return words.isEmpty ? path : path + "?" + words.joined(separator: "&")
  }

  /// Percent-encodes all but RFC 3986's unreserved characters.
  public static func escaped(_ text: String) -> String { PercentEncoding.encode(text) }
}

/// What came back, complete.
public struct APIAnswer: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var bytes: [UInt8]

  /// The first header of that name, which is written in lower case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }

  public var isSuccess: Bool { (200..<300).contains(status) }
}
