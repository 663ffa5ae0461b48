import GoTemplate
import Manifest

/// Executes the templates of a chart and its subcharts (helm's `pkg/engine`).
struct Engine {
  /// A template file with what it sees.
  struct Template {
    /// `coder/templates/coder.yaml`
    var path: String
    var file: Chart.File
    /// `coder/templates`
    var basePath: String
    /// The context of its chart; all templates of a chart share it.
    var context: GoMap
  }

  let options: RenderOptions

  /// The texts that the templates make, by path, in the order in which helm executes them.
  func render(_ chart: ChartNode, _ values: RenderValues) throws(HelmError) -> [(path: String, text: [UInt8])] {
    var found: [String: Template] = [:]
    _ = collect(chart, values.root(chart), values, &found)
    let templates = Self.sorted(found)
    let table = FunctionTable.helm
    var set = TemplateSet(name: "gotpl", functions: table, missingKey: options.strict ? .error : .zero)
    for template in templates {
      do throws(TemplateError) {
        try set.parse(name: template.path, bytes: template.file.data)
      } catch {
        throw Self.parseError(error, template.path)
      }
    }
    let session = RenderSession(hooks: options.hooks, limits: options.limits)
    var results: [(path: String, text: [UInt8])] = []
    for template in templates where !ManifestSorter.isPartial(template.path) {
      template.context.put("Template", .map(Self.about(template)))
      do throws(TemplateError) {
        let text = try set.execute(template.path, data: .map(template.context), session: session)
        results.append((template.path, Self.withoutNoValue(text)))
      } catch {
        throw Self.executionError(error, template.path)
      }
    }
    return results
  }

  static func about(_ template: Template) -> GoMap {
    GoMap(
      type: RenderValues.type,
      [("Name", .string(template.path)), ("BasePath", .string(template.basePath))])
  }

  /// The chart's context; fills in its templates and those of its subcharts.
  private func collect(
    _ chart: ChartNode, _ values: GoMap, _ shared: RenderValues, _ found: inout [String: Template]
  ) -> GoMap {
    let subcharts = GoMap()
    let context = GoMap()
    context.put("Chart", .object(ChartObject(chart)))
    context.put("Files", .map(FilesObject.make(chart.chart.files)))
    context.put("Release", .map(shared.release))
    context.put("Capabilities", .object(shared.capabilities))
    context.put("Values", .map(values))
    context.put("Subcharts", .map(subcharts))
    for subchart in chart.dependencies {
      let below: GoMap
      if case .map(let map)? = values[subchart.name] {
        below = ChartValues.shallowCopy(map, type: RenderValues.type)
      } else {
        below = GoMap(type: RenderValues.type)
      }
      subcharts.put(subchart.name, .map(collect(subchart, below, shared, &found)))
    }
    let base = chart.fullPath
    for file in chart.chart.templates {
      let path = DiskPath.clean("\(base)/\(file.name)")
      if chart.metadata.isLibrary && !ManifestSorter.isPartial(path) { continue }
      found[path] = Template(
        path: path, file: file, basePath: DiskPath.clean("\(base)/templates"), context: context)
    }
    return context
  }

  /// Deeper paths first, and later names first among those of one depth.
  private static func sorted(_ found: [String: Template]) -> [Template] {
    let keyed = found.values.map { (depth: $0.path.utf8.reduce(0) { $0 + ($1 == 0x2F ? 1 : 0) }, template: $0) }
    return keyed.sorted { a, b in
      a.depth != b.depth ? a.depth > b.depth : b.template.path.goLess(a.template.path)
    }.map(\.template)
  }

  /// Go prints `<no value>` for what is missing; helm takes it out of the text.
  static func withoutNoValue(_ text: [UInt8]) -> [UInt8] {
    let mark = Array("<no value>".utf8)
    guard text.count >= mark.count, let first = text.firstIndex(of: mark[0]) else { return text }
    var result: [UInt8] = []
    var start = 0
    var at = first
    while at + mark.count <= text.count {
      if text[at] == mark[0], text[at..<at + mark.count].elementsEqual(mark) {
        result += text[start..<at]
        at += mark.count
        start = at
      } else {
        at += 1
      }
    }
    if start == 0 { return text }
    return result + text[start...]
  }

  // MARK: Errors

  /// helm's `cleanupParseError`.
  private static func parseError(_ error: TemplateError, _ path: String) -> HelmError {
    let parts = split(error.message, max: .max)
    guard parts.count > 1, let last = parts.last else {
      return HelmError("parse error in (\(path)): \(error.message)", rendered: "")
    }
    return HelmError("parse error at (\(parts[1])): \(last)", rendered: "")
  }

  /// helm's `cleanupExecError`: what `fail` and `required` say is taken out of Go's message.
  private static func executionError(_ error: TemplateError, _ path: String) -> HelmError {
    guard error.kind == .execution else { return HelmError(error.message, rendered: "") }
    let parts = split(error.message, max: 3)
    if parts.count != 3 { return HelmError("execution error in (\(path)): \(error.message)", rendered: "") }
    if let start = parts[2].firstRange(of: "HELM_ERR_START"),
      let end = lastRange(of: "HELM_ERR_END", in: parts[2][start.upperBound...])
    {
      return HelmError("execution error at (\(parts[1])): \(parts[2][start.upperBound..<end.lowerBound])", rendered: "")
    }
    return HelmError(error.message, rendered: "")
  }

  private static func lastRange(of word: String, in text: Substring) -> Range<String.Index>? {
    var found: Range<String.Index>?
    var rest = text
    while let range = rest.firstRange(of: word) {
      found = range
      rest = rest[range.upperBound...]
    }
    return found
  }

  /// `strings.SplitN(text, ": ", max)`.
  private static func split(_ text: String, max: Int) -> [Substring] {
    var parts: [Substring] = []
    var rest = text[...]
    while parts.count + 1 < max, let colon = rest.firstRange(of: ": ") {
      parts.append(rest[..<colon.lowerBound])
      rest = rest[colon.upperBound...]
    }
    return parts + [rest]
  }
}

extension RenderOptions {
  /// The same in the template engine's terms.
  var hooks: TemplateHooks {
    var hooks = TemplateHooks()
    hooks.lintMode = lintMode
    hooks.now = now
    if let lookup {
      hooks.lookup = { (apiVersion, kind, namespace, name) throws(GoFailure) in
        do throws(HelmError) {
          guard case .object(let found)? = try lookup(apiVersion, kind, namespace, name) else { return .map(GoMap()) }
          return .map(ChartValues.table(found))
        } catch {
          throw GoFailure(error.message)
        }
      }
    }
    return hooks
  }
}
