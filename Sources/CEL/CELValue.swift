import KubeAPI
import Manifest

/// A value during evaluation. Objects and arrays of manifests are wrapped, not copied.
public enum CELValue: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case list(CELList)
  case map(CELMap)
  /// Nanoseconds since 1970 in two parts, so that the years 1 to 9999 fit.
  case timestamp(CELTimestamp)
  /// Nanoseconds.
  case duration(Int64)
  case type(CELType)
  case optional([CELValue])
  case url(URLParts)
  case ip(IPAddress)
  case cidr(CIDRBlock)
  case quantity(Quantity)
  case semver(SemanticVersion)
  case format(NamedFormat)

  /// Wraps a manifest value without knowledge of its type.
  public init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let b): self = .bool(b)
    case .int(let i): self = .int(i)
    case .double(let d): self = .double(d)
    case .string(let s): self = .string(s)
    case .array(let a): self = .list(.json(a, nil))
    case .object(let o): self = .map(.json(o, nil))
    }
  }

  /// Wraps a manifest value that a schema describes: a `number` is a double even when it is written `1`,
  /// a string of format date-time is a timestamp.
  public init(_ value: Value, as type: CELType) {
    switch (value, type) {
    case (.int(let i), .double): self = .double(Double(i))
    case (.double(let d), .int): self = Int64(exactly: d).map { .int($0) } ?? .double(d)
    case (.string(let s), .timestamp): self = CELTimestamp(rfc3339: s).map { .timestamp($0) } ?? .string(s)
    case (.string(let s), .duration): self = Durations.parse(s).map { .duration($0) } ?? .string(s)
    case (.string(let s), .bytes): self = Base64.decode(s).map { .bytes($0) } ?? .string(s)
    case (.array(let a), .list(let element)): self = .list(.json(a, element))
    case (.object(let o), _): self = .map(.json(o, type))
    default: self.init(value)
    }
  }

  /// The manifest value, `nil` for what has no JSON form (types, library objects).
  public var value: Value? {
    switch self {
    case .null: return .null
    case .bool(let b): return .bool(b)
    case .int(let i): return .int(i)
    case .uint(let u): return Int64(exactly: u).map { .int($0) } ?? .double(Double(u))
    case .double(let d): return .double(d)
    case .string(let s): return .string(s)
    case .bytes(let b): return .string(Base64.encode(b))
    case .timestamp(let t): return .string(t.rfc3339)
    case .duration(let d): return .string(Durations.seconds(d))
    case .quantity(let q): return .string(q.description)
    case .optional(let o): return o.first.map(\.value) ?? .null
    case .list(let list):
      if case .json(let raw, nil) = list { return .array(raw) }
      var out: [Value] = []
      for i in 0..<list.count {
        guard let element = list[i].value else { return nil }
        out.append(element)
      }
      return .array(out)
    case .map(let map):
      if case .json(let raw, _) = map { return .object(raw) }
      var out = Object()
      for (key, value) in map.entries {
        guard let text = value.value else { return nil }
        out[key.plainText] = text
      }
      return .object(out)
    default: return nil
    }
  }

  public var typeName: String { runtimeType.description }

  var runtimeType: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    case .optional: .optional(.dyn)
    case .url: .opaque("kubernetes.URL")
    case .ip: .opaque("net.IP")
    case .cidr: .opaque("net.CIDR")
    case .quantity: .opaque("kubernetes.Quantity")
    case .semver: .opaque("kubernetes.Semver")
    case .format: .opaque("kubernetes.NamedFormat")
    }
  }

  /// The name that `type()` and messages give: `google.protobuf.Timestamp`, `list`, `null_type`.
  var typeIdentifier: String { CELValue.identifier(of: runtimeType) }

  static func identifier(of type: CELType) -> String {
    switch type {
    case .list: "list"
    case .map: "map"
    case .null: "null_type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .optional: "optional_type"
    case .typeOf: "type"
    default: type.description
    }
  }

  /// How a key reads in messages: `no such key: max`.
  var plainText: String {
    switch self {
    case .null: "null"
    case .string(let s): s
    case .int(let i): String(i)
    case .uint(let u): String(u)
    case .bool(let b): String(b)
    case .double(let d): Numbers.text(d)
    case .type(let t): CELValue.identifier(of: t)
    case .timestamp(let t): t.rfc3339
    case .duration(let d): Durations.seconds(d)
    default: typeIdentifier
    }
  }
}

/// A list: made by an expression, or an array of a manifest whose elements are wrapped when they are looked at.
public enum CELList: Sendable {
  case values([CELValue])
  case json([Value], CELType?)

  public var count: Int {
    switch self {
    case .values(let v): v.count
    case .json(let v, _): v.count
    }
  }

  /// The position must be inside.
  public subscript(position: Int) -> CELValue {
    switch self {
    case .values(let v): v[position]
    case .json(let v, let type): if let type { CELValue(v[position], as: type) } else { CELValue(v[position]) }
    }
  }

  public var elements: [CELValue] {
    if case .values(let v) = self { return v }
    return (0..<count).map { self[$0] }
  }
}

/// A map: made by an expression (in the order written), or an object of a manifest.
public enum CELMap: Sendable {
  case values([(key: CELValue, value: CELValue)])
  case json(Object, CELType?)

  public var count: Int {
    switch self {
    case .values(let v): v.count
    case .json(let o, _): o.count
    }
  }

  /// Whether the type is an object with declared fields: then a name that is not set is "no such key" all the same,
  /// but iteration is not possible.
  public subscript(key: CELValue) -> CELValue? {
    switch self {
    case .values(let v):
      return v.first { Equality.equal($0.key, key) }?.value
    case .json(let object, let type):
      guard case .string(let name) = key, let value = object[name] else { return nil }
      return CELMap.wrap(value, name, type)
    }
  }

  public var entries: [(key: CELValue, value: CELValue)] {
    switch self {
    case .values(let v): v
    case .json(let object, let type):
      object.map { (CELValue.string($0.key), CELMap.wrap($0.value, $0.key, type)) }
    }
  }

  private static func wrap(_ value: Value, _ name: String, _ type: CELType?) -> CELValue {
    switch type {
    case .map(_, let element): CELValue(value, as: element)
    case .object(let object): if let field = object.fields[name] { CELValue(value, as: field) } else { CELValue(value) }
    default: CELValue(value)
    }
  }
}
