import ClusterState
import KubeAPI
import NIOCore
import NIOHTTP1

/// Collects a request, has it answered and writes the answer; starts a ``WatchSession`` when the answer is a stream.
/// The same handler serves HTTP/1.1 connections and HTTP/2 streams.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let server: ClusterServer
  private let user: UserInfo?
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var session: WatchSession?
  /// One more than the server reads, so that the server can say that it is too much.
  private static let bodyLimit = 3_145_729
  /// A whole cluster may come back from a snapshot, if its administrator sends it.
  private static let snapshotLimit = 1 << 30
  private var limit = RequestHandler.bodyLimit

  init(server: ClusterServer, user: UserInfo?) {
    self.server = server
    self.user = user
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.removeAll(keepingCapacity: true)
      let isSnapshot = user?.name == UserInfo.admin.name && head.uri == ClusterState.snapshotPath
      limit = isSnapshot ? RequestHandler.snapshotLimit : RequestHandler.bodyLimit
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
      }
    case .body(let buffer):
      let room = limit - body.count
      if room > 0 { body.append(contentsOf: buffer.readableBytesView.prefix(room)) }
    case .end:
      guard let head else { return }
      self.head = nil
      answer(head, context)
    }
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    var headers: [(name: String, value: String)] = []
    headers.reserveCapacity(head.headers.count)
    for (name, value) in head.headers { headers.append((name.lowercased(), value)) }
    let request = APIRequest(method: head.method.rawValue, target: head.uri, headers: headers, body: body)
    body = []
    guard let (response, revision) = server.respond(request, certificateUser: user) else {
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      let answered = context.eventLoop.makeFutureWithTask { [server, user] in
        await server.respondCallingWebhooks(request, certificateUser: user)
      }
      answered.whenSuccess { response, revision in
        let (handler, context) = bound.value
        guard context.channel.isActive else { return }
        handler.finish(response, revision, head, request, context)
      }
      return
    }
    finish(response, revision, head, request, context)
  }

  private func finish(
    _ response: APIResponse, _ revision: Int64, _ head: HTTPRequestHead, _ request: APIRequest,
    _ context: ChannelHandlerContext
  ) {
    guard let written = server.written(revision, on: context.eventLoop) else {
      return send(response, head, request, context)
    }
    // What was answered must survive a crash, so the answer waits for the disk.
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    written.whenComplete { result in
      let (handler, context) = bound.value
      guard context.channel.isActive else { return }
      switch result {
      case .success: handler.send(response, head, request, context)
      case .failure(let error): handler.send(ProtocolErrors.notKept(error), head, request, context)
      }
    }
  }

  private func send(
    _ response: APIResponse, _ head: HTTPRequestHead, _ request: APIRequest, _ context: ChannelHandlerContext
  ) {
    var response = response
    if let stream = response.watch {
      response.watch = nil
      let session = WatchSession(
        stream: stream, server: server, channel: context.channel,
        head: responseHead(response, head, length: nil))
      self.session = session
      server.add(session)
      session.begin()
      return
    }
    if response.body.count >= Gzip.threshold, Gzip.isWanted(request), let small = Gzip.compress(response.body) {
      response.body = small
      response.headers.append(("content-encoding", "gzip"))
      response.headers.append(("vary", "Accept-Encoding"))
    }
    let out = responseHead(response, head, length: response.body.count)
    context.write(wrapOutboundOut(.head(out)), promise: nil)
    if !response.body.isEmpty && head.method != .HEAD {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
    }
    let keepAlive = head.isKeepAlive || head.version.major >= 2
    if keepAlive {
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    } else {
      let channel = context.channel
      context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
  }

  private func responseHead(_ response: APIResponse, _ request: HTTPRequestHead, length: Int?) -> HTTPResponseHead {
    var head = HTTPResponseHead(version: request.version, status: HTTPResponseStatus(statusCode: response.status))
    for (name, value) in response.headers { head.headers.add(name: name, value: value) }
    if let length { head.headers.add(name: "content-length", value: String(length)) }
    return head
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { session?.wake() }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    session?.closed()
    session = nil
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent, session != nil {
      // The client of a watch has gone.
      context.close(promise: nil)
      return
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    session?.closed()
    session = nil
    guard let (status, body) = ProtocolErrors.answer(error), context.channel.isActive else {
      context.close(promise: nil)
      return
    }
    var head = HTTPResponseHead(version: .http1_1, status: status)
    head.headers.add(name: "content-type", value: "application/json")
    head.headers.add(name: "content-length", value: String(body.count))
    head.headers.add(name: "connection", value: "close")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
  }
}
