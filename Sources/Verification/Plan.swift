import Flux
import KubeAPI
import Manifest

/// What an app directory promises: the objects whose state the checks look at, from the offline build.
public struct Plan: Sendable {
  public struct Release: Sendable {
    public var key: ObjectKey
    /// OnePasswordItems that the release makes.
    public var items: [ObjectKey]
    /// Deployments, StatefulSets and DaemonSets that the release makes.
    public var workloads: [ObjectKey]
    /// No other release of the app depends on it.
    public var isLeaf: Bool
  }

  /// An object of the app with where it was written.
  public struct Source: Sendable {
    public var value: Value
    public var file: String
    public var line: Int
    /// The HelmRelease that renders it; `nil` for what stands in git itself.
    public var release: ObjectKey?

    public init(value: Value, file: String, line: Int, release: ObjectKey? = nil) {
      self.value = value
      self.file = file
      self.line = line
      self.release = release
    }
  }

  public var repositories: [ObjectKey] = []
  public var kustomizations: [ObjectKey] = []
  /// In dependency order.
  public var releases: [Release] = []
  public var tailscaleIngresses: [ObjectKey] = []
  /// LoadBalancer Services that Tailscale makes devices of.
  public var tailscaleServices: [ObjectKey] = []
  /// Everything, git's own objects first.
  public var sources: [Source]

  /// `sources` holds the app's own objects and what its HelmReleases render to.
  public init(sources: [Source]) {
    self.sources = sources
    func own(_ type: GroupKind) -> [Value] {
      sources.filter { $0.release == nil && GroupKind(of: $0.value) == type }.map(\.value)
    }
    repositories = own(Flux.gitRepository).map { ObjectKey(of: $0) }
    kustomizations = DependencyGraph(own(Flux.kustomization)).sorted()
    let graph = DependencyGraph(own(Flux.helmRelease))
    let needed = Set(graph.edges.values.flatMap { $0 })
    let item = GroupKind("onepassword.com", "OnePasswordItem")
    let kinds: Set<String> = ["Deployment", "StatefulSet", "DaemonSet"]
    for key in graph.sorted() {
      let made = sources.filter { $0.release == key }
      releases.append(
        Release(
          key: key, items: made.filter { GroupKind(of: $0.value) == item }.map { ObjectKey(of: $0.value) },
          workloads: made.map { ObjectKey(of: $0.value) }.filter {
            $0.type.group == "apps" && kinds.contains($0.type.kind)
          },
          isLeaf: !needed.contains(key)))
    }
    tailscaleIngresses = sources.filter {
      GroupKind(of: $0.value) == GroupKind("networking.k8s.io", "Ingress")
        && $0.value.at("spec", "ingressClassName")?.string == "tailscale"
    }.map { ObjectKey(of: $0.value) }
    tailscaleServices = sources.filter {
      GroupKind(of: $0.value) == GroupKind("", "Service")
        && $0.value.at("spec", "type")?.string == "LoadBalancer"
        && $0.value.at("spec", "loadBalancerClass")?.string == "tailscale"
    }.map { ObjectKey(of: $0.value) }
  }

  /// Where an object was written; for a rendered one, the HelmRelease that makes it.
  public func source(of key: ObjectKey) -> Source? {
    guard let found = sources.first(where: { ObjectKey(of: $0.value) == key }) else { return nil }
    if let release = found.release, found.file.isEmpty { return source(of: release) }
    return found
  }
}

/// What the checks cannot ask a cluster: the state of files, git and the exposure proof.
public struct Evidence: Sendable {
  /// One entry for each vendored chart.
  public var charts: [Verification.Result] = []
  public var yaml = Verification.Result(.skipped, "not looked at")
  public var pushed = Verification.Result(.skipped, "not looked at")
  public var exposure = Verification.Result(.skipped, "not looked at")
  /// HelmReleases whose chart is a stand-in: every line about them says so.
  public var standIns: Set<ObjectKey> = []
  /// What the programs in the pods found wrong with their configuration.
  public var programs: [Finding] = []
  /// The line of a field in a file of the app: (file, document's line, path) → 1-based line.
  public var lineOf: @Sendable (Plan.Source, [PathStep]) -> Int = { source, _ in source.line }

  public init() {}
}
