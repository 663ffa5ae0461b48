import CEL
import KubeAPI
import Manifest

extension CustomResourceSchema {
  /// Validates an object on create (`old` is `nil`) or update, in the server's order: metadata, schema, scale, embedded
  /// objects, list types, rules.
  /// - Parameter subresource: `status` checks the status only.
  public func validate(_ object: Value, old: Value? = nil, subresource: String = "") -> [FieldError] {
    var errors = validateTypeMeta(object)
    if !errors.isEmpty { return errors }
    errors += MetadataRules.validate(
      object, old: old, isNamespaced: isNamespaced,
      name: old == nil ? NameRules.dns1123Subdomain : NameRules.pathSegment,
      path: "metadata", isBuiltin: false)
    var schema = SchemaValidation()
    if subresource == "status" {
      if let status = object["status"], let inner = root.property("status") {
        schema.check(status, inner, path: "")
      }
    } else {
      schema.check(object, root, path: "")
    }
    var found = schema.errors
    if subresource == "status" {
      // Messages name fields from the status on, paths from the root.
      for i in found.indices {
        found[i].field = found[i].field == "<nil>" ? "status" : "status.\(found[i].field)"
      }
    }
    if let old { found = Ratcheting(schema: root).filter(found, object, old) }
    errors += found
    if let scale { errors += validateScale(object, scale, subresource) }
    EmbeddedObjects.check(object, root, path: "", &errors)
    var lists: [FieldError] = []
    ListTypes.check(object, root, path: "", &lists)
    if !lists.isEmpty, let old {
      var before: [FieldError] = []
      ListTypes.check(old, root, path: "", &before)
      if !before.isEmpty { lists = [] }
    }
    errors += lists
    if root.hasRules {
      if errors.contains(where: \.blocksRules) {
        errors.append(
          FieldError(
            .invalid, "", value: "null",
            "some validation rules were not checked because the object was invalid; correct the existing errors to "
              + "complete validation"))
      } else {
        var rules = RuleValidation()
        rules.check(object, old, root, path: "", isUnchanged: old == object)
        errors += rules.errors
      }
    }
    return errors
  }

  private func validateTypeMeta(_ object: Value) -> [FieldError] {
    var errors: [FieldError] = []
    let given = object["kind"]?.string ?? ""
    if given != kind { errors.append(.invalid("kind", .string(given), "must be \(kind)")) }
    let apiVersion = object["apiVersion"]?.string ?? ""
    if apiVersion != "\(group)/\(version)" {
      errors.append(.invalid("apiVersion", .string(apiVersion), "must be \(group)/\(version)"))
    }
    return errors
  }

  private func validateScale(_ object: Value, _ scale: Scale, _ subresource: String) -> [FieldError] {
    var errors: [FieldError] = []
    func check(_ path: String) {
      let keys = path.split(separator: ".").map(String.init)
      func complain(_ value: Value, at place: String, _ wanted: String) {
        errors.append(
          .invalid(
            path, .int(0),
            "\(place) accessor error: \(GoWords.plain(value)) is of the type \(value.goType), expected \(wanted)"
          ))
      }
      var value = object
      for (i, key) in keys.enumerated() {
        guard case .object = value else {
          complain(value, at: "." + keys[...i].joined(separator: "."), "map[string]interface{}")
          return
        }
        guard let inner = value[key], !inner.isNull else { return }
        value = inner
      }
      guard let number = value.int else {
        complain(value, at: path, "int64")
        return
      }
      if number < 0 {
        errors.append(.invalid(path, value, "should be a non-negative integer"))
      } else if number > Int64(Int32.max) {
        errors.append(
          .invalid(path, value, "should be less than or equal to \(Int32.max)"))
      }
    }
    if subresource != "status" { check(scale.specReplicasPath) }
    check(scale.statusReplicasPath)
    return errors
  }
}

extension FieldError {
  /// Rules are not evaluated on an object with such an error.
  var blocksRules: Bool {
    switch kind {
    case .notSupported, .required, .tooLong, .tooMany, .typeInvalid: true
    default: false
    }
  }
}

/// `x-kubernetes-list-type`: sets and maps have no two equal elements.
enum ListTypes {
  static func check(_ value: Value, _ schema: StructuralSchema, path: String, _ errors: inout [FieldError]) {
    switch value {
    case .object(let object):
      for pair in object.sorted() {
        if let additional = schema.additional, schema.property(pair.key) == nil {
          check(pair.value, additional, path: "\(path)[\(pair.key)]", &errors)
        } else if let property = schema.property(pair.key) {
          check(pair.value, property, path: path.isEmpty ? pair.key : "\(path).\(pair.key)", &errors)
        }
      }
    case .array(let items):
      if schema.listType == "set" {
        for i in repeated(items) { errors.append(.duplicate("\(path)[\(i)]", items[i])) }
      } else if schema.listType == "map" {
        checkMap(items, schema, path, &errors)
      }
      if let inner = schema.items {
        for (i, item) in items.enumerated() { check(item, inner, path: "\(path)[\(i)]", &errors) }
      }
    default: break
    }
  }

  private static func checkMap(
    _ items: [Value], _ schema: StructuralSchema, _ path: String, _ errors: inout [FieldError]
  ) {
    for (i, item) in items.enumerated() where item.object == nil && !item.isNull {
      errors.append(.invalid("\(path)[\(i)]", item, "must be an object for an array of list-type map"))
      return
    }
    let keys = items.map { item -> Value in
      var key = Object()
      for name in schema.mapKeys.sorted(by: { $0.goLess($1) }) { if let value = item[name] { key[name] = value } }
      return .object(key)
    }
    for i in repeated(keys) { errors.append(.duplicate("\(path)[\(i)]", keys[i])) }
  }

  /// The second of every equal elements.
  private static func repeated(_ items: [Value]) -> [Int] {
    var counts: [Value: Int] = [:]
    var out: [Int] = []
    for (i, item) in items.enumerated() {
      let seen = counts[item, default: 0]
      if seen == 1 { out.append(i) }
      counts[item] = seen + 1
    }
    return out
  }
}

/// `x-kubernetes-embedded-resource`: objects inside need apiVersion, kind and sound metadata.
enum EmbeddedObjects {
  static func check(_ value: Value, _ schema: StructuralSchema, path: String, _ errors: inout [FieldError]) {
    switch value {
    case .object(let object):
      if schema.isEmbedded { checkOne(object, path, &errors) }
      for pair in object.sorted() {
        if let property = schema.property(pair.key) {
          check(pair.value, property, path: path.isEmpty ? pair.key : "\(path).\(pair.key)", &errors)
        } else if let additional = schema.additional {
          check(pair.value, additional, path: "\(path)[\(pair.key)]", &errors)
        }
      }
    case .array(let items):
      guard let inner = schema.items else { return }
      for (i, item) in items.enumerated() { check(item, inner, path: "\(path)[\(i)]", &errors) }
    default: break
    }
  }

  private static func checkOne(_ object: Object, _ path: String, _ errors: inout [FieldError]) {
    for name in ["apiVersion", "kind"] where object[name] == nil { errors.append(.required("\(path).\(name)")) }
    for name in ["apiVersion", "kind"] {
      guard let value = object[name] else { continue }
      guard let text = value.string else {
        errors.append(.invalid("\(path).\(name)", value, "must be a string"))
        continue
      }
      if text.isEmpty {
        errors.append(.invalid("\(path).\(name)", value, "must not be empty"))
      } else if name == "apiVersion", text.split(separator: "/", omittingEmptySubsequences: false).count > 2 {
        errors.append(.invalid("\(path).\(name)", value, "unexpected GroupVersion string: \(text)"))
      } else if name == "kind" {
        let messages = NameRules.dns1035Label(text.lowercased())
        if !messages.isEmpty {
          errors.append(
            .invalid(
              "\(path).\(name)", value,
              "may have mixed case, but should otherwise match: " + messages.joined(separator: ",")))
        }
      }
    }
    guard var meta = object["metadata"] else { return }
    if meta["name"] == nil { meta["name"] = "fakename" }
    errors += MetadataRules.validate(
      ["metadata": meta], old: nil, isNamespaced: meta["namespace"] != nil, name: NameRules.pathSegment,
      path: "\(path).metadata", isBuiltin: false)
  }
}
