import Manifest

/// A schema document with its resources (parts that have an `$id`) and anchors.
struct SchemaRoot {
  let url: String
  let document: Value
  /// By JSON pointer.
  var resources: [String: Resource] = [:]
  private var processed: Set<String> = []

  struct Resource {
    var pointer: String
    var id: String
    var draft: JSONSchema.Draft
    var anchors: [String: String] = [:]
    var dynamicAnchors: [String] = []
  }

  init(url: String, document: Value, draft: JSONSchema.Draft) throws(JSONSchema.CompileError) {
    self.url = url
    self.document = document
    try collect(document, base: url, pointer: "", fallback: draft)
    if resources[""] == nil { resources[""] = Resource(pointer: "", id: url, draft: draft) }
  }

  /// The resource that holds a pointer.
  func resource(at pointer: String) -> Resource {
    var pointer = pointer[...]
    while true {
      if let found = resources[String(pointer)] { return found }
      guard let slash = pointer.lastIndex(of: "/") else { break }
      pointer = pointer[..<slash]
    }
    return resources[""] ?? Resource(pointer: "", id: url, draft: .draft2020)
  }

  static func fail(_ text: String) -> JSONSchema.CompileError { JSONSchema.CompileError(text) }

  func location(_ pointer: String) -> String { "\(url)#\(SchemaURI.escape(pointer))" }

  /// Walks down a JSON pointer; `nil` when it leads nowhere.
  func lookup(_ pointer: String) -> Value? {
    var value = document
    for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = String(token).replacingPointerEscapes()
      switch value {
      case .object(let object):
        guard let next = object[name] else { return nil }
        value = next
      case .array(let items):
        guard let index = Int(name), items.indices.contains(index) else { return nil }
        value = items[index]
      default: return nil
      }
    }
    return value
  }

  // MARK: - Resources

  /// A part that no keyword says is a schema but that a reference names.
  mutating func addSubschema(_ pointer: String) throws(JSONSchema.CompileError) -> Bool {
    if processed.contains(pointer) { return false }
    guard let value = lookup(pointer) else {
      throw SchemaRoot.fail("json-pointer in \(quoted(location(pointer))) not found")
    }
    let base = resource(at: pointer)
    try collect(value, base: base.id, pointer: pointer, fallback: base.draft)
    return true
  }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }

  private mutating func collect(_ schema: Value, base: String, pointer: String, fallback: JSONSchema.Draft)
    throws(JSONSchema.CompileError)
  {
    guard processed.insert(pointer).inserted else { return }
    guard case .object(let object) = schema else {
      if case .bool = schema, pointer.isEmpty {
        resources[""] = Resource(pointer: "", id: base, draft: fallback)
      }
      return
    }
    var draft = try draft(of: object, pointer: pointer) ?? fallback
    var id = SchemaRoot.id(object, draft)
    if id.isEmpty && !pointer.isEmpty {
      draft = fallback
      id = SchemaRoot.id(object, draft)
    }
    var base = base
    if !id.isEmpty { base = SchemaURI(base).resolve(id).text }
    if !id.isEmpty || pointer.isEmpty {
      if let other = resources.values.first(where: { $0.id == base }) {
        if other.pointer != pointer {
          throw SchemaRoot.fail(
            "duplicate id \(quoted(base)) in \(quoted(url)) at \(quoted(pointer)) and \(quoted(other.pointer))")
        }
      } else {
        resources[pointer] = Resource(pointer: pointer, id: base, draft: draft)
      }
    }
    let owner = resources.values.first { $0.id == base }?.pointer ?? ""
    try collectAnchors(object, pointer, owner)
    let inner = resources[owner]?.draft ?? draft
    for place in draft.subschemas { try collect(place, object, base: base, pointer: pointer, fallback: inner) }
  }

  private mutating func collect(
    _ place: String, _ object: Object, base: String, pointer: String, fallback: JSONSchema.Draft
  ) throws(JSONSchema.CompileError) {
    let name = place.hasSuffix("/*") || place.hasSuffix("/[]") ? String(place.prefix { $0 != "/" }) : place
    guard let value = object[name] else { return }
    let at = "\(pointer)/\(JSONSchema.escape(name))"
    if place.hasSuffix("/*") {
      guard case .object(let members) = value else { return }
      for pair in members.pairs {
        try collect(pair.value, base: base, pointer: "\(at)/\(JSONSchema.escape(pair.key))", fallback: fallback)
      }
    } else if place.hasSuffix("/[]") {
      guard case .array(let items) = value else { return }
      for (index, item) in items.enumerated() {
        try collect(item, base: base, pointer: "\(at)/\(index)", fallback: fallback)
      }
    } else if case .array = value {
      return
    } else {
      try collect(value, base: base, pointer: at, fallback: fallback)
    }
  }

  private func draft(of object: Object, pointer: String) throws(JSONSchema.CompileError) -> JSONSchema.Draft? {
    guard case .string(let schema) = object["$schema"] else { return nil }
    if let draft = JSONSchema.Draft(url: schema) { return draft }
    if !pointer.isEmpty && object["$id"] == nil && object["id"] == nil { return nil }
    let url = SchemaURI.split(schema).url
    if pointer.isEmpty && url == self.url { throw SchemaRoot.fail("draft \(quoted(url)) is not supported") }
    throw SchemaRoot.fail("failing loading \(quoted(url)): the draft is not one of 4, 6, 7, 2019-09, 2020-12")
  }

  private static func id(_ object: Object, _ draft: JSONSchema.Draft) -> String {
    if draft < .draft2019 && object["$ref"] != nil { return "" }
    guard case .string(let id) = object[draft.id] else { return "" }
    return SchemaURI.split(id).url
  }

  private mutating func collectAnchors(_ object: Object, _ pointer: String, _ owner: String)
    throws(JSONSchema.CompileError)
  {
    guard var resource = resources[owner] else { return }
    var found: [String] = []
    if resource.draft < .draft2019 {
      if object["$ref"] != nil { return }
      if case .string(let id) = object[resource.draft.id] {
        guard let fragment = SchemaURI.unescape(SchemaURI.split(id).fragment) else {
          throw SchemaRoot.fail("error in parsing anchor at \(quoted(location(pointer)))")
        }
        if !fragment.isEmpty && !fragment.hasPrefix("/") { found.append(fragment) }
      }
    } else {
      if case .string(let anchor) = object["$anchor"] { found.append(anchor) }
      if resource.draft >= .draft2020, case .string(let anchor) = object["$dynamicAnchor"] {
        found.append(anchor)
        resource.dynamicAnchors.append(anchor)
      }
    }
    for anchor in found {
      if let other = resource.anchors[anchor], other != pointer {
        throw SchemaRoot.fail(
          "duplicate anchor \(quoted(anchor)) in \(quoted(url)) at \(quoted(other)) and \(quoted(pointer))")
      }
      resource.anchors[anchor] = pointer
    }
    resources[owner] = resource
  }

  // MARK: - References

  /// The pointer that a fragment of a resource means.
  func pointer(_ fragment: String, in resource: Resource) throws(JSONSchema.CompileError) -> String {
    if fragment.isEmpty || fragment.hasPrefix("/") { return resource.pointer + fragment }
    guard let pointer = resource.anchors[fragment] else {
      let reference = "\(resource.id)#\(SchemaURI.escape(fragment))"
      throw SchemaRoot.fail("anchor in \(quoted(reference)) not found in schema \(quoted(url))")
    }
    return pointer
  }
}

extension String {
  fileprivate func replacingPointerEscapes() -> String {
    guard utf8.contains(0x7E) else { return self }
    var out: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x7E, let next = rest.first, next == 0x30 || next == 0x31 {
        out.append(next == 0x30 ? 0x7E : 0x2F)
        rest = rest.dropFirst()
      } else {
        out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
