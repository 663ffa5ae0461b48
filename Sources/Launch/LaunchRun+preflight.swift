import Flux
import KubeAPI
import Manifest
import Workspace

extension LaunchRun {
  /// Looks at the cluster: version, Flux, Tailscale, the Secrets that must be there, the caller's rights.
  /// Returns the server's version.
  mutating func preflightCluster() async throws -> String {
    let version = try await cluster.serverVersion()
    say(.preflight, .good, "cluster: \(cluster.address), Kubernetes \(version)")
    try await rights()
    let served = try await cluster.discover()
    try await flux(served)
    try await suspended()
    try await tailscale()
    for secret in RequiredSecret.find(workspace, rehearsal.rendered) {
      do {
        let live = try await cluster.find(secret.key)
        if let problem = secret.problem(in: live) { throw problem }
        let keys = live.map { secret.summary(of: $0) } ?? ""
        say(.preflight, .good, "Secret \(secret.key.namespace)/\(secret.key.name): \(keys.isEmpty ? "there" : keys)")
      } catch let error as StatusError {
        guard error.code == 403 else { throw error }
        say(.preflight, .skipped, "Secret \(secret.key.namespace)/\(secret.key.name) not looked at: \(error.message)")
      }
    }
    return version
  }

  /// Flux's controllers run and serve the versions that the app is written in.
  private func flux(_ served: [ServedKind]) async throws {
    let kinds = [Flux.gitRepository, Flux.kustomization, Flux.helmRelease]
    for kind in kinds where !served.contains(where: { $0.type == kind }) {
      throw SourceError(
        "the cluster does not serve \(kind): Flux is not installed",
        nextStep: "flux install, or flux bootstrap (fluxcd.io/flux/installation)")
    }
    for object in workspace.objects {
      let type = GroupKind(of: object.value)
      guard kinds.contains(type), let kind = served.first(where: { $0.type == type }) else { continue }
      let version = ObjectReference.split(apiVersion: object.value["apiVersion"]?.string ?? "").version
      if !kind.versions.contains(version) {
        throw SourceError(
          file: object.file, line: object.line,
          "the cluster serves \(type.kind) in \(kind.versions.joined(separator: ", ")), not in \(version)",
          nextStep: "upgrade Flux in the cluster, or write the object in a version that it serves")
      }
    }
    let namespace = workspace.rootKustomization?.namespace ?? "flux-system"
    let deployment = GroupKind("apps", "Deployment")
    var ready: [String] = []
    for name in ["source-controller", "kustomize-controller", "helm-controller"] {
      var found = try await cluster.find(ObjectKey(deployment, "flux-system", name))
      if found == nil, namespace != "flux-system" {
        found = try await cluster.find(ObjectKey(deployment, namespace, name))
      }
      guard let controller = found else {
        throw SourceError(
          "Flux's \(name) is not in namespace flux-system",
          nextStep: "flux install, or flux bootstrap (fluxcd.io/flux/installation)")
      }
      guard (controller.at("status", "readyReplicas")?.int ?? 0) > 0 else {
        throw SourceError(
          "Flux's \(name) has no ready pod",
          nextStep: "kubectl -n flux-system get pods; kubectl -n flux-system logs deploy/\(name)")
      }
      ready.append(name)
    }
    say(.preflight, .good, "Flux: \(ready.joined(separator: ", ")) ready; the versions of the app's objects are served")
  }

  /// Suspended objects would keep the launch waiting for ever.
  private func suspended() async throws {
    for type in [Flux.gitRepository, Flux.kustomization, Flux.helmRelease] {
      for object in workspace.objects(type) {
        let key = ObjectKey(of: object.value)
        guard let live = try await cluster.find(key), live.at("spec", "suspend")?.bool == true,
          object.value.at("spec", "suspend")?.bool != true
        else { continue }
        throw SourceError(
          "\(key) is suspended in the cluster",
          nextStep: "drydock resume \(type.kind.lowercased()) \(key.name) -n \(key.namespace)")
      }
    }
  }

  /// The class that the app's Ingresses name has its operator, unless the app brings it.
  private func tailscale() async throws {
    let classes = Set(
      workspace.objects(GroupKind("networking.k8s.io", "Ingress")).compactMap {
        $0.value.at("spec", "ingressClassName")?.string
      }
    ).sorted()
    let type = GroupKind("networking.k8s.io", "IngressClass")
    let rendered = rehearsal.rendered.releases.flatMap(\.content.objects) + workspace.objects.map(\.value)
    for name in classes {
      if let live = try await cluster.find(ObjectKey(type, "", name)) {
        let controller = live.at("spec", "controller")?.string ?? ""
        if name == "tailscale", controller != "tailscale.com/ts-ingress" {
          throw SourceError(
            "IngressClass tailscale belongs to \(controller), not to tailscale.com/ts-ingress",
            nextStep: "find out who made it: an Ingress of this class would not stay in the tailnet")
        }
        say(.preflight, .good, "IngressClass \(name): \(controller)")
      } else if rendered.contains(where: { GroupKind(of: $0) == type && $0.name == name }) {
        say(.preflight, .good, "IngressClass \(name) comes with the app")
      } else {
        throw SourceError(
          "the cluster has no IngressClass \(name): its Ingress would never get an address",
          nextStep: name == "tailscale"
            ? "install the Tailscale operator (tailscale.com/kb/1236/kubernetes-operator)"
            : "install the controller of that class")
      }
    }
  }

  /// What the launch itself does; the deployment is made by Flux, with Flux's rights.
  private func rights() async throws {
    let root = workspace.rootKustomization
    let space = root?.namespace ?? "flux-system"
    var questions = [
      AccessQuestion("get", group: "apps", resource: "deployments", namespace: "flux-system"),
      AccessQuestion("patch", group: "", resource: "namespaces"),
      AccessQuestion("create", group: "", resource: "namespaces"),
    ]
    for (type, plural) in [(Flux.gitRepository, "gitrepositories"), (Flux.kustomization, "kustomizations")] {
      for verb in ["get", "create", "patch"] {
        questions.append(AccessQuestion(verb, group: type.group, resource: plural, namespace: space))
      }
    }
    for verb in ["get", "patch"] {
      questions.append(
        AccessQuestion(verb, group: Flux.helmRelease.group, resource: "helmreleases", namespace: space))
    }
    for question in questions {
      let answer: AccessAnswer
      do {
        answer = try await cluster.review(question)
      } catch {
        say(.preflight, .skipped, "rights not looked at: \(error.message)")
        return
      }
      if !answer.isAllowed {
        throw SourceError(
          "you may not \(question)\(answer.reason.isEmpty ? "" : " (\(answer.reason))")",
          nextStep: "ask for that right, or use another context (--context)")
      }
    }
    say(.preflight, .good, "rights: \(questions.count) of \(questions.count) that a launch needs")
  }
}
