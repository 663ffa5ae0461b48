import Files
import Manifest
import Workspace

/// What a launch may commit: the app directory, the charts that it uses, and the vendir files that pin them.
struct Scope: Sendable {
  /// Relative to the top of the repository.
  var paths: [String]
  /// Folders of vendored charts, all of whose files the cluster must find in git.
  var charts: [String]

  init(_ workspace: Workspace) {
    var paths = [workspace.app]
    var charts: [String] = []
    for chart in workspace.charts {
      paths.append(chart.path)
      guard let pin = chart.pin else { continue }
      charts.append(chart.path)
      let folder = FilePath.directory(pin.file)
      for name in [FilePath.base(pin.file), "vendir.lock.yml", "drydock.lock"] {
        paths.append(folder.isEmpty ? name : "\(folder)/\(name)")
      }
    }
    var seen: Set<String> = []
    self.paths = paths.filter { seen.insert($0).inserted }
    self.charts = charts
  }

  func contains(_ path: String) -> Bool {
    paths.contains { path == $0 || $0.isEmpty || path.hasPrefix($0 + "/") }
  }
}
