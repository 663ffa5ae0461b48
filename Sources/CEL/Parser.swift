/// Reads CEL's grammar by recursive descent and expands macros. Messages follow cel-go's (ANTLR's) wording.
struct Parser {
  struct Limits {
    var depth = 250
    var errors = 30
  }

  let source: CELSource
  private let tokens: [Lexer.Positioned]
  private let limits: Limits
  private var position = 0
  private var depth = 0
  private var errors: [(offset: Int, message: String)]
  private var stopped = false

  init(_ text: String, limits: Limits) {
    var lexer = Lexer(text)
    tokens = lexer.tokens()
    source = CELSource(lexer.scalars)
    errors = lexer.errors
    self.limits = limits
  }

  mutating func parse() throws(CELError) -> Syntax {
    let tree = expression()
    if !stopped && current.token != .end { mismatch(expecting: "<EOF>", extraneous: true) }
    if !errors.isEmpty { throw CELError(source.report(errors)) }
    return tree
  }

  // MARK: - Tokens

  private var current: Lexer.Positioned { tokens[min(position, tokens.count - 1)] }
  private func peek(_ ahead: Int) -> Lexer.Token { tokens[min(position + ahead, tokens.count - 1)].token }

  private func at(_ symbol: String) -> Bool { current.token == .symbol(symbol) }

  private mutating func take(_ symbol: String) -> Bool {
    guard at(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: String, or set: String? = nil) {
    if stopped || take(symbol) { return }
    if let set {
      mismatch(expecting: set, extraneous: false)
    } else {
      mismatch(expecting: "'\(symbol)'", extraneous: false)
    }
  }

  /// Only the first syntax error is certain; what follows it is skipped, as after ANTLR's panic mode.
  private mutating func mismatch(expecting: String, extraneous: Bool) {
    guard !stopped else { return }
    stopped = true
    let found = current
    let word = extraneous && found.token != .end && position + 1 < tokens.count && peek(1) == .end
    errors.append(
      (found.offset, "Syntax error: \(word ? "extraneous" : "mismatched") input '\(found.text)' expecting \(expecting)")
    )
  }

  private mutating func fail(_ message: String, at offset: Int) { errors.append((offset, message)) }

  // MARK: - Grammar

  private mutating func expression() -> Syntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depth else {
      if !stopped { fail("expression recursion limit exceeded: \(limits.depth)", at: current.offset) }
      stopped = true
      return .error(current.offset)
    }
    let condition = or()
    guard at("?"), !stopped else { return condition }
    let offset = current.offset
    position += 1
    let yes = or()
    expect(":")
    let no = expression()
    return .call("_?_:_", [condition, yes, no], offset)
  }

  private mutating func or() -> Syntax {
    logical("||", "_||_") { $0.logical("&&", "_&&_") { $0.relation() } }
  }

  /// Terms of one operator, made into a tree that is as flat as can be: there may be thousands.
  private mutating func logical(_ symbol: String, _ name: String, _ term: (inout Parser) -> Syntax) -> Syntax {
    var terms = [term(&self)]
    var offsets: [Int] = []
    while at(symbol), !stopped {
      offsets.append(current.offset)
      position += 1
      terms.append(term(&self))
    }
    func balanced(_ low: Int, _ high: Int) -> Syntax {
      let middle = (low + high + 1) / 2
      let left = middle == low ? terms[middle] : balanced(low, middle - 1)
      let right = middle == high ? terms[middle + 1] : balanced(middle + 1, high)
      return .call(name, [left, right], offsets[middle])
    }
    return offsets.isEmpty ? terms[0] : balanced(0, offsets.count - 1)
  }

  /// One more link of a chain such as `1 + 1 + 1` or `a.b.c`, which is as deep as it is long.
  private mutating func link(_ count: inout Int) -> Bool {
    count += 1
    if depth + count <= limits.depth { return true }
    fail("expression recursion limit exceeded: \(limits.depth)", at: current.offset)
    stopped = true
    return false
  }

  private mutating func relation() -> Syntax {
    var left = sum()
    var count = 0
    while !stopped {
      let name: String
      switch current.token {
      case .symbol("<"): name = "_<_"
      case .symbol("<="): name = "_<=_"
      case .symbol(">"): name = "_>_"
      case .symbol(">="): name = "_>=_"
      case .symbol("=="): name = "_==_"
      case .symbol("!="): name = "_!=_"
      case .identifier("in"): name = "@in"
      default: return left
      }
      guard link(&count) else { return left }
      let offset = current.offset
      position += 1
      left = .call(name, [left, sum()], offset)
    }
    return left
  }

  private mutating func sum() -> Syntax {
    var left = product()
    var count = 0
    while !stopped, at("+") || at("-") {
      let name = at("+") ? "_+_" : "_-_"
      guard link(&count) else { return left }
      let offset = current.offset
      position += 1
      left = .call(name, [left, product()], offset)
    }
    return left
  }

  private mutating func product() -> Syntax {
    var left = unary()
    var count = 0
    while !stopped, at("*") || at("/") || at("%") {
      let name = at("*") ? "_*_" : at("/") ? "_/_" : "_%_"
      guard link(&count) else { return left }
      let offset = current.offset
      position += 1
      left = .call(name, [left, unary()], offset)
    }
    return left
  }

  private mutating func unary() -> Syntax {
    let offset = current.offset
    if at("!") {
      var count = 0
      while take("!") { count += 1 }
      let operand = member()
      return count % 2 == 0 ? operand : .call("!_", [operand], offset)
    }
    if at("-") {
      if case .int(let text) = peek(1) {
        position += 2
        return postfix(integer("-" + text, offset))
      }
      if case .double(let text) = peek(1) {
        position += 2
        return postfix(.literal(.double(-(Double(text) ?? 0)), offset))
      }
      var count = 0
      while take("-") { count += 1 }
      let operand = member()
      return count % 2 == 0 ? operand : .call("-_", [operand], offset)
    }
    return member()
  }

  private mutating func integer(_ text: String, _ offset: Int) -> Syntax {
    let value: Int64?
    if text.hasPrefix("-0x") || text.hasPrefix("-0X") {
      value = Int64("-" + text.dropFirst(3), radix: 16)
    } else if text.hasPrefix("0x") || text.hasPrefix("0X") {
      value = Int64(text.dropFirst(2), radix: 16)
    } else {
      value = Int64(text)
    }
    guard let value else {
      fail("invalid int literal", at: offset)
      return .error(offset)
    }
    return .literal(.int(value), offset)
  }

  private mutating func member() -> Syntax { postfix(primary()) }

  private mutating func postfix(_ start: Syntax) -> Syntax {
    var operand = start
    var count = 0
    while !stopped {
      if at(".") || at("[") || at("{"), !link(&count) { return operand }
      let offset = current.offset
      if take(".") {
        let isOptional = take("?")
        let name: String
        switch current.token {
        case .identifier(let text): name = text
        case .quotedIdentifier(let text): name = text
        default:
          if !stopped {
            stopped = true
            fail(
              "Syntax error: no viable alternative at input '.\(current.token == .end ? "" : current.text)'",
              at: current.offset)
          }
          return operand
        }
        position += 1
        if !isOptional && at("(") {
          let open = current.offset
          position += 1
          let arguments = list(until: ")")
          operand = Macros.expandMember(operand, name, arguments, at: open, &errors)
        } else {
          operand = .select(operand, name, optional: isOptional, test: false, offset)
        }
      } else if take("[") {
        let isOptional = take("?")
        let index = expression()
        expect("]")
        operand = .call(isOptional ? "_[?_]" : "_[_]", [operand, index], offset)
      } else {
        return operand
      }
    }
    return operand
  }

  /// Expressions separated by commas, with the closing symbol.
  private mutating func list(until close: String) -> [Syntax] {
    if take(close) { return [] }
    var items = [expression()]
    while take(",") { items.append(expression()) }
    expect(close)
    return items
  }

  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]

  private static let primarySet =
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

  private mutating func primary() -> Syntax {
    let offset = current.offset
    switch current.token {
    case .int(let text):
      position += 1
      return integer(text, offset)
    case .uint(let text):
      position += 1
      let hex = text.hasPrefix("0x") || text.hasPrefix("0X")
      guard let value = hex ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text) else {
        fail("invalid uint literal", at: offset)
        return .error(offset)
      }
      return .literal(.uint(value), offset)
    case .double(let text):
      position += 1
      return .literal(.double(Double(text) ?? 0), offset)
    case .string(let text):
      position += 1
      return .literal(.string(text), offset)
    case .bytes(let data):
      position += 1
      return .literal(.bytes(data), offset)
    case .identifier(let name): return named(name, offset)
    case .symbol("."):
      position += 1
      guard case .identifier(let name) = current.token else { break }
      return named("." + name, offset)
    case .symbol("("):
      position += 1
      let inner = expression()
      expect(")")
      return inner
    case .symbol("["): return listLiteral(offset)
    case .symbol("{"): return mapLiteral(offset)
    default: break
    }
    mismatch(expecting: Parser.primarySet, extraneous: false)
    return .error(offset)
  }

  private mutating func named(_ name: String, _ offset: Int) -> Syntax {
    position += 1
    switch name {
    case "true": return .literal(.bool(true), offset)
    case "false": return .literal(.bool(false), offset)
    case "null": return .literal(.null, offset)
    case "in":
      position -= 1
      mismatch(expecting: Parser.primarySet, extraneous: false)
      return .error(offset)
    default: break
    }
    let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
    if Parser.reserved.contains(plain) { fail("Syntax error: reserved identifier: \(plain)", at: offset) }
    if at("(") {
      let open = current.offset
      position += 1
      return Macros.expandGlobal(plain, list(until: ")"), at: open, &errors)
    }
    if let message = messageName(plain) { return self.message(message.name, skip: message.length, offset) }
    return .identifier(name, offset)
  }

  /// `a.b.C{`: looks ahead for a message literal.
  private func messageName(_ first: String) -> (name: String, length: Int)? {
    var name = first
    var ahead = 0
    while peek(ahead) == .symbol("."), case .identifier(let part) = peek(ahead + 1) {
      name += "." + part
      ahead += 2
    }
    return peek(ahead) == .symbol("{") ? (name, ahead) : nil
  }

  private mutating func message(_ name: String, skip: Int, _ offset: Int) -> Syntax {
    position += skip
    let open = current.offset
    expect("{")
    var fields: [(name: String, value: Syntax)] = []
    while !stopped, !at("}") {
      guard case .identifier(let field) = current.token else {
        mismatch(expecting: "{'}', ',', IDENTIFIER}", extraneous: false)
        break
      }
      position += 1
      expect(":")
      fields.append((field, expression()))
      if !take(",") { break }
    }
    expect("}")
    return .message(name, fields, open)
  }

  private mutating func listLiteral(_ offset: Int) -> Syntax {
    position += 1
    var items: [(optional: Bool, value: Syntax)] = []
    while !stopped, !at("]") {
      let isOptional = take("?")
      items.append((isOptional, expression()))
      if !take(",") { break }
    }
    expect("]")
    return .list(items, offset)
  }

  private mutating func mapLiteral(_ offset: Int) -> Syntax {
    position += 1
    var entries: [(optional: Bool, key: Syntax, value: Syntax)] = []
    while !stopped, !at("}") {
      let isOptional = take("?")
      let key = expression()
      expect(":")
      entries.append((isOptional, key, expression()))
      if !take(",") { break }
    }
    expect("}")
    return .map(entries, offset)
  }
}
