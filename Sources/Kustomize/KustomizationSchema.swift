import Manifest

/// The fields of a kustomization file and their types; anything else is refused, as kustomize's JSON decoder refuses it.
enum KustomizationSchema {
  private static let text = """
    Kustomization apiVersion:string kind:string metadata:types.ObjectMeta openapi:map[string]string namePrefix:string \
    nameSuffix:string namespace:string commonLabels:map[string]string labels:[]types.Label \
    commonAnnotations:map[string]string patchesStrategicMerge:[]string patchesJson6902:[]types.Patch \
    patches:[]types.Patch images:[]types.Image imageTags:[]types.Image replacements:[]types.ReplacementField \
    replicas:[]types.Replica vars:[]types.Var sortOptions:types.SortOptions resources:[]string components:[]string \
    crds:[]string bases:[]string configMapGenerator:[]types.ConfigMapArgs secretGenerator:[]types.SecretArgs \
    helmGlobals:any helmCharts:[]any helmChartInflationGenerator:[]any generatorOptions:types.GeneratorOptions \
    configurations:[]string generators:[]string transformers:[]string validators:[]string buildMetadata:[]string
    types.ObjectMeta name:string namespace:string labels:map[string]string annotations:map[string]string
    types.Label pairs:map[string]string includeSelectors:bool includeTemplates:bool fields:[]types.FieldSpec
    types.FieldSpec group:string version:string kind:string path:string create:bool
    types.Selector group:string version:string kind:string name:string namespace:string annotationSelector:string \
    labelSelector:string
    types.Patch path:string patch:string target:types.Selector options:map[string]bool
    types.Image name:string newName:string tagSuffix:string newTag:string digest:string
    types.ReplacementField source:types.SourceSelector targets:[]types.TargetSelector path:string
    types.SourceSelector group:string version:string kind:string name:string namespace:string fieldPath:string \
    options:types.FieldOptions
    types.TargetSelector select:types.Selector reject:[]types.Selector fieldPaths:[]string options:types.FieldOptions
    types.FieldOptions delimiter:string index:int encoding:string create:bool
    types.Replica name:string count:int64
    types.Var name:string objref:types.Target fieldref:types.FieldSelector
    types.Target apiVersion:string group:string version:string kind:string name:string namespace:string
    types.FieldSelector fieldpath:string
    types.SortOptions order:string legacySortOptions:types.LegacySortOptions
    types.LegacySortOptions orderFirst:[]string orderLast:[]string
    types.ConfigMapArgs namespace:string name:string behavior:string literals:[]string files:[]string envs:[]string \
    env:string options:types.GeneratorOptions
    types.SecretArgs namespace:string name:string behavior:string literals:[]string files:[]string envs:[]string \
    env:string options:types.GeneratorOptions type:string
    types.GeneratorOptions labels:map[string]string annotations:map[string]string disableNameSuffixHash:bool \
    immutable:bool
    """

  private static let types: [String: [(name: String, type: String)]] = {
    var all: [String: [(name: String, type: String)]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let type = words.first else { continue }
      all[String(type)] = words.dropFirst().compactMap { word in
        guard let colon = word.firstIndex(of: ":") else { return nil }
        return (String(word[..<colon]), String(word[word.index(after: colon)...]))
      }
    }
    return all
  }()

  /// The value with the fields' proper names (Go's decoder does not mind their case).
  static func check(_ value: Value) throws(SourceError) -> Object {
    guard case .object(let object) = value else {
      if value.isNull { return Object() }
      throw SourceError(
        "invalid Kustomization: json: cannot unmarshal \(value.jsonKind) into Go value of type types.Kustomization")
    }
    return try check(object, "Kustomization", path: "")
  }

  private static func check(_ object: Object, _ type: String, path: String) throws(SourceError) -> Object {
    let fields = types[type] ?? []
    var result = Object()
    for pair in object.sorted() {
      let field = fields.first { $0.name == pair.key } ?? fields.first { $0.name.lowercased() == pair.key.lowercased() }
      guard let field else {
        throw SourceError("invalid Kustomization: json: unknown field \(GoText.quote(pair.key))")
      }
      result[field.name] = try check(
        pair.value, field.type, in: type, path: path.isEmpty ? field.name : "\(path).\(field.name)")
    }
    return result
  }

  private static func check(
    _ value: Value, _ type: String, in owner: String, path: String
  ) throws(SourceError) -> Value {
    if value.isNull { return value }
    func wrong(_ value: Value, _ type: String) -> SourceError {
      // Go names the innermost struct and then the whole path.
      let name = owner.hasPrefix("types.") ? owner.dropFirst(6) : owner[...]
      return SourceError(
        "invalid Kustomization: json: cannot unmarshal \(value.jsonKind) into Go struct field \(name).\(path) "
          + "of type \(type)")
    }
    if type == "any" { return value }
    if type.hasPrefix("[]") {
      guard case .array(let items) = value else { throw wrong(value, type) }
      var result: [Value] = []
      for item in items { result.append(try check(item, String(type.dropFirst(2)), in: owner, path: path)) }
      return .array(result)
    }
    if type.hasPrefix("map[string]") {
      guard case .object(let object) = value else { throw wrong(value, type) }
      for pair in object { _ = try check(pair.value, String(type.dropFirst(11)), in: owner, path: path) }
      return value
    }
    switch (type, value) {
    case ("string", .string), ("bool", .bool), ("int", .int), ("int64", .int): return value
    case ("string", _), ("bool", _), ("int", _), ("int64", _): throw wrong(value, type)
    default:
      guard case .object(let object) = value else { throw wrong(value, type) }
      return .object(try check(object, type, path: path))
    }
  }
}

enum GoText {
  /// Go's `%q` for texts without characters that need more than the simple escapes.
  static func quote(_ text: String) -> String { JSON.write(.string(text)) }

  /// Go's `%v` of a list of strings.
  static func list(_ strings: [String]) -> String { "[\(strings.joined(separator: " "))]" }
}
