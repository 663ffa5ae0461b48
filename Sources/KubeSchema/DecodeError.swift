import Manifest

/// What Go's decoder says about a body that does not fit the type.
public struct DecodeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`.
  public var message: String
  public init(_ message: String) { self.message = message }
  public var description: String { message }
}

/// An object as the server's types hold it, and what the types do not know.
public struct DecodedObject: Sendable {
  /// Fields in the order of the Go struct, empty ones left out as Go's encoder does.
  public var object: Value
  /// `unknown field "spec.foo"`, in the order of the document: errors when strict, warnings when asked to warn.
  public var unknownFields: [String]
}
