import ClusterState
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Calls admission webhooks over HTTPS, one connection a call, trusting what the configuration's `caBundle` says.
/// What goes wrong is told in Go's words, as the API server's answers carry them.
enum WebhookClient {
  /// At most so much of a response is read (client-go's limit for reviews).
  private static let limit = 3_145_728

  static func post(_ call: WebhookCall, on group: any EventLoopGroup) async -> WebhookAnswer {
    let shown = "https://\(call.host):\(call.port)\(call.target)"
    @Sendable func failure(_ why: String) -> WebhookAnswer {
      .failure("failed to call webhook: Post \"\(shown)\": \(why)")
    }
    let loop = group.next()
    let promise = loop.makePromise(of: WebhookAnswer.self)
    let deadline = loop.scheduleTask(in: .seconds(Int64(max(1, call.timeoutSeconds)))) {
      promise.succeed(failure("context deadline exceeded"))
    }
    do {
      let tls = try NIOSSLContext(configuration: configuration(call))
      let channel = try await ClientBootstrap(group: loop)
        .connectTimeout(.seconds(Int64(max(1, call.timeoutSeconds))))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let isAddress = (try? SocketAddress(ipAddress: call.host, port: 0)) != nil
            let handler = try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : call.host)
            try channel.pipeline.syncOperations.addHandler(handler)
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            try channel.pipeline.syncOperations.addHandler(Exchange(call: call, limit: limit, promise: promise))
          }
        }
        .connect(host: call.host, port: call.port).get()
      let answer = try await promise.futureResult.get()
      deadline.cancel()
      channel.close(promise: nil)
      return answer
    } catch {
      deadline.cancel()
      promise.succeed(failure("unused"))
      return failure(words(for: error, call))
    }
  }

  private static func configuration(_ call: WebhookCall) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.applicationProtocols = ["http/1.1"]
    if !call.authority.isEmpty {
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(call.authority))
    }
    return configuration
  }

  private static func words(for error: any Error, _ call: WebhookCall) -> String {
    let text = String(describing: error)
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority"
    }
    if text.contains("unableToValidateCertificate") || text.contains("noCertificateToValidate") {
      return "tls: failed to verify certificate: x509: certificate is not valid for \(call.host)"
    }
    if case ChannelError.connectTimeout = error { return "context deadline exceeded" }
    if let failed = error as? NIOConnectionError {
      if failed.dnsAError != nil && failed.connectionErrors.isEmpty {
        return "dial tcp: lookup \(call.host): no such host"
      }
      if let first = failed.connectionErrors.first {
        if case ChannelError.connectTimeout = first.error { return "context deadline exceeded" }
        let address = first.target.ipAddress.map { $0.contains(":") ? "[\($0)]" : $0 } ?? call.host
        return "dial tcp \(address):\(call.port): connect: connection refused"
      }
    }
    if let failed = error as? Failed { return failed.why }
    return "EOF"
  }

  struct Failed: Error {
    var why: String
  }

  /// One request and its response.
  private final class Exchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let call: WebhookCall
    private let limit: Int
    private let promise: EventLoopPromise<WebhookAnswer>
    private var status = 0
    private var body: [UInt8] = []

    init(call: WebhookCall, limit: Int, promise: EventLoopPromise<WebhookAnswer>) {
      self.call = call
      self.limit = limit
      self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
      var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: call.target)
      head.headers.add(name: "host", value: "\(call.host):\(call.port)")
      head.headers.add(name: "user-agent", value: "kube-apiserver-admission")
      head.headers.add(name: "content-length", value: String(call.body.count))
      head.headers.add(name: "accept", value: "application/json, */*")
      head.headers.add(name: "content-type", value: "application/json")
      head.headers.add(name: "connection", value: "close")
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: call.body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): status = Int(head.status.code)
      case .body(let buffer): body.append(contentsOf: buffer.readableBytesView.prefix(max(0, limit - body.count)))
      case .end: promise.succeed(.response(status: status, body: body))
      }
    }

    func channelInactive(context: ChannelHandlerContext) {
      promise.fail(Failed(why: "EOF"))
      context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      promise.fail(error)
      context.close(promise: nil)
    }
  }
}
