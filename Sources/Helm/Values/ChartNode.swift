import GoTemplate
import Manifest

/// A chart while its dependencies are worked out: references, as in helm's own code, because aliases of a chart share
/// its subcharts and its list of requirements, and that shows in paths and conditions.
final class ChartNode {
  let chart: Chart
  var metadata: ChartMetadata
  /// The dependencies of the metadata; `nil` as in Go, where that differs from empty.
  var requirements: [Requirement]?
  private(set) var dependencies: [ChartNode] = []
  private(set) weak var parent: ChartNode?
  /// What this is an alias of; held so that subcharts which have that as their parent keep it.
  private var original: ChartNode?
  /// What `import-values` made of the chart's own values.
  var importedValues: GoMap?

  /// One entry of `dependencies:`; aliases of a chart share it.
  final class Requirement {
    var entry: ChartDependency
    init(_ entry: ChartDependency) { self.entry = entry }
  }

  init(_ chart: Chart) {
    self.chart = chart
    metadata = chart.metadata
    requirements = chart.metadata.dependencies?.map { Requirement($0) }
    dependencies = chart.dependencies.map { ChartNode($0) }
    for node in dependencies { node.parent = self }
  }

  /// A copy as an alias of it is: own metadata, shared subcharts and requirements.
  private init(aliasOf other: ChartNode) {
    chart = other.chart
    metadata = other.metadata
    requirements = other.requirements
    dependencies = other.dependencies
    parent = other.parent
    importedValues = other.importedValues
    original = other
  }

  func alias(_ name: String) -> ChartNode {
    let copy = ChartNode(aliasOf: self)
    if !name.isEmpty { copy.metadata.name = name }
    return copy
  }

  func setDependencies(_ charts: [ChartNode]) {
    dependencies = charts
    for chart in charts { chart.parent = self }
  }

  var name: String { metadata.name }
  var isRoot: Bool { parent == nil }

  /// `coder/charts/libcoder`.
  var fullPath: String {
    guard let parent else { return name }
    return "\(parent.fullPath)/charts/\(name)"
  }

  /// The chart's defaults as a table of the caller's own; `nil` when there are none.
  func copyOfValues() -> GoMap? {
    if let importedValues { return ChartValues.deepCopy(importedValues) }
    return chart.values.map { ChartValues.table($0) }
  }
}
