import KubeAPI
import Manifest
import NIOCore
import Synchronization

/// A change that a watch reports.
public enum WatchEvent: Sendable {
  /// All objects as they are now: at the start, and whenever the server no longer knows the changes since. What is not in
  /// it is gone.
  case snapshot([Value])
  case added(Value)
  case modified(Value)
  case deleted(Value)
  /// Nothing changed up to this revision.
  case bookmark(String)
}

extension KubeClient {
  /// What to watch. `name` alone watches one object.
  public struct WatchTarget: Sendable {
    public var type: GroupKind
    /// `nil` means all namespaces.
    public var namespace: String?
    public var labelSelector: String
    public var fieldSelector: String

    public init(
      _ type: GroupKind, namespace: String? = nil, labelSelector: String = "", fieldSelector: String = ""
    ) {
      self.type = type
      self.namespace = namespace
      self.labelSelector = labelSelector
      self.fieldSelector = fieldSelector
    }

    public init(_ key: ObjectKey) {
      self.init(
        key.type, namespace: key.namespace.isEmpty ? nil : key.namespace, fieldSelector: "metadata.name=\(key.name)")
    }
  }

  /// Lists, then follows the changes, through lost connections, expired revisions (410: a new snapshot) and the server's
  /// own time limits. Ends at the deadline, or when nobody reads it any more; fails on what trying again cannot change
  /// (401, 403, no such kind) and when the server has not answered for the options' patience.
  public func watch(
    _ target: WatchTarget, deadline: ContinuousClock.Instant? = nil
  ) -> AsyncThrowingStream<WatchEvent, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await self.follow(target, deadline: deadline) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func follow(
    _ target: WatchTarget, deadline: ContinuousClock.Instant?, _ yield: @escaping @Sendable (WatchEvent) -> Void
  ) async throws {
    var revision = ""
    var trouble = Retries(patience: options.patience)
    while deadline.map({ ContinuousClock.now < $0 }) ?? true {
      try Task.checkCancellation()
      if revision.isEmpty {
        let listing = try await listing(
          target.type, namespace: target.namespace, labelSelector: target.labelSelector,
          fieldSelector: target.fieldSelector)
        yield(.snapshot(listing.items))
        revision = listing.resourceVersion
      }
      let session = WatchReader(revision, kind: target.type.kind, yield)
      let began = ContinuousClock.now
      do throws(StatusError) {
        try await session.run(target, on: self, deadline: deadline)
        revision = session.revision
      } catch {
        revision = session.revision
        if error.code == 410 || error.reason == "Expired" || error.reason == "Gone" {
          revision = ""
        } else if [400, 401, 403, 404, 405, 422].contains(error.code) || error.reason == StatusError.cancelled {
          throw error
        } else if error.reason == StatusError.deadlineExceeded, deadline.map({ ContinuousClock.now >= $0 }) ?? false {
          return
        } else if !session.sawSomething {
          guard let pause = trouble.pause(after: error.retryAfterSeconds) else { throw error }
          options.log?("watch \(target.type): \(error.message); again in \(Transport.words(pause))")
          try await Task.sleep(for: pause)
          continue
        }
      }
      trouble = Retries(patience: options.patience)
      // A server that ends watches at once must not be asked in a tight loop.
      if ContinuousClock.now - began < .milliseconds(500) { try await Task.sleep(for: .milliseconds(300)) }
    }
  }

  /// Waits until something is true of an object. `test` gets `nil` while there is none, and gives `nil` to wait on.
  /// Returns `nil` when the deadline comes first.
  public func wait<R: Sendable>(
    for key: ObjectKey, deadline: ContinuousClock.Instant, _ test: @Sendable (Value?) -> R?
  ) async throws -> R? {
    for try await event in watch(WatchTarget(key), deadline: deadline) {
      let now: Value?
      switch event {
      case .snapshot(let items): now = items.first
      case .added(let object), .modified(let object): now = object
      case .deleted: now = nil
      case .bookmark: continue
      }
      if let result = test(now) { return result }
    }
    return nil
  }
}

/// One watch request: from bytes to events.
private final class WatchReader: Sendable {
  private struct State {
    var revision: String
    var sawSomething = false
    var frames = JSONFrames()
    var errorBody: [UInt8] = []
    var failure: StatusError?
  }

  private let state: Mutex<State>
  private let kind: String
  private let yield: @Sendable (WatchEvent) -> Void

  init(_ revision: String, kind: String, _ yield: @escaping @Sendable (WatchEvent) -> Void) {
    state = Mutex(State(revision: revision))
    self.kind = kind
    self.yield = yield
  }

  /// The last revision that was heard of.
  var revision: String { state.withLock { $0.revision } }
  var sawSomething: Bool { state.withLock { $0.sawSomething } }

  func run(
    _ target: KubeClient.WatchTarget, on client: KubeClient, deadline: ContinuousClock.Instant?
  ) async throws(StatusError) {
    let resource = try await client.resource(target.type)
    var query: [(name: String, value: String)] = [
      ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", revision),
      // Spread, so that many watches do not begin anew at the same time.
      ("timeoutSeconds", "\(Int.random(in: 300...600))"),
    ]
    if !target.labelSelector.isEmpty { query.append(("labelSelector", target.labelSelector)) }
    if !target.fieldSelector.isEmpty { query.append(("fieldSelector", target.fieldSelector)) }
    let call = APICall("GET", resource.path(namespace: target.namespace ?? ""), query: query)
    let outcome = await stream(call, on: client, deadline: deadline)
    // What the server said goes before what became of the connection.
    if let failure = state.withLock({ $0.failure }) { throw failure }
    switch outcome {
    case .success(let (status, headers)):
      client.hasAnswered.store(true, ordering: .relaxed)
      if status == 200 { return }
      var refused = StatusError(
        status: status, bytes: state.withLock { $0.errorBody }, method: "GET", path: call.path)
      let after = headers.first { $0.name.lowercased() == "retry-after" }.flatMap { Int64($0.value) }
      if let after, refused.retryAfterSeconds == nil {
        var details = refused.details ?? [:]
        details["retryAfterSeconds"] = .int(after)
        refused.details = details
      }
      throw refused
    case .failure(let failure):
      // Silence is a dead connection; the reader's own deadline is not.
      if failure.kind == .timeout, deadline.map({ ContinuousClock.now < $0 }) ?? true { client.transport.reconnect() }
      throw StatusError(failure, server: client.config.server, proxy: client.transport.proxy)
    }
  }

  private typealias Head = (status: Int, headers: [(name: String, value: String)])

  private func stream(
    _ call: APICall, on client: KubeClient, deadline: ContinuousClock.Instant?
  ) async -> Result<Head, Transport.Failure> {
    do throws(Transport.Failure) {
      return .success(
        try await client.transport.stream(
          call, timeout: client.options.timeout, quiet: client.options.watchQuiet, deadline: deadline
        ) { status, buffer in
          self.take(status, buffer)
        })
    } catch {
      return .failure(error)
    }
  }

  /// Whether more is wanted.
  private func take(_ status: Int, _ buffer: ByteBuffer) -> Bool {
    if status != 200 {
      state.withLock { state in
        state.errorBody += buffer.readableBytesView
        if state.errorBody.count > 1 << 20 { state.errorBody.removeLast(state.errorBody.count - (1 << 20)) }
      }
      return true
    }
    let frames = state.withLock { $0.frames.take(buffer.readableBytesView) }
    for frame in frames {
      guard let value = try? JSON.parse(frame, file: ""), let type = value["type"]?.string else {
        state.withLock {
          $0.failure = StatusError(code: 0, reason: StatusError.unreachable, message: "a watch sent no JSON")
        }
        return false
      }
      let object = value["object"] ?? .null
      if type == "ERROR" {
        let status = StatusError(status: 500, bytes: JSON.bytes(object), method: "watch", path: kind)
        state.withLock { $0.failure = status }
        return false
      }
      state.withLock { state in
        if let revision = object.at("metadata", "resourceVersion")?.string { state.revision = revision }
        state.sawSomething = true
      }
      switch type {
      case "ADDED": yield(.added(object))
      case "MODIFIED": yield(.modified(object))
      case "DELETED": yield(.deleted(object))
      case "BOOKMARK": yield(.bookmark(revision))
      default: break
      }
    }
    return true
  }
}

/// Cuts a stream into the JSON objects that follow one another in it, however its pieces fall.
struct JSONFrames: Sendable {
  private var pending: [UInt8] = []
  private var depth = 0
  private var isString = false
  private var isEscaped = false

  mutating func take(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    for byte in bytes {
      if depth == 0 && byte != UInt8(ascii: "{") { continue }
      pending.append(byte)
      if isString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 {
          frames.append(pending)
          pending = []
        }
      default: break
      }
    }
    return frames
  }
}
