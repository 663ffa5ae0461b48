import ClusterState
import Flux
import KubeAPI
import Manifest

extension HelmReleaseController {
  // MARK: - Success

  mutating func succeeded(
    _ action: Action, _ original: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    actions[action.request.key] = nil
    var object = original
    let request = action.request
    var records = releases[request.storageKey] ?? []
    let last = records.count - 1
    let chart = "\(action.record.chartName)@\(action.record.chartVersion)"
    let release = releaseText(object, request.releaseName, action.record.version)
    var reason = ""
    var text = ""
    switch action.kind {
    case .install, .upgrade, .rollback:
      for i in records.indices.dropLast() where records[i].status == .deployed { records[i].status = .superseded }
      if last >= 0 {
        records[last].status = .deployed
        records[last].lastDeployed = now
        if action.kind != .rollback {
          records[last].description = action.kind == .install ? "Install complete" : "Upgrade complete"
        }
      }
      releases[request.storageKey] = records
      for record in records.suffix(2) { try store(record, request, in: &cluster) }
      if action.kind == .rollback {
        reason = "RollbackSucceeded"
        text = "Helm rollback to previous release \(release) with chart \(chart) succeeded"
      } else {
        reason = action.kind == .install ? "InstallSucceeded" : "UpgradeSucceeded"
        text = "Helm \(action.kind.rawValue) succeeded for release \(release) with chart \(chart)"
      }
    case .test:
      if last >= 0 { records[last].testsPassed = true }
      releases[request.storageKey] = records
      let count = action.record.content.hooks(for: "test").count
      let tail =
        count == 0
        ? "no test hooks"
        : count == 1 ? "1 test hook completed successfully" : "\(count) test hooks completed successfully"
      reason = "TestSucceeded"
      text = "Helm test succeeded for release \(release) with chart \(chart): \(tail)"
    case .uninstallRemediation:
      removeStorage(request.storageKey, in: &cluster)
      reason = "UninstallSucceeded"
      text = "Helm uninstall remediation for release \(release) with chart \(chart) succeeded"
    }
    object.modifyStatus { $0["lastAttemptedReleaseActionDuration"] = .string(Flux.text(now - action.started)) }
    updateHistory(&object, request)
    switch action.kind {
    case .install, .upgrade:
      object.setFluxCondition("Released", "True", reason: reason, message: text, at: now)
      object.modifyStatus { status in
        status["inventory"] = [
          "entries": .array(
            (action.record.content.definitions + action.record.content.objects).map { one in
              [
                "id": .string(ApplyOrder.inventoryID(ObjectKey(of: one))),
                "v": .string(ObjectReference(of: one).version),
              ]
            })
        ]
      }
      let tested = object.at("spec", "test", "enable")?.bool == true
      if tested {
        let waiting = "Helm release \(release) with chart \(chart) is awaiting tests"
        object.setFluxCondition("TestSuccess", "Unknown", reason: "AwaitingTests", message: waiting, at: now)
      }
      object = try writeStatus(object, in: &cluster)
      event(object, "Normal", reason, text, in: &cluster)
      if tested { return try start(.test, request, object, in: &cluster, at: now) }
      return try finishReady(object, reason, text, in: &cluster, at: now)
    case .test:
      object.setFluxCondition("TestSuccess", "True", reason: reason, message: text, at: now)
      object = try writeStatus(object, in: &cluster)
      event(object, "Normal", reason, text, in: &cluster)
      return try finishReady(object, reason, text, in: &cluster, at: now)
    case .rollback:
      object.setFluxCondition("Remediated", "True", reason: reason, message: text, at: now)
      object.setFluxCondition("Ready", "False", reason: reason, message: text, at: now)
      event(object, "Normal", reason, text, in: &cluster)
      return try remediated(object, request, upgrade: true, text, in: &cluster, at: now)
    case .uninstallRemediation:
      object.setFluxCondition("Remediated", "True", reason: reason, message: text, at: now)
      event(object, "Normal", reason, text, in: &cluster)
      let shown = object.condition("Ready")?["message"]?.string ?? text
      return try remediated(object, request, upgrade: action.record.version > 1, shown, in: &cluster, at: now)
    }
  }

  private func finishReady(
    _ original: Value, _ reason: String, _ text: String, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let generation = object.generation
    object.removeFluxCondition("Reconciling")
    object.removeFluxCondition("Stalled")
    object.setFluxCondition("Ready", "True", reason: reason, message: text, at: now)
    object.modifyStatus { $0["observedGeneration"] = .int(generation) }
    acknowledge(&object)
    try writeStatus(object, in: &cluster)
    return .after(Flux.duration(object.at("spec", "interval")?.string) ?? .seconds(300))
  }

  private func remediated(
    _ original: Value, _ request: ReleaseRequest, upgrade: Bool, _ shown: String, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let policy = upgrade ? Remediation(object).upgrade : Remediation(object).install
    let counter = counters[request.key] ?? Counters()
    let failures = upgrade ? counter.upgradeFailures : counter.installFailures
    if policy.isExhausted(failures) {
      let text = "Failed to \(upgrade ? "upgrade" : "install") after \(failures) attempt(s)"
      object.setFluxCondition("Stalled", "True", reason: "RetriesExceeded", message: text, at: now)
      let generation = object.generation
      object.modifyStatus { $0["observedGeneration"] = .int(generation) }
      acknowledge(&object)
      object = try writeStatus(object, in: &cluster)
      event(object, "Warning", "RetriesExceeded", text, in: &cluster)
      return .none
    }
    object.setFluxCondition("Reconciling", "True", reason: "ProgressingWithRetry", message: shown, at: now)
    try writeStatus(object, in: &cluster)
    return .immediately
  }

  // MARK: - In sync

  func inSync(
    _ request: ReleaseRequest, _ latest: ReleaseRecord, _ original: Value, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let mode = object.at("spec", "driftDetection", "mode")?.string ?? "disabled"
    let chart = "\(latest.chartName)@\(latest.chartVersion)"
    let release = releaseText(object, request.releaseName, latest.version)
    if mode != "disabled" {
      let drift = drifted(latest, request, object, in: &cluster)
      if !drift.isEmpty {
        let text = "Cluster state of release \(release) has drifted from the desired state:\n"
        event(object, "Warning", "DriftDetected", text + drift.map(\.line).joined(separator: "\n"), in: &cluster)
        if mode == "enabled" {
          var lines: [String] = []
          for one in drift {
            let existed = cluster.get(ObjectKey(of: one.object)) != nil
            if (try? cluster.apply(withHelmMetadata(one.object, request), by: name, force: true)) != nil {
              lines.append("\(ObjectKey(of: one.object)) \(existed ? "configured" : "created")")
            }
          }
          let corrected = "Cluster state of release \(release) has been corrected:\n"
          event(object, "Normal", "DriftCorrected", corrected + lines.joined(separator: "\n"), in: &cluster)
        }
      }
    }
    let reason = latest.action == "upgrade" ? "UpgradeSucceeded" : "InstallSucceeded"
    let verb = latest.action == "upgrade" ? "upgrade" : "install"
    let text = "Helm \(verb) succeeded for release \(release) with chart \(chart)"
    if object.condition("Remediated") != nil {
      object.removeFluxCondition("Remediated")
      object.setFluxCondition(
        "Released", "True", reason: "UpgradeSucceeded",
        message: "Helm upgrade succeeded for release \(release) with chart \(chart)", at: now)
    }
    let summary = object.condition("TestSuccess") ?? object.condition("Released")
    updateHistory(&object, request)
    return try finishReady(
      object, summary?["reason"]?.string ?? reason, summary?["message"]?.string ?? text, in: &cluster, at: now)
  }

  private struct Drift {
    var object: Value
    var line: String
  }

  private func drifted(
    _ latest: ReleaseRecord, _ request: ReleaseRequest, _ object: Value, in cluster: inout ClusterState
  ) -> [Drift] {
    var found: [Drift] = []
    for one in latest.content.objects {
      let key = ObjectKey(of: one)
      guard let live = cluster.get(key) else {
        found.append(Drift(object: one, line: "\(key) removed"))
        continue
      }
      let setting = "helm.toolkit.fluxcd.io/driftDetection"
      if one.annotation(setting) == "disabled" || live.annotation(setting) == "disabled" { continue }
      guard let wanted = try? cluster.apply(withHelmMetadata(one, request), by: name, force: true, dryRun: true)
      else { continue }
      if wanted["spec"] != live["spec"] || wanted["data"] != live["data"] || wanted["rules"] != live["rules"] {
        found.append(Drift(object: one, line: "\(key) changed (0 additions, 1 changes, 0 removals)"))
      }
    }
    return found
  }

  // MARK: - Failure

  mutating func failBeforeStorage(
    _ kind: Action.Kind, _ request: ReleaseRequest, _ original: Value, _ problem: String,
    in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let reason = kind == .install ? "InstallFailed" : "UpgradeFailed"
    let text = failureText(kind, request, object, problem)
    counters[request.key, default: Counters()].failures += 1
    let failures = counters[request.key]?.failures ?? 1
    object.modifyStatus { $0["failures"] = .int(failures) }
    object.setFluxCondition("Released", "False", reason: reason, message: text, at: now)
    object.setFluxCondition("Ready", "False", reason: reason, message: text, at: now)
    let progress = object.condition("Reconciling")?["message"]?.string ?? text
    object.setFluxCondition("Reconciling", "True", reason: "ProgressingWithRetry", message: progress, at: now)
    acknowledge(&object)
    object = try writeStatus(object, in: &cluster)
    event(object, "Warning", reason, text, in: &cluster)
    return .backoff
  }

  private func failureText(
    _ kind: Action.Kind, _ request: ReleaseRequest, _ object: Value, _ problem: String
  ) -> String {
    let chart = "\(request.chart.name)@\(request.chart.version)"
    switch kind {
    case .rollback: return "Helm rollback to previous release failed: \(problem)"
    case .test:
      return "Helm test failed for release \(request.namespace)/\(request.releaseName) with chart \(chart): \(problem)"
    case .uninstallRemediation:
      return "Helm uninstall remediation for release \(request.namespace)/\(request.releaseName) with chart \(chart) "
        + "failed: \(problem)"
    case .install, .upgrade:
      return
        "Helm \(kind.rawValue) failed for release \(request.namespace)/\(request.releaseName) with chart \(chart): "
        + problem
    }
  }

  mutating func failed(
    _ action: Action, _ original: Value, _ problem: String, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    let request = action.request
    actions[request.key] = nil
    var object = original
    let text = failureText(action.kind, request, object, problem)
    var counter = counters[request.key] ?? Counters()
    counter.failures += 1
    var records = releases[request.storageKey] ?? []
    if let last = records.indices.last {
      if action.kind == .test {
        records[last].testsPassed = false
        records[last].status = .failed
      } else {
        records[last].status = .failed
        records[last].description =
          "\(action.kind == .install ? "Release" : "Upgrade") \"\(request.releaseName)\" failed: \(problem)"
      }
      releases[request.storageKey] = records
      try store(records[last], request, in: &cluster)
    }
    let installing = action.record.version == 1
    if action.kind == .install || (action.kind == .test && installing) { counter.installFailures += 1 }
    if action.kind == .upgrade || (action.kind == .test && !installing) { counter.upgradeFailures += 1 }
    counters[request.key] = counter
    object.modifyStatus { status in
      status["failures"] = .int(counter.failures)
      if counter.installFailures > 0 { status["installFailures"] = .int(counter.installFailures) }
      if counter.upgradeFailures > 0 { status["upgradeFailures"] = .int(counter.upgradeFailures) }
      status["lastAttemptedReleaseActionDuration"] = .string(Flux.text(now - action.started))
    }
    updateHistory(&object, request)
    let (type, reason): (String, String)
    switch action.kind {
    case .install: (type, reason) = ("Released", "InstallFailed")
    case .upgrade: (type, reason) = ("Released", "UpgradeFailed")
    case .rollback: (type, reason) = ("Remediated", "RollbackFailed")
    case .test: (type, reason) = ("TestSuccess", "TestFailed")
    case .uninstallRemediation: (type, reason) = ("Remediated", "UninstallFailed")
    }
    object.setFluxCondition(type, "False", reason: reason, message: text, at: now)
    object.setFluxCondition("Ready", "False", reason: reason, message: text, at: now)
    object = try writeStatus(object, in: &cluster)
    event(object, "Warning", reason, text, in: &cluster)
    if action.kind == .rollback || action.kind == .uninstallRemediation {
      return try stall(object, reason: reason, text, in: &cluster, at: now)
    }
    let remediation = Remediation(object)
    if remediation.retriesOnFailure {
      let waiting = "retrying after \(Flux.text(remediation.retryInterval))"
      object.setFluxCondition("Reconciling", "True", reason: "ProgressingWithRetry", message: waiting, at: now)
      let generation = object.generation
      object.modifyStatus { $0["observedGeneration"] = .int(generation) }
      acknowledge(&object)
      try writeStatus(object, in: &cluster)
      return .after(remediation.retryInterval)
    }
    return try decide(request, object, in: &cluster, at: now)
  }
}
