extension YAMLWriter {
  /// What may be done with a text, as libyaml's emitter finds out.
  struct Analysis {
    var multiline = false
    var plainAllowed = true
    var singleQuotedAllowed = true
    var blockAllowed = true
    /// Holds a character that YAML's reader does not take, or takes for a line break, when it stands in JSON.
    var isAltered = false
  }

  /// A key that fits on its line.
  func isSimpleKey(_ key: String) -> Bool {
    var key = key
    return key.withUTF8 { bytes in
      bytes.count <= 128 && !YAMLWriter.analyze(bytes, dialect).multiline
    }
  }

  mutating func string(_ text: String, in parent: Parent, isKey: Bool = false) {
    var text = text
    text.withUTF8 { bytes in
      if YAMLWriter.isOrdinary(bytes), column + bytes.count < width {
        if !whitespace { out.append(0x20) }
        out.append(contentsOf: bytes)
        whitespace = false
        indention = false
        return
      }
      let analysis = YAMLWriter.analyze(bytes, dialect)
      if dialect == .v2, analysis.isAltered || isKey && bytes.count > 170 { isAltered = true }
      let before = indent
      increaseIndent(in: parent, flow: true)
      if bytes.contains(0x0A) && analysis.blockAllowed && !isKey {
        literal(bytes)
      } else if bytes.contains(0x0A) {
        doubleQuoted(bytes, mayFold: !isKey)
      } else if needsQuotes(bytes) {
        doubleQuoted(bytes, mayFold: !isKey)
      } else if analysis.plainAllowed && !bytes.isEmpty {
        plain(bytes, mayFold: !isKey)
      } else if analysis.singleQuotedAllowed {
        singleQuoted(bytes, mayFold: !isKey)
      } else {
        doubleQuoted(bytes, mayFold: !isKey)
      }
      indent = before
    }
  }

  /// Whether the text, written plain, would be read as something else than a string.
  private func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    switch YAMLResolver.resolve(raw, dialect, timestamps: true) {
    case .string: break
    default: return true
    }
    if dialect == .v3 && YAMLWriter.isOldBool(raw) { return true }
    return YAMLWriter.isBase60(bytes)
  }

  /// YAML 1.1's booleans, which go-yaml v3 quotes though it does not read them.
  private static func isOldBool(_ raw: UnsafeRawBufferPointer) -> Bool {
    if case .bool = YAMLResolver.resolve(raw, .v2) { return true }
    return false
  }

  /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`, which YAML 1.1 reads as a number to base 60.
  private static func isBase60(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    func isDigit(_ i: Int) -> Bool { i < bytes.count && bytes[i] >= 0x30 && bytes[i] <= 0x39 }
    var i = 0
    if let first = bytes.first, first == 0x2B || first == 0x2D { i = 1 }
    guard isDigit(i) else { return false }
    while isDigit(i) || i < bytes.count && bytes[i] == 0x5F { i += 1 }
    var groups = 0
    while i < bytes.count, bytes[i] == 0x3A {
      guard isDigit(i + 1) else { return false }
      if isDigit(i + 2) {
        if bytes[i + 1] > 0x35 { return false }
        i += 3
      } else {
        i += 2
      }
      groups += 1
    }
    if groups == 0 { return false }
    if i < bytes.count, bytes[i] == 0x2E {
      i += 1
      while isDigit(i) || i < bytes.count && bytes[i] == 0x5F { i += 1 }
    }
    return i == bytes.count
  }

  /// Letters, digits and a few marks, beginning with a letter or `/`, and too long or too plain to be a word that YAML
  /// gives a meaning: most strings are of this kind, and nothing else need be asked about them.
  private static func isOrdinary(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count > 5, let first = bytes.first else { return false }
    guard first | 0x20 >= 0x61 && first | 0x20 <= 0x7A || first == UInt8(ascii: "/") else { return false }
    for byte in bytes {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        continue
      default: return false
      }
    }
    return true
  }

  // MARK: - Analysis

  static func width(_ byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte & 0xE0 == 0xC0 ? 2 : byte & 0xF0 == 0xE0 ? 3 : 4
  }

  static func isBreak(_ text: UnsafeBufferPointer<UInt8>, _ i: Int) -> Bool {
    let byte = text[i]
    if byte < 0x80 { return byte == 0x0A || byte == 0x0D }
    if byte == 0xC2 { return text[i + 1] == 0x85 }
    return byte == 0xE2 && text[i + 1] == 0x80 && (text[i + 2] == 0xA8 || text[i + 2] == 0xA9)
  }

  static func isPrintable(_ text: UnsafeBufferPointer<UInt8>, _ i: Int) -> Bool {
    let byte = text[i]
    if byte < 0x80 { return byte == 0x0A || byte >= 0x20 && byte <= 0x7E }
    switch byte {
    case 0xC2: return text[i + 1] >= 0xA0
    case 0xC3...0xEC, 0xEE: return true
    case 0xED: return text[i + 1] < 0xA0
    case 0xEF:
      return !(text[i + 1] == 0xBB && text[i + 2] == 0xBF)
        && !(text[i + 1] == 0xBF && (text[i + 2] == 0xBE || text[i + 2] == 0xBF))
    default: return false
    }
  }

  static func analyze(_ text: UnsafeBufferPointer<UInt8>, _ dialect: YAML.Dialect) -> Analysis {
    var result = Analysis()
    if text.isEmpty {
      result.blockAllowed = false
      return result
    }
    var indicators = false
    var special = false
    var tabs = false
    var leading = false
    var trailingSpace = false
    var trailingBreak = false
    var breakSpace = false
    var spaceBreak = false
    var previousSpace = false
    var previousBreak = false
    var afterWhitespace = true
    if text.count >= 3 {
      let first = text[0]
      if first == 0x2D || first == 0x2E, text[1] == first, text[2] == first { indicators = true }
    }
    var i = 0
    while i < text.count {
      let byte = text[i]
      let next = i + width(byte)
      let last = next >= text.count
      let beforeWhitespace = last || text[next] == 0x20 || text[next] == 0x09
      if i == 0 {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
          UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
          UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
          UInt8(ascii: "`"):
          indicators = true
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "-"):
          if beforeWhitespace { indicators = true }
        default: break
        }
      } else if byte == UInt8(ascii: ":") {
        if beforeWhitespace { indicators = true }
      } else if byte == UInt8(ascii: "#") && afterWhitespace {
        indicators = true
      }
      if byte == 0x09 && dialect == .v3 { tabs = true } else if !isPrintable(text, i) { special = true }
      if byte == 0x7F || byte == 0xC2 && text[i + 1] < 0xA0
        || byte == 0xEF && text[i + 1] == 0xBF && text[i + 2] >= 0xBE
      {
        result.isAltered = true
      }
      if byte == 0x20 {
        if i == 0 { leading = true }
        if last { trailingSpace = true }
        if previousBreak { breakSpace = true }
        previousSpace = true
        previousBreak = false
        afterWhitespace = true
      } else if isBreak(text, i) {
        result.multiline = true
        if i == 0 { leading = true }
        if last { trailingBreak = true }
        if previousSpace { spaceBreak = true }
        previousSpace = false
        previousBreak = true
        afterWhitespace = true
      } else {
        previousSpace = false
        previousBreak = false
        afterWhitespace = byte == 0x09 || byte == 0
      }
      i = next
    }
    if leading || trailingSpace || trailingBreak || breakSpace || spaceBreak || special || tabs || result.multiline
      || indicators
    {
      result.plainAllowed = false
    }
    if trailingSpace { result.blockAllowed = false }
    if breakSpace || tabs { result.singleQuotedAllowed = false }
    if spaceBreak || special {
      result.singleQuotedAllowed = false
      result.blockAllowed = false
    }
    return result
  }

  // MARK: - Styles

  @inline(__always)
  private mutating func copyCharacter(_ text: UnsafeBufferPointer<UInt8>, _ i: inout Int) {
    let end = min(i + YAMLWriter.width(text[i]), text.count)
    extra += end - i - 1
    while i < end {
      out.append(text[i])
      i += 1
    }
  }

  /// A line break of the text: `\n` ends the line, others are copied and end it too.
  private mutating func copyBreak(_ text: UnsafeBufferPointer<UInt8>, _ i: inout Int) {
    if text[i] == 0x0A {
      breakLine()
      i += 1
    } else {
      copyCharacter(text, &i)
      lineStart = out.count
      extra = 0
    }
    indention = true
  }

  private func isSpace(_ text: UnsafeBufferPointer<UInt8>, _ i: Int) -> Bool { i < text.count && text[i] == 0x20 }

  private mutating func plain(_ text: UnsafeBufferPointer<UInt8>, mayFold: Bool) {
    if !whitespace { out.append(0x20) }
    var spaces = false
    var i = 0
    while i < text.count {
      if text[i] == 0x20 {
        if mayFold && !spaces && column > width && !isSpace(text, i + 1) {
          writeIndent()
          i += 1
        } else {
          out.append(0x20)
          i += 1
        }
        spaces = true
      } else {
        copyCharacter(text, &i)
        indention = false
        spaces = false
      }
    }
    whitespace = false
    indention = false
  }

  private mutating func singleQuoted(_ text: UnsafeBufferPointer<UInt8>, mayFold: Bool) {
    writeIndicator(0x27, space: true)
    var spaces = false
    var breaks = false
    var i = 0
    while i < text.count {
      if text[i] == 0x20 {
        if mayFold && !spaces && column > width && i > 0 && i < text.count - 1 && !isSpace(text, i + 1) {
          writeIndent()
          i += 1
        } else {
          out.append(0x20)
          i += 1
        }
        spaces = true
      } else if YAMLWriter.isBreak(text, i) {
        if !breaks && text[i] == 0x0A { breakLine() }
        copyBreak(text, &i)
        breaks = true
      } else {
        if breaks { writeIndent() }
        if text[i] == 0x27 { out.append(0x27) }
        copyCharacter(text, &i)
        indention = false
        spaces = false
        breaks = false
      }
    }
    writeIndicator(0x27, space: false)
    whitespace = false
    indention = false
  }

  private mutating func doubleQuoted(_ text: UnsafeBufferPointer<UInt8>, mayFold: Bool) {
    writeIndicator(0x22, space: true)
    // go-yaml asks for the byte order mark at the text's start, whatever character it is about to write.
    let startsWithMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    var spaces = false
    var i = 0
    while i < text.count {
      let byte = text[i]
      if startsWithMark || byte == 0x22 || byte == 0x5C || !YAMLWriter.isPrintable(text, i)
        || YAMLWriter.isBreak(text, i)
      {
        let end = min(i + YAMLWriter.width(byte), text.count)
        var scalar = UInt32(end - i == 1 ? byte : byte & (0xFF >> UInt8(end - i + 1)))
        for k in i + 1..<max(end, i + 1) { scalar = scalar << 6 | UInt32(text[k] & 0x3F) }
        escape(scalar)
        i = end
        spaces = false
      } else if byte == 0x20 {
        if mayFold && !spaces && column > width && i > 0 && i < text.count - 1 {
          writeIndent()
          if isSpace(text, i + 1) { out.append(0x5C) }
        } else {
          out.append(0x20)
        }
        i += 1
        spaces = true
      } else {
        copyCharacter(text, &i)
        spaces = false
      }
    }
    writeIndicator(0x22, space: false)
    whitespace = false
    indention = false
  }

  private mutating func escape(_ scalar: UInt32) {
    out.append(0x5C)
    let short: UInt8
    switch scalar {
    case 0x00: short = UInt8(ascii: "0")
    case 0x07: short = UInt8(ascii: "a")
    case 0x08: short = UInt8(ascii: "b")
    case 0x09: short = UInt8(ascii: "t")
    case 0x0A: short = UInt8(ascii: "n")
    case 0x0B: short = UInt8(ascii: "v")
    case 0x0C: short = UInt8(ascii: "f")
    case 0x0D: short = UInt8(ascii: "r")
    case 0x1B: short = UInt8(ascii: "e")
    case 0x22, 0x5C: short = UInt8(scalar)
    case 0x85: short = UInt8(ascii: "N")
    case 0xA0: short = UInt8(ascii: "_")
    case 0x2028: short = UInt8(ascii: "L")
    case 0x2029: short = UInt8(ascii: "P")
    default:
      let (letter, digits) =
        scalar <= 0xFF ? (UInt8(ascii: "x"), 2) : scalar <= 0xFFFF ? (UInt8(ascii: "u"), 4) : (UInt8(ascii: "U"), 8)
      out.append(letter)
      for k in stride(from: (digits - 1) * 4, through: 0, by: -4) {
        let digit = UInt8((scalar >> UInt32(k)) & 15)
        out.append(digit < 10 ? digit + 0x30 : digit + 0x41 - 10)
      }
      return
    }
    out.append(short)
  }

  private mutating func literal(_ text: UnsafeBufferPointer<UInt8>) {
    writeIndicator(UInt8(ascii: "|"), space: true)
    if text[0] == 0x20 || YAMLWriter.isBreak(text, 0) {
      writeIndicator(0x30 + UInt8(truncatingIfNeeded: step), space: false)
    }
    if let hint = YAMLWriter.chomping(text) { writeIndicator(hint, space: false) }
    if dialect == .v2 {
      breakLine()
      indention = true
    }
    whitespace = true
    var breaks = true
    var i = 0
    while i < text.count {
      if YAMLWriter.isBreak(text, i) {
        copyBreak(text, &i)
        breaks = true
      } else {
        if breaks { writeIndent() }
        copyCharacter(text, &i)
        indention = false
        breaks = false
      }
    }
  }

  /// `-` when the text ends without line break, `+` when it ends in more than one or is nothing else.
  private static func chomping(_ text: UnsafeBufferPointer<UInt8>) -> UInt8? {
    func before(_ i: Int) -> Int {
      var i = i - 1
      while i > 0 && text[i] & 0xC0 == 0x80 { i -= 1 }
      return i
    }
    let last = before(text.count)
    if !isBreak(text, last) { return UInt8(ascii: "-") }
    if last == 0 { return UInt8(ascii: "+") }
    return isBreak(text, before(last)) ? UInt8(ascii: "+") : nil
  }
}
