import ClusterState
import Controllers
import Flux
import KubeAPI
import KubeSchema
import Manifest
import Workspace

/// A cluster with everything that an app expects before it comes, and the controllers that act in it.
public struct Stage: Sendable {
  public var manager: ControllerManager
  let workspace: Workspace
  /// What the rehearsal had to assume because the app has no rehearsal.yaml.
  public private(set) var assumptions: [String] = []

  /// The cluster before the deployment: Flux and (unless the app brings it) the Tailscale operator run.
  /// `state` says when the cluster begins and how much of its watch log is kept.
  public init(
    _ workspace: Workspace, options: Rehearsal.Options = .init(), state: ClusterState.Options = .init(),
    authority: String = "", remotes: [String: any SourceRemote] = [:]
  ) throws(SourceError) {
    self.workspace = workspace
    let input = workspace.rehearsal
    var cluster = ClusterState(options: state)
    do {
      try Stage.prepare(&cluster, input: input, workspace: workspace)
    } catch {
      throw SourceError(file: input.file, "the cluster could not be prepared: \(error.message)")
    }
    var world = SourceWorld(
      commit: GitCommit(sha: workspace.commit.sha, title: workspace.commit.title, tree: workspace.tree),
      branch: input.branch, repositories: workspace.repositories.union([Stage.rootSource(workspace)]),
      sha256: { Digest.sha256Hex(bytes: $0) })
    world.remotes = remotes
    var vault = input.file.isEmpty ? assumedVault(workspace) : input.document
    for override in options.vaultOverrides { vault.override(override) }
    if input.file.isEmpty {
      assumptions.append("no rehearsal.yaml: vault items, tailnet name and bootstrap Secrets are assumed")
    }
    manager = ControllerManager(
      cluster: cluster,
      controllers: try Stage.controllers(
        world, vault: vault, input: input, options: options, authority: authority))
  }

  private static func rootSource(_ workspace: Workspace) -> ObjectKey {
    let root = workspace.rootKustomization
    let reference = root?.at("spec", "sourceRef")
    return ObjectKey(
      Flux.gitRepository, reference?["namespace"]?.string ?? root?.namespace ?? "flux-system",
      reference?["name"]?.string ?? "")
  }

  private static func controllers(
    _ world: SourceWorld, vault: Value, input: RehearsalInput, options: Rehearsal.Options,
    authority: String
  ) throws(SourceError) -> [any Controller] {
    var list: [any Controller] = [
      GitRepositoryController(world: world), HelmChartController(world: world),
      KustomizationController(
        world: world, options: .init(strictSubstitution: input.fluxMinor >= 9)),
      HelmReleaseController(world: world, kubeVersion: input.kubeVersion),
    ]
    list += Controllers.kubernetes(certificate: authority)
    var connect = options.connect
    if connect == nil { connect = try databases(input) }
    list += Controllers.kubelet(
      programs: Controllers.programs(connect: connect),
      faults: try PodFault.list(input.document["faults"], file: input.file))
    var tailscale = TailscaleSettings(tailnet: input.tailnet)
    tailscale.assumedPresent = Stage.hasTailscale(input)
    let account = try OnePasswordAccount(["vaults": vault["vaults"] ?? []], file: input.file)
    list += Controllers.operators(account: account, tailscale: tailscale)
    if Stage.hasCertManager(input) { list.append(CertManager()) }
    return list
  }

  /// The databases of the rehearsal as something that takes or refuses a login; `nil` when the app names none.
  private static func databases(_ input: RehearsalInput) throws(SourceError) -> CoderVerdict.Connect? {
    guard let list = input.document["databases"] else { return nil }
    guard let databases = list.array else {
      throw SourceError(file: input.file, "databases: expected a list, found \(list.typeName)")
    }
    return { url in
      for database in databases where database["host"]?.string == url.host {
        let port = database["port"]?.int.map { "\($0)" } ?? "5432"
        if port != url.port { continue }
        guard database["user"]?.string == url.user, database["password"]?.string == url.password else {
          return "pq: password authentication failed for user \"\(url.user)\""
        }
        return database["name"]?.string == url.database ? nil : "pq: database \"\(url.database)\" does not exist"
      }
      return "dial tcp: lookup \(url.host): no such host"
    }
  }

  static func hasTailscale(_ input: RehearsalInput) -> Bool {
    input.document.at("cluster", "tailscaleOperator")?.bool ?? true
  }

  static func hasCertManager(_ input: RehearsalInput) -> Bool {
    input.document.at("cluster", "certManager")?.bool ?? false
  }

  // MARK: - Before the deployment

  private static func prepare(
    _ cluster: inout ClusterState, input: RehearsalInput, workspace: Workspace
  ) throws(StatusError) {
    for definition in KubeSchema.flux { _ = try cluster.create(definition, by: "flux") }
    try namespace("flux-system", in: &cluster)
    for name in ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"] {
      try deployment(
        name, namespace: "flux-system", image: "ghcr.io/fluxcd/\(name):v1.9.0", in: &cluster,
        labels: ["app.kubernetes.io/component": .string(name), "app.kubernetes.io/part-of": "flux"])
    }
    if hasTailscale(input) {
      for definition in KubeSchema.tailscale { _ = try cluster.create(definition, by: "helm") }
      try namespace("tailscale", in: &cluster)
      try deployment(
        "operator", namespace: "tailscale", image: "tailscale/k8s-operator:v1.90.9", in: &cluster,
        labels: ["app": "operator"])
      _ = try cluster.create(
        [
          "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": ["name": "tailscale"],
          "spec": ["controller": "tailscale.com/ts-ingress"],
        ], by: "helm")
    }
    if hasCertManager(input) {
      for definition in CertManager.definitions { _ = try cluster.create(definition, by: "helm") }
    }
    for secret in input.document["secrets"]?.array ?? [] {
      try create(secret: secret, in: &cluster)
    }
    if input.file.isEmpty {
      for secret in assumedSecrets(workspace) { try create(secret: secret, in: &cluster) }
    }
    try createObjects(input.document["objects"]?.array ?? [], in: &cluster)
  }

  /// What lies in the cluster from before. One that is written with a deletionTimestamp is deleted once all are there: it
  /// stays, terminating, while a finalizer holds it or what it contains.
  private static func createObjects(_ objects: [Value], in cluster: inout ClusterState) throws(StatusError) {
    var doomed: [ObjectKey] = []
    for object in objects {
      var object = object
      if object.at("metadata", "deletionTimestamp") != nil {
        doomed.append(ObjectKey(of: object))
        object.set(nil, at: "metadata", "deletionTimestamp")
      }
      _ = try cluster.create(object, by: "kubectl-create")
    }
    for key in doomed { try cluster.delete(key) }
  }

  private static func create(secret: Value, in cluster: inout ClusterState) throws(StatusError) {
    let target = secret["namespace"]?.string ?? "default"
    try namespace(target, in: &cluster)
    var object: Value = [
      "apiVersion": "v1", "kind": "Secret",
      "metadata": ["name": secret["name"] ?? "", "namespace": .string(target)], "type": secret["type"] ?? "Opaque",
    ]
    var data = secret["data"] ?? [:]
    for pair in secret["stringData"]?.object ?? Object() {
      data[pair.key] = .string(Base64.encode(Array((pair.value.string ?? JSON.write(pair.value)).utf8)))
    }
    object["data"] = data
    _ = try cluster.create(object, by: "kubectl-create")
  }

  private static func namespace(_ name: String, in cluster: inout ClusterState) throws(StatusError) {
    if cluster.get(ObjectKey(GroupKind("", "Namespace"), "", name)) != nil { return }
    _ = try cluster.create(
      ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], by: "kubectl")
  }

  private static func deployment(
    _ name: String, namespace: String, image: String, in cluster: inout ClusterState, labels: Value
  ) throws(StatusError) {
    _ = try cluster.create(
      [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": labels],
        "spec": [
          // What an app's own manifests or chart of it may turn into either strategy; RollingUpdate leaves its limits.
          "replicas": 1, "strategy": ["type": "Recreate"], "selector": ["matchLabels": ["app": .string(name)]],
          "template": [
            "metadata": ["labels": ["app": .string(name)]],
            "spec": ["containers": [["name": "manager", "image": .string(image)]]],
          ],
        ],
      ], by: "flux")
  }

  /// Runs for two minutes, so that what is given beforehand is up.
  public mutating func settle() {
    manager.run(until: manager.cluster.now + .seconds(120))
  }

  /// The cluster for `drydock cluster`: what the app expects is up at `now`, and the deployment begins then if asked for.
  /// From there on the caller drives it with the real clock.
  /// `remotes` are repositories, by their addresses, that source-controller reads as they are when it looks.
  public static func served(
    _ workspace: Workspace, deploying: Bool, at now: Instant, logLimit: Int, authority: String,
    remotes: [String: any SourceRemote] = [:]
  ) throws(SourceError) -> ControllerManager {
    let start = Instant(nanoseconds: now.nanoseconds - 120_000_000_000)
    var stage = try Stage(
      workspace, state: .init(start: start, logLimit: logLimit), authority: authority, remotes: remotes)
    stage.settle()
    if deploying { try stage.bootstrap() }
    return stage.manager
  }

  // MARK: - The bootstrap

  /// What the request applies by hand: the namespaces that the root objects need, the source, the Kustomization; then a
  /// reconcile of both, as `flux reconcile` asks for it.
  public mutating func bootstrap() throws(SourceError) {
    guard let root = workspace.rootKustomization else {
      throw SourceError(
        file: workspace.app, "the app directory has no Flux Kustomization to bootstrap",
        nextStep: workspace.problems.first?.description
          ?? "add kustomization-root.yaml with a Kustomization whose spec.path is ./\(workspace.app)")
    }
    var wanted = Set([root.namespace])
    wanted.formUnion(workspace.repositories.map(\.namespace))
    for secret in workspace.rehearsal.document["secrets"]?.array ?? [] {
      wanted.insert(secret["namespace"]?.string ?? "default")
    }
    var objects: [Value] = []
    for object in workspace.objects(GroupKind("", "Namespace")) where wanted.contains(object.value.name) {
      objects.append(object.value)
    }
    let source = Stage.rootSource(workspace)
    objects += workspace.objects(Flux.gitRepository).map(\.value).filter { ObjectKey(of: $0) == source }
    objects.append(root)
    for object in objects {
      do {
        _ = try manager.cluster.apply(object, by: "kubectl", force: true)
      } catch {
        let origin = workspace.objects.first { ObjectKey(of: $0.value) == ObjectKey(of: object) }
        throw SourceError(
          file: origin?.file ?? "", line: origin?.line ?? 0,
          "kubectl apply of \(ObjectKey(of: object)): \(error.message)")
      }
    }
    for key in [source, ObjectKey(of: root)] where manager.cluster.get(key) != nil {
      let stamp = Value.string(manager.cluster.now.rfc3339Nano)
      _ = try? manager.cluster.mergePatch(
        key, ["metadata": ["annotations": [Flux.requestedAt: stamp]]], subresource: "", by: "flux")
    }
    manager.absorbChanges()
  }

  // MARK: - How far it is

  /// Everything that the app brought is ready, and every Tailscale Ingress has an address.
  public var isComplete: Bool {
    guard let root = workspace.rootKustomization, isReady(ObjectKey(of: root)) else { return false }
    for object in workspace.objects(Flux.helmRelease) + workspace.objects(Flux.kustomization)
    where !isReady(ObjectKey(of: object.value)) {
      return false
    }
    for object in workspace.objects(GroupKind("networking.k8s.io", "Ingress"))
    where object.value.at("spec", "ingressClassName")?.string == "tailscale" {
      if !hasAddress(object.value) { return false }
    }
    for object in workspace.objects(GroupKind("", "Service"))
    where object.value.at("spec", "loadBalancerClass")?.string == "tailscale" && !hasAddress(object.value) {
      return false
    }
    return true
  }

  private func hasAddress(_ object: Value) -> Bool {
    let live = manager.cluster.get(ObjectKey(of: object))
    return live?.at("status", "loadBalancer", "ingress")?.array?.isEmpty == false
  }

  private func isReady(_ key: ObjectKey) -> Bool {
    guard let object = manager.cluster.get(key) else { return false }
    return object.isTrue("Ready") && object.condition("Reconciling") == nil && object.condition("Stalled") == nil
  }

  /// Nothing that is open can still change by itself: every release is ready, stalled, or waits for one that is stalled.
  public func isHopeless(since start: Instant) -> Bool {
    if manager.cluster.now < start + .seconds(1200) { return false }
    for object in workspace.objects(Flux.helmRelease) {
      guard let live = manager.cluster.get(ObjectKey(of: object.value)) else { continue }
      if live.isTrue("Ready") || live.condition("Stalled") != nil { continue }
      let reason = live.condition("Ready")?["reason"]?.string
      if reason == "DependencyNotReady" || reason == "SourceNotReady" || reason == "ArtifactFailed" { continue }
      if live.condition("Reconciling")?["reason"]?.string == "ProgressingWithRetry",
        (live.at("status", "failures")?.int ?? 0) >= 5, live.at("status", "history") == nil
      {
        // Fails before anything is installed, again and again: a template or a value is wrong.
        continue
      }
      return false
    }
    return true
  }
}
