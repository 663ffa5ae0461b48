import ClusterState
import KubeAPI

/// What moves a served cluster: the cluster value and the controllers that act on it.
///
/// The server calls it after writes and when ``nextDue`` has come, always one call at a time: first
/// ``absorbChanges()``, then ``step(until:)`` with the wall clock until nothing is due, in slices, so that requests are
/// answered in between. A controller manager conforms as it is; a cluster without controllers is a ``QuietDriver``.
public protocol ClusterDriver: Sendable {
  var cluster: ClusterState { get set }
  /// The moment of the next thing to do by itself, `nil` when there is none.
  var nextDue: Instant? { get }
  /// Shows the controllers what has been written since the last call.
  mutating func absorbChanges()
  /// Does one thing that is due at or before that moment. Returns false when there is none.
  mutating func step(until limit: Instant) -> Bool
}

/// A cluster in which nothing happens by itself.
public struct QuietDriver: ClusterDriver {
  public var cluster: ClusterState
  public init(cluster: ClusterState) { self.cluster = cluster }
  public var nextDue: Instant? { nil }
  public mutating func absorbChanges() {}
  public mutating func step(until limit: Instant) -> Bool { false }
}
