import Exposure
import Flux
import KubeAPI
import KubeClient
import Manifest
import Rehearsal
import Verification
import Workspace

/// The acceptance checks on a real cluster, and what else can be seen of an app that runs.
///
/// In go the app directory as a ``Workspace`` and a ``KubeClient``; out comes a ``LiveReport``: the checks that the
/// rehearsal makes too, numbered alike, then what only a running cluster can show: that pods read Secrets which have the
/// keys, that the program answers through the API server's proxy and is of the right version, and, when asked for, what
/// answers from outside. Nothing is written to the cluster. Of Secrets only names, keys and lengths are looked at.
/// What may not be looked at is skipped with the reason, never passed.
public struct LiveVerification: Sendable {
  public struct Options: Sendable {
    /// Look from this machine: public addresses must refuse, the tailnet's name must answer.
    public var probes = false
    public init() {}
  }

  public let workspace: Workspace
  public let options: Options
  let rehearsal: Rehearsal

  public init(_ workspace: Workspace, options: Options = Options()) {
    self.workspace = workspace
    self.options = options
    rehearsal = Rehearsal(workspace)
  }

  /// What the app promises.
  var plan: Plan { rehearsal.plan }

  public func run(on client: KubeClient) async -> LiveReport {
    let live = await LiveObjects.load(namespaces: namespaces, on: client)
    let proof = Exposure.judge(live.exposed(plan), context: context)
    var evidence = rehearsal.fileEvidence(proof)
    evidence.pushed = await DeployedCommit(workspace, plan).check(on: client)
    let judged = exposure(proof, live)
    evidence.exposure = judged
    var report = LiveReport(app: workspace.app, server: client.address)
    report.version = (try? await client.serverVersion()) ?? ""
    report.checks = await Verification(plan: plan, evidence: evidence).run(on: client)
    report.exposure = proof
    if judged.outcome == .skipped { report.unjudged = judged.detail }
    let work = LiveWork(plan: plan, live: live, client: client)
    var further = await work.checks()
    if options.probes {
      further += await OutsideProbe(live: live, ingresses: plan.tailscaleIngresses, work: work).checks(on: client)
    }
    for position in further.indices { further[position].number = report.checks.count + position + 1 }
    report.further = further
    return report
  }

  /// The namespaces that the app's own workloads, Services and Ingresses live in.
  var namespaces: [String] {
    let recipes: Set<GroupKind> = [
      Flux.gitRepository, Flux.helmRepository, Flux.ociRepository, Flux.bucket, Flux.helmChart, Flux.kustomization,
      Flux.helmRelease,
    ]
    var found: Set<String> = []
    for source in plan.sources where !recipes.contains(GroupKind(of: source.value)) {
      if !source.value.namespace.isEmpty { found.insert(source.value.namespace) }
    }
    return found.sorted { $0.goLess($1) }
  }

  private var context: ExposureContext {
    var context = ExposureContext()
    if let written = workspace.rehearsal.document.at("cluster", "exposure"), let read = try? ExposureContext(written) {
      context = read
    }
    // Addresses that were assigned count.
    context.isLive = true
    return context
  }

  /// The check from the judgement: what could not be read proves nothing.
  private func exposure(_ proof: Report, _ live: LiveObjects) -> Verification.Result {
    let bad = proof.entries.filter { [.internet, .nodeNetwork, .unknown].contains($0.reach) }
    if !bad.isEmpty {
      let findings = bad.map { entry in
        let type = GroupKind(ObjectReference.split(apiVersion: entry.apiVersion).group, entry.kind)
        let source = plan.source(of: ObjectKey(type, entry.namespace, entry.name))
        return Finding(
          .error, rule: "exposure", object: entry.title, file: source?.file ?? "", line: source?.line ?? 0,
          "\(entry.title) can be reached from \(entry.reach.audience): \(entry.why)",
          nextStep: source == nil ? "it is not in git: find out who made it (metadata.managedFields)" : entry.next)
      }
      return .init(.failed, "\(proof.verdict.rawValue): \(bad.map(\.title).joined(separator: ", "))", findings)
    }
    if let essential = live.unread.first(where: { LiveObjects.essential.contains($0.type) }) {
      return .init(.skipped, "\(essential.type) cannot be listed: \(essential.reason)")
    }
    var detail = "private: \(proof.entries.count) ways in on \(live.objects.count) live objects in "
    detail += namespaces.joined(separator: ", ")
    if !live.unread.isEmpty {
      detail += "; not looked at: \(live.unread.map(\.type.description).joined(separator: ", "))"
    }
    return .init(.passed, detail)
  }
}
