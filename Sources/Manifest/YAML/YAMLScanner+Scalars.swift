extension YAMLScanner {
  private func scalarToken() -> YAMLToken {
    var token = YAMLToken(.scalar, line: line, column: Int32(truncatingIfNeeded: column))
    token.start = pos
    return token
  }

  mutating func appendToScratch(_ start: Int, _ end: Int) {
    guard end > start else { return }
    scratch.append(contentsOf: UnsafeBufferPointer(start: base + start, count: end - start))
  }

  /// The line breaks between two pieces of a folded scalar.
  private struct Fold {
    /// Whether a line break has been met since the last piece of text.
    var active = false
    /// Where the first line break lies when it is a Unicode separator, which is not folded.
    var separator = -1
    /// The line breaks after the first.
    var trailing: [UInt8] = []
  }

  private mutating func take(_ fold: inout Fold) {
    if fold.separator >= 0 {
      appendToScratch(fold.separator, fold.separator + 3)
      scratch.append(contentsOf: fold.trailing)
    } else if fold.trailing.isEmpty {
      scratch.append(0x20)
    } else {
      scratch.append(contentsOf: fold.trailing)
    }
    fold = Fold()
  }

  /// Passes over one line break and remembers it.
  private mutating func passBreak(_ fold: inout Fold) {
    if fold.active {
      readLine(into: &fold.trailing)
    } else {
      fold.active = true
      if base[pos] == 0xE2 { fold.separator = pos }
      skipLine()
    }
  }

  // MARK: - Plain

  mutating func scanPlain() throws(YAMLFailure) -> YAMLToken {
    var token = scalarToken()
    let start = pos
    let minimum = indent + 1
    let stops = flowLevel > 0 ? YAMLCharacters.stopsFlowPlain : YAMLCharacters.stopsBlockPlain
    var end = pos
    var blanks = pos
    var fold = Fold()
    while true {
      if pos == lineStart, base[pos] == UInt8(ascii: "-") || base[pos] == UInt8(ascii: "."), isMarker(base[pos]) {
        break
      }
      if base[pos] == UInt8(ascii: "#") { break }
      let run = pos
      passPlainRun(stops)
      if pos > run {
        if fold.active {
          if !token.inScratch {
            token.inScratch = true
            token.start = scratch.count
            appendToScratch(start, end)
          }
          take(&fold)
          appendToScratch(run, pos)
        } else if token.inScratch {
          appendToScratch(blanks, pos)
        }
        end = pos
      }
      let byte = base[pos]
      guard byte == 0x20 || byte == 0x09 || isBreak(pos) else { break }
      blanks = pos
      try passPlainBlanks(&fold, minimum)
      if flowLevel == 0 && column < minimum { break }
    }
    if token.inScratch {
      token.count = scratch.count - token.start
    } else {
      token.count = end - start
    }
    if fold.active { simpleKeyAllowed = true }
    return token
  }

  /// Passes over characters that a plain scalar can hold, up to a blank or what ends it.
  @inline(__always)
  private mutating func passPlainRun(_ stops: UInt8) {
    while true {
      let byte = base[pos]
      let kind = classes[Int(byte)]
      if kind & stops == 0 {
        pos += 1
        continue
      }
      if kind & YAMLCharacters.continuation != 0 {
        extra += 1
        pos += 1
        continue
      }
      switch byte {
      case UInt8(ascii: ":"):
        if isBlankOrEnd(pos + 1) { return }
      case 0xC2, 0xE2:
        if isBreak(pos) { return }
      default: return
      }
      pos += 1
    }
  }

  private mutating func passPlainBlanks(_ fold: inout Fold, _ minimum: Int) throws(YAMLFailure) {
    let contextLine = line
    while true {
      let byte = base[pos]
      if byte == 0x20 {
        pos += 1
      } else if byte == 0x09 {
        if fold.active && column < minimum {
          throw failure("found a tab character that violates indentation", contextLine: contextLine)
        }
        pos += 1
      } else if isBreak(pos) {
        passBreak(&fold)
      } else {
        return
      }
    }
  }

  // MARK: - Quoted

  mutating func scanQuoted(single: Bool) throws(YAMLFailure) -> YAMLToken {
    var token = scalarToken()
    token.style = single ? .singleQuoted : .doubleQuoted
    pos += 1
    if passSimpleQuoted(single) {
      token.start += 1
      token.count = pos - token.start
      pos += 1
      return token
    }
    token.inScratch = true
    token.start = scratch.count
    let quote: UInt8 = single ? 0x27 : 0x22
    var fold = Fold()
    while true {
      if pos == lineStart, base[pos] == UInt8(ascii: "-") || base[pos] == UInt8(ascii: "."), isMarker(base[pos]) {
        throw failure("found unexpected document indicator", contextLine: token.line)
      }
      if base[pos] == 0 { throw failure("found unexpected end of stream", contextLine: token.line) }
      // An escaped line break joins what follows without a space.
      var escapedBreak = false
      while !isBlankOrEnd(pos) {
        let byte = base[pos]
        if byte == quote {
          guard single, base[pos + 1] == quote else { break }
          scratch.append(quote)
          pos += 2
        } else if !single && byte == UInt8(ascii: "\\") {
          if isBreak(pos + 1) {
            pos += 1
            skipLine()
            escapedBreak = true
            break
          }
          try scanEscape(token.line)
        } else {
          let run = pos
          skipCharacter()
          while classes[Int(base[pos])] & YAMLCharacters.stopsQuoted == 0 { pos += 1 }
          appendToScratch(run, pos)
        }
      }
      if base[pos] == quote { break }
      let blanks = pos
      var blanksEnd = pos
      while true {
        let byte = base[pos]
        if byte == 0x20 || byte == 0x09 {
          pos += 1
          if !fold.active && !escapedBreak { blanksEnd = pos }
        } else if isBreak(pos) {
          if escapedBreak && !fold.active {
            readLine(into: &fold.trailing)
          } else {
            passBreak(&fold)
          }
        } else {
          break
        }
      }
      if fold.active {
        take(&fold)
      } else if escapedBreak {
        scratch.append(contentsOf: fold.trailing)
        fold = Fold()
      } else {
        appendToScratch(blanks, blanksEnd)
      }
    }
    pos += 1
    token.count = scratch.count - token.start
    return token
  }

  /// Moves to the closing quote when nothing but ordinary characters and blanks lies before it on this line.
  private mutating func passSimpleQuoted(_ single: Bool) -> Bool {
    let quote: UInt8 = single ? 0x27 : 0x22
    let startPos = pos
    let startExtra = extra
    while true {
      let byte = base[pos]
      if classes[Int(byte)] & YAMLCharacters.stopsQuoted == 0 || byte == 0x20 || byte == 0x09 {
        pos += 1
      } else if byte & 0xC0 == 0x80 {
        extra += 1
        pos += 1
      } else if byte == quote {
        if !(single && base[pos + 1] == quote) { return true }
        break
      } else if byte == 0x27 || byte == 0x22 || byte == UInt8(ascii: "\\") && single {
        pos += 1
      } else if (byte == 0xC2 || byte == 0xE2) && !isBreak(pos) {
        pos += 1
      } else {
        break
      }
    }
    pos = startPos
    extra = startExtra
    return false
  }

  private mutating func scanEscape(_ contextLine: Int32) throws(YAMLFailure) {
    var digits = 0
    switch base[pos + 1] {
    case UInt8(ascii: "0"): scratch.append(0)
    case UInt8(ascii: "a"): scratch.append(0x07)
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "t"), 0x09: scratch.append(0x09)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "v"): scratch.append(0x0B)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "e"): scratch.append(0x1B)
    case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"):
      scratch.append(base[pos + 1])
    // go-yaml v2 does not know `\/`.
    case UInt8(ascii: "/") where dialect == .v3: scratch.append(UInt8(ascii: "/"))
    case UInt8(ascii: "N"): YAMLInput.append(0x85, to: &scratch)
    case UInt8(ascii: "_"): YAMLInput.append(0xA0, to: &scratch)
    case UInt8(ascii: "L"): YAMLInput.append(0x2028, to: &scratch)
    case UInt8(ascii: "P"): YAMLInput.append(0x2029, to: &scratch)
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default: throw failure("found unknown escape character", contextLine: contextLine)
    }
    pos += 2
    guard digits > 0 else { return }
    var value: UInt32 = 0
    for k in 0..<digits {
      guard let digit = hexDigit(base[pos + k]) else {
        throw failure("did not find expected hexdecimal number", contextLine: contextLine)
      }
      value = value << 4 | UInt32(digit)
    }
    if value >= 0xD800 && value <= 0xDFFF || value > 0x10FFFF {
      throw failure("found invalid Unicode character escape code", contextLine: contextLine)
    }
    YAMLInput.append(value, to: &scratch)
    pos += digits
  }

  func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  // MARK: - Literal and folded

  mutating func scanBlock(_ style: YAMLToken.Style) throws(YAMLFailure) -> YAMLToken {
    var token = scalarToken()
    token.style = style
    token.inScratch = true
    token.start = scratch.count
    pos += 1
    let (keep, strip, increment) = try scanBlockHeader(token.line)
    var minimum = increment > 0 ? max(indent, 0) + increment : 0
    var trailing: [UInt8] = []
    try scanBlockBreaks(&minimum, &trailing, token.line)
    // The line break after the line before: 0 none, `\n`, or the first byte of a Unicode separator.
    var leading: [UInt8] = []
    var leadingBlank = false
    while column == minimum && base[pos] != 0 {
      let blank = base[pos] == 0x20 || base[pos] == 0x09
      if style == .folded && !leadingBlank && !blank && leading.first == 0x0A {
        if trailing.isEmpty { scratch.append(0x20) }
      } else {
        scratch.append(contentsOf: leading)
      }
      leading.removeAll(keepingCapacity: true)
      scratch.append(contentsOf: trailing)
      trailing.removeAll(keepingCapacity: true)
      leadingBlank = blank
      let run = pos
      skipToLineEnd()
      appendToScratch(run, pos)
      if isBreak(pos) { readLine(into: &leading) }
      try scanBlockBreaks(&minimum, &trailing, token.line)
    }
    if !strip { scratch.append(contentsOf: leading) }
    if keep { scratch.append(contentsOf: trailing) }
    token.count = scratch.count - token.start
    return token
  }

  /// What stands after `|` or `>`: chomping, indentation, comment, line break.
  private mutating func scanBlockHeader(
    _ contextLine: Int32
  ) throws(YAMLFailure) -> (keep: Bool, strip: Bool, increment: Int) {
    var chomping: UInt8 = 0
    var increment = 0
    for turn in 0..<2 {
      let byte = base[pos]
      if chomping == 0, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
        chomping = byte
        pos += 1
      } else if increment == 0, byte >= 0x30, byte <= 0x39 {
        if byte == 0x30 {
          throw failure("found an indentation indicator equal to 0", contextLine: contextLine)
        }
        increment = Int(byte - 0x30)
        pos += 1
      } else if turn == 0 {
        break
      }
    }
    while base[pos] == 0x20 || base[pos] == 0x09 { pos += 1 }
    if base[pos] == UInt8(ascii: "#") { skipToLineEnd() }
    guard isBreak(pos) || base[pos] == 0 else {
      throw failure("did not find expected comment or line break", contextLine: contextLine)
    }
    skipLine()
    return (chomping == UInt8(ascii: "+"), chomping == UInt8(ascii: "-"), increment)
  }

  /// Passes over indentation and empty lines; finds out the indentation when it is not known yet (0).
  private mutating func scanBlockBreaks(
    _ minimum: inout Int, _ breaks: inout [UInt8], _ contextLine: Int32
  ) throws(YAMLFailure) {
    var widest = 0
    while true {
      while (minimum == 0 || column < minimum) && base[pos] == 0x20 { pos += 1 }
      widest = max(widest, column)
      if (minimum == 0 || column < minimum) && base[pos] == 0x09 {
        throw failure("found a tab character where an indentation space is expected", contextLine: contextLine)
      }
      guard isBreak(pos) else { break }
      readLine(into: &breaks)
    }
    if minimum == 0 { minimum = max(widest, indent + 1, 1) }
  }
}
