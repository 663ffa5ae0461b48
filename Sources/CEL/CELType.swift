/// The type of an expression.
public indirect enum CELType: Sendable, Hashable, CustomStringConvertible {
  case dyn, null, bool, int, uint, double, string, bytes, timestamp, duration, type
  case list(CELType)
  case map(CELType, CELType)
  case optional(CELType)
  /// An object with declared fields, as a structural schema has it.
  case object(CELObjectType)
  /// A library's type: `kubernetes.URL`, `net.IP`, …
  case opaque(String)
  /// A parameter of an overload.
  case parameter(String)
  /// The type of the type: what `type(1)` and the name `int` are.
  case typeOf(CELType)

  public var description: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .type: "type"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let inner): "optional_type(\(inner))"
    case .object(let object): object.name
    case .opaque(let name): name
    case .parameter(let name): name
    case .typeOf(let inner): "type(\(inner))"
    }
  }
}

/// Fields of an object type. Compared by name.
public final class CELObjectType: Sendable, Hashable {
  public let name: String
  public let fields: [String: CELType]

  public init(name: String, fields: [String: CELType]) {
    self.name = name
    self.fields = fields
  }

  public static func == (a: CELObjectType, b: CELObjectType) -> Bool { a === b || a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
