import GoTemplate
import Manifest
import Synchronization

/// Executes the templates of a chart and its subcharts (helm's `pkg/engine`).
struct Engine {
  /// A template file with what it sees.
  struct Template: Sendable {
    /// `coder/templates/coder.yaml`
    var path: String
    var file: Chart.File
    /// `coder/templates`
    var basePath: String
    /// The context of its chart, by position in ``Collected/contexts``.
    var context: Int
  }

  /// What a chart's templates see; all templates of a chart share it.
  struct Context: Sendable {
    var map: GoMap
    /// The context of the chart above.
    var parent: Int?
    /// The chart's name, under which its values lie in those of the chart above.
    var name: String
  }

  /// The templates of a chart and its subcharts.
  struct Collected {
    var templates: [String: Template] = [:]
    var contexts: [Context] = []
  }

  let options: RenderOptions
  /// Notes what is read and written, when asked for; then templates are rendered one by one.
  var record: RenderRecord?

  init(options: RenderOptions, record: RenderRecord? = nil) {
    self.options = options
    self.record = record
  }

  /// The texts that the templates make, by path, in the order in which helm executes them.
  func render(_ chart: ChartNode, _ values: RenderValues) throws(HelmError) -> [(path: String, text: [UInt8])] {
    var collected = Collected()
    _ = collect(chart, values.values, values, nil, &collected)
    let templates = Self.sorted(collected.templates)
    let set = try parse(templates)
    if let record { Self.watch(collected.contexts, record) }
    let executed = templates.filter { !ManifestSorter.isPartial($0.path) }
    if let results = try sideBySide(executed, collected.contexts, set) { return results }
    return try oneByOne(executed, collected.contexts, set)
  }

  private func parse(_ templates: [Template]) throws(HelmError) -> TemplateSet {
    var set = TemplateSet(name: "gotpl", functions: .helm, missingKey: options.strict ? .error : .zero)
    let functions = set.functions
    let parsed = Parallel.map(templates.count, state: {}) { (at, _) -> Result<TemplateSet.Parsed, TemplateError> in
      do throws(TemplateError) {
        return .success(
          try TemplateSet.parsed(name: templates[at].path, bytes: templates[at].file.data, functions: functions))
      } catch {
        return .failure(error)
      }
    }
    for (template, result) in zip(templates, parsed) {
      switch result {
      case .success(let trees): set.add(trees)
      case .failure(let error): throw Self.parseError(error, template.path)
      }
    }
    return set
  }

  // MARK: Execution

  /// As helm does it: a template sees what those before it did to the values.
  private func oneByOne(
    _ templates: [Template], _ contexts: [Context], _ set: TemplateSet
  ) throws(HelmError) -> [(path: String, text: [UInt8])] {
    let session = RenderSession(hooks: options.hooks, limits: options.limits)
    session.record = record
    var results: [(path: String, text: [UInt8])] = []
    for template in templates {
      let context = contexts[template.context].map
      context.put("Template", .map(Self.about(template)))
      do throws(TemplateError) {
        let text = try set.execute(template.path, data: .map(context), session: session)
        results.append((template.path, Self.withoutNoValue(text)))
      } catch {
        throw Self.executionError(error, template.path)
      }
    }
    return results
  }

  /// All templates at once, on values that none of them may change. `nil` when one tried to, and when what a template
  /// sees of subcharts depends on the order: then the result must come from ``oneByOne(_:_:_:)``.
  private func sideBySide(
    _ templates: [Template], _ contexts: [Context], _ set: TemplateSet
  ) throws(HelmError) -> [(path: String, text: [UInt8])]? {
    if templates.count < 4 || Parallel.threads < 2 || record != nil || options.lookup != nil || options.note != nil {
      return nil
    }
    guard Self.subchartsComeFirst(templates, contexts) else { return nil }
    for template in templates { contexts[template.context].map.put("Template", .map(Self.about(template))) }
    for context in contexts { context.map.freeze() }
    let options = options
    let hasChange = Atomic<Bool>(false)
    let results = Parallel.map(
      templates.count, state: { RenderSession(hooks: options.hooks, limits: options.limits) }
    ) { (at, session) -> Result<[UInt8], TemplateError> in
      if hasChange.load(ordering: .relaxed) { return .success([]) }
      let template = templates[at]
      let context = ChartValues.shallowCopy(contexts[template.context].map)
      context.put("Template", .map(Self.about(template)))
      context.freeze()
      do throws(TemplateError) {
        return .success(
          Self.withoutNoValue(try set.execute(template.path, data: .map(context), session: session)))
      } catch {
        if error.kind == .frozen { hasChange.store(true, ordering: .relaxed) }
        return .failure(error)
      }
    }
    for context in contexts { context.map.thaw() }
    if hasChange.load(ordering: .relaxed) {
      for context in contexts { try? context.map.remove("Template") }
      return nil
    }
    var texts: [(path: String, text: [UInt8])] = []
    for (template, result) in zip(templates, results) {
      switch result {
      case .success(let text): texts.append((template.path, text))
      case .failure(let error): throw Self.executionError(error, template.path)
      }
    }
    return texts
  }

  /// Whether every chart's templates are executed before those of the chart above, so that what those above see of it
  /// as `.Subcharts` is settled.
  private static func subchartsComeFirst(_ templates: [Template], _ contexts: [Context]) -> Bool {
    var first = [Int](repeating: Int.max, count: contexts.count)
    var last = [Int](repeating: -1, count: contexts.count)
    for (at, template) in templates.enumerated() {
      first[template.context] = min(first[template.context], at)
      last[template.context] = at
    }
    for at in contexts.indices {
      var above = contexts[at].parent
      while let parent = above {
        if last[at] > first[parent] { return false }
        above = contexts[parent].parent
      }
    }
    return true
  }

  /// Has the reads of all charts' values noted, by their paths in the values of the whole.
  private static func watch(_ contexts: [Context], _ record: RenderRecord) {
    func path(_ context: Context) -> [PathStep] {
      context.parent.map { path(contexts[$0]) + [.key(context.name)] } ?? []
    }
    // A subchart's globals are copies; what counts is where they come from.
    for context in contexts {
      guard case .map(let values)? = context.map["Values"], case .map(let globals)? = values["global"] else { continue }
      record.watch(globals, path: [.key("global")])
    }
    for context in contexts {
      if case .map(let values)? = context.map["Values"] { record.watch(values, path: path(context)) }
    }
  }

  static func about(_ template: Template) -> GoMap {
    GoMap(
      type: RenderValues.type,
      [("Name", .string(template.path)), ("BasePath", .string(template.basePath))])
  }

  /// The chart's context; adds its templates and those of its subcharts.
  private func collect(
    _ chart: ChartNode, _ values: GoMap, _ shared: RenderValues, _ parent: Int?, _ collected: inout Collected
  ) -> GoMap {
    let subcharts = GoMap()
    let context = GoMap(type: RenderValues.type)
    let at = collected.contexts.count
    collected.contexts.append(Context(map: context, parent: parent, name: chart.name))
    context.put("Chart", .object(ChartObject(chart)))
    context.put("Files", .map(FilesObject.make(chart.chart.files)))
    context.put("Release", .map(shared.release))
    context.put("Capabilities", .object(shared.capabilities))
    context.put("Values", .map(values))
    context.put("Subcharts", .map(subcharts))
    for subchart in chart.dependencies {
      var below = GoMap(type: RenderValues.type)
      if case .map(let map)? = values[subchart.name] { below = RenderValues.typed(map) }
      subcharts.put(subchart.name, .map(collect(subchart, below, shared, at, &collected)))
    }
    let base = chart.fullPath
    for file in chart.chart.templates {
      let path = DiskPath.clean("\(base)/\(file.name)")
      if chart.metadata.isLibrary && !ManifestSorter.isPartial(path) { continue }
      collected.templates[path] = Template(
        path: path, file: file, basePath: DiskPath.clean("\(base)/templates"), context: at)
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
    hooks.note = note
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
