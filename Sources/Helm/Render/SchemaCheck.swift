import Files
import GoTemplate
import JSONSchema
import Manifest

/// Checks values against the `values.schema.json` of each chart (helm's `chartutil.ValidateAgainstSchema`).
enum SchemaCheck {
  static func run(_ chart: ChartNode, _ values: GoMap) throws(HelmError) {
    let faults = faults(chart, values)
    if !faults.isEmpty {
      throw HelmError(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n\(faults)")
    }
  }

  private static func faults(_ chart: ChartNode, _ values: GoMap) -> String {
    var text = ""
    if let schema = chart.chart.schema, let fault = fault(schema, values) {
      text += "\(chart.name):\n\(fault)"
    }
    for subchart in chart.dependencies {
      switch values[subchart.name] {
      case nil, .null?, .invalid?: continue
      case .map(let below)?: text += faults(subchart, below)
      case let other?:
        text += "\(subchart.name):\ninvalid type for values: expected object (map), got \(other.typeName)\n"
      }
    }
    return text
  }

  /// What is wrong, in the words of helm's validator; `nil` when nothing is.
  static func fault(_ schema: [UInt8], _ values: GoMap) -> String? {
    JSONSchema.helmError(values: .object(ChartValues.document(values)), schema: schema, loader: load)
  }

  /// Documents that a schema refers to by a file's address; others are not fetched.
  @Sendable private static func load(_ url: String) -> Value? {
    guard url.hasPrefix("file://") else { return nil }
    guard let bytes = try? DiskTree.readFile(String(url.dropFirst("file://".count))) else { return nil }
    return try? JSON.parse(bytes)
  }
}
