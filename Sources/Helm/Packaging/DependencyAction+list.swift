import GoLibrary
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension DependencyAction {
  /// The table of a chart's dependencies with the state of each, and warnings about charts that are not listed.
  public func list(_ path: String) throws(HelmError) -> TemplateAction.Output {
    var output = TemplateAction.Output()
    let chart = try Chart.load(path: path)
    output.log = chart.log
    guard let dependencies = chart.metadata.dependencies else {
      output.stdout = Array("WARNING: no dependencies at \(DiskPath.clean("\(path)/charts"))\n".utf8)
      return output
    }
    var rows = [["NAME", "VERSION", "REPOSITORY", "STATUS"]]
    for dependency in dependencies {
      rows.append([dependency.name, dependency.version, dependency.repository, status(dependency, chart, path)])
    }
    var text = TextTable(rows: rows, maxWidth: maxColumnWidth).text + "\n\n"
    for name in Self.entries("\(path)/charts") where !name.hasPrefix(".") {
      let file = DiskPath.clean("\(path)/charts/\(name)")
      var info = stat()
      guard stat(file, &info) == 0 else { continue }
      if info.st_mode & S_IFMT != S_IFDIR && !name.hasSuffix(".tgz") { continue }
      do throws(HelmError) {
        let found = try Chart.load(path: file)
        if !dependencies.contains(where: { $0.name == found.name }) {
          text += "WARNING: \(GoText.quote(file)) is not in Chart.yaml.\n"
        }
      } catch {
        text += "WARNING: \(GoText.quote(file)) is not a chart.\n"
      }
    }
    output.stdout = Array(text.utf8)
    return output
  }

  private func status(_ dependency: ChartDependency, _ chart: Chart, _ path: String) -> String {
    let prefix = "\(dependency.name)-"
    // The name is a pattern here, as in helm.
    guard let pattern = PathPattern("\(prefix)*.tgz") else { return "bad pattern" }
    let archives = Self.entries("\(path)/charts").filter { pattern.matches($0) }
    let versioned = archives.filter { (try? SemVer(strict: String($0.dropFirst(prefix.count).dropLast(4)))) != nil }
    if archives.count == 1 {
      return archiveStatus("\(path)/charts/\(archives[0])", dependency)
    }
    if versioned.count > 1 { return "too many matches" }
    if let only = versioned.first { return archiveStatus("\(path)/charts/\(only)", dependency) }
    guard let found = chart.dependencies.last(where: { $0.name == dependency.name }) else { return "missing" }
    return versionStatus(found, dependency) ?? "unpacked"
  }

  private func archiveStatus(_ path: String, _ dependency: ChartDependency) -> String {
    guard let chart = try? Chart.load(path: path) else { return "corrupt" }
    if chart.name != dependency.name { return "misnamed" }
    return versionStatus(chart, dependency) ?? "ok"
  }

  private func versionStatus(_ chart: Chart, _ dependency: ChartDependency) -> String? {
    if chart.metadata.version == dependency.version { return nil }
    guard let range = try? SemVer.Constraint(dependency.version), let version = try? SemVer(chart.metadata.version)
    else { return "invalid version" }
    return range.check(version) ? nil : "wrong version"
  }
}
