import ClusterState
import KubeAPI
import Manifest

/// Jobs: pods until enough of them succeeded or too many failed.
///
/// Follows k8s.io/kubernetes `pkg/controller/job`: finalizer `batch.kubernetes.io/job-tracking` on every pod,
/// failures counted
/// against `backoffLimit`, delays of 10 s doubled with each failure, `SuccessCriteriaMet` before `Complete` and
/// `FailureTarget` before `Failed`, removal after `ttlSecondsAfterFinished`.
public struct JobController: QueueController {
  /// As its events name it.
  static let component = "job-controller"
  public let name = JobController.component
  var backoff = Backoff()
  private var failures: [ObjectKey: JobPass.Failures] = [:]

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.job: return [change.key]
    case Kind.pod:
      if let owner = change.object.controllerKey(Kind.job) { return [owner] }
      return change.kind == .deleted ? [] : OwnerReferences.wokenByOrphan(change.object, Kind.job, in: cluster)
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let job = cluster.get(key) else {
      failures[key] = nil
      try releaseOrphans(of: key, in: &cluster)
      return .none
    }
    var pass = JobPass(job: job, now: now, manager: manager, failures: failures[key] ?? .init())
    try pass.run(in: &cluster)
    failures[key] = pass.failures.count == 0 ? nil : pass.failures
    return pass.requeue
  }

  /// Pods of a Job that is gone must not be held by its finalizer.
  private func releaseOrphans(of key: ObjectKey, in cluster: inout ClusterState) throws(StatusError) {
    for pod in cluster.list(Kind.pod, namespace: key.namespace)
    where pod.controllerKey(Kind.job) == key && pod.finalizers.contains(JobPass.finalizer) {
      try JobPass.release(pod, in: &cluster, manager: manager)
    }
  }
}

/// One pass over one Job.
struct JobPass {
  struct Failures: Sendable {
    var count = 0
    var last = Instant(nanoseconds: 0)
  }

  let job: Value
  let now: Instant
  let manager: String
  var failures: Failures
  var requeue = Requeue.none
  var result: Value
  private var activeCount = 0
  static let finalizer = "batch.kubernetes.io/job-tracking"
  static let indexAnnotation = "batch.kubernetes.io/job-completion-index"

  init(job: Value, now: Instant, manager: String, failures: Failures) {
    self.job = job
    self.now = now
    self.manager = manager
    self.failures = failures
    result = job
  }

  var parallelism: Int64 { job.integer("spec", "parallelism") ?? 1 }
  var completions: Int64? { job.integer("spec", "completions") }
  var backoffLimit: Int64 { job.integer("spec", "backoffLimit") ?? 6 }
  var isSuspended: Bool { job.flag("spec", "suspend") ?? false }
  var isIndexed: Bool { job.text("spec", "completionMode") == "Indexed" }
  var isFinished: Bool { job.isTrue("Complete") || job.isTrue("Failed") }

  mutating func run(in cluster: inout ClusterState) throws(StatusError) {
    if isFinished {
      try removeWhenOld(in: &cluster)
      return
    }
    if job.isDeleting { return }
    let pods = try Pods.claimed(by: job, selector: job.at("spec", "selector"), in: &cluster, manager: manager)
    if !isSuspended && job.at("status", "startTime") == nil {
      result.set(.string(now.rfc3339), at: "status", "startTime")
    }
    try count(pods, in: &cluster)
    var active = pods.filter(\.isPodActive)
    activeCount = active.count
    if let failure = failure(active) {
      try fail(failure.reason, failure.message, active, in: &cluster)
    } else if isSuccess {
      try succeed(active, in: &cluster)
    } else {
      try suspend(&active, in: &cluster)
      if !isSuspended { try scale(&active, in: &cluster) }
    }
    try writeStatus(in: &cluster)
    scheduleDeadline()
  }

  // MARK: - Counting

  private func uncounted(_ pod: Value) -> Bool { pod.finalizers.contains(JobPass.finalizer) }

  static func release(_ pod: Value, in cluster: inout ClusterState, manager: String) throws(StatusError) {
    guard var released = cluster.get(ObjectKey(of: pod)), released.uid == pod.uid else { return }
    let rest = released.finalizers.filter { $0 != finalizer }
    released.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
    _ = try cluster.update(released, by: manager)
  }

  /// Counts each finished pod once and takes its finalizer off.
  private mutating func count(_ pods: [Value], in cluster: inout ClusterState) throws(StatusError) {
    var succeeded = job.integer("status", "succeeded") ?? 0
    var failed = job.integer("status", "failed") ?? 0
    var indexes = Set(JobIndexes.parse(job.text("status", "completedIndexes")))
    for pod in pods where uncounted(pod) {
      let index = pod.annotation(JobPass.indexAnnotation).flatMap { Int64($0) }
      if pod.podPhase == "Succeeded" {
        if isIndexed {
          if let index, !indexes.contains(index) {
            indexes.insert(index)
            succeeded += 1
          }
        } else {
          succeeded += 1
        }
        failures = Failures()
      } else if pod.podPhase == "Failed" || pod.isDeleting {
        failed += 1
        failures.count += 1
        failures.last = finished(pod) ?? now
      } else {
        continue
      }
      try JobPass.release(pod, in: &cluster, manager: manager)
    }
    result.setNonZero(succeeded, at: "status", "succeeded")
    result.setNonZero(failed, at: "status", "failed")
    if isIndexed {
      let text = JobIndexes.text(indexes.sorted())
      result.set(text.isEmpty ? nil : .string(text), at: "status", "completedIndexes")
    }
  }

  private func finished(_ pod: Value) -> Instant? {
    pod.items("status", "containerStatuses").compactMap { $0.moment("state", "terminated", "finishedAt") }.max()
  }

  private var succeeded: Int64 { result.integer("status", "succeeded") ?? 0 }
  private var failed: Int64 { result.integer("status", "failed") ?? 0 }

  private var isSuccess: Bool {
    // Without `completions` the first success ends new creations; the rest may finish.
    guard let completions else { return succeeded > 0 && activeCount == 0 }
    return succeeded >= completions
  }

  private func failure(_ active: [Value]) -> (reason: String, message: String)? {
    if let target = job.condition("FailureTarget"), target.text("status") == "True" {
      return (target.text("reason"), target.text("message"))
    }
    if failed > backoffLimit {
      return ("BackoffLimitExceeded", "Job has reached the specified backoff limit")
    }
    if job.text("spec", "template", "spec", "restartPolicy") == "OnFailure" {
      let restarts = active.reduce(Int64(0)) { sum, pod in
        sum
          + (pod.items("status", "containerStatuses") + pod.items("status", "initContainerStatuses")).reduce(0) {
            $0 + ($1.integer("restartCount") ?? 0)
          }
      }
      if backoffLimit == 0 ? restarts > 0 : restarts >= backoffLimit {
        return ("BackoffLimitExceeded", "Job has reached the specified backoff limit")
      }
    }
    if let deadline = job.integer("spec", "activeDeadlineSeconds"), !isSuspended,
      let start = result.moment("status", "startTime"), start + .seconds(deadline) <= now
    {
      return ("DeadlineExceeded", "Job was active longer than specified deadline")
    }
    return nil
  }

  // MARK: - Ends

  private mutating func condition(_ type: String, _ status: String, _ reason: String, _ message: String) {
    var conditions = result.items("status", "conditions")
    if let i = conditions.firstIndex(where: { $0.text("type") == type }) {
      if conditions[i].text("status") == status && conditions[i].text("reason") == reason { return }
      conditions.remove(at: i)
    }
    let time = Value.string(now.rfc3339)
    conditions.append([
      "type": .string(type), "status": .string(status), "lastProbeTime": time, "lastTransitionTime": time,
      "reason": .string(reason), "message": .string(message),
    ])
    result.set(.array(conditions), at: "status", "conditions")
  }

  private func event(_ type: String, _ reason: String, _ message: String, in cluster: inout ClusterState) {
    cluster.recordEvent(
      regarding: job, type: type, reason: reason, message: message, component: JobController.component)
  }

  private func delete(_ pods: [Value], in cluster: inout ClusterState) throws(StatusError) {
    for pod in pods {
      do {
        try cluster.delete(ObjectKey(of: pod))
        event("Normal", "SuccessfulDelete", "Deleted pod: \(pod.name)", in: &cluster)
      } catch  where error.isNotFound {
        continue
      } catch {
        throw error
      }
      try JobPass.release(pod, in: &cluster, manager: manager)
    }
  }

  private func ownPods(in cluster: ClusterState) -> [Value] {
    cluster.list(Kind.pod, namespace: job.namespace).filter { $0.controllerUID == job.uid && !$0.isPodFinished }
  }

  private mutating func fail(
    _ reason: String, _ message: String, _ active: [Value], in cluster: inout ClusterState
  ) throws(StatusError) {
    condition("FailureTarget", "True", reason, message)
    try delete(active, in: &cluster)
    result.setNonZero(failed + Int64(active.count), at: "status", "failed")
    if ownPods(in: cluster).isEmpty {
      condition("Failed", "True", reason, message)
      event("Warning", reason, message, in: &cluster)
    }
  }

  private mutating func succeed(_ active: [Value], in cluster: inout ClusterState) throws(StatusError) {
    let message = "Reached expected number of succeeded pods"
    condition("SuccessCriteriaMet", "True", "CompletionsReached", message)
    try delete(active, in: &cluster)
    if ownPods(in: cluster).isEmpty {
      condition("Complete", "True", "CompletionsReached", message)
      result.set(.string(now.rfc3339), at: "status", "completionTime")
      event("Normal", "Completed", "Job completed", in: &cluster)
    }
  }

  private mutating func removeWhenOld(in cluster: inout ClusterState) throws(StatusError) {
    guard let ttl = job.integer("spec", "ttlSecondsAfterFinished"), !job.isDeleting else { return }
    let end = job.items("status", "conditions").filter {
      ["Complete", "Failed"].contains($0.text("type")) && $0.text("status") == "True"
    }.compactMap { $0.moment("lastTransitionTime") }.first
    guard let end else { return }
    let due = end + .seconds(ttl)
    if due > now {
      requeue = .after(due - now)
      return
    }
    try cluster.delete(ObjectKey(of: job))
  }

  // MARK: - Suspension and scale

  private mutating func suspend(_ active: inout [Value], in cluster: inout ClusterState) throws(StatusError) {
    if isSuspended {
      try delete(active, in: &cluster)
      active = []
      if !job.isTrue("Suspended") {
        condition("Suspended", "True", "JobSuspended", "Job suspended")
        event("Normal", "Suspended", "Job suspended", in: &cluster)
      }
      result.set(nil, at: "status", "startTime")
    } else if job.isTrue("Suspended") {
      condition("Suspended", "False", "JobResumed", "Job resumed")
      event("Normal", "Resumed", "Job resumed", in: &cluster)
      result.set(.string(now.rfc3339), at: "status", "startTime")
    }
  }

  private mutating func scale(_ active: inout [Value], in cluster: inout ClusterState) throws(StatusError) {
    var wanted = parallelism
    if let completions {
      wanted = min(parallelism, completions - succeeded)
    } else if succeeded > 0 {
      wanted = min(parallelism, Int64(active.count))
    }
    let count = Int64(active.count)
    if count > wanted {
      let surplus = active.sorted(by: Pods.deletedBefore).prefix(Int(count - max(0, wanted)))
      try delete(Array(surplus), in: &cluster)
      return
    }
    if count >= wanted { return }
    if failures.count > 0 {
      let delay = min(Duration.seconds(600), .seconds(10) * (1 << min(failures.count - 1, 6)))
      let due = failures.last + delay
      if due > now {
        requeue = .after(due - now)
        return
      }
    }
    try create(Int(wanted - count), active, in: &cluster)
  }

  private mutating func create(_ count: Int, _ active: [Value], in cluster: inout ClusterState) throws(StatusError) {
    let done = Set(JobIndexes.parse(result.text("status", "completedIndexes")))
    let running = Set(active.compactMap { $0.annotation(JobPass.indexAnnotation).flatMap { Int64($0) } })
    var next: Int64 = 0
    for _ in 0..<count {
      var pod = Pods.from(template: job.at("spec", "template") ?? [:], owner: job)
      pod.set(Value(pod.finalizers + [JobPass.finalizer]), at: "metadata", "finalizers")
      pod.set(.string(job.name + "-"), at: "metadata", "generateName")
      if isIndexed {
        while done.contains(next) || running.contains(next) { next += 1 }
        if let completions, next >= completions { return }
        JobIndexes.mark(&pod, next, job: job.name)
        next += 1
      }
      do {
        let created = try cluster.create(pod, by: manager)
        event("Normal", "SuccessfulCreate", "Created pod: \(created.name)", in: &cluster)
      } catch {
        if !ReplicaSetController.isTerminatingNamespace(error) {
          event("Warning", "FailedCreate", "Error creating: \(error.message)", in: &cluster)
          throw error
        }
        return
      }
    }
  }

  private mutating func writeStatus(in cluster: inout ClusterState) throws(StatusError) {
    guard var object = cluster.get(ObjectKey(of: job)) else { return }
    var active: Int64 = 0
    var ready: Int64 = 0
    var terminating: Int64 = 0
    for pod in cluster.list(Kind.pod, namespace: job.namespace) where pod.controllerUID == job.uid {
      if pod.isDeleting && !pod.isPodFinished { terminating += 1 }
      guard pod.isPodActive else { continue }
      active += 1
      if pod.isPodReady { ready += 1 }
    }
    result.setNonZero(active, at: "status", "active")
    result.set(.int(ready), at: "status", "ready")
    result.set(.int(terminating), at: "status", "terminating")
    result.set([:], at: "status", "uncountedTerminatedPods")
    if object["status"] == result["status"] { return }
    object["status"] = result["status"]
    _ = try cluster.updateStatus(object, by: manager)
  }

  private mutating func scheduleDeadline() {
    guard let deadline = job.integer("spec", "activeDeadlineSeconds"), !isSuspended,
      !result.isTrue("Complete"), !result.isTrue("Failed"), let start = result.moment("status", "startTime")
    else { return }
    let left = start + .seconds(deadline) - now
    // Past it, its pods' ends wake the Job.
    if left <= .zero { return }
    if case .after(let other) = requeue, other < left { return }
    requeue = .after(left)
  }
}
