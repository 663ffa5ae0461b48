import KubeAPI
import Launch
import Manifest
import Synchronization
import Testing

/// A cluster that answers wrongly now and then, as ``FaultPlan`` says.
final class FaultyCluster: LaunchableCluster {
  let base: DrivenCluster
  private let plan: Mutex<FaultPlan>
  var address: String { base.address }

  init(_ base: DrivenCluster, _ plan: FaultPlan) {
    self.base = base
    self.plan = Mutex(plan)
  }

  /// How often the fault has struck.
  var strikes: Int { plan.withLock { $0.strikes } }

  private func pass(_ verb: String, _ kind: String) throws(StatusError) {
    if let error = plan.withLock({ $0.next(verb, kind) }) { throw error }
  }

  func serverVersion() async throws(StatusError) -> String {
    try pass("version", "")
    return try await base.serverVersion()
  }
  func review(_ access: AccessQuestion) async throws(StatusError) -> AccessAnswer {
    try pass("review", "")
    return try await base.review(access)
  }
  func discover() async throws -> [ServedKind] {
    try pass("discover", "")
    return try await base.discover()
  }
  func get(_ key: ObjectKey) async throws(StatusError) -> Value {
    try pass("get", key.type.kind)
    return try await base.get(key)
  }
  func list(_ type: GroupKind, namespace: String?, labelSelector: String) async throws(StatusError) -> [Value] {
    try pass("list", type.kind)
    return try await base.list(type, namespace: namespace, labelSelector: labelSelector)
  }
  func apply(_ object: Value, fieldManager: String, force: Bool, dryRun: Bool) async throws(StatusError) -> Value {
    let verb = dryRun ? "dry-run" : "apply"
    try pass(verb, GroupKind(of: object).kind)
    let answer = try await base.apply(object, fieldManager: fieldManager, force: force, dryRun: dryRun)
    // The server has done it, but the answer is lost.
    try pass("after " + verb, GroupKind(of: object).kind)
    return answer
  }
  func mergePatch(_ key: ObjectKey, _ patch: Value, fieldManager: String) async throws(StatusError) -> Value {
    try pass("patch", key.type.kind)
    let answer = try await base.mergePatch(key, patch, fieldManager: fieldManager)
    try pass("after patch", key.type.kind)
    return answer
  }
  func delete(_ key: ObjectKey) async throws(StatusError) {
    try pass("delete", key.type.kind)
    try await base.delete(key)
  }
}

/// Which requests fail, and how.
struct FaultPlan: Sendable {
  var error: StatusError
  /// `get Kustomization`, `apply Namespace`, `dry-run`; a part of the request's words.
  var target: String
  /// How many matching requests go well first.
  var skip = 0
  /// How many then fail.
  var count = Int.max
  private(set) var strikes = 0

  init(_ error: StatusError, _ target: String, skip: Int = 0, count: Int = .max) {
    self.error = error
    self.target = target
    self.skip = skip
    self.count = count
  }

  mutating func next(_ verb: String, _ kind: String) -> StatusError? {
    guard "\(verb) \(kind)".hasPrefix(target) else { return nil }
    if skip > 0 {
      skip -= 1
      return nil
    }
    guard strikes < count else { return nil }
    strikes += 1
    return error
  }

  static let cut = StatusError(code: 0, reason: "Unreachable", message: "the connection broke off")
  static let late = StatusError(code: 0, reason: "DeadlineExceeded", message: "no answer within 32s")
  static let busy = StatusError(code: 429, reason: "TooManyRequests", message: "too many requests")
  static let broken = StatusError(code: 500, reason: "InternalError", message: "etcdserver: request timed out")
  static let away = StatusError(code: 503, reason: "ServiceUnavailable", message: "the server is currently unable")
  static let unknown = StatusError(code: 401, reason: "Unauthorized", message: "Unauthorized")
  static let forbidden = StatusError(code: 403, reason: "Forbidden", message: "User \"x\" cannot do that")
  static let conflict = StatusError(code: 409, reason: "Conflict", message: "Apply failed with 1 conflict")
}

/// Every step under answers that a client could not mend: the launch stops with its reason or waits, and the next run
/// goes on to the same end, with one commit and nothing lost.
@Suite struct FaultStepTests {
  private static let stopping: [(step: LaunchStep, target: String)] = [
    (.preflight, "version"), (.preflight, "discover"), (.preflight, "get Deployment"),
    (.dryRun, "dry-run HelmRelease"), (.bootstrap, "apply GitRepository"), (.bootstrap, "after apply Kustomization"),
    (.reconcile, "patch GitRepository"), (.reconcile, "after patch Kustomization"),
  ]

  @Test func everyStepStopsWithItsReasonAndGoesOn() async throws {
    let faults: [StatusError] = [
      FaultPlan.cut, FaultPlan.busy, FaultPlan.broken, FaultPlan.away, FaultPlan.unknown, FaultPlan.forbidden,
      FaultPlan.conflict,
    ]
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    for (index, point) in Self.stopping.enumerated() {
      if point.step == .bootstrap, point.target.hasPrefix("apply") {
        var options = Launch.Options()
        options.to = .push
        _ = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
          .run(on: cluster, clock: cluster)
      }
      // Each step meets several faults, each fault several steps; what is written despite a lost answer is not written
      // again.
      let some = [faults[index % faults.count], faults[(index + 3) % faults.count]]
      for fault in point.target.hasPrefix("after") ? Array(some.prefix(1)) : some {
        let isExcused = point.step == .dryRun && fault.code == 403
        let faulty = FaultyCluster(cluster, FaultPlan(fault, point.target))
        var options = Launch.Options()
        options.from = point.step
        options.to = point.step
        let stopped = Launch(repository.app, options: options, fetcher: StandInRepositories())
        do {
          _ = try await stopped.run(on: faulty, clock: cluster)
          #expect(isExcused, "\(point.target) \(fault.code): not noticed (\(faulty.strikes) strikes)")
        } catch {
          #expect(error.step == point.step, "\(point.target) \(fault.code): \(error)")
          #expect(error.error.message.contains(fault.message), "\(point.target) \(fault.code): \(error)")
          #expect(!error.error.nextStep.isEmpty, "\(point.target) \(fault.code): \(error)")
        }
        #expect(faulty.strikes > 0, "\(point.target) \(fault.code)")
      }
    }
    let result = try await launch.run(on: cluster, clock: cluster)
    #expect(result.succeeded && result.checks.count == 13)
    #expect(try await repository.pushed() == ["feat(coder-prod): deploy apps/coder-prod"])
  }

  @Test func theWaitOutlivesAClusterThatIsAwayForAWhile() async throws {
    for fault in [FaultPlan.late, FaultPlan.away] {
      let repository = try await Monorepo()
      let cluster = try await DrivenCluster.empty(repository)
      var options = Launch.Options()
      options.to = .reconcile
      _ = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
        .run(on: cluster, clock: cluster)
      options.from = .wait
      options.to = .verify
      let faulty = FaultyCluster(cluster, FaultPlan(fault, "get HelmRelease", skip: 4, count: 20))
      let lines = Lines()
      let result = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
        .run(on: faulty, clock: cluster, report: { lines.add($0) })
      #expect(result.succeeded && result.checks.count == 13)
      #expect(lines.text.contains("the cluster does not answer, waiting: \(fault.message)"), "\(lines.text)")
      #expect(lines.text.contains("the cluster answers again"))
    }
  }

  @Test func aConflictWithSomebodyElseIsNotOverridden() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    _ = try await launch.run(on: cluster, clock: cluster)
    let key = ObjectKey(GroupKind("source.toolkit.fluxcd.io", "GitRepository"), "flux-system", "setup")
    // Somebody with another tool owns the interval now.
    _ = try await cluster.apply(
      [
        "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
        "metadata": ["name": "setup", "namespace": "flux-system"],
        "spec": ["interval": "9m", "url": .string(Monorepo.url)],
      ], fieldManager: "argocd", force: true, dryRun: false)
    var options = Launch.Options()
    options.from = .bootstrap
    options.to = .bootstrap
    let failure = await #expect(throws: LaunchFailure.self) {
      try await Launch(repository.app, options: options, fetcher: StandInRepositories())
        .run(on: cluster, clock: cluster)
    }
    #expect(failure?.step == .bootstrap)
    #expect(failure?.error.message.contains("argocd") == true, "\(String(describing: failure))")
    let live = try await cluster.get(key)
    #expect(live.at("spec", "interval")?.string == "9m")
  }

  @Test func aClockThatIsHoursOffChangesNothing() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    for hours in [-7, 5] {
      let clock = SkewedClock(base: cluster, skew: .seconds(hours * 3600))
      let result = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: cluster, clock: clock)
      #expect(result.succeeded && result.checks.count == 13)
      try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "memory: 2Gi", "memory: 2048Mi")
      try repository.edit("apps/coder-prod/helmrelease-coder.yaml", "memory: 2048Mi", "memory: 2Gi")
      try repository.write("apps/coder-prod/notes-\(hours).txt", "a change\n")
    }
  }

  private struct SkewedClock: LaunchClock {
    let base: DrivenCluster
    let skew: Duration
    var now: Instant { base.now + skew }
    func sleep(_ duration: Duration) async throws { try await base.sleep(duration) }
  }
}
