import ClusterState
import KubeAPI
import Manifest

/// What the kubelet remembers about one pod.
struct PodWorker: Sendable {
  let uid: String
  let taken: Instant
  var ip = ""
  var sandboxAt: Instant?
  /// `nil` as soon as all volumes are there.
  var nextMount: Instant?
  var mountTries = 0
  var mountDeadline: Instant
  /// In the order of the spec, init containers first.
  var containers: [ContainerWorker] = []
  /// The image pull that the pod's start waits for.
  var pulling: (index: Int, until: Instant)?
  /// When all containers have stopped after the deletion.
  var stopAt: Instant?
  /// `DeadlineExceeded` and the like: the pod failed as a whole.
  var failure: (reason: String, message: String)?
  var isGone = false

  init(pod: Value, taken: Instant) {
    uid = pod.uid
    self.taken = taken
    nextMount = taken
    mountDeadline = taken + .seconds(123)
    let inits = pod.items("spec", "initContainers")
    for (i, spec) in inits.enumerated() {
      let kind: ContainerWorker.Kind = spec.text("restartPolicy") == "Always" ? .sidecar : .initial
      containers.append(ContainerWorker(spec, kind, index: i, taken: taken))
    }
    for (i, spec) in pod.items("spec", "containers").enumerated() {
      containers.append(ContainerWorker(spec, .main, index: i, taken: taken))
    }
    if !inits.isEmpty {
      for i in containers.indices where containers[i].kind == .main {
        containers[i].state = .waiting("PodInitializing", "")
      }
    }
  }

  /// Does what is due and returns when something is due again.
  mutating func advance(
    _ pod: Value, kubelet: inout Kubelet, in cluster: inout ClusterState, at now: Instant
  ) -> Instant? {
    if pod.isDeleting {
      beginStopping(pod, kubelet: kubelet, in: &cluster, at: now)
      if let stopAt, stopAt <= now {
        finishStopping(pod, kubelet: kubelet, in: &cluster, at: now)
        return nil
      }
    }
    var again = true
    var rounds = 0
    while again && rounds < 64 {
      rounds += 1
      again = false
      checkDeadline(pod, in: &cluster, at: now)
      if stopAt == nil && failure == nil {
        again = mount(pod, kubelet: &kubelet, in: &cluster, at: now) || again
        again = takeExits(pod, in: &cluster, at: now) || again
        again = startContainers(pod, kubelet: &kubelet, in: &cluster, at: now) || again
      }
      again = probe(pod, in: &cluster, at: now) || again
      if writeStatus(pod, kubelet: kubelet, in: &cluster, at: now) {
        again = triggerReadiness(at: now) || again
      }
    }
    return nextDue(pod, at: now)
  }

  private func nextDue(_ pod: Value, at now: Instant) -> Instant? {
    var due: Instant?
    func consider(_ moment: Instant?) {
      guard let moment else { return }
      due = due.map { min($0, moment) } ?? moment
    }
    consider(stopAt)
    if stopAt == nil && failure == nil {
      consider(nextMount)
      if nextMount == nil { consider(sandboxAt.flatMap { $0 > now ? $0 : nil }) }
      consider(pulling?.until)
      if let deadline = pod.integer("spec", "activeDeadlineSeconds"), !isFinished(pod) {
        consider(taken + .seconds(deadline))
      }
      for container in containers { consider(container.nextDue(after: now)) }
    } else {
      for container in containers { consider(container.nextReadiness(after: now)) }
    }
    return due
  }

  private mutating func checkDeadline(_ pod: Value, in cluster: inout ClusterState, at now: Instant) {
    guard failure == nil, stopAt == nil, let deadline = pod.integer("spec", "activeDeadlineSeconds"),
      taken + .seconds(deadline) <= now, !isFinished(pod)
    else { return }
    failure = ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")
    cluster.recordEvent(
      regarding: pod, type: "Normal", reason: "DeadlineExceeded",
      message: "Pod was active on the node longer than the specified deadline", component: "kubelet")
    for i in containers.indices { containers[i].stop(code: 137, reason: "Error", at: now) }
  }

  func isFinished(_ pod: Value) -> Bool {
    let phase = phase(pod)
    return phase == "Succeeded" || phase == "Failed"
  }

  // MARK: - Volumes and sandbox

  /// Volumes first; then the sandbox with its address.
  private mutating func mount(
    _ pod: Value, kubelet: inout Kubelet, in cluster: inout ClusterState, at now: Instant
  ) -> Bool {
    guard let due = nextMount, due <= now else { return false }
    let problems = PodVolumes.problems(pod, in: cluster)
    if problems.isEmpty {
      nextMount = nil
      if ip.isEmpty { ip = kubelet.nextAddress() }
      sandboxAt = max(taken + kubelet.settings.sandbox, now)
      return true
    }
    for problem in problems {
      cluster.recordEvent(
        regarding: pod, type: "Warning", reason: "FailedMount", message: problem.message, component: "kubelet")
    }
    if now >= mountDeadline {
      let names = problems.map(\.volume).joined(separator: " ")
      cluster.recordEvent(
        regarding: pod, type: "Warning", reason: "FailedMount",
        message: "Unable to attach or mount volumes: unmounted volumes=[\(names)], unattached volumes=[], "
          + "failed to process volumes=[]: context deadline exceeded", component: "kubelet")
      mountDeadline = now + .seconds(135)
    }
    nextMount = now + min(.milliseconds(500) * (1 << min(mountTries, 10)), .seconds(122))
    mountTries += 1
    return false
  }

  // MARK: - Deletion

  private mutating func beginStopping(
    _ pod: Value, kubelet: Kubelet, in cluster: inout ClusterState, at now: Instant
  ) {
    guard stopAt == nil else { return }
    let grace = Duration.seconds(max(0, pod.integer("metadata", "deletionGracePeriodSeconds") ?? 30))
    var delay = Duration.zero
    let specs = pod.items("spec", "initContainers") + pod.items("spec", "containers")
    for (i, container) in containers.enumerated() where container.isRunning {
      cluster.recordEvent(
        regarding: container.reference(pod), type: "Normal", reason: "Killing",
        message: "Stopping container \(container.name)", component: "kubelet")
      let sleep = i < specs.count ? specs[i].integer("lifecycle", "preStop", "sleep", "seconds") ?? 0 : 0
      delay = max(delay, kubelet.settings.stop + .seconds(max(0, sleep)))
    }
    pulling = nil
    stopAt = now + min(delay, max(grace, .seconds(2)))
  }

  /// The last status, then the object itself.
  private mutating func finishStopping(
    _ pod: Value, kubelet: Kubelet, in cluster: inout ClusterState, at now: Instant
  ) {
    for i in containers.indices { containers[i].stop(code: 0, reason: "Completed", at: now) }
    sandboxAt = nil
    writeStatus(pod, kubelet: kubelet, in: &cluster, at: now)
    isGone = true
    Kubelet.remove(ObjectKey(of: pod), from: &cluster)
  }
}

extension Kubelet {
  /// Deletes the object for good: what the kubelet does with a grace period of zero once the containers are gone.
  static func remove(_ key: ObjectKey, from cluster: inout ClusterState) {
    do {
      try cluster.delete(key, gracePeriodSeconds: 0)
    } catch {
      // Gone already, or held by a finalizer: nothing more for the kubelet to do.
    }
  }
}
