import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Work on many items by several threads at once, with results in the order of the items.
enum Parallel {
  /// How many threads are worth having.
  static let threads = max(1, min(8, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// The results of `body` for 0, 1, … `count` - 1. Each thread makes a state of its own first.
  static func map<State, T: Sendable>(
    _ count: Int, state: @Sendable () -> State, _ body: @Sendable (Int, State) -> T
  ) -> [T] {
    let workers = min(threads, count)
    if workers < 2 {
      let own = state()
      return (0..<count).map { body($0, own) }
    }
    let results = Slots<T>(count)
    let next = Atomic<Int>(0)
    let work: @Sendable () -> Void = {
      let own = state()
      while true {
        let at = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if at >= count { return }
        results.set(at, body(at, own))
      }
    }
    withoutActuallyEscaping(work) { work in
      var started: [pthread_t] = []
      for _ in 1..<workers { if let thread = start(work) { started.append(thread) } }
      work()
      for thread in started { pthread_join(thread, nil) }
    }
    return results.all
  }

  private final class Job {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  private static func start(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
    let job = Unmanaged.passRetained(Job(work))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 8 << 20)
    defer { pthread_attr_destroy(&attributes) }
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let failed = pthread_create(
      &thread, &attributes,
      { pointer in
        #if canImport(Darwin)
          Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().work()
        #else
          if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().work() }
        #endif
        return nil
      }, job.toOpaque())
    if failed == 0 { return thread }
    job.release()
    return nil
  }

  /// A place for each result. Every place is written by one thread, once, and read when all threads have ended;
  /// that is what makes it safe to share.
  private final class Slots<T>: @unchecked Sendable {
    private let places: UnsafeMutableBufferPointer<T?>

    init(_ count: Int) {
      places = .allocate(capacity: count)
      places.initialize(repeating: nil)
    }

    deinit {
      places.deinitialize()
      places.deallocate()
    }

    func set(_ at: Int, _ value: T) { places[at] = value }
    var all: [T] { places.compactMap { $0 } }
  }
}
