import Files
import Helm
import KubeAPI
import Manifest

/// A chart as helm-controller loads it from a HelmChart's artifact, and what it renders to.
public struct ReleaseChart: Sendable {
  public var name: String
  /// With source-controller's build metadata where the strategy is Revision.
  public var version: String
  public var appVersion: String
  /// Where the chart lies in the source.
  public var path: String
  public var chart: Chart

  /// Loads the chart at a path of the source. `version` overrides Chart.yaml's, as the packaged chart does;
  /// `valuesFiles` (paths from the root of the source) replace the chart's own values when given.
  public static func load(
    _ tree: some FileTree, path: String, version: String?, valuesFiles: [String] = []
  ) throws(SourceError) -> ReleaseChart {
    var chart: Chart
    do throws(HelmError) {
      chart = try Chart.load(from: tree, at: path)
    } catch {
      throw SourceError(file: tree.displayPath(path), error.message)
    }
    if !valuesFiles.isEmpty {
      var values = Object()
      for file in valuesFiles {
        let bytes: [UInt8]
        do {
          bytes = try tree.read(file)
        } catch {
          throw SourceError(file: file, "no values file found at path '\(file)' (reference '\(file)')")
        }
        if case .object(let one)? = try YAML.parse(bytes, file: file).first { ReleaseValues.merge(one, into: &values) }
      }
      chart.values = values
    }
    if let version { chart.metadata.version = version }
    return ReleaseChart(
      name: chart.metadata.name, version: chart.metadata.version, appVersion: chart.metadata.appVersion, path: path,
      chart: chart)
  }

  /// What a cluster tells templates about itself.
  public struct Target: Sendable {
    /// `v1.36.2`.
    public var kubeVersion: String
    /// `apps/v1`, `apps/v1/Deployment`; empty means Helm's own default list.
    public var apiVersions: [String]
    public init(kubeVersion: String, apiVersions: [String] = []) {
      self.kubeVersion = kubeVersion
      self.apiVersions = apiVersions
    }
  }

  /// Values of the HelmRelease that no template reads, as helm-controller would render it; empty when it does not render.
  public func unreadValues(
    releaseName: String, namespace: String, values: Value, target: Target
  ) -> [Helm.UnreadValue] {
    var capabilities = Capabilities()
    if let version = try? Capabilities.KubeVersion(parsing: target.kubeVersion) { capabilities.kubeVersion = version }
    if !target.apiVersions.isEmpty { capabilities.apiVersions = target.apiVersions }
    let unread = try? Helm.unreadValues(
      chart, values: ReleaseChart.floats(values).object ?? Object(),
      release: ReleaseOptions(name: releaseName, namespace: namespace), capabilities: capabilities)
    return unread ?? []
  }

  /// Renders the chart for a release.
  ///
  /// Objects get the release's namespace where they name none and `isNamespaced` says that their kind has one, and the
  /// labels with which helm-controller marks what it makes.
  public func render(
    release: Value, releaseName: String, namespace: String, values: Value, isUpgrade: Bool, revision: Int,
    target: Target, isNamespaced: (GroupKind) -> Bool, lookup: RenderOptions.Lookup? = nil
  ) throws(SourceError) -> ReleaseContent {
    let rendered: RenderedRelease
    do throws(HelmError) {
      var capabilities = Capabilities()
      capabilities.kubeVersion = try Capabilities.KubeVersion(parsing: target.kubeVersion)
      if !target.apiVersions.isEmpty { capabilities.apiVersions = target.apiVersions }
      var options = RenderOptions()
      options.lookup = lookup
      rendered = try Helm.render(
        chart, values: ReleaseChart.floats(values).object ?? Object(),
        release: ReleaseOptions(name: releaseName, namespace: namespace, revision: revision, isUpgrade: isUpgrade),
        capabilities: capabilities, options: options)
    } catch {
      throw SourceError(file: path, error.message)
    }
    func finish(_ value: Value) -> Value {
      var value = value
      if value.namespace.isEmpty && isNamespaced(GroupKind(of: value)) {
        value.set(.string(namespace), at: "metadata", "namespace")
      }
      value.set(.string(release.name), at: "metadata", "labels", "helm.toolkit.fluxcd.io/name")
      value.set(.string(release.namespace), at: "metadata", "labels", "helm.toolkit.fluxcd.io/namespace")
      return value
    }
    var content = ReleaseContent()
    content.objects = rendered.objects.map { finish($0.value) }
    content.templates = rendered.objects.map(\.templatePath)
    content.hooks = rendered.hooks.map { hook in
      ReleaseContent.Hook(
        object: finish(hook.value), events: hook.events.map(\.rawValue), weight: hook.weight,
        deletePolicies: hook.deletePolicies)
    }
    content.definitions = rendered.crds.flatMap(\.values)
    content.manifest = rendered.manifest
    content.notes = rendered.notes
    return content
  }

  /// Numbers as Go reads them from JSON into an interface: floats, whatever they looked like.
  private static func floats(_ value: Value) -> Value {
    switch value {
    case .int(let number): return .double(Double(number))
    case .array(let items): return .array(items.map(floats))
    case .object(let object): return .object(Object(pairs: object.map { ($0.key, floats($0.value)) }))
    default: return value
    }
  }
}
