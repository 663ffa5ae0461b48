import KubeAPI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The time that a launch waits by: the machine's, or a rehearsed cluster's.
public protocol LaunchClock: Sendable {
  /// Never goes back; differences are what counts.
  var now: Instant { get }
  func sleep(_ duration: Duration) async throws
}

/// The wall clock as it was at the start, carried on by the monotonic clock: setting the machine's time changes
/// nothing.
public struct SystemClock: LaunchClock {
  private let wall: Instant
  private let start = ContinuousClock.now

  public init() {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    wall = Instant(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }

  public var now: Instant { wall + (ContinuousClock.now - start) }
  public func sleep(_ duration: Duration) async throws { try await Task.sleep(for: duration) }
}
