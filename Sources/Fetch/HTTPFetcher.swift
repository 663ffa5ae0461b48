import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Vendir

/// Gets bytes over HTTP and HTTPS for charts and files: proxies by the usual variables, basic authentication, at most
/// ten redirects, time limits, and never more bytes than asked for.
public struct HTTPFetcher: Fetcher {
  /// Most seconds for a connection, and between two pieces of an answer.
  public var connectTimeout: Int64 = 15
  public var readTimeout: Int64 = 60
  let environment: ProxyEnvironment

  public init() { environment = ProxyEnvironment.current() }

  public func get(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    guard request.url.hasPrefix("https://") || request.url.hasPrefix("http://") else {
      throw FetchError(request.url, "is no http:// or https:// URL")
    }
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .follow(max: 10, allowCycles: false)
    // A refused connection is an answer; waiting would not change it.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout = .init(connect: .seconds(connectTimeout), read: .seconds(readTimeout))
    if let proxy = environment.proxy(for: request.url) {
      configuration.proxy = .server(
        host: proxy.host, port: proxy.port,
        authorization: proxy.user.map { .basic(username: $0, password: proxy.password) })
    }
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      let response = try await load(request, client)
      try await client.shutdown()
      return response
    } catch {
      try? await client.shutdown()
      if let failure = error as? FetchError { throw failure }
      throw FetchError(request.url, HTTPFetcher.words(error, request.url))
    }
  }

  private func load(_ request: FetchRequest, _ client: HTTPClient) async throws -> FetchResponse {
    var message = HTTPClientRequest(url: FetchError.withoutSecrets(request.url))
    message.headers.add(name: "User-Agent", value: "drydock")
    for (name, value) in request.headers { message.headers.replaceOrAdd(name: name, value: value) }
    if let credentials = request.credentials ?? URLParts(request.url)?.credentials {
      message.setBasicAuth(username: credentials.user, password: credentials.password)
    }
    let response: HTTPClientResponse
    do {
      response = try await client.execute(message, timeout: .seconds(connectTimeout + readTimeout))
    } catch  where StaleConnection.explains(error) {
      response = try await client.execute(message, timeout: .seconds(connectTimeout + readTimeout))
    }
    let expected = response.headers.first(name: "Content-Length").flatMap { Int($0) }
    if let expected, expected > request.limit {
      throw FetchError(request.url, "has \(expected) bytes, more than \(request.limit)")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(expected ?? 0, 16 << 20))
    for try await buffer in response.body {
      if bytes.count + buffer.readableBytes > request.limit {
        throw FetchError(request.url, "has more than \(request.limit) bytes")
      }
      bytes.append(contentsOf: buffer.readableBytesView)
      request.progress?(bytes.count, expected)
    }
    if let expected, bytes.count < expected {
      throw FetchError(request.url, "broke off after \(bytes.count) of \(expected) bytes")
    }
    return FetchResponse(
      status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, bytes: bytes,
      url: response.url?.absoluteString ?? request.url)
  }

  /// What went wrong, in words for people.
  private static func words(_ error: any Error, _ url: String) -> String {
    let host = URLParts(url)?.host ?? url
    if let error = error as? HTTPClientError {
      switch error {
      case .connectTimeout: return "no connection to \(host) in time"
      case .readTimeout, .deadlineExceeded: return "\(host) did not answer in time"
      case .redirectLimitReached: return "more than ten redirects"
      case .redirectCycleDetected: return "redirects in a circle"
      case .remoteConnectionClosed: return "\(host) closed the connection"
      default: break
      }
    }
    let text = "\(error)"
    if text.contains("stream ended") || text.contains("uncleanShutdown") { return "\(host) broke off in the middle" }
    if text.contains("NIOConnectionError") || text.contains("connectionError") || text.contains("refused") {
      return "cannot connect to \(host)"
    }
    return text
  }
}
