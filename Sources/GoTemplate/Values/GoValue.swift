/// A value of a running template: what Go would hold in a `reflect.Value` or in an `interface{}`.
///
/// The common types have cases of their own; whatever is rare (times, structs, functions, named numbers) is an ``GoObject``.
/// Strings hold Go's bytes: bytes that are no UTF-8 are kept as escapes, see ``ByteString``.
/// Maps are references, as in Go: `set`, `unset` and `merge` change them in place. Lists are values, because no
/// function of the table writes into a list that it was given.
public enum GoValue: Sendable {
  /// The zero `reflect.Value`: a missing thing. Prints as `<no value>`.
  case invalid
  /// An interface that holds nothing. Prints as `<nil>` inside other values.
  case null
  case bool(Bool)
  /// Every integer kind; unsigned ones by their bit pattern.
  case int(Int64, GoIntKind)
  /// `float64`.
  case float(Double)
  case string(String)
  /// `[]interface {}`, not nil.
  case list([GoValue])
  /// A map with string keys, of any value type.
  case map(GoMap)
  /// A slice of another element type, or a nil slice.
  case slice(GoSlice)
  case object(any GoObject)
}

/// Go's integer types without a name of their own.
public enum GoIntKind: UInt8, Sendable {
  case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, uintptr

  /// `int`, `uint8`, …
  public var name: String {
    switch self {
    case .int: "int"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint: "uint"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .uintptr: "uintptr"
    }
  }

  public var isSigned: Bool { rawValue <= GoIntKind.int64.rawValue }
}

/// `reflect.Kind`, by the names that Go prints.
public enum GoKind: String, Sendable {
  case invalid, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, uintptr, float64, string
  case complex128
  case array, slice, map, `struct`, ptr, `func`, interface

  public var isInteger: Bool {
    switch self {
    case .int, .int8, .int16, .int32, .int64, .uint, .uint8, .uint16, .uint32, .uint64, .uintptr: true
    default: false
    }
  }
}

extension GoIntKind {
  var kind: GoKind { GoKind(rawValue: name) ?? .int }
}

extension GoValue {
  /// A Go `int`.
  public static func int(_ value: Int) -> GoValue { .int(Int64(value), .int) }
  public static func int64(_ value: Int64) -> GoValue { .int(value, .int64) }
  /// A `[]string`.
  public static func strings(_ values: [String]) -> GoValue {
    .slice(GoSlice(element: .string, values.map { .string($0) }))
  }
  public static let `true` = GoValue.bool(true)
  public static let `false` = GoValue.bool(false)

  /// The kind of what is inside; `.invalid` for nothing, also for a nil interface (as `reflect.ValueOf` of it has).
  public var kind: GoKind {
    switch self {
    case .invalid, .null: .invalid
    case .bool: .bool
    case .int(_, let kind): kind.kind
    case .float: .float64
    case .string: .string
    case .list, .slice: .slice
    case .map: .map
    case .object(let object): object.goKind
    }
  }

  /// The type's name as `%T` prints it: `map[string]interface {}`, `[]string`, `<nil>`.
  public var typeName: String {
    switch self {
    case .invalid, .null: "<nil>"
    case .bool: "bool"
    case .int(_, let kind): kind.name
    case .float: "float64"
    case .string: "string"
    case .list: "[]interface {}"
    case .slice(let slice): slice.typeName
    case .map(let map): map.type.name
    case .object(let object): object.goType
    }
  }

  public var isNothing: Bool {
    switch self {
    case .invalid, .null: true
    default: false
    }
  }

  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var map: GoMap? { if case .map(let map) = self { map } else { nil } }

  /// The elements of a slice of any element type.
  public var elements: [GoValue]? {
    switch self {
    case .list(let elements): elements
    case .slice(let slice): slice.elements
    default: nil
    }
  }

  /// text/template's `IsTrue`: not the zero of its type. `nil` when the type has no truth.
  public var truth: Bool {
    switch self {
    case .invalid, .null: false
    case .bool(let value): value
    case .int(let value, _): value != 0
    case .float(let value): value != 0
    case .string(let text): !text.isEmpty
    case .list(let elements): !elements.isEmpty
    case .slice(let slice): slice.count > 0
    case .map(let map): map.count > 0
    case .object(let object): object.truth
    }
  }
}
