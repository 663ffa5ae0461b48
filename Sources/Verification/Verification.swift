import Flux
import KubeAPI
import Manifest

/// The acceptance checks of a deployment, on any ``Cluster``: the rehearsal's or a real one.
///
/// In go a ``Plan`` (what the app directory promises) and ``Evidence`` about files and git that no cluster knows; out come
/// numbered checks, each passed, failed or skipped with its reason, and for each failure the findings that explain it.
/// For the Coder app these are the thirteen checks of its acceptance; other apps get the same kinds for their own objects.
public struct Verification: Sendable {
  public let plan: Plan
  public let evidence: Evidence

  public init(plan: Plan, evidence: Evidence) {
    self.plan = plan
    self.evidence = evidence
  }

  /// One line of the table.
  public struct Check: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable {
      case passed, failed, skipped
    }
    /// From 1.
    public var number: Int
    public var title: String
    public var outcome: Outcome
    /// Why, in a few words; never a secret value.
    public var detail: String
    public var findings: [Finding]

    public init(number: Int, title: String, outcome: Outcome, detail: String, findings: [Finding] = []) {
      self.number = number
      self.title = title
      self.outcome = outcome
      self.detail = detail
      self.findings = findings
    }
  }

  /// Runs every check, in order. A cluster that does not answer fails the check that asked it.
  public func run(on cluster: some Cluster) async -> [Check] {
    var checks: [Check] = []
    let diagnosis = Diagnosis(plan: plan, evidence: evidence)
    func add(_ title: String, _ result: Result) {
      checks.append(
        Check(
          number: checks.count + 1, title: title, outcome: result.outcome, detail: result.detail,
          findings: result.findings))
    }
    add(chartTitle, chartsVendored())
    add("All YAML valid", evidence.yaml)
    add("Commit pushed", evidence.pushed)
    for key in plan.repositories {
      add("GitRepository \(key.name) Ready", await ready(key, on: cluster, diagnosis))
    }
    for key in plan.kustomizations {
      add("Kustomization \(key.name) Ready", await ready(key, on: cluster, diagnosis))
    }
    for release in plan.releases {
      let isStandIn = evidence.standIns.contains(release.key)
      func marked(_ result: Result) -> Result {
        isStandIn ? Result(result.outcome, "\(result.detail) (STAND-IN chart)", result.findings) : result
      }
      add("HelmRelease \(release.key.name) Ready", marked(await ready(release.key, on: cluster, diagnosis)))
      for item in release.items {
        add("OnePasswordItem \(item.name) synced", await synced(item, on: cluster, diagnosis))
        add("Secret \(item.name) exists", await secret(item, on: cluster, diagnosis))
      }
      if release.isLeaf && !release.workloads.isEmpty {
        add("Pods of \(release.key.name) running", marked(await running(release, on: cluster, diagnosis)))
      }
    }
    for ingress in plan.tailscaleIngresses {
      add("Tailscale Ingress \(ingress.name) created", await served(ingress, on: cluster, diagnosis))
    }
    for service in plan.tailscaleServices {
      add("Tailscale Service \(service.name) created", await served(service, on: cluster, diagnosis))
    }
    add("No public LoadBalancer or Ingress", evidence.exposure)
    return checks
  }

  /// What a check came to.
  public struct Result: Sendable {
    public var outcome: Check.Outcome
    public var detail: String
    public var findings: [Finding]
    public init(_ outcome: Check.Outcome, _ detail: String, _ findings: [Finding] = []) {
      self.outcome = outcome
      self.detail = detail
      self.findings = findings
    }
  }

  private var chartTitle: String {
    evidence.charts.count == 1 ? "Chart vendored" : "Charts vendored"
  }

  private func chartsVendored() -> Result {
    if evidence.charts.isEmpty { return Result(.skipped, "the app names no vendored chart") }
    let failed = evidence.charts.filter { $0.outcome == .failed }
    if !failed.isEmpty {
      return Result(.failed, failed.map(\.detail).joined(separator: "; "), failed.flatMap(\.findings))
    }
    let skipped = evidence.charts.filter { $0.outcome == .skipped }
    if !skipped.isEmpty { return Result(.skipped, skipped.map(\.detail).joined(separator: "; ")) }
    return Result(.passed, evidence.charts.map(\.detail).joined(separator: ", "))
  }

  // MARK: - Checks on the cluster

  private func ready(_ key: ObjectKey, on cluster: some Cluster, _ diagnosis: Diagnosis) async -> Result {
    do {
      guard let object = try await cluster.find(key) else {
        return Result(.failed, "not there", await diagnosis.explain(key, on: cluster))
      }
      let condition = object.condition("Ready")
      let message = condition?["message"]?.string ?? "no status yet"
      let observed = object.at("status", "observedGeneration")?.int ?? -1
      if condition?["status"]?.string == "True", observed == object.generation {
        return Result(.passed, condition?["reason"]?.string ?? "")
      }
      let findings = await diagnosis.explain(key, on: cluster)
      if condition?["status"]?.string == "Unknown", let cause = findings.first {
        // "Reconciliation in progress" says nothing of what it waits for.
        return Result(.failed, "\(message); waits for: \(cause.message)", findings)
      }
      let stalled = object.condition("Stalled").map { "\($0["message"]?.string ?? ""): " } ?? ""
      return Result(.failed, stalled + message, findings)
    } catch {
      return unanswered(error)
    }
  }

  private func synced(_ key: ObjectKey, on cluster: some Cluster, _ diagnosis: Diagnosis) async -> Result {
    do {
      guard let item = try await cluster.find(key) else {
        return Result(.failed, "not there", await diagnosis.explain(key, on: cluster))
      }
      if item.isTrue("Ready") { return Result(.passed, item.at("spec", "itemPath")?.string ?? "") }
      let message = item.condition("Ready")?["message"]?.string ?? "the operator has not looked at it"
      return Result(.failed, message, await diagnosis.explain(key, on: cluster))
    } catch {
      return unanswered(error)
    }
  }

  /// Ready says nothing about keys: those that workloads ask for are looked up by name, values are never read.
  private func secret(_ item: ObjectKey, on cluster: some Cluster, _ diagnosis: Diagnosis) async -> Result {
    let key = ObjectKey(GroupKind("", "Secret"), item.namespace, item.name)
    do {
      guard let secret = try await cluster.find(key) else {
        return Result(.failed, "not there", await diagnosis.explain(item, on: cluster))
      }
      let data = secret["data"]?.object ?? Object()
      let keys = data.sorted().map(\.key)
      let missing = diagnosis.missingKeys(of: key, present: Set(keys))
      if !missing.isEmpty { return Result(.failed, missing[0].message, missing) }
      let empty = data.filter { ($0.value.string ?? "").isEmpty }.map(\.key)
      if !empty.isEmpty { return Result(.failed, "empty: \(empty.joined(separator: ", "))") }
      return Result(.passed, "keys \(keys.joined(separator: ", "))")
    } catch {
      return unanswered(error)
    }
  }

  private func running(_ release: Plan.Release, on cluster: some Cluster, _ diagnosis: Diagnosis) async -> Result {
    var ready = 0
    var wanted = 0
    do {
      for workload in release.workloads {
        guard let object = try await cluster.find(workload) else {
          return Result(.failed, "\(workload) is not there", await diagnosis.explain(release.key, on: cluster))
        }
        if workload.type.kind == "DaemonSet" {
          wanted += Int(object.at("status", "desiredNumberScheduled")?.int ?? 0)
          ready += Int(object.at("status", "numberReady")?.int ?? 0)
        } else {
          wanted += Int(object.at("spec", "replicas")?.int ?? 1)
          ready += Int(object.at("status", "readyReplicas")?.int ?? 0)
        }
        if KStatus.of(object) != .current && ready >= wanted {
          return Result(.failed, "\(workload) is rolling out", await diagnosis.explain(workload, on: cluster))
        }
      }
      if ready < wanted {
        var findings = evidence.programs.filter { $0.severity == .error }
        for workload in release.workloads { findings += await diagnosis.explain(workload, on: cluster) }
        return Result(.failed, "\(ready)/\(wanted) ready", findings)
      }
      if !evidence.programs.isEmpty, let bad = evidence.programs.first(where: { $0.severity == .error }) {
        return Result(.failed, bad.message, evidence.programs)
      }
      return Result(.passed, "\(ready)/\(wanted) ready")
    } catch {
      return unanswered(error)
    }
  }

  /// An address in the status is what counts: without it nothing is served.
  private func served(_ key: ObjectKey, on cluster: some Cluster, _ diagnosis: Diagnosis) async -> Result {
    do {
      guard let ingress = try await cluster.find(key) else {
        return Result(.failed, "not there", await diagnosis.explain(key, on: cluster))
      }
      let hosts = (ingress.at("status", "loadBalancer", "ingress")?.array ?? []).compactMap { $0["hostname"]?.string }
      if let host = hosts.first, !host.isEmpty { return Result(.passed, host) }
      return Result(.failed, "no address from Tailscale", await diagnosis.explain(key, on: cluster))
    } catch {
      return unanswered(error)
    }
  }

  /// Who may not look has seen nothing: that is neither passed nor failed.
  private func unanswered(_ error: StatusError) -> Result {
    if error.code == 403 { return Result(.skipped, "you may not look: \(error.message)") }
    return Result(.failed, "the cluster does not answer: \(error.message)")
  }
}
