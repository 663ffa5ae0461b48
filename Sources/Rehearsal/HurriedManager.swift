import ClusterState
import Controllers
import KubeAPI

/// A cluster whose clock runs several times as fast as the wall's, for `drydock cluster --speed`.
///
/// Objects carry the cluster's own time, which runs ahead of the wall clock from the start on.
public struct HurriedManager: Sendable {
  private var manager: ControllerManager
  private let start: Instant
  private let speed: Int64

  /// - Parameter start: the wall clock's moment at which both clocks agree.
  /// - Parameter speed: seconds of the cluster in one of the wall clock, at least 1.
  public init(_ manager: ControllerManager, from start: Instant, speed: Int) {
    self.manager = manager
    self.start = start
    self.speed = Int64(max(1, speed))
  }

  public var cluster: ClusterState {
    get { manager.cluster }
    _modify { yield &manager.cluster }
  }

  /// By the wall clock.
  public var nextDue: Instant? {
    manager.nextDue.map { start + .nanoseconds(($0 - start).wholeNanoseconds / speed) }
  }

  public mutating func absorbChanges() { manager.absorbChanges() }

  /// - Parameter limit: by the wall clock.
  public mutating func step(until limit: Instant) -> Bool {
    let elapsed = (limit - start).wholeNanoseconds.multipliedReportingOverflow(by: speed)
    return manager.step(until: start + .nanoseconds(elapsed.overflow ? .max / 2 : elapsed.partialValue))
  }
}
