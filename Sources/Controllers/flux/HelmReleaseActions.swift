import ClusterState
import Flux
import KubeAPI
import Manifest

/// An install, upgrade, rollback, test or uninstall that is under way.
struct Action: Sendable {
  enum Kind: String, Sendable {
    case install, upgrade, rollback, test
    case uninstallRemediation = "uninstall"
  }
  enum Phase: Sendable {
    case definitions
    case hooks(event: String, index: Int, created: Bool)
    case apply
    case wait
    case removeOld
    case finish
  }
  var kind: Kind
  var request: ReleaseRequest
  var record: ReleaseRecord
  var previous: ReleaseRecord?
  var started: Instant
  var deadline: Instant
  var phase: Phase
}

extension HelmReleaseController {
  static let hookPoll = Duration.seconds(2)
  static let waitPoll = Duration.seconds(5)

  // MARK: - Starting

  mutating func start(
    _ kind: Action.Kind, _ request: ReleaseRequest, _ original: Value, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var object = original
    let timeout = timeout(kind, object)
    let text = "Running '\(kind.rawValue)' action with timeout of \(Flux.text(timeout))"
    object.setFluxCondition("Reconciling", "True", reason: "Progressing", message: text, at: now)
    if kind == .install || kind == .upgrade {
      object.setFluxCondition("Ready", "Unknown", reason: "Progressing", message: text, at: now)
      object.removeFluxCondition("TestSuccess")
      object.removeFluxCondition("Remediated")
      object.modifyStatus { $0["lastAttemptedReleaseAction"] = .string(kind.rawValue) }
    }
    object = try writeStatus(object, in: &cluster)
    let records = releases[request.storageKey] ?? []
    let version = (records.last?.version ?? 0) + 1
    var record: ReleaseRecord
    switch kind {
    case .install, .upgrade:
      let content: ReleaseContent
      do {
        content = try render(request, isUpgrade: kind == .upgrade, revision: version, in: cluster)
      } catch {
        return try failBeforeStorage(kind, request, object, error.message, in: &cluster, at: now)
      }
      if let conflict = ownershipConflict(content, request, object, in: cluster) {
        return try failBeforeStorage(kind, request, object, conflict, in: &cluster, at: now)
      }
      record = ReleaseRecord(
        version: version, status: kind == .install ? .pendingInstall : .pendingUpgrade, chartName: request.chart.name,
        chartVersion: request.chart.version, appVersion: request.chart.appVersion, configDigest: request.configDigest,
        values: request.values, content: content, firstDeployed: records.first?.firstDeployed ?? now,
        lastDeployed: now, action: kind.rawValue,
        description: kind == .install ? "Initial install underway" : "Preparing upgrade")
      if kind == .install, object.at("spec", "install", "createNamespace")?.bool == true {
        try createNamespace(request.namespace, in: &cluster)
      }
    case .rollback:
      guard let target = records.dropLast().last(where: { $0.status == .deployed || $0.status == .superseded }) else {
        object.setFluxCondition(
          "Stalled", "True", reason: "MissingRollbackTarget",
          message: "Failed to perform remediation: missing target release for rollback", at: now)
        try writeStatus(object, in: &cluster)
        return .none
      }
      record = target
      record.version = version
      record.status = .pendingRollback
      record.action = "rollback"
      record.lastDeployed = now
      record.description = "Rollback to \(target.version)"
    case .test, .uninstallRemediation:
      guard let last = records.last else { return .none }
      record = last
    }
    let action = Action(
      kind: kind, request: request, record: record, previous: records.last { $0.status == .deployed } ?? records.last,
      started: now, deadline: now + timeout, phase: firstPhase(kind))
    if kind == .install || kind == .upgrade || kind == .rollback {
      releases[request.storageKey, default: []].append(record)
      try store(record, request, in: &cluster)
    }
    for one in record.content.objects { owners[ObjectKey(of: one)] = request.key }
    actions[request.key] = action
    return try proceed(request.key, action, in: &cluster, at: now)
  }

  private func firstPhase(_ kind: Action.Kind) -> Action.Phase {
    switch kind {
    case .install, .upgrade: .definitions
    case .rollback: .hooks(event: "pre-rollback", index: 0, created: false)
    case .test: .hooks(event: "test", index: 0, created: false)
    case .uninstallRemediation: .hooks(event: "pre-delete", index: 0, created: false)
    }
  }

  private func timeout(_ kind: Action.Kind, _ object: Value) -> Duration {
    let own: String?
    switch kind {
    case .install: own = object.at("spec", "install", "timeout")?.string
    case .upgrade: own = object.at("spec", "upgrade", "timeout")?.string
    case .rollback: own = object.at("spec", "rollback", "timeout")?.string
    case .test: own = object.at("spec", "test", "timeout")?.string
    case .uninstallRemediation: own = object.at("spec", "uninstall", "timeout")?.string
    }
    return Flux.duration(own) ?? Flux.duration(object.at("spec", "timeout")?.string) ?? .seconds(300)
  }

  private func createNamespace(_ namespace: String, in cluster: inout ClusterState) throws(StatusError) {
    if cluster.get(ObjectKey(GroupKind("", "Namespace"), "", namespace)) != nil { return }
    _ = try cluster.create(
      [
        "apiVersion": "v1", "kind": "Namespace",
        "metadata": ["labels": ["name": .string(namespace)], "name": .string(namespace)],
      ], by: name)
  }

  private func ownershipConflict(
    _ content: ReleaseContent, _ request: ReleaseRequest, _ object: Value, in cluster: ClusterState
  ) -> String? {
    guard object.at("spec", "install", "disableTakeOwnership")?.bool == true else { return nil }
    for one in content.objects {
      let key = ObjectKey(of: one)
      guard let live = cluster.get(key),
        live.annotation("meta.helm.sh/release-name") != request.releaseName
          || live.annotation("meta.helm.sh/release-namespace") != request.namespace
      else { continue }
      return
        "unable to continue with install: \(key.type.kind) \"\(key.name)\" in namespace \"\(key.namespace)\" exists and "
        + "cannot be imported into the current release: invalid ownership metadata; annotation validation error: "
        + "key \"meta.helm.sh/release-name\" must equal \"\(request.releaseName)\""
    }
    return nil
  }

  // MARK: - Going on

  mutating func proceed(
    _ key: ObjectKey, _ running: Action, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    guard let object = cluster.get(key) else { return .none }
    var action = running
    while true {
      switch action.phase {
      case .definitions:
        if let problem = applyDefinitions(action, object, in: &cluster) {
          return try failed(action, object, problem, in: &cluster, at: now)
        }
        let open = action.record.content.definitions.contains {
          KStatus.of(cluster.get(ObjectKey(of: $0)) ?? .null) != .current
        }
        if open && object.at("spec", "install", "crds")?.string != "Skip" && now < action.started + .seconds(60) {
          actions[key] = action
          return .after(HelmReleaseController.hookPoll)
        }
        let event = action.kind == .install ? "pre-install" : "pre-upgrade"
        action.phase = .hooks(event: event, index: 0, created: false)
      case .hooks(let event, let index, let created):
        switch runHook(event, index, created, action, in: &cluster, at: now) {
        case .waiting:
          action.phase = .hooks(event: event, index: index, created: true)
          actions[key] = action
          return .after(HelmReleaseController.hookPoll)
        case .failed(let problem):
          return try failed(action, object, hookText(event, problem), in: &cluster, at: now)
        case .next: action.phase = .hooks(event: event, index: index + 1, created: false)
        case .done: action.phase = phase(after: event)
        }
      case .apply:
        if action.kind == .uninstallRemediation {
          deleteObjects(action.record.content, in: &cluster)
        } else if let problem = applyObjects(action, in: &cluster) {
          return try failed(action, object, problem, in: &cluster, at: now)
        }
        action.phase = action.kind == .uninstallRemediation ? .wait : .removeOld
      case .removeOld:
        if let previous = action.previous, action.kind != .install {
          let kept = Set(action.record.content.objects.map { ObjectKey(of: $0) })
          for old in previous.content.objects.reversed()
          where !kept.contains(ObjectKey(of: old)) && !keeps(old) {
            try? cluster.delete(ObjectKey(of: old), propagation: .background)
          }
        }
        action.phase = .wait
      case .wait:
        if let open = openObjects(action, object, in: cluster) {
          if case .failed(let text) = open { return try failed(action, object, text, in: &cluster, at: now) }
          if now >= action.deadline {
            return try failed(action, object, timeoutText(action, in: cluster), in: &cluster, at: now)
          }
          actions[key] = action
          let rest = action.deadline - now
          return .after(rest < HelmReleaseController.waitPoll ? rest : HelmReleaseController.waitPoll)
        }
        switch action.kind {
        case .install: action.phase = .hooks(event: "post-install", index: 0, created: false)
        case .upgrade: action.phase = .hooks(event: "post-upgrade", index: 0, created: false)
        case .rollback: action.phase = .hooks(event: "post-rollback", index: 0, created: false)
        case .uninstallRemediation: action.phase = .hooks(event: "post-delete", index: 0, created: false)
        case .test: action.phase = .finish
        }
      case .finish:
        return try succeeded(action, object, in: &cluster, at: now)
      }
    }
  }

  private func phase(after event: String) -> Action.Phase {
    event.hasPrefix("pre-") ? .apply : .finish
  }

  private func hookText(_ event: String, _ problem: String) -> String {
    switch event {
    case "pre-install", "post-install": "failed \(event): \(problem)"
    case "test": problem
    default: "\(event) hooks failed: \(problem)"
    }
  }

  private func applyDefinitions(_ action: Action, _ object: Value, in cluster: inout ClusterState) -> String? {
    let field = action.kind == .install ? "install" : "upgrade"
    let policy = object.at("spec", field, "crds")?.string ?? "Create"
    if policy == "Skip" { return nil }
    for definition in action.record.content.definitions {
      let key = ObjectKey(of: definition)
      if policy == "Create" && cluster.get(key) != nil { continue }
      // Flux's labels, not Helm's: definitions are no part of the release.
      var labelled = definition
      labelled.set(.string(object.name), at: "metadata", "labels", "helm.toolkit.fluxcd.io/name")
      labelled.set(.string(object.namespace), at: "metadata", "labels", "helm.toolkit.fluxcd.io/namespace")
      do {
        _ = try cluster.apply(labelled, by: name, force: true)
      } catch {
        return "failed to apply CustomResourceDefinition \(key.name): \(error.message)"
      }
    }
    return nil
  }

  private enum HookStep {
    case waiting
    case next
    case done
    case failed(String)
  }

  private func runHook(
    _ event: String, _ index: Int, _ created: Bool, _ action: Action, in cluster: inout ClusterState, at now: Instant
  ) -> HookStep {
    let hooks = action.record.content.hooks(for: event)
    guard index < hooks.count else { return .done }
    let hook = hooks[index]
    let key = ObjectKey(of: hook.object)
    if !created {
      let policies = hook.deletePolicies.isEmpty ? ["before-hook-creation"] : hook.deletePolicies
      if policies.contains("before-hook-creation"), cluster.get(key) != nil {
        try? cluster.delete(key, propagation: .background)
      }
      do {
        _ = try cluster.apply(withHelmMetadata(hook.object, action.request), by: name, force: true)
      } catch {
        return .failed("\(key) : \(error.message)")
      }
    }
    let runs = key.type == GroupKind("batch", "Job") || key.type == GroupKind("", "Pod")
    if runs {
      guard let live = cluster.get(key) else { return .failed("\(key.type.kind) \(key.name) disappeared") }
      let phase = live.at("status", "phase")?.string
      let isFailed = live.isTrue("Failed") || phase == "Failed"
      let isDone = live.isTrue("Complete") || phase == "Succeeded"
      if isFailed {
        if hook.deletePolicies.contains("hook-failed") { try? cluster.delete(key, propagation: .background) }
        return .failed("\(key.type.kind.lowercased()) \(key.name) failed: BackoffLimitExceeded")
      }
      if !isDone {
        if now >= action.deadline {
          return .failed("timeout waiting for: [\(key) status: 'InProgress']")
        }
        return .waiting
      }
    }
    if hook.deletePolicies.contains("hook-succeeded") { try? cluster.delete(key, propagation: .background) }
    return .next
  }

  func withHelmMetadata(_ object: Value, _ request: ReleaseRequest) -> Value {
    var object = object
    object.set("Helm", at: "metadata", "labels", "app.kubernetes.io/managed-by")
    object.set(.string(request.releaseName), at: "metadata", "annotations", "meta.helm.sh/release-name")
    object.set(.string(request.namespace), at: "metadata", "annotations", "meta.helm.sh/release-namespace")
    return object
  }

  private func applyObjects(_ action: Action, in cluster: inout ClusterState) -> String? {
    // Helm builds the objects first: an unknown kind fails before anything is sent.
    for one in action.record.content.objects where !cluster.isServed(GroupKind(of: one)) {
      let reference = ObjectReference(of: one)
      return "unable to build kubernetes objects from release manifest: resource mapping not found for name: "
        + "\"\(reference.name)\" namespace: \"\(reference.namespace)\" from \"\": no matches for kind "
        + "\"\(reference.kind)\" in version \"\(reference.apiVersion)\"\nensure CRDs are installed first"
    }
    for one in action.record.content.objects {
      let key = ObjectKey(of: one)
      do {
        _ = try cluster.apply(withHelmMetadata(one, action.request), by: name, force: true)
      } catch {
        let path = key.namespace.isEmpty ? key.name : "\(key.namespace)/\(key.name)"
        return "server-side apply failed for object \(path) \(ObjectReference(of: one).apiVersion), "
          + "Kind=\(key.type.kind): \(error.message)"
      }
    }
    return nil
  }

  private enum Open {
    case pending
    case failed(String)
  }

  private func openObjects(_ action: Action, _ object: Value, in cluster: ClusterState) -> Open? {
    if action.kind == .test { return nil }
    if action.kind == .uninstallRemediation {
      let left = action.record.content.objects.contains { !keeps($0) && cluster.get(ObjectKey(of: $0)) != nil }
      return left ? .pending : nil
    }
    let field = action.kind.rawValue
    if object.at("spec", field, "disableWait")?.bool == true { return nil }
    let skipJobs = object.at("spec", field, "disableWaitForJobs")?.bool == true
    var pending = false
    for one in action.record.content.objects {
      let key = ObjectKey(of: one)
      if skipJobs && key.type == GroupKind("batch", "Job") { continue }
      guard let live = cluster.get(key) else {
        pending = true
        continue
      }
      if live.at("spec", "paused")?.bool == true { continue }
      let state = action.request.expressions.status(of: live)
      if state == .failed { return .failed("resource \(key) not ready. status: Failed") }
      if state != .current { pending = true }
    }
    return pending ? .pending : nil
  }

  private func timeoutText(_ action: Action, in cluster: ClusterState) -> String {
    let open = action.record.content.objects.compactMap { one -> String? in
      let key = ObjectKey(of: one)
      let state = cluster.get(key).map { action.request.expressions.status(of: $0) } ?? .notFound
      return state == .current ? nil : "\(key) status: '\(state.rawValue)'"
    }
    return "timeout waiting for: [\(open.joined(separator: ", "))]"
  }

  // MARK: - Deleting

  func keeps(_ object: Value) -> Bool { object.annotation("helm.sh/resource-policy") == "keep" }

  func deleteObjects(_ content: ReleaseContent, in cluster: inout ClusterState) {
    for one in content.objects.reversed() where !keeps(one) {
      let key = ObjectKey(of: one)
      if let live = cluster.get(key), !live.isDeleting { try? cluster.delete(key, propagation: .background) }
    }
  }
}
