/// What a missing map key gives (`template.Option("missingkey=…")`).
public enum MissingKey: Sendable {
  /// `<no value>`
  case invalid
  /// The zero of the map's value type; helm's choice.
  case zero
  /// An error; helm's `--strict`.
  case error
}

/// Templates that can call each other by name. A value: copies are cheap and independent.
public struct TemplateSet: Sendable {
  /// The name of the set itself; messages on missing templates give it, and texts of `tpl` are named so.
  public let name: String
  public let functions: FunctionTable
  public var missingKey: MissingKey
  private(set) var trees: [String: Tree] = [:]

  public init(name: String = "gotpl", functions: FunctionTable, missingKey: MissingKey = .zero) {
    self.name = name
    self.functions = functions
    self.missingKey = missingKey
  }

  /// A text that was parsed apart from a set, perhaps by another thread.
  public struct Parsed: Sendable {
    let trees: [Tree]
  }

  /// Parses a text without adding it to a set.
  /// - Parameter name: the template's name, which messages give as its place.
  public static func parsed(
    name: String, bytes: [UInt8], functions: FunctionTable
  ) throws(TemplateError) -> Parsed {
    Parsed(trees: try Parser.parse(Source(name: name, bytes: bytes), functions))
  }

  /// Adds the templates of a text; they replace those of the same names, unless they are empty.
  public mutating func add(_ parsed: Parsed) {
    for tree in parsed.trees {
      if tree.isEmpty, trees[tree.name] != nil { continue }
      trees[tree.name] = tree
    }
  }

  /// Parses a text and adds its templates.
  public mutating func parse(name: String, bytes: [UInt8]) throws(TemplateError) {
    add(try TemplateSet.parsed(name: name, bytes: bytes, functions: functions))
  }

  public mutating func parse(name: String, text: String) throws(TemplateError) {
    try parse(name: name, bytes: ByteString.bytes(text))
  }

  /// Whether a template of that name is there.
  public func contains(_ name: String) -> Bool { trees[name] != nil }

  /// The names of all templates, sorted.
  public var names: [String] { trees.keys.sorted() }

  /// Executes the template of that name and returns what it writes.
  ///
  /// - Parameter session: what executions of one render share: the caches, the hooks, the limits and, when asked for,
  ///   the record of values that were read. A session must not be used by two threads at the same time.
  public func execute(
    _ name: String, data: GoValue, session: RenderSession = RenderSession()
  ) throws(TemplateError) -> [UInt8] {
    let execution = Execution(set: self, session: session)
    do throws(GoFailure) {
      try BigStack.run { () throws(GoFailure) in try execution.execute(name, data) }
    } catch {
      throw TemplateError(error.kind, error.message)
    }
    let text = ByteString.unescape(execution.out)
    session.record?.outputs[name] = RenderRecord.Capture(text: execution.out, segments: execution.segments)
    return text
  }
}
