/// Cuts a template into tokens, as text/template/parse's lexer does.
struct Lexer {
  let input: [UInt8]
  /// False when functions of these names exist, which makes the words identifiers.
  let breakIsKeyword: Bool
  let continueIsKeyword: Bool
  private var at = 0
  private var start = 0
  private var line = 1
  private var countedTo = 0
  private var insideAction = false
  private var parenDepth = 0

  static let endOfInput: UInt32 = .max

  init(_ input: [UInt8], breakIsKeyword: Bool = true, continueIsKeyword: Bool = true) {
    self.input = input
    self.breakIsKeyword = breakIsKeyword
    self.continueIsKeyword = continueIsKeyword
  }

  mutating func next() -> Token {
    while true {
      if let token = insideAction ? lexInsideAction() : lexText() { return token }
    }
  }

  // MARK: - Steps

  private mutating func token(_ kind: Token.Kind) -> Token {
    let token = Token(kind: kind, position: start, end: at, line: lineOfStart())
    start = at
    return token
  }

  private mutating func lineOfStart() -> Int {
    while countedTo < start {
      if input[countedTo] == 10 { line += 1 }
      countedTo += 1
    }
    return line
  }

  /// After an error nothing follows; the parser stops at it.
  private mutating func error(_ message: String) -> Token {
    let token = Token(kind: .error, position: start, end: at, line: lineOfStart(), message: message)
    at = input.count
    start = at
    return token
  }

  private func rune(_ place: Int) -> (UInt32, Int) {
    guard place < input.count else { return (Lexer.endOfInput, 0) }
    let byte = input[place]
    if byte < 0x80 { return (UInt32(byte), 1) }
    let (value, width) = input.withUnsafeBufferPointer { GoRune.decode($0, place) }
    return (value ?? 0xFFFD, width)
  }

  private func has(_ text: StaticString, _ place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place >= 0, place + count <= input.count else { return false }
    return text.withUTF8Buffer { bytes in
      for offset in 0..<count where input[place + offset] != bytes[offset] { return false }
      return true
    }
  }

  private func hasLeftTrim(_ place: Int) -> Bool {
    place + 1 < input.count && input[place] == UInt8(ascii: "-") && Lexical.isSpace(input[place + 1])
  }

  private func hasRightTrim(_ place: Int) -> Bool {
    place >= 0 && place + 1 < input.count && Lexical.isSpace(input[place]) && input[place + 1] == UInt8(ascii: "-")
  }

  private func find(_ first: UInt8, _ second: UInt8, from place: Int) -> Int? {
    input.withUnsafeBufferPointer { bytes in
      var at = place
      while at + 1 < bytes.count {
        if bytes[at] == first, bytes[at + 1] == second { return at }
        at += 1
      }
      return nil
    }
  }

  /// Text up to the next `{{`; `nil` when there is none before it and an action or comment begins.
  private mutating func lexText() -> Token? {
    let brace = UInt8(ascii: "{")
    guard let delimiter = find(brace, brace, from: at) else {
      at = input.count
      return at > start ? token(.text) : Token(kind: .eof, position: at, end: at, line: lineOfStart())
    }
    var textEnd = delimiter
    if hasLeftTrim(delimiter + 2) {
      while textEnd > start, Lexical.isSpace(input[textEnd - 1]) { textEnd -= 1 }
    }
    if textEnd > start {
      at = textEnd
      let text = token(.text)
      at = delimiter
      start = delimiter
      return text
    }
    at = delimiter
    start = delimiter
    return lexLeftDelim()
  }

  private mutating func lexLeftDelim() -> Token? {
    at += 2
    let marker = hasLeftTrim(at) ? 2 : 0
    if has("/*", at + marker) {
      at += marker
      start = at
      return lexComment()
    }
    let delimiter = token(.leftDelim)
    at += marker
    start = at
    parenDepth = 0
    insideAction = true
    return delimiter
  }

  private mutating func lexComment() -> Token? {
    guard let close = find(UInt8(ascii: "*"), UInt8(ascii: "/"), from: at + 2) else {
      return error("unclosed comment")
    }
    at = close + 2
    let (isDelimiter, trims) = rightDelimiter()
    if !isDelimiter { return error("comment ends before closing delimiter") }
    at += trims ? 4 : 2
    if trims { skipSpaces() }
    start = at
    return nil
  }

  private mutating func skipSpaces() {
    while at < input.count, Lexical.isSpace(input[at]) { at += 1 }
  }

  private func rightDelimiter() -> (Bool, trims: Bool) {
    if hasRightTrim(at), has("}}", at + 2) { return (true, true) }
    return (has("}}", at), false)
  }

  private mutating func lexRightDelim() -> Token {
    let trims = hasRightTrim(at)
    if trims {
      at += 2
      start = at
    }
    at += 2
    let delimiter = token(.rightDelim)
    if trims {
      skipSpaces()
      start = at
    }
    insideAction = false
    return delimiter
  }

  private mutating func lexInsideAction() -> Token? {
    if rightDelimiter().0 {
      return parenDepth == 0 ? lexRightDelim() : error("unclosed left paren")
    }
    let (rune, width) = rune(at)
    if rune == Lexer.endOfInput { return error("unclosed action") }
    if Lexical.isSpace(rune) { return lexSpace() }
    at += width
    guard rune < 0x80 else {
      at -= width
      return Lexical.isAlphaNumeric(rune) ? lexIdentifier() : unrecognized(rune, width)
    }
    switch UInt8(rune) {
    case UInt8(ascii: "="): return token(.assign)
    case UInt8(ascii: ":"):
      guard at < input.count, input[at] == UInt8(ascii: "=") else { return error("expected :=") }
      at += 1
      return token(.declare)
    case UInt8(ascii: "|"): return token(.pipe)
    case UInt8(ascii: "\""): return lexQuoted(rune, .string, "unterminated quoted string")
    case UInt8(ascii: "'"): return lexQuoted(rune, .charConstant, "unterminated character constant")
    case UInt8(ascii: "`"): return lexRawString()
    case UInt8(ascii: "$"): return lexFieldOrVariable(.variable)
    case UInt8(ascii: "."):
      // At the end of the text a dot begins a number, as in Go.
      if at < input.count, input[at] < 0x30 || input[at] > 0x39 { return lexFieldOrVariable(.field) }
      at -= 1
      return lexNumber()
    case UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39:
      at -= 1
      return lexNumber()
    case UInt8(ascii: "("):
      parenDepth += 1
      return token(.leftParen)
    case UInt8(ascii: ")"):
      parenDepth -= 1
      return parenDepth < 0 ? error("unexpected right paren") : token(.rightParen)
    default:
      if Lexical.isAlphaNumeric(rune) {
        at -= 1
        return lexIdentifier()
      }
      return rune >= 0x20 && rune < 0x7F ? token(.char) : unrecognized(rune, 0)
    }
  }

  private mutating func unrecognized(_ rune: UInt32, _ width: Int) -> Token {
    at += width
    return error("unrecognized character in action: " + Lexical.describe(rune))
  }

  private mutating func lexSpace() -> Token {
    var count = 0
    while at < input.count, Lexical.isSpace(input[at]) {
      at += 1
      count += 1
    }
    // The last space may belong to a trim marker before the delimiter.
    if hasRightTrim(at - 1), has("}}", at + 1) {
      at -= 1
      if count == 1 { return lexRightDelim() }
    }
    return token(.space)
  }

  private func isTerminator() -> Bool {
    let (rune, _) = rune(at)
    if rune == Lexer.endOfInput || Lexical.isSpace(rune) { return true }
    switch rune {
    case 0x2E, 0x2C, 0x7C, 0x3A, 0x29, 0x28: return true
    default: return has("}}", at)
    }
  }

  private mutating func skipAlphaNumeric() -> UInt32 {
    while true {
      let (rune, width) = rune(at)
      if rune == Lexer.endOfInput || !Lexical.isAlphaNumeric(rune) { return rune }
      at += width
    }
  }

  private mutating func lexIdentifier() -> Token {
    let stop = skipAlphaNumeric()
    if !isTerminator() { return error("bad character " + Lexical.describe(stop)) }
    let word = String(decoding: input[start..<at], as: UTF8.self)
    if let keyword = Lexical.keywords[word] {
      if keyword == .break && !breakIsKeyword || keyword == .continue && !continueIsKeyword {
        return token(.identifier)
      }
      return token(keyword)
    }
    return token(word == "true" || word == "false" ? .bool : .identifier)
  }

  private mutating func lexFieldOrVariable(_ kind: Token.Kind) -> Token {
    if isTerminator() { return token(kind == .variable ? .variable : .dot) }
    let stop = skipAlphaNumeric()
    if !isTerminator() { return error("bad character " + Lexical.describe(stop)) }
    return token(kind)
  }

  private mutating func lexQuoted(_ quote: UInt32, _ kind: Token.Kind, _ unterminated: String) -> Token {
    while at < input.count {
      let byte = input[at]
      at += 1
      if byte == UInt8(ascii: "\\") {
        if at >= input.count || input[at] == 10 { break }
        at += 1
      } else if byte == 10 {
        break
      } else if UInt32(byte) == quote {
        return token(kind)
      }
    }
    return error(unterminated)
  }

  private mutating func lexRawString() -> Token {
    while at < input.count {
      at += 1
      if input[at - 1] == UInt8(ascii: "`") { return token(.rawString) }
    }
    return error("unterminated raw quoted string")
  }

  // MARK: - Numbers

  private mutating func lexNumber() -> Token {
    if !scanNumber() { return badNumber() }
    if at < input.count, input[at] == UInt8(ascii: "+") || input[at] == UInt8(ascii: "-") {
      if !scanNumber() || input[at - 1] != UInt8(ascii: "i") { return badNumber() }
      return token(.complex)
    }
    return token(.number)
  }

  private mutating func badNumber() -> Token {
    error("bad number syntax: " + GoQuote.quote(ByteString.text(input[start..<at])))
  }

  private mutating func accept(_ set: StaticString) -> Bool {
    guard at < input.count else { return false }
    let byte = input[at]
    let found = set.withUTF8Buffer { $0.contains(byte) }
    if found { at += 1 }
    return found
  }

  private mutating func scanNumber() -> Bool {
    _ = accept("+-")
    var digits: StaticString = "0123456789_"
    var base = 10
    if accept("0") {
      if accept("xX") {
        digits = "0123456789abcdefABCDEF_"
        base = 16
      } else if accept("oO") {
        digits = "01234567_"
        base = 8
      } else if accept("bB") {
        digits = "01_"
        base = 2
      }
    }
    while accept(digits) {}
    if accept(".") { while accept(digits) {} }
    if base == 10 && accept("eE") || base == 16 && accept("pP") {
      _ = accept("+-")
      while accept("0123456789_") {}
    }
    _ = accept("i")
    let (rune, width) = rune(at)
    if rune != Lexer.endOfInput, Lexical.isAlphaNumeric(rune) {
      at += width
      return false
    }
    return true
  }
}
