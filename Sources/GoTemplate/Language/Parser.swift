/// A parse error's text without the place.
struct ParseFailure: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

/// Reads templates, as text/template/parse does: same language, same messages, same order of checks.
struct Parser {
  typealias Failure = TemplateError

  private let source: Source
  private let functions: FunctionTable
  private var lexer: Lexer
  private var tokens = [Token](repeating: Token(kind: .eof, position: 0, end: 0, line: 1), count: 3)
  private var peeked = 0
  /// The names of the variables that are defined now; those of one template only.
  private var variables: [String] = ["$"]
  private var variableIDs: [String: Int] = ["$": 0]
  private var actionLine = 0
  private var rangeDepth = 0
  private var parenDepth = 0
  private var nesting = 0
  private(set) var trees: [Tree] = []
  private var treeIndex: [String: Int] = [:]

  /// text/template/parse's limit of nested parentheses.
  static let maxParenDepth = 10_000
  /// Our own limit of nested blocks, far beyond what people write.
  static let maxNesting = 10_000

  private init(_ source: Source, _ functions: FunctionTable) {
    self.source = source
    self.functions = functions
    lexer = Lexer(
      source.bytes, breakIsKeyword: functions["break"] == nil, continueIsKeyword: functions["continue"] == nil)
  }

  /// The templates in the text: those that it defines, in order, and the text itself as the last.
  static func parse(_ source: Source, _ functions: FunctionTable) throws(TemplateError) -> [Tree] {
    var parser = Parser(source, functions)
    let root = try parser.file()
    try parser.add(Tree(name: source.name, source: source, root: root))
    return parser.trees
  }

  // MARK: - Tokens

  private mutating func next() -> Token {
    if peeked > 0 { peeked -= 1 } else { tokens[0] = lexer.next() }
    return tokens[peeked]
  }

  private mutating func backup() { peeked += 1 }

  private mutating func backup(_ first: Token) {
    tokens[1] = first
    peeked = 2
  }

  private mutating func backup(_ second: Token, _ first: Token) {
    tokens[1] = first
    tokens[2] = second
    peeked = 3
  }

  private mutating func peek() -> Token {
    if peeked > 0 { return tokens[peeked - 1] }
    peeked = 1
    tokens[0] = lexer.next()
    return tokens[0]
  }

  private mutating func nextNonSpace() -> Token {
    while true {
      let token = next()
      if token.kind != .space { return token }
    }
  }

  private mutating func peekNonSpace() -> Token {
    let token = nextNonSpace()
    backup()
    return token
  }

  private func text(_ token: Token) -> String { ByteString.text(source.bytes[token.position..<token.end]) }

  private func describe(_ token: Token) -> String {
    switch token.kind {
    case .eof: return "EOF"
    case .error: return token.message
    case let kind where kind.isKeyword: return "<\(text(token))>"
    default:
      let word = text(token)
      if token.end - token.position > 10 {
        return GoQuote.quote(String(word.unicodeScalars.prefix(10))) + "..."
      }
      return GoQuote.quote(word)
    }
  }

  // MARK: - Errors

  private func error(_ message: String) -> TemplateError {
    TemplateError(.parse, "template: \(source.name):\(tokens[0].line): \(message)")
  }

  private func unexpected(_ token: Token, _ context: String) -> TemplateError {
    guard token.kind == .error else { return error("unexpected \(describe(token)) in \(context)") }
    var extra = ""
    if actionLine != 0, actionLine != token.line {
      extra = " in action started at \(source.name):\(actionLine)"
      if token.message.hasSuffix(" action") { extra = String(extra.dropFirst(" in action".count)) }
    }
    return error(token.message + extra)
  }

  private mutating func expect(_ kind: Token.Kind, _ context: String) throws(Failure) -> Token {
    let token = nextNonSpace()
    if token.kind != kind { throw unexpected(token, context) }
    return token
  }

  // MARK: - Files, definitions, lists

  /// Adds the tree unless one of that name with content is there; two with content are an error.
  private mutating func add(_ tree: Tree) throws(Failure) {
    guard let at = treeIndex[tree.name] else {
      treeIndex[tree.name] = trees.count
      trees.append(tree)
      return
    }
    if trees[at].isEmpty {
      trees[at] = tree
    } else if !tree.isEmpty {
      throw error("template: multiple definition of template \(GoQuote.quote(tree.name))")
    }
  }

  private mutating func file() throws(Failure) -> [Statement] {
    var root: [Statement] = []
    while peek().kind != .eof {
      if peek().kind == .leftDelim {
        let delimiter = next()
        if nextNonSpace().kind == .define {
          try definition()
          continue
        }
        backup(delimiter)
      }
      switch try textOrAction() {
      case .statement(let statement): root.append(statement)
      case .end: throw error("unexpected {{end}}")
      case .else: throw error("unexpected {{else}}")
      }
    }
    return root
  }

  /// A new template inside: its variables are its own.
  private mutating func scoped(_ name: String, _ context: String) throws(Failure) {
    let outer = (variables, variableIDs, rangeDepth, actionLine)
    (variables, variableIDs, rangeDepth, actionLine) = (["$"], ["$": 0], 0, 0)
    let (list, end) = try itemList()
    guard case .end = end else { throw error("unexpected {{else}} in \(context)") }
    try add(Tree(name: name, source: source, root: list))
    (variables, variableIDs, rangeDepth, actionLine) = outer
  }

  private mutating func definition() throws(Failure) {
    let context = "define clause"
    let token = nextNonSpace()
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
    guard let name = GoUnquote.text(source.bytes[token.position..<token.end]) else { throw error("invalid syntax") }
    _ = try expect(.rightDelim, context)
    try scoped(name, context)
  }

  private enum Item {
    case statement(Statement)
    case end
    case `else`
  }

  private mutating func itemList() throws(Failure) -> ([Statement], Item) {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.maxNesting { throw error("blocks are nested too deeply") }
    var list: [Statement] = []
    while peekNonSpace().kind != .eof {
      let item = try BigStack.run { () throws(Failure) in try textOrAction() }
      guard case .statement(let statement) = item else { return (list, item) }
      list.append(statement)
    }
    throw error("unexpected EOF")
  }

  private mutating func textOrAction() throws(Failure) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .text:
      let bytes = source.bytes[token.position..<token.end]
      return .statement(.text(TextNode(position: token.position, text: Array(ByteString.text(bytes).utf8))))
    case .leftDelim:
      actionLine = token.line
      defer { actionLine = 0 }
      return try action()
    default: throw unexpected(token, "input")
    }
  }

  // MARK: - Actions

  private mutating func action() throws(Failure) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .block: return .statement(try block())
    case .break, .continue: return .statement(try loopControl(token))
    case .else:
      let peeked = peekNonSpace().kind
      if peeked != .if && peeked != .with { _ = try expect(.rightDelim, "else") }
      return .else
    case .end:
      _ = try expect(.rightDelim, "end")
      return .end
    case .if: return .statement(.if(try control("if")))
    case .range: return .statement(.range(try control("range")))
    case .template: return .statement(try templateCall())
    case .with: return .statement(.with(try control("with")))
    default:
      backup()
      return .statement(.action(Action(pipe: try pipeline("command", .rightDelim))))
    }
  }

  private mutating func loopControl(_ token: Token) throws(Failure) -> Statement {
    let word = token.kind == .break ? "{{break}}" : "{{continue}}"
    let after = nextNonSpace()
    if after.kind != .rightDelim { throw unexpected(after, word) }
    if rangeDepth == 0 { throw error("\(word) outside {{range}}") }
    return token.kind == .break ? .break(token.position) : .continue(token.position)
  }

  private mutating func control(_ context: String) throws(Failure) -> Branch {
    let scope = variables.count
    defer { variables.removeLast(max(variables.count - scope, 0)) }
    let pipe = try pipeline(context, .rightDelim)
    if context == "range" { rangeDepth += 1 }
    let (list, next) = try itemList()
    if context == "range" { rangeDepth -= 1 }
    var elseList: [Statement]?
    if case .else = next {
      // `else if` and `else with` are an else with one statement in it, which share the end.
      if context == "if", peek().kind == .if {
        _ = self.next()
        elseList = [.if(try nestedControl("if"))]
      } else if context == "with", peek().kind == .with {
        _ = self.next()
        elseList = [.with(try nestedControl("with"))]
      } else {
        let (other, last) = try itemList()
        guard case .end = last else { throw error("expected end; found {{else}}") }
        elseList = other
      }
    }
    return Branch(position: pipe.position, pipe: pipe, list: list, elseList: elseList)
  }

  private mutating func nestedControl(_ context: String) throws(Failure) -> Branch {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.maxNesting { throw error("blocks are nested too deeply") }
    return try control(context)
  }

  private mutating func templateName(_ token: Token, _ context: String) throws(Failure) -> String {
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
    guard let name = GoUnquote.text(source.bytes[token.position..<token.end]) else { throw error("invalid syntax") }
    return name
  }

  private mutating func block() throws(Failure) -> Statement {
    let context = "block clause"
    let token = nextNonSpace()
    let name = try templateName(token, context)
    let pipe = try pipeline(context, .rightDelim)
    try scoped(name, context)
    return .template(TemplateCall(position: token.position, name: name, pipe: pipe))
  }

  private mutating func templateCall() throws(Failure) -> Statement {
    let context = "template clause"
    let token = nextNonSpace()
    let name = try templateName(token, context)
    var pipe: Pipe?
    if nextNonSpace().kind != .rightDelim {
      backup()
      pipe = try pipeline(context, .rightDelim)
    }
    return .template(TemplateCall(position: token.position, name: name, pipe: pipe))
  }

  // MARK: - Pipelines

  private mutating func declare(_ name: String) -> VariableName {
    variables.append(name)
    return variable(name)
  }

  private mutating func variable(_ name: String) -> VariableName {
    if let id = variableIDs[name] { return VariableName(name: name, id: id) }
    let id = variableIDs.count
    variableIDs[name] = id
    return VariableName(name: name, id: id)
  }

  private mutating func pipeline(_ context: String, _ end: Token.Kind) throws(Failure) -> Pipe {
    let position = peekNonSpace().position
    var isAssign = false
    var declared: [VariableName] = []
    declarations: while true {
      let name = peekNonSpace()
      guard name.kind == .variable else { break }
      _ = next()
      // Space is a token: "$x foo" must be read up to foo to know that $x is an argument.
      let after = peek()
      let next = peekNonSpace()
      if next.kind == .assign || next.kind == .declare {
        isAssign = next.kind == .assign
        _ = nextNonSpace()
        declared.append(declare(text(name)))
      } else if next.kind == .char, text(next) == "," {
        _ = nextNonSpace()
        declared.append(declare(text(name)))
        if context == "range", declared.count < 2 {
          switch peekNonSpace().kind {
          case .variable, .rightDelim, .rightParen: continue declarations
          default: throw error("range can only initialize variables")
          }
        }
        throw error("too many declarations in \(context)")
      } else if after.kind == .space {
        backup(name, after)
      } else {
        backup(name)
      }
      break
    }
    var commands: [Command] = []
    while true {
      let token = nextNonSpace()
      switch token.kind {
      case end:
        try check(commands, context)
        return Pipe(position: position, isAssign: isAssign, variables: declared, commands: commands)
      case .bool, .charConstant, .complex, .dot, .field, .identifier, .number, .nil, .rawString, .string, .variable,
        .leftParen:
        backup()
        commands.append(try command())
      default: throw unexpected(token, context)
      }
    }
  }

  private func check(_ commands: [Command], _ context: String) throws(Failure) {
    if commands.isEmpty { throw error("missing value for \(context)") }
    for (at, command) in commands.enumerated().dropFirst() where command.operands.first?.isExecutable == false {
      throw error("non executable command in pipeline stage \(at + 1)")
    }
  }

  private mutating func command() throws(Failure) -> Command {
    let position = peekNonSpace().position
    var operands: [Operand] = []
    scan: while true {
      _ = peekNonSpace()
      if let operand = try operand() { operands.append(operand) }
      let token = next()
      switch token.kind {
      case .space: continue scan
      case .rightDelim, .rightParen: backup()
      case .pipe: break
      default: throw unexpected(token, "operand")
      }
      break
    }
    if operands.isEmpty { throw error("empty command") }
    return Command(position: position, operands: operands)
  }

  private mutating func operand() throws(Failure) -> Operand? {
    guard let first = try term() else { return nil }
    guard peek().kind == .field else { return first }
    let position = peek().position
    var names: [String] = []
    while peek().kind == .field { names.append(String(text(next()).dropFirst())) }
    switch first.kind {
    case .field(let before): return Operand(position: position, kind: .field(before + names))
    case .variable(let name, let before): return Operand(position: position, kind: .variable(name, before + names))
    case .bool, .string, .number, .nil, .dot:
      throw error("unexpected . after term \(GoQuote.quote(first.text))")
    default: return Operand(position: position, kind: .chain(first, names))
    }
  }

  private mutating func term() throws(Failure) -> Operand? {
    let token = nextNonSpace()
    let bytes = source.bytes[token.position..<token.end]
    func make(_ kind: Operand.Kind) -> Operand { Operand(position: token.position, kind: kind) }
    switch token.kind {
    case .identifier:
      let name = text(token)
      guard let function = functions[name] else { throw error("function \(GoQuote.quote(name)) not defined") }
      return make(.function(name, function))
    case .dot: return make(.dot)
    case .nil: return make(.nil)
    case .variable:
      let name = text(token)
      if !variables.contains(where: { byteEqual($0, name) }) {
        throw error("undefined variable \(GoQuote.quote(name))")
      }
      return make(.variable(variable(name), []))
    case .field: return make(.field([String(text(token).dropFirst())]))
    case .bool: return make(.bool(token.end - token.position == 4))
    case .charConstant, .complex, .number:
      do throws(ParseFailure) {
        let number =
          token.kind == .charConstant
          ? try NumberLiteral(char: bytes) : try NumberLiteral(bytes, isComplex: token.kind == .complex)
        return make(.number(number))
      } catch {
        throw self.error(error.message)
      }
    case .leftParen:
      if parenDepth >= Parser.maxParenDepth { throw error("max expression depth exceeded") }
      parenDepth += 1
      defer { parenDepth -= 1 }
      let pipe = try BigStack.run { () throws(Failure) in try pipeline("parenthesized pipeline", .rightParen) }
      return Operand(position: pipe.position, kind: .pipe(pipe))
    case .string, .rawString:
      guard let value = GoUnquote.text(bytes) else { throw error("invalid syntax") }
      return make(.string(quoted: ByteString.text(bytes), value: value))
    default:
      backup()
      return nil
    }
  }
}
