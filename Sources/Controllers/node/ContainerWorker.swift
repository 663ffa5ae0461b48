import KubeAPI
import Manifest

/// What the kubelet remembers about one container of a pod.
struct ContainerWorker: Sendable {
  enum Kind: Sendable { case initial, sidecar, main }
  enum State: Sendable {
    case waiting(String, String)
    case running(Instant)
    /// The `terminated` member of the state.
    case terminated(Value)
  }

  let name: String
  let kind: Kind
  /// Where it stands in `initContainers` or `containers`.
  let index: Int
  let image: String
  var state = State.waiting("ContainerCreating", "")
  /// `lastState.terminated`.
  var last: Value?
  var restarts: Int64 = 0
  var run: ContainerRun?
  var id = ""
  var isStarted = false
  var isReady = false
  var neverReady = false
  /// Not to be started before.
  var retryAt: Instant?
  /// Crashes in a row; sets the back-off.
  var crashes = 0
  var lastCrash: Instant?
  var pullFailures = 0
  var hasImage = false
  var probes: [ProbeWorker] = []
  var previousLog: [Kubelet.LogLine] = []

  init(_ spec: Value, _ kind: Kind, index: Int, taken: Instant) {
    name = spec.text("name")
    image = spec.text("image")
    self.kind = kind
    self.index = index
    for (field, kind) in [
      ("startupProbe", ProbeWorker.Kind.startup), ("readinessProbe", .readiness), ("livenessProbe", .liveness),
    ] {
      if let probe = spec[field], !probe.isNull { probes.append(ProbeWorker(kind, probe, spec, from: taken)) }
    }
  }

  var isRunning: Bool { if case .running = state { true } else { false } }
  var startedAt: Instant? { if case .running(let since) = state { since } else { nil } }
  var exitCode: Int64? { if case .terminated(let end) = state { end.integer("exitCode") } else { nil } }
  func hasProbe(_ kind: ProbeWorker.Kind) -> Bool { probes.contains { $0.kind == kind } }

  /// When it exits by itself.
  var exitAt: Instant? {
    guard let startedAt, let exit = run?.exit else { return nil }
    return startedAt + exit.after
  }

  func nextDue(after now: Instant) -> Instant? {
    var due: Instant?
    func consider(_ moment: Instant?) {
      guard let moment else { return }
      due = due.map { min($0, moment) } ?? moment
    }
    if isRunning {
      consider(exitAt)
      for probe in probes { consider(probe.nextDue(self, after: now)) }
    } else if let retryAt, retryAt > now {
      consider(retryAt)
    }
    return due
  }

  /// While the pod is going only readiness is still probed.
  func nextReadiness(after now: Instant) -> Instant? {
    guard isRunning else { return nil }
    return probes.first { $0.kind == .readiness }?.nextDue(self, after: now)
  }

  func printed(until now: Instant) -> [Kubelet.LogLine] {
    guard let run else { return [] }
    let start: Instant
    switch state {
    case .running(let since): start = since
    case .terminated(let end): start = end.moment("startedAt") ?? now
    case .waiting: return previousLog
    }
    return run.output.map { Kubelet.LogLine(time: start + $0.after, text: $0.text) }.filter { $0.time <= now }
  }

  /// Ends a running container; one that never ran stays as it is.
  mutating func stop(code: Int64, reason: String, at now: Instant) {
    guard case .running(let since) = state else { return }
    var end: Value = ["exitCode": .int(code), "reason": .string(reason)]
    end["startedAt"] = .string(since.rfc3339)
    end["finishedAt"] = .string(now.rfc3339)
    end["containerID"] = .string("containerd://" + id)
    state = .terminated(end)
    isReady = false
    isStarted = false
    for i in probes.indices { probes[i].forget() }
  }

  /// The pod as the subject of an event about this container.
  func reference(_ pod: Value) -> Value { pod }
}
