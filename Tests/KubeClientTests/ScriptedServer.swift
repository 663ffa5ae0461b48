import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server that says exactly what a test tells it to, faults included.
final class ScriptedServer: Sendable {
  enum Action: Sendable {
    /// Bytes as they are.
    case write(String)
    case pause(milliseconds: Int64)
    case close
  }

  /// What to do with the n-th request (from 0) for a path with query.
  typealias Script = @Sendable (_ method: String, _ path: String, _ count: Int) -> [Action]

  private let state = Mutex<(counts: [String: Int], heads: [String])>(([:], []))
  private let script: Script
  private let channel = Mutex<(any Channel)?>(nil)

  init(_ script: @escaping Script) { self.script = script }

  /// Starts on loopback; the address is `http://127.0.0.1:PORT`.
  func start() async throws -> String {
    let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Connection(self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    channel.withLock { $0 = bound }
    return "http://127.0.0.1:\(bound.localAddress?.port ?? 0)"
  }

  func stop() async { try? await channel.withLock { $0 }?.close() }

  /// The request lines so far, without the protocol: `GET /version`.
  var requests: [String] { state.withLock { $0.heads } }

  fileprivate func actions(_ method: String, _ path: String) -> [Action] {
    let count = state.withLock { state in
      state.heads.append("\(method) \(path)")
      defer { state.counts[path, default: 0] += 1 }
      return state.counts[path] ?? 0
    }
    return script(method, path, count)
  }

  /// A whole answer.
  static func answer(_ status: Int, _ body: String, headers: String = "") -> Action {
    .write(
      "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    )
  }

  static func status(_ code: Int, _ reason: String, _ message: String, headers: String = "") -> Action {
    answer(
      code,
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"\(reason)\",\"message\":\"\(message)\",\"code\":\(code)}",
      headers: headers)
  }

  /// The head of an answer without an end, and pieces of it.
  static let streamHead = Action.write(
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
  static func chunk(_ text: String) -> Action {
    .write("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
  }
  static let streamEnd = Action.write("0\r\n\r\n")
}

private final class Connection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let server: ScriptedServer
  private var pending: [UInt8] = []

  init(_ server: ScriptedServer) { self.server = server }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    pending += unwrapInboundIn(data).readableBytesView
    let text = String(decoding: pending, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return }
    let head = text[..<end.lowerBound]
    let lines = head.split(separator: "\r\n")
    let length = lines.first { $0.lowercased().hasPrefix("content-length:") }?.split(separator: ":").last
      .flatMap { Int($0.filter(\.isNumber)) }
    guard text[end.upperBound...].utf8.count >= length ?? 0 else { return }
    pending = []
    let words = lines.first?.split(separator: " ").map(String.init) ?? []
    guard words.count == 3 else { return context.close(promise: nil) }
    perform(server.actions(words[0], words[1])[...], context.channel)
  }

  private func perform(_ actions: ArraySlice<ScriptedServer.Action>, _ channel: any Channel) {
    Self.perform(actions, channel)
  }

  private static func perform(_ actions: ArraySlice<ScriptedServer.Action>, _ channel: any Channel) {
    guard let first = actions.first else { return }
    let rest = actions.dropFirst()
    switch first {
    case .write(let text):
      channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in perform(rest, channel) }
    case .pause(let milliseconds):
      _ = channel.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { perform(rest, channel) }
    case .close: channel.close(promise: nil)
    }
  }
}
