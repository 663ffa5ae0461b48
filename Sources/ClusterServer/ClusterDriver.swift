import ClusterState
import KubeAPI

/// What moves a served cluster: the cluster value and the controllers that act on it.
///
/// The server calls ``run(until:)`` with the wall clock after writes and when ``nextDue`` has come, always one call at a
/// time. A controller manager conforms as it is; a cluster without controllers is a ``QuietDriver``.
public protocol ClusterDriver: Sendable {
  var cluster: ClusterState { get set }
  /// The moment of the next thing to do by itself, `nil` when there is none.
  var nextDue: Instant? { get }
  /// Does everything that is due at or before that moment and sets the cluster's clock to it.
  mutating func run(until limit: Instant)
}

/// A cluster in which nothing happens by itself.
public struct QuietDriver: ClusterDriver {
  public var cluster: ClusterState
  public init(cluster: ClusterState) { self.cluster = cluster }
  public var nextDue: Instant? { nil }
  public mutating func run(until limit: Instant) { cluster.now = max(cluster.now, limit) }
}
