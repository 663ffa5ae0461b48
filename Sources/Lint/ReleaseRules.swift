import Flux
import KubeAPI
import Manifest
import Workspace

/// Rules about HelmReleases.
extension Lint {
  /// Without `spec.releaseName` the release is called `<targetNamespace>-<name>`; charts that fix a name miss it.
  func releaseNames() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      let spec = release.source.value["spec"] ?? [:]
      guard spec["releaseName"] == nil, spec["targetNamespace"] != nil else { continue }
      var text = "the Helm release will be called \(release.releaseName)"
      let unmatched = affinityInstances(release).filter { $0 != release.releaseName }
      if let instance = unmatched.first {
        text += "; the chart's affinity looks for instance \"\(instance)\" and will not match its own pods"
      }
      let name = release.key.name
      found.append(
        finding(
          .warning, "release-name", release.source, ["spec", "targetNamespace"], text,
          next: "set spec.releaseName: \(name); changing it later reinstalls the release"))
    }
    return found
  }

  /// The values that pod affinities of a release ask of `app.kubernetes.io/instance`.
  private func affinityInstances(_ release: RenderedApp.Release) -> [String] {
    var names: [String] = []
    func walk(_ value: Value) {
      if value["key"]?.string == "app.kubernetes.io/instance" {
        names += (value["values"]?.array ?? []).compactMap(\.string)
      }
      for pair in value.object ?? Object() { walk(pair.value) }
      for element in value.array ?? [] { walk(element) }
    }
    for object in release.content.objects {
      if let affinity = object.at("spec", "template", "spec", "affinity") { walk(affinity) }
    }
    return names
  }

  /// Values that the chart does not know are ignored without a word: helm/helm#6422.
  func unknownValues() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      guard let chart = release.chart?.chart, let defaults = chart.values,
        let values = release.source.value.at("spec", "values")?.object
      else { continue }
      var known = Set(defaults.keys)
      known.insert("global")
      for dependency in chart.metadata.dependencies ?? [] {
        known.insert(dependency.alias.isEmpty ? dependency.name : dependency.alias)
      }
      if defaults.isEmpty { continue }
      for pair in values where !known.contains(pair.key) {
        let nested = defaults.pairs.first { $0.value[pair.key] != nil }?.key
        let hint = nested.map { "did you mean \($0).\(pair.key)?" } ?? "the chart knows: \(names(defaults))"
        found.append(
          finding(
            .error, "unknown-value", release.source, ["spec", "values", .key(pair.key)],
            "chart \(chart.metadata.name) has no value \"\(pair.key)\": it is ignored", next: hint))
      }
      for pair in values {
        found += unknownBelow(
          pair.value, defaults[pair.key] ?? .null, ["spec", "values", .key(pair.key)], pair.key, release)
      }
    }
    return found
  }

  private func names(_ object: Object) -> String {
    object.keys.sorted { $0.goLess($1) }.prefix(12).joined(separator: ", ")
  }

  /// Looks one level down at a time: only where the chart's default is a map with members, so that free maps stay free.
  private func unknownBelow(
    _ value: Value, _ defaults: Value, _ path: [PathStep], _ shown: String, _ release: RenderedApp.Release
  ) -> [Finding] {
    guard let members = value.object, let known = defaults.object, !known.isEmpty, path.count < 4 else { return [] }
    var found: [Finding] = []
    for pair in members {
      let below = path + [.key(pair.key)]
      if let own = known[pair.key] {
        found += unknownBelow(pair.value, own, below, "\(shown).\(pair.key)", release)
      } else {
        found.append(
          finding(
            .warning, "unknown-value", release.source, below,
            "the chart's values.yaml does not name \(shown).\(pair.key): check that a template reads it",
            next: "beside it stand: \(names(known))"))
      }
    }
    return found
  }

  /// A chart of our own with a fixed version is packaged once and then never again.
  func strategies() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      guard let use = workspace.charts.first(where: { $0.releases.contains(release.key) }) else { continue }
      let strategy = release.source.value.at("spec", "chart", "spec", "reconcileStrategy")?.string
      if !use.isVendored && strategy != "Revision" {
        found.append(
          finding(
            .warning, "reconcile-strategy", release.source, ["spec", "chart", "spec"],
            "changes of \(use.path) are deployed only when its Chart.yaml gets another version",
            next: "set reconcileStrategy: Revision for a chart of your own"))
      }
    }
    return found
  }

  /// What happens after a failed first install.
  func remediation() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      let spec = release.source.value["spec"] ?? [:]
      let retries = spec.at("install", "remediation", "retries")?.int
      let strategy = spec.at("install", "strategy", "name")?.string
      if retries == nil && strategy != "RetryOnFailure" {
        found.append(
          finding(
            .warning, "remediation", release.source, ["spec"],
            "one failed install stalls the release for good", next: "set spec.install.remediation.retries: 3"))
      }
    }
    return found
  }

  /// Helm never upgrades what lies in `crds/`.
  func definitions() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases where !release.content.definitions.isEmpty {
      if release.source.value.at("spec", "upgrade", "crds")?.string != nil { continue }
      found.append(
        finding(
          .note, "upgrade-crds", release.source, ["spec"],
          "the chart brings \(release.content.definitions.count) CustomResourceDefinitions; an upgrade may leave them old",
          next: "set spec.upgrade.crds: CreateReplace"))
    }
    return found
  }

  /// A release that depends on synced secrets is let go as soon as the OnePasswordItem exists, not when it is synced.
  func secretOrder() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      let makesItems = release.content.objects.contains { GroupKind(of: $0).kind == "OnePasswordItem" }
      guard makesItems, release.source.value.at("spec", "healthCheckExprs") == nil else { continue }
      found.append(
        finding(
          .warning, "secret-order", release.source, ["spec"],
          "it is Ready as soon as its OnePasswordItems exist, before the Secrets do",
          next:
            "with Flux 2.8 or newer add spec.healthCheckExprs for OnePasswordItem; else give dependents a long timeout")
      )
    }
    return found
  }

  /// `vaults/<vault>/items/<item>` is the only form that the operator takes.
  func itemPaths() -> [Finding] {
    var found: [Finding] = []
    for release in app.releases {
      for object in release.content.objects where GroupKind(of: object).kind == "OnePasswordItem" {
        let path = object.at("spec", "itemPath")?.string ?? ""
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 4 && parts[0] == "vaults" && parts[2] == "items" { continue }
        let place = Lint.place(of: .string(path), in: release.source.value) ?? ["spec", "values"]
        found.append(
          finding(
            .error, "item-path", release.source, place,
            "OnePasswordItem \(object.name): \"\(path)\" is no item path",
            next: "write vaults/<vault>/items/<item>; a field cannot be named, its label becomes the key"))
      }
    }
    return found
  }

  /// The path of the first scalar equal to `wanted`.
  public static func place(of wanted: Value, in value: Value, at path: [PathStep] = []) -> [PathStep]? {
    if value == wanted { return path }
    for pair in value.object ?? Object() {
      if let found = place(of: wanted, in: pair.value, at: path + [.key(pair.key)]) { return found }
    }
    for (i, element) in (value.array ?? []).enumerated() {
      if let found = place(of: wanted, in: element, at: path + [.index(i)]) { return found }
    }
    return nil
  }
}
