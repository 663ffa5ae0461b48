import Files
import Flux
import Git
import KubeAPI
import Manifest

/// A chart that a HelmRelease of the app names by a path in the repository, and where its bytes are.
public struct ChartUse: Sendable {
  public enum Origin: Sendable, Hashable {
    /// In the commit, so the cluster will find it.
    case committed
    /// On disk, but git ignores it: the cluster would not find it.
    case ignoredByGit
    /// In the user's cache, fetched for a rehearsal; the repository does not hold it.
    case fetched
    /// A stand-in of this repository's own, because the chart itself is not on disk.
    case standIn
    case missing
  }
  /// `third_party/vendir/charts/coder`.
  public var path: String
  /// The HelmReleases that use it.
  public var releases: [ObjectKey]
  public var origin: Origin
  /// From Chart.yaml; empty when it is missing.
  public var name: String
  public var version: String
  /// What vendir.yml pins at that path; `nil` when no vendir.yml names it.
  public var pin: Pin?

  /// One helmChart entry of a vendir.yml.
  public struct Pin: Sendable, Hashable {
    public var file: String
    public var line: Int
    public var name: String
    public var version: String
    public var repository: String
  }

  /// Whether the chart comes from somebody else: vendir brings it.
  public var isVendored: Bool { pin != nil }

  static func find(
    in objects: [FluxBuild.BuiltObject], commit: WorkingTree, options: Workspace.Options
  ) -> (charts: [ChartUse], tree: OverlayTree) {
    var charts: [ChartUse] = []
    for object in objects where GroupKind(of: object.value) == Flux.helmRelease {
      let spec = object.value.at("spec", "chart", "spec")
      guard spec?.at("sourceRef", "kind")?.string == "GitRepository",
        let path = spec?["chart"]?.string.flatMap(FilePath.clean)
      else { continue }
      let key = ObjectKey(of: object.value)
      if let i = charts.firstIndex(where: { $0.path == path }) {
        charts[i].releases.append(key)
        continue
      }
      charts.append(
        ChartUse(path: path, releases: [key], origin: .missing, name: "", version: "", pin: pin(path, commit.tree)))
    }
    let disk = try? DiskTree(commit.root)
    var layers: [(folder: String, tree: any FileTree)] = []
    for i in charts.indices {
      let path = charts[i].path
      var source: any FileTree = commit.tree
      if commit.tree.exists("\(path)/Chart.yaml") {
        charts[i].origin = .committed
      } else if let disk, disk.exists("\(path)/Chart.yaml") {
        charts[i].origin = .ignoredByGit
        source = disk
        layers.append((path, SubTree(disk, path)))
      } else if let pin = charts[i].pin, let cache = options.cache,
        let tree = try? DiskTree("\(cache)/\(pin.name)-\(pin.version)"), tree.exists("Chart.yaml")
      {
        charts[i].origin = .fetched
        layers.append((path, tree))
        source = OverlayTree(commit.tree, layers: layers)
      } else if options.standIns, let pin = charts[i].pin {
        let stand = "third_party/stand-ins/charts/\(pin.name)"
        if commit.tree.exists("\(stand)/Chart.yaml") {
          charts[i].origin = .standIn
          layers.append((path, SubTree(commit.tree, stand)))
          source = OverlayTree(commit.tree, layers: layers)
        }
      }
      if let bytes = try? source.read("\(path)/Chart.yaml"), let metadata = try? YAML.parse(bytes).first {
        charts[i].name = metadata["name"]?.string ?? ""
        charts[i].version = metadata["version"]?.string ?? ""
      }
    }
    return (charts, OverlayTree(commit.tree, layers: layers))
  }

  /// The entry of the nearest vendir.yml above that path that writes to it.
  private static func pin(_ path: String, _ tree: some FileTree) -> Pin? {
    var folder = FilePath.directory(path)
    while true {
      let file = folder.isEmpty ? "vendir.yml" : "\(folder)/vendir.yml"
      if let bytes = try? tree.read(file), let documents = try? YAML.documents(bytes, file: file) {
        for document in documents where document.value["kind"]?.string == "Config" {
          for (d, directory) in (document.value["directories"]?.array ?? []).enumerated() {
            for (c, content) in (directory["contents"]?.array ?? []).enumerated() {
              guard let chart = content["helmChart"],
                let target = FilePath.join(
                  folder, "\(directory["path"]?.string ?? "")/\(content["path"]?.string ?? "")"),
                target == path
              else { continue }
              let steps: [PathStep] = ["directories", .index(d), "contents", .index(c), "helmChart"]
              return Pin(
                file: file, line: document.line(of: steps) ?? document.line, name: chart["name"]?.string ?? "",
                version: chart["version"]?.string ?? "", repository: chart.at("repository", "url")?.string ?? "")
            }
          }
        }
      }
      if folder.isEmpty { return nil }
      folder = FilePath.directory(folder)
    }
  }
}
