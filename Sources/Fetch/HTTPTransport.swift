import AsyncHTTPClient
import Helm
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
import Vendir

/// Gets bytes over HTTP and HTTPS for the helm commands, which read their words as helm does and so fail in Go's words.
///
/// Proxies by the usual variables, at most ten redirects (other hosts get no credentials), time limits, never more bytes
/// than asked for. Connections are kept while the value lives. Blocks the calling thread; not for tasks.
public final class HTTPTransport: ChartTransport {
  /// Most seconds for a connection, and for a whole answer as in helm.
  private static let connectSeconds: Int64 = 30
  private static let answerSeconds: Int64 = 120

  private let environment = ProxyEnvironment.current()
  private let clients = Mutex<[ClientKey: HTTPClient]>([:])

  private struct ClientKey: Hashable {
    var tls: ChartRequest.TLSOptions
    var proxy: ProxyEnvironment.Proxy?
  }

  public init() {}

  deinit {
    for client in clients.withLock({ Array($0.values) }) { try? client.syncShutdown() }
  }

  public func get(_ request: ChartRequest) throws(HelmError) -> ChartResponse {
    func failed(_ words: String) -> HelmError {
      HelmError("Get \"\(FetchError.withoutSecrets(request.url))\": \(words)")
    }
    do {
      let response = try load(request)
      var bytes: [UInt8] = []
      if var body = response.body { bytes = body.readBytes(length: body.readableBytes) ?? [] }
      return ChartResponse(
        status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, bytes: bytes)
    } catch let error as HelmError {
      throw error
    } catch {
      throw failed(Self.words(error, request))
    }
  }

  private func load(_ request: ChartRequest) throws -> HTTPClient.Response {
    let client = try client(request)
    var message = try HTTPClient.Request(url: FetchError.withoutSecrets(request.url))
    message.headers.add(name: "User-Agent", value: "drydock")
    for (name, value) in request.headers { message.headers.replaceOrAdd(name: name, value: value) }
    let own = URLParts(request.url)?.credentials
    if let user = request.credentials?.user ?? own?.user {
      message.setBasicAuth(username: user, password: request.credentials?.password ?? own?.password ?? "")
    }
    func once() throws -> HTTPClient.Response {
      let collector = ResponseAccumulator(request: message, maxBodySize: request.limit)
      let deadline = NIODeadline.now() + .seconds(Self.answerSeconds)
      return try client.execute(request: message, delegate: collector, deadline: deadline).wait()
    }
    do {
      return try once()
    } catch  where StaleConnection.explains(error) {
      return try once()
    }
  }

  private func client(_ request: ChartRequest) throws -> HTTPClient {
    let key = ClientKey(tls: request.tls, proxy: environment.proxy(for: request.url))
    return try clients.withLock { clients in
      if let known = clients[key] { return known }
      var configuration = HTTPClient.Configuration()
      configuration.redirectConfiguration = .follow(max: 10, allowCycles: true)
      configuration.connectionPool.retryConnectionEstablishment = false
      configuration.timeout = .init(connect: .seconds(Self.connectSeconds), read: .seconds(Self.answerSeconds))
      configuration.tlsConfiguration = try Self.tls(request.tls)
      if let proxy = key.proxy {
        configuration.proxy = .server(
          host: proxy.host, port: proxy.port,
          authorization: proxy.user.map { .basic(username: $0, password: proxy.password) })
      }
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      clients[key] = client
      return client
    }
  }

  /// As Go's tls.Config for `--cert-file`, `--key-file`, `--ca-file` and `--insecure-skip-tls-verify`.
  private static func tls(_ options: ChartRequest.TLSOptions) throws -> TLSConfiguration? {
    if options == ChartRequest.TLSOptions() { return nil }
    var configuration = TLSConfiguration.makeClientConfiguration()
    func read<T>(_ file: String, _ body: () throws -> T) throws -> T {
      do { return try body() } catch {
        throw HelmError("can't create TLS config for client: can't read \(file)")
      }
    }
    if !options.certFile.isEmpty, !options.keyFile.isEmpty {
      configuration.certificateChain = try read(options.certFile) {
        try NIOSSLCertificate.fromPEMFile(options.certFile).map { .certificate($0) }
      }
      configuration.privateKey = try read(options.keyFile) {
        .privateKey(try NIOSSLPrivateKey(file: options.keyFile, format: .pem))
      }
    }
    if !options.caFile.isEmpty {
      configuration.trustRoots = .certificates(
        try read(options.caFile) { try NIOSSLCertificate.fromPEMFile(options.caFile) })
    }
    if options.skipsVerification { configuration.certificateVerification = .none }
    return configuration
  }

  /// What net/http would say.
  private static func words(_ error: any Error, _ request: ChartRequest) -> String {
    let parts = URLParts(request.url)
    let (host, port) = (parts?.host ?? "", parts?.port ?? 0)
    let shown = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    if error is ResponseAccumulator.ResponseTooBigError { return "the answer has more than \(request.limit) bytes" }
    if let error = error as? HTTPClientError {
      switch error {
      case .connectTimeout: return "dial tcp \(shown): i/o timeout"
      case .readTimeout, .deadlineExceeded:
        return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
      case .redirectLimitReached, .redirectCycleDetected: return "stopped after 10 redirects"
      case .remoteConnectionClosed: return "EOF"
      case .emptyHost: return "http: no Host in request URL"
      default: break
      }
    }
    let text = "\(error)"
    if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
      return "http: server gave HTTP response to HTTPS client"
    }
    if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority"
    }
    if text.contains("refused") { return "dial tcp \(shown): connect: connection refused" }
    if text.contains("dnsAError") || text.contains("unknownHost") || text.contains("EAI_") {
      return "dial tcp: lookup \(host): no such host"
    }
    if text.contains("ECONNRESET") || text.contains("reset by peer") { return "read tcp: connection reset by peer" }
    if text.contains("uncleanShutdown") || text.contains("invalidEOFState") { return "unexpected EOF" }
    return text
  }
}
