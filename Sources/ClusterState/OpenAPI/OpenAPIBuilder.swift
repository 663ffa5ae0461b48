import KubeAPI
import KubeSchema
import Manifest

/// Collects the paths and schemas of one group version.
struct OpenAPIBuilder {
  let group: String
  let version: String
  private(set) var paths = Object()
  private(set) var schemas = Object()

  init(group: String, version: String) {
    self.group = group
    self.version = version
  }

  private var root: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }

  mutating func add(_ resource: ServedResource, _ subresources: [Resource.Subresource], in state: ClusterState) {
    let schema: String
    if resource.isCustom {
      schema = addCustom(resource, in: state)
    } else {
      guard let type = KubeSchema.builtin.type(group: group, version: version, kind: resource.type.kind) else { return }
      addType(type)
      if let list = KubeSchema.builtin.type(group: group, version: version, kind: resource.listKind) { addType(list) }
      schema = type.name
    }
    let base = resource.namespaced ? "\(root)/namespaces/{namespace}/\(resource.plural)" : "\(root)/\(resource.plural)"
    let kind = kindValue(resource.type.kind)
    var collection = Object()
    if resource.verbs.contains("list") {
      collection["get"] = operation("list", resource, schema + "List", OpenAPIBuilder.listParameters, kind)
    }
    if resource.verbs.contains("create") {
      collection["post"] = operation("post", resource, schema, OpenAPIBuilder.writeParameters, kind, body: true)
    }
    if resource.verbs.contains("deletecollection") {
      collection["delete"] = operation("deletecollection", resource, "", OpenAPIBuilder.listParameters, kind)
    }
    collection["parameters"] = pathParameters(resource, name: false)
    paths[base] = .object(collection)
    if resource.namespaced && resource.verbs.contains("list") {
      paths["\(root)/\(resource.plural)"] = [
        "get": operation("list", resource, schema + "List", OpenAPIBuilder.listParameters, kind)
      ]
    }
    guard resource.verbs.contains("get") else { return }
    paths["\(base)/{name}"] = item(resource, resource.verbs, schema, kind)
    for sub in subresources {
      let subKind: Value =
        sub.version.isEmpty
        ? kindValue(sub.kind)
        : ["group": .string(sub.group), "version": .string(sub.version), "kind": .string(sub.kind)]
      paths["\(base)/{name}/\(sub.name)"] = item(resource, sub.verbs, schema, subKind)
    }
  }

  private func kindValue(_ kind: String) -> Value {
    ["group": .string(group), "version": .string(version), "kind": .string(kind)]
  }

  private func item(_ resource: ServedResource, _ verbs: [String], _ schema: String, _ kind: Value) -> Value {
    var item = Object()
    for (verb, method, action) in [
      ("get", "get", "get"), ("update", "put", "put"), ("patch", "patch", "patch"), ("delete", "delete", "delete"),
      ("create", "post", "connect"),
    ] where verbs.contains(verb) {
      let parameters =
        verb == "get"
        ? []
        : verb == "patch"
          ? OpenAPIBuilder.writeParameters + [("force", "boolean")]
          : verb == "delete" ? OpenAPIBuilder.deleteParameters : OpenAPIBuilder.writeParameters
      item[method] = operation(action, resource, schema, parameters, kind, body: verb != "get" && verb != "delete")
    }
    item["parameters"] = pathParameters(resource, name: true)
    return .object(item)
  }

  private static let writeParameters = [
    ("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string"),
  ]
  private static let deleteParameters = [
    ("dryRun", "string"), ("gracePeriodSeconds", "integer"), ("orphanDependents", "boolean"),
    ("propagationPolicy", "string"),
  ]
  private static let listParameters = [
    ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"),
    ("labelSelector", "string"), ("limit", "integer"), ("resourceVersion", "string"),
    ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"), ("timeoutSeconds", "integer"),
    ("watch", "boolean"),
  ]

  private func operation(
    _ action: String, _ resource: ServedResource, _ schema: String, _ parameters: [(String, String)], _ kind: Value,
    body: Bool = false
  ) -> Value {
    let list = parameters.map { name, type -> Value in
      ["name": .string(name), "in": "query", "schema": ["type": .string(type), "uniqueItems": true]]
    }
    let tag = group.isEmpty ? "core_\(version)" : "\(group.split(separator: ".").first ?? "")_\(version)"
    var operation: Value = ["tags": [.string(tag)]]
    if !list.isEmpty { operation["parameters"] = .array(list) }
    let reference: Value = schemas[schema] == nil ? [:] : ["schema": refer(schema)]
    if body {
      if action == "patch" {
        var content = Object()
        for type in [
          "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
          "application/strategic-merge-patch+json",
        ] where !(resource.isCustom && type.contains("strategic")) {
          content[type] = [:]
        }
        operation["requestBody"] = ["content": .object(content), "required": true]
      } else {
        operation["requestBody"] = ["content": ["*/*": reference], "required": true]
      }
    }
    operation["responses"] = ["200": ["description": "OK", "content": ["application/json": reference]]]
    operation["x-kubernetes-action"] = .string(action)
    operation["x-kubernetes-group-version-kind"] = kind
    return operation
  }

  private func pathParameters(_ resource: ServedResource, name: Bool) -> Value {
    func path(_ name: String) -> Value {
      ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "uniqueItems": true]]
    }
    var list: [Value] = []
    if name { list.append(path("name")) }
    if resource.namespaced { list.append(path("namespace")) }
    return .array(list)
  }

  private func refer(_ name: String) -> Value { ["$ref": .string("#/components/schemas/\(name)")] }

  // MARK: - Built-in types

  private mutating func addType(_ type: TypeSchema) {
    guard schemas[type.name] == nil else { return }
    // The place is taken first: types refer to each other in circles.
    schemas[type.name] = [:]
    var value: Value = [:]
    let text = Explanations.of(type: type.name)
    if !text.isEmpty { value["description"] = .string(text) }
    if let scalar = type.scalar {
      for pair in shape(scalar).object ?? Object() { value[pair.key] = pair.value }
    } else {
      value["type"] = "object"
      let required = type.fields.filter(\.isRequired).map(\.name)
      if !required.isEmpty { value["required"] = .array(required.map { .string($0) }) }
      var properties = Object()
      for field in type.fields.sorted(by: { $0.name.goLess($1.name) }) {
        properties[field.name] = property(field, of: type)
      }
      if !properties.isEmpty { value["properties"] = .object(properties) }
      if type.isAtomic { value["x-kubernetes-map-type"] = "atomic" }
    }
    let gvk = type.groupVersionKind
    if !gvk.isEmpty && gvk != "*" {
      let parts = gvk.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      if parts.count == 3 {
        value["x-kubernetes-group-version-kind"] = [
          ["group": .string(parts[0]), "kind": .string(parts[2]), "version": .string(parts[1])]
        ]
      }
    } else if gvk == "*" {
      value["x-kubernetes-group-version-kind"] = [
        ["group": .string(group), "kind": .string(type.shortName), "version": .string(version)]
      ]
    }
    if !type.unions.isEmpty, let unions = try? JSON.parse(type.unions) { value["x-kubernetes-unions"] = unions }
    schemas[type.name] = value
  }

  private mutating func property(_ field: Field, of type: TypeSchema) -> Value {
    var value: Value = [:]
    let text = Explanations.of(field: field.name, in: type.name)
    if !text.isEmpty { value["description"] = .string(text) }
    if case .type = field.shape, let target = KubeSchema.builtin.types.type(of: field.shape) {
      addType(target)
      if field.isPlainReference && value.object?.isEmpty == true {
        value = refer(target.name)
      } else {
        value["allOf"] = [refer(target.name)]
      }
    } else {
      for pair in shape(field.shape).object ?? Object() { value[pair.key] = pair.value }
    }
    if let given = field.defaultValue { value["default"] = given }
    switch field.listType {
    case .atomic: value["x-kubernetes-list-type"] = "atomic"
    case .set: value["x-kubernetes-list-type"] = "set"
    case .map:
      value["x-kubernetes-list-map-keys"] = .array(field.mapKeys.map { .string($0) })
      value["x-kubernetes-list-type"] = "map"
    case nil: break
    }
    if field.isAtomicMap { value["x-kubernetes-map-type"] = "atomic" }
    if !field.patchMergeKey.isEmpty { value["x-kubernetes-patch-merge-key"] = .string(field.patchMergeKey) }
    if !field.patchStrategy.isEmpty { value["x-kubernetes-patch-strategy"] = .string(field.patchStrategy) }
    return value
  }

  private mutating func shape(_ shape: FieldShape) -> Value {
    func typed(_ type: String, _ format: String) -> Value {
      format.isEmpty ? ["type": .string(type)] : ["type": .string(type), "format": .string(format)]
    }
    switch shape {
    case .string(let format, let values):
      var value = typed("string", format)
      if !values.isEmpty { value["enum"] = .array(values.map { .string($0) }) }
      return value
    case .integer(let format): return typed("integer", format)
    case .number(let format): return typed("number", format)
    case .boolean: return ["type": "boolean"]
    case .object: return ["type": "object"]
    case .any: return [:]
    case .array(let element): return ["type": "array", "items": self.shape(element)]
    case .map(let element): return ["type": "object", "additionalProperties": self.shape(element)]
    case .type:
      guard let target = KubeSchema.builtin.types.type(of: shape) else { return [:] }
      addType(target)
      return refer(target.name)
    case .oneOf(let shapes, let format):
      let list = shapes.map { self.shape($0) }
      return format.isEmpty ? ["oneOf": .array(list)] : ["oneOf": .array(list), "format": .string(format)]
    }
  }

  // MARK: - Custom kinds

  private mutating func addCustom(_ resource: ServedResource, in state: ClusterState) -> String {
    let reversed = group.split(separator: ".").reversed().joined(separator: ".")
    let name = "\(reversed).\(version).\(resource.type.kind)"
    let definition = state.definition(of: resource, version: version)
    var schema = definition?.at("schema", "openAPIV3Schema") ?? ["type": "object"]
    if schema["x-kubernetes-preserve-unknown-fields"]?.bool == true && schema["properties"] == nil {
      schema = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    }
    var properties = schema["properties"]?.object ?? Object()
    properties["apiVersion"] = ["type": "string"]
    properties["kind"] = ["type": "string"]
    properties["metadata"] = ["allOf": [refer("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")]]
    schema["properties"] = .object(Object(pairs: properties.sorted().map { ($0.key, $0.value) }))
    schema["x-kubernetes-group-version-kind"] = [
      ["group": .string(group), "kind": .string(resource.type.kind), "version": .string(version)]
    ]
    schemas[name] = schema
    for known in ["ObjectMeta", "ListMeta", "DeleteOptions", "Patch", "Status"] {
      if let type = KubeSchema.builtin.types.named("io.k8s.apimachinery.pkg.apis.meta.v1.\(known)") { addType(type) }
    }
    let items: Value = ["type": "array", "items": refer(name)]
    let metadata: Value = ["allOf": [refer("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta")]]
    schemas[name + "List"] = [
      "type": "object", "required": ["items"],
      "properties": [
        "apiVersion": ["type": "string"], "items": items, "kind": ["type": "string"], "metadata": metadata,
      ],
      "x-kubernetes-group-version-kind": [
        ["group": .string(group), "kind": .string(resource.listKind), "version": .string(version)]
      ],
    ]
    return name
  }
}
