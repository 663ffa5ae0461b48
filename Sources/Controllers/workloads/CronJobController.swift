import ClusterState
import KubeAPI
import Manifest

/// CronJobs: a Job at every moment of the schedule (k8s.io/kubernetes `pkg/controller/cronjob`), in UTC.
public struct CronJobController: QueueController {
  public let name = "cronjob-controller"
  var backoff = Backoff()

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.cronJob: return change.kind == .deleted ? [] : [change.key]
    case Kind.job: return change.object.controllerKey(Kind.cronJob).map { [$0] } ?? []
    default: return []
    }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let cron = cluster.get(key), !cron.isDeleting else { return .none }
    var result = cron
    var jobs = cluster.list(Kind.job, namespace: key.namespace).filter { $0.controllerUID == cron.uid }
    try forgetFinished(&result, jobs, in: &cluster)
    try trim(cron, jobs, in: &cluster)
    var requeue = Requeue.none
    if cron.flag("spec", "suspend") != true {
      if let schedule = CronSchedule(cron.text("spec", "schedule")) {
        try runDue(&result, schedule, &jobs, in: &cluster, at: now)
        if let next = schedule.next(after: now) { requeue = .after(next - now) }
      } else {
        cluster.recordEvent(
          regarding: cron, type: "Warning", reason: "UnparseableSchedule",
          message: "unparseable schedule: \"\(cron.text("spec", "schedule"))\"", component: name)
      }
    }
    if result["status"] != cron["status"], var stored = cluster.get(key) {
      stored["status"] = result["status"]
      _ = try cluster.updateStatus(stored, by: manager)
    }
    return requeue
  }

  private func isFinished(_ job: Value) -> Bool { job.isTrue("Complete") || job.isTrue("Failed") }

  /// `status.active` loses the Jobs that ended or went.
  private func forgetFinished(_ cron: inout Value, _ jobs: [Value], in cluster: inout ClusterState)
    throws(StatusError)
  {
    var active: [Value] = []
    for reference in cron.items("status", "active") {
      let job = jobs.first { $0.uid == reference.text("uid") }
      guard let job else {
        cluster.recordEvent(
          regarding: cron, type: "Normal", reason: "MissingJob",
          message: "Active job went missing: \(reference.text("name"))", component: name)
        continue
      }
      if isFinished(job) {
        let condition = job.isTrue("Complete") ? "Complete" : "Failed"
        cluster.recordEvent(
          regarding: cron, type: "Normal", reason: "SawCompletedJob",
          message: "Saw completed job: \(job.name), condition: \(condition)", component: name)
        if let end = job.at("status", "completionTime"), condition == "Complete" {
          cron.set(end, at: "status", "lastSuccessfulTime")
        }
      } else {
        active.append(reference)
      }
    }
    cron.set(active.isEmpty ? nil : .array(active), at: "status", "active")
  }

  private func runDue(
    _ cron: inout Value, _ schedule: CronSchedule, _ jobs: inout [Value], in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) {
    var since = cron.moment("status", "lastScheduleTime") ?? cron.created
    let deadline = cron.integer("spec", "startingDeadlineSeconds")
    if let deadline { since = max(since, now + .seconds(-deadline)) }
    var due: Instant?
    var missed = 0
    var moment = since
    while missed < 101, let next = schedule.next(after: moment), next <= now {
      due = next
      moment = next
      missed += 1
    }
    guard let due else { return }
    if missed > 100 {
      cluster.recordEvent(
        regarding: cron, type: "Warning", reason: "TooManyMissedTimes",
        message: "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
        component: name)
    }
    let policy = cron.text("spec", "concurrencyPolicy")
    let active = cron.items("status", "active")
    if policy == "Forbid" && !active.isEmpty {
      cluster.recordEvent(
        regarding: cron, type: "Normal", reason: "JobAlreadyActive",
        message: "Not starting job because prior execution is running and concurrency policy is Forbid",
        component: name)
      return
    }
    if policy == "Replace" {
      for reference in active {
        let key = ObjectKey(Kind.job, cron.namespace, reference.text("name"))
        if cluster.get(key) == nil { continue }
        try cluster.delete(key)
        cluster.recordEvent(
          regarding: cron, type: "Normal", reason: "SuccessfulDelete", message: "Deleted job \(key.name)",
          component: name)
      }
      cron.set(nil, at: "status", "active")
    }
    let jobName = "\(cron.name)-\(due.nanoseconds / 60_000_000_000)"
    if jobs.contains(where: { $0.name == jobName }) { return }
    var job: Value = ["apiVersion": "batch/v1", "kind": "Job"]
    var metadata: Value = cron.at("spec", "jobTemplate", "metadata") ?? [:]
    metadata["name"] = .string(jobName)
    metadata["namespace"] = .string(cron.namespace)
    var annotations = metadata["annotations"] ?? [:]
    annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"] = .string(due.rfc3339)
    metadata["annotations"] = annotations
    metadata["ownerReferences"] = .array([cron.ownerReference()])
    job["metadata"] = metadata
    job["spec"] = cron.at("spec", "jobTemplate", "spec") ?? [:]
    let created: Value
    do {
      created = try cluster.create(job, by: manager)
    } catch {
      if ReplicaSetController.isTerminatingNamespace(error) || error.isAlreadyExists { return }
      cluster.recordEvent(
        regarding: cron, type: "Warning", reason: "FailedCreate", message: "Error creating job: \(error.message)",
        component: name)
      throw error
    }
    jobs.append(created)
    cluster.recordEvent(
      regarding: cron, type: "Normal", reason: "SuccessfulCreate", message: "Created job \(jobName)", component: name)
    var reference: Value = ["apiVersion": "batch/v1", "kind": "Job", "name": .string(jobName)]
    reference["namespace"] = .string(cron.namespace)
    reference["uid"] = .string(created.uid)
    reference["resourceVersion"] = created.at("metadata", "resourceVersion")
    cron.set(.array(cron.items("status", "active") + [reference]), at: "status", "active")
    cron.set(.string(due.rfc3339), at: "status", "lastScheduleTime")
  }

  /// Keeps the newest finished Jobs: three good ones and one bad one unless told otherwise.
  private func trim(_ cron: Value, _ jobs: [Value], in cluster: inout ClusterState) throws(StatusError) {
    let limits = [
      ("Complete", cron.integer("spec", "successfulJobsHistoryLimit") ?? 3),
      ("Failed", cron.integer("spec", "failedJobsHistoryLimit") ?? 1),
    ]
    for (condition, limit) in limits {
      let done = jobs.filter { $0.isTrue(condition) }.sorted {
        $0.created != $1.created ? $0.created < $1.created : $0.name.goLess($1.name)
      }
      guard Int64(done.count) > limit else { continue }
      for job in done.prefix(done.count - Int(max(0, limit))) where !job.isDeleting {
        try cluster.delete(ObjectKey(of: job))
        cluster.recordEvent(
          regarding: cron, type: "Normal", reason: "SuccessfulDelete", message: "Deleted job \(job.name)",
          component: name)
      }
    }
  }
}
