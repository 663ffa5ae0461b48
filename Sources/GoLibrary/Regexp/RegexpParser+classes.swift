extension RegexpParser {
  /// One escaped character; `at` stands on the backslash.
  mutating func escape() throws(GoError) -> UInt32 {
    let start = at
    at += 1
    if at >= pattern.count { throw problem(.trailingBackslash, 0..<0) }
    let kind = try rune()
    switch kind {
    case 0x31...0x37:
      // A single digit would be a back reference.
      guard let next = byte(), next >= 0x30, next <= 0x37 else { break }
      return octal(kind)
    case 0x30: return octal(kind)
    case 0x78:
      if let value = try hexadecimal() { return value }
    case 0x61: return 0x07
    case 0x66: return 0x0C
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x74: return 0x09
    case 0x76: return 0x0B
    default:
      if kind < 0x80, kind == 0x5F || !RegexpParser.isWord(UInt8(kind)) { return kind }
    }
    throw problem(.invalidEscape, start..<at)
  }

  private mutating func octal(_ first: UInt32) -> UInt32 {
    var value = first - 0x30
    for _ in 0..<2 {
      guard let digit = byte(), digit >= 0x30, digit <= 0x37 else { break }
      value = value * 8 + UInt32(digit - 0x30)
      at += 1
    }
    return value
  }

  private mutating func hexadecimal() throws(GoError) -> UInt32? {
    func digit(_ rune: UInt32) -> UInt32? {
      switch rune {
      case 0x30...0x39: rune - 0x30
      case 0x61...0x66: rune - 0x57
      case 0x41...0x46: rune - 0x37
      default: nil
      }
    }
    guard at < pattern.count else { return nil }
    let first = try rune()
    if first == 0x7B {
      var value: UInt32 = 0
      var count = 0
      while at < pattern.count {
        let next = try rune()
        if next == 0x7D { return count > 0 ? value : nil }
        guard let digit = digit(next) else { return nil }
        value = value * 16 + digit
        if value > RuneSet.most { return nil }
        count += 1
      }
      return nil
    }
    let high = digit(first)
    let low = digit(try rune())
    guard let high, let low else { return nil }
    return high * 16 + low
  }

  /// `\d`, `\S`, …; `nil` when something else stands here.
  mutating func perlClass() -> RuneSet? {
    guard byte() == 0x5C, let name = byte(1) else { return nil }
    let set: RuneSet
    switch name | 0x20 {
    case 0x64: set = .digit
    case 0x73: set = .space
    case 0x77: set = .word
    default: return nil
    }
    at += 2
    return grouped(set, negated: name & 0x20 == 0)
  }

  /// `appendGroup`: folded first, then negated.
  private func grouped(_ set: RuneSet, negated: Bool) -> RuneSet {
    let set = flags.contains(.foldCase) ? set.folded() : set.clean()
    return negated ? set.negated() : set
  }

  /// `\pL`, `\p{Greek}`, `\P{^Lu}`; `nil` when something else stands here.
  mutating func unicodeClass() throws(GoError) -> RuneSet? {
    guard byte() == 0x5C, let mark = byte(1), mark | 0x20 == 0x70 else { return nil }
    let start = at
    var negated = mark == 0x50
    at += 2
    guard at < pattern.count else {
      at = start
      return try trailingClassEscape()
    }
    var name: Range<Int>
    let first = at
    if try rune() == 0x7B {
      guard let end = pattern[start...].firstIndex(of: 0x7D) else {
        try checkUTF8(start..<pattern.count)
        throw problem(.invalidRange, start..<pattern.count)
      }
      name = at..<end
      try checkUTF8(name)
      at = end + 1
    } else {
      name = first..<at
    }
    if name.first.map({ pattern[$0] }) == 0x5E {
      negated.toggle()
      name = (name.lowerBound + 1)..<name.upperBound
    }
    guard let set = RuneSet.unicode(String(decoding: pattern[name], as: UTF8.self)) else {
      throw problem(.invalidRange, start..<at)
    }
    return grouped(set, negated: negated)
  }

  /// `\p` at the very end: Go reads U+FFFD there and finds no such class.
  private func trailingClassEscape() throws(GoError) -> RuneSet? {
    throw problem(.invalidRange, at..<pattern.count)
  }

  /// `[[:alpha:]]`.
  private mutating func namedClass() throws(GoError) -> RuneSet? {
    guard pattern.count - at > 2, byte() == 0x5B, byte(1) == 0x3A else { return nil }
    var end = at + 2
    while end + 1 < pattern.count, !(pattern[end] == 0x3A && pattern[end + 1] == 0x5D) { end += 1 }
    guard end + 1 < pattern.count else { return nil }
    var name = String(decoding: pattern[(at + 2)..<end], as: UTF8.self)
    let negated = name.utf8.first == 0x5E
    if negated { name.removeFirst() }
    guard let set = RuneSet.posix(name) else { throw problem(.invalidRange, at..<(end + 2)) }
    at = end + 2
    return grouped(set, negated: negated)
  }

  private mutating func bracketedClass() throws(GoError) -> RuneSet? {
    if let set = try namedClass() { return set }
    return try escapedClass()
  }

  /// `\p{…}` or `\d` and its like.
  mutating func escapedClass() throws(GoError) -> RuneSet? {
    if let set = try unicodeClass() { return set }
    return perlClass()
  }

  private mutating func classCharacter(_ start: Int) throws(GoError) -> UInt32 {
    guard let next = byte() else { throw problem(.missingBracket, start..<pattern.count) }
    return next == 0x5C ? try escape() : try rune()
  }

  /// `[…]`; `at` stands on the bracket.
  mutating func characterClass() throws(GoError) {
    let start = at
    at += 1
    var set = RuneSet()
    let negated = byte() == 0x5E
    if negated { at += 1 }
    var first = true
    while byte() != 0x5D || first {
      first = false
      if let named = try bracketedClass() {
        set.add(named)
        continue
      }
      let begin = at
      let low = try classCharacter(start)
      var high = low
      if byte() == 0x2D, let after = byte(1), after != 0x5D {
        at += 1
        high = try classCharacter(start)
        if high < low { throw problem(.invalidRange, begin..<at) }
      }
      if flags.contains(.foldCase) { set.add(folding: low...high) } else { set.add(low...high) }
    }
    at += 1
    set = set.clean()
    try push(.set(negated ? set.negated() : set))
  }
}
