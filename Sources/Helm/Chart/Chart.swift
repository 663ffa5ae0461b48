import Manifest

/// A chart as it was loaded: metadata, templates, default values, files and subcharts (helm's `chart.Chart`).
///
/// Load one with ``load(from:at:)`` (any file tree), ``load(path:)`` (a folder or `.tgz` on disk) or
/// ``load(archive:)``; render it with ``Helm/render(_:values:release:capabilities:options:)``.
public struct Chart: Sendable {
  /// A file of the chart: its path below the chart's folder, and its bytes without a byte order mark.
  public struct File: Sendable, Hashable {
    public var name: String
    public var data: [UInt8]
    public init(name: String, data: [UInt8]) {
      self.name = name
      self.data = data
    }
    public var text: String { HelmString.text(data) }
  }

  public var metadata = ChartMetadata()
  public var lock: ChartLock?
  /// Everything below `templates/`, in the order of loading.
  public var templates: [File] = []
  /// What `values.yaml` says; `nil` when there is none. Numbers are floats, as Go reads them.
  public var values: Object?
  /// `values.schema.json`.
  public var schema: [UInt8]?
  /// All other files: what templates reach as `.Files`, and `crds/`.
  public var files: [File] = []
  /// All files as they were found, those of subcharts too.
  public var raw: [File] = []
  /// The charts in `charts/`.
  public var dependencies: [Chart] = []
  /// What helm would have written to standard error while loading.
  public var log = HelmLog()

  public init() {}

  public var name: String { metadata.name }
}

/// A custom resource definition file of a chart.
public struct ChartCRD: Sendable, Hashable {
  /// `coder/charts/sub/crds/a.yaml`.
  public var path: String
  public var file: Chart.File
}

extension Chart.File {
  /// Whether helm takes a file in `crds/` for a manifest.
  var isManifest: Bool {
    guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return false }
    return [".yaml", ".yml", ".json"].contains(name[dot...].lowercased())
  }
}
