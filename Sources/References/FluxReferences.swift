import Manifest

/// Flux's own references: what a release or Kustomization waits for and takes its content from.
extension Checker {
  private static let helm = "helm.toolkit.fluxcd.io"
  private static let kustomize = "kustomize.toolkit.fluxcd.io"

  static func isFlux(_ subject: Subject) -> Bool {
    (subject.group == helm && subject.kind == "HelmRelease")
      || (subject.group == kustomize && subject.kind == "Kustomization")
  }

  mutating func flux(_ subject: Subject) {
    guard Checker.isFlux(subject) else { return }
    dependencies(subject)
    if subject.kind == "HelmRelease" { helmRelease(subject) } else { kustomization(subject) }
  }

  private mutating func dependencies(_ subject: Subject) {
    for (i, dependency) in (subject.spec["dependsOn"]?.array ?? []).enumerated() {
      let path: [PathStep] = ["spec", "dependsOn", .index(i), "name"]
      let name = dependency["name"]?.string ?? ""
      let namespace = dependency["namespace"]?.string ?? subject.namespace
      if exists(subject.kind, namespace, name) { continue }
      let others = lookalikes(subject.kind, namespace, name)
      let next: String
      if let kind = others.first(where: { $0.name == name && $0.kind != subject.kind && Checker.isFlux($0) }) {
        next = "\(kind.title) has that name, but a \(subject.kind) can only depend on another \(subject.kind)."
      } else if let place = others.first(where: { $0.kind == subject.kind && $0.name == name }) {
        next = "It is in namespace \(place.namespace): add `namespace: \(place.namespace)`."
      } else if let near = others.first(where: { $0.kind == subject.kind }) {
        next = "Perhaps \(near.name) is meant."
      } else {
        next = "Correct the name, or add the \(subject.kind)."
      }
      report(
        .error, "depends-on", subject, path, "it depends on \(subject.kind) \(namespace)/\(name), which does not exist",
        next: next)
    }
  }

  private mutating func helmRelease(_ subject: Subject) {
    if let source = subject.spec.at("chart", "spec", "sourceRef") {
      self.source(
        source, subject, ["spec", "chart", "spec", "sourceRef"], ["HelmRepository", "GitRepository", "Bucket"])
    }
    if let source = subject.spec["chartRef"] {
      self.source(source, subject, ["spec", "chartRef"], ["OCIRepository", "HelmChart", "ExternalArtifact"])
    }
    for (i, values) in (subject.spec["valuesFrom"]?.array ?? []).enumerated() {
      let kind = values["kind"]?.string ?? ""
      guard kind == "ConfigMap" || kind == "Secret", values["optional"]?.bool != true else { continue }
      let name = values["name"]?.string ?? ""
      let key = values["valuesKey"]?.string ?? "values.yaml"
      let path: [PathStep] = ["spec", "valuesFrom", .index(i)]
      switch keys(kind, subject.namespace, name) {
      case .missing: missing(kind, subject.namespace, name, subject, path + ["name"], .error)
      case .unknown: continue
      case .known(let keys, let origin):
        if keys.contains(key) { continue }
        report(
          .error, "values-key", subject, path + [values["valuesKey"] == nil ? "name" : "valuesKey"],
          "\(kind) \(name) has no key `\(key)`; its keys\(origin): \(Checker.list(keys.sorted()))",
          next: "Set valuesKey to one of its keys.")
      }
    }
  }

  private mutating func kustomization(_ subject: Subject) {
    if let source = subject.spec["sourceRef"] {
      self.source(
        source, subject, ["spec", "sourceRef"], ["GitRepository", "OCIRepository", "Bucket", "ExternalArtifact"])
    }
    if let path = subject.spec["path"]?.string, known.hasPath(path) == false {
      report(
        .error, "kustomization-path", subject, ["spec", "path"], "the folder \(path) is not in the repository",
        next: "Paths are relative to the root of the source.")
    }
    for (i, from) in (subject.spec.at("postBuild", "substituteFrom")?.array ?? []).enumerated() {
      guard let kind = from["kind"]?.string, from["optional"]?.bool != true else { continue }
      named(
        kind, from["name"]?.string, subject, ["spec", "postBuild", "substituteFrom", .index(i), "name"], .error)
    }
  }

  private mutating func source(_ reference: Value, _ subject: Subject, _ path: [PathStep], _ kinds: [String]) {
    let kind = reference["kind"]?.string ?? ""
    let name = reference["name"]?.string ?? ""
    let namespace = reference["namespace"]?.string ?? subject.namespace
    guard kinds.contains(kind) else {
      report(
        .error, "source-kind", subject, path + ["kind"], "a \(subject.kind) takes no source of kind \(kind)",
        next: "Use \(kinds.joined(separator: ", ")).")
      return
    }
    if exists(kind, namespace, name) { return }
    let others = lookalikes(kind, namespace, name)
    let next: String
    if let other = others.first(where: { $0.name == name && kinds.contains($0.kind) && $0.kind != kind }) {
      next = "\(other.title) has that name: set kind to \(other.kind)."
    } else if let place = others.first(where: { $0.kind == kind && $0.name == name }) {
      next = "It is in namespace \(place.namespace): add `namespace: \(place.namespace)`."
    } else if let near = others.first(where: { $0.kind == kind }) {
      next = "Perhaps \(near.name) is meant."
    } else {
      next = "Correct the name, or add the \(kind)."
    }
    report(
      .error, "source-missing", subject, path + ["name"], "its source \(kind) \(namespace)/\(name) does not exist",
      next: next)
  }

  // MARK: - Cycles

  /// Reports each cycle of dependsOn once, at the object of the cycle that comes first.
  mutating func cycles() {
    let nodes = subjects.filter(Checker.isFlux)
    var place: [String: Int] = [:]
    for (i, node) in nodes.enumerated() { place[node.title] = i }
    let edges: [[(dependency: Int, node: Int)]] = nodes.map { node in
      (node.spec["dependsOn"]?.array ?? []).enumerated().compactMap { i, dependency in
        let namespace = dependency["namespace"]?.string ?? node.namespace
        return place["\(node.kind)/\(namespace)/\(dependency["name"]?.string ?? "")"].map { (i, $0) }
      }
    }
    // 0 new, 1 on the way, 2 done; an explicit stack, for a chain may be long.
    var state = [Int](repeating: 0, count: nodes.count)
    for start in nodes.indices where state[start] == 0 {
      var way: [(node: Int, next: Int)] = [(start, 0)]
      state[start] = 1
      while let (node, next) = way.last {
        guard next < edges[node].count else {
          state[node] = 2
          way.removeLast()
          continue
        }
        way[way.count - 1].next += 1
        let target = edges[node][next].node
        if state[target] == 0 {
          state[target] = 1
          way.append((target, 0))
        } else if state[target] == 1, let from = way.firstIndex(where: { $0.node == target }) {
          let names = way[from...].map { nodes[$0.node].title } + [nodes[target].title]
          report(
            .error, "depends-on-cycle", nodes[node],
            ["spec", "dependsOn", .index(edges[node][next].dependency), "name"],
            "dependsOn goes in a circle: \(names.joined(separator: " → "))", next: "Take one of these dependencies out."
          )
        }
      }
    }
  }
}
