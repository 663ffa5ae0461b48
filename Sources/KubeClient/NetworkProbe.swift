import AsyncHTTPClient
import NIOCore
import NIOPosix

/// Single connections from this machine, to see what answers.
public enum NetworkProbe {
  /// Whether something takes a TCP connection there.
  public static func connects(host: String, port: Int, timeout: Duration) async -> Bool {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.nanoseconds(timeout.wholeNanoseconds))
    guard let channel = try? await bootstrap.connect(host: host, port: port).get() else { return false }
    try? await channel.close()
    return true
  }

  public enum Outcome: Sendable, Hashable {
    case answered(Int)
    /// The name cannot be resolved.
    case unknownHost
    case refused(String)
  }

  /// Asks for a URL, certificate checked, redirects not followed.
  public static func get(_ url: String, timeout: Duration) async -> Outcome {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    defer { client.shutdown { _ in } }
    do {
      return try await Transport.within(timeout) {
        let response = try await client.execute(HTTPClientRequest(url: url), deadline: .distantFuture)
        return .answered(Int(response.status.code))
      }
    } catch {
      return error.kind == .unknownHost ? .unknownHost : .refused(error.message)
    }
  }
}
