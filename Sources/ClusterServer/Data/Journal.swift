import ClusterState
import Manifest
import NIOCore
import NIOPosix
import Synchronization

/// Brings the changes of a served cluster into a ``DataFile``, and tells answers when they may go out.
///
/// Changes that come while a transaction is being synced go into the next one together (group commit), so that many
/// writers share one sync. All writing happens on one thread.
final class Journal: Sendable {
  private struct State {
    var queued: [Change] = []
    var head: Value = .null
    /// The revision up to which changes have been taken over.
    var taken: Int64
    /// The revision up to which everything is on the disk.
    var durable: Int64
    var waiting: [(revision: Int64, promise: EventLoopPromise<Void>)] = []
    var isWriting = false
    var failure: SourceError?
  }

  /// The file belongs to the thread of `loop`; nobody else touches it.
  private struct Confined: @unchecked Sendable { let file: DataFile }

  private let state: Mutex<State>
  private let confined: Mutex<Confined?>
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let onDurable = Mutex<(@Sendable () -> Void)?>(nil)

  /// The file must hold the cluster already, or nothing: then it is written before this returns.
  init(_ file: sending DataFile, from cluster: ClusterState) throws(SourceError) {
    if file.isEmpty { try file.replace(with: cluster.snapshot) }
    state = Mutex(State(taken: file.revision ?? cluster.revision, durable: file.revision ?? cluster.revision))
    confined = Mutex(Confined(file: file))
    take(from: cluster)
  }

  /// - Parameter body: called on the writing thread after each transaction.
  func whenDurable(_ body: @escaping @Sendable () -> Void) { onDurable.withLock { $0 = body } }

  var durableRevision: Int64 { state.withLock { $0.durable } }

  /// Takes over what has changed. Called under the cluster's lock after every write, so that the log cannot forget any.
  func take(from cluster: ClusterState) {
    if state.withLock({ $0.taken < cluster.oldestRevision }) {
      // The history in between is gone: the whole cluster was replaced.
      return replace(with: cluster)
    }
    let start = state.withLock { state -> Bool in
      guard cluster.revision > state.taken else { return false }
      state.queued += cluster.changes(since: state.taken)
      state.taken = cluster.revision
      state.head = cluster.journalHead
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if start { group.next().execute { self.write() } }
  }

  /// Writes the whole cluster anew: after it was replaced by another.
  private func replace(with cluster: ClusterState) {
    let snapshot = cluster.snapshot
    state.withLock { state in
      state.queued = []
      state.taken = cluster.revision
    }
    group.next().execute {
      guard let file = self.file else { return }
      let result = Result { () throws(SourceError) in try file.replace(with: snapshot) }
      self.finish(snapshot.revision, result)
    }
  }

  /// Completes once the revision is on the disk; fails when it cannot be written.
  func written(_ revision: Int64, on loop: any EventLoop) -> EventLoopFuture<Void> {
    state.withLock { state in
      if let failure = state.failure { return loop.makeFailedFuture(failure) }
      if state.durable >= revision { return loop.makeSucceededVoidFuture() }
      let promise = loop.makePromise(of: Void.self)
      state.waiting.append((revision, promise))
      return promise.futureResult
    }
  }

  private func write() {
    while true {
      let batch = state.withLock { state -> (changes: [Change], head: Value, revision: Int64)? in
        if state.queued.isEmpty || state.failure != nil {
          state.isWriting = false
          return nil
        }
        defer { state.queued = [] }
        return (state.queued, state.head, state.taken)
      }
      guard let batch, let file else { return }
      let result = Result { () throws(SourceError) in try file.write(batch.changes, head: batch.head) }
      finish(batch.revision, result)
    }
  }

  private func finish(_ revision: Int64, _ result: Result<Void, SourceError>) {
    let done = state.withLock { state -> [EventLoopPromise<Void>] in
      switch result {
      case .success: state.durable = max(state.durable, revision)
      case .failure(let error): state.failure = error
      }
      let durable = state.durable
      let failed = state.failure != nil
      let done = state.waiting.filter { failed || $0.revision <= durable }.map(\.promise)
      if !done.isEmpty { state.waiting.removeAll { failed || $0.revision <= durable } }
      return done
    }
    for promise in done {
      switch result {
      case .success: promise.succeed()
      case .failure(let error): promise.fail(error)
      }
    }
    onDurable.withLock { $0 }?()
  }

  private var file: DataFile? { confined.withLock { $0 }?.file }

  /// Ends the writing thread and lets go of the file.
  func shutdown() async {
    try? await group.shutdownGracefully()
    confined.withLock { $0 = nil }
  }
}
