extension YAMLScanner {
  // MARK: - Anchors and aliases

  mutating func scanAnchor(_ kind: YAMLToken.Kind) throws(YAMLFailure) -> YAMLToken {
    var token = YAMLToken(kind, line: line, column: Int32(truncatingIfNeeded: column))
    pos += 1
    token.start = pos
    while classes[Int(base[pos])] & YAMLCharacters.word != 0 { pos += 1 }
    token.count = pos - token.start
    if token.count == 0 || !endsAnchor() {
      throw failure("did not find expected alphabetic or numeric character", contextLine: token.line)
    }
    return token
  }

  private func endsAnchor() -> Bool {
    switch base[pos] {
    case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      true
    default: isBlankOrEnd(pos)
    }
  }

  // MARK: - Tags

  mutating func scanTag() throws(YAMLFailure) -> YAMLToken {
    var token = YAMLToken(.tag, line: line, column: Int32(truncatingIfNeeded: column))
    var text = YAMLTagText(handle: [], suffix: [])
    if base[pos + 1] == UInt8(ascii: "<") {
      pos += 2
      text.suffix = try scanURI(head: [], token.line)
      guard base[pos] == UInt8(ascii: ">") else {
        throw failure("did not find the expected '>'", contextLine: token.line)
      }
      pos += 1
    } else {
      text.handle = try scanHandle(directive: false, token.line)
      if text.handle.count > 1 && text.handle.last == UInt8(ascii: "!") {
        text.suffix = try scanURI(head: [], token.line)
      } else {
        text.suffix = try scanURI(head: text.handle, token.line)
        text.handle = [UInt8(ascii: "!")]
        // The tag `!` alone.
        if text.suffix.isEmpty { swap(&text.handle, &text.suffix) }
      }
    }
    guard isBlankOrEnd(pos) || dialect == .v3 && flowLevel > 0 && base[pos] == UInt8(ascii: ",") else {
      throw failure("did not find expected whitespace or line break", contextLine: token.line)
    }
    token.start = tags.count
    tags.append(text)
    return token
  }

  private mutating func scanHandle(directive: Bool, _ contextLine: Int32) throws(YAMLFailure) -> [UInt8] {
    guard base[pos] == UInt8(ascii: "!") else { throw failure("did not find expected '!'", contextLine: contextLine) }
    var text: [UInt8] = []
    readCharacter(into: &text)
    while classes[Int(base[pos])] & YAMLCharacters.word != 0 { readCharacter(into: &text) }
    if base[pos] == UInt8(ascii: "!") {
      readCharacter(into: &text)
    } else if directive && text != [UInt8(ascii: "!")] {
      throw failure("did not find expected '!'", contextLine: contextLine)
    }
    return text
  }

  private func isURI(_ byte: UInt8) -> Bool {
    if classes[Int(byte)] & YAMLCharacters.word != 0 { return true }
    switch byte {
    case UInt8(ascii: ";"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"),
      UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "$"), UInt8(ascii: "."),
      UInt8(ascii: "!"), UInt8(ascii: "~"), UInt8(ascii: "*"), UInt8(ascii: "'"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "%"):
      return true
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"): return true
    default: return false
    }
  }

  private mutating func scanURI(head: [UInt8], _ contextLine: Int32) throws(YAMLFailure) -> [UInt8] {
    var text = Array(head.dropFirst())
    var found = !head.isEmpty
    while isURI(base[pos]) {
      // go-yaml v3 ends a tag inside a flow collection at the comma.
      if dialect == .v3 && flowLevel > 0 && base[pos] == UInt8(ascii: ",") { break }
      if base[pos] == UInt8(ascii: "%") {
        try scanURIEscapes(into: &text, contextLine)
      } else {
        readCharacter(into: &text)
      }
      found = true
    }
    if !found { throw failure("did not find expected tag URI", contextLine: contextLine) }
    return text
  }

  private mutating func scanURIEscapes(into text: inout [UInt8], _ contextLine: Int32) throws(YAMLFailure) {
    var left = -1
    while left != 0 {
      guard base[pos] == UInt8(ascii: "%"), let high = hexDigit(base[pos + 1]), let low = hexDigit(base[pos + 2])
      else { throw failure("did not find URI escaped octet", contextLine: contextLine) }
      let octet = high << 4 | low
      if left < 0 {
        switch octet {
        case 0..<0x80: left = 1
        case 0xC0..<0xE0: left = 2
        case 0xE0..<0xF0: left = 3
        case 0xF0..<0xF8: left = 4
        default: throw failure("found an incorrect leading UTF-8 octet", contextLine: contextLine)
        }
      } else if octet & 0xC0 != 0x80 {
        throw failure("found an incorrect trailing UTF-8 octet", contextLine: contextLine)
      }
      text.append(octet)
      pos += 3
      left -= 1
    }
  }

  // MARK: - Directives

  mutating func scanDirective() throws(YAMLFailure) -> YAMLToken {
    let startLine = line
    var token = YAMLToken(.versionDirective, line: line, column: Int32(truncatingIfNeeded: column))
    pos += 1
    var name: [UInt8] = []
    while classes[Int(base[pos])] & YAMLCharacters.word != 0 { readCharacter(into: &name) }
    if name.isEmpty { throw failure("could not find expected directive name", contextLine: startLine) }
    guard isBlankOrEnd(pos) else {
      throw failure("found unexpected non-alphabetical character", contextLine: startLine)
    }
    var text = YAMLTagText(handle: [], suffix: [])
    if name.elementsEqual("YAML".utf8) {
      skipBlanks()
      text.handle = [try scanVersionNumber(startLine)]
      guard base[pos] == UInt8(ascii: ".") else {
        throw failure("did not find expected digit or '.' character", contextLine: startLine)
      }
      pos += 1
      text.suffix = [try scanVersionNumber(startLine)]
    } else if name.elementsEqual("TAG".utf8) {
      token.kind = .tagDirective
      skipBlanks()
      text.handle = try scanHandle(directive: true, startLine)
      guard base[pos] == 0x20 || base[pos] == 0x09 else {
        throw failure("did not find expected whitespace", contextLine: startLine)
      }
      skipBlanks()
      text.suffix = try scanURI(head: [], startLine)
      guard isBlankOrEnd(pos) else {
        throw failure("did not find expected whitespace or line break", contextLine: startLine)
      }
    } else {
      throw failure("found unknown directive name", contextLine: startLine)
    }
    skipBlanks()
    if base[pos] == UInt8(ascii: "#") { skipToLineEnd() }
    guard isBreak(pos) || base[pos] == 0 else {
      throw failure("did not find expected comment or line break", contextLine: startLine)
    }
    skipLine()
    token.start = tags.count
    tags.append(text)
    return token
  }

  private mutating func skipBlanks() {
    while base[pos] == 0x20 || base[pos] == 0x09 { pos += 1 }
  }

  private mutating func scanVersionNumber(_ contextLine: Int32) throws(YAMLFailure) -> UInt8 {
    var value: UInt8 = 0
    var length = 0
    while base[pos] >= 0x30 && base[pos] <= 0x39 {
      length += 1
      if length > 2 { throw failure("found extremely long version number", contextLine: contextLine) }
      value = value * 10 + (base[pos] - 0x30)
      pos += 1
    }
    if length == 0 { throw failure("did not find expected version number", contextLine: contextLine) }
    return value
  }
}
