import KubeAPI
import KubeSchema
import Manifest

/// How one place of an object merges: as a whole, member by member, or item by item with keys.
///
/// Server-side apply, managed fields and strategic merge patches walk an object and its shape together. Shapes come from
/// the built-in types, from a CustomResourceDefinition's schema, or are deduced from the value where nothing is known
/// (objects merge, lists are replaced), as structured-merge-diff's deduced type does.
struct MergeShape: Sendable {
  private enum Source: Sendable {
    case deduced
    case scalar(Scalar)
    case object(TypeSchema)
    case shape(FieldShape)
    /// A structural schema; `isRoot` for the object itself, whose metadata is ObjectMeta.
    case custom(Object, isRoot: Bool)
  }

  /// What scalars a place takes.
  enum Scalar: Sendable, Hashable { case any, string, number, boolean }

  enum Form: Sendable, Hashable {
    case deduced, scalar
    case map(isAtomic: Bool)
    case list(ListForm)
  }
  enum ListForm: Sendable, Hashable {
    case atomic, set
    case map(keys: [String])
  }

  private let source: Source
  let form: Form
  /// Of strategic merge patches.
  var patchStrategies: [Substring] = []
  var patchMergeKey = ""
  /// What OpenAPI gives as the default of the field.
  var defaultValue: Value?

  static let deduced = MergeShape(source: .deduced, form: .deduced)
  static let scalar = MergeShape(source: .scalar(.any), form: .scalar)

  private init(source: Source, form: Form) {
    self.source = source
    self.form = form
  }

  /// The shape of whole objects of a kind in one version.
  init(_ resource: ServedResource, version: String, in state: ClusterState) {
    if resource.isCustom {
      if let schema = state.definition(of: resource, version: version)?.at("schema", "openAPIV3Schema")?.object {
        self.init(source: .custom(schema, isRoot: true), form: .map(isAtomic: false))
      } else {
        self = .deduced
      }
      return
    }
    self.init(apiVersion: resource.apiVersion(version), kind: resource.type.kind)
  }

  init(apiVersion: String, kind: String) {
    let (group, version) = ObjectReference.split(apiVersion: apiVersion)
    if let type = KubeSchema.builtin.type(group: group, version: version, kind: kind) {
      self.init(type)
    } else {
      self = .deduced
    }
  }

  init(_ type: TypeSchema) {
    if let scalar = type.scalar {
      self.init(scalar, isAtomic: type.isAtomic)
    } else {
      self.init(source: .object(type), form: .map(isAtomic: type.isAtomic))
    }
  }

  private init(_ shape: FieldShape, isAtomic: Bool = false, list: ListForm = .atomic) {
    switch shape {
    case .string: self.init(source: .scalar(.string), form: .scalar)
    case .integer, .number: self.init(source: .scalar(.number), form: .scalar)
    case .boolean: self.init(source: .scalar(.boolean), form: .scalar)
    case .oneOf: self = .scalar
    case .object, .any: self = .deduced
    case .array: self.init(source: .shape(shape), form: .list(list))
    case .map: self.init(source: .shape(shape), form: .map(isAtomic: isAtomic))
    case .type:
      guard let type = KubeSchema.builtin.types.type(of: shape) else {
        self = .deduced
        return
      }
      let inner = MergeShape(type)
      if isAtomic, case .map = inner.form {
        self.init(source: inner.source, form: .map(isAtomic: true))
      } else {
        self = inner
      }
    }
  }

  private init(_ field: Field) {
    var list = ListForm.atomic
    switch field.listType {
    case .set: list = .set
    case .map: list = .map(keys: field.mapKeys.sorted { $0.goLess($1) })
    case .atomic, nil: list = .atomic
    }
    self.init(field.shape, isAtomic: field.isAtomicMap, list: list)
    patchStrategies = field.patchStrategy.split(separator: ",")
    patchMergeKey = field.patchMergeKey
    defaultValue = field.defaultValue
  }

  private init(schema: Object, isRoot: Bool = false) {
    func flag(_ name: String) -> Bool { schema[name]?.bool == true }
    let embedded = isRoot || flag("x-kubernetes-embedded-resource")
    switch schema["type"]?.string {
    case "object":
      let isAtomic = schema["x-kubernetes-map-type"]?.string == "atomic"
      self.init(source: .custom(schema, isRoot: embedded), form: .map(isAtomic: isAtomic))
    case "array":
      var list = ListForm.atomic
      switch schema["x-kubernetes-list-type"]?.string {
      case "set": list = .set
      case "map":
        let keys = schema["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? []
        list = .map(keys: keys.sorted { $0.goLess($1) })
      default: break
      }
      self.init(source: .custom(schema, isRoot: false), form: .list(list))
    case nil: self = flag("x-kubernetes-int-or-string") ? .scalar : .deduced
    case "string": self.init(source: .scalar(.string), form: .scalar)
    case "boolean": self.init(source: .scalar(.boolean), form: .scalar)
    default: self.init(source: .scalar(.number), form: .scalar)
    }
    defaultValue = schema["default"]
  }

  /// What was expected instead of that value at a scalar place; `nil` when it fits.
  func scalarComplaint(about value: Value) -> String? {
    guard case .scalar(let scalar) = source else { return nil }
    switch (scalar, value) {
    case (_, .null): return nil
    case (.string, .string), (.boolean, .bool), (.number, .int), (.number, .double): return nil
    case (.any, .object), (.any, .array): return "scalar"
    case (.any, _): return nil
    case (.string, _): return "string"
    case (.boolean, _): return "boolean"
    case (.number, _): return "numeric (int or float)"
    }
  }

  /// Whether the member is a declared field, as opposed to a key of a map.
  func declares(_ name: String) -> Bool {
    switch source {
    case .object(let type): return type.field(name) != nil
    case .custom(let schema, let isRoot):
      if isRoot && ["apiVersion", "kind", "metadata"].contains(name) { return true }
      return schema["properties"]?[name] != nil
    default: return false
    }
  }

  /// The shape of a member; `nil` when there can be none of that name.
  func member(_ name: String) -> MergeShape? {
    switch source {
    case .deduced: return .deduced
    case .scalar: return nil
    case .object(let type): return type.field(name).map { MergeShape($0) }
    case .shape(let shape):
      if case .map(let element) = shape { return MergeShape(element) }
      return nil
    case .custom(let schema, let isRoot):
      if isRoot {
        switch name {
        case "apiVersion", "kind": return .scalar
        case "metadata": return MergeShape.metadata
        default: break
        }
      }
      if let property = schema["properties"]?[name]?.object { return MergeShape(schema: property) }
      if let additional = schema["additionalProperties"] {
        if let inner = additional.object { return MergeShape(schema: inner) }
        if additional.bool == true { return .deduced }
      }
      if schema["x-kubernetes-preserve-unknown-fields"]?.bool == true { return .deduced }
      return nil
    }
  }

  private static let metadata: MergeShape = {
    guard let type = KubeSchema.builtin.types.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta") else {
      return .deduced
    }
    return MergeShape(type)
  }()

  /// The shape of the items of a list.
  var element: MergeShape {
    switch source {
    case .shape(.array(let element)): return MergeShape(element)
    case .custom(let schema, _): return schema["items"]?.object.map { MergeShape(schema: $0) } ?? .deduced
    default: return .deduced
    }
  }

  /// Whether members that are structs without pointer are always there, so that a new object already has them: what Go's
  /// zero value of the kind looks like.
  var zeroMembers: [(name: String, value: Value)] {
    guard case .object(let type) = source else { return [] }
    var members: [(String, Value)] = []
    for field in type.fields {
      if case .type = field.shape, field.defaultValue?.object?.isEmpty == true {
        let inner = MergeShape(field)
        if case .map = inner.form { members.append((field.name, inner.zeroValue)) }
      } else if field.isRequired {
        members.append((field.name, field.defaultValue ?? .null))
      }
    }
    return members
  }

  /// Go's zero value of the type as JSON shows it.
  var zeroValue: Value {
    .object(Object(pairs: zeroMembers.map { ($0.name, $0.value) }))
  }
}
