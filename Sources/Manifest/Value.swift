/// A node of a Kubernetes manifest: what YAML and JSON documents are made of.
///
/// Numbers keep the distinction that Go's YAML makes between integers and floats, because it shows in the output.
/// Objects keep the order in which keys were written; writers that must sort (as sigs.k8s.io/yaml does) sort on output.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case array([Value])
  case object(Object)
}

extension Value: Hashable {
  /// Equal when the documents mean the same: key order does not count; `1` and `1.0` differ, as they do in Go.
  public static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x), .int(let y)): x == y
    case (.double(let x), .double(let y)): x == y
    case (.string(let x), .string(let y)): x == y
    case (.array(let x), .array(let y)): x == y
    case (.object(let x), .object(let y)): x == y
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let b): hasher.combine(b)
    case .int(let i): hasher.combine(i)
    case .double(let d): hasher.combine(d)
    case .string(let s): hasher.combine(s)
    case .array(let a): hasher.combine(a)
    case .object(let o): hasher.combine(o)
    }
  }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: Value...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, Value)...) { self = .object(Object(pairs: elements)) }
}

extension Value {
  /// The word for its kind in the errors of Go's encoding/json (`UnmarshalTypeError.Value`): `number`, `object`, …
  public var jsonKind: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// Go's `%T` of it as sigs.k8s.io/yaml reads it into an `interface{}`: `int64`, `map[string]interface {}`, …
  public var goType: String {
    switch self {
    case .null: "<nil>"
    case .bool: "bool"
    case .int: "int64"
    case .double: "float64"
    case .string: "string"
    case .array: "[]interface {}"
    case .object: "map[string]interface {}"
    }
  }
}

// MARK: - Reading

extension Value {
  /// The member of that name, `nil` when this is no object or has no such member.
  /// Assigning `nil` removes the member; assigning to `.null` or a scalar makes an object of it.
  public subscript(key: String) -> Value? {
    get {
      guard case .object(let object) = self else { return nil }
      return object[key]
    }
    set {
      modifyObject { $0[key] = newValue }
    }
  }

  /// The element at that index, `nil` when this is no array or the index lies outside.
  public subscript(index: Int) -> Value? {
    guard case .array(let array) = self, index >= 0, index < array.count else { return nil }
    return array[index]
  }

  /// Walks down members by name: `object.at("spec", "template", "metadata")`.
  public func at(_ keys: String...) -> Value? { at(path: keys) }

  /// ``at(_:)`` of two names, without a list of them.
  public func at(_ first: String, _ second: String) -> Value? {
    guard case .object(let object) = self, case .object(let inner)? = object[first] else { return nil }
    return inner[second]
  }

  /// ``at(_:)`` of three names, without a list of them.
  public func at(_ first: String, _ second: String, _ third: String) -> Value? {
    guard case .object(let inner)? = at(first, second) else { return nil }
    return inner[third]
  }

  /// Walks down members by name.
  public func at(path keys: some Sequence<String>) -> Value? {
    var node = self
    for key in keys {
      guard let next = node[key] else { return nil }
      node = next
    }
    return node
  }

  public var isNull: Bool { if case .null = self { true } else { false } }
  public var bool: Bool? { if case .bool(let b) = self { b } else { nil } }
  public var string: String? { if case .string(let s) = self { s } else { nil } }
  public var array: [Value]? { if case .array(let a) = self { a } else { nil } }
  public var object: Object? { if case .object(let o) = self { o } else { nil } }
  /// The integer, also of a float without a fraction that an `Int64` can hold exactly.
  public var int: Int64? {
    switch self {
    case .int(let i): i
    case .double(let d): Int64(exactly: d)
    default: nil
    }
  }
  public var double: Double? {
    switch self {
    case .int(let i): Double(i)
    case .double(let d): d
    default: nil
    }
  }

  /// What JSON Schema and Kubernetes' messages call this: null, boolean, integer, number, string, array, object.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .int: "integer"
    case .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

// MARK: - Writing

extension Value {
  /// Changes the object in place without copying it; anything that is no object becomes an empty one first.
  public mutating func modifyObject<R>(_ body: (inout Object) throws -> R) rethrows -> R {
    var object: Object
    if case .object(let current) = self { object = current } else { object = Object() }
    self = .null
    defer { self = .object(object) }
    return try body(&object)
  }

  /// Changes the array in place without copying it; anything that is no array becomes an empty one first.
  public mutating func modifyArray<R>(_ body: (inout [Value]) throws -> R) rethrows -> R {
    var array: [Value]
    if case .array(let current) = self { array = current } else { array = [] }
    self = .null
    defer { self = .array(array) }
    return try body(&array)
  }

  /// Sets the member at that path and makes the objects on the way; `nil` removes it and makes nothing.
  public mutating func set(_ value: Value?, at keys: String...) { set(value, path: keys[...]) }

  /// Sets the member at that path and makes the objects on the way; `nil` removes it and makes nothing.
  public mutating func set(_ value: Value?, path keys: ArraySlice<String>) {
    guard let first = keys.first else {
      if let value { self = value }
      return
    }
    if keys.count == 1 {
      if value == nil && self.object == nil { return }
      self[first] = value
      return
    }
    if value == nil && self[first] == nil { return }
    modifyObject { object in
      object.modify(first) { $0.set(value, path: keys.dropFirst()) }
    }
  }
}
