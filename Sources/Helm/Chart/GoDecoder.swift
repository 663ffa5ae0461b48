import GoLibrary
import Manifest

/// Reads a YAML document into named fields as `sigs.k8s.io/yaml` and `encoding/json` do together.
///
/// Field names match without regard to case; numbers and booleans become text where text is wanted; `null` leaves the
/// field alone; a wrong shape is an error in Go's words.
struct GoDecoder {
  /// Where the value stands in the document, as Go 1.27 prints it: `metadata.annotations.a`.
  let path: String

  init(path: String = "") { self.path = path }

  func error(_ value: Value, _ type: String) -> HelmError {
    let last = path[(path.lastIndex(of: ".").map(path.index(after:)) ?? path.startIndex)...].utf8
    let isItem = !last.isEmpty && last.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    let place = path.isEmpty ? "Go value" : "\(isItem ? "" : "Go struct field ").\(path)"
    return HelmError("\(Self.context): json: cannot unmarshal \(value.jsonKind) into \(place) of type \(type)")
  }

  private static let context = "error unmarshaling JSON: while decoding JSON"

  /// `time.Time`: RFC 3339, written again as Go writes it.
  func time(_ value: Value, _ field: inout String) throws(HelmError) {
    switch value {
    case .null: return
    case .string(let text):
      do {
        let time = try GoTime(parse: text, layout: "2006-01-02T15:04:05Z07:00")
        field = time.format("2006-01-02T15:04:05.999999999Z07:00")
      } catch { throw HelmError("\(Self.context): \(error)") }
    default: throw error(value, "time.Time")
    }
  }

  func member(_ key: String) -> GoDecoder { GoDecoder(path: path.isEmpty ? key : "\(path).\(key)") }

  /// The members in the order in which Go meets them (its JSON has sorted keys), with lower-case names for comparing.
  /// `nil` for null; an error for anything else that is no object.
  func members(_ value: Value, _ type: String) throws(HelmError) -> [(name: String, at: GoDecoder, value: Value)]? {
    switch value {
    case .null: return nil
    case .object(let object):
      return object.sorted().map { (Self.fold($0.key), member($0.key), $0.value) }
    default: throw error(value, type)
    }
  }

  func string(_ value: Value, _ field: inout String) throws(HelmError) {
    switch value {
    case .null: return
    case .string(let text): field = text
    case .bool(let flag): field = flag ? "true" : "false"
    case .int(let number): field = String(number)
    case .double(let number): field = GoNumber.formatFloat(number, "g")
    default: throw error(value, "string")
    }
  }

  func bool(_ value: Value, _ field: inout Bool) throws(HelmError) {
    switch value {
    case .null: return
    case .bool(let flag): field = flag
    default: throw error(value, "bool")
    }
  }

  func strings(_ value: Value, _ field: inout [String]?) throws(HelmError) {
    field = try list(value, "[]string") { (at, item) throws(HelmError) in
      var text = ""
      try at.string(item, &text)
      return text
    }
  }

  func stringMap(_ value: Value, _ field: inout [String: String]?) throws(HelmError) {
    guard case .object(let object) = value else {
      if value.isNull {
        field = nil
        return
      }
      throw error(value, "map[string]string")
    }
    var found = field ?? [:]
    for pair in object.sorted() {
      var text = ""
      try member(pair.key).string(pair.value, &text)
      found[pair.key] = text
    }
    field = found
  }

  func list<T>(
    _ value: Value, _ type: String, _ read: (GoDecoder, Value) throws(HelmError) -> T
  ) throws(HelmError) -> [T]? {
    switch value {
    case .null: return nil
    case .array(let items):
      var found: [T] = []
      for (i, item) in items.enumerated() { found.append(try read(member(String(i)), item)) }
      return found
    default: throw error(value, type)
    }
  }

  private static func fold(_ key: String) -> String {
    key.utf8.contains(where: { $0 < 0x61 || $0 > 0x7A }) ? key.lowercased() : key
  }
}

extension ChartMetadata {
  /// Reads a document over what is there already: `requirements.yaml` is read over `Chart.yaml`.
  mutating func decode(_ value: Value) throws(HelmError) {
    guard let members = try GoDecoder().members(value, "chart.Metadata") else { return }
    for (name, at, value) in members {
      switch name {
      case "name": try at.string(value, &self.name)
      case "home": try at.string(value, &home)
      case "sources": try at.strings(value, &sources)
      case "version": try at.string(value, &version)
      case "description": try at.string(value, &description)
      case "keywords": try at.strings(value, &keywords)
      case "maintainers":
        let all = try at.list(value, "[]*chart.Maintainer") { (at, value) throws(HelmError) in
          try Maintainer(value, at)
        }
        emptyMaintainer = all?.firstIndex { $0 == nil }
        maintainers = all?.compactMap { $0 }
      case "icon": try at.string(value, &icon)
      case "apiversion": try at.string(value, &apiVersion)
      case "condition": try at.string(value, &condition)
      case "tags": try at.string(value, &tags)
      case "appversion": try at.string(value, &appVersion)
      case "deprecated": try at.bool(value, &deprecated)
      case "annotations": try at.stringMap(value, &annotations)
      case "kubeversion": try at.string(value, &kubeVersion)
      case "dependencies":
        let all = try at.list(value, "[]*chart.Dependency") { (at, value) throws(HelmError) in
          try ChartDependency(value, at)
        }
        hasEmptyDependency = all?.contains { $0 == nil } ?? false
        dependencies = all?.compactMap { $0 }
      case "type": try at.string(value, &type)
      default: break
      }
    }
  }
}

extension ChartMetadata.Maintainer {
  /// `nil` for null.
  init?(_ value: Value, _ at: GoDecoder) throws(HelmError) {
    guard let members = try at.members(value, "chart.Maintainer") else { return nil }
    for (name, at, value) in members {
      switch name {
      case "name": try at.string(value, &self.name)
      case "email": try at.string(value, &email)
      case "url": try at.string(value, &url)
      default: break
      }
    }
  }
}

extension ChartDependency {
  /// `nil` for null.
  init?(_ value: Value, _ at: GoDecoder) throws(HelmError) {
    guard let members = try at.members(value, "chart.Dependency") else { return nil }
    for (name, at, value) in members {
      switch name {
      case "name": try at.string(value, &self.name)
      case "version": try at.string(value, &version)
      case "repository": try at.string(value, &repository)
      case "condition": try at.string(value, &condition)
      case "tags": try at.strings(value, &tags)
      case "enabled": try at.bool(value, &enabled)
      case "import-values":
        importValues = try at.list(value, "[]interface {}") { (_, value) in ChartValues.floats(value) }
      case "alias": try at.string(value, &alias)
      default: break
      }
    }
  }
}

extension ChartLock {
  mutating func decode(_ value: Value) throws(HelmError) {
    guard let members = try GoDecoder().members(value, "chart.Lock") else { return }
    for (name, at, value) in members {
      switch name {
      case "generated": try at.time(value, &generated)
      case "digest": try at.string(value, &digest)
      case "dependencies":
        dependencies = try at.list(value, "[]*chart.Dependency") { (at, value) throws(HelmError) in
          try ChartDependency(value, at)
        }?.compactMap { $0 }
      default: break
      }
    }
  }
}
