import ClusterState
import NIOCore
import NIOHTTP1
import Synchronization

/// One open watch: moves bytes from a ``WatchStream`` to a channel as fast as the client takes them.
///
/// Everything but ``wake()`` and ``end()`` happens on the channel's event loop. At most one batch of frames is on its way;
/// a client that does not read makes the channel unwritable, and nothing more is made for it until it reads.
final class WatchSession: Sendable {
  private let server: ClusterServer
  private let channel: any Channel
  private let head: HTTPResponseHead
  private let timeout: Duration
  private let pending = Atomic<Bool>(false)

  private struct State {
    var stream: WatchStream
    var isOpen = true
    var deadline: Scheduled<Void>?
  }
  private let state: Mutex<State>

  init(stream: WatchStream, server: ClusterServer, channel: any Channel, head: HTTPResponseHead) {
    self.server = server
    self.channel = channel
    self.head = head
    // A client that says no time gets between half an hour and an hour, so that reconnects spread.
    timeout = stream.timeout ?? .seconds(1800 + Int.random(in: 0..<1800))
    state = Mutex(State(stream: stream))
  }

  func begin() {
    channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
    let (seconds, attoseconds) = timeout.components
    let deadline = channel.eventLoop.scheduleTask(
      in: .nanoseconds(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    ) { self.finish() }
    state.withLock { $0.deadline = deadline }
    pump()
  }

  /// Something may have changed.
  func wake() {
    guard isToBeWoken() else { return }
    loop.execute { self.pump() }
  }

  /// Whether nobody else is going to ``pump()`` already; who gets true must.
  func isToBeWoken() -> Bool { !pending.exchange(true, ordering: .acquiringAndReleasing) }

  var loop: any EventLoop { channel.eventLoop }

  /// Ends the stream from outside.
  func end() {
    channel.eventLoop.execute { self.finish() }
  }

  /// Sends what there is to say. On the channel's event loop.
  func pump() {
    pending.store(false, ordering: .releasing)
    var isFinished = false
    while channel.isWritable {
      let (bytes, isOpen, ends) = state.withLock { state -> ([UInt8], Bool, Bool) in
        guard state.isOpen else { return ([], false, false) }
        let bytes = server.frames(of: &state.stream)
        return (bytes, true, state.stream.isFinished)
      }
      guard isOpen else { return }
      if !bytes.isEmpty {
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
      }
      if ends {
        isFinished = true
        break
      }
      if bytes.isEmpty { break }
    }
    if isFinished { finish() }
  }

  private func finish() {
    guard close() else { return }
    channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in self.channel.close(promise: nil) }
  }

  /// The connection has gone.
  func closed() { _ = close() }

  private func close() -> Bool {
    let (wasOpen, deadline) = state.withLock { state in
      let result = (state.isOpen, state.deadline)
      state.isOpen = false
      state.deadline = nil
      return result
    }
    deadline?.cancel()
    server.remove(self)
    return wasOpen
  }
}
