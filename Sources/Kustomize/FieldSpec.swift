import Manifest

/// Where a transformer writes: a path in objects of certain kinds (kustomize `types.FieldSpec`, `filters/fieldspec`).
struct FieldSpec: Sendable, Hashable {
  var gvk = GVK()
  var path: String
  var create = false

  init(_ path: String, gvk: GVK = GVK(), create: Bool = false) {
    self.path = path
    self.gvk = gvk
    self.create = create
  }

  init(_ value: Value) {
    self.init(
      value.text("path"),
      gvk: GVK(group: value.text("group"), version: value.text("version"), kind: value.text("kind")),
      create: value.flag("create"))
  }

  /// What is made at the end of a path that does not exist.
  enum Created {
    case nothing, mapping, scalar
  }

  /// Splits at `/`, except where it is escaped by a backslash.
  static func split(_ path: String, separator: Character = "/") -> [String] {
    var parts = path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1 && parts[0].isEmpty { parts.removeFirst() }
    var result: [String] = []
    for part in parts {
      if let last = result.last, last.hasSuffix("\\") {
        result[result.count - 1] = "\(last.dropLast())\(separator)\(part)"
      } else {
        result.append(part)
      }
    }
    return result
  }

  func matches(_ value: Value) -> Bool { GVK(of: value).isSelected(by: gvk) }

  /// Calls `set` with every node that the path leads to, in all elements of lists on the way.
  func apply(
    to value: inout Value, create kind: Created, _ set: (inout Value) throws(SourceError) -> Void
  ) throws(SourceError) {
    guard matches(value) else { return }
    let gvk = GVK(of: value)
    let name = value.at("metadata", "name")?.scalarText ?? ""
    let namespace = value.at("metadata", "namespace")?.scalarText ?? ""
    do throws(SourceError) {
      try FieldSpec.walk(&value, FieldSpec.split(path)[...], create ? kind : .nothing, set)
    } catch {
      let id = ResourceID(gvk: gvk, name: name, namespace: namespace, isClusterScoped: false)
      throw error.prefixed("considering field '\(path)' of object \(id.description)")
    }
  }

  private static func walk(
    _ value: inout Value, _ path: ArraySlice<String>, _ kind: Created,
    _ set: (inout Value) throws(SourceError) -> Void
  ) throws(SourceError) {
    guard let part = path.first else { return try set(&value) }
    switch value {
    case .null: return
    case .array(var items):
      value = .null
      defer { value = .array(items) }
      for i in items.indices { try walk(&items[i], path, kind, set) }
    case .object(var object):
      let isSequence = part.hasSuffix("[]")
      let name = isSequence ? String(part.dropLast(2)) : part
      if name.isEmpty { throw SourceError("cannot set or create an empty field name") }
      let last = path.count == 1
      let mayCreate = kind != .nothing && !isSequence
      let position: Int
      if let found = object.position(of: name) {
        position = found
      } else {
        guard mayCreate else { return }
        object[name] = last && kind == .scalar ? .string("") : [:]
        position = object.count - 1
      }
      var child = object.pairs[position].value
      if child.isNull {
        if isSequence { child = [] } else if mayCreate { child = last && kind == .scalar ? .string("") : [:] }
      }
      value = .null
      object.modify(at: position) { $0 = .null }
      defer { value = .object(object) }
      do throws(SourceError) {
        try walk(&child, path.dropFirst(), kind, set)
      } catch {
        object.modify(at: position) { $0 = child }
        throw error
      }
      object.modify(at: position) { $0 = child }
    default: throw SourceError("expected sequence or mapping node")
    }
  }

  /// Sets an entry of a mapping.
  static func setEntry(_ key: String, _ text: String) -> (inout Value) throws(SourceError) -> Void {
    { (value) throws(SourceError) in
      switch value {
      case .object, .null: value[key] = .string(text)
      default: throw wrongKind(value, expected: "MappingNode")
      }
    }
  }

  /// Sets a scalar.
  static func setScalar(_ new: Value) -> (inout Value) throws(SourceError) -> Void {
    { (value) throws(SourceError) in
      guard value.isScalar else { throw wrongKind(value, expected: "ScalarNode") }
      value = new
    }
  }

  static func wrongKind(_ value: Value, expected: String) -> SourceError {
    let got: String
    switch value {
    case .array: got = "SequenceNode"
    case .object: got = "MappingNode"
    default: got = "ScalarNode"
    }
    return SourceError("wrong node kind: expected \(expected) but got \(got): node contents:\n\(YAML.write(value))")
  }

  /// Sets an entry below a path that is made when it is missing.
  static func set(_ value: inout Value, _ path: String, _ key: String, _ text: String) throws(SourceError) {
    try FieldSpec(path, create: true).apply(to: &value, create: .mapping, setEntry(key, text))
  }
}

/// A list of field specifications without effective repetitions (kustomize `types.FsSlice`).
extension [FieldSpec] {
  func merged(with more: [FieldSpec]) throws(SourceError) -> [FieldSpec] {
    var result = self
    for spec in more {
      let known = result.first { $0.path == spec.path && $0.gvk.isSelected(by: spec.gvk) }
      guard let known else {
        result.append(spec)
        continue
      }
      if known.create != spec.create { throw SourceError("conflicting fieldspecs") }
    }
    return result
  }
}
