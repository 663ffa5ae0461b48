#if canImport(Glibc)
  import Glibc
#endif

/// glibc hides the declaration behind _GNU_SOURCE.
@_silgen_name("pthread_getattr_np")
private func threadAttributes(_ thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> Int32

/// Recursion that follows the input's nesting runs here: where little of the thread's stack is left, it goes on upon a
/// thread with a large one, so that no input overflows the stack.
enum BigStack {
  /// What must be left to go on upon the same stack.
  private static let reserve = 192 * 1024
  /// Address space only; pages are taken as they are used.
  private static let size = 512 * 1024 * 1024

  /// Calls the body, upon another stack when this one is nearly used up.
  @inline(__always)
  static func run<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    if !isLow { return try body() }
    return try hop(body)
  }

  /// Whether little is left.
  @inline(__always)
  static var isLow: Bool {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) } < limit
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// The lowest address to use on this thread; asked for once a thread, since the answer is slow for the main thread.
  private static var limit: UInt {
    if let known = pthread_getspecific(key) { return UInt(bitPattern: known) }
    var attributes = pthread_attr_t()
    var base: UnsafeMutableRawPointer?
    var size = 0
    var lowest: UInt = 1
    if threadAttributes(pthread_self(), &attributes) == 0 {
      pthread_attr_getstack(&attributes, &base, &size)
      pthread_attr_destroy(&attributes)
      // The main thread's stack may be allowed to grow without bound; trust the first 8 MiB.
      let top = UInt(bitPattern: base) + UInt(size)
      lowest = max(UInt(bitPattern: base), top - UInt(min(size, 8 * 1024 * 1024))) + UInt(reserve)
    }
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: lowest))
    return lowest
  }

  @inline(never)
  private static func hop<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    var result: Result<R, E>?
    let work = {
      do throws(E) { result = .success(try body()) } catch { result = .failure(error) }
    }
    withoutActuallyEscaping(work) { work in
      let box = Unmanaged.passRetained(Box(work))
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setstacksize(&attributes, size)
      var thread = pthread_t()
      let failed = pthread_create(
        &thread, &attributes,
        { pointer in
          guard let pointer else { return nil }
          BigStack.setLimitOfHop()
          Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().work()
          return nil
        }, box.toOpaque())
      pthread_attr_destroy(&attributes)
      if failed == 0 {
        pthread_join(thread, nil)
      } else {
        box.takeRetainedValue().work()
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw error
    case nil: fatalError("the body has run")
    }
  }

  private static func setLimitOfHop() {
    var marker: UInt8 = 0
    let top = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: top - UInt(size) + UInt(2 * reserve)))
  }

  private final class Box {
    let work: () -> Void
    init(_ work: @escaping () -> Void) { self.work = work }
  }
}
