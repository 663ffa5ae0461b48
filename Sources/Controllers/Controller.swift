import ClusterState
import KubeAPI
import Manifest

/// A control loop as a value: woken by changes and by time, it looks at the cluster and writes to it.
///
/// No wall clock, no sleeping, no random numbers and no unordered collection may influence what a controller does;
/// everything it remembers between two calls is stored in the value itself. The same controllers run in virtual time
/// (rehearsal) and in real time (`drydock cluster`).
public protocol Controller: Sendable {
  /// As the real one calls itself in events and field managers: `helm-controller`, `deployment-controller`.
  var name: String { get }

  /// The objects to look at again because of this change. Called once for each change, in order of revision.
  func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey]

  /// Brings one object one step nearer to what is wanted. A thrown refusal is retried with the controller's own
  /// backoff.
  mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError)
    -> Requeue
}

/// When to look at the object again, apart from the changes that wake it.
public enum Requeue: Sendable, Hashable {
  /// Only when something changes.
  case none
  /// Right after everything else that is due now.
  case immediately
  case after(Duration)
  /// After the controller's exponential backoff for this object.
  case backoff
}
