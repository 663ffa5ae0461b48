import Flux
import KubeAPI
import Manifest
import Verification

/// The deployment as a chain of what waits for what: source, Kustomizations, HelmReleases with their items and
/// workloads, Ingresses. One look at the cluster; nothing is changed.
public struct Chain: Sendable, Hashable {
  public enum State: String, Sendable {
    case missing, waiting, working, ready, failed
    /// Has given up: only a change or a reset makes it try again.
    case stalled
  }

  public struct Link: Sendable, Hashable {
    public var key: ObjectKey
    /// How far it is indented: it hangs on the nearest link above with a smaller depth.
    public var depth: Int
    public var state: State
    public var reason: String
    public var message: String
  }

  public var links: [Link] = []

  /// Everything is ready.
  public var isReady: Bool { !links.isEmpty && links.allSatisfy { $0.state == .ready } }

  /// What the rest waits for: the first link that is not ready and does not itself wait for another one.
  public var blocker: Link? {
    links.first { $0.state == .stalled } ?? links.first { $0.state == .failed && $0.depth > 1 }
      ?? links.first { $0.state == .working && $0.depth > 1 } ?? links.first { $0.state == .failed }
      ?? links.first { $0.state == .working } ?? links.first { $0.state != .ready }
  }

  /// - Parameter source: the GitRepository that the app is deployed from.
  /// - Parameter isDeployed: whether a revision of it is, or holds, what was pushed.
  static func look(
    plan: Plan, on cluster: some Cluster, source: ObjectKey?, isDeployed: (String) async -> Bool
  ) async throws(StatusError) -> Chain {
    var chain = Chain()
    var revision = ""
    for key in plan.repositories {
      let object = try await cluster.find(key)
      var link = state(key, object, depth: 0)
      let artifact = object?.at("status", "artifact", "revision")?.string ?? ""
      if key == source { revision = artifact }
      if link.state == .ready { link.message = artifact }
      if link.state == .ready, key == source, !(await isDeployed(artifact)) {
        link.state = .working
        link.reason = "Progressing"
        link.message = "has \(short(artifact)), not yet what was pushed"
      }
      chain.links.append(link)
    }
    for key in plan.kustomizations {
      let object = try await cluster.find(key)
      var link = state(key, object, depth: 0)
      let applied = object?.at("status", "lastAppliedRevision")?.string ?? ""
      if link.state == .ready, !revision.isEmpty, applied != revision,
        object?.at("spec", "sourceRef", "name")?.string == source?.name
      {
        link.state = .working
        link.reason = "Progressing"
        link.message = "has applied \(short(applied)), not yet \(short(revision))"
      }
      chain.links.append(link)
    }
    for release in plan.releases {
      try await chain.add(release, on: cluster, revision: revision, sources: plan.sources)
    }
    for key in plan.tailscaleIngresses {
      let object = try await cluster.find(key)
      let host = object?.at("status", "loadBalancer", "ingress")?[0]?["hostname"]?.string ?? ""
      let state: State = object == nil ? .missing : host.isEmpty ? .working : .ready
      chain.links.append(
        Link(
          key: key, depth: 1, state: state, reason: "",
          message: host.isEmpty ? (object == nil ? "not there" : "no address yet") : "https://\(host)"))
    }
    return chain
  }

  private mutating func add(
    _ release: Plan.Release, on cluster: some Cluster, revision: String, sources: [Plan.Source]
  ) async throws(StatusError) {
    let object = try await cluster.find(release.key)
    var link = Chain.state(release.key, object, depth: 1)
    if link.state == .ready, let object, let chartKey = Flux.chartKey(of: object),
      let chart = try await cluster.find(chartKey)
    {
      let wanted = chart.at("status", "artifact", "revision")?.string ?? ""
      let tried = object.at("status", "lastAttemptedRevision")?.string ?? wanted
      let observed = chart.at("status", "observedSourceArtifactRevision")?.string ?? revision
      if !wanted.isEmpty && tried != wanted || !revision.isEmpty && observed != revision {
        link.state = .working
        link.reason = "Progressing"
        link.message = "chart \(wanted) is not released yet"
      }
    }
    links.append(link)
    for item in release.items {
      let live = try await cluster.find(item)
      links.append(Chain.state(item, live, depth: 2))
      let secret = ObjectKey(GroupKind("", "Secret"), item.namespace, item.name)
      let isThere = try await cluster.find(secret) != nil
      links.append(
        Link(key: secret, depth: 3, state: isThere ? .ready : .waiting, reason: "", message: isThere ? "" : "not there")
      )
    }
    for workload in release.workloads {
      let live = try await cluster.find(workload)
      var link = Link(key: workload, depth: 2, state: .missing, reason: "", message: "not there")
      if let live {
        let wanted = live.at("spec", "replicas")?.int ?? live.at("status", "desiredNumberScheduled")?.int ?? 1
        let ready = live.at("status", "readyReplicas")?.int ?? live.at("status", "numberReady")?.int ?? 0
        link.message = "\(ready)/\(wanted) pods ready"
        switch KStatus.of(live) {
        case .current: link.state = .ready
        case .failed: link.state = .failed
        default: link.state = .working
        }
      }
      links.append(link)
    }
  }

  /// By the conditions that Flux and the operators write.
  static func state(_ key: ObjectKey, _ object: Value?, depth: Int) -> Link {
    guard let object else {
      return Link(key: key, depth: depth, state: .missing, reason: "", message: "not there")
    }
    let ready = object.condition("Ready")
    let reason = ready?["reason"]?.string ?? ""
    let message = ready?["message"]?.string ?? "no status yet"
    var link = Link(key: key, depth: depth, state: .working, reason: reason, message: message)
    if let stalled = object.condition("Stalled"), stalled["status"]?.string == "True" {
      link.state = .stalled
      link.message = [stalled["message"]?.string ?? "", message].filter { !$0.isEmpty }.joined(separator: ": ")
      return link
    }
    let observed = object.at("status", "observedGeneration")?.int
    let isSeen = observed == nil || observed == object.generation
    let isBusy = object.condition("Reconciling")?["status"]?.string == "True"
    switch ready?["status"]?.string {
    case "True" where isSeen && !isBusy: link.state = .ready
    case "False":
      link.state = ["DependencyNotReady", "SourceNotReady"].contains(reason) ? .waiting : .failed
      // A first try that is under way says False as well.
      if reason == "Progressing" || reason == "ProgressingWithRetry" { link.state = .working }
    default: link.state = .working
    }
    if link.state == .working, isBusy, let text = object.condition("Reconciling")?["message"]?.string {
      link.message = text
    }
    return link
  }

  static func short(_ revision: String) -> String {
    guard let mark = revision.lastIndex(of: ":") else { return revision.isEmpty ? "nothing" : revision }
    return String(revision[revision.index(after: mark)...].prefix(12))
  }
}
