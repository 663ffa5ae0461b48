import GoTemplate
import Manifest
import Synchronization

extension Linter {
  /// Renders the chart in lint mode and looks at each template and what it makes.
  mutating func templates() {
    var path = "templates/"
    guard check(.warning, path, isFolder("templates") == false ? "not a directory" : nil) else { return }
    let texts: [String: String]
    let chart: Chart
    do throws(HelmError) { chart = try load() } catch {
      check(.error, path, error.message)
      return
    }
    do throws(HelmError) {
      guard let rendered = try render(chart) else { return }
      texts = rendered
    } catch {
      check(.error, path, error.message)
      return
    }
    for file in chart.templates {
      path = file.name
      let dot = file.name.lastIndex(of: ".").flatMap { file.name[$0...].contains("/") ? nil : $0 }
      let suffix = dot.map { String(file.name[$0...]) } ?? ""
      let isKnown = [".yaml", ".yml", ".tpl", ".txt"].contains(suffix)
      check(
        .error, path,
        isKnown
          ? nil : "file extension '\(suffix)' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt")
      check(.warning, path, Self.crdHook(file.text))
      check(
        .error, path,
        file.text.contains(".Release.Time")
          ? ".Release.Time has been removed in v3, please replace with the `now` function in your templates" : nil)
      guard suffix == ".yaml", let text = texts["\(chart.name)/\(file.name)"] else { continue }
      if GoText.trimSpace(text).isEmpty { continue }
      check(.warning, path, Self.topIndent(text))
      guard lint(text, path) else { return }
    }
  }

  /// The rendered files by path; `nil` when helm gives up without a word.
  private func render(_ chart: Chart) throws(HelmError) -> [String: String]? {
    let root = ChartNode(chart)
    let given = ChartValues.table(values)
    let coalesce = Coalesce(keepsNulls: false, log: log)
    let first: GoMap
    do throws(HelmError) {
      try Dependencies(log: log).process(root, given)
      first = try coalesce.values(of: root, given)
    } catch {
      return nil
    }
    let merged = try coalesce.values(of: root, first)
    if !skipSchemaValidation { try SchemaCheck.run(root, merged) }
    var release = ReleaseOptions(name: "test-release", namespace: namespace, revision: 0)
    release.isInstall = false
    var capabilities = Capabilities()
    if let kubeVersion { capabilities.kubeVersion = kubeVersion }
    var options = RenderOptions()
    options.lintMode = true
    let notes = LintNotes()
    options.note = { notes.add($0) }
    defer { for line in notes.lines { log.add(line) } }
    let texts = try Engine(options: options).render(root, RenderValues(merged, release, capabilities))
    return Dictionary(texts.map { ($0.path, HelmString.text($0.text)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The rules for objects; false when the text cannot be read.
  private mutating func lint(_ text: String, _ path: String) -> Bool {
    let (documents, fault) = Self.documents(text)
    for document in documents {
      var head = ManifestHead()
      do throws(HelmError) {
        let value = try HelmYAML.first(HelmString.bytes(document))
        if value.isNull { continue }
        head = try ManifestHead(lint: value)
      } catch {
        return check(.error, path, "unable to parse YAML: \(error.message)")
      }
      check(.warning, path, Self.name(head))
      let minor = kubeVersion.flatMap { Int($0.minor) } ?? Int(Capabilities.KubeVersion.default.minor) ?? 0
      check(.warning, path, DeprecatedAPIs.warning(head.apiVersion, head.kind, minor: minor))
      if ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].contains(head.kind),
        !text.contains("matchLabels") && !text.contains("matchExpressions")
      {
        check(
          .error, path,
          "a \(head.kind) must contain matchLabels or matchExpressions, and \(GoText.quote(head.name)) does not")
      }
      if head.kind == "List" { check(.error, path, Self.listAnnotations(text)) }
    }
    return check(.error, path, fault.map { "unable to parse YAML: \($0)" })
  }

  /// Documents as Kubernetes' reader parts them, each line of them with its end: at lines that begin with `---`.
  /// After such a line only a comment may follow; else the documents end there with a fault.
  private static func documents(_ text: String) -> (texts: [String], fault: String?) {
    var found: [String] = []
    var current = ""
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    for line in lines {
      var line = line
      if line.utf8.last == 0x0D { line.unicodeScalars.removeLast() }
      if line.hasPrefix("---") {
        let after = GoText.trimSpace(String(line.dropFirst(3)))
        if !after.isEmpty && !after.hasPrefix("#") { return (found, "invalid Yaml document separator: \(after)") }
        if !current.isEmpty {
          found.append(current)
          current = ""
          continue
        }
      }
      current += line + "\n"
    }
    if !current.isEmpty { found.append(current) }
    return (found, nil)
  }

  private static func name(_ head: ManifestHead) -> String? {
    let name = GoText.quote(head.name)
    let faults = ObjectName.faults(head.name, kind: head.kind).map { "metadata.name: Invalid value: \(name): \($0)" }
    if faults.isEmpty { return nil }
    let all = faults.count == 1 ? faults[0] : "[\(faults.joined(separator: ", "))]"
    return "object name does not conform to Kubernetes naming requirements: \(name): \(all)"
  }

  private static func crdHook(_ text: String) -> String? {
    var rest = text[...]
    while let found = rest.firstRange(of: "helm.sh/hook") {
      rest = rest[found.upperBound...]
      if rest.hasPrefix("\"") { rest = rest.dropFirst() }
      guard rest.hasPrefix(":") else { continue }
      let after = rest.dropFirst()
      let value = after.drop { $0.isWhitespace }
      if value.startIndex > after.startIndex, value.hasPrefix("crd-install") {
        return "manifest is a crd-install hook. This hook is no longer supported in v3 and all CRDs should also exist "
          + "the crds/ directory at the top level of the chart"
      }
    }
    return nil
  }

  private static func topIndent(_ text: String) -> String? {
    for line in text.split(separator: "\n") where !GoText.trimSpace(String(line)).isEmpty {
      guard line.hasPrefix(" ") || line.hasPrefix("\t") else { return nil }
      let shown = line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
      return "document starts with an illegal indent: \(GoText.quote(shown)), which may cause parsing problems"
    }
    return nil
  }

  /// What is wrong with the annotations of a list's items, which Go reads into fields of its own.
  private static func listAnnotations(_ text: String) -> String? {
    let annotations = "map[string]string"
    let metadata = "struct { Annotations \(annotations) }"
    let item = "struct { Metadata \(metadata) }"
    func field(
      _ value: Value, _ name: String, _ at: GoDecoder, _ type: String
    ) throws(HelmError) -> (at: GoDecoder, value: Value)? {
      try at.members(value, type)?.last { $0.name == name }.map { ($0.at, $0.value) }
    }
    do throws(HelmError) {
      let root = try HelmYAML.first(HelmString.bytes(text))
      guard let items = try field(root, "items", GoDecoder(), "struct { Items []\(item) }") else { return nil }
      let kept = try items.at.list(items.value, "[]\(item)") { (at, value) throws(HelmError) -> Bool in
        guard let head = try field(value, "metadata", at, item),
          let notes = try field(head.value, "annotations", head.at, metadata)
        else { return false }
        var found: [String: String]?
        try notes.at.stringMap(notes.value, &found)
        return found?["helm.sh/resource-policy"] != nil
      }
      return kept?.contains(true) == true ? "Annotation 'helm.sh/resource-policy' within List objects are ignored" : nil
    } catch {
      return "unable to parse YAML: \(error.message)"
    }
  }
}

/// What `required` and `fail` say while a chart is rendered in lint mode.
private final class LintNotes: Sendable {
  private let noted = Mutex<[String]>([])
  func add(_ line: String) { noted.withLock { $0.append(line) } }
  var lines: [String] { noted.withLock { $0 } }
}
