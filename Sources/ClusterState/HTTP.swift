import Manifest

/// A request to the API server, as it comes out of HTTP.
public struct APIRequest: Sendable {
  public var method: String
  /// Without the query, percent-decoded per segment.
  public var path: String
  public var query: [(name: String, value: String)]
  /// Names in lower case.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  public var user: UserInfo

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

  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  public func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// Who asks.
public struct UserInfo: Sendable, Hashable {
  public var name: String
  public var groups: [String]

  public init(name: String, groups: [String]) {
    self.name = name
    self.groups = groups
  }

  public static let admin = UserInfo(name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])
  public static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])
}

/// The answer to a request.
public struct APIResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension ClusterState {
  /// The whole HTTP surface except what streams.
  public mutating func handle(_ request: APIRequest) -> APIResponse {
    APIResponse(status: 404)
  }
}
