import Manifest

/// Something that a check found: which object, where it was written, what is wrong and what to do next.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  public enum Severity: String, Sendable, Comparable {
    case error, warning, note
    public static func < (a: Severity, b: Severity) -> Bool { a.order < b.order }
    private var order: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
  }
  public var severity: Severity
  /// A short, stable name of the rule: `ingress-backend-port`.
  public var rule: String
  /// `HelmRelease/flux-system/coder`; empty when no object is concerned.
  public var object: String
  public var file: String
  /// 1-based; 0 when unknown.
  public var line: Int
  public var message: String
  /// What to do, as a sentence; empty when there is nothing to say.
  public var nextStep: String

  public init(
    _ severity: Severity, rule: String, object: String = "", file: String = "", line: Int = 0, _ message: String,
    nextStep: String = ""
  ) {
    self.severity = severity
    self.rule = rule
    self.object = object
    self.file = file
    self.line = line
    self.message = message
    self.nextStep = nextStep
  }

  /// `file:line: message`, as much of it as is known.
  public var description: String {
    var text = file
    if !file.isEmpty && line > 0 { text += ":\(line)" }
    if text.isEmpty { text = object }
    return text.isEmpty ? message : "\(text): \(message)"
  }
}
