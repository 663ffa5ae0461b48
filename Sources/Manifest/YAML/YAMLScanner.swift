/// Cuts a YAML 1.1 stream into tokens by the rules of libyaml's scanner, which go-yaml carries on (go-yaml `scannerc.go`).
///
/// A plain or quoted scalar may turn out to be a key only when the `:` comes; until then the tokens wait in a queue.
struct YAMLScanner {
  struct SimpleKey {
    var possible = false
    var required = false
    var tokenNumber = 0
    /// In characters from the start of the stream.
    var index = 0
    var line: Int32 = 0
    var column: Int32 = 0
  }

  /// The input, followed by zero bytes.
  let base: UnsafePointer<UInt8>
  let classes: UnsafePointer<UInt8>
  let maxDepth: Int
  let dialect: YAML.Dialect

  var pos: Int
  var line: Int32 = 0
  var lineStart: Int
  /// UTF-8 continuation bytes met so far: what separates a byte offset from a character offset.
  var extra = 0
  var extraAtLineStart = 0

  var tokens: [YAMLToken] = []
  var head = 0
  var parsed = 0
  var tags: [YAMLTagText] = []
  var scratch: [UInt8] = []

  var streamStarted = false
  var streamEnded = false
  var simpleKeyAllowed = true
  var simpleKeys: [SimpleKey] = [SimpleKey()]
  /// Levels that may hold a possible simple key, in ascending order; entries before `openHead` are done with.
  var openLevels: [Int] = []
  var openHead = 0
  var flowLevel = 0
  var indent = -1
  var indents: [Int] = []

  init(_ base: UnsafePointer<UInt8>, from start: Int = 0, maxDepth: Int, dialect: YAML.Dialect) {
    self.base = base
    self.classes = YAMLCharacters.table
    self.maxDepth = maxDepth
    self.dialect = dialect
    pos = start
    lineStart = start
    tokens.reserveCapacity(64)
  }

  var column: Int { pos - lineStart - (extra - extraAtLineStart) }
  var index: Int { pos - extra }

  func failure(_ problem: String, contextLine: Int32 = -1) -> YAMLFailure {
    YAMLFailure(.scanner, problem, line: Int(line), column: column, contextLine: Int(contextLine))
  }

  // MARK: - Tokens

  /// The next token without taking it.
  @inline(__always)
  mutating func peek() throws(YAMLFailure) -> YAMLToken {
    try fetchMore()
    return tokens[head]
  }

  /// Takes the token that `peek` gave.
  @inline(__always)
  mutating func skipToken() {
    head += 1
    parsed += 1
  }

  func text(_ token: YAMLToken) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + token.start, count: token.count)
  }

  @inline(__always)
  private mutating func fetchMore() throws(YAMLFailure) {
    while true {
      if head < tokens.count {
        if openHead == openLevels.count { return }
        if try !headMayBeKey() { return }
      } else if head > 0 {
        tokens.removeAll(keepingCapacity: true)
        head = 0
        scratch.removeAll(keepingCapacity: true)
        if !tags.isEmpty { tags.removeAll(keepingCapacity: true) }
      }
      try fetchNext()
    }
  }

  /// Whether the token at the head may still turn out to be a simple key.
  private mutating func headMayBeKey() throws(YAMLFailure) -> Bool {
    while openHead < openLevels.count {
      let level = openLevels[openHead]
      guard level < simpleKeys.count, simpleKeys[level].possible else {
        dropOpenHead()
        continue
      }
      if simpleKeys[level].tokenNumber != parsed { return false }
      return try isValid(level)
    }
    return false
  }

  private mutating func dropOpenHead() {
    openHead += 1
    if openHead == openLevels.count {
      openLevels.removeAll(keepingCapacity: true)
      openHead = 0
    }
  }

  mutating func append(_ token: YAMLToken) { tokens.append(token) }

  mutating func append(_ kind: YAMLToken.Kind) {
    tokens.append(YAMLToken(kind, line: line, column: Int32(truncatingIfNeeded: column)))
  }

  /// A token of that many ASCII characters.
  private mutating func appendIndicator(_ kind: YAMLToken.Kind, width: Int = 1) {
    append(kind)
    pos += width
  }

  // MARK: - Simple keys

  private mutating func isValid(_ level: Int) throws(YAMLFailure) -> Bool {
    guard simpleKeys[level].possible else { return false }
    if simpleKeys[level].line < line || simpleKeys[level].index + 1024 < index {
      if simpleKeys[level].required {
        throw failure("could not find expected ':'", contextLine: simpleKeys[level].line)
      }
      simpleKeys[level].possible = false
      return false
    }
    return true
  }

  mutating func saveSimpleKey() throws(YAMLFailure) {
    guard simpleKeyAllowed else { return }
    let column = self.column
    try removeSimpleKey()
    let level = simpleKeys.count - 1
    simpleKeys[level] = SimpleKey(
      possible: true, required: flowLevel == 0 && indent == column, tokenNumber: parsed + tokens.count - head,
      index: index, line: line, column: Int32(truncatingIfNeeded: column))
    if openLevels.count == openHead || openLevels[openLevels.count - 1] != level { openLevels.append(level) }
  }

  mutating func removeSimpleKey() throws(YAMLFailure) {
    let level = simpleKeys.count - 1
    if simpleKeys[level].possible {
      if simpleKeys[level].required {
        throw failure("could not find expected ':'", contextLine: simpleKeys[level].line)
      }
      simpleKeys[level].possible = false
    }
    if openLevels.count > openHead, openLevels[openLevels.count - 1] == level {
      forgetOpenLevel()
    }
  }

  private mutating func forgetOpenLevel() {
    openLevels.removeLast()
    if openHead == openLevels.count {
      openLevels.removeAll(keepingCapacity: true)
      openHead = 0
    }
  }

  // MARK: - Indentation

  mutating func rollIndent(_ column: Int, at position: Int?, _ token: YAMLToken) throws(YAMLFailure) {
    guard flowLevel == 0, indent < column else { return }
    indents.append(indent)
    indent = column
    if indents.count > maxDepth {
      throw failure("exceeded max depth of \(maxDepth)", contextLine: simpleKeys[simpleKeys.count - 1].line)
    }
    if let position { tokens.insert(token, at: position) } else { tokens.append(token) }
  }

  @inline(__always)
  mutating func unrollIndent(_ column: Int) {
    guard flowLevel == 0 else { return }
    while indent > column {
      append(.blockEnd)
      indent = indents.removeLast()
    }
  }

  // MARK: - The next token

  private mutating func fetchNext() throws(YAMLFailure) {
    if !streamStarted {
      streamStarted = true
      append(.streamStart)
      // A second byte order mark is passed over, but counts as a character.
      if base[pos] == 0xEF, base[pos + 1] == 0xBB, base[pos + 2] == 0xBF {
        pos += 3
        extra += 2
      }
      return
    }
    scanToNextToken()
    let column = self.column
    unrollIndent(column)
    let byte = base[pos]
    // Most tokens begin with a letter.
    if classes[Int(byte)] & YAMLCharacters.indicator == 0 {
      return try fetchScalar { (scanner) throws(YAMLFailure) in try scanner.scanPlain() }
    }
    if byte == 0 { return try fetchStreamEnd() }
    if column == 0 {
      if byte == UInt8(ascii: "%") { return try fetchDirective() }
      if byte == UInt8(ascii: "-"), isMarker(byte) { return try fetchDocumentIndicator(.documentStart) }
      if byte == UInt8(ascii: "."), isMarker(byte) { return try fetchDocumentIndicator(.documentEnd) }
    }
    switch byte {
    case UInt8(ascii: "["): return try fetchFlowStart(.flowSequenceStart)
    case UInt8(ascii: "{"): return try fetchFlowStart(.flowMappingStart)
    case UInt8(ascii: "]"): return try fetchFlowEnd(.flowSequenceEnd)
    case UInt8(ascii: "}"): return try fetchFlowEnd(.flowMappingEnd)
    case UInt8(ascii: ","):
      try removeSimpleKey()
      simpleKeyAllowed = true
      return appendIndicator(.flowEntry)
    case UInt8(ascii: "-"):
      if isBlankOrEnd(pos + 1) { return try fetchBlockEntry() }
    case UInt8(ascii: "?"):
      if flowLevel > 0 || isBlankOrEnd(pos + 1) { return try fetchKey() }
    case UInt8(ascii: ":"):
      if flowLevel > 0 || isBlankOrEnd(pos + 1) { return try fetchValue() }
    case UInt8(ascii: "*"): return try fetchScalar { (s) throws(YAMLFailure) in try s.scanAnchor(.alias) }
    case UInt8(ascii: "&"): return try fetchScalar { (s) throws(YAMLFailure) in try s.scanAnchor(.anchor) }
    case UInt8(ascii: "!"): return try fetchScalar { (s) throws(YAMLFailure) in try s.scanTag() }
    case UInt8(ascii: "|") where flowLevel == 0: return try fetchBlockScalar(.literal)
    case UInt8(ascii: ">") where flowLevel == 0: return try fetchBlockScalar(.folded)
    case UInt8(ascii: "'"): return try fetchScalar { (s) throws(YAMLFailure) in try s.scanQuoted(single: true) }
    case UInt8(ascii: "\""): return try fetchScalar { (s) throws(YAMLFailure) in try s.scanQuoted(single: false) }
    default: break
    }
    if startsPlain(byte) { return try fetchScalar { (s) throws(YAMLFailure) in try s.scanPlain() } }
    throw failure("found character that cannot start any token", contextLine: line)
  }

  private func startsPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"):
      let next = base[pos + 1]
      return next != 0x20 && next != 0x09
    case UInt8(ascii: "?"), UInt8(ascii: ":"): return flowLevel == 0 && !isBlankOrEnd(pos + 1)
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
      UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
      UInt8(ascii: "`"):
      return false
    default: return !isBlankOrEnd(pos)
    }
  }

  /// `---` or `...` followed by a blank, a line break or the end; asked at column 0.
  func isMarker(_ byte: UInt8) -> Bool {
    base[pos + 1] == byte && base[pos + 2] == byte && isBlankOrEnd(pos + 3)
  }

  @inline(__always)
  private mutating func fetchScalar(
    _ scan: (inout YAMLScanner) throws(YAMLFailure) -> YAMLToken
  ) throws(YAMLFailure) {
    try saveSimpleKey()
    simpleKeyAllowed = false
    tokens.append(try scan(&self))
  }

  private mutating func fetchBlockScalar(_ style: YAMLToken.Style) throws(YAMLFailure) {
    try removeSimpleKey()
    simpleKeyAllowed = true
    tokens.append(try scanBlock(style))
  }

  private mutating func fetchStreamEnd() throws(YAMLFailure) {
    if column != 0 {
      lineStart = pos
      extraAtLineStart = extra
      line += 1
    }
    unrollIndent(-1)
    try removeSimpleKey()
    simpleKeyAllowed = false
    append(.streamEnd)
  }

  private mutating func fetchDirective() throws(YAMLFailure) {
    unrollIndent(-1)
    try removeSimpleKey()
    simpleKeyAllowed = false
    tokens.append(try scanDirective())
  }

  private mutating func fetchDocumentIndicator(_ kind: YAMLToken.Kind) throws(YAMLFailure) {
    unrollIndent(-1)
    try removeSimpleKey()
    simpleKeyAllowed = false
    var token = YAMLToken(kind, line: line, column: 0)
    token.start = pos
    token.count = 3
    tokens.append(token)
    pos += 3
  }

  private mutating func fetchFlowStart(_ kind: YAMLToken.Kind) throws(YAMLFailure) {
    try saveSimpleKey()
    simpleKeys.append(SimpleKey(tokenNumber: parsed + tokens.count - head, line: line))
    flowLevel += 1
    if flowLevel > maxDepth { throw failure("exceeded max depth of \(maxDepth)", contextLine: line) }
    simpleKeyAllowed = true
    appendIndicator(kind)
  }

  private mutating func fetchFlowEnd(_ kind: YAMLToken.Kind) throws(YAMLFailure) {
    try removeSimpleKey()
    if flowLevel > 0 {
      flowLevel -= 1
      let number = simpleKeys.removeLast().tokenNumber
      // go-yaml forgets by the number of a token that an empty collection may be a key, and so no longer waits for its `:`.
      if let level = openLevels.last, openLevels.count > openHead, simpleKeys[level].tokenNumber == number {
        forgetOpenLevel()
      }
    }
    simpleKeyAllowed = false
    appendIndicator(kind)
  }

  private mutating func fetchBlockEntry() throws(YAMLFailure) {
    if flowLevel == 0 {
      guard simpleKeyAllowed else {
        throw failure("block sequence entries are not allowed in this context", contextLine: line)
      }
      let column = self.column
      try rollIndent(
        column, at: nil, YAMLToken(.blockSequenceStart, line: line, column: Int32(truncatingIfNeeded: column)))
    }
    try removeSimpleKey()
    simpleKeyAllowed = true
    appendIndicator(.blockEntry)
  }

  private mutating func fetchKey() throws(YAMLFailure) {
    if flowLevel == 0 {
      guard simpleKeyAllowed else {
        throw failure("mapping keys are not allowed in this context", contextLine: line)
      }
      let column = self.column
      try rollIndent(
        column, at: nil, YAMLToken(.blockMappingStart, line: line, column: Int32(truncatingIfNeeded: column)))
    }
    try removeSimpleKey()
    simpleKeyAllowed = flowLevel == 0
    appendIndicator(.key)
  }

  private mutating func fetchValue() throws(YAMLFailure) {
    let level = simpleKeys.count - 1
    if try isValid(level) {
      let key = simpleKeys[level]
      // A key that has been taken already (see `fetchFlowEnd`) is no longer in the queue.
      let position = key.tokenNumber >= parsed ? head + key.tokenNumber - parsed : nil
      let token = YAMLToken(.key, line: key.line, column: key.column)
      if let position { tokens.insert(token, at: position) } else { tokens.append(token) }
      try rollIndent(
        Int(key.column), at: position, YAMLToken(.blockMappingStart, line: key.line, column: key.column))
      simpleKeys[level].possible = false
      try removeSimpleKey()
      simpleKeyAllowed = false
    } else {
      if flowLevel == 0 {
        guard simpleKeyAllowed else {
          throw failure("mapping values are not allowed in this context", contextLine: line)
        }
        let column = self.column
        try rollIndent(
          column, at: nil, YAMLToken(.blockMappingStart, line: line, column: Int32(truncatingIfNeeded: column)))
      }
      simpleKeyAllowed = flowLevel == 0
    }
    appendIndicator(.value)
  }

  // MARK: - Blanks, comments and line breaks

  private mutating func scanToNextToken() {
    while true {
      let tabs = flowLevel > 0 || !simpleKeyAllowed
      while base[pos] == 0x20 || tabs && base[pos] == 0x09 { pos += 1 }
      if base[pos] == UInt8(ascii: "#") { skipToLineEnd() }
      guard isBreak(pos) else { return }
      skipLine()
      if flowLevel == 0 { simpleKeyAllowed = true }
    }
  }

  /// Passes over what is left of a comment's line.
  mutating func skipToLineEnd() {
    while true {
      let kind = classes[Int(base[pos])]
      if kind & YAMLCharacters.mayEndLine != 0, isBreak(pos) || base[pos] == 0 { return }
      if base[pos] & 0xC0 == 0x80 { extra += 1 }
      pos += 1
    }
  }

  @inline(__always)
  func isBreak(_ i: Int) -> Bool {
    let byte = base[i]
    if byte == 0x0A || byte == 0x0D { return true }
    if byte < 0x80 { return false }
    return byte == 0xC2 && base[i + 1] == 0x85
      || byte == 0xE2 && base[i + 1] == 0x80 && (base[i + 2] == 0xA8 || base[i + 2] == 0xA9)
  }

  @inline(__always)
  func isBlankOrEnd(_ i: Int) -> Bool {
    let byte = base[i]
    return byte == 0x20 || byte == 0x09 || byte == 0 || isBreak(i)
  }

  /// Passes over a line break, when there is one.
  mutating func skipLine() {
    switch base[pos] {
    case 0x0D: pos += base[pos + 1] == 0x0A ? 2 : 1
    case 0x0A: pos += 1
    case 0xC2 where base[pos + 1] == 0x85:
      pos += 2
      extra += 1
    case 0xE2:
      pos += 3
      extra += 2
    default: return
    }
    line += 1
    lineStart = pos
    extraAtLineStart = extra
  }

  /// Takes a line break into `out`: as `\n`, but the Unicode separators as themselves.
  mutating func readLine(into out: inout [UInt8]) {
    if base[pos] == 0xE2 {
      for i in 0..<3 { out.append(base[pos + i]) }
    } else {
      out.append(0x0A)
    }
    skipLine()
  }

  /// Takes one character.
  @inline(__always)
  mutating func readCharacter(into out: inout [UInt8]) {
    out.append(base[pos])
    pos += 1
    while base[pos] & 0xC0 == 0x80 {
      out.append(base[pos])
      pos += 1
      extra += 1
    }
  }

  /// Passes over one character.
  @inline(__always)
  mutating func skipCharacter() {
    pos += 1
    while base[pos] & 0xC0 == 0x80 {
      pos += 1
      extra += 1
    }
  }
}
