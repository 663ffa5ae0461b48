import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy that knows CONNECT and no more.
final class TunnelProxy: Sendable {
  private let seen = Mutex<[String]>([])
  private let channel = Mutex<(any Channel)?>(nil)

  /// Returns its port.
  func start() async throws -> Int {
    let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Greeter(self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    channel.withLock { $0 = bound }
    return bound.localAddress?.port ?? 0
  }

  func stop() async { try? await channel.withLock { $0 }?.close() }

  /// The heads of requests so far.
  var heads: [String] { seen.withLock { $0 } }

  fileprivate func note(_ head: String) { seen.withLock { $0.append(head) } }

  private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let proxy: TunnelProxy
    private var pending = ""
    private var target: (any Channel)?

    init(_ proxy: TunnelProxy) { self.proxy = proxy }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let buffer = unwrapInboundIn(data)
      if let target { return target.writeAndFlush(buffer, promise: nil) }
      pending += String(buffer: buffer)
      guard pending.hasSuffix("\r\n\r\n") else { return }
      proxy.note(pending)
      let words = pending.split(separator: " ")
      let place = words.count > 1 ? words[1].split(separator: ":") : []
      guard words.first == "CONNECT", place.count == 2, let port = Int(place[1]) else {
        return context.close(promise: nil)
      }
      let client = context.channel
      let own = NIOLoopBound(self, eventLoop: context.eventLoop)
      ClientBootstrap(group: context.eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Relay(to: client))
          }
        }
        .connect(host: String(place[0]), port: port).whenComplete { result in
          switch result {
          case .success(let channel):
            own.value.target = channel
            client.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n"), promise: nil)
          case .failure: client.close(promise: nil)
          }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { target?.close(promise: nil) }
  }

  private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let other: any Channel
    init(to other: any Channel) { self.other = other }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }
    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
  }
}
