/// A slice whose element type is not `interface {}`, or a nil slice of any type.
public final class GoSlice: Sendable {
  public let element: GoElement
  private let storage: [GoValue]
  /// The bytes of a `[]byte`.
  public let bytes: [UInt8]?
  /// A nil slice prints as an empty one but is `null` in JSON.
  public let isNil: Bool

  public init(element: GoElement, _ elements: [GoValue], isNil: Bool = false) {
    self.element = element
    self.isNil = isNil
    guard element == .byte else {
      (storage, bytes) = (elements, nil)
      return
    }
    storage = []
    bytes = elements.map { if case .int(let byte, _) = $0 { UInt8(truncatingIfNeeded: byte) } else { 0 } }
  }

  /// A `[]byte`.
  public init(bytes: [UInt8], isNil: Bool = false) {
    element = .byte
    storage = []
    self.bytes = bytes
    self.isNil = isNil
  }

  public var elements: [GoValue] { bytes.map { $0.map { .int(Int64($0), .uint8) } } ?? storage }
  public var count: Int { bytes?.count ?? storage.count }

  /// `[]interface {}(nil)`.
  public static let nilList = GoSlice(element: .any, [], isNil: true)
  /// `[]string(nil)`.
  public static let nilStrings = GoSlice(element: .string, [], isNil: true)

  public var typeName: String { "[]" + element.name }
}

/// The element type of a slice, or the value type of a map.
public enum GoElement: Sendable, Hashable {
  case any, string, int, byte, bool, float, anyList, anyMap, bytes
  case named(String)

  public var name: String {
    switch self {
    case .any: "interface {}"
    case .string: "string"
    case .int: "int"
    case .byte: "uint8"
    case .bool: "bool"
    case .float: "float64"
    case .anyList: "[]interface {}"
    case .anyMap: "map[string]interface {}"
    case .bytes: "[]uint8"
    case .named(let name): name
    }
  }

  /// What a missing entry of a map with this value type reads as.
  var zero: GoValue {
    switch self {
    case .any: .null
    case .string: .string("")
    case .int: .int(0, .int)
    case .byte: .int(0, .uint8)
    case .bool: .bool(false)
    case .float: .float(0)
    case .anyList: .slice(.nilList)
    case .anyMap: .map(GoMap())
    case .bytes: .slice(GoSlice(element: .byte, [], isNil: true))
    case .named: .null
    }
  }
}

extension GoValue {
  /// A `[]byte`.
  public static func bytes(_ bytes: [UInt8]) -> GoValue {
    .slice(GoSlice(bytes: bytes))
  }
}
