/// JSON Patch (RFC 6902) as Kubernetes and kustomize apply it: with the rules and error texts of evanphx/json-patch v4,
/// which lets `replace` make a member that is missing and counts negative indices from an array's end.
public struct JSONPatch: Sendable {
  public struct Operation: Sendable {
    public var kind: String
    public var path: String?
    public var from: String?
    /// `nil` when the operation has no member `value`.
    public var value: Value?
  }

  public var operations: [Operation]

  /// Reads an array of operations; members beside `op`, `path`, `from` and `value` are passed over.
  public init(_ value: Value) throws(SourceError) {
    guard case .array(let items) = value else {
      throw SourceError(
        "json: cannot unmarshal \(value.jsonKind) into Go value of type jsonpatch.Patch")
    }
    operations = []
    for item in items {
      guard case .object(let object) = item else {
        throw SourceError(
          "json: cannot unmarshal \(item.jsonKind) into Go value of type jsonpatch.Operation")
      }
      operations.append(
        Operation(
          kind: object["op"]?.string ?? "unknown", path: object["path"]?.string, from: object["from"]?.string,
          value: object["value"]))
    }
  }

  /// The document after all operations; nothing is changed when one of them fails.
  public func applied(to document: Value) throws(SourceError) -> Value {
    var result = document
    for operation in operations { try apply(operation, &result) }
    return result
  }

  private func apply(_ operation: Operation, _ document: inout Value) throws(SourceError) {
    let name = operation.kind
    guard ["add", "remove", "replace", "move", "test", "copy"].contains(name) else {
      throw SourceError("Unexpected kind: \(name)")
    }
    guard let path = operation.path else {
      throw SourceError("\(name) operation failed to decode path: missing value")
    }
    switch name {
    case "add":
      try JSONPatch.change(
        &document, path, missing: "add operation does not apply: doc is missing path: \"\(path)\": missing value"
      ) { (container, key) throws(SourceError) in
        try JSONPatch.add(operation.value ?? .null, &container, key, "error in add for path: '\(path)'")
      }
    case "remove":
      try JSONPatch.change(
        &document, path, missing: "remove operation does not apply: doc is missing path: \"\(path)\": missing value"
      ) { (container, key) throws(SourceError) in
        try JSONPatch.remove(&container, key, "error in remove for path: '\(path)'")
      }
    case "replace": try replace(operation, path, &document)
    case "test": try test(operation, path, document)
    default: try moveOrCopy(operation, path, &document)
    }
  }

  private func replace(_ operation: Operation, _ path: String, _ document: inout Value) throws(SourceError) {
    if path.isEmpty {
      document = operation.value ?? .null
      return
    }
    let value = operation.value ?? .null
    try JSONPatch.change(
      &document, path, missing: "replace operation does not apply: doc is missing path: \(path): missing value"
    ) { (container, key) throws(SourceError) in
      if case .array(let items) = container {
        guard let index = JSONPatch.index(key, items.count) else {
          throw SourceError("replace operation does not apply: doc is missing key: \(path): missing value")
        }
        container.modifyArray { $0[index] = value }
      } else {
        container[key] = value
      }
    }
  }

  private func test(_ operation: Operation, _ path: String, _ document: Value) throws(SourceError) {
    let failed = SourceError("testing value \(path) failed: test failed")
    if path.isEmpty {
      if document != operation.value { throw failed }
      return
    }
    guard let (container, key) = JSONPatch.find(document, path) else {
      throw SourceError("test operation does not apply: is missing path: \(path): missing value")
    }
    let found = try JSONPatch.get(container, key, "error in test for path: '\(path)'")
    if found ?? .null != operation.value ?? .null { throw failed }
  }

  private func moveOrCopy(_ operation: Operation, _ path: String, _ document: inout Value) throws(SourceError) {
    let name = operation.kind
    guard let from = operation.from else {
      throw SourceError("\(name) operation failed to decode from: missing value")
    }
    guard let (container, key) = JSONPatch.find(document, from) else {
      throw SourceError("\(name) operation does not apply: doc is missing from path: \(from): missing value")
    }
    let context = name == "move" ? "error in move for path: '\(key)'" : "error in copy for from: '\(from)'"
    let value = try JSONPatch.get(container, key, context) ?? .null
    if name == "move" {
      try JSONPatch.change(&document, from, missing: "") { (container, key) throws(SourceError) in
        try JSONPatch.remove(&container, key, context)
      }
    }
    try JSONPatch.change(
      &document, path,
      missing: "\(name) operation does not apply: doc is missing destination path: \(path): missing value"
    ) { (container, key) throws(SourceError) in
      try JSONPatch.add(
        value, &container, key,
        name == "move" ? "error in move for path: '\(path)'" : "error while adding value during copy")
    }
  }

  // MARK: - Paths

  private static func parts(_ path: String) -> [String]? {
    let split = path.split(separator: "/", omittingEmptySubsequences: false)
    if split.count < 2 { return nil }
    return split.dropFirst().map { part in
      guard part.contains("~") else { return String(part) }
      var out = ""
      var escaped = false
      for character in part {
        if escaped {
          out += character == "0" ? "~" : character == "1" ? "/" : "~\(character)"
          escaped = false
        } else if character == "~" {
          escaped = true
        } else {
          out.append(character)
        }
      }
      return escaped ? out + "~" : out
    }
  }

  private static func find(_ document: Value, _ path: String) -> (Value, String)? {
    guard let parts = parts(path), let key = parts.last else { return nil }
    var node = document
    for part in parts.dropLast() {
      guard let next = try? get(node, part, ""), isContainer(next) else { return nil }
      node = next
    }
    return isContainer(node) ? (node, key) : nil
  }

  private static func isContainer(_ value: Value) -> Bool {
    switch value {
    case .object, .array: true
    default: false
    }
  }

  private static func change(
    _ document: inout Value, _ path: String, missing: String,
    _ body: (inout Value, String) throws(SourceError) -> Void
  ) throws(SourceError) {
    guard let parts = parts(path), let key = parts.last, find(document, path) != nil else {
      throw SourceError(missing)
    }
    try change(&document, parts.dropLast(), key, body)
  }

  private static func change(
    _ node: inout Value, _ parts: ArraySlice<String>, _ key: String,
    _ body: (inout Value, String) throws(SourceError) -> Void
  ) throws(SourceError) {
    guard let first = parts.first else { return try body(&node, key) }
    switch node {
    case .object(var object):
      guard let position = object.position(of: first) else { return }
      node = .null
      defer { node = .object(object) }
      var child = object.pairs[position].value
      try change(&child, parts.dropFirst(), key, body)
      object.modify(at: position) { $0 = child }
    case .array(var items):
      guard let index = index(first, items.count) else { return }
      node = .null
      defer { node = .array(items) }
      try change(&items[index], parts.dropFirst(), key, body)
    default: return
    }
  }

  private static func index(_ key: String, _ count: Int) -> Int? {
    guard var index = Int(key) else { return nil }
    if index < 0 { index += count }
    return index >= 0 && index < count ? index : nil
  }

  private static func wrongIndex(_ key: String, _ context: String) -> SourceError {
    let lead = context.isEmpty ? "" : "\(context): "
    guard let index = Int(key) else {
      return SourceError("\(lead)strconv.Atoi: parsing \(GoSyntax.quote(key)): invalid syntax")
    }
    return SourceError("\(lead)Unable to access invalid index: \(index): invalid index referenced")
  }

  private static func get(_ container: Value, _ key: String, _ context: String) throws(SourceError) -> Value? {
    guard case .array(let items) = container else { return container[key] }
    guard let index = index(key, items.count) else { throw wrongIndex(key, context) }
    return items[index]
  }

  private static func add(
    _ value: Value, _ container: inout Value, _ key: String, _ context: String
  ) throws(SourceError) {
    guard case .array(let items) = container else {
      container[key] = value
      return
    }
    if key == "-" {
      container.modifyArray { $0.append(value) }
      return
    }
    guard Int(key) != nil else {
      throw SourceError(
        "\(context): value was not a proper array index: '\(key)': "
          + "strconv.Atoi: parsing \(GoSyntax.quote(key)): invalid syntax")
    }
    guard let index = index(key, items.count + 1) else { throw wrongIndex(key, context) }
    container.modifyArray { $0.insert(value, at: index) }
  }

  private static func remove(_ container: inout Value, _ key: String, _ context: String) throws(SourceError) {
    guard case .array(let items) = container else {
      if container[key] == nil {
        throw SourceError("\(context): Unable to remove nonexistent key: \(key): missing value")
      }
      container[key] = nil
      return
    }
    guard let index = index(key, items.count) else { throw wrongIndex(key, context) }
    container.modifyArray { _ = $0.remove(at: index) }
  }
}
