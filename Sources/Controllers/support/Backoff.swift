import ClusterState
import KubeAPI

/// client-go's per-item exponential backoff: 5 ms doubled with every failure in a row, at most 1000 s.
struct Backoff: Sendable {
  var base = Duration.milliseconds(5)
  var limit = Duration.seconds(1000)
  private var failures: [ObjectKey: Int] = [:]

  init() {}

  mutating func next(_ key: ObjectKey) -> Duration {
    let count = failures[key, default: 0]
    failures[key] = count + 1
    return min(limit, base * (1 << min(count, 30)))
  }

  mutating func forget(_ key: ObjectKey) {
    if !failures.isEmpty { failures[key] = nil }
  }
}

/// A controller with client-go's rate-limited queue: a refusal is retried after its own backoff.
protocol QueueController: Controller {
  var backoff: Backoff { get set }
  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue
}

extension QueueController {
  /// What all loops of kube-controller-manager call themselves in managedFields; events name the loop.
  var manager: String { "kube-controller-manager" }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    do {
      let requeue = try sync(key, in: &cluster, at: now)
      if requeue == .backoff { return .after(backoff.next(key)) }
      backoff.forget(key)
      return requeue
    } catch {
      return .after(backoff.next(key))
    }
  }
}
