import Manifest

/// An object on its way through a build, with what kustomize keeps about it in annotations of its own
/// (`api/resource/resource.go`).
struct Resource: Sendable {
  enum Behavior: String, Sendable {
    case unspecified, create, replace, merge
  }

  var value: Value
  /// Names, namespaces and kinds it had before, oldest first.
  var previous: [ResourceID] = []
  var prefixes: [String] = []
  var suffixes: [String] = []
  var needsHash = false
  var behavior = Behavior.unspecified
  var allowsNameChange = false
  var allowsKindChange = false
  var isDeleted = false

  var originFile = ""
  var originLine = 0
  /// For buildMetadata: where it came from, relative to the root's folder.
  var origin: Origin?
  var transformations: [Origin] = []

  /// kustomize's `Origin`: a path, or what a generator or transformer was configured in.
  struct Origin: Sendable {
    var path = ""
    var configuredIn = ""
    var builtin = ""

    var value: Value {
      var object = Object()
      if !path.isEmpty { object["path"] = .string(path) }
      if !configuredIn.isEmpty { object["configuredIn"] = .string(configuredIn) }
      if !builtin.isEmpty { object["configuredBy"] = ["apiVersion": "builtin", "kind": .string(builtin)] }
      return .object(object)
    }
  }

  init(_ value: Value, file: String = "", line: Int = 0) {
    self.value = value
    originFile = file
    originLine = line
  }

  var kind: String { value["kind"]?.scalarText ?? "" }
  var name: String {
    get { value.at("metadata", "name")?.scalarText ?? "" }
    set { value.set(.string(newValue), at: "metadata", "name") }
  }
  var namespace: String { value.at("metadata", "namespace")?.scalarText ?? "" }

  mutating func setNamespace(_ namespace: String) {
    value.set(namespace.isEmpty ? Value?.none : .string(namespace), at: "metadata", "namespace")
  }

  var currentID: ResourceID {
    let gvk = GVK(of: value)
    return ResourceID(gvk: gvk, name: name, namespace: namespace, isClusterScoped: gvk.isClusterScoped)
  }

  /// The first identity; group and version are always today's.
  var originalID: ResourceID { previousIDs.first ?? currentID }

  var previousIDs: [ResourceID] {
    if previous.isEmpty { return [] }
    let gvk = GVK(of: value)
    return previous.map { id in
      var id = id
      id.gvk.group = gvk.group
      id.gvk.version = gvk.version
      return id
    }
  }

  mutating func storePreviousID() {
    let id = currentID
    previous.append(
      ResourceID(gvk: id.gvk, name: id.name, namespace: id.effectiveNamespace, isClusterScoped: false))
  }

  func strings(_ field: String) -> Object {
    var result = Object()
    for pair in value.at("metadata", field)?.object ?? Object() {
      result[pair.key] = .string(pair.value.isNull ? "null" : pair.value.scalarText ?? "")
    }
    return result
  }

  mutating func setStrings(_ field: String, _ strings: Object) {
    value.set(strings.isEmpty ? Value?.none : .object(strings), at: "metadata", field)
  }

  /// Takes over what a generated object that merges into or replaces another keeps of it.
  mutating func copyMetadata(from other: Resource) {
    func merged(_ field: String) -> Object {
      var result = other.strings(field)
      for pair in strings(field) { result[pair.key] = pair.value }
      return result
    }
    setStrings("labels", merged("labels"))
    setStrings("annotations", merged("annotations"))
    needsHash = needsHash && other.needsHash
    behavior = other.behavior
    previous = other.previous
    prefixes = other.prefixes
    suffixes = other.suffixes
    name = other.name
    setNamespace(other.namespace)
  }

  /// Adds the entries of another's `data` or `binaryData` that this one does not have.
  mutating func mergeData(_ field: String, from other: Resource) {
    guard let theirs = other.value[field]?.object else { return }
    var result = theirs
    for pair in value[field]?.object ?? Object() { result[pair.key] = pair.value }
    value[field] = result.isEmpty ? Value?.none : .object(result)
  }

  /// Whether the names were made by the same prefixes and suffixes, compared from the last.
  func hasSamePrefixesAndSuffixes(_ other: Resource, allowEmpty: Bool) -> Bool {
    func same(_ a: [String], _ b: [String]) -> Bool {
      if allowEmpty && (a.isEmpty || b.isEmpty) { return true }
      let (short, long) = a.count <= b.count ? (a, b) : (b, a)
      if short.isEmpty { return long.isEmpty }
      return Array(long.suffix(short.count)) == short
    }
    return same(prefixes, other.prefixes) && same(suffixes, other.suffixes)
  }

  /// The finished object. Annotations are strings by then, and an empty `annotations` is gone.
  func built(_ metadata: [String]) -> BuiltResource {
    var annotations = strings("annotations")
    let originKey = "config.kubernetes.io/origin"
    let transformationsKey = "alpha.config.kubernetes.io/transformations"
    annotations[originKey] = nil
    annotations[transformationsKey] = nil
    if metadata.contains("originAnnotations"), let origin {
      annotations[originKey] = .string(YAML.write(origin.value))
    }
    if metadata.contains("transformerAnnotations"), !transformations.isEmpty {
      annotations[transformationsKey] = .string(YAML.write(.array(transformations.map(\.value))))
    }
    var copy = self
    if value.at("metadata", "annotations") != nil || !annotations.isEmpty {
      copy.setStrings("annotations", annotations)
    }
    return BuiltResource(value: copy.value, originFile: originFile, originLine: originLine)
  }
}

/// The objects of a kustomization, in order, no two of the same identity (kustomize's `ResMap`).
struct ResourceMap {
  var resources: [Resource] = []

  mutating func append(_ more: [Resource]) throws(SourceError) {
    var seen = Set(resources.map { $0.currentID.key })
    for resource in more {
      let id = resource.currentID
      if !seen.insert(id.key).inserted {
        throw SourceError(
          file: resource.originFile, line: resource.originLine,
          "may not add resource with an already registered id: \(id.description)")
      }
      resources.append(resource)
    }
  }

  /// Positions of the objects that have or had that identity.
  func matching(anyID matches: (ResourceID) -> Bool) -> [Int] {
    resources.indices.filter { i in
      resources[i].previousIDs.contains(where: matches) || matches(resources[i].currentID)
    }
  }

  /// The one object that has or had that identity.
  func position(of id: ResourceID) throws(SourceError) -> Int {
    let found = matching { $0.isSame(id) }
    if let first = found.first, found.count == 1 { return first }
    throw SourceError(
      "\(found.isEmpty ? "no" : "multiple") matches for Id \(id.description); "
        + "failed to find unique target for patch \(id.description)")
  }

  /// Takes in a generated object: added, or merged into or put in place of the one that it names.
  mutating func absorb(_ resource: Resource) throws(SourceError) {
    let id = resource.currentID
    let found = matching { $0.isSame(id) }
    guard let position = found.first else {
      if resource.behavior == .merge || resource.behavior == .replace {
        throw SourceError("id \(id.goSyntax) does not exist; cannot merge or replace")
      }
      return try append([resource])
    }
    if found.count > 1 {
      throw SourceError("found multiple objects that could accept merge of \(id.description)")
    }
    let old = resources[position]
    var new = resource
    switch resource.behavior {
    case .replace: new.copyMetadata(from: old)
    case .merge:
      new.copyMetadata(from: old)
      new.mergeData("data", from: old)
      new.mergeData("binaryData", from: old)
      new.origin = old.origin
    default: throw SourceError("id \(id.goSyntax) exists; behavior must be merge or replace")
    }
    resources[position] = new
  }

  mutating func dropDeleted() { resources.removeAll { $0.isDeleted } }
}
