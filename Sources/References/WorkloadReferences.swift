import Manifest

/// What pods take from other objects: variables, files, accounts, disks.
extension Checker {
  /// The keys of a Secret or ConfigMap, with where they come from.
  enum Keys {
    case known([String], from: String)
    /// It exists, but who fills it does not say with what.
    case unknown
    case missing
  }

  mutating func workload(_ subject: Subject) {
    guard let (path, spec) = Checker.podSpec(subject) else { return }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
      for (i, container) in (spec[list]?.array ?? []).enumerated() {
        self.container(container, subject, path + [.key(list), .index(i)])
      }
    }
    for (i, volume) in (spec["volumes"]?.array ?? []).enumerated() {
      self.volume(volume, subject, path + [.key("volumes"), .index(i)])
    }
    for (i, secret) in (spec["imagePullSecrets"]?.array ?? []).enumerated() {
      named("Secret", secret["name"]?.string, subject, path + ["imagePullSecrets", .index(i), "name"], .warning)
    }
    if let account = spec["serviceAccountName"]?.string, account != "default", !account.isEmpty {
      named("ServiceAccount", account, subject, path + ["serviceAccountName"], .error)
    }
  }

  /// Where the pod spec of a workload stands.
  static func podSpec(_ subject: Subject) -> (path: [PathStep], spec: Value)? {
    let path: [PathStep]
    switch (subject.group, subject.kind) {
    case ("", "Pod"): path = ["spec"]
    case ("batch", "CronJob"): path = ["spec", "jobTemplate", "spec", "template", "spec"]
    case ("apps", _), ("batch", "Job"), ("", "ReplicationController"), ("argoproj.io", "Rollout"):
      path = ["spec", "template", "spec"]
    default: return nil
    }
    var node = subject.value
    for case .key(let key) in path {
      guard let next = node[key] else { return nil }
      node = next
    }
    return (path, node)
  }

  private mutating func container(_ container: Value, _ subject: Subject, _ path: [PathStep]) {
    for (i, variable) in (container["env"]?.array ?? []).enumerated() {
      for (field, kind) in [("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")] {
        guard let reference = variable["valueFrom"]?[field], reference["optional"]?.bool != true else { continue }
        key(
          kind, reference["name"]?.string ?? "", reference["key"]?.string ?? "", subject,
          path + ["env", .index(i), "valueFrom", .key(field)], "variable \(variable["name"]?.string ?? "")")
      }
    }
    for (i, source) in (container["envFrom"]?.array ?? []).enumerated() {
      for (field, kind) in [("secretRef", "Secret"), ("configMapRef", "ConfigMap")] {
        guard let reference = source[field], reference["optional"]?.bool != true else { continue }
        named(kind, reference["name"]?.string, subject, path + ["envFrom", .index(i), .key(field), "name"], .error)
      }
    }
  }

  private mutating func volume(_ volume: Value, _ subject: Subject, _ path: [PathStep]) {
    files("ConfigMap", volume["configMap"], "name", subject, path + ["configMap"])
    files("Secret", volume["secret"], "secretName", subject, path + ["secret"])
    for (i, source) in (volume.at("projected", "sources")?.array ?? []).enumerated() {
      files("ConfigMap", source["configMap"], "name", subject, path + ["projected", "sources", .index(i), "configMap"])
      files("Secret", source["secret"], "name", subject, path + ["projected", "sources", .index(i), "secret"])
    }
    if let claim = volume["persistentVolumeClaim"]?["claimName"]?.string {
      named("PersistentVolumeClaim", claim, subject, path + ["persistentVolumeClaim", "claimName"], .error)
    }
  }

  private mutating func files(
    _ kind: String, _ source: Value?, _ nameField: String, _ subject: Subject, _ path: [PathStep]
  ) {
    guard let source, source["optional"]?.bool != true, let name = source[nameField]?.string else { return }
    let items = source["items"]?.array ?? []
    if items.isEmpty { return named(kind, name, subject, path + [.key(nameField)], .error) }
    for (i, item) in items.enumerated() {
      key(
        kind, name, item["key"]?.string ?? "", subject, path + ["items", .index(i)],
        "file \(item["path"]?.string ?? "")")
    }
  }

  /// An object that must exist in the subject's own namespace.
  mutating func named(
    _ kind: String, _ name: String?, _ subject: Subject, _ path: [PathStep], _ severity: References.Finding.Severity
  ) {
    guard let name, !name.isEmpty else { return }
    if case .missing = keys(kind, subject.namespace, name) {
      missing(kind, subject.namespace, name, subject, path, severity)
    }
  }

  mutating func missing(
    _ kind: String, _ namespace: String, _ name: String, _ subject: Subject, _ path: [PathStep],
    _ severity: References.Finding.Severity
  ) {
    let place = namespace.isEmpty ? name : "\(namespace)/\(name)"
    let near = lookalikes(kind, namespace, name).filter { $0.index != subject.index }.prefix(3).map(\.title)
    report(
      severity, "missing-object", subject, path, "\(kind) \(place) does not exist",
      next: near.isEmpty
        ? "Add \(kind) \(place), or correct the name." : "Perhaps \(near.joined(separator: " or ")) is meant.")
  }

  /// One key of an object in the subject's own namespace.
  private mutating func key(
    _ kind: String, _ name: String, _ key: String, _ subject: Subject, _ path: [PathStep], _ what: String
  ) {
    switch keys(kind, subject.namespace, name) {
    case .missing: missing(kind, subject.namespace, name, subject, path + ["name"], .error)
    case .unknown: return
    case .known(let keys, let origin):
      if keys.contains(key) { return }
      report(
        .error, kind == "Secret" ? "secret-key" : "config-key", subject, path + ["key"],
        "\(kind) \(name) has no key `\(key)` for the \(what); its keys\(origin): \(Checker.list(keys.sorted()))",
        next: keys.first { Checker.isNear($0, key) }.map { "Perhaps `\($0)` is meant." }
          ?? "Use one of its keys, or add a field with that label.")
    }
  }

  /// The keys that a Secret or ConfigMap has, or will have when its operator makes it.
  func keys(_ kind: String, _ namespace: String, _ name: String) -> Keys {
    let plain = find(kind, namespace, name)
    if !plain.isEmpty {
      var keys: [String] = []
      for field in ["data", "stringData", "binaryData"] {
        for object in plain { keys += object.value[field]?.object?.keys ?? [] }
      }
      return kind == "Secret" || kind == "ConfigMap" ? .known(keys, from: "") : .unknown
    }
    if kind == "Secret" {
      for item in find("OnePasswordItem", namespace, name) {
        let path = item.spec["itemPath"]?.string ?? ""
        guard let labels = known.itemFields[path] else { return .unknown }
        return .known(labels.map(References.secretKey), from: " (from item \(path))")
      }
      for i in makers[namespace] ?? [] {
        if let keys = made(by: subjects[i], name) { return keys }
      }
    }
    if let keys = known.keys["\(kind)/\(namespace)/\(name)"] { return .known(keys, from: "") }
    return exists(kind, namespace, name) ? .unknown : .missing
  }

  /// The Secret of that name that the object's controller makes.
  private func made(by subject: Subject, _ name: String) -> Keys? {
    switch subject.kind {
    case "SealedSecret" where subject.name == name:
      return .known(subject.spec["encryptedData"]?.object?.keys ?? [], from: " (sealed)")
    case "ExternalSecret" where (subject.spec.at("target", "name")?.string ?? subject.name) == name:
      if subject.spec["dataFrom"] != nil || subject.spec.at("target", "template") != nil { return .unknown }
      return .known((subject.spec["data"]?.array ?? []).compactMap { $0["secretKey"]?.string }, from: "")
    case "Certificate" where subject.spec["secretName"]?.string == name:
      return .known(["tls.crt", "tls.key", "ca.crt"], from: " (from cert-manager)")
    default: return nil
    }
  }
}
