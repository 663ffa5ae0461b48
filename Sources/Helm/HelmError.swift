/// What helm would print after `Error: `, to the byte.
public struct HelmError: Error, Sendable, Hashable, CustomStringConvertible {
  public var message: String
  /// What had been rendered when the error came, when rendering had begun at all: helm prints it with `--debug`,
  /// and adds a hint to the message without. `nil` for errors before rendering.
  public var rendered: String?
  /// What helm had told before.
  var log = HelmLog()

  public init(_ message: String, rendered: String? = nil) {
    self.message = message
    self.rendered = rendered
  }

  public var description: String { message }

  /// The same error with what was being done in front, as Go's `errors.Wrap` writes it.
  func wrapped(_ context: String) -> HelmError {
    var error = HelmError("\(context): \(message)", rendered: rendered)
    error.log = log
    return error
  }
}

/// What helm writes to standard error beside the result: warnings of the values merge, of loading and sorting.
///
/// Each line is as helm prints it, with the Go file and line of helm v3.20 that Go's `log` puts in front.
public struct HelmLog: Sendable, Hashable {
  public private(set) var lines: [String] = []

  public init() {}

  public mutating func add(_ line: String) { lines.append(line) }
}
