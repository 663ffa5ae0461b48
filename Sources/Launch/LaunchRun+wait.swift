import Exposure
import Flux
import KubeAPI
import Manifest
import Rehearsal
import Verification
import Workspace

extension LaunchRun {
  /// Longer than the objects' own timeouts together: the Kustomization's, those of the HelmReleases on the longest way
  /// through dependsOn, and five minutes.
  var timeout: Duration {
    if let given = options.timeout { return given }
    let graph = DependencyGraph(workspace.objects(Flux.helmRelease).map(\.value))
    var ends: [ObjectKey: Duration] = [:]
    for key in graph.sorted() {
      let object = workspace.objects(Flux.helmRelease).first { ObjectKey(of: $0.value) == key }?.value
      let own = Flux.duration(object?.at("spec", "timeout")?.string) ?? .seconds(300)
      let before = (graph.edges[key] ?? []).compactMap { ends[$0] }.max() ?? .zero
      ends[key] = before + own
    }
    let root = Flux.duration(workspace.rootKustomization?.at("spec", "timeout")?.string) ?? .seconds(300)
    return root + (ends.values.max() ?? .zero) + .seconds(300)
  }

  /// Looks again and again until all is ready, something has given up, or the time is over. A cluster that does not
  /// answer for a while is waited for as well.
  mutating func wait() async throws {
    try await findBranch()
    if result.commit.isEmpty { result.commit = try await checkout.head() ?? "" }
    let begin = clock.now
    var shown: Chain?
    var events = EventWatch()
    var silence: StatusError?
    while true {
      let elapsed = clock.now - begin
      do throws(StatusError) {
        let chain = try await look()
        if let error = silence {
          say(.wait, .good, "the cluster answers again (\(error.message))")
          silence = nil
        }
        if chain != shown {
          report(.chain(chain, elapsed: elapsed))
          shown = chain
        }
        if chain.isReady {
          say(.wait, .good, "everything is ready after \(Flux.text(.seconds(elapsed.components.seconds)))")
          return
        }
        for line in try await events.news(of: chain, on: cluster) { say(.wait, .warning, line) }
        if let stalled = chain.links.first(where: { $0.state == .stalled }) {
          throw StatusError(code: -1, reason: "Stalled", message: "\(stalled.key) has given up: \(stalled.message)")
        }
      } catch {
        if error.code == -1 {
          throw await blocked(
            shown,
            SourceError(
              error.message, nextStep: "mend the cause, commit, and run the launch again: it resets what has given up"))
        }
        guard error.isPassing else { throw error }
        if silence == nil { say(.wait, .warning, "the cluster does not answer, waiting: \(error.message)") }
        silence = error
      }
      if clock.now - begin > timeout {
        let text =
          shown?.blocker.map { "\($0.key) \($0.state.rawValue): \($0.message)" } ?? "the cluster does not answer"
        throw await blocked(
          shown,
          SourceError(
            "not ready after \(Flux.text(timeout)); what blocks: \(text)",
            nextStep: "run `drydock launch \(directory) --from wait` to wait on, --timeout for longer"))
      }
      let seconds = elapsed.components.seconds
      try await clock.sleep(seconds < 10 ? .seconds(1) : seconds < 120 ? .seconds(2) : .seconds(5))
    }
  }

  /// The failure with the causes that the acceptance checks find.
  private func blocked(_ chain: Chain?, _ error: SourceError) async -> LaunchFailure {
    let proof = AppCheck(workspace, rehearsal.rendered).exposure()
    let verification = Verification(plan: rehearsal.plan, evidence: rehearsal.fileEvidence(proof))
    let failed = await verification.run(on: cluster).filter { $0.outcome == .failed }
    var findings: [Finding] = []
    for finding in failed.flatMap(\.findings) where !findings.contains(finding) { findings.append(finding) }
    return LaunchFailure(step: .wait, error: error, findings: findings)
  }

  // MARK: - Verify

  mutating func verify() async throws {
    try await findBranch()
    if result.commit.isEmpty { result.commit = try await checkout.head() ?? "" }
    let checks: [Verification.Check]
    var further: [Verification.Check] = []
    if let verifier {
      (checks, further) = await verifier(workspace)
    } else {
      let proof = exposure ?? AppCheck(workspace, rehearsal.rendered).exposure()
      var evidence = rehearsal.fileEvidence(proof)
      evidence.pushed = await pushed()
      checks = await Verification(plan: rehearsal.plan, evidence: evidence).run(on: cluster)
    }
    result.checks = checks
    report(.checks(checks + further))
    let failed = (checks + further).filter { $0.outcome == .failed }
    guard failed.isEmpty else {
      throw LaunchFailure(
        step: .verify,
        error: SourceError(
          "\(failed.count) of \(checks.count + further.count) checks failed, the first: \(failed[0].title): "
            + failed[0].detail, nextStep: "drydock verify \(directory) looks again at any time"),
        findings: failed.flatMap(\.findings))
    }
    let passed = checks.count { $0.outcome == .passed }
    say(.verify, .good, "\(passed) of \(checks.count) checks passed")
  }

  /// Whether the remote's branch and the cluster's source hold the commit.
  private func pushed() async -> Verification.Result {
    let short = result.commit.prefix(12)
    do {
      guard let remoteHead = try await checkout.remoteHead(remote.name, branch) else {
        return .init(.failed, "\(remote.name) has no branch \(branch)")
      }
      guard await checkout.isAncestor(result.commit, of: remoteHead, remote.name, branch) else {
        return .init(.failed, "\(remote.name)/\(branch) is \(remoteHead.prefix(12)), without \(short)")
      }
      for key in rehearsal.plan.repositories {
        let revision = (try? await cluster.find(key))?.at("status", "artifact", "revision")?.string ?? ""
        if await isDeployed(revision) {
          return .init(.passed, "\(remote.name)/\(branch) holds \(short), the cluster has it")
        }
      }
      return .init(.failed, "\(remote.name)/\(branch) holds \(short), the cluster has not fetched it")
    } catch {
      return .init(.failed, error.message)
    }
  }
}

/// Tells each warning event once, and only those that came after the wait began.
struct EventWatch {
  private var seen: [String: Int64] = [:]
  private var isFirst = true

  /// Warnings about the chain's objects and what they own, as `object: reason: message`.
  mutating func news(of chain: Chain, on cluster: some Cluster) async throws(StatusError) -> [String] {
    let spaces = Set(chain.links.map(\.key.namespace)).filter { !$0.isEmpty }.sorted()
    var lines: [String] = []
    for space in spaces {
      let events: [Value]
      do {
        events = try await cluster.list(GroupKind("", "Event"), namespace: space, labelSelector: "")
      } catch {
        // Who may not read events waits without them.
        if error.isPassing { throw error }
        continue
      }
      for event in events where event["type"]?.string == "Warning" {
        let count = event["count"]?.int ?? event.at("series", "count")?.int ?? 1
        let isKnown = seen[event.uid] != nil
        seen[event.uid] = count
        if isKnown || isFirst { continue }
        let object = event["involvedObject"] ?? event["regarding"] ?? [:]
        let text = (event["message"]?.string ?? event["note"]?.string ?? "").split(whereSeparator: \.isNewline)
          .joined(separator: " ")
        lines.append(
          "\(object["kind"]?.string ?? "") \(object["name"]?.string ?? ""): "
            + "\(event["reason"]?.string ?? ""): \(text.prefix(240))"
        )
      }
    }
    isFirst = false
    return lines
  }
}
