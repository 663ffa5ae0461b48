/// Something wrong in what the user gave: where it is, what is wrong, and what to do next.
///
/// Prints as `file:line:column: message` with the next step on a line of its own; parts that are unknown are left out.
public struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  /// 1-based; 0 when unknown.
  public var line: Int
  /// 1-based, in characters; 0 when unknown.
  public var column: Int
  public var message: String
  /// What the user can do about it, as a sentence; empty when there is nothing to say.
  public var nextStep: String

  public init(file: String = "", line: Int = 0, column: Int = 0, _ message: String, nextStep: String = "") {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.nextStep = nextStep
  }

  /// `file:line:column`, without what is unknown.
  public var location: String {
    var text = file
    if line > 0 { text += text.isEmpty ? "line \(line)" : ":\(line)" }
    if line > 0 && column > 0 { text += ":\(column)" }
    return text
  }

  public var description: String {
    var text = location.isEmpty ? message : "\(location): \(message)"
    if !nextStep.isEmpty { text += "\n  \(nextStep)" }
    return text
  }
}
