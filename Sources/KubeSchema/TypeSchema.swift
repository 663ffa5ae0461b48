import Manifest

/// A type of the Kubernetes API (`io.k8s.api.core.v1.Container`): its fields in the order of the Go struct.
public final class TypeSchema: Sendable {
  /// The name in OpenAPI documents.
  public let name: String
  /// What values look like when this type has no fields: Quantity, Time, IntOrString, RawExtension, …; else `.object`.
  public let scalar: FieldShape?
  public let fields: [Field]
  /// `x-kubernetes-map-type: atomic`.
  public let isAtomic: Bool
  /// group/version/kind when the type is a kind of its own; option kinds that are in every group have `*`.
  public let groupVersionKind: String
  /// JSON of `x-kubernetes-unions`; empty when there is none.
  public let unions: String
  let special: SpecialType?
  /// The name without its package: `Container`.
  public let shortName: String
  private let index: [String: Int]

  init(
    name: String, scalar: FieldShape?, fields: [Field], isAtomic: Bool, groupVersionKind: String, unions: String
  ) {
    self.name = name
    self.scalar = scalar
    self.fields = fields
    self.isAtomic = isAtomic
    self.groupVersionKind = groupVersionKind
    self.unions = unions
    special = SpecialType(name)
    shortName = name.split(separator: ".").last.map(String.init) ?? name
    var index: [String: Int] = [:]
    for (i, field) in fields.enumerated() { index[field.name] = i }
    self.index = index
  }

  public func position(_ name: String) -> Int? { index[name] }
  public func field(_ name: String) -> Field? { index[name].map { fields[$0] } }

  /// Go's name of the type as messages print it: `v1.Container`.
  public var goName: String {
    let parts = name.split(separator: ".")
    guard parts.count >= 2 else { return name }
    return "\(parts[parts.count - 2]).\(parts[parts.count - 1])"
  }
}

/// One field of a type.
public struct Field: Sendable {
  public var name: String
  public var shape: FieldShape
  public var isRequired = false
  /// What OpenAPI gives as the default (Go's zero value for required fields; the server's own defaults come later).
  public var defaultValue: Value?
  public var listType: ListType?
  /// The keys of a list of type map.
  public var mapKeys: [String] = []
  /// `x-kubernetes-map-type: atomic`.
  public var isAtomicMap = false
  /// Of strategic merge patches: `merge`, `replace`, `retainKeys` or `merge,retainKeys`; empty when there is none.
  public var patchStrategy = ""
  public var patchMergeKey = ""
  /// The OpenAPI document refers to the type directly, not through `allOf`.
  public var isPlainReference = false
  /// The Go type as reflection prints it, pointers left out: `v1.Protocol`, `[]v1.Container`.
  public var goType = ""
  /// The name of the Go field: `IPFamilies`.
  public var goName = ""
  /// The Go field is a pointer: absent differs from zero.
  public var isPointer = false
  /// Written even when it is empty (no `omitempty`).
  public var isAlwaysWritten = false
  /// Left out when it is zero even though it is a struct (`omitzero`).
  public var omitsZero = false
}

public enum ListType: Sendable {
  case atomic, set, map
}

/// What a value of a field looks like.
public indirect enum FieldShape: Sendable {
  /// With OpenAPI's format (`date-time`, `byte`, …) and the values of an enumeration, either may be empty.
  case string(format: String, values: [String])
  /// With the format: `int32` or `int64`.
  case integer(format: String)
  case number(format: String)
  case boolean
  /// An object without known fields.
  case object
  case any
  case array(FieldShape)
  case map(FieldShape)
  /// Another type: its position in ``TypeTable/all``.
  case type(Int)
  /// One of several (`oneOf`), with a format: Quantity, IntOrString.
  case oneOf([FieldShape], format: String)
}

/// Types that read and write themselves in their own way.
enum SpecialType: Sendable {
  case quantity, intOrString, time, microTime, duration, raw
  case schemaOrArray, schemaOrBool, schemaOrStrings

  init?(_ name: String) {
    switch name {
    case "io.k8s.apimachinery.pkg.api.resource.Quantity": self = .quantity
    case "io.k8s.apimachinery.pkg.util.intstr.IntOrString": self = .intOrString
    case "io.k8s.apimachinery.pkg.apis.meta.v1.Time": self = .time
    case "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": self = .microTime
    case "io.k8s.apimachinery.pkg.apis.meta.v1.Duration": self = .duration
    case "io.k8s.apimachinery.pkg.runtime.RawExtension", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON":
      self = .raw
    default:
      switch name.split(separator: ".").last {
      case "JSONSchemaPropsOrArray": self = .schemaOrArray
      case "JSONSchemaPropsOrBool": self = .schemaOrBool
      case "JSONSchemaPropsOrStringArray": self = .schemaOrStrings
      default: return nil
      }
    }
  }
}
