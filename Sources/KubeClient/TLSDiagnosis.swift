import AsyncHTTPClient
import KubeAPI
import NIOCore
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Transport {
  /// Why a server's certificate was not accepted, in the words of Go's crypto/x509; `nil` when it cannot be told.
  ///
  /// Connects once more without checking, looks at the certificate, and hangs up before anything is sent.
  func diagnose() async -> Failure? {
    guard config.isTLS, !config.insecureSkipTLSVerify else { return nil }
    var configuration = configuration
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.certificateVerification = .none
    configuration.tlsConfiguration = tls
    let look: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
      channel.nioSSL_peerCertificate().flatMapThrowing { throw Transport.judge($0) }
    }
    configuration.http1_1ConnectionDebugInitializer = look
    configuration.http2ConnectionDebugInitializer = look
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    defer { client.shutdown { _ in } }
    let url = base + "/version"
    do throws(Failure) {
      _ = try await Transport.within(.seconds(10)) {
        try await client.execute(HTTPClientRequest(url: url), deadline: .distantFuture)
      }
      return nil
    } catch {
      return error.kind == .tls && error.message.hasPrefix("x509: ") ? error : nil
    }
  }

  private static func judge(_ certificate: NIOSSLCertificate?) -> Failure {
    guard let certificate else { return Failure(kind: .tls, message: "the server shows no certificate") }
    let now = Int64(time(nil))
    let (from, to) = (Int64(certificate.notValidBefore), Int64(certificate.notValidAfter))
    let moment = Instant(seconds: now).rfc3339
    if now > to {
      return Failure(
        kind: .tls,
        message: "x509: the server's certificate has expired: it is \(moment), it was good until "
          + Instant(seconds: to).rfc3339,
        nextStep: "renew the API server's certificate; if the date is wrong, set this machine's clock")
    }
    if now < from {
      return Failure(
        kind: .tls,
        message: "x509: the server's certificate is not valid yet: it is \(moment), it begins at "
          + Instant(seconds: from).rfc3339,
        nextStep: "set this machine's clock")
    }
    return Failure(
      kind: .tls, message: "x509: the server's certificate is signed by an unknown authority",
      nextStep: "compare certificate-authority(-data) in the kubeconfig with the cluster's own authority")
  }
}
