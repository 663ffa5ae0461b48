/// Why a template could not be parsed or executed, in text/template's words.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// `template: NAME:LINE: …`
    case parse
    /// `template: NAME:LINE:COLUMN: executing "NAME" at <…>: …`; Go's `template.ExecError`.
    case execution
    /// Any other error of an execution, such as a missing template.
    case other
    /// A step, output or depth budget ran out; see ``ExecutionLimits``.
    case limit
    /// A template tried to change a map that is frozen, see ``GoMap/freeze()``; never shown to users.
    case frozen
  }

  public var kind: Kind
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}
