import ClusterState
import KubeAPI
import Manifest

/// Probes of a pod's running containers.
extension PodWorker {
  /// Runs the probes whose tick has come. Returns whether a container's state changed.
  mutating func probe(_ pod: Value, in cluster: inout ClusterState, at now: Instant) -> Bool {
    var any = false
    for i in containers.indices {
      for p in containers[i].probes.indices {
        guard case .running(let since) = containers[i].state, let run = containers[i].run else { break }
        let kind = containers[i].probes[p].kind
        if stopAt != nil && kind != .readiness { continue }
        guard containers[i].probes[p].next <= now else { continue }
        skipTicks(i, p, to: now)
        if kind == .startup ? containers[i].isStarted : !containers[i].isStarted { continue }
        if kind == .readiness && containers[i].neverReady { continue }
        switch containers[i].probes[p].run(run, since: since, podIP: ip, at: now) {
        case .none: continue
        case .changed:
          any = settle(i, kind, success: true, pod, in: &cluster, at: now) || any
        case .failed(let message, let settled):
          cluster.recordEvent(
            regarding: containers[i].reference(pod), type: "Warning", reason: "Unhealthy", message: message,
            component: "kubelet")
          if settled { any = settle(i, kind, success: false, pod, in: &cluster, at: now) || any }
        }
      }
    }
    return any
  }

  /// The ticker goes on from its own beat, however late it was looked at.
  private mutating func skipTicks(_ i: Int, _ p: Int, to now: Instant) {
    let probe = containers[i].probes[p]
    let late = (now - probe.next).wholeNanoseconds
    let period = max(1, probe.period.wholeNanoseconds)
    containers[i].probes[p].next = probe.next + .nanoseconds((late / period + 1) * period)
  }

  private mutating func settle(
    _ i: Int, _ kind: ProbeWorker.Kind, success: Bool, _ pod: Value, in cluster: inout ClusterState, at now: Instant
  ) -> Bool {
    switch (kind, success) {
    case (.readiness, _):
      if containers[i].isReady == success { return false }
      containers[i].isReady = success
      return true
    case (.startup, true):
      containers[i].isStarted = true
      if !containers[i].hasProbe(.readiness) && !containers[i].neverReady { containers[i].isReady = true }
      return true
    case (.liveness, true): return false
    case (_, false):
      let word = kind == .startup ? "startup" : "liveness"
      cluster.recordEvent(
        regarding: containers[i].reference(pod), type: "Normal", reason: "Killing",
        message: "Container \(containers[i].name) failed \(word) probe, will be restarted", component: "kubelet")
      containers[i].stop(code: 137, reason: "Error", at: now)
      planRestart(i, pod, at: now)
      return true
    }
  }

  /// Readiness is looked at again right after a status update, while the container is started and not ready.
  mutating func triggerReadiness(at now: Instant) -> Bool {
    var any = false
    for i in containers.indices where containers[i].isRunning && containers[i].isStarted && !containers[i].isReady {
      for p in containers[i].probes.indices where containers[i].probes[p].kind == .readiness {
        containers[i].probes[p].next = now
        any = true
      }
    }
    return any
  }
}
