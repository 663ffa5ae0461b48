import Files
import GoLibrary
import Manifest

/// `replacements`: values of one object copied into fields of others (kustomize `filters/replacement`).
struct Replacements<Tree: FileTree> {
  private let replacements: [Value]

  init(_ entries: [Value], _ loader: Loader<Tree>) throws(SourceError) {
    var all: [Value] = []
    for entry in entries {
      let path = entry.text("path")
      if path.isEmpty {
        all.append(entry)
        continue
      }
      if entry["source"] != nil || entry["targets"] != nil {
        throw SourceError("cannot specify both path and inline replacement")
      }
      switch try YAML.unmarshal(try loader.load(path), file: loader.display(path)) {
      case .array(let items): all += items
      case .object(let object): all.append(.object(object))
      case let other:
        throw SourceError("unsupported replacement type encountered within replacement path: \(other.typeName)")
      }
    }
    replacements = all
  }

  func transformer() -> Transformers<Tree>.Transformer {
    { (map) throws(SourceError) in
      for replacement in replacements {
        guard let source = replacement["source"], !source.isNull, let targets = replacement["targets"]?.array else {
          throw SourceError("replacements must specify a source and at least one target")
        }
        let value = try Replacement.source(source, map)
        for target in targets { try Replacement.write(value, target, &map) }
      }
    }
  }
}

/// One replacement: finding the source and writing the targets.
enum Replacement {
  private static func identifier(_ value: Value) -> ResourceID {
    ResourceID(
      gvk: FieldSpec(value).gvk, name: value.text("name"), namespace: value.text("namespace"), isClusterScoped: false)
  }

  private static func identities(_ resource: Resource) -> [ResourceID] {
    var current = resource.currentID
    current.isClusterScoped = false
    return [current] + resource.previousIDs
  }

  static func source(_ source: Value, _ map: ResourceMap) throws(SourceError) -> Value {
    let selector = identifier(source)
    let matches = map.resources.filter { resource in
      identities(resource).contains { $0.isSelected(by: selector) }
    }
    let path = source.text("fieldPath")
    var shown = selector.description
    if !path.isEmpty { shown += ":\(path)" }
    if let options = source["options"], !options.text("delimiter").isEmpty || options.flag("create") {
      shown += ":\(options.text("delimiter"))(\(options["index"]?.int ?? 0)), create=\(options.flag("create"))"
    }
    guard let match = matches.first else { throw SourceError("nothing selected by \(shown)") }
    if matches.count > 1 { throw SourceError("multiple matches for selector \(shown)") }
    let wanted = path.isEmpty ? "metadata.name" : path
    guard let value = try lookup(match.value, FieldPath.split(wanted)[...]), !isEmpty(value) else {
      throw SourceError("fieldPath `\(wanted)` is missing for replacement source \(selector.description)")
    }
    let options = source["options"] ?? .null
    let delimiter = options.text("delimiter")
    if delimiter.isEmpty { return value }
    guard let text = value.scalarText else {
      throw SourceError("delimiter option can only be used with scalar nodes")
    }
    let parts = FieldPath.parts(text, delimiter)
    let index = Int(options["index"]?.int ?? 0)
    guard index >= 0 && index < parts.count else {
      throw SourceError("options.index \(index) is out of bounds for value \(text)")
    }
    return .string(parts[index])
  }

  private static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .object(let object): object.isEmpty
    case .array(let items): items.isEmpty
    case .string(let text): text.isEmpty
    default: false
    }
  }

  private static func lookup(_ value: Value, _ path: ArraySlice<String>) throws(SourceError) -> Value? {
    guard let part = path.first else { return value }
    let rest = path.dropFirst()
    if part == "*" { throw SourceError("error looking up replacement source: wildcard is not supported in PathGetter") }
    if let index = Int(part), case .array(let items) = value {
      return index >= 0 && index < items.count ? try lookup(items[index], rest) : nil
    }
    if FieldPath.isListIndex(part) {
      let (name, wanted) = try FieldPath.condition(part)
      for item in value.array ?? [] {
        let text = name.isEmpty ? item.scalarText : item[name]?.scalarText
        if text == wanted { return try lookup(item, rest) }
      }
      return nil
    }
    guard let next = value[part] else { return nil }
    return try lookup(next, rest)
  }

  // MARK: - Targets

  static func write(_ value: Value, _ target: Value, _ map: inout ResourceMap) throws(SourceError) {
    guard let select = target["select"], !select.isNull else {
      throw SourceError("target must specify resources to select")
    }
    let selector = identifier(select)
    let labels = try LabelSelector(select.text("labelSelector"))
    let annotations = try LabelSelector(select.text("annotationSelector"))
    let rejects = target["reject"]?.array ?? []
    var paths = target.texts("fieldPaths")
    if paths.isEmpty { paths = ["metadata.name"] }
    for i in map.resources.indices {
      let resource = map.resources[i]
      guard labels.matches(resource.strings("labels")), annotations.matches(resource.strings("annotations")) else {
        continue
      }
      let identities = identities(resource)
      guard identities.contains(where: { $0.isSelected(by: selector) }) else { continue }
      var rejected = false
      for reject in rejects where try isRejected(resource, identities, reject) { rejected = true }
      if rejected { continue }
      for path in paths {
        try copy(value, to: &map.resources[i].value, path, target["options"] ?? .null)
      }
    }
  }

  private static func isRejected(
    _ resource: Resource, _ identities: [ResourceID], _ reject: Value
  ) throws(SourceError) -> Bool {
    if !reject.text("labelSelector").isEmpty || !reject.text("annotationSelector").isEmpty {
      let labels = try LabelSelector(reject.text("labelSelector"))
      let annotations = try LabelSelector(reject.text("annotationSelector"))
      if labels.matches(resource.strings("labels")) && annotations.matches(resource.strings("annotations")) {
        return true
      }
    }
    let selector = identifier(reject)
    let isEmpty = selector.gvk == GVK() && selector.name.isEmpty && selector.namespace.isEmpty
    return !isEmpty && identities.contains { $0.isSelected(by: selector) }
  }

  private static func copy(
    _ value: Value, to target: inout Value, _ path: String, _ options: Value
  ) throws(SourceError) {
    let create = options.flag("create")
    let problem = "unable to find \(create ? "or create " : "")field \(GoText.quote(path)) in replacement target"
    var count = 0
    do throws(SourceError) {
      try FieldPath.visit(&target, FieldPath.split(path)[...], create: create ? value : Value?.none) {
        (node) throws(SourceError) in
        count += 1
        try set(&node, value, options)
      }
    } catch {
      if error.message.hasPrefix("delimiter option") { throw error }
      throw error.prefixed(problem)
    }
    if count == 0 { throw SourceError(problem) }
  }

  private static func set(_ node: inout Value, _ value: Value, _ options: Value) throws(SourceError) {
    var value = value
    let delimiter = options.text("delimiter")
    if !delimiter.isEmpty {
      guard node.isScalar else { throw SourceError("delimiter option can only be used with scalar nodes") }
      var parts = FieldPath.parts(node.scalarText ?? "", delimiter)
      let text = value.scalarText ?? ""
      let index = Int(options["index"]?.int ?? 0)
      if index < 0 {
        parts.insert(text, at: 0)
      } else if index >= parts.count {
        parts.append(text)
      } else {
        parts[index] = text
      }
      value = .string(parts.joined(separator: delimiter))
    }
    guard node.isScalar, let text = value.scalarText else {
      node = value
      return
    }
    // A scalar keeps its own kind and takes the text.
    switch node {
    case .string: node = .string(text)
    case .int:
      guard let number = Int64(text) else {
        throw SourceError("cannot decode !!str `\(text)` as a !!int")
      }
      node = .int(number)
    default: node = value
    }
  }
}

/// Paths of replacements: `spec.template.spec.containers.[name=main].image`, `data.a\.b`, `items.*.name`, `list.0`.
enum FieldPath {
  static func split(_ path: String) -> [String] {
    let parts = FieldSpec.split(path, separator: ".")
    var result: [String] = []
    var i = 0
    while i < parts.count {
      var part = parts[i]
      // A condition may hold dots of its own; without `=` the brackets only keep dots together.
      if part.hasPrefix("[") && !part.hasSuffix("]") {
        while i + 1 < parts.count {
          i += 1
          part += ".\(parts[i])"
          if parts[i].hasSuffix("]") { break }
        }
        if !part.contains("=") { part = String(part.drop { $0 == "[" || $0 == "]" }.prefix { $0 != "]" }) }
      }
      result.append(part)
      i += 1
    }
    return result
  }

  /// Go's `strings.Split`.
  static func parts(_ text: String, _ delimiter: String) -> [String] {
    var result: [String] = []
    var rest = Array(text.utf8)[...]
    let mark = Array(delimiter.utf8)
    var start = rest.startIndex
    var i = rest.startIndex
    while i + mark.count <= rest.endIndex {
      if rest[i..<i + mark.count].elementsEqual(mark) {
        result.append(String(decoding: rest[start..<i], as: UTF8.self))
        i += mark.count
        start = i
      } else {
        i += 1
      }
    }
    rest = rest[start...]
    result.append(String(decoding: rest, as: UTF8.self))
    return result
  }

  static func isListIndex(_ part: String) -> Bool { part.hasPrefix("[") && part.hasSuffix("]") }

  static func condition(_ part: String) throws(SourceError) -> (name: String, value: String) {
    let inner = part.dropFirst().dropLast()
    guard let equals = inner.firstIndex(of: "=") else {
      throw SourceError("list path element must contain fieldName=fieldValue for element to match")
    }
    return (String(inner[..<equals]), String(inner[inner.index(after: equals)...]))
  }

  /// Calls `body` with every node that the path leads to; makes what is missing when `create` says what it is for.
  static func visit(
    _ value: inout Value, _ path: ArraySlice<String>, create: Value?,
    _ body: (inout Value) throws(SourceError) -> Void
  ) throws(SourceError) {
    guard let part = path.first else { return try body(&value) }
    let rest = path.dropFirst()
    if let index = Int(part), index >= 0 {
      guard case .array(var items) = value else {
        throw FieldSpec.wrongKind(value, expected: "SequenceNode")
      }
      if index == items.count, let create { items.append(empty(rest.first, create)) }
      guard index < items.count else {
        throw SourceError("index \(index) specified but only \(items.count) elements found")
      }
      value = .null
      defer { value = .array(items) }
      return try visit(&items[index], rest, create: create, body)
    }
    if part == "*" || isListIndex(part) {
      guard case .array(var items) = value else {
        if value.isNull { return }
        throw FieldSpec.wrongKind(value, expected: "SequenceNode")
      }
      value = .null
      defer { value = .array(items) }
      if part == "*" {
        for i in items.indices { try visit(&items[i], rest, create: create, body) }
        return
      }
      return try visitMatching(&items, part, rest, create: create, body)
    }
    switch value {
    case .object(var object):
      guard object.position(of: part) != nil || create != nil else { return }
      value = .null
      defer { value = .object(object) }
      if object.position(of: part) == nil, let create { object[part] = empty(rest.first, create) }
      guard var child = object[part] else { return }
      object[part] = .null
      do throws(SourceError) {
        try visit(&child, rest, create: create, body)
      } catch {
        object[part] = child
        throw error
      }
      object[part] = child
    case .null: return
    default: throw FieldSpec.wrongKind(value, expected: "MappingNode")
    }
  }

  private static func visitMatching(
    _ items: inout [Value], _ part: String, _ rest: ArraySlice<String>, create: Value?,
    _ body: (inout Value) throws(SourceError) -> Void
  ) throws(SourceError) {
    let (name, wanted) = try condition(part)
    let pattern: Regexp
    do {
      pattern = try Regexp.compile(wanted)
    } catch { throw SourceError(error.message) }
    var found = false
    for i in items.indices {
      let text = name.isEmpty ? items[i].scalarText : items[i][name]?.scalarText
      guard let text, pattern.matchString(text) else { continue }
      found = true
      try visit(&items[i], rest, create: create, body)
    }
    if found || create == nil { return }
    items.append(name.isEmpty ? .string(wanted) : [name: .string(wanted)])
    try visit(&items[items.count - 1], rest, create: create, body)
  }

  /// What stands where the next part of a path will be looked for.
  private static func empty(_ next: String?, _ value: Value) -> Value {
    guard let next else {
      switch value {
      case .object: return [:]
      case .array: return []
      default: return .null
      }
    }
    return isListIndex(next) || Int(next) != nil ? [] : [:]
  }
}
