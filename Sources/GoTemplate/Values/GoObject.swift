import Manifest

/// A value whose type has a name of its own: structs, times, named numbers, functions.
public protocol GoObject: AnyObject, Sendable {
  /// As `%T` prints it: `time.Time`, `*semver.Version`.
  var goType: String { get }
  var goKind: GoKind { get }
  /// text/template's truth of it; structs are always true.
  var truth: Bool { get }
  /// What `String()` or `Error()` returns when the type has such a method.
  var text: String? { get }
  /// What a template prints of it where it stands: what a pointer leads to, or the text of a value whose pointer has a
  /// `String` method; `nil` when that is the value itself.
  var printed: GoValue? { get }
  /// The value behind a named number or string (`time.Duration` is an `int64`), used where Go looks at the kind.
  var underlying: GoValue? { get }
  /// The exported fields in the order of declaration; empty for what is no struct.
  var fields: [GoField] { get }
  func method(_ name: String) -> GoFunction?
  /// The field of that name, also one of an embedded struct.
  func field(_ name: String) -> GoField?
  /// What `encoding/json` makes of it.
  func json() throws(GoFailure) -> Value
  /// Equal in the sense of `==` on interfaces and of `reflect.DeepEqual`.
  func isEqual(_ other: any GoObject) -> Bool
}

/// A field of a struct-like value, with its JSON form.
public struct GoField: Sendable {
  public var name: String
  public var value: GoValue
  /// The key in JSON; `nil` leaves the field out.
  public var jsonKey: String?
  /// Leaves the field out of JSON when its value is empty (`omitempty`).
  public var omitEmpty: Bool
  /// The field's declared type when it is an interface or pointer, for messages on nil; `nil` for concrete types.
  public var declaredType: String?

  public init(
    _ name: String, _ value: GoValue, jsonKey: String? = nil, omitEmpty: Bool = true, declaredType: String? = nil
  ) {
    self.name = name
    self.value = value
    self.jsonKey = jsonKey
    self.omitEmpty = omitEmpty
    self.declaredType = declaredType
  }
}

extension GoObject {
  public var truth: Bool { underlying?.truth ?? true }
  public var text: String? { nil }
  public var printed: GoValue? { nil }
  public var underlying: GoValue? { nil }
  public var fields: [GoField] { [] }
  public func method(_ name: String) -> GoFunction? { nil }
  public func isEqual(_ other: any GoObject) -> Bool { self === other }
  public func json() throws(GoFailure) -> Value {
    if goKind == .func || goKind == .complex128 { throw GoFailure("json: unsupported type: \(goType)") }
    if let underlying { return try underlying.json() }
    var object = Object()
    for field in fields {
      guard let key = field.jsonKey, !(field.omitEmpty && field.value.isEmptyForJSON) else { continue }
      object[key] = try field.value.json()
    }
    return .object(object)
  }
  public func field(_ name: String) -> GoField? { fields.first { $0.name == name } }
}

extension GoValue {
  var isEmptyForJSON: Bool {
    switch self {
    case .object(let object): object.underlying.map { !$0.truth } ?? false
    default: !truth
    }
  }
}

/// A struct made of fields and methods: `.Chart`, `.Capabilities`, `.Release` parts, certificates.
public final class GoStruct: GoObject {
  public let goType: String
  public let goKind: GoKind
  public let fields: [GoField]
  public let text: String?
  public let printed: GoValue?
  private let methods: [String: GoFunction]

  /// - Parameter goType: the type's name; one that begins with `*` is a pointer to the struct.
  /// - Parameter pointerText: what `String()` of a pointer to it returns, which a template calls when it prints the value
  ///   where it stands, but not when it passes it on.
  public init(
    goType: String, fields: [GoField], methods: [GoFunction] = [], text: String? = nil, pointerText: String? = nil
  ) {
    self.goType = goType
    goKind = goType.utf8.first == UInt8(ascii: "*") ? .ptr : .struct
    self.fields = fields
    self.text = text
    if let pointerText {
      printed = .string(pointerText)
    } else if goKind == .ptr, text == nil {
      printed = .object(GoStruct(goType: String(goType.dropFirst()), fields: fields))
    } else {
      printed = nil
    }
    self.methods = Dictionary(methods.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func method(_ name: String) -> GoFunction? { methods[name] }

  public func isEqual(_ other: any GoObject) -> Bool {
    if self === other { return true }
    guard goKind == .struct, other.goType == goType, other.fields.count == fields.count else { return false }
    return zip(fields, other.fields).allSatisfy { $0.value.deepEquals($1.value) }
  }
}

/// A Go error value's text while a function runs; becomes `error calling NAME: …`.
public struct GoFailure: Error, Sendable, Hashable {
  public var message: String
  /// `.other` for ordinary errors; `.limit` and `.frozen` end the execution as they are.
  public var kind: TemplateError.Kind

  public init(_ message: String, kind: TemplateError.Kind = .other) {
    self.message = message
    self.kind = kind
  }

  static let frozen = GoFailure("a template changes a frozen map", kind: .frozen)
  static func limit(_ message: String) -> GoFailure { GoFailure(message, kind: .limit) }
}
