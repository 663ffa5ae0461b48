import Manifest

/// Parts rendered files into objects and hooks and puts both in order of installation (`releaseutil.SortManifests`).
struct ManifestSorter {
  let log: Coalesce.LogBox
  var documents: [RenderedDocument] = []
  var hooks: [Hook] = []

  /// - Parameter files: paths and texts; those whose name begins with `_` are partials and left out.
  static func sort(
    _ files: [(path: String, text: String)], log: Coalesce.LogBox
  ) throws(HelmError) -> ManifestSorter {
    var sorter = ManifestSorter(log: log)
    for file in files.sorted(by: { $0.path.goLess($1.path) }) where !Self.isPartial(file.path) {
      for document in ManifestSplitter.split(file.text) { try sorter.add(document, file.path) }
    }
    sorter.documents = KindOrder.install.sorted(sorter.documents) { $0.kind }
    sorter.hooks = KindOrder.install.sorted(sorter.hooks) { $0.kind }
    return sorter
  }

  static func isPartial(_ path: String) -> Bool {
    let base = path.utf8.lastIndex(of: 0x2F).map { path.utf8.index(after: $0) } ?? path.utf8.startIndex
    return base < path.utf8.endIndex && path.utf8[base] == 0x5F
  }

  private mutating func add(_ text: String, _ path: String) throws(HelmError) {
    let value: Value
    let head: ManifestHead
    do throws(HelmError) {
      value = try HelmYAML.first(HelmString.bytes(text))
      head = try ManifestHead(value)
    } catch {
      throw error.wrapped("YAML parse error on \(path)")
    }
    guard let wanted = head.annotations["helm.sh/hook"] else {
      documents.append(RenderedDocument(path: path, text: text, kind: head.kind, value: value))
      return
    }
    var events: [Hook.Event] = []
    for part in Self.list(wanted) {
      if let event = Hook.Event(rawValue: part) {
        events.append(event)
      } else if part == "test-success" {
        events.append(.test)
      } else {
        log.add("manifest_sorter.go:199: info: skipping unknown hook: \(GoText.quote(wanted))")
        return
      }
    }
    hooks.append(
      Hook(
        name: head.name, kind: head.kind, path: path, text: text, value: value, events: events,
        weight: head.annotations["helm.sh/hook-weight"].flatMap(GoText.atoi) ?? 0,
        deletePolicies: head.annotations["helm.sh/hook-delete-policy"].map(Self.list) ?? [],
        outputLogPolicies: head.annotations["helm.sh/hook-output-log-policy"].map(Self.list) ?? []))
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { GoText.trimSpace(String($0)).lowercased() }
  }
}

/// The few fields of a manifest that helm looks at (`releaseutil.SimpleHead`).
struct ManifestHead {
  var apiVersion = ""
  var kind = ""
  var name = ""
  var annotations: [String: String] = [:]

  init() {}

  /// The same as helm's linter reads it, with its own type names in errors.
  init(lint value: Value) throws(HelmError) {
    guard let members = try GoDecoder().members(value, "rules.K8sYamlStruct") else { return }
    for (field, at, value) in members {
      switch field {
      case "apiversion": try at.string(value, &apiVersion)
      case "kind": try at.string(value, &kind)
      case "metadata":
        var namespace = ""
        for (field, at, value) in try at.members(value, "rules.k8sYamlMetadata") ?? [] {
          if field == "name" { try at.string(value, &name) }
          if field == "namespace" { try at.string(value, &namespace) }
        }
      default: break
      }
    }
  }

  private static let metadataType =
    "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }"

  init(_ value: Value) throws(HelmError) {
    guard let members = try GoDecoder().members(value, "releaseutil.SimpleHead") else { return }
    for (field, at, value) in members {
      switch field {
      case "apiversion": try at.string(value, &apiVersion)
      case "kind": try at.string(value, &kind)
      case "metadata":
        for (field, at, value) in try at.members(value, Self.metadataType) ?? [] {
          if field == "name" { try at.string(value, &name) }
          if field == "annotations" {
            var found: [String: String]? = nil
            try at.stringMap(value, &found)
            annotations = found ?? [:]
          }
        }
      default: break
      }
    }
  }
}
