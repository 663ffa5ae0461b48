import Glibc

/// Waiting for SIGINT or SIGTERM without a handler.
///
/// Make one before any thread is started (threads inherit what is blocked), then `await` ``arrival()``.
public struct TerminationSignal: Sendable {
  public init() {
    var set = sigset_t()
    TerminationSignal.fill(&set)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  private static func fill(_ set: inout sigset_t) {
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
  }

  /// Returns the number of the signal once one has come.
  public func arrival() async -> Int32 {
    await withCheckedContinuation { continuation in
      let box = Unmanaged.passRetained(Box(continuation))
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { argument in
          var set = sigset_t()
          TerminationSignal.fill(&set)
          var number: Int32 = 0
          sigwait(&set, &number)
          if let argument {
            Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().continuation.resume(returning: number)
          }
          return nil
        }, box.toOpaque())
      if code != 0 {
        box.release()
        continuation.resume(returning: SIGTERM)
      } else {
        pthread_detach(thread)
      }
    }
  }

  private final class Box: Sendable {
    let continuation: CheckedContinuation<Int32, Never>
    init(_ continuation: CheckedContinuation<Int32, Never>) { self.continuation = continuation }
  }
}
