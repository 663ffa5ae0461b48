import Files
import GoTemplate
import Manifest

/// What `helm template` does, from its arguments to its output: find the chart, merge the values, render, print.
public struct TemplateAction: Sendable {
  public var values = ValueOptions()
  public var namespace = ""
  public var nameTemplate = ""
  public var generateName = false
  public var includeCRDs = false
  public var skipCRDs = false
  public var noHooks = false
  public var skipTests = false
  public var isUpgrade = false
  public var showOnly: [String] = []
  public var kubeVersion = ""
  public var apiVersions: [String] = []
  public var outputDirectory = ""
  public var usesReleaseName = false
  public var skipSchemaValidation = false
  /// `key=value` pairs, only looked at for names that helm keeps for itself.
  public var labels: [String] = []
  public var dependencyUpdate = false
  public var validate = false
  public var subchartNotes = false
  public var debug = false
  public var dryRun = ""
  public var source = ChartPathOptions()
  /// Prints what is known of the values instead of the manifest.
  public var explains = false
  /// Prints what made these parts instead of the manifest: `Deployment/coder:spec.replicas`.
  public var questions: [String] = []
  /// Most statements that the templates may execute.
  public var stepLimit: Int?
  public var postRenderer: PostRenderer?

  public init() {}

  /// What was printed, and how it ended.
  public struct Output: Sendable {
    /// Bytes, as templates may make any.
    public var stdout: [UInt8] = []
    /// Warnings; without the error.
    public var log = HelmLog()
    public var error: HelmError?
    public init() {}
  }

  /// - Parameter arguments: `[NAME] CHART`.
  public func run(_ arguments: [String]) -> Output {
    var output = Output()
    do throws(HelmError) {
      try run(arguments, &output)
    } catch {
      output.error = error
      if error.rendered != nil && !debug {
        output.error?.message += "\n\nUse --debug flag to render out invalid YAML"
      }
    }
    return output
  }

  /// What `--kube-version` says; `nil` without.
  @discardableResult
  func checkVersion() throws(HelmError) -> Capabilities.KubeVersion? {
    if kubeVersion.isEmpty { return nil }
    do throws(HelmError) { return try Capabilities.KubeVersion(parsing: kubeVersion) } catch {
      throw HelmError("invalid kube version '\(kubeVersion)': \(error.message)")
    }
  }

  private func run(_ arguments: [String], _ output: inout Output) throws(HelmError) {
    var capabilities = Capabilities()
    if let version = try checkVersion() { capabilities.kubeVersion = version }
    capabilities.apiVersions += apiVersions
    let (name, reference) = try nameAndChart(arguments)
    let place = try ChartLocator.locate(reference, source, &output.log)
    let values = try values.merged()
    var chart = try Chart.load(place)
    for line in chart.log.lines { output.log.add(line) }
    if !["", "application"].contains(chart.metadata.type) {
      throw HelmError("\(chart.metadata.type) charts are not installable")
    }
    if chart.metadata.deprecated { output.log.add("WARNING: This chart is deprecated") }
    if let missing = chart.missingDependencies {
      if dependencyUpdate, case .disk(let path) = place {
        chart = try updated(path, &output)
      } else {
        throw HelmError(
          "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch "
            + "missing dependencies: \(missing)")
      }
    }
    if !["", "false", "true", "none", "client", "server"].contains(dryRun) {
      throw HelmError("Invalid dry-run flag. Flag must one of the following: false, true, none, client, server")
    }
    if validate {
      throw HelmError("--validate is not supported: drydock template never talks to a cluster; see drydock verify")
    }
    do throws(HelmError) {
      try ReleaseName.validate(name)
    } catch {
      throw error.wrapped("release name \(GoText.quote(name))")
    }
    try checkLabels()
    var options = RenderOptions()
    options.includeCRDs = includeCRDs && outputDirectory.isEmpty
    options.skipSchemaValidation = skipSchemaValidation
    options.transport = source.transport
    options.subchartNotes = subchartNotes
    if let stepLimit { options.limits.steps = stepLimit }
    let record = explains || !questions.isEmpty ? RenderRecord() : nil
    let release = ReleaseOptions(
      name: name, namespace: namespace.isEmpty ? "default" : namespace, isUpgrade: isUpgrade)
    let rendered: RenderedRelease
    do throws(HelmError) {
      rendered = try Helm.render(
        chart, values: values, release: release, capabilities: capabilities, options: options, log: &output.log,
        record: record)
    } catch {
      if debug, let text = error.rendered { output.stdout = HelmString.bytes(GoText.trimSpace(text) + "\n") }
      throw error
    }
    if let record {
      try explain(chart, values, rendered, record, &output)
      return
    }
    var manifest = rendered.manifest
    if !outputDirectory.isEmpty {
      do throws(HelmError) { try write(rendered, to: base(name), &output) } catch {
        throw HelmError(error.message, rendered: "")
      }
      manifest = ""
    }
    if let postRenderer {
      do throws(HelmError) {
        manifest = HelmString.text(try postRenderer.run(HelmString.bytes(manifest)))
      } catch {
        if debug { try show(rendered, "", &output) }
        throw HelmError("error while running post render on files: \(error.message)", rendered: "")
      }
    }
    if !outputDirectory.isEmpty { try writeHooks(rendered, to: base(name), &output) }
    try show(rendered, manifest, &output)
  }

  /// The chart after its dependencies were fetched (helm's `--dependency-update`).
  private func updated(_ path: String, _ output: inout Output) throws(HelmError) -> Chart {
    var update = DependencyAction()
    update.source = source
    let told = update.update(path)
    output.stdout += told.stdout
    for line in told.log.lines { output.log.add(line) }
    if let error = told.error { throw error }
    do throws(HelmError) { return try Chart.load(path: path) } catch {
      throw error.wrapped("failed reloading chart after repo update")
    }
  }

  /// Labels of a release that helm sets itself.
  private func checkLabels() throws(HelmError) {
    let own = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]
    for label in labels {
      let pairs = label.utf8.count(where: { $0 == UInt8(ascii: "=") }) > 1 ? try CSVLine.read(label) : [label]
      for pair in pairs where own.contains(where: { pair.hasPrefix($0 + "=") }) {
        throw HelmError(
          "user supplied labels contains system reserved label name. System labels: [\(own.joined(separator: " "))]")
      }
    }
  }

  private func explain(
    _ chart: Chart, _ values: Object, _ rendered: RenderedRelease, _ record: RenderRecord, _ output: inout Output
  ) throws(HelmError) {
    let options = self.values
    let origins = try ValueOrigins(chart, options) { (file) throws(HelmError) in try options.read(file) }
    let explanation = Explanation(chart: chart, values: values, origins: origins, record: record, rendered: rendered)
    func add(_ part: String) { output.stdout += HelmString.bytes((output.stdout.isEmpty ? "" : "\n") + part) }
    for question in questions { add(try explanation.why(question)) }
    if explains { add(explanation.report(listsDefaults: debug)) }
  }

  private func nameAndChart(_ arguments: [String]) throws(HelmError) -> (name: String, chart: String) {
    if arguments.count > 2 {
      throw HelmError(
        "expected at most two arguments, unexpected arguments: \(arguments[2...].joined(separator: ", "))")
    }
    guard let first = arguments.first else { throw HelmError("must either provide a name or specify --generate-name") }
    if arguments.count == 2 {
      if generateName { throw HelmError("cannot set --generate-name and also specify a name") }
      if !nameTemplate.isEmpty { throw HelmError("cannot set --name-template and also specify a name") }
      return (first, arguments[1])
    }
    if !nameTemplate.isEmpty { return (try Helm.renderName(nameTemplate), first) }
    // helm template always has a name; --generate-name changes nothing in it.
    return ("release-name", first)
  }

  // MARK: Output

  private func shownHooks(_ rendered: RenderedRelease) -> [Hook] {
    noHooks ? [] : rendered.hooks.filter { !(skipTests && $0.events.contains(.test)) }
  }

  private func show(_ rendered: RenderedRelease, _ manifest: String, _ output: inout Output) throws(HelmError) {
    var text = GoText.trimSpace(manifest) + "\n"
    if outputDirectory.isEmpty {
      for hook in shownHooks(rendered) { text += "---\n# Source: \(hook.path)\n\(hook.text)\n" }
    }
    if showOnly.isEmpty {
      output.stdout += HelmString.bytes(text)
      return
    }
    let documents = ManifestSplitter.split(text)
    var chosen = ""
    for wanted in showOnly {
      guard let pattern = PathPattern(wanted) else { throw HelmError("could not find template \(wanted) in chart") }
      var found = false
      for document in documents {
        guard let path = Self.sourcePath(document), pattern.matches(path) else { continue }
        chosen += "---\n\(document)\n"
        found = true
      }
      if !found { throw HelmError("could not find template \(wanted) in chart") }
    }
    output.stdout += HelmString.bytes(chosen)
  }

  /// The path below the chart's name in the first `# Source: NAME/PATH` of a document.
  static func sourcePath(_ document: String) -> String? {
    for line in document.split(separator: "\n", omittingEmptySubsequences: true) {
      var rest = line[...]
      while let mark = rest.firstRange(of: "# Source: ") {
        rest = rest[mark.upperBound...]
        guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex else { continue }
        let path = rest[rest.index(after: slash)...]
        if !path.isEmpty { return String(path) }
      }
    }
    return nil
  }

  /// Where `--output-dir` puts the files.
  private func base(_ name: String) -> String {
    usesReleaseName ? DiskPath.clean("\(outputDirectory)/\(name)") : outputDirectory
  }

  private func write(
    _ rendered: RenderedRelease, to base: String, _ output: inout Output
  ) throws(HelmError) {
    var written: Set<String> = []
    let writer = OutputFolder()
    if includeCRDs {
      for crd in rendered.crds {
        try writer.put(outputDirectory, crd.path, crd.text, appending: !written.insert(crd.path).inserted, &output)
      }
    }
    for document in rendered.documents {
      try writer.put(base, document.path, document.text, appending: !written.insert(document.path).inserted, &output)
    }
  }

  private func writeHooks(
    _ rendered: RenderedRelease, to base: String, _ output: inout Output
  ) throws(HelmError) {
    let writer = OutputFolder()
    for hook in shownHooks(rendered) {
      try writer.put(base, hook.path, hook.text, appending: writer.exists(base, hook.path), &output)
    }
  }
}

extension Chart {
  /// Dependencies of Chart.yaml that are not in `charts/`, as helm's error names them; `nil` when all are there.
  var missingDependencies: String? {
    guard let wanted = metadata.dependencies else { return nil }
    let missing = wanted.map(\.name).filter { name in !dependencies.contains { $0.name == name } }
    if missing.isEmpty { return nil }
    return "found in Chart.yaml, but missing in charts/ directory: " + missing.joined(separator: ", ")
  }
}
