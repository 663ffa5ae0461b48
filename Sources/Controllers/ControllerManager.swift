import ClusterState
import KubeAPI
import Manifest

/// Runs controllers against a cluster value, in the order of time.
///
/// One queue holds what is due, ordered by (moment, sequence); each step takes the first entry, sets the cluster's
/// clock
/// to its moment, lets the controller act and routes the changes it made to whoever watches. In a rehearsal the caller
/// takes step after step, so the clock jumps; `drydock cluster` calls ``run(until:)`` with the wall clock's time.
/// The same input gives the same steps: no wall clock, no randomness, no unordered iteration.
public struct ControllerManager: Sendable {
  public var cluster: ClusterState
  private var controllers: [any Controller]
  private var queue = StepQueue()
  private var failures: [StepQueue.Target: Int] = [:]
  private var seen: Int64
  /// What each controller was last refused for an object, until it gets through: for finding faults of controllers.
  public private(set) var refusals: [Refusal] = []

  public struct Refusal: Sendable {
    public var controller: String
    public var key: ObjectKey
    public var error: StatusError
  }

  /// How many reconciles have run.
  public private(set) var steps = 0

  /// Controllers are asked in the order given, which is part of the result.
  public init(cluster: ClusterState, controllers: [any Controller]) {
    self.cluster = cluster
    self.controllers = controllers
    seen = 0
    absorbChanges()
  }

  /// The moment of the next entry; `nil` when nothing is waiting.
  public var nextDue: Instant? { queue.next }

  /// The controller of that name, to read what it knows.
  public func controller(named name: String) -> (any Controller)? { controllers.first { $0.name == name } }

  /// Goes on with a cluster that was kept: whatever is in it is shown to the controllers as new.
  public mutating func resume(on cluster: ClusterState) {
    self.cluster = cluster
    queue = StepQueue()
    failures = [:]
    refusals = []
    seen = 0
    absorbChanges()
  }

  /// Adds a controller to those that run and shows it every change so far.
  public mutating func add(_ controller: any Controller) {
    controllers.append(controller)
    for change in cluster.changes(since: 0) where change.revision <= seen {
      for key in controller.wakes(for: change, in: cluster) {
        queue.add(.init(controller: controllers.count - 1, key: key), at: cluster.now)
      }
    }
  }

  /// Routes the changes made since the last call; call it after writing to ``cluster`` from outside.
  public mutating func absorbChanges() {
    // What a watcher wakes may depend on the cluster, never on other controllers: the order of asking is fixed.
    guard seen < cluster.revision else { return }
    // Where the log begins later than this, everything counts as new, as for an informer that lists again.
    let isLost = seen < cluster.oldestRevision && cluster.oldestRevision > ControllerManager.firstRevision
    let changes = isLost ? cluster.additions[...] : cluster.changes(since: seen)
    for change in changes {
      for index in controllers.indices {
        for key in controllers[index].wakes(for: change, in: cluster) {
          queue.add(.init(controller: index, key: key), at: cluster.now)
        }
      }
    }
    seen = cluster.revision
  }

  /// Where the log of a cluster begins that nothing has been forgotten of.
  private static let firstRevision: Int64 = 1

  /// Runs the next entry if it is due at or before `limit`. Returns whether one ran.
  @discardableResult
  public mutating func step(until limit: Instant) -> Bool {
    guard let entry = queue.pop(until: limit) else { return false }
    if entry.due > cluster.now { cluster.now = entry.due }
    let target = entry.target
    steps += 1
    let requeue: Requeue
    do {
      requeue = try controllers[target.controller].reconcile(target.key, in: &cluster, at: cluster.now)
      if !refusals.isEmpty { forgetRefusal(target) }
    } catch {
      requeue = .backoff
      forgetRefusal(target)
      refusals.append(Refusal(controller: controllers[target.controller].name, key: target.key, error: error))
    }
    switch requeue {
    case .none: failures[target] = nil
    case .immediately:
      failures[target] = nil
      queue.add(target, at: cluster.now)
    case .after(let delay):
      failures[target] = nil
      queue.add(target, at: cluster.now + (delay < .zero ? .zero : delay))
    case .backoff:
      let count = failures[target, default: 0]
      failures[target] = count + 1
      queue.add(target, at: cluster.now + ControllerManager.backoff(after: count))
    }
    absorbChanges()
    return true
  }

  private mutating func forgetRefusal(_ target: StepQueue.Target) {
    let name = controllers[target.controller].name
    refusals.removeAll { $0.key == target.key && $0.controller == name }
  }

  /// Runs everything that is due at or before that moment and sets the clock to it.
  public mutating func run(until limit: Instant) {
    absorbChanges()
    while step(until: limit) {}
    if cluster.now < limit { cluster.now = limit }
  }

  /// 750 ms doubled with every failure, at most 15 minutes: the Flux controllers' default.
  static func backoff(after failures: Int) -> Duration {
    let exponent = min(failures, 11)
    return min(.milliseconds(750 * (1 << exponent)), .seconds(900))
  }
}

/// What is due, ordered by (moment, sequence). Each target waits at most once: an earlier moment replaces a later one.
struct StepQueue: Sendable {
  struct Target: Sendable, Hashable {
    var controller: Int
    var key: ObjectKey
  }
  struct Entry: Sendable {
    var due: Instant
    var sequence: Int
    var target: Target
  }
  private var heap: [Entry] = []
  /// The entry that counts for each target; others in the heap are stale.
  private var waiting: [Target: Int] = [:]
  private var dues: [Target: Instant] = [:]
  private var sequence = 0

  /// The moment of the first entry that is not stale.
  var next: Instant? {
    // Stale entries at the front are removed by `pop`; looking past them here needs no mutation.
    if let first = heap.first, waiting[first.target] == first.sequence { return first.due }
    return heap.filter { waiting[$0.target] == $0.sequence }.min(by: StepQueue.before)?.due
  }

  mutating func add(_ target: Target, at due: Instant) {
    if let known = dues[target], known <= due { return }
    sequence += 1
    waiting[target] = sequence
    dues[target] = due
    heap.append(Entry(due: due, sequence: sequence, target: target))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !StepQueue.before(heap[child], heap[parent]) { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop(until limit: Instant) -> Entry? {
    while let first = heap.first {
      let stale = waiting[first.target] != first.sequence
      if !stale && first.due > limit { return nil }
      removeFirst()
      if stale { continue }
      waiting[first.target] = nil
      dues[first.target] = nil
      return first
    }
    return nil
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if StepQueue.before(heap[child], heap[least]) { least = child }
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private static func before(_ a: Entry, _ b: Entry) -> Bool {
    a.due != b.due ? a.due < b.due : a.sequence < b.sequence
  }
}
