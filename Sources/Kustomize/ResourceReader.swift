import Manifest

/// Reads objects from YAML as kustomize does: go-yaml v3's rules, lists taken apart, names required
/// (`api/resource/factory.go`).
enum ResourceReader {
  /// - Parameter shown: the path as the kustomization names it, for messages; `nil` for text inside one.
  static func read(_ bytes: [UInt8], file: String, shown: String?) throws(SourceError) -> [Resource] {
    var limits = YAML.Limits(dialect: .v3)
    limits.annotationsAsText = true
    let documents: [YAMLDocument]
    do throws(SourceError) {
      documents = try YAML.documents(bytes, file: file, limits: limits)
    } catch {
      let place = shown.map { " in File: \($0)" } ?? ""
      throw SourceError(
        file: error.file, line: error.line, column: error.column, "MalformedYAMLError: \(error.message)\(place)")
    }
    var pending = documents.map { Resource($0.value, file: file, line: $0.line) }[...]
    var result: [Resource] = []
    for resource in pending { try check(resource) }
    pending.removeAll { isEmpty($0.value) }
    while let resource = pending.popFirst() {
      guard resource.kind.hasSuffix("List"), let items = resource.value["items"] else {
        result.append(resource)
        continue
      }
      if items.isNull { continue }
      guard case .array(let list) = items else {
        throw SourceError(
          file: file, line: resource.originLine,
          "expected array in \(resource.kind)/items, but found \(GoText.typeName(items))")
      }
      for item in list {
        let inner = Resource(item, file: file, line: resource.originLine)
        try check(inner)
        if !isEmpty(item) { pending.append(inner) }
      }
    }
    return result
  }

  private static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .object(let object): object.isEmpty
    case .array(let items): items.isEmpty
    default: false
    }
  }

  private static func check(_ resource: Resource) throws(SourceError) {
    let value = resource.value
    if isEmpty(value) { return }
    func fail(_ message: String) -> SourceError {
      SourceError(file: resource.originFile, line: resource.originLine, message)
    }
    guard value.object != nil else {
      throw fail("wrong node kind: expected MappingNode but got ScalarNode: node contents:\n\(YAML.write(value))")
    }
    if resource.kind.isEmpty { throw fail("missing kind in object \(shown(value))") }
    if resource.kind.hasSuffix("List") { return }
    if resource.name.isEmpty { throw fail("missing metadata.name in object \(shown(value))") }
  }

  /// Go's `%v` of kyaml's ResourceMeta.
  private static func shown(_ value: Value) -> String {
    func text(_ keys: String...) -> String { value.at(path: keys)?.scalarText ?? "" }
    func map(_ field: String) -> String {
      let pairs = (value.at("metadata", field)?.object ?? Object()).sorted()
      return "map[\(pairs.map { "\($0.key):\($0.value.scalarText ?? "")" }.joined(separator: " "))]"
    }
    return "{{\(text("apiVersion")) \(text("kind"))} "
      + "{{\(text("metadata", "name")) \(text("metadata", "namespace"))} \(map("labels")) \(map("annotations"))}}"
  }
}

extension GoText {
  /// Go's `%T` of a value that came from YAML.
  static func typeName(_ value: Value) -> String {
    switch value {
    case .null: "<nil>"
    case .bool: "bool"
    case .int: "int"
    case .double: "float64"
    case .string: "string"
    case .array: "[]interface {}"
    case .object: "map[string]interface {}"
    }
  }
}
