/// Reads Go's regular expression syntax (package regexp/syntax with the flags of `regexp.Compile`), with its limits and
/// its error texts.
struct RegexpParser {
  let pattern: [UInt8]
  var at = 0
  var flags: RegexpFlags = .oneLine
  private var stack: [RegexpNode] = []
  /// Names of the capturing groups; the first stands for the whole match.
  private(set) var names: [String] = [""]

  static let maxRepeat = 1000
  static let maxHeight = 1000
  static let maxSize = 128 << 20 / 40

  init(_ pattern: [UInt8]) { self.pattern = pattern }

  enum Problem: String {
    case invalidRange = "invalid character class range"
    case invalidEscape = "invalid escape sequence"
    case invalidNamedCapture = "invalid named capture"
    case invalidPerl = "invalid or unsupported Perl syntax"
    case nestedRepeat = "invalid nested repetition operator"
    case invalidRepeat = "invalid repeat count"
    case invalidUTF8 = "invalid UTF-8"
    case missingBracket = "missing closing ]"
    case missingParen = "missing closing )"
    case missingArgument = "missing argument to repetition operator"
    case trailingBackslash = "trailing backslash at end of expression"
    case unexpectedParen = "unexpected )"
    case nesting = "expression nests too deeply"
    case large = "expression too large"
  }

  /// `syntax.Error.Error`.
  func problem(_ problem: Problem, _ range: Range<Int>) -> GoError {
    GoError("error parsing regexp: \(problem.rawValue): `\(String(decoding: pattern[range], as: UTF8.self))`")
  }

  private var whole: Range<Int> { 0..<pattern.count }

  func byte(_ offset: Int = 0) -> UInt8? { at + offset < pattern.count ? pattern[at + offset] : nil }

  /// The next character; errors carry the rest of the pattern.
  mutating func rune() throws(GoError) -> UInt32 {
    if at >= pattern.count { return 0xFFFD }
    guard let (rune, width) = UTF8Decoder.decode(pattern[at...]) else {
      throw problem(.invalidUTF8, at..<pattern.count)
    }
    at += width
    return rune
  }

  func checkUTF8(_ range: Range<Int>) throws(GoError) {
    var at = range.lowerBound
    while at < range.upperBound {
      guard let (_, width) = UTF8Decoder.decode(pattern[at..<range.upperBound]) else {
        throw problem(.invalidUTF8, at..<range.upperBound)
      }
      at += width
    }
  }

  mutating func push(_ kind: RegexpNode.Kind) throws(GoError) {
    let node = RegexpNode(kind)
    if node.size > RegexpParser.maxSize { throw problem(.large, whole) }
    if node.height > RegexpParser.maxHeight { throw problem(.nesting, whole) }
    stack.append(node)
  }

  private mutating func literal(_ rune: UInt32) throws(GoError) {
    try push(.literal(rune, fold: flags.contains(.foldCase)))
  }

  // MARK: - The pattern

  mutating func parse() throws(GoError) -> RegexpNode {
    var lastRepeat: Int?
    while let next = byte() {
      var thisRepeat: Int?
      switch next {
      case 0x28:  // (
        if byte(1) == 0x3F {
          try perlGroup()
        } else {
          names.append("")
          try push(.leftParen(capture: names.count - 1, flags: flags))
          at += 1
        }
      case 0x7C:  // |
        try concat()
        try verticalBar()
        at += 1
      case 0x29:  // )
        try rightParen()
        at += 1
      case 0x5E:
        try push(.assertion(flags.contains(.oneLine) ? .beginText : .beginLine))
        at += 1
      case 0x24:
        try push(.assertion(flags.contains(.oneLine) ? .endText : .endLine))
        at += 1
      case 0x2E:
        try push(.set(flags.contains(.dotNewline) ? .any : .anyButNewline))
        at += 1
      case 0x5B: try characterClass()
      case 0x2A, 0x2B, 0x3F:
        thisRepeat = at
        at += 1
        try repeated(next, min: 0, max: 0, start: thisRepeat ?? at, last: lastRepeat)
      case 0x7B:
        let start = at
        if let (min, max) = repeatCounts() {
          let limit = RegexpParser.maxRepeat
          if min < 0 || min > limit || max > limit || max >= 0 && min > max {
            throw problem(.invalidRepeat, start..<at)
          }
          try repeated(next, min: min, max: max, start: start, last: lastRepeat)
          thisRepeat = start
        } else {
          at = start + 1
          try literal(0x7B)
        }
      case 0x5C: try backslash()
      default: try literal(try rune())
      }
      lastRepeat = thisRepeat
    }
    try concat()
    try alternate()
    guard stack.count == 1, let node = stack.first, !node.isPseudo else { throw problem(.missingParen, whole) }
    return node
  }

  /// `*`, `+`, `?` or `{`; the operator itself is read.
  private mutating func repeated(_ operation: UInt8, min: Int, max: Int, start: Int, last: Int?) throws(GoError) {
    var greedy = !flags.contains(.nonGreedy)
    if byte() == 0x3F {
      at += 1
      greedy.toggle()
    }
    if let last { throw problem(.nestedRepeat, last..<at) }
    guard let sub = stack.last, !sub.isPseudo else { throw problem(.missingArgument, start..<at) }
    stack.removeLast()
    switch operation {
    case 0x2A: try push(.star(sub, greedy: greedy))
    case 0x2B: try push(.plus(sub, greedy: greedy))
    case 0x3F: try push(.quest(sub, greedy: greedy))
    default:
      try push(.repeat(sub, min: min, max: max, greedy: greedy))
      if min >= 2 || max >= 2, let node = stack.last, !node.repeats(within: RegexpParser.maxRepeat) {
        throw problem(.invalidRepeat, start..<at)
      }
    }
  }

  /// `{2}`, `{2,}`, `{2,5}`; `nil` when this is no count (then `{` stands for itself), `min` -1 when one is too large.
  private mutating func repeatCounts() -> (min: Int, max: Int)? {
    at += 1
    guard var min = integer() else { return nil }
    var max = min
    if byte() == 0x2C {
      at += 1
      if byte() == 0x7D {
        max = -1
      } else {
        guard let second = integer() else { return nil }
        max = second
        if second < 0 { min = -1 }
      }
    }
    guard byte() == 0x7D else { return nil }
    at += 1
    return (min, max)
  }

  private mutating func integer() -> Int? {
    guard let first = byte(), first >= 0x30, first <= 0x39 else { return nil }
    if first == 0x30, let second = byte(1), second >= 0x30, second <= 0x39 { return nil }
    var value = 0
    while let digit = byte(), digit >= 0x30, digit <= 0x39 {
      if value >= 100_000_000 { value = -1 } else if value >= 0 { value = value * 10 + Int(digit - 0x30) }
      at += 1
    }
    return value
  }

  // MARK: - Groups

  private func topOfStack() -> Int {
    (stack.lastIndex { $0.isPseudo } ?? -1) + 1
  }

  /// Joins what stands above the last bar or parenthesis.
  private mutating func concat() throws(GoError) {
    let start = topOfStack()
    let subs = Array(stack[start...])
    stack.removeSubrange(start...)
    if subs.isEmpty { return try push(.empty) }
    if subs.count == 1 {
      stack.append(subs[0])
      return
    }
    var flat: [RegexpNode] = []
    for sub in subs { if case .concat(let inner) = sub.kind { flat += inner } else { flat.append(sub) } }
    try push(.concat(flat))
  }

  private mutating func verticalBar() throws(GoError) { try push(.verticalBar) }

  /// Joins `a | b | c` up to the last parenthesis.
  private mutating func alternate() throws(GoError) {
    var start = stack.count
    while start > 0 {
      if case .leftParen = stack[start - 1].kind { break }
      start -= 1
    }
    var subs: [RegexpNode] = []
    for node in stack[start...] where !node.isPseudo {
      if case .alternate(let inner) = node.kind { subs += inner } else { subs.append(node) }
    }
    stack.removeSubrange(start...)
    if subs.count == 1 { stack.append(subs[0]) } else { try push(.alternate(subs)) }
  }

  private mutating func rightParen() throws(GoError) {
    try concat()
    try alternate()
    guard stack.count >= 2, let sub = stack.popLast(), let open = stack.popLast(),
      case .leftParen(let capture, let outer) = open.kind
    else { throw problem(.unexpectedParen, whole) }
    flags = outer
    if capture == 0 { stack.append(sub) } else { try push(.capture(capture, sub)) }
  }

  /// `(?:`, `(?i)`, `(?P<name>`, `(?<name>`.
  private mutating func perlGroup() throws(GoError) {
    let start = at
    let left = pattern.count - at
    let python = left > 4 && byte(2) == 0x50 && byte(3) == 0x3C
    if python || left > 3 && byte(2) == 0x3C {
      guard let end = pattern[at...].firstIndex(of: 0x3E) else {
        try checkUTF8(start..<pattern.count)
        throw problem(.invalidNamedCapture, start..<pattern.count)
      }
      let name = start + (python ? 4 : 3)..<end
      try checkUTF8(name)
      guard !name.isEmpty, pattern[name].allSatisfy({ RegexpParser.isWord($0) }) else {
        throw problem(.invalidNamedCapture, start..<(end + 1))
      }
      names.append(String(decoding: pattern[name], as: UTF8.self))
      try push(.leftParen(capture: names.count - 1, flags: flags))
      at = end + 1
      return
    }
    at += 2
    var set = flags
    var negative = false
    var sawFlag = false
    scan: while at < pattern.count {
      let flag: RegexpFlags
      // What a letter does when it stands before the minus sign; `m` switches oneLine off.
      var turnsOn = true
      switch try rune() {
      case 0x69: flag = .foldCase
      case 0x6D:
        flag = .oneLine
        turnsOn = false
      case 0x73: flag = .dotNewline
      case 0x55: flag = .nonGreedy
      case 0x2D:
        if negative { break scan }
        negative = true
        sawFlag = false
        continue
      case let end where end == 0x3A || end == 0x29:
        if negative && !sawFlag { break scan }
        if end == 0x3A { try push(.leftParen(capture: 0, flags: flags)) }
        flags = set
        return
      default: break scan
      }
      sawFlag = true
      if turnsOn != negative { set.insert(flag) } else { set.remove(flag) }
    }
    throw problem(.invalidPerl, start..<at)
  }

  static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F
  }

  // MARK: - Backslash

  private mutating func backslash() throws(GoError) {
    switch byte(1) {
    case 0x41: try escapeAssertion(.beginText)
    case 0x62: try escapeAssertion(.wordBoundary)
    case 0x42: try escapeAssertion(.noWordBoundary)
    case 0x7A: try escapeAssertion(.endText)
    case 0x43: throw problem(.invalidEscape, at..<(at + 2))
    case 0x51: try quotedLiterals()
    default:
      if let set = try escapedClass() { return try push(.set(set.clean())) }
      try literal(try escape())
    }
  }

  private mutating func escapeAssertion(_ assertion: RegexpAssertion) throws(GoError) {
    at += 2
    try push(.assertion(assertion))
  }

  /// `\Q…\E`.
  private mutating func quotedLiterals() throws(GoError) {
    at += 2
    while at < pattern.count {
      if byte() == 0x5C && byte(1) == 0x45 {
        at += 2
        return
      }
      try literal(try rune())
    }
  }
}
