import NIOCore
import NIOHTTP1

/// Closes connections of clients that are too slow to ask: the next request must have come as a whole in time.
///
/// The times are kube-apiserver's for idle connections and headers. While an answer is made or a watch runs there is no
/// deadline. One timer a connection looks at the moment that counts; requests only move that moment.
final class RequestDeadline: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// Between two requests, the headers of the next included.
  private let idle: TimeAmount
  /// From a request's headers to its last byte.
  private let body: TimeAmount
  /// `nil` while nothing is waited for from the client.
  private var deadline: NIODeadline?
  private var timer: Scheduled<Void>?

  init(idle: TimeAmount = .seconds(90), body: TimeAmount = .seconds(60)) {
    self.idle = idle
    self.body = body
  }

  func handlerAdded(context: ChannelHandlerContext) { begin(context) }

  private func begin(_ context: ChannelHandlerContext) {
    deadline = .now() + idle
    guard timer == nil else { return }
    watch(context, after: idle)
  }

  private func watch(_ context: ChannelHandlerContext, after time: TimeAmount) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: time) {
      let (handler, context) = bound.value
      handler.look(context)
    }
  }

  private func look(_ context: ChannelHandlerContext) {
    timer = nil
    let now = NIODeadline.now()
    guard let deadline else { return watch(context, after: idle) }
    if deadline <= now {
      context.close(promise: nil)
    } else {
      watch(context, after: deadline - now)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: deadline = .now() + body
    case .body: break
    case .end: deadline = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { deadline = .now() + idle }
    context.write(data, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
  }
}
