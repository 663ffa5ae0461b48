import GoLibrary
import Manifest

/// One thing wrong with an object: apimachinery's `field.Error`.
public struct FieldError: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    case required, invalid, typeInvalid, forbidden, notSupported, notFound, duplicate, tooLong, tooMany, `internal`
  }

  public var kind: Kind
  /// `spec.containers[0].name`; `<nil>` where the rule names none.
  public var field: String
  /// The value as JSON would print it, `nil` when the message shows none.
  public var value: String?
  public var detail: String

  public init(_ kind: Kind, _ field: String, value: String? = nil, _ detail: String = "") {
    self.kind = kind
    self.field = field.isEmpty ? "<nil>" : field
    self.value = value
    self.detail = detail
  }

  /// `FieldValueInvalid`, …: the reason of the cause in a Status.
  public var reason: String {
    switch kind {
    case .required: "FieldValueRequired"
    case .invalid: "FieldValueInvalid"
    case .typeInvalid: "FieldValueTypeInvalid"
    case .forbidden: "FieldValueForbidden"
    case .notSupported: "FieldValueNotSupported"
    case .notFound: "FieldValueNotFound"
    case .duplicate: "FieldValueDuplicate"
    case .tooLong: "FieldValueTooLong"
    case .tooMany: "FieldValueTooMany"
    case .internal: "InternalError"
    }
  }

  private var title: String {
    switch kind {
    case .required: "Required value"
    case .invalid, .typeInvalid: "Invalid value"
    case .forbidden: "Forbidden"
    case .notSupported: "Unsupported value"
    case .notFound: "Not found"
    case .duplicate: "Duplicate value"
    case .tooLong: "Too long"
    case .tooMany: "Too many"
    case .internal: "Internal error"
    }
  }

  /// Without the field: `Invalid value: "x": must be …`.
  public var message: String {
    var text = title
    if let value, kind != .required, kind != .forbidden, kind != .tooLong, kind != .internal { text += ": " + value }
    if !detail.isEmpty { text += ": " + detail }
    return text
  }

  public var description: String { "\(field): \(message)" }

  // MARK: - Making

  public static func required(_ field: String, _ detail: String = "") -> FieldError {
    FieldError(.required, field, detail)
  }

  public static func invalid(_ field: String, _ value: Value?, _ detail: String) -> FieldError {
    FieldError(.invalid, field, value: show(value), detail)
  }

  public static func forbidden(_ field: String, _ detail: String) -> FieldError {
    FieldError(.forbidden, field, detail)
  }

  public static func duplicate(_ field: String, _ value: Value?) -> FieldError {
    FieldError(.duplicate, field, value: show(value))
  }

  public static func notFound(_ field: String, _ value: Value?) -> FieldError {
    FieldError(.notFound, field, value: show(value))
  }

  /// The supported values are listed in the order given.
  public static func notSupported(_ field: String, _ value: Value?, _ supported: [String]) -> FieldError {
    let list = supported.map { GoNumber.quote($0) }.joined(separator: ", ")
    return FieldError(
      .notSupported, field, value: show(value), supported.isEmpty ? "" : "supported values: " + list)
  }

  public static func tooLong(_ field: String, _ limit: Int) -> FieldError {
    FieldError(.tooLong, field, limit >= 0 ? "may not be more than \(limit) bytes" : "value is too long")
  }

  public static func tooMany(_ field: String, _ count: Int, _ limit: Int) -> FieldError {
    FieldError(
      .tooMany, field, value: String(count),
      limit >= 0 ? "must have at most \(limit) item\(limit == 1 ? "" : "s")" : "has too many items")
  }

  /// How messages show a value: strings quoted as Go does, the rest as JSON in the given order of keys.
  public static func show(_ value: Value?) -> String {
    switch value {
    case nil, .null: return "null"
    case .string(let s): return GoNumber.quote(s)
    case .double(let d): return GoNumber.formatFloat(d, "g")
    case .some(let other): return JSON.write(other, sortedKeys: false, escapeHTML: true)
    }
  }
}
