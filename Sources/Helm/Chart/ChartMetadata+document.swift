import Manifest

extension ChartMetadata {
  /// As Go's JSON writes it: fields in the order of helm's struct, empty ones left out.
  var document: Value {
    var object = Object()
    object.addText("name", name)
    object.addText("home", home)
    object.addTexts("sources", sources)
    object.addText("version", version)
    object.addText("description", description)
    object.addTexts("keywords", keywords)
    if let maintainers, !maintainers.isEmpty { object["maintainers"] = .array(maintainers.map(\.document)) }
    object.addText("icon", icon)
    object.addText("apiVersion", apiVersion)
    object.addText("condition", condition)
    object.addText("tags", tags)
    object.addText("appVersion", appVersion)
    if deprecated { object["deprecated"] = true }
    if let annotations, !annotations.isEmpty {
      let sorted = annotations.sorted { $0.key.goLess($1.key) }
      object["annotations"] = .object(Object(pairs: sorted.map { ($0.key, Value.string($0.value)) }))
    }
    object.addText("kubeVersion", kubeVersion)
    if let dependencies, !dependencies.isEmpty { object["dependencies"] = .array(dependencies.map(\.document)) }
    object.addText("type", type)
    return .object(object)
  }
}

extension ChartMetadata.Maintainer {
  var document: Value {
    var object = Object()
    object.addText("name", name)
    object.addText("email", email)
    object.addText("url", url)
    return .object(object)
  }
}

extension ChartDependency {
  var document: Value {
    var object = Object()
    object["name"] = .string(name)
    object.addText("version", version)
    object["repository"] = .string(repository)
    object.addText("condition", condition)
    object.addTexts("tags", tags)
    if enabled { object["enabled"] = true }
    if let importValues, !importValues.isEmpty { object["import-values"] = .array(importValues.map(Self.sorted)) }
    object.addText("alias", alias)
    return .object(object)
  }

  /// Keys in order, as in Go's maps.
  private static func sorted(_ value: Value) -> Value {
    switch value {
    case .array(let items): .array(items.map(sorted))
    case .object(let object):
      .object(Object(uniquePairs: object.sorted().map { Object.Pair(key: $0.key, value: sorted($0.value)) }))
    default: value
    }
  }
}

extension ChartLock {
  var document: Value {
    [
      "generated": .string(generated.isEmpty ? "0001-01-01T00:00:00Z" : generated), "digest": .string(digest),
      "dependencies": dependencies.map { .array($0.map(\.document)) } ?? .null,
    ]
  }
}

extension Object {
  fileprivate mutating func addText(_ key: String, _ text: String) {
    if !text.isEmpty { self[key] = .string(text) }
  }

  fileprivate mutating func addTexts(_ key: String, _ texts: [String]?) {
    if let texts, !texts.isEmpty { self[key] = .array(texts.map { .string($0) }) }
  }
}
