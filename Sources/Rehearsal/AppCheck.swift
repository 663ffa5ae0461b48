import Exposure
import Files
import Flux
import KubeAPI
import Lint
import Manifest
import References
import SecretScan
import Workspace

/// Everything that can be said about an app without a cluster: files, references, secrets, who could reach what.
public struct AppCheck: Sendable {
  public let workspace: Workspace
  public let rendered: RenderedApp

  public init(_ workspace: Workspace, _ rendered: RenderedApp) {
    self.workspace = workspace
    self.rendered = rendered
  }

  /// Opens and renders; what is wrong with a chart or a value becomes a finding, not an error.
  public init(_ workspace: Workspace) {
    self.init(workspace, workspace.render(sha256Hex: Digest.sha256Hex))
  }

  /// All findings, the worst first; one of two that say the same about the same line.
  public func findings() -> [Finding] {
    var all = Lint(workspace, rendered).findings() + references() + secrets()
    var seen: Set<String> = []
    all = all.filter { seen.insert("\($0.file):\($0.line):\($0.rule):\($0.message)").inserted }
    return all.enumerated().sorted { a, b in
      a.element.severity != b.element.severity ? a.element.severity < b.element.severity : a.offset < b.offset
    }.map(\.element)
  }

  /// Who could reach what the app brings.
  public func exposure() -> Report {
    var context = ExposureContext()
    if let written = workspace.rehearsal.document.at("cluster", "exposure"), let read = try? ExposureContext(written) {
      context = read
    }
    return Exposure.judge(exposedObjects, context: context)
  }

  /// What the app brings, with the file and line to change: all that its Kustomizations and HelmReleases make from this
  /// repository. A recipe is left out when what it makes is there; one that could not be rendered stays, and is unknown.
  public var exposedObjects: [ExposedObject] {
    let (whole, followed) = workspace.whole()
    let isWider = whole.objects.count != workspace.objects.count
    let rendered = isWider ? whole.render(sha256Hex: Digest.sha256Hex) : self.rendered
    let known = Set(rendered.releases.filter { $0.chart != nil && $0.problem == nil }.map(\.key))
    return AppCheck(whole, rendered).objects(includingRecipes: true).filter { object in
      let key = ObjectKey(of: object.value)
      switch key.type {
      case Flux.helmRelease: return !known.contains(key)
      case Flux.kustomization: return !followed.contains(key)
      default: return key.type != Flux.helmChart
      }
    }
  }

  private func objects(includingRecipes: Bool) -> [ExposedObject] {
    var objects = workspace.objects.map { ExposedObject(value: $0.value, file: $0.file, line: $0.line) }
    for release in rendered.releases {
      let source = release.source
      for one in release.content.objects + release.content.hooks.map(\.object) + release.content.definitions {
        objects.append(ExposedObject(value: one, file: source.file, line: source.line))
      }
    }
    return objects
  }

  // MARK: - References

  private func references() -> [Finding] {
    var known = References.Known()
    let input = workspace.rehearsal
    for vault in input.document["vaults"]?.array ?? [] {
      for item in vault["items"]?.array ?? [] {
        let labels: [String]
        if let map = item["fields"]?.object {
          labels = map.keys
        } else {
          labels = (item["fields"]?.array ?? []).compactMap { $0["label"]?.string }
        }
        let path = "vaults/\(vault["name"]?.string ?? "")/items/\(item["title"]?.string ?? "")"
        known.itemFields[path] = labels
      }
    }
    for secret in input.document["secrets"]?.array ?? [] {
      let key = "Secret/\(secret["namespace"]?.string ?? "default")/\(secret["name"]?.string ?? "")"
      known.objects.insert(key)
      known.keys[key] = (secret["stringData"]?.object ?? Object()).keys + (secret["data"]?.object ?? Object()).keys
    }
    known.objects.formUnion(["IngressClass/tailscale", "Namespace/flux-system", "Namespace/default"])
    let tree = workspace.tree
    known.hasPath = { path in FilePath.clean(path).map { tree.isDirectory($0) } }
    let own = workspace.objects
    let workspace = workspace
    known.line = { index, path in index < own.count ? workspace.line(of: path, in: own[index]) : nil }
    // Without a rehearsal.yaml nobody has said which Secrets exist beforehand.
    let isTold = !input.file.isEmpty
    known.isComplete = { kind, _ in isTold || (kind != "Secret" && kind != "ConfigMap") }
    return References.check(objects: objects(includingRecipes: true), known: known).map { finding in
      var line = finding.line
      if let source = own.first(where: { $0.file == finding.file && $0.line == finding.line }),
        let place = place(of: finding, in: source)
      {
        line = workspace.line(of: place, in: source)
      }
      return Finding(
        finding.severity == .error ? .error : .warning, rule: finding.rule, object: finding.object, file: finding.file,
        line: line, "\(finding.field.isEmpty ? finding.object : finding.field): \(finding.message)",
        nextStep: finding.nextStep)
    }
  }

  /// For an object that a release renders: where the HelmRelease names what the message quotes.
  private func place(of finding: References.Finding, in source: FluxBuild.BuiltObject) -> [PathStep]? {
    guard GroupKind(of: source.value) == Flux.helmRelease, let values = source.value.at("spec", "values") else {
      return nil
    }
    for word in finding.message.split(whereSeparator: { "\"`' ,;".contains($0) }).map(String.init).reversed() {
      if let found = Lint.place(of: .string(word), in: values) { return ["spec", "values"] + found }
    }
    return nil
  }

  // MARK: - Secrets

  private func secrets() -> [Finding] {
    let found = (try? SecretScan.scan(workspace.tree, below: workspace.app)) ?? []
    return found.filter { $0.file != workspace.rehearsal.file }.map { finding in
      Finding(
        .error, rule: "secret-in-git", file: finding.file, line: finding.line,
        "\(finding.key.isEmpty ? "" : finding.key + ": ")\(finding.message)", nextStep: finding.nextStep)
    }
  }
}
