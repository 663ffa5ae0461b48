import GoLibrary
import Manifest

/// Turns documents into a set of compiled schemas, following references (`jsonschema.Compiler`).
struct SchemaCompiler {
  /// Documents by URL.
  var documents: [String: Value] = [:]
  let loader: JSONSchema.Loader?
  /// Off while the drafts' own schemas are compiled, which also assert formats in every draft.
  let checksDrafts: Bool
  private var roots: [String: SchemaRoot] = [:]
  private var schemas: [JSONSchema.Compiled] = []
  private var indexes: [String: Int] = [:]

  init(loader: JSONSchema.Loader?, checksDrafts: Bool) {
    self.loader = loader
    self.checksDrafts = checksDrafts
  }

  typealias Failure = JSONSchema.CompileError

  mutating func compile(_ url: String) throws(Failure) -> JSONSchema {
    _ = try root(url)
    let first = enqueue(url, "")
    var next = 0
    while next < schemas.count {
      try compile(at: next)
      next += 1
      if schemas.count > 100_000 { throw Failure("the schema has more than 100000 parts") }
    }
    return JSONSchema(schemas: schemas, root: first)
  }

  private mutating func root(_ url: String) throws(Failure) -> SchemaRoot {
    if let found = roots[url] { return found }
    let document: Value
    if let known = documents[url] ?? MetaSchemas.document(url) { document = known } else { document = try load(url) }
    let root = try SchemaRoot(url: url, document: document, draft: .draft2020)
    roots[url] = root
    if checksDrafts && !MetaSchemas.isDraft(url) { try check(document, root, "") }
    return root
  }

  private func load(_ url: String) throws(Failure) -> Value {
    do throws(JSONSchema.LoadError) {
      if let document = try loader?(url) { return document }
    } catch {
      throw Failure("failing loading \"\(url)\": \(error.message)")
    }
    throw Failure("failing loading \"\(url)\": no URLLoader registered for \"\(url)\"")
  }

  /// Against the schema of its draft.
  private func check(_ value: Value, _ root: SchemaRoot, _ pointer: String) throws(Failure) {
    guard let error = MetaSchemas.schema(root.resource(at: pointer).draft)?.validate(value) else { return }
    throw Failure("\"\(root.location(pointer))\" is not valid against metaschema: \(error.description)")
  }

  private mutating func enqueue(_ url: String, _ pointer: String) -> Int {
    let key = url + "#" + pointer
    if let index = indexes[key] { return index }
    let location = "\(url)#\(SchemaURI.escape(pointer))"
    schemas.append(JSONSchema.Compiled(location: location, url: url, pointer: pointer))
    indexes[key] = schemas.count - 1
    return schemas.count - 1
  }

  // MARK: - One schema

  private mutating func compile(at index: Int) throws(Failure) {
    let (url, pointer) = (schemas[index].url, schemas[index].pointer)
    var root = try root(url)
    if try root.addSubschema(pointer) {
      roots[url] = root
      if checksDrafts && !MetaSchemas.isDraft(url), let value = root.lookup(pointer) {
        try check(value, root, pointer)
      }
    }
    guard let value = root.lookup(pointer) else {
      throw Failure("json-pointer in \"\(root.location(pointer))\" not found")
    }
    let resource = root.resource(at: pointer)
    var schema = schemas[index]
    schema.draft = resource.draft
    schema.resource = enqueue(url, resource.pointer)
    if resource.draft >= .draft2020 && schema.resource == index {
      for anchor in resource.dynamicAnchors {
        if let place = resource.anchors[anchor] { schema.dynamicAnchors[anchor] = enqueue(url, place) }
      }
    }
    switch value {
    case .bool(let bool): schema.always = bool
    case .object(let object):
      if object.isEmpty { schema.always = true } else { try compile(object, &schema, root, resource) }
    default: break
    }
    schemas[index] = schema
  }

  private mutating func compile(
    _ object: Object, _ schema: inout JSONSchema.Compiled, _ root: SchemaRoot, _ resource: SchemaRoot.Resource
  ) throws(Failure) {
    let draft = schema.draft
    schema.ref = try reference("$ref", object, root, resource)
    // Up to draft 7 nothing else counts beside a reference.
    if draft < .draft2019 && schema.ref != nil { return }
    try applicators(object, &schema)
    try assertions(object, &schema)
    if draft >= .draft6 {
      schema.contains = part("contains", object, schema)
      schema.propertyNames = part("propertyNames", object, schema)
      schema.const = object["const"]
    }
    if draft >= .draft7 {
      schema.condition = part("if", object, schema)
      if schema.condition != nil {
        let known = object["if"]?.plainBool
        if known != false { schema.then = part("then", object, schema) }
        if known != true { schema.otherwise = part("else", object, schema) }
      }
    }
    if draft >= .draft2019 { try compile2019(object, &schema, root, resource) }
    if draft >= .draft2020 {
      schema.itemList = list("prefixItems", object, schema)
      schema.items = part("items", object, schema)
      if let target = try reference("$dynamicRef", object, root, resource) {
        let fragment = SchemaURI.unescape(SchemaURI.split(object.text("$dynamicRef") ?? "").fragment) ?? ""
        schema.dynamicRef = (target, fragment.hasPrefix("/") ? "" : fragment)
      }
      schema.dynamicAnchor = object.text("$dynamicAnchor") ?? ""
    }
  }

  private mutating func compile2019(
    _ object: Object, _ schema: inout JSONSchema.Compiled, _ root: SchemaRoot, _ resource: SchemaRoot.Resource
  ) throws(Failure) {
    schema.recursiveRef = try reference("$recursiveRef", object, root, resource)
    schema.recursiveAnchor = object["$recursiveAnchor"]?.plainBool ?? false
    if schema.contains != nil {
      schema.minContains = object.integer("minContains")
      schema.maxContains = object.integer("maxContains")
    }
    if case .object(let members) = object["dependentRequired"] {
      schema.dependentRequired = members.byName.compactMap { pair in
        pair.value.strings.map { (pair.key, $0) }
      }
    }
    schema.dependentSchemas = members("dependentSchemas", object, schema)
    schema.unevaluatedItems = part("unevaluatedItems", object, schema)
    schema.unevaluatedProperties = part("unevaluatedProperties", object, schema)
  }

  private mutating func applicators(_ object: Object, _ schema: inout JSONSchema.Compiled) throws(Failure) {
    schema.allOf = list("allOf", object, schema)
    schema.anyOf = list("anyOf", object, schema)
    schema.oneOf = list("oneOf", object, schema)
    schema.not = part("not", object, schema)
    if schema.draft < .draft2020, let items = object["items"] {
      if case .array = items {
        schema.itemList = list("items", object, schema)
        schema.additionalItems = additional("additionalItems", object, schema)
      } else {
        schema.items = part("items", object, schema)
      }
    }
    for (name, index) in members("properties", object, schema) { schema.properties[name] = index }
    for (pattern, index) in members("patternProperties", object, schema) {
      schema.patternProperties.append((try regexp(pattern, schema, "patternProperties"), index))
    }
    schema.additionalProperties = additional("additionalProperties", object, schema)
    if case .object(let dependencies) = object["dependencies"] {
      for pair in dependencies.byName {
        if case .array = pair.value {
          schema.dependencies.append((pair.key, .properties(pair.value.strings ?? [])))
        } else {
          let place = "\(schema.pointer)/dependencies/\(JSONSchema.escape(pair.key))"
          schema.dependencies.append((pair.key, .schema(enqueue(schema.url, place))))
        }
      }
    }
  }

  private func assertions(_ object: Object, _ schema: inout JSONSchema.Compiled) throws(Failure) {
    let named = object.text("type").map { [$0] } ?? object["type"]?.strings ?? []
    let types = Set(named.compactMap { JSONSchema.ValueType(rawValue: $0) })
    schema.types = JSONSchema.ValueType.allCases.filter { types.contains($0) }
    if case .array(let values) = object["enum"] { schema.enumeration = values }
    schema.multipleOf = DecimalNumber(object["multipleOf"])
    schema.maximum = DecimalNumber(object["maximum"])
    schema.minimum = DecimalNumber(object["minimum"])
    if object["exclusiveMaximum"]?.plainBool == true {
      (schema.exclusiveMaximum, schema.maximum) = (schema.maximum, nil)
    } else {
      schema.exclusiveMaximum = DecimalNumber(object["exclusiveMaximum"])
    }
    if object["exclusiveMinimum"]?.plainBool == true {
      (schema.exclusiveMinimum, schema.minimum) = (schema.minimum, nil)
    } else {
      schema.exclusiveMinimum = DecimalNumber(object["exclusiveMinimum"])
    }
    schema.minLength = object.integer("minLength")
    schema.maxLength = object.integer("maxLength")
    if let pattern = object.text("pattern") { schema.pattern = try regexp(pattern, schema, "pattern") }
    schema.minItems = object.integer("minItems")
    schema.maxItems = object.integer("maxItems")
    schema.uniqueItems = object["uniqueItems"]?.plainBool ?? false
    schema.minProperties = object.integer("minProperties")
    schema.maxProperties = object.integer("maxProperties")
    schema.required = object["required"]?.strings ?? []
    // From 2019-09 on formats are annotations, unless a vocabulary says otherwise.
    if schema.draft < .draft2019 || !checksDrafts { schema.format = object.text("format") }
  }

  // MARK: - Parts

  private mutating func part(_ name: String, _ object: Object, _ schema: JSONSchema.Compiled) -> Int? {
    object[name] == nil ? nil : enqueue(schema.url, "\(schema.pointer)/\(JSONSchema.escape(name))")
  }

  private mutating func list(_ name: String, _ object: Object, _ schema: JSONSchema.Compiled) -> [Int] {
    guard case .array(let items) = object[name] else { return [] }
    return items.indices.map { enqueue(schema.url, "\(schema.pointer)/\(name)/\($0)") }
  }

  private mutating func members(_ name: String, _ object: Object, _ schema: JSONSchema.Compiled) -> [(
    name: String, schema: Int
  )] {
    guard case .object(let members) = object[name] else { return [] }
    return members.byName.map {
      ($0.key, enqueue(schema.url, "\(schema.pointer)/\(name)/\(JSONSchema.escape($0.key))"))
    }
  }

  private mutating func additional(_ name: String, _ object: Object, _ schema: JSONSchema.Compiled)
    -> JSONSchema.Compiled.Additional?
  {
    if let bool = object[name]?.plainBool { return .allowed(bool) }
    return part(name, object, schema).map { .schema($0) }
  }

  private func regexp(_ pattern: String, _ schema: JSONSchema.Compiled, _ keyword: String) throws(Failure) -> Regexp {
    do { return try Regexp.compile(pattern) } catch {
      let place = "\(schema.url)#\(SchemaURI.escape(schema.pointer))/\(keyword)"
      throw Failure(
        "invalid regex \(GoLibrary.GoNumber.quote(pattern)) at \(GoLibrary.GoNumber.quote(place)): \(error.message)")
    }
  }

  private mutating func reference(
    _ keyword: String, _ object: Object, _ root: SchemaRoot, _ resource: SchemaRoot.Resource
  ) throws(Failure) -> Int? {
    guard let text = object.text(keyword) else { return nil }
    let (relative, raw) = SchemaURI.split(text)
    guard let fragment = SchemaURI.unescape(raw) else {
      throw Failure("error in parsing \(GoLibrary.GoNumber.quote(text)): invalid URL escape")
    }
    let url = SchemaURI(resource.id).resolve(relative).text
    if url == root.url {
      let base = root.resource(at: "")
      return enqueue(root.url, try root.pointer(fragment, in: base))
    }
    if let inner = root.resources.values.first(where: { $0.id == url }) {
      return enqueue(root.url, try root.pointer(fragment, in: inner))
    }
    let other = try self.root(url)
    return enqueue(url, try other.pointer(fragment, in: other.resource(at: "")))
  }
}

extension Object {
  func text(_ key: String) -> String? {
    if case .string(let text) = self[key] { text } else { nil }
  }

  func integer(_ key: String) -> Int? { DecimalNumber(self[key])?.int }

  /// Ordered by the bytes of the names.
  var byName: [Pair] { pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
}

extension Value {
  var plainBool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The strings of an array; `nil` when this is none.
  var strings: [String]? {
    guard case .array(let items) = self else { return nil }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}
