import Files
import Flux
import Git
import Manifest
import Rehearsal
import Vendir
import Workspace

/// A chart brought to another version: vendir.yml edited, the chart vendored, the change shown and rehearsed.
///
/// Nothing is committed. When the chart cannot be had, vendir.yml stands as it stood.
public struct Upgrade: Sendable {
  public let chart: String
  public let version: String
  let fetcher: any Fetcher

  public init(chart: String, version: String, fetcher: any Fetcher) {
    self.chart = chart
    self.version = version
    self.fetcher = fetcher
  }

  public struct Outcome: Sendable {
    public var from: String
    /// `third_party/vendir/vendir.yml`
    public var file: String
    public var diff: AppDiff
    /// `nil` when there was nothing to change.
    public var rehearsal: RehearsalReport?
  }

  /// - Parameter directory: an app that uses the chart.
  public func run(_ directory: String, log: @escaping @Sendable (String) -> Void = { _ in }) async throws -> Outcome {
    let workspace = try await Workspace.open(directory)
    guard
      let use = workspace.charts.first(where: {
        $0.pin?.name == chart || FilePath.base($0.path) == chart && $0.pin != nil
      }),
      let pin = use.pin
    else {
      let known = workspace.charts.compactMap { $0.pin?.name }.joined(separator: ", ")
      throw SourceError(
        file: workspace.app, "uses no vendored chart \(chart)",
        nextStep: known.isEmpty ? "add it to a vendir.yml first" : "its vendored charts: \(known)")
    }
    let before = RenderedState(workspace, name: "\(chart) \(pin.version)")
    if pin.version == version {
      return Outcome(from: pin.version, file: pin.file, diff: AppDiff(from: before, to: before), rehearsal: nil)
    }
    let file = "\(workspace.root)/\(pin.file)"
    let old: [UInt8]
    do {
      old = try DiskTree.readFile(file)
    } catch {
      throw SourceError(file: pin.file, error.description)
    }
    let path = try place(old, pin, use.path)
    guard try LineEdit.replace(path + ["version"], with: version, in: file, shown: pin.file) else {
      throw SourceError(
        file: pin.file, line: pin.line, "names no version for \(chart)", nextStep: "write version: \(version) there")
    }
    log("\(pin.file): \(chart) \(pin.version) → \(version)")
    do {
      try await vendor(workspace, pin, use.path, log)
    } catch {
      try? DiskFile.write(old, to: file)
      throw error
    }
    let changed = try await Workspace.open(directory)
    let diff = AppDiff(from: before, to: RenderedState(changed, name: "\(chart) \(version)"))
    let report = try await Rehearsal(changed).run()
    return Outcome(from: pin.version, file: pin.file, diff: diff, rehearsal: report)
  }

  private func vendor(
    _ workspace: Workspace, _ pin: ChartUse.Pin, _ chartPath: String, _ log: @escaping @Sendable (String) -> Void
  ) async throws(SourceError) {
    let folder = FilePath.directory(pin.file)
    var options = Vendir.Options()
    options.root = folder.isEmpty ? workspace.root : "\(workspace.root)/\(folder)"
    options.lockFile = "\(options.root)/\(Vendir.lockName)"
    options.digestLockFile = "\(options.root)/\(Vendir.digestLockName)"
    options.directories = [folder.isEmpty ? chartPath : String(chartPath.dropFirst(folder.utf8.count + 1))]
    let config = try VendirConfig.read(["\(workspace.root)/\(pin.file)"])
    try await Vendir.sync(config, options: options, fetcher: fetcher) { event in
      switch event {
      case .fetching(let text): log("Fetching: \(text)")
      case .written(let path, let files): log("Written: \(path), \(files) files")
      case .warning(let text): log("Warning: \(text)")
      default: break
      }
    }
  }

  /// Where vendir.yml speaks of the chart.
  private func place(_ bytes: [UInt8], _ pin: ChartUse.Pin, _ chartPath: String) throws(SourceError) -> [PathStep] {
    let folder = FilePath.directory(pin.file)
    for document in try YAML.documents(bytes, file: pin.file) {
      for (d, directory) in (document.value["directories"]?.array ?? []).enumerated() {
        for (c, contents) in (directory["contents"]?.array ?? []).enumerated() where contents["helmChart"] != nil {
          let path = "\(directory["path"]?.string ?? "")/\(contents["path"]?.string ?? "")"
          if FilePath.join(folder, path) == chartPath {
            return ["directories", .index(d), "contents", .index(c), "helmChart"]
          }
        }
      }
    }
    throw SourceError(file: pin.file, line: pin.line, "names no helmChart for \(chartPath)")
  }
}
