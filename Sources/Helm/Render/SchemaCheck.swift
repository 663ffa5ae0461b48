import Files
import GoTemplate
import JSONSchema
import Manifest

/// Checks values against the `values.schema.json` of each chart (helm's `chartutil.ValidateAgainstSchema`).
enum SchemaCheck {
  /// - Parameter transport: fetches documents that schemas refer to; without one they allow everything.
  static func run(
    _ chart: ChartNode, _ values: GoMap, transport: (any ChartTransport)? = nil
  ) throws(HelmError) {
    let faults = faults(chart, values, transport)
    if !faults.isEmpty {
      throw HelmError(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n\(faults)")
    }
  }

  private static func faults(_ chart: ChartNode, _ values: GoMap, _ transport: (any ChartTransport)?) -> String {
    var text = ""
    if let schema = chart.chart.schema, let fault = fault(schema, values, transport: transport) {
      text += "\(chart.name):\n\(fault)"
    }
    for subchart in chart.dependencies {
      switch values[subchart.name] {
      case nil, .null?, .invalid?: continue
      case .map(let below)?: text += faults(subchart, below, transport)
      case let other?:
        text += "\(subchart.name):\ninvalid type for values: expected object (map), got \(other.typeName)\n"
      }
    }
    return text
  }

  /// What is wrong, in the words of helm's validator; `nil` when nothing is.
  static func fault(_ schema: [UInt8], _ values: GoMap, transport: (any ChartTransport)? = nil) -> String? {
    JSONSchema.helmError(values: .object(ChartValues.document(values)), schema: schema) {
      (url) throws(JSONSchema.LoadError) -> Value? in try load(url, transport)
    }
  }

  /// Documents that a schema refers to (helm's `HTTPURLLoader`, the library's `FileLoader`).
  private static func load(
    _ url: String, _ transport: (any ChartTransport)?
  ) throws(JSONSchema.LoadError) -> Value? {
    let bytes: [UInt8]
    if url.hasPrefix("file://") {
      let path = String(url.dropFirst("file://".count))
      do { bytes = try DiskTree.readFile(path) } catch {
        throw JSONSchema.LoadError("open \(path): \(error.reason.rawValue)")
      }
    } else if url.hasPrefix("http://") || url.hasPrefix("https://") {
      guard let transport else { return .some(.bool(true)) }
      let response: ChartResponse
      do throws(HelmError) { response = try transport.get(ChartRequest(url)) } catch {
        throw JSONSchema.LoadError("HTTP request failed for \(url): \(error.message)")
      }
      if response.status != 200 {
        let reason = response.statusLine.drop { $0 != " " }.dropFirst()
        throw JSONSchema.LoadError("HTTP request to \(url) returned status \(response.status) (\(reason))")
      }
      bytes = response.bytes
    } else {
      return .none
    }
    do { return .some(try JSON.parse(bytes)) } catch { throw JSONSchema.LoadError(error.message) }
  }
}
