import AsyncHTTPClient
import KubeAPI
import NIOCore
import NIOPosix
import NIOSSL

extension Transport {
  /// Runs something for at most that long; it is cancelled when its time is up.
  static func within<R: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> R
  ) async throws(Failure) -> R {
    do {
      return try await withThrowingTaskGroup(of: R?.self) { group in
        group.addTask { try await body() }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
          throw Failure(kind: .timeout, message: "no answer within \(words(limit))")
        }
        return result
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw failure(error)
    }
  }

  static func words(_ duration: Duration) -> String {
    let milliseconds = duration.wholeNanoseconds / 1_000_000
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }

  /// What the libraries below say, in our terms.
  static func failure(_ error: any Error) -> Failure {
    if error is CancellationError { return Failure(kind: .cancelled, message: "interrupted") }
    if let error = error as? HTTPClientError {
      switch error {
      case .cancelled:
        // By us, or because the connection was left behind for a new one.
        if Task.isCancelled { return Failure(kind: .cancelled, message: "interrupted") }
        return Failure(kind: .cut, message: "the connection was given up")
      case .connectTimeout, .getConnectionFromPoolTimeout:
        return Failure(kind: .unreachable, message: "no connection in time")
      case .tlsHandshakeTimeout: return Failure(kind: .tls, message: "no TLS handshake in time")
      case .remoteConnectionClosed, .uncleanShutdown:
        return Failure(kind: .cut, message: "the connection was closed before the answer was complete")
      case .proxyAuthenticationRequired, .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
        return Failure(kind: .unreachable, message: "the proxy does not let us through: \(error.shortDescription)")
      case .deadlineExceeded, .readTimeout: return Failure(kind: .timeout, message: "no answer in time")
      default: return Failure(kind: .cut, message: error.shortDescription)
      }
    }
    let text = "\(error)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return Failure(
        kind: .tls, message: "x509: the server's certificate is not signed by a trusted authority, or has expired",
        nextStep: "compare certificate-authority(-data) in the kubeconfig with the cluster's; look at the clock",
        isUntrusted: true)
    }
    if text.contains("failedToValidateHostname") || text.contains("unableToValidateHostname") {
      return Failure(
        kind: .tls, message: "x509: the server's certificate is not valid for this name or address",
        nextStep: "use a name that the certificate holds, or set tls-server-name")
    }
    if error is NIOSSLError || error is BoringSSLError || text.contains("SSL") {
      return Failure(kind: .tls, message: "TLS: \(text)")
    }
    if let error = error as? NIOConnectionError {
      guard let first = error.connectionErrors.first else {
        return Failure(kind: .unknownHost, message: "\(error.host): no such host")
      }
      return Failure(kind: .unreachable, message: cause(first.error))
    }
    if let error = error as? IOError {
      // A connection that was not made has carried nothing.
      let isNone = [61, 65, 51, 111, 113, 101].contains(error.errnoCode)
      return Failure(kind: isNone ? .unreachable : .cut, message: cause(error))
    }
    if let error = error as? ChannelError, case .connectTimeout = error {
      return Failure(kind: .unreachable, message: "no connection in time")
    }
    return Failure(kind: .cut, message: text)
  }

  private static func cause(_ error: any Error) -> String {
    guard let error = error as? IOError else { return "\(error)" }
    switch error.errnoCode {
    case 111, 61: return "connection refused"
    case 113: return "no route to host"
    case 101: return "network is unreachable"
    case 104, 54: return "connection reset by peer"
    default: return error.description
    }
  }
}

extension StatusError {
  /// The reason of a request that got no answer: connection, TLS, deadline. Its `code` is 0.
  public static let unreachable = "Unreachable"
  /// The reason of a request that its task's cancellation ended. Its `code` is 0.
  public static let cancelled = "Cancelled"
  /// The reason of a request that ran out of time. Its `code` is 0.
  public static let deadlineExceeded = "DeadlineExceeded"

  public var isUnreachable: Bool { reason == StatusError.unreachable }

  init(_ failure: Transport.Failure, server: String, proxy: String? = nil) {
    let reason =
      switch failure.kind {
      case .cancelled: StatusError.cancelled
      case .timeout: StatusError.deadlineExceeded
      case .credentials: "Unauthorized"
      default: StatusError.unreachable
      }
    let place = server + (proxy.map { " through the proxy \($0)" } ?? "")
    let text =
      switch failure.kind {
      case .credentials: failure.message
      case .cut: "lost the connection to the server \(place): \(failure.message)"
      default: "unable to connect to the server \(place): \(failure.message)"
      }
    self.init(
      code: 0, reason: reason, message: failure.nextStep.isEmpty ? text : "\(text); next: \(failure.nextStep)")
  }
}
