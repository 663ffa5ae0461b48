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
    let sorted = files.filter { !isPartial($0.path) }.sorted { $0.path.goLess($1.path) }
    let read = Parallel.map(sorted.count, state: {}) { (at, _) in parts(sorted[at].text) }
    for (file, parts) in zip(sorted, read) {
      for part in parts {
        do throws(HelmError) { try sorter.add(part.get(), file.path) } catch {
          throw error.wrapped("YAML parse error on \(file.path)")
        }
      }
    }
    sorter.documents = KindOrder.install.sorted(sorter.documents) { $0.kind }
    sorter.hooks = KindOrder.install.sorted(sorter.hooks) { $0.kind }
    return sorter
  }

  /// A document of a file, read.
  private struct Part: Sendable {
    var text: String
    var value: Value
    var head: ManifestHead
  }

  /// The documents of a file up to the first that cannot be read.
  private static func parts(_ text: String) -> [Result<Part, HelmError>] {
    var found: [Result<Part, HelmError>] = []
    for document in ManifestSplitter.split(text) {
      do throws(HelmError) {
        let value = try HelmYAML.first(HelmString.bytes(document))
        found.append(.success(Part(text: document, value: value, head: try ManifestHead(value))))
      } catch {
        found.append(.failure(error))
        break
      }
    }
    return found
  }

  static func isPartial(_ path: String) -> Bool {
    let base = path.utf8.lastIndex(of: 0x2F).map { path.utf8.index(after: $0) } ?? path.utf8.startIndex
    return base < path.utf8.endIndex && path.utf8[base] == 0x5F
  }

  private mutating func add(_ part: Part, _ path: String) {
    let (text, value, head) = (part.text, part.value, part.head)
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
