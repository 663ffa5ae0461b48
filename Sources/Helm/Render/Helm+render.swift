import GoTemplate
import Manifest

extension Helm {
  /// Renders a chart as helm's install action does with a dry run.
  ///
  /// - Parameter values: what the user gives; merged over the chart's own. Integers are integers to templates, as those
  ///   of `--set` are; values from files are floats (see ``ValueOptions``).
  /// - Parameter capabilities: what the cluster can do, for `.Capabilities`.
  public static func render(
    _ chart: Chart, values: Object = Object(), release: ReleaseOptions, capabilities: Capabilities = Capabilities(),
    options: RenderOptions = RenderOptions()
  ) throws(HelmError) -> RenderedRelease {
    var log = HelmLog()
    var rendered = try render(
      chart, values: values, release: release, capabilities: capabilities, options: options, log: &log)
    rendered.log = log
    return rendered
  }

  /// As ``render(_:values:release:capabilities:options:)``; what helm would have logged comes even when it fails.
  /// - Parameter record: notes what is read of the values and what wrote each line; then rendering is slower.
  public static func render(
    _ chart: Chart, values: Object, release: ReleaseOptions, capabilities: Capabilities, options: RenderOptions,
    log: inout HelmLog, record: RenderRecord? = nil
  ) throws(HelmError) -> RenderedRelease {
    let box = Coalesce.LogBox()
    defer { for line in box.log.lines { log.add(line) } }
    let root = ChartNode(chart)
    let given = ChartValues.table(values)
    try Dependencies(log: box).process(root, given)
    let merged = try Coalesce(keepsNulls: false, log: box).values(of: root, given)
    if !options.skipSchemaValidation { try SchemaCheck.run(root, merged, transport: options.transport) }

    let wanted = root.metadata.kubeVersion
    let version = capabilities.kubeVersion.version
    if !wanted.isEmpty, !ChartVersion.isCompatible(wanted, version) {
      throw HelmError(
        "chart requires kubeVersion: \(wanted) which is incompatible with Kubernetes \(version)", rendered: "")
    }
    let texts = try Engine(options: options, record: record).render(root, RenderValues(merged, release, capabilities))
    var result = RenderedRelease()
    let files = separateNotes(texts, root.name, options, &result)
    let sorted: ManifestSorter
    do throws(HelmError) {
      sorted = try ManifestSorter.sort(files, log: box)
    } catch {
      throw HelmError(error.message, rendered: dump(files))
    }
    result.hooks = sorted.hooks
    result.documents = sorted.documents
    result.crds = crds(root)
    assemble(&result, includeCRDs: options.includeCRDs)
    return result
  }

  /// Takes NOTES.txt out of the rendered files.
  private static func separateNotes(
    _ texts: [(path: String, text: [UInt8])], _ name: String, _ options: RenderOptions,
    _ result: inout RenderedRelease
  ) -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    for (path, bytes) in texts {
      guard path.hasSuffix("NOTES.txt") else {
        files.append((path, HelmString.text(bytes)))
        continue
      }
      if options.subchartNotes || path == "\(name)/templates/NOTES.txt" {
        if !result.notes.isEmpty { result.notes += "\n" }
        result.notes += HelmString.text(bytes)
      }
    }
    return files
  }

  /// All rendered files one after another, for `--debug` on a result that is no YAML; helm's order is random.
  private static func dump(_ files: [(path: String, text: String)]) -> String {
    var text = ""
    for file in files.sorted(by: { $0.path.goLess($1.path) }) where !GoText.trimSpace(file.text).isEmpty {
      text += "---\n# Source: \(file.path)\n\(file.text)\n"
    }
    return text
  }

  /// The CRD files of a chart, then those of its subcharts.
  private static func crds(_ chart: ChartNode) -> [RenderedCRD] {
    var found: [RenderedCRD] = []
    for file in chart.chart.files where file.name.hasPrefix("crds/") && file.isManifest {
      found.append(
        RenderedCRD(
          path: DiskPath.clean("\(chart.fullPath)/\(file.name)"), text: HelmString.text(file.data),
          values: (try? YAML.parse(file.data)) ?? []))
    }
    for subchart in chart.dependencies { found += crds(subchart) }
    return found
  }

  /// Puts the manifest together and notes where each object begins.
  private static func assemble(_ result: inout RenderedRelease, includeCRDs: Bool) {
    var manifest = ""
    var line = 1
    func add(_ path: String, _ text: String) {
      manifest += "---\n# Source: \(path)\n"
      manifest += text
      manifest += "\n"
      line += 3 + text.utf8.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    }
    if includeCRDs { for crd in result.crds { add(crd.path, crd.text) } }
    for document in result.documents {
      if case .object = document.value {
        result.objects.append(RenderedObject(value: document.value, templatePath: document.path, line: line + 2))
      }
      add(document.path, document.text)
    }
    result.manifest = manifest
  }

  /// A release name from a `--name-template`.
  static func renderName(_ template: String) throws(HelmError) -> String {
    do throws(TemplateError) {
      var set = TemplateSet(name: "name-template", functions: .helm, missingKey: .invalid)
      try set.parse(name: "name-template", text: template)
      return HelmString.text(try set.execute("name-template", data: .null))
    } catch {
      // Sprig's own `fail` marks nothing.
      var message = error.message
      for mark in [HelmFunctions.warningStart, HelmFunctions.warningEnd] {
        while let found = message.firstRange(of: mark) { message.removeSubrange(found) }
      }
      throw HelmError(message)
    }
  }
}
