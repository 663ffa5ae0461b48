import GoLibrary

/// Bounds that keep hostile templates from using the machine up; far above what real charts need.
public struct ExecutionLimits: Sendable {
  /// Statements executed and list elements made.
  public var steps = 100_000_000
  /// Bytes of output and of any single text.
  public var outputBytes = 512 * 1024 * 1024
  /// How deep `include` and `tpl` may nest.
  public var depth = 100_000

  public init() {}
}

/// What the embedding program supplies to template functions.
public struct TemplateHooks: Sendable {
  /// helm's `lookup`: apiVersion, kind, namespace, name; an empty map when there is no cluster.
  public var lookup: @Sendable (String, String, String, String) throws(GoFailure) -> GoValue = { _, _, _, _ in
    .map(GoMap())
  }
  /// helm's lint mode: `required` and `fail` do not fail.
  public var lintMode = false
  /// Gets what `required` and `fail` say in lint mode, as a line of helm's log.
  public var note: (@Sendable (String) -> Void)?
  /// The time that `now` gives, in nanoseconds since 1970; the clock's when nil.
  public var now: (@Sendable () -> Int64)?
  /// The answer of `getHostByName`; helm gives "" unless --enable-dns.
  public var hostByName: @Sendable (String) -> String = { _ in "" }

  public init() {}
}

/// State that the executions of one render share. For one thread at a time.
public final class RenderSession {
  public var hooks: TemplateHooks
  public var limits: ExecutionLimits
  /// Notes what is read and written; costs nothing when there is none.
  public var record: RenderRecord?

  /// How often each name is being included right now (helm's includedNames).
  var includedNames: [String: Int] = [:]
  var depth = 0
  var steps = 0
  /// Texts of `tpl` that were parsed already.
  var parsedTexts: [String: Result<TemplateSet.Parsed, TemplateError>] = [:]

  public init(hooks: TemplateHooks = TemplateHooks(), limits: ExecutionLimits = ExecutionLimits()) {
    self.hooks = hooks
    self.limits = limits
  }
}
