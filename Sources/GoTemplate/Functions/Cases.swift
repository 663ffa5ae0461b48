import GoLibrary

extension FunctionTable {
  /// Sprig's functions of letter case and words (goutils' wordutils.go, xstrings' convert.go).
  static func addCases(_ table: inout FunctionTable) {
    /// `strings.ToUpper`, `strings.ToLower`, `strings.Title`
    table("upper", "string") { _, args in .string(Cases.map(args.string(0), UnicodeTables.toUpper)) }
    table("lower", "string") { _, args in .string(Cases.map(args.string(0), UnicodeTables.toLower)) }
    table("title", "string") { _, args in
      .string(Cases.build(GoStrings.title(args.string(0)).unicodeScalars.lazy.map(\.value)))
    }
    /// goutils `Uncapitalize`
    table("untitle", "string") { _, args in .string(Cases.untitle(args.string(0))) }
    /// goutils `SwapCase`
    table("swapcase", "string") { _, args in .string(Cases.swap(args.string(0))) }
    /// goutils `DeleteWhiteSpace`, which takes bytes for characters
    table("nospace", "string") { _, args in .string(Cases.withoutSpace(args.string(0))) }
    /// goutils `Initials`, which takes bytes for characters
    table("initials", "string") { _, args in .string(Cases.initials(args.string(0))) }
    /// xstrings `ToSnakeCase`, `ToKebabCase`, `ToPascalCase`
    table("snakecase", "string") { _, args in .string(Cases.lowerWords(args.string(0), UInt32(UInt8(ascii: "_")))) }
    table("kebabcase", "string") { _, args in .string(Cases.lowerWords(args.string(0), UInt32(UInt8(ascii: "-")))) }
    table("camelcase", "string") { _, args in .string(Cases.pascal(args.string(0))) }
  }
}

enum Cases {
  static func map(_ text: String, _ change: (UInt32) -> UInt32) -> String {
    build(text.unicodeScalars.map { change($0.value) })
  }

  /// The text of these characters; bytes that were none become U+FFFD, as in Go's `string([]rune)`.
  static func build(_ runes: some Sequence<UInt32>) -> String {
    var out = String.UnicodeScalarView()
    for rune in runes {
      out.append(ByteString.escapedByte(rune) == nil ? Unicode.Scalar(rune) ?? "\u{FFFD}" : "\u{FFFD}")
    }
    return String(out)
  }

  static func untitle(_ text: String) -> String {
    var next = true
    return build(
      text.unicodeScalars.map { scalar in
        if UnicodeTables.isSpace(scalar.value) {
          next = true
          return scalar.value
        }
        defer { next = false }
        return next ? UnicodeTables.toLower(scalar.value) : scalar.value
      })
  }

  static func swap(_ text: String) -> String {
    var afterSpace = true
    return build(
      text.unicodeScalars.map { scalar in
        let rune = scalar.value
        if UnicodeTables.isUpper(rune) || scalar.properties.generalCategory == .titlecaseLetter {
          afterSpace = false
          return UnicodeTables.toLower(rune)
        }
        if UnicodeTables.isLower(rune) {
          if !afterSpace { return UnicodeTables.toUpper(rune) }
          afterSpace = false
          return UnicodeTables.toTitle(rune)
        }
        afterSpace = UnicodeTables.isSpace(rune)
        return rune
      })
  }

  static func withoutSpace(_ text: String) -> String {
    let bytes = ByteString.bytes(text)
    let kept = bytes.filter { !UnicodeTables.isSpace(UInt32($0)) }
    return kept.count == bytes.count ? text : build(kept.map { UInt32($0) })
  }

  static func initials(_ text: String) -> String {
    var afterGap = true
    var out: [UInt32] = []
    for byte in ByteString.bytes(text) {
      if UnicodeTables.isSpace(UInt32(byte)) {
        afterGap = true
      } else if afterGap {
        out.append(UInt32(byte))
        afterGap = false
      }
    }
    return build(out)
  }

  static func isConnector(_ rune: UInt32) -> Bool {
    rune == 0x2D || rune == 0x5F || UnicodeTables.isSpace(rune)
  }

  /// xstrings `ToPascalCase`: "HTTP_server name" becomes "HttpServerName".
  static func pascal(_ text: String) -> String {
    let runes = text.unicodeScalars.map(\.value)
    var out: [UInt32] = []
    var at = 0
    while at < runes.count, isConnector(runes[at]) {
      out.append(runes[at])
      at += 1
    }
    guard at < runes.count else { return text }
    var startsUpper = UnicodeTables.isUpper(runes[at])
    var current = UnicodeTables.toUpper(runes[at])
    at += 1
    while at < runes.count {
      let previous = current
      current = runes[at]
      at += 1
      if isConnector(current), isConnector(previous) {
        out.append(previous)
        continue
      }
      if isConnector(previous) {
        startsUpper = UnicodeTables.isUpper(current)
        current = UnicodeTables.toUpper(current)
      } else {
        if startsUpper {
          if UnicodeTables.isUpper(current) { current = UnicodeTables.toLower(current) } else { startsUpper = false }
        }
        out.append(previous)
      }
    }
    out.append(current)
    return build(out)
  }

  // MARK: - Words

  private enum Word { case invalid, number, upper, alphabet, connector, punctuation, other }

  private static func isAlphabet(_ rune: UInt32) -> Bool {
    if !UnicodeTables.isLetter(rune) { return false }
    // xstrings: Chinese characters are words of their own.
    switch rune {
    case 0x4E00...0x9FCC, 0x3400...0x4D85, 0x20000...0x2B81D: return false
    default: return true
    }
  }

  /// xstrings `nextWord`.
  private static func word(_ runes: ArraySlice<UInt32>) -> (Word, ArraySlice<UInt32>, ArraySlice<UInt32>) {
    // Bytes that are no character belong to the one before them, or else to the first one.
    func isNone(_ rune: UInt32) -> Bool { ByteString.escapedByte(rune) != nil }
    guard let start = runes.firstIndex(where: { !isNone($0) }) else { return (.invalid, runes, []) }
    let first = runes[start]
    func run(_ kind: Word, _ test: (UInt32) -> Bool) -> (Word, ArraySlice<UInt32>, ArraySlice<UInt32>) {
      let rest = runes[(start + 1)...].drop { isNone($0) || test($0) }
      return (kind, runes[runes.startIndex..<rest.startIndex], rest)
    }
    if isConnector(first) { return run(.connector, isConnector) }
    if UnicodeTables.isPunct(first) { return run(.punctuation, UnicodeTables.isPunct) }
    if UnicodeTables.isUpper(first) {
      guard let second = runes[(start + 1)...].first else { return (.upper, runes, []) }
      if UnicodeTables.isUpper(second) {
        var rest = runes[(start + 2)...].drop(while: UnicodeTables.isUpper)
        if let next = rest.first, isAlphabet(next) { rest = runes[(rest.startIndex - 1)...] }
        return (.upper, runes[runes.startIndex..<rest.startIndex], rest)
      }
      if isAlphabet(second) { return run(.upper) { isAlphabet($0) && !UnicodeTables.isUpper($0) } }
      return (.upper, runes[...start], runes[(start + 1)...])
    }
    if isAlphabet(first) { return run(.alphabet) { isAlphabet($0) && !UnicodeTables.isUpper($0) } }
    if UnicodeTables.isNumber(first) { return run(.number, UnicodeTables.isNumber) }
    return run(.other) {
      !(isConnector($0) || isAlphabet($0) || UnicodeTables.isNumber($0) || UnicodeTables.isPunct($0))
    }
  }

  /// xstrings `camelCaseToLowerCase`.
  static func lowerWords(_ text: String, _ connector: UInt32) -> String {
    if text.isEmpty { return "" }
    var out: [UInt32] = []
    func write(_ kind: Word, _ word: ArraySlice<UInt32>) {
      if kind != .upper && kind != .connector {
        out += word
        return
      }
      for rune in word { out.append(isConnector(rune) ? connector : UnicodeTables.toLower(rune)) }
    }
    var (kind, part, rest) = word(text.unicodeScalars.map(\.value)[...])
    while !rest.isEmpty {
      if kind != .connector { write(kind, part) }
      let (previous, last) = (kind, part)
      (kind, part, rest) = word(rest)
      switch previous {
      case .number:
        while kind == .alphabet || kind == .number {
          write(kind, part)
          (kind, part, rest) = word(rest)
        }
        if kind != .invalid && kind != .punctuation && kind != .connector { out.append(connector) }
      case .connector: write(previous, last)
      case .punctuation: break
      default:
        if kind != .number {
          if kind != .connector && kind != .punctuation { out.append(connector) }
          break
        }
        if rest.isEmpty { break }
        let number = part
        (kind, part, rest) = word(rest)
        if kind != .alphabet {
          write(.number, number)
          if kind != .connector && kind != .punctuation { out.append(connector) }
          break
        }
        out.append(connector)
        write(.number, number)
        while kind == .alphabet || kind == .number {
          write(kind, part)
          (kind, part, rest) = word(rest)
        }
        if kind != .invalid && kind != .connector && kind != .punctuation { out.append(connector) }
      }
    }
    write(kind, part)
    // Words that stay as they are keep bytes that are no UTF-8.
    var result = String.UnicodeScalarView()
    for rune in out { result.append(Unicode.Scalar(rune) ?? "\u{FFFD}") }
    return String(result)
  }
}
