import AsyncHTTPClient
import NIOCore

/// A kept connection that the server closed just as a request went out on it.
///
/// Such a GET is sent once more, on a new connection, as Go's http.Transport does (`net/http` `shouldRetryRequest`).
enum StaleConnection {
  static func explains(_ error: any Error) -> Bool {
    if let error = error as? ChannelError { return error == .ioOnClosedChannel || error == .alreadyClosed }
    return (error as? HTTPClientError) == .remoteConnectionClosed
  }
}
