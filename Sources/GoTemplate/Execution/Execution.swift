/// One execution of a template: text/template's `state`.
///
/// Functions get it to call back into the templates (`include`, `tpl`) and to spend from the budgets.
public final class Execution {
  public let session: RenderSession
  let set: TemplateSet
  /// Templates that texts of `tpl` have defined, innermost first.
  var scope: Scope?

  /// What has been written, in the form of ``ByteString``.
  var out: [UInt8] = []
  var tree: Tree
  var dot = GoValue.invalid
  /// Whether dot is held in an interface, which messages show.
  var dotIsBoxed = false
  var variables: [Variable] = []
  var variableBase = 0
  /// The depth of `{{template}}` calls.
  var templateDepth = 0
  /// The node that messages point at. Nodes live as long as their trees, which the set and the session hold.
  unowned(unsafe) var node: Node
  /// Notes what wrote each piece of the output, when asked for.
  let record: RenderRecord?
  /// What wrote ``out``, while there is a record.
  var segments: [RenderRecord.Segment] = []

  struct Variable {
    let id: Int
    var value: GoValue
    var isBoxed: Bool
  }

  /// Templates laid over the set by `tpl`.
  final class Scope {
    let outer: Scope?
    let trees: [Tree]
    init(_ trees: [Tree], outer: Scope?) {
      self.trees = trees
      self.outer = outer
    }
  }

  static let maxTemplateDepth = 100_000
  static let noTree = Tree(name: "", source: Source(name: "", bytes: []), root: [])
  static let noNode = Node(position: 0)

  init(set: TemplateSet, session: RenderSession) {
    self.set = set
    self.session = session
    tree = Execution.noTree
    node = Execution.noNode
    record = session.record
    record?.execution = self
  }

  func lookup(_ name: String) -> Tree? {
    var level = scope
    while let scope = level {
      for tree in scope.trees where byteEqual(tree.name, name) {
        if tree.isEmpty, let old = lookup(name, from: scope.outer) { return old }
        return tree
      }
      level = scope.outer
    }
    return set.trees[name]
  }

  private func lookup(_ name: String, from level: Scope?) -> Tree? {
    let saved = scope
    scope = level
    defer { scope = saved }
    return lookup(name)
  }

  // MARK: - Errors

  func error(_ message: String) -> GoFailure {
    let location = node === Execution.noNode ? tree.source.name : tree.source.location(node.position)
    let name = GoQuote.quote(tree.name)
    return GoFailure("template: \(location): executing \(name) at <\(node.text)>: \(message)", kind: .execution)
  }

  /// A budget that ran out, with the place where it did; the whole execution ends.
  func limit(_ message: String) -> GoFailure {
    let location = node === Execution.noNode ? tree.source.name : tree.source.location(node.position)
    return .limit("template: \(location): \(message)")
  }

  // MARK: - Calls from outside and from functions

  /// `ExecuteTemplate`: executes the template of that name and appends to `out`.
  func execute(_ name: String, _ data: GoValue) throws(GoFailure) {
    guard let tree = lookup(name) else {
      let (missing, root) = (GoQuote.quote(name), GoQuote.quote(set.name))
      throw GoFailure("template: no template \(missing) associated with template \(root)")
    }
    try execute(tree, data)
  }

  /// Executes the tree with a state of its own.
  func execute(_ tree: Tree, _ data: GoValue) throws(GoFailure) {
    let depth = templateDepth
    templateDepth = 0
    defer { templateDepth = depth }
    _ = try call(tree, data.isNothing ? .invalid : data)
  }

  /// Walks the tree with that dot and no variables but `$`.
  private func call(_ tree: Tree, _ data: GoValue) throws(GoFailure) -> Flow {
    let saved = (self.tree, dot, dotIsBoxed, variableBase)
    unowned(unsafe) let savedNode = node
    let mark = variables.count
    self.tree = tree
    dot = data
    dotIsBoxed = false
    variableBase = mark
    variables.append(Variable(id: 0, value: data, isBoxed: false))
    // Also after an error, whose message then tells where the caller is.
    defer {
      variables.removeLast(variables.count - mark)
      (self.tree, dot, dotIsBoxed, variableBase) = saved
      node = savedNode
    }
    return try walk(tree.root)
  }

  /// The text that the template of that name writes: what `include` returns.
  public func include(_ name: String, _ data: GoValue) throws(GoFailure) -> String {
    try captured { () throws(GoFailure) in try execute(name, data) }
  }

  /// What the body writes, taken off the output.
  func captured(_ body: () throws(GoFailure) -> Void) throws(GoFailure) -> String {
    session.depth += 1
    defer { session.depth -= 1 }
    if session.depth > session.limits.depth { throw limit("templates are nested deeper than \(session.limits.depth)") }
    let mark = out.count
    if let record { return try captured(record, mark, body) }
    try BigStack.run(body)
    let text = out.withUnsafeBufferPointer { String(decoding: $0[mark...], as: UTF8.self) }
    out.removeLast(out.count - mark)
    return text
  }

  /// The same, noting what wrote the text.
  private func captured(
    _ record: RenderRecord, _ mark: Int, _ body: () throws(GoFailure) -> Void
  ) throws(GoFailure) -> String {
    let (firstSegment, reads, captures) = (segments.count, record.actionReads, record.actionCaptures)
    record.contexts.append(record.readsOfAction)
    try BigStack.run(body)
    record.contexts.removeLast()
    let bytes = Array(out[mark...])
    let pieces = segments[firstSegment...].map { segment in
      var segment = segment
      segment.range = segment.range.lowerBound - mark..<segment.range.upperBound - mark
      return segment
    }
    record.captures.append(RenderRecord.Capture(text: bytes, segments: pieces))
    segments.removeLast(segments.count - firstSegment)
    (record.actionReads, record.actionCaptures) = (reads, captures)
    out.removeLast(out.count - mark)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes steps from the budget; functions that make long lists call it.
  public func spend(_ steps: Int) throws(GoFailure) {
    session.steps &+= steps
    if session.steps > session.limits.steps || session.steps < 0 {
      throw limit("the template takes more than \(session.limits.steps) steps")
    }
  }

  /// Fails when a text of so many bytes is beyond the limit.
  public func checkSize(_ bytes: Int) throws(GoFailure) {
    if bytes > session.limits.outputBytes {
      throw limit("the template makes more than \(session.limits.outputBytes) bytes")
    }
  }

  // MARK: - Statements

  enum Flow { case next, `break`, `continue` }

  func walk(_ list: [Statement]) throws(GoFailure) -> Flow {
    for statement in list {
      switch statement {
      case .text(let text):
        let start = out.count
        out.append(contentsOf: text.content)
        if let record {
          segments.append(record.segment(start..<out.count, text, tree.source, isText: true))
        }
      case .action(let action):
        node = action
        record?.beginAction()
        let value = try pipeline(action.pipe)
        if action.pipe.variables.isEmpty {
          node = action
          let start = out.count
          try print(value)
          if let record {
            segments.append(record.segment(start..<out.count, action, tree.source, isText: false))
          }
        }
      case .if(let branch):
        let flow = try walk(branch, setsDot: false)
        if flow != .next { return flow }
      case .with(let branch):
        let flow = try walk(branch, setsDot: true)
        if flow != .next { return flow }
      case .range(let branch):
        node = branch
        let flow = try walkRange(branch)
        if flow != .next { return flow }
      case .template(let call):
        node = call
        try walkTemplate(call)
      case .break: return .break
      case .continue: return .continue
      }
      session.steps &+= 1
    }
    if session.steps > session.limits.steps { try spend(0) }
    if out.count > session.limits.outputBytes { try checkSize(out.count) }
    return .next
  }

  private func print(_ value: GoValue) throws(GoFailure) {
    switch value {
    case .invalid: out.append(contentsOf: "<no value>".utf8)
    case .object(let object) where object.goKind == .func:
      throw error("can't print \(node.text) of type \(object.goType)")
    case .object(let object) where object.printed != nil:
      if let printed = object.printed, !GoFormat.append(printed, to: &out) {
        throw .limit("a value that holds itself cannot be printed")
      }
    default:
      if !GoFormat.append(value, to: &out) { throw .limit("a value that holds itself cannot be printed") }
    }
  }

  private func walk(_ branch: Branch, setsDot: Bool) throws(GoFailure) -> Flow {
    node = branch
    let mark = variables.count
    record?.beginAction()
    let value = try pipeline(branch.pipe)
    if setsDot, let record { record.contexts.append(record.readsOfAction) }
    defer { if setsDot, let record { record.contexts.removeLast() } }
    var flow = Flow.next
    if value.truth {
      if setsDot {
        let saved = (dot, dotIsBoxed)
        (dot, dotIsBoxed) = (value, false)
        flow = try walkNested(branch.list)
        (dot, dotIsBoxed) = saved
      } else {
        flow = try walkNested(branch.list)
      }
    } else if let elseList = branch.elseList {
      flow = try walkNested(elseList)
    }
    variables.removeLast(variables.count - mark)
    return flow
  }

  private func walkNested(_ list: [Statement]) throws(GoFailure) -> Flow {
    if !BigStack.isLow { return try walk(list) }
    return try BigStack.run { () throws(GoFailure) in try walk(list) }
  }

  private func walkTemplate(_ call: TemplateCall) throws(GoFailure) {
    guard let tree = lookup(call.name) else { throw error("template \(GoQuote.quote(call.name)) not defined") }
    if templateDepth == Execution.maxTemplateDepth {
      throw error("exceeded maximum template depth (\(Execution.maxTemplateDepth))")
    }
    record?.beginAction()
    let data = try call.pipe.map { (pipe) throws(GoFailure) in try pipeline(pipe) } ?? .invalid
    if let record { record.contexts.append(record.readsOfAction) }
    defer { if let record { record.contexts.removeLast() } }
    templateDepth += 1
    if BigStack.isLow {
      _ = try BigStack.run { () throws(GoFailure) in try self.call(tree, data) }
    } else {
      _ = try self.call(tree, data)
    }
    templateDepth -= 1
  }
}
