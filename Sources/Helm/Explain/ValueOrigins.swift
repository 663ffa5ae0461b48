import GoTemplate
import Manifest

/// Where each value of a rendering was set: by which flag, or in which line of which file.
///
/// Later layers win, as in helm: the charts' own `values.yaml` (a parent's over a subchart's), the files of `-f` in their
/// order, the `--set` family.
struct ValueOrigins {
  struct Origin: Hashable {
    /// `values-prod.yaml:12`, or `--set`.
    var place: String
    /// Given by the user, not by a chart.
    var isGiven: Bool
    var value: Value
  }

  private struct Layer {
    var name: String
    var isGiven: Bool
    /// Where in all values this document lies: a subchart's defaults lie below its name.
    var prefix: [PathStep] = []
    var value: Value
    var document: YAMLDocument?
  }

  /// The weakest first.
  private var layers: [Layer] = []

  /// - Parameter read: the bytes of a values file.
  init(_ chart: Chart, _ options: ValueOptions, read: (String) throws(HelmError) -> [UInt8]) throws(HelmError) {
    addDefaults(chart, path: chart.name, prefix: [])
    layers.reverse()
    for file in options.files {
      let documents = (try? YAML.documents(try read(file))) ?? []
      guard let first = documents.first else { continue }
      layers.append(Layer(name: file, isGiven: true, value: first.value, document: first))
    }
    func add(_ flag: String, _ texts: [String], _ parse: (String, inout Object) throws(HelmError) -> Void) {
      for text in texts {
        var object = Object()
        do throws(HelmError) { try parse(text, &object) } catch { continue }
        layers.append(Layer(name: flag, isGiven: true, value: .object(object)))
      }
    }
    add("--set-json", options.json) { (text, object) throws(HelmError) in try Strvals.parseJSON(text, into: &object) }
    add("--set", options.set) { (text, object) throws(HelmError) in try Strvals.parse(text, into: &object) }
    add("--set-string", options.strings) { (text, object) throws(HelmError) in
      try Strvals.parseString(text, into: &object)
    }
    add("--set-file", options.setFiles) { (text, object) throws(HelmError) in
      try Strvals.parseFile(text, into: &object) { (_) throws(HelmError) in "" }
    }
    add("--set-literal", options.literals) { (text, object) throws(HelmError) in
      try Strvals.parseLiteral(text, into: &object)
    }
  }

  /// A chart before its subcharts.
  private mutating func addDefaults(_ chart: Chart, path: String, prefix: [PathStep]) {
    if let file = chart.raw.first(where: { $0.name == "values.yaml" }),
      let document = (try? YAML.documents(file.data))?.first
    {
      layers.append(
        Layer(name: "\(path)/values.yaml", isGiven: false, prefix: prefix, value: document.value, document: document))
    }
    for subchart in chart.dependencies {
      let entries = (chart.metadata.dependencies ?? []).filter { $0.name == subchart.name }
      let names = entries.isEmpty ? [subchart.name] : entries.map { $0.alias.isEmpty ? $0.name : $0.alias }
      for name in names {
        addDefaults(subchart, path: "\(path)/charts/\(subchart.name)", prefix: prefix + [.key(name)])
      }
    }
  }

  /// Where the value at that path was set, `nil` when nowhere. Lists are values: the last one wins as a whole.
  func origin(of path: [PathStep]) -> Origin? {
    guard let (layer, rest, value) = find(path) else { return nil }
    let line = layer.document?.line(of: Array(rest)).map { ":\($0)" } ?? ""
    return Origin(place: layer.name + line, isGiven: layer.isGiven, value: value)
  }

  /// The value itself, as it was set.
  func value(at path: [PathStep]) -> Value? { find(path)?.value }

  private func find(_ path: [PathStep]) -> (layer: Layer, rest: ArraySlice<PathStep>, value: Value)? {
    for layer in layers.reversed() {
      var rest = path[...]
      if case .key("global")? = path.first, !layer.prefix.isEmpty {
        // Globals count from any chart.
      } else {
        guard path.starts(with: layer.prefix) else { continue }
        rest = path[layer.prefix.count...]
      }
      if let value = ValuePath.value(layer.value, rest) { return (layer, rest, value) }
      if Self.replaces(layer.value, rest) { return nil }
    }
    return nil
  }

  /// Whether a document has something on the way to a path that holds no members by name: it hides those of weaker ones.
  private static func replaces(_ root: Value, _ path: ArraySlice<PathStep>) -> Bool {
    var value = root
    for step in path {
      guard case .object(let object) = value else { return true }
      guard case .key(let key) = step, let next = object[key] else { return false }
      value = next
    }
    return false
  }

  /// The paths of all values that the charts themselves set.
  var defaults: [[PathStep]] {
    layers.filter { !$0.isGiven }.flatMap { layer in
      ValuePath.leaves(layer.value).map { layer.prefix + $0 }
    }
  }
}
