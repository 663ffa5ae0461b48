import Exposure
import KubeAPI
import Manifest

extension AppDiff.Danger {
  private init(_ rule: String, _ isError: Bool, _ object: String, _ message: String) {
    self.init(rule: rule, isError: isError, object: object, message: message)
  }

  // MARK: - Reach

  /// Ways in that are new or wider, and the verdict when it changes.
  static func exposure(_ old: Report, _ new: Report) -> [Self] {
    var found: [Self] = []
    let known = Set(old.entries.map { "\($0.title) \($0.reach)" })
    for entry in new.entries where !known.contains("\(entry.title) \(entry.reach)") {
      guard entry.reach != .cluster else { continue }
      let before = old.entries.filter { $0.title == entry.title }.map { "\($0.reach.audience)" }
      let was = before.isEmpty ? "new" : "was \(before.joined(separator: ", "))"
      found.append(
        Self(
          "exposure", entry.reach != .tailnet, entry.title,
          "can be reached from \(entry.reach.audience) (\(was)): \(entry.why)"))
    }
    for entry in old.entries where entry.reach == .tailnet && !new.entries.contains(where: { $0.title == entry.title })
    {
      found.append(Self("exposure", false, entry.title, "is no longer reachable from the tailnet"))
    }
    if old.verdict != new.verdict, new.verdict != .private {
      found.append(Self("exposure", true, "the app", "was \(old.verdict.rawValue), becomes \(new.verdict.rawValue)"))
    }
    return found
  }

  // MARK: - Charts and images

  static func charts(
    _ old: [ObjectKey: (name: String, version: String)], _ new: [ObjectKey: (name: String, version: String)]
  ) -> [Self] {
    var found: [Self] = []
    for key in new.keys.sorted() {
      guard let before = old[key], let after = new[key], before != after else { continue }
      let jump = jump(before.version, after.version)
      found.append(
        Self(
          "version", jump.isError, "\(key)",
          "chart \(after.name) \(before.version) → \(after.version)\(jump.words)")
      )
    }
    return found
  }

  private static func jump(_ old: String, _ new: String) -> (isError: Bool, words: String) {
    guard let a = numbers(old), let b = numbers(new) else { return (false, "") }
    if b.lexicographicallyPrecedes(a) { return (true, " (a downgrade: data may already have been migrated)") }
    if a[0] != b[0] { return (true, " (a major version: read its notes)") }
    if a[1] != b[1] { return (false, " (a minor version)") }
    return (false, "")
  }

  /// Major, minor, patch of `v2.29.1`, `2.29.1-rc.1`.
  static func numbers(_ version: String) -> [Int]? {
    let plain = version.hasPrefix("v") ? String(version.dropFirst()) : version
    let parts = plain.prefix { $0 != "-" && $0 != "+" }.split(separator: ".").map { Int($0) }
    guard parts.count >= 2, parts.allSatisfy({ $0 != nil }) else { return nil }
    let known = parts.compactMap { $0 }
    return known.count == 2 ? known + [0] : Array(known.prefix(3))
  }

  private static func images(_ key: ObjectKey, _ old: Value, _ new: Value) -> [Self] {
    func images(_ value: Value) -> [String: String] {
      var found: [String: String] = [:]
      for path in [["spec", "template", "spec"], ["spec", "jobTemplate", "spec", "template", "spec"], ["spec"]] {
        guard let pod = value.at(path: path) else { continue }
        for field in ["initContainers", "containers"] {
          for container in pod[field]?.array ?? [] {
            if let image = container["image"]?.string { found[container["name"]?.string ?? ""] = image }
          }
        }
      }
      return found
    }
    let before = images(old)
    let after = images(new)
    var found: [Self] = []
    for name in after.keys.sorted() {
      guard let a = before[name], let b = after[name], a != b else { continue }
      let (repositoryA, tagA) = split(a)
      let (repositoryB, tagB) = split(b)
      if repositoryA != repositoryB {
        found.append(Self("version", true, "\(key)", "container \(name) comes from another place: \(a) → \(b)"))
      } else {
        let jump = jump(tagA, tagB)
        found.append(Self("version", jump.isError, "\(key)", "container \(name): \(a) → \(tagB)\(jump.words)"))
      }
    }
    return found
  }

  private static func split(_ image: String) -> (String, String) {
    let plain = image.prefix { $0 != "@" }
    guard let colon = plain.lastIndex(of: ":"), !plain[colon...].contains("/") else { return (String(plain), "latest") }
    return (String(plain[..<colon]), String(plain[plain.index(after: colon)...]))
  }

  // MARK: - One object

  static func of(_ key: ObjectKey, _ old: Value?, _ new: Value?) -> [Self] {
    if let old, new == nil { return removed(key, old) }
    guard let old, let new else { return [] }
    var found = images(key, old, new)
    for path in immutable[key.type.kind] ?? [] {
      let keys = path.split(separator: ".").map(String.init)
      guard let before = old.at(path: keys), let after = new.at(path: keys), before != after else { continue }
      found.append(
        Self(
          "immutable", true, "\(key)",
          "\(path) cannot be changed: the API server will refuse, the object must be made anew"))
    }
    if ["ConfigMap", "Secret"].contains(key.type.kind), old["immutable"]?.bool == true,
      old["data"] != new["data"] || old["stringData"] != new["stringData"]
    {
      found.append(Self("immutable", true, "\(key)", "is marked immutable, and its data changes"))
    }
    if key.type.kind == "HelmRelease" {
      for field in ["releaseName", "targetNamespace", "storageNamespace"]
      where old.at("spec", field) != new.at("spec", field) {
        let a = old.at("spec", field)?.string ?? "unset"
        let b = new.at("spec", field)?.string ?? "unset"
        found.append(
          Self(
            "immutable", true, "\(key)",
            "spec.\(field) \(a) → \(b): Helm uninstalls the old release and installs a new one"))
      }
    }
    if key.type.kind == "CustomResourceDefinition" { found += definition(key, old, new) }
    if key.type.kind == "PersistentVolumeClaim" {
      let a = old.at("spec", "resources", "requests", "storage")?.string
      let b = new.at("spec", "resources", "requests", "storage")?.string
      if let a, let b, a != b {
        found.append(Self("immutable", false, "\(key)", "asks for \(b) of storage instead of \(a); it can only grow"))
      }
    }
    return found
  }

  private static func removed(_ key: ObjectKey, _ old: Value) -> [Self] {
    let isKept =
      old.annotation("kustomize.toolkit.fluxcd.io/prune") == "disabled"
      || old.label("kustomize.toolkit.fluxcd.io/prune") == "disabled"
      || old.annotation("helm.sh/resource-policy") == "keep"
    if isKept { return [Self("prune", false, "\(key)", "is no longer named; it is marked to be kept and stays")] }
    switch key.type.kind {
    case "Namespace":
      return [Self("prune", true, "\(key)", "will be deleted, with everything in it")]
    case "PersistentVolumeClaim", "PersistentVolume", "StatefulSet":
      return [Self("prune", true, "\(key)", "will be deleted: its data may go with it")]
    case "CustomResourceDefinition":
      return [Self("prune", true, "\(key)", "will be deleted, with every object of that kind in the cluster")]
    case "HelmRelease": return [Self("prune", true, "\(key)", "will be deleted: Helm uninstalls all of it")]
    case "Kustomization", "GitRepository":
      return [Self("prune", true, "\(key)", "will be deleted, and what it deploys with it")]
    default: return [Self("prune", false, "\(key)", "will be deleted")]
    }
  }

  private static func definition(_ key: ObjectKey, _ old: Value, _ new: Value) -> [Self] {
    func versions(_ value: Value, _ field: String) -> Set<String> {
      Set(
        (value.at("spec", "versions")?.array ?? []).filter { $0[field]?.bool == true }.compactMap { $0["name"]?.string }
      )
    }
    let gone = versions(old, "served").subtracting(versions(new, "served")).sorted()
    var found: [Self] = []
    if !gone.isEmpty {
      found.append(
        Self(
          "definition", true, "\(key)",
          "no longer serves \(gone.joined(separator: ", ")): objects written in it are refused"))
    }
    if versions(old, "storage") != versions(new, "storage") {
      found.append(
        Self(
          "definition", true, "\(key)",
          "stores another version: stored objects must be migrated before the old one goes"))
    }
    if found.isEmpty, old.at("spec") != new.at("spec") {
      found.append(
        Self("definition", false, "\(key)", "the schema changes; Helm changes it only with crds: CreateReplace"))
    }
    return found
  }

  /// Fields that the API server refuses to change, by kind (k8s.io/kubernetes, `pkg/apis/*/validation`).
  private static let immutable: [String: [String]] = [
    "Deployment": ["spec.selector"], "DaemonSet": ["spec.selector"], "ReplicaSet": ["spec.selector"],
    "StatefulSet": ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
    "Job": ["spec.template", "spec.selector", "spec.completionMode"],
    "Service": ["spec.clusterIP"],
    "PersistentVolumeClaim": ["spec.accessModes", "spec.storageClassName", "spec.volumeName", "spec.volumeMode"],
    "RoleBinding": ["roleRef"], "ClusterRoleBinding": ["roleRef"], "Secret": ["type"],
    "StorageClass": ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
    "IngressClass": ["spec.controller"], "PriorityClass": ["value", "preemptionPolicy"],
    "CustomResourceDefinition": ["spec.group", "spec.names.kind", "spec.scope"],
  ]
}
