import Dispatch
import Glibc

/// Waiting for SIGINT or SIGTERM as an event: whatever thread the kernel picks, and also where a shell has made the
/// process ignore SIGINT, as it does for what is started with `&`.
///
/// Make one before anything that takes time is started, then `await` ``arrival()``.
public struct TerminationSignal: Sendable {
  private let arrivals: AsyncStream<Int32>
  private let sources: Sources

  public init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(1))
    arrivals = stream
    sources = Sources(
      [SIGINT, SIGTERM].map { number in
        // Until the source is in place: not to die of it.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { continuation.yield(number) }
        source.resume()
        return source
      })
  }

  /// Returns the number of the signal once one has come.
  public func arrival() async -> Int32 {
    for await number in arrivals { return number }
    return SIGTERM
  }

  /// Keeps the sources going; never looked at again.
  private final class Sources: @unchecked Sendable {
    private let all: [any DispatchSourceSignal]
    init(_ all: [any DispatchSourceSignal]) { self.all = all }
    deinit { all.forEach { $0.cancel() } }
  }
}
