import ClusterState
import Controllers
import Exposure
import Flux
import KubeAPI
import Lint
import Manifest
import Verification
import Workspace

extension Rehearsal {
  /// The checks on the final cluster, the proof over its objects, and what the files show.
  func report(_ stage: Stage, _ timeline: Timeline, start: Instant) async -> RehearsalReport {
    let cluster = stage.manager.cluster
    let check = AppCheck(workspace, rendered)
    let exposure = check.exposure()
    let evidence = evidence(stage, exposure)
    let checks = await Verification(plan: plan, evidence: evidence).run(on: RehearsedCluster(cluster))
    var objects: [Value] = []
    for resource in cluster.storedResources { objects += cluster.list(resource.type) }
    let branch = workspace.rehearsal.branch ?? workspace.commit.branch ?? ""
    return RehearsalReport(
      app: workspace.app, commit: workspace.commit.sha, branch: branch, timeline: timeline, checks: checks,
      exposure: exposure, access: access(exposure, cluster),
      names: TailnetNames(cluster, input: workspace.rehearsal), findings: check.findings(), real: real(evidence),
      simulated: simulated(stage), virtualTime: (timeline.transitions.last?.time ?? .zero), steps: stage.manager.steps,
      objects: objects,
      tree: StateTree(timeline, cluster: cluster, owners: Rehearsal.owners(stage), standIns: workspace.standIns))
  }

  // MARK: - What the app promises

  /// What the app directory and its releases promise.
  public var plan: Plan {
    var sources = workspace.objects.map { Plan.Source(value: $0.value, file: $0.file, line: $0.line) }
    for release in rendered.releases {
      for object in release.content.objects {
        sources.append(Plan.Source(value: object, file: "", line: 0, release: release.key))
      }
    }
    return Plan(sources: sources)
  }

  private func evidence(_ stage: Stage, _ exposure: Report) -> Evidence {
    var evidence = fileEvidence(exposure)
    evidence.pushed = pushedEvidence(stage)
    evidence.programs = programFindings(stage)
    return evidence
  }

  /// What charts, YAML and the proof over the files say; what was pushed no file can tell.
  public func fileEvidence(_ exposure: Report) -> Evidence {
    var evidence = Evidence()
    let workspace = workspace
    evidence.lineOf = { source, path in
      guard
        let object = workspace.objects.first(where: {
          $0.file == source.file && ObjectKey(of: $0.value) == ObjectKey(of: source.value)
        })
      else { return source.line }
      return workspace.line(of: path, in: object)
    }
    evidence.charts = workspace.charts.filter { $0.isVendored || $0.origin == .missing }.map(chartEvidence)
    evidence.yaml = yamlEvidence()
    evidence.exposure = exposureEvidence(exposure)
    evidence.standIns = workspace.standIns
    return evidence
  }

  private func chartEvidence(_ chart: ChartUse) -> Verification.Result {
    let name = chart.pin?.name ?? chart.name
    switch chart.origin {
    case .standIn:
      return .init(.skipped, "STAND-IN for \(name) \(chart.pin?.version ?? chart.version): the chart is not on disk")
    case .fetched:
      if let changed = lockProblem(chart) { return changed }
      return .init(.skipped, "\(name) \(chart.version) fetched for this rehearsal; `drydock vendor` puts it on disk")
    case .missing:
      let source = chart.releases.first.flatMap { key in workspace.objects.first { ObjectKey(of: $0.value) == key } }
      let line = source.map { workspace.line(of: ["spec", "chart", "spec", "chart"], in: $0) } ?? 0
      return .init(
        .failed, "\(chart.path) is not there",
        [
          Finding(
            .error, rule: "chart-missing", object: chart.releases.first?.description ?? "",
            file: source?.file ?? "", line: line, "no chart at \(chart.path)",
            nextStep: chart.pin == nil
              ? "name a chart that is in the repository, or add it to third_party/vendir/vendir.yml"
              : "run `drydock vendor` in \(FilePathText.directory(chart.pin?.file ?? "")) and commit what it writes")
        ])
    case .committed, .ignoredByGit:
      if let pin = chart.pin, pin.version != chart.version, !pin.version.isEmpty {
        return .init(
          .failed, "\(name) is \(chart.version) on disk, \(pin.version) is pinned",
          [
            Finding(
              .error, rule: "chart-version", file: pin.file, line: pin.line,
              "\(chart.path)/Chart.yaml says \(chart.version), vendir.yml pins \(pin.version)",
              nextStep: "run `drydock vendor`")
          ])
      }
      if let changed = lockProblem(chart) { return changed }
      if chart.origin == .ignoredByGit && chart.isVendored {
        return .init(.passed, "\(name) \(chart.version) (on disk, ignored by git)")
      }
      return .init(.passed, "\(name) \(chart.version)")
    }
  }

  private func yamlEvidence() -> Verification.Result {
    let problems = workspace.problems
    if !problems.isEmpty {
      let findings = problems.map {
        Finding(
          .error, rule: "yaml", file: $0.file.isEmpty ? workspace.app : $0.file, line: $0.line, $0.message,
          nextStep: $0.nextStep)
      }
      return .init(.failed, problems[0].message, findings)
    }
    let broken = rendered.releases.compactMap { release in
      release.problem.map {
        Finding(
          .error, rule: "render", object: release.key.description, file: $0.file, line: $0.line, $0.message,
          nextStep: $0.nextStep)
      }
    }
    if let first = broken.first { return .init(.failed, first.message, broken) }
    let count = rendered.releases.reduce(0) { $0 + $1.content.objects.count + $1.content.hooks.count }
    return .init(.passed, "\(workspace.objects.count) objects in git, \(count) rendered")
  }

  private func pushedEvidence(_ stage: Stage) -> Verification.Result {
    let short = workspace.commit.sha.prefix(8)
    for key in plan.repositories {
      guard let revision = stage.manager.cluster.get(key)?.at("status", "artifact", "revision")?.string else {
        continue
      }
      if revision.hasSuffix(workspace.commit.sha) {
        let branch = revision.prefix { $0 != "@" }
        return .init(.passed, "rehearsed: \(branch) holds \(short)")
      }
    }
    return .init(.failed, "the cluster has fetched no commit")
  }

  private func exposureEvidence(_ report: Report) -> Verification.Result {
    if report.verdict == .private {
      return .init(.passed, "private: \(report.entries.count) ways in, none public")
    }
    let bad = report.entries.filter { [.internet, .nodeNetwork, .unknown].contains($0.reach) }
    let findings = bad.map { entry in
      finding(of: entry)
    }
    return .init(.failed, "\(report.verdict.rawValue): \(bad.map(\.title).joined(separator: ", "))", findings)
  }

  private func finding(of entry: Entry) -> Finding {
    // The entry's source is that of the widest of several objects of one name.
    let colon = entry.source.lastIndex(of: ":")
    let file = colon.map { String(entry.source[..<$0]) } ?? entry.source
    let line = colon.flatMap { Int(entry.source[entry.source.index(after: $0)...]) } ?? 0
    return Finding(
      .error, rule: "exposure", object: entry.title, file: file, line: line,
      "\(entry.title) can be reached from \(entry.reach.audience): \(entry.why)",
      nextStep: "make it ClusterIP behind the Tailscale Ingress; `drydock check exposure` shows the path")
  }

  // MARK: - Provenance

  private func real(_ evidence: Evidence) -> [String] {
    var lines = ["rendering by Helm's and kustomize's rules", "API rules, Flux's and Kubernetes' controller rules"]
    let committed = workspace.charts.filter { $0.origin != .standIn && $0.origin != .missing }
    if !committed.isEmpty {
      let names = committed.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
      lines.insert("charts: \(names)", at: 0)
    }
    lines.append("the commit \(workspace.commit.sha.prefix(12)) of the working tree")
    if options.connect != nil { lines.append("the PostgreSQL connection from Coder's resolved environment") }
    return lines
  }

  private func simulated(_ stage: Stage) -> [String] {
    var lines: [String] = []
    for chart in workspace.charts where chart.origin == .standIn {
      lines.append("STAND-IN for chart \(chart.pin?.name ?? chart.name) \(chart.pin?.version ?? chart.version)")
    }
    lines += ["pods and their programs", "the tailnet", "the 1Password vault", "the push"]
    return lines + stage.assumptions
  }

  private func programFindings(_ stage: Stage) -> [Finding] {
    guard let kubelet = stage.manager.controller(named: "kubelet") as? Kubelet else { return [] }
    let helm = stage.manager.controller(named: "helm-controller") as? HelmReleaseController
    var found: [Finding] = []
    let cluster = stage.manager.cluster
    for pod in cluster.list(GroupKind("", "Pod")) {
      guard let verdict = kubelet.verdict(of: ObjectKey(of: pod)) else { continue }
      let release = helm?.owners.first { $0.key.namespace == pod.namespace && pod.name.hasPrefix($0.key.name + "-") }?
        .value
      let source = release.flatMap { key in workspace.objects.first { ObjectKey(of: $0.value) == key } }
      for one in verdict.findings {
        var line = source?.line ?? 0
        if let source, let path = Lint.variable(one.variable, in: source.value) {
          line = workspace.line(of: path, in: source)
        }
        found.append(
          Finding(
            one.severity == .error ? .error : .warning, rule: "coder-\(one.code.rawValue)",
            object: ObjectKey(of: pod).description, file: source?.file ?? "", line: line, one.message))
      }
    }
    var kept: [Finding] = []
    for one in found where !kept.contains(where: { $0.rule == one.rule && $0.message == one.message }) {
      kept.append(one)
    }
    return kept
  }
}

enum FilePathText {
  static func directory(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }
}
