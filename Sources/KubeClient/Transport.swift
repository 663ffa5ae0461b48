import AsyncHTTPClient
import KubeAPI
import Manifest
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Moves bytes between client and server: connections, TLS, credentials. One call is one attempt.
final class Transport: Sendable {
  /// Why there is no answer.
  struct Failure: Error {
    enum Kind: Sendable { case unreachable, unknownHost, tls, cut, timeout, cancelled, credentials }
    var kind: Kind
    var message: String
    var nextStep = ""
    /// The chain of certificates was not accepted; why, is still to be found out.
    var isUntrusted = false
  }

  /// Most bytes of one answer.
  static let limit = 512 << 20

  let config: ClientConfig
  private let address: ServerAddress
  /// What goes before the path: differs from the server's URL when another name stands in its certificate.
  let base: String
  /// `host:port` of the proxy that is gone through.
  let proxy: String?
  /// The library checks the chain of certificates, ``TLSIdentity`` alone the name.
  private let chainOnly: Bool
  private let isClosed = Atomic<Bool>(false)
  private let authenticator: Authenticator
  private let client: Mutex<HTTPClient>
  let configuration: HTTPClient.Configuration
  private let log: (@Sendable (String) -> Void)?

  init(
    _ config: ClientConfig, environment: ClientEnvironment, connectTimeout: Duration,
    log: (@Sendable (String) -> Void)?
  ) throws(SourceError) {
    self.config = config
    self.log = log
    guard let address = ServerAddress(config.server) else {
      throw SourceError("server \(config.server.quoted) must be a URL or a host:port pair")
    }
    self.address = address
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .enabled(limit: .size(Transport.limit))
    // Waiting is decided above, where it is known what the request is.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .nanoseconds(connectTimeout.wholeNanoseconds)
    if config.tlsServerName.isEmpty || !config.isTLS {
      base = config.server
    } else {
      // The name goes into the URL and with it into SNI and the certificate's check; the connection goes to the server.
      configuration.dnsOverride = [config.tlsServerName: address.host]
      let port = address.port.map { ":\($0)" } ?? ""
      base = "\(address.scheme)://\(ServerAddress.bracketed(config.tlsServerName))\(port)\(address.path)"
    }
    let proxy =
      config.proxyURL.isEmpty
      ? ProxySettings(for: address, environment: environment) : ProxySettings(config.proxyURL)
    self.proxy = proxy.map { "\(ServerAddress.bracketed($0.host)):\($0.port)" }
    if let proxy {
      switch proxy.kind {
      case .socks: configuration.proxy = .socksServer(host: proxy.host, port: proxy.port)
      case .http:
        configuration.proxy = .server(
          host: proxy.host, port: proxy.port,
          authorization: proxy.user.map { .basic(username: $0, password: proxy.password) })
      }
    }
    let name = config.tlsServerName.isEmpty ? address.host : config.tlsServerName
    chainOnly = TLSIdentity.mustReplaceLibrary(name, isIndirect: proxy != nil || !config.tlsServerName.isEmpty)
    if config.isTLS && !config.insecureSkipTLSVerify {
      let check = TLSIdentity.check(name)
      configuration.http1_1ConnectionDebugInitializer = check
      configuration.http2ConnectionDebugInitializer = check
    }
    configuration.tlsConfiguration = try Transport.tls(
      config, certificate: config.credentials.certificate, key: config.credentials.key, chainOnly: chainOnly)
    self.configuration = configuration
    client = Mutex(HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration))
    authenticator = Authenticator(config)
  }

  deinit { client.withLock { $0.shutdown { _ in } } }

  func shutdown() async {
    isClosed.store(true, ordering: .relaxed)
    let current = client.withLock { $0 }
    try? await current.shutdown()
  }

  /// Leaves connections that no longer answer behind.
  func reconnect() {
    if isClosed.load(ordering: .relaxed) { return }
    let fresh = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let stale = client.withLock { current in
      let old = current
      current = fresh
      return old
    }
    stale.shutdown { _ in }
  }

  static func tls(
    _ config: ClientConfig, certificate: [UInt8]?, key: [UInt8]?, chainOnly: Bool
  ) throws(SourceError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if chainOnly { tls.certificateVerification = .noHostnameVerification }
    if config.insecureSkipTLSVerify { tls.certificateVerification = .none }
    if let authorities = config.authorities {
      do {
        let certificates = try NIOSSLCertificate.fromPEMBytes(authorities)
        if certificates.isEmpty { throw NIOSSLError.failedToLoadCertificate }
        tls.trustRoots = .certificates(certificates)
      } catch {
        throw SourceError(
          "the certificate authority of cluster \(config.cluster.quoted) holds no certificate in PEM form")
      }
    }
    if let certificate, let key {
      do {
        tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
        if tls.certificateChain.isEmpty { throw NIOSSLError.failedToLoadCertificate }
      } catch {
        throw SourceError(
          "the client certificate or key of user \(config.user.quoted) cannot be read as PEM",
          nextStep: "an encrypted key must be decrypted first")
      }
    }
    return tls
  }

  // MARK: - One attempt

  /// The whole answer.
  func send(_ call: APICall, timeout: Duration) async throws(Failure) -> APIAnswer {
    let began = ContinuousClock.now
    let (answer, credential) = try await attempt(call, timeout)
    note(call, answer.status, answer.headers, since: began)
    guard answer.status == 401, try await renew(after: credential) else { return answer }
    let (second, _) = try await attempt(call, timeout)
    note(call, second.status, second.headers, since: began)
    return second
  }

  /// Whether new credentials could be had.
  private func renew(after credential: Authenticator.Applied) async throws(Failure) -> Bool {
    do throws(SourceError) {
      return try await authenticator.renew(after: credential)
    } catch {
      throw Failure(kind: .credentials, message: error.message, nextStep: error.nextStep)
    }
  }

  private func attempt(
    _ call: APICall, _ timeout: Duration
  ) async throws(Failure) -> (APIAnswer, Authenticator.Applied) {
    let (request, credential) = try await request(call, compressed: true)
    let client = client.withLock { $0 }
    let answer = try await Transport.within(timeout) {
      let response = try await client.execute(request, deadline: .distantFuture)
      var bytes: [UInt8] = []
      for try await buffer in response.body {
        if bytes.count + buffer.readableBytes > Transport.limit {
          throw Failure(kind: .cut, message: "the answer has more than \(Transport.limit) bytes")
        }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
      return APIAnswer(
        status: Int(response.status.code), headers: response.headers.map { (name: $0.name, value: $0.value) },
        bytes: bytes)
    }
    return (answer, credential)
  }

  /// An answer that has no end: `take` gets its pieces and says whether it wants more. Returns the status code.
  /// Nothing may come for longer than `quiet`, and nothing after `deadline`. `take` gets an error's body, too.
  func stream(
    _ call: APICall, timeout: Duration, quiet: Duration, deadline: ContinuousClock.Instant?,
    _ take: @escaping @Sendable (Int, ByteBuffer) async throws -> Bool
  ) async throws(Failure) -> (status: Int, headers: [(name: String, value: String)]) {
    let began = ContinuousClock.now
    let (request, _) = try await request(call, compressed: false)
    let client = client.withLock { $0 }
    let limit = max(.zero, deadline.map { $0 - began } ?? .seconds(24 * 3600))
    return try await Transport.within(limit) {
      let response = try await Transport.within(min(timeout, limit)) {
        try await client.execute(request, deadline: .distantFuture)
      }
      let status = Int(response.status.code)
      let headers = response.headers.map { (name: $0.name, value: $0.value) }
      self.note(call, status, headers, since: began)
      try await Transport.read(response.body, quiet: quiet) { try await take(status, $0) }
      return (status, headers)
    }
  }

  /// Reads a body to its end, or until nothing has come for too long.
  private static func read(
    _ body: HTTPClientResponse.Body, quiet: Duration, _ take: @escaping @Sendable (ByteBuffer) async throws -> Bool
  ) async throws {
    let heard = LastHeard()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for try await buffer in body {
          heard.at.withLock { $0 = .now }
          if try await !take(buffer) { return }
        }
        try Task.checkCancellation()
      }
      group.addTask {
        while true {
          let idle = ContinuousClock.now - heard.at.withLock { $0 }
          if idle >= quiet { throw Failure(kind: .timeout, message: "nothing came for \(words(quiet))") }
          try await Task.sleep(for: quiet - idle)
        }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func request(
    _ call: APICall, compressed: Bool
  ) async throws(Failure) -> (HTTPClientRequest, Authenticator.Applied) {
    if isClosed.load(ordering: .relaxed) { throw Failure(kind: .cancelled, message: "the client is closed") }
    var request = HTTPClientRequest(url: base + call.pathAndQuery)
    request.method = HTTPMethod(rawValue: call.method)
    request.headers.add(name: "Host", value: address.authority)
    request.headers.add(name: "Accept", value: call.accept)
    request.headers.add(name: "User-Agent", value: "drydock")
    if compressed && !config.disableCompression { request.headers.add(name: "Accept-Encoding", value: "gzip") }
    if !call.body.isEmpty {
      request.headers.add(name: "Content-Type", value: call.contentType)
      request.body = .bytes(ByteBuffer(bytes: call.body))
    }
    do throws(SourceError) {
      let applied = try await authenticator.current()
      for (name, value) in applied.headers { request.headers.add(name: name, value: value) }
      if let certificate = applied.certificate, let key = applied.key {
        request.tlsConfiguration = try Transport.tls(config, certificate: certificate, key: key, chainOnly: chainOnly)
      }
      return (request, applied)
    } catch {
      throw Failure(kind: .credentials, message: error.message, nextStep: error.nextStep)
    }
  }

  private func note(
    _ call: APICall, _ status: Int, _ headers: [(name: String, value: String)], since began: ContinuousClock.Instant
  ) {
    guard let log else { return }
    let took = (ContinuousClock.now - began).components
    let milliseconds = took.seconds * 1000 + took.attoseconds / 1_000_000_000_000_000
    let id = headers.first { $0.name.lowercased() == "audit-id" }?.value
    log(
      "\(call.method) \(config.server)\(call.pathAndQuery) \(status) in \(milliseconds) ms"
        + (id.map { " audit-id \($0)" } ?? ""))
  }
}

private final class LastHeard: Sendable {
  let at = Mutex(ContinuousClock.now)
}
