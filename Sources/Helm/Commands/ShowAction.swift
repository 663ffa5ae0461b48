import Manifest

/// What `helm show` does: prints parts of a chart.
public struct ShowAction: Sendable {
  public enum Part: String, Sendable, CaseIterable {
    case all, chart, values, readme, crds
  }

  public var part: Part
  public var source = ChartPathOptions()
  public var jsonPath = ""

  public init(_ part: Part) { self.part = part }

  public func run(_ reference: String) throws(HelmError) -> TemplateAction.Output {
    var output = TemplateAction.Output()
    let chart = try Chart.load(try ChartLocator.locate(reference, source, &output.log))
    for line in chart.log.lines { output.log.add(line) }
    func has(_ wanted: Part) -> Bool { part == .all || part == wanted }
    func line(_ bytes: [UInt8]) { output.stdout += bytes + [0x0A] }
    let mark = Array("---".utf8)

    if has(.chart) { line(Array(YAML.write(chart.metadata.document).utf8)) }
    if has(.values), chart.values != nil {
      if part == .all { line(mark) }
      if jsonPath.isEmpty {
        for file in chart.raw where file.name == "values.yaml" { line(file.data) }
      } else {
        output.stdout += HelmString.bytes(try values(chart))
      }
    }
    if has(.readme), let readme = chart.readme {
      if part == .all { line(mark) }
      line(readme.data)
    }
    if has(.crds) {
      let crds = chart.crdFiles
      if part == .all, let first = crds.first, !first.data.starts(with: mark) { line(mark) }
      for crd in crds { line(crd.data) }
    }
    return output
  }

  private func values(_ chart: Chart) throws(HelmError) -> String {
    do throws(HelmError) {
      return try JSONPathTemplate(jsonPath).text(of: .object(chart.values ?? Object()))
    } catch {
      throw error.wrapped("error parsing jsonpath \(jsonPath)")
    }
  }
}

extension Chart {
  var readme: File? {
    files.first { ["readme.md", "readme.txt", "readme"].contains($0.name.lowercased()) }
  }

  /// The CRD files of the chart, then those of its subcharts.
  var crdFiles: [File] {
    files.filter { $0.name.hasPrefix("crds/") && $0.isManifest } + dependencies.flatMap(\.crdFiles)
  }
}
