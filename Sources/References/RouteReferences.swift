import Manifest

/// From a host name to a container: Ingress and routes to Services, Services to pods, ports by name and number.
extension Checker {
  mutating func routes(_ subject: Subject) {
    switch (subject.group, subject.kind) {
    case ("networking.k8s.io", "Ingress"): ingress(subject)
    case ("", "Service"): service(subject)
    case ("gateway.networking.k8s.io", _) where subject.kind.hasSuffix("Route"): route(subject)
    default: break
    }
  }

  private mutating func ingress(_ subject: Subject) {
    if let backend = subject.spec["defaultBackend"] { ingressBackend(backend, subject, ["spec", "defaultBackend"]) }
    for (i, rule) in (subject.spec["rules"]?.array ?? []).enumerated() {
      for (j, path) in (rule.at("http", "paths")?.array ?? []).enumerated() {
        guard let backend = path["backend"] else { continue }
        ingressBackend(
          backend, subject, ["spec", "rules", .index(i), "http", "paths", .index(j), "backend"])
      }
    }
    // The Tailscale operator and ALB take no Secret; elsewhere cert-manager may make it from the annotation.
    let annotations = subject.value.at("metadata", "annotations")?.object
    let makes = annotations?.keys.contains { $0.hasPrefix("cert-manager.io/") } ?? false
    for (i, tls) in (subject.spec["tls"]?.array ?? []).enumerated() where !makes {
      if subject.spec["ingressClassName"]?.string == "tailscale" { continue }
      named("Secret", tls["secretName"]?.string, subject, ["spec", "tls", .index(i), "secretName"], .warning)
    }
  }

  private mutating func ingressBackend(_ backend: Value, _ subject: Subject, _ path: [PathStep]) {
    guard let target = backend["service"] else { return }
    let port = target["port"]
    self.backend(
      target["name"]?.string ?? "", subject.namespace, name: port?["name"]?.string, number: port?["number"]?.int,
      subject,
      path + ["service", "name"], path + ["service", "port"])
  }

  private mutating func route(_ subject: Subject) {
    for (i, rule) in (subject.spec["rules"]?.array ?? []).enumerated() {
      for (j, target) in (rule["backendRefs"]?.array ?? []).enumerated() {
        guard target["kind"]?.string ?? "Service" == "Service", target["group"]?.string ?? "" == "" else { continue }
        let path: [PathStep] = ["spec", "rules", .index(i), "backendRefs", .index(j)]
        backend(
          target["name"]?.string ?? "", target["namespace"]?.string ?? subject.namespace, name: nil,
          number: target["port"]?.int, subject, path + ["name"], path + ["port"])
      }
    }
    for (i, parent) in (subject.spec["parentRefs"]?.array ?? []).enumerated() {
      let kind = parent["kind"]?.string ?? "Gateway"
      let namespace = parent["namespace"]?.string ?? subject.namespace
      let name = parent["name"]?.string ?? ""
      if !exists(kind, namespace, name) {
        missing(kind, namespace, name, subject, ["spec", "parentRefs", .index(i), "name"], .warning)
      }
    }
  }

  private mutating func backend(
    _ service: String, _ namespace: String, name: String?, number: Int64?, _ subject: Subject, _ namePath: [PathStep],
    _ portPath: [PathStep]
  ) {
    let found = find("Service", namespace, service)
    guard let target = found.first else {
      if !exists("Service", namespace, service) { missing("Service", namespace, service, subject, namePath, .error) }
      return
    }
    let ports = found.flatMap { $0.spec["ports"]?.array ?? [] }
    if let name {
      if ports.contains(where: { $0["name"]?.string == name }) { return }
    } else if let number {
      if ports.contains(where: { $0["port"]?.int == number }) { return }
    } else {
      if ports.count == 1 || ports.isEmpty { return }
    }
    let asked = name ?? number.map(String.init) ?? "(none)"
    let offered = ports.map { port in
      let number = port["port"]?.int.map(String.init) ?? "?"
      return port["name"]?.string.map { "\($0) (\(number))" } ?? number
    }
    report(
      .error, "service-port", subject, portPath,
      "Service \(target.namespace)/\(service) has no port \(asked); its ports: \(Checker.list(offered))",
      next: ports.first?["name"]?.string.map { "Use port name \($0)." } ?? "Use one of its ports.")
  }

  // MARK: - Services

  private mutating func service(_ subject: Subject) {
    guard subject.spec["type"]?.string != "ExternalName", let selector = subject.spec["selector"]?.object,
      !selector.isEmpty
    else { return }
    let pods = (workloads[subject.namespace] ?? []).map { subjects[$0] }.filter { other in
      guard let (path, _) = Checker.podSpec(other) else { return false }
      return Checker.labels(other, path).map { labels in
        selector.allSatisfy { labels[$0.key] == $0.value }
      } ?? false
    }
    if pods.isEmpty {
      if known.isComplete("Pod", subject.namespace) {
        report(
          .warning, "service-selector", subject, ["spec", "selector"], "it selects no pods of the set",
          next: "Compare the selector with the labels of the pod template.")
      }
      return
    }
    for (i, port) in (subject.spec["ports"]?.array ?? []).enumerated() {
      self.port(port, subject, pods, ["spec", "ports", .index(i), "targetPort"])
    }
  }

  private static func labels(_ subject: Subject, _ path: [PathStep]) -> Object? {
    var node = subject.value
    for case .key(let key) in path.dropLast() {
      guard let next = node[key] else { return nil }
      node = next
    }
    return node.at("metadata", "labels")?.object
  }

  private mutating func port(_ port: Value, _ subject: Subject, _ pods: [Subject], _ path: [PathStep]) {
    let kind = port["protocol"]?.string ?? "TCP"
    for pod in pods {
      guard let (_, spec) = Checker.podSpec(pod) else { continue }
      let containers = (spec["containers"]?.array ?? []) + (spec["initContainers"]?.array ?? [])
      let ports = containers.flatMap { $0["ports"]?.array ?? [] }
      let names = ports.map { own in
        let number = own["containerPort"]?.int.map(String.init) ?? "?"
        return own["name"]?.string.map { "\($0) (\(number))" } ?? number
      }
      if let name = port["targetPort"]?.string {
        if ports.contains(where: { $0["name"]?.string == name && $0["protocol"]?.string ?? "TCP" == kind }) { continue }
        report(
          .error, "target-port", subject, path,
          "\(pod.title) has no \(kind) port named \(name); its ports: \(names.isEmpty ? "none" : Checker.list(names))",
          next: "Name the container's port \(name), or use its number.")
        return
      }
      // A number works without being declared: it is only suspicious when others are.
      guard let number = port["targetPort"]?.int ?? port["port"]?.int, !ports.isEmpty else { continue }
      if ports.contains(where: { $0["containerPort"]?.int == number }) { continue }
      report(
        .warning, "target-port", subject, path,
        "\(pod.title) declares no port \(number); its ports: \(Checker.list(names))",
        next: "Check what the container listens on.")
      return
    }
  }
}
