import ClusterState
import KubeAPI
import Manifest

/// The simulated node agent: takes pods bound to its node through their life in virtual time.
///
/// Nothing is pulled and nothing runs; what a container does is its ``ContainerProgram``'s word. Everything round it is
/// the kubelet's: volumes before the sandbox, init containers one by one, environment from real Secrets, probes,
/// back-off,
/// conditions, events, termination (k8s.io/kubernetes `pkg/kubelet`).
public struct Kubelet: Controller {
  public let name = "kubelet"
  public var settings: Settings
  var workers: [ObjectKey: PodWorker] = [:]
  var images: Set<String> = []
  var addresses: Int64 = 1
  var containers: Int64 = 0

  public struct Settings: Sendable {
    public var node = "node-1"
    public var address = "192.168.65.3"
    /// Asked in order; ``StandardProgram`` stands behind them all.
    public var programs: [any ContainerProgram] = []
    public var faults: [PodFault] = []
    /// How long the first pull of an image takes, and the look at the registry for one that is there.
    public var pull = Duration.seconds(2)
    public var pullPresent = Duration.milliseconds(500)
    /// From the binding of a pod to its sandbox.
    public var sandbox = Duration.seconds(1)
    /// How long a container takes to go after SIGTERM.
    public var stop = Duration.seconds(1)
    /// Whether events are left out that only say that a container starts as it should.
    public var isBrief = false
    public init() {}
  }

  public init(settings: Settings = Settings()) { self.settings = settings }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    guard change.key.type == Kind.pod, change.object.nodeName == settings.node else { return [] }
    if change.kind == .modified, let previous = change.previous, previous.nodeName == settings.node,
      previous.generation == change.object.generation, previous.isDeleting == change.object.isDeleting
    {
      return []
    }
    return [change.key]
  }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let pod = cluster.get(key), pod.nodeName == settings.node else {
      workers[key] = nil
      return .none
    }
    var worker: PodWorker
    if let known = workers.removeValue(forKey: key), known.uid == pod.uid {
      worker = known
    } else if pod.isPodFinished && !pod.isDeleting {
      return .none
    } else {
      worker = PodWorker(pod: pod, taken: now)
    }
    let due = worker.advance(pod, kubelet: &self, in: &cluster, at: now)
    if worker.isGone {
      workers[key] = nil
      return .none
    }
    workers[key] = worker
    guard let due else { return .none }
    return due > now ? .after(due - now) : .immediately
  }

  mutating func nextAddress() -> String {
    defer { addresses += 1 }
    return "10.244.\(addresses / 254 % 256).\(addresses % 254 + 1)"
  }

  mutating func nextContainerID(_ pod: Value, _ container: String) -> String {
    containers += 1
    var text = ""
    for part in 0..<8 {
      let digits = String(TemplateHash.number("\(pod.uid)/\(container)/\(containers)/\(part)"), radix: 16)
      text += String(repeating: "0", count: 8 - digits.count) + digits
    }
    return text
  }

  func program(for start: ContainerStart) -> any ContainerProgram {
    for program in settings.programs where program.runs(start) { return program }
    return StandardProgram()
  }

  func faults(for pod: Value, _ container: Value) -> [PodFault] {
    settings.faults.filter { $0.hits(pod, container) }
  }

  // MARK: - What `kubectl logs` and verification read

  public struct LogLine: Sendable, Hashable {
    public var time: Instant
    public var text: String
  }

  /// What the container printed up to `now`, oldest first; refusals in the API server's words.
  public func log(of pod: ObjectKey, container: String, previous: Bool = false, at now: Instant)
    throws(StatusError) -> [LogLine]
  {
    guard let worker = workers[pod], let found = worker.containers.first(where: { $0.name == container }) else {
      throw StatusError(
        code: 400, reason: "BadRequest", message: "container \(container) is not valid for pod \(pod.name)")
    }
    if previous {
      guard found.last != nil else {
        throw StatusError(
          code: 400, reason: "BadRequest",
          message: "previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found")
      }
      return found.previousLog
    }
    if case .waiting(let reason, _) = found.state, found.last == nil {
      throw StatusError(
        code: 400, reason: "BadRequest",
        message: "container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: \(reason)")
    }
    if case .waiting = found.state { return found.previousLog }
    return found.printed(until: now)
  }

  /// What the Coder server in that pod decided about its configuration; `nil` when none has started there.
  public func verdict(of pod: ObjectKey) -> CoderVerdict? {
    for container in workers[pod]?.containers ?? [] {
      if let verdict = container.run?.verdict { return verdict }
    }
    return nil
  }
}
