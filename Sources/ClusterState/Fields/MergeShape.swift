import KubeAPI
import KubeSchema
import Manifest
import Synchronization

/// How one place of an object merges: as a whole, member by member, or item by item with keys.
///
/// Server-side apply, managed fields and strategic merge patches walk an object and its shape together. Shapes come from
/// the built-in types, from a CustomResourceDefinition's schema, or are deduced from the value where nothing is known
/// (objects merge, lists are replaced), as structured-merge-diff's deduced type does.
final class MergeShape: Sendable {
  private enum Source: Sendable {
    case deduced
    case scalar(Scalar)
    case object(TypeMembers)
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
  let patchStrategies: [Substring]
  let patchMergeKey: String
  /// What OpenAPI gives as the default of the field.
  let defaultValue: Value?
  /// The shape of the items of a list and of the values of a map, once somebody asked.
  private let inner = AtomicLazyReference<MergeShape>()

  static let deduced = MergeShape(source: .deduced, form: .deduced)
  static let scalar = MergeShape(source: .scalar(.any), form: .scalar)

  private init(
    source: Source, form: Form, patchStrategies: [Substring] = [], patchMergeKey: String = "",
    defaultValue: Value? = nil
  ) {
    self.source = source
    self.form = form
    self.patchStrategies = patchStrategies
    self.patchMergeKey = patchMergeKey
    self.defaultValue = defaultValue
  }

  /// The shape of whole objects of a kind in one version.
  static func of(_ resource: ServedResource, version: String, in state: ClusterState) -> MergeShape {
    if resource.isCustom {
      guard let schema = state.definition(of: resource, version: version)?.at("schema", "openAPIV3Schema")?.object
      else { return .deduced }
      return MergeShape(source: .custom(schema, isRoot: true), form: .map(isAtomic: false))
    }
    return of(apiVersion: resource.apiVersion(version), kind: resource.type.kind)
  }

  static func of(apiVersion: String, kind: String) -> MergeShape {
    let (group, version) = ObjectReference.split(apiVersion: apiVersion)
    guard let position = KubeSchema.builtin.types.byKind["\(group)/\(version)/\(kind)"] else { return .deduced }
    return TypeMembers.all[position].shape
  }

  private static func of(_ shape: FieldShape, isAtomic: Bool = false, list: ListForm = .atomic) -> MergeShape {
    switch shape {
    case .string: return MergeShape(source: .scalar(.string), form: .scalar)
    case .integer, .number: return MergeShape(source: .scalar(.number), form: .scalar)
    case .boolean: return MergeShape(source: .scalar(.boolean), form: .scalar)
    case .oneOf: return .scalar
    case .object, .any: return .deduced
    case .array: return MergeShape(source: .shape(shape), form: .list(list))
    case .map: return MergeShape(source: .shape(shape), form: .map(isAtomic: isAtomic))
    case .type(let position):
      guard position < TypeMembers.all.count else { return .deduced }
      let inner = TypeMembers.all[position].shape
      if isAtomic, case .map = inner.form { return MergeShape(source: inner.source, form: .map(isAtomic: true)) }
      return inner
    }
  }

  private static func of(_ field: Field) -> MergeShape {
    var list = ListForm.atomic
    switch field.listType {
    case .set: list = .set
    case .map: list = .map(keys: field.mapKeys.sorted { $0.goLess($1) })
    case .atomic, nil: list = .atomic
    }
    let plain = of(field.shape, isAtomic: field.isAtomicMap, list: list)
    return MergeShape(
      source: plain.source, form: plain.form, patchStrategies: field.patchStrategy.split(separator: ","),
      patchMergeKey: field.patchMergeKey, defaultValue: field.defaultValue)
  }

  private static func of(schema: Object, isRoot: Bool = false) -> MergeShape {
    func flag(_ name: String) -> Bool { schema[name]?.bool == true }
    let fallback = schema["default"]
    func made(_ source: Source, _ form: Form) -> MergeShape {
      MergeShape(source: source, form: form, defaultValue: fallback)
    }
    switch schema["type"]?.string {
    case "object":
      let isAtomic = schema["x-kubernetes-map-type"]?.string == "atomic"
      let isWhole = isRoot || flag("x-kubernetes-embedded-resource")
      return made(.custom(schema, isRoot: isWhole), .map(isAtomic: isAtomic))
    case "array":
      var list = ListForm.atomic
      switch schema["x-kubernetes-list-type"]?.string {
      case "set": list = .set
      case "map":
        let keys = schema["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? []
        list = .map(keys: keys.sorted { $0.goLess($1) })
      default: break
      }
      return made(.custom(schema, isRoot: false), .list(list))
    case nil:
      return flag("x-kubernetes-int-or-string") ? made(.scalar(.any), .scalar) : made(.deduced, .deduced)
    case "string": return made(.scalar(.string), .scalar)
    case "boolean": return made(.scalar(.boolean), .scalar)
    default: return made(.scalar(.number), .scalar)
    }
  }

  /// What was expected instead of that value at a scalar place; `nil` when it fits.
  func scalarComplaint(about value: Value) -> String? {
    guard case .scalar(let scalar) = source else { return nil }
    switch (scalar, value) {
    case (_, .null): return nil
    case (.string, .string), (.boolean, .bool), (.number, .int), (.number, .double): return nil
    case (.any, .object), (.any, .array): return "any scalar"
    case (.any, _): return nil
    case (.string, _): return "string"
    case (.boolean, _): return "boolean"
    case (.number, _): return "numeric (int or float)"
    }
  }

  /// Whether the member is a declared field, as opposed to a key of a map.
  func declares(_ name: String) -> Bool {
    switch source {
    case .object(let members): return members.type.position(name) != nil
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
    case .object(let members): return members[name]
    case .shape(let shape):
      if case .map = shape { return element }
      return nil
    case .custom(let schema, let isRoot):
      if isRoot {
        switch name {
        case "apiVersion", "kind": return .scalar
        case "metadata": return MergeShape.metadata
        default: break
        }
      }
      if let property = schema["properties"]?[name]?.object { return MergeShape.of(schema: property) }
      if let additional = schema["additionalProperties"] {
        if let inner = additional.object { return MergeShape.of(schema: inner) }
        if additional.bool == true { return .deduced }
      }
      if schema["x-kubernetes-preserve-unknown-fields"]?.bool == true { return .deduced }
      return nil
    }
  }

  private static let metadata: MergeShape = {
    guard let position = KubeSchema.builtin.types.byName["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"] else {
      return .deduced
    }
    return TypeMembers.all[position].shape
  }()

  /// The shape of the items of a list, and of the values of a map.
  var element: MergeShape {
    switch source {
    case .shape(.array(let element)), .shape(.map(let element)):
      return inner.load() ?? inner.storeIfNil(MergeShape.of(element))
    case .custom(let schema, _):
      return inner.load() ?? inner.storeIfNil(schema["items"]?.object.map { MergeShape.of(schema: $0) } ?? .deduced)
    default: return .deduced
    }
  }

  /// Go's zero value of the type as JSON shows it.
  var zeroValue: Value {
    guard case .object(let members) = source else { return .object(Object()) }
    return members.zeroValue
  }

  /// The members of one of the built-in types; all shapes of the type share them.
  private final class TypeMembers: Sendable {
    static let all: [TypeMembers] = KubeSchema.builtin.types.all.map { TypeMembers($0) }

    private final class Members: Sendable {
      let shapes: [MergeShape]
      init(_ shapes: [MergeShape]) { self.shapes = shapes }
    }
    private final class Zero: Sendable {
      let value: Value
      init(_ value: Value) { self.value = value }
    }

    let type: TypeSchema
    private let whole = AtomicLazyReference<MergeShape>()
    private let members = AtomicLazyReference<Members>()
    private let zero = AtomicLazyReference<Zero>()

    init(_ type: TypeSchema) { self.type = type }

    /// The shape of a value of the type where nothing else is said about it.
    var shape: MergeShape {
      if let known = whole.load() { return known }
      if let scalar = type.scalar { return whole.storeIfNil(MergeShape.of(scalar, isAtomic: type.isAtomic)) }
      return whole.storeIfNil(MergeShape(source: .object(self), form: .map(isAtomic: type.isAtomic)))
    }

    subscript(name: String) -> MergeShape? {
      guard let position = type.position(name) else { return nil }
      let all = members.load() ?? members.storeIfNil(Members(type.fields.map { MergeShape.of($0) }))
      return all.shapes[position]
    }

    /// Members that are structs without pointer are always there, so that a new object already has them.
    var zeroValue: Value {
      if let known = zero.load() { return known.value }
      var members: [(String, Value)] = []
      for field in type.fields {
        if case .type = field.shape, field.defaultValue?.object?.isEmpty == true {
          let inner = MergeShape.of(field)
          if case .map = inner.form { members.append((field.name, inner.zeroValue)) }
        } else if field.isRequired, field.isAlwaysWritten || field.defaultValue != nil {
          members.append((field.name, field.defaultValue ?? .null))
        }
      }
      return zero.storeIfNil(Zero(.object(Object(pairs: members)))).value
    }
  }
}
