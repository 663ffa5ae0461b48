/// An error as Go's library words it; what a template's user sees after `error calling …: `.
public struct GoError: Error, Sendable, Hashable, CustomStringConvertible {
  public var message: String
  public init(_ message: String) { self.message = message }
  public var description: String { message }
}
