import Manifest
import Synchronization

/// What ``FittingCodec`` needs of a type, made once: which fields there are, what they hold, what stands for a missing one.
final class TypeLayout: Sendable {
  final class FieldLayout: Sendable {
    let name: String
    let shape: ShapeLayout
    /// What Go writes when the field is not given; `nil` when it is left out.
    let zero: Value?
    private let keepsEmpty: Bool
    private let isType: Bool
    private let isRaw: Bool

    init(_ field: Field, _ table: TypeTable) {
      name = field.name
      shape = ShapeLayout(field.shape, table)
      zero = TypedCodec(table: table).zero(field)
      keepsEmpty = field.isPointer || field.isAlwaysWritten
      if case .type = field.shape { isType = true } else { isType = false }
      isRaw = table.type(of: field.shape)?.special == .raw
    }

    /// `omitempty`: structs are never empty in that sense.
    func leavesOut(_ value: Value) -> Bool {
      if keepsEmpty { return false }
      switch value {
      case .null: return false
      case .bool(let b): return !b
      case .int(let i): return i == 0 && !isType
      case .double(let d): return d == 0
      case .string(let s): return s.isEmpty && !isType
      case .array(let a): return a.isEmpty && !isRaw
      case .object(let o): return !isType && o.isEmpty
      }
    }
  }

  /// The place of a type's layout until somebody needs it.
  final class Slot: Sendable {
    private let reference = AtomicLazyReference<TypeLayout>()

    func layout(of position: Int, _ table: TypeTable) -> TypeLayout {
      reference.load() ?? reference.storeIfNil(TypeLayout(table.all[position], table))
    }
  }

  let fields: [FieldLayout]
  let zeroCount: Int
  private let type: TypeSchema
  /// How many of the fields before each have a zero that is written.
  private let zerosBefore: [Int]

  init(_ type: TypeSchema, _ table: TypeTable) {
    self.type = type
    fields = type.fields.map { FieldLayout($0, table) }
    var counts = [0]
    for field in fields { counts.append((counts.last ?? 0) + (field.zero == nil ? 0 : 1)) }
    zerosBefore = counts
    zeroCount = counts.last ?? 0
  }

  /// Whether one of the fields in that range would be written although it is missing.
  func hasZero(from first: Int, to end: Int) -> Bool { first < end && zerosBefore[end] > zerosBefore[first] }

  /// The position of a field; objects mostly come in the order of the fields, so the next few are tried first.
  func position(_ name: String, from next: Int) -> Int? {
    var i = next
    let end = min(fields.count, next + 6)
    while i < end {
      if fields[i].name == name { return i }
      i += 1
    }
    return type.position(name)
  }
}

/// What a place of a type holds.
final class ShapeLayout: Sendable {
  enum Form: Sendable {
    case any, string, bytes, boolean, int32, integer, number, array, map, quantity, intOrString, special
    case time(micro: Bool)
    case type(Int)
  }

  let form: Form
  /// Of lists and maps.
  let element: ShapeLayout?

  init(_ shape: FieldShape, _ table: TypeTable) {
    switch shape {
    case .any, .object, .oneOf: (form, element) = (.any, nil)
    case .string(let format, _): (form, element) = (format == "byte" ? .bytes : .string, nil)
    case .integer(let format): (form, element) = (format == "int32" ? .int32 : .integer, nil)
    case .number: (form, element) = (.number, nil)
    case .boolean: (form, element) = (.boolean, nil)
    case .array(let inner): (form, element) = (.array, ShapeLayout(inner, table))
    case .map(let inner): (form, element) = (.map, ShapeLayout(inner, table))
    case .type(let position):
      element = nil
      guard let type = table.type(of: shape) else {
        form = .any
        return
      }
      switch type.special {
      case nil: form = .type(position)
      case .raw: form = .any
      case .quantity: form = .quantity
      case .intOrString: form = .intOrString
      case .time: form = .time(micro: false)
      case .microTime: form = .time(micro: true)
      case .duration, .schemaOrArray, .schemaOrBool, .schemaOrStrings: form = .special
      }
    }
  }
}
