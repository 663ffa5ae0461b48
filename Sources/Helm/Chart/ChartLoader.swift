import Files
import Manifest

extension Chart {
  /// The largest file of a chart, in bytes.
  static let maxFileSize = 5 << 20
  /// The largest chart, unpacked, in bytes.
  static let maxChartSize = 100 << 20

  /// Sorts files into a chart (helm's `loader.LoadFiles`): parses `Chart.yaml` and `values.yaml`, checks the metadata,
  /// loads what lies in `charts/`. Subcharts come in the order of their names, where helm's order is random.
  init(files: [File]) throws(HelmError) {
    raw = files
    var found: ChartMetadata?
    for file in files where file.name == "Chart.yaml" {
      var metadata = found ?? ChartMetadata()
      do throws(HelmError) {
        try metadata.decode(try HelmYAML.first(file.data))
      } catch {
        throw error.wrapped("cannot load Chart.yaml")
      }
      if metadata.apiVersion.isEmpty { metadata.apiVersion = "v1" }
      found = metadata
    }
    var subcharts: [(name: String, files: [File])] = []
    var positions: [String: Int] = [:]
    for file in files {
      switch file.name {
      case "Chart.yaml": continue
      case "Chart.lock":
        lock = try Self.readLock(file)
      case "values.yaml":
        do throws(HelmError) {
          values = try ChartValues.read(file.data)
        } catch {
          throw error.wrapped("cannot load values.yaml")
        }
      case "values.schema.json": schema = file.data
      case "requirements.yaml":
        var metadata = found ?? ChartMetadata()
        if metadata.apiVersion != "v1" {
          log.add(
            "load.go:120: Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". "
              + "We recommend migrating dependencies to Chart.yaml.")
        }
        do throws(HelmError) {
          try metadata.decode(try HelmYAML.first(file.data))
        } catch {
          throw error.wrapped("cannot load requirements.yaml")
        }
        if metadata.apiVersion == "v1" { self.files.append(file) }
        found = metadata
      case "requirements.lock":
        lock = try Self.readLock(file)
        let apiVersion = (found ?? ChartMetadata()).apiVersion
        found = found ?? ChartMetadata()
        if apiVersion != "v1" {
          log.add(
            "load.go:138: Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". "
              + "We recommend migrating to Chart.lock.")
        } else {
          self.files.append(file)
        }
      default:
        if file.name.hasPrefix("templates/") {
          templates.append(file)
        } else if file.name.hasPrefix("charts/") && !file.name.hasSuffix(".prov") {
          let path = String(file.name.dropFirst("charts/".count))
          let name = String(path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)[0])
          let at = positions[name] ?? subcharts.count
          if at == subcharts.count {
            positions[name] = at
            subcharts.append((name, []))
          }
          subcharts[at].files.append(File(name: path, data: file.data))
        } else {
          self.files.append(file)
        }
      }
    }
    guard var metadata = found else { throw HelmError("Chart.yaml file is missing") }
    try metadata.validate()
    self.metadata = metadata
    subcharts.sort { $0.name.goLess($1.name) }
    for (name, files) in subcharts where !name.hasPrefix("_") && !name.hasPrefix(".") {
      do throws(HelmError) {
        let subchart = try Self.subchart(name, files, of: metadata.name)
        for line in subchart.log.lines { log.add(line) }
        dependencies.append(subchart)
      } catch {
        if error.message.hasPrefix("error unpacking subchart tar") { throw error }
        throw error.wrapped("error unpacking subchart \(name) in \(metadata.name)")
      }
    }
  }

  private static func subchart(_ name: String, _ files: [File], of parent: String) throws(HelmError) -> Chart {
    guard name.hasSuffix(".tgz") else {
      var inside: [File] = []
      for file in files {
        guard let slash = file.name.firstIndex(of: "/") else { continue }
        inside.append(File(name: String(file.name[file.name.index(after: slash)...]), data: file.data))
      }
      return try Chart(files: inside)
    }
    guard let file = files.first, file.name == name else {
      let got = files.first?.name ?? ""
      throw HelmError("error unpacking subchart tar in \(parent): expected \(name), got \(got)")
    }
    return try Chart.load(archive: file.data)
  }

  /// `nil` for an empty file.
  private static func readLock(_ file: File) throws(HelmError) -> ChartLock? {
    var lock = ChartLock()
    do throws(HelmError) {
      let document = try HelmYAML.first(file.data)
      if document.isNull { return nil }
      try lock.decode(document)
    } catch {
      throw error.wrapped("cannot load \(file.name)")
    }
    return lock
  }

  /// `data` without a UTF-8 byte order mark.
  static func withoutMark(_ data: [UInt8]) -> [UInt8] {
    data.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(data.dropFirst(3)) : data
  }
}
