import Flux
import KubeAPI
import Manifest

/// Why an object is not what it should be: from the object down to the field of a file that someone can change.
struct Diagnosis: Sendable {
  let plan: Plan
  let evidence: Evidence

  /// The causes, nearest first, each with file and line where known.
  func explain(_ key: ObjectKey, on cluster: some Cluster) async -> [Finding] {
    var seen: Set<ObjectKey> = []
    return await explain(key, on: cluster, seen: &seen)
  }

  private func explain(_ key: ObjectKey, on cluster: some Cluster, seen: inout Set<ObjectKey>) async -> [Finding] {
    guard seen.insert(key).inserted, seen.count < 64 else { return [] }
    guard let object = try? await cluster.find(key) else {
      var findings: [Finding] = []
      if let owner = plan.sources.first(where: { ObjectKey(of: $0.value) == key })?.release {
        findings += await explain(owner, on: cluster, seen: &seen)
      } else {
        for kustomization in plan.kustomizations { findings += await explain(kustomization, on: cluster, seen: &seen) }
      }
      return findings.isEmpty ? [finding(key, "not-there", "\(key) does not exist", path: [])] : findings
    }
    switch key.type {
    case Flux.helmRelease: return await explainRelease(key, object, on: cluster, seen: &seen)
    case Flux.kustomization: return await explainKustomization(key, object, on: cluster, seen: &seen)
    case Flux.gitRepository:
      return notReady(key, object, "source-not-ready", path: ["spec", "ref"])
    case GroupKind("onepassword.com", "OnePasswordItem"):
      return notReady(key, object, "item-not-synced", path: ["spec", "itemPath"])
    case GroupKind("networking.k8s.io", "Ingress"): return await explainIngress(key, object, on: cluster)
    case GroupKind("apps", "Deployment"), GroupKind("apps", "StatefulSet"), GroupKind("apps", "DaemonSet"):
      return await explainWorkload(key, object, on: cluster)
    default: return []
    }
  }

  private func notReady(_ key: ObjectKey, _ object: Value, _ rule: String, path: [PathStep]) -> [Finding] {
    guard let condition = object.condition("Ready"), condition["status"]?.string != "True" else { return [] }
    return [finding(key, rule, condition["message"]?.string ?? "not ready", path: path)]
  }

  // MARK: - Flux

  private func explainKustomization(
    _ key: ObjectKey, _ object: Value, on cluster: some Cluster, seen: inout Set<ObjectKey>
  ) async -> [Finding] {
    if object.isTrue("Ready") { return [] }
    let reference = object.at("spec", "sourceRef")
    let source = ObjectKey(
      Flux.gitRepository, reference?["namespace"]?.string ?? key.namespace, reference?["name"]?.string ?? "")
    let below = await explain(source, on: cluster, seen: &seen)
    if !below.isEmpty { return below }
    var findings = await terminatingNamespaces(on: cluster)
    for release in plan.releases where (try? await cluster.find(release.key)) != nil {
      findings += await explain(release.key, on: cluster, seen: &seen)
    }
    for ingress in plan.tailscaleIngresses {
      if let live = try? await cluster.find(ingress), live.at("status", "loadBalancer", "ingress")?.array == nil {
        findings += await explain(ingress, on: cluster, seen: &seen)
      }
    }
    if findings.isEmpty || object.condition("Ready")?["reason"]?.string != "HealthCheckFailed" {
      findings.insert(contentsOf: notReady(key, object, "kustomization-not-ready", path: ["spec"]), at: 0)
    }
    return findings
  }

  /// Namespaces of the app that are being deleted and cannot go: nothing new can be made in them.
  private func terminatingNamespaces(on cluster: some Cluster) async -> [Finding] {
    var findings: [Finding] = []
    for source in plan.sources where GroupKind(of: source.value) == GroupKind("", "Namespace") {
      let key = ObjectKey(of: source.value)
      guard let live = try? await cluster.find(key), live.isDeleting else { continue }
      let held = (live.at("status", "conditions")?.array ?? []).filter {
        $0["status"]?.string == "True"
          && ["NamespaceContentRemaining", "NamespaceFinalizersRemaining"].contains($0["type"]?.string ?? "")
      }
      let why = held.compactMap { $0["message"]?.string }.joined(separator: "; ")
      findings.append(
        finding(
          key, "namespace-terminating",
          "Namespace \(key.name) is being deleted and cannot go" + (why.isEmpty ? "" : ": \(why)"), path: [],
          next:
            "let the controller that set the finalizer run, or take the finalizer off what it holds; then apply again"))
    }
    return findings
  }

  private func explainRelease(
    _ key: ObjectKey, _ object: Value, on cluster: some Cluster, seen: inout Set<ObjectKey>
  ) async -> [Finding] {
    if object.isTrue("Ready") && object.condition("Stalled") == nil { return [] }
    let reason = object.condition("Ready")?["reason"]?.string ?? ""
    if reason == "DependencyNotReady" {
      var findings: [Finding] = []
      for dependency in DependencyGraph.dependencies(of: object) {
        if (try? await cluster.find(dependency)) == nil {
          let names = plan.releases.map(\.key.name).joined(separator: ", ")
          findings.append(
            finding(
              key, "depends-on-missing", "dependsOn names HelmRelease \(dependency.name), which does not exist",
              path: ["spec", "dependsOn"], next: "the app has \(names)"))
        } else {
          findings += await explain(dependency, on: cluster, seen: &seen)
        }
      }
      if !findings.isEmpty { return findings }
    }
    if reason == "SourceNotReady", let chartKey = Flux.chartKey(of: object),
      let chart = try? await cluster.find(chartKey), chart.condition("Ready")?["status"]?.string == "False"
    {
      return [
        finding(
          key, "chart-not-ready", chart.condition("Ready")?["message"]?.string ?? "the chart is not ready",
          path: ["spec", "chart", "spec", "chart"], next: "vendor the chart (`drydock vendor`) and commit all its files"
        )
      ]
    }
    var findings: [Finding] = []
    if let release = plan.releases.first(where: { $0.key == key }) {
      for workload in release.workloads {
        findings += await explain(workload, on: cluster, seen: &seen)
      }
      for item in release.items { findings += await explain(item, on: cluster, seen: &seen) }
    }
    if findings.isEmpty { findings = notReady(key, object, "release-not-ready", path: ["spec"]) }
    return findings
  }

  // MARK: - Ingress

  private func explainIngress(_ key: ObjectKey, _ object: Value, on cluster: some Cluster) async -> [Finding] {
    var findings: [Finding] = []
    for event in await warnings(about: object, on: cluster) {
      findings.append(
        finding(key, "ingress-warning", "\(event.reason): \(event.message)", path: ["spec"]))
    }
    if findings.isEmpty {
      findings = [
        finding(
          key, "ingress-without-address", "Tailscale's operator has given the Ingress no address",
          path: ["spec", "ingressClassName"],
          next: "the operator serves ingressClassName tailscale and must run in the cluster")
      ]
    }
    return findings
  }

  // MARK: - Workloads

  private func explainWorkload(_ key: ObjectKey, _ object: Value, on cluster: some Cluster) async -> [Finding] {
    if KStatus.of(object) == .current { return [] }
    let labels = object.at("spec", "selector", "matchLabels")?.object ?? Object()
    let selector = labels.sorted().map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ",")
    let pods = (try? await cluster.list(GroupKind("", "Pod"), namespace: key.namespace, labelSelector: selector)) ?? []
    var findings: [Finding] = []
    for pod in pods where !pod.isTrue("Ready") {
      for status in pod.at("status", "containerStatuses")?.array ?? [] {
        guard let waiting = status.at("state", "waiting") else { continue }
        let reason = waiting["reason"]?.string ?? ""
        let message = waiting["message"]?.string ?? ""
        if let precise = missingKey(message, in: key) {
          findings.append(precise)
        } else if reason != "ContainerCreating" && reason != "PodInitializing" {
          let container = status["name"]?.string ?? ""
          findings.append(
            finding(key, "container-waiting", "container \(container): \(reason) \(message)", path: ["spec", "values"]))
        }
      }
      if findings.isEmpty {
        for event in await warnings(about: pod, on: cluster) {
          findings.append(
            finding(key, "pod-warning", "\(event.reason): \(event.message)", path: ["spec", "values"]))
        }
      }
      if !findings.isEmpty { break }
    }
    if findings.isEmpty {
      let wanted = object.at("spec", "replicas")?.int ?? 1
      let ready = object.at("status", "readyReplicas")?.int ?? 0
      findings = [
        finding(key, "not-ready", "\(key): \(ready)/\(wanted) pods ready", path: ["spec", "values"])
      ]
    }
    return unique(findings)
  }

  private func unique(_ findings: [Finding]) -> [Finding] {
    var kept: [Finding] = []
    for one in findings where !kept.contains(one) { kept.append(one) }
    return kept
  }

  /// `couldn't find key password in Secret coder/coder-db-credentials` → the place in the HelmRelease that asks for it.
  private func missingKey(_ message: String, in workload: ObjectKey) -> Finding? {
    let prefix = "couldn't find key "
    guard message.hasPrefix(prefix), let range = message.firstRange(of: " in Secret ") else { return nil }
    let key = String(message[message.index(message.startIndex, offsetBy: prefix.count)..<range.lowerBound])
    let path = message[range.upperBound...].split(separator: "/").map(String.init)
    guard let name = path.last else { return nil }
    let secret = ObjectKey(GroupKind("", "Secret"), workload.namespace, name)
    return missingKeys(of: secret, present: nil).first { $0.message.contains("`\(key)`") }
  }

  /// What workloads ask of a Secret and it does not have. `present` nil means: report every key asked for.
  func missingKeys(of secret: ObjectKey, present: Set<String>?) -> [Finding] {
    var findings: [Finding] = []
    for source in plan.sources {
      for (key, container) in Diagnosis.keys(asked: source.value, of: secret) {
        if let present, present.contains(key) { continue }
        let owner = source.release.flatMap { plan.source(of: $0) } ?? source
        let place = Diagnosis.place(of: secret.name, key: key, in: owner.value)
        var text = "Secret \(secret.name) has no key `\(key)`"
        if let present { text += "; its keys: \(present.sorted { $0.goLess($1) }.joined(separator: ", "))" }
        findings.append(
          Finding(
            .error, rule: "secret-key-missing", object: ObjectKey(of: source.value).description, file: owner.file,
            line: place.map { evidence.lineOf(owner, $0) } ?? owner.line, text,
            nextStep: "container \(container) asks for it: name a key that the 1Password item's fields give"))
      }
    }
    return findings
  }

  /// The keys of a Secret that the containers of a pod template ask for, with the container's name.
  static func keys(asked object: Value, of secret: ObjectKey) -> [(key: String, container: String)] {
    guard ObjectKey(of: object).namespace == secret.namespace else { return [] }
    var found: [(key: String, container: String)] = []
    for reference in SecretReference.all(inTemplateOf: object)
    where reference.secret == secret.name && !reference.isOptional {
      guard case .variable(_, let container) = reference.use, let key = reference.key else { continue }
      if !found.contains(where: { $0.key == key }) { found.append((key, container)) }
    }
    return found
  }

  /// Where a value tree names that Secret and key together.
  static func place(of name: String, key: String, in value: Value, at path: [PathStep] = []) -> [PathStep]? {
    if value["name"]?.string == name, value["key"]?.string == key { return path + ["key"] }
    switch value {
    case .object(let object):
      for pair in object {
        if let found = place(of: name, key: key, in: pair.value, at: path + [.key(pair.key)]) { return found }
      }
    case .array(let array):
      for (i, element) in array.enumerated() {
        if let found = place(of: name, key: key, in: element, at: path + [.index(i)]) { return found }
      }
    default: break
    }
    return nil
  }

  // MARK: - Events and places

  private func warnings(about object: Value, on cluster: some Cluster) async -> [(reason: String, message: String)] {
    let type = GroupKind("", "Event")
    let events = (try? await cluster.list(type, namespace: object.namespace, labelSelector: "")) ?? []
    var found: [(reason: String, message: String)] = []
    for event in events where event["type"]?.string == "Warning" {
      let regarding = event["involvedObject"] ?? [:]
      guard regarding["name"]?.string == object.name, regarding["kind"]?.string == object["kind"]?.string else {
        continue
      }
      let one = (event["reason"]?.string ?? "", event["message"]?.string ?? "")
      if !found.contains(where: { $0 == one }) { found.append(one) }
    }
    return found
  }

  private func finding(
    _ key: ObjectKey, _ rule: String, _ message: String, path: [PathStep], next: String = ""
  ) -> Finding {
    let source = plan.source(of: key)
    let line = source.map { path.isEmpty ? $0.line : evidence.lineOf($0, path) } ?? 0
    return Finding(
      .error, rule: rule, object: key.description, file: source?.file ?? "", line: line, message, nextStep: next)
  }
}
