import GoLibrary

extension FunctionTable {
  /// Sprig's string functions (strings.go of Masterminds/sprig).
  static func addStrings(_ table: inout FunctionTable) {
    /// `strings.TrimSpace`
    table("trim", "string") { _, args in .string(GoText.trimSpace(args.string(0))) }
    /// `strings.Trim` with the set first
    for name in ["trimall", "trimAll"] {
      table(name, "string string") { _, args in .string(GoText.trim(args.string(1), set: args.string(0))) }
    }
    /// `strings.TrimSuffix`
    table("trimSuffix", "string string") { _, args in
      let (suffix, text) = (args.string(0), args.string(1))
      return .string(GoText.hasSuffix(text, suffix) ? GoText.dropLast(text, suffix) : text)
    }
    /// `strings.TrimPrefix`
    table("trimPrefix", "string string") { _, args in
      let (prefix, text) = (args.string(0), args.string(1))
      return .string(GoText.hasPrefix(text, prefix) ? GoText.dropFirst(text, prefix) : text)
    }
    /// `strings.Contains`
    table("contains", "string string") { _, args in .bool(GoText.index(args.string(1), args.string(0)) != nil) }
    /// `strings.HasPrefix`
    table("hasPrefix", "string string") { _, args in .bool(GoText.hasPrefix(args.string(1), args.string(0))) }
    /// `strings.HasSuffix`
    table("hasSuffix", "string string") { _, args in .bool(GoText.hasSuffix(args.string(1), args.string(0))) }
    /// sprig `replace`: `strings.Replace`
    table("replace", "string string string") { execution, args throws(GoFailure) in
      let text = GoText.replace(args.string(2), args.string(0), args.string(1))
      try execution.checkSize(text.utf8.count)
      return .string(text)
    }
    /// `strings.Repeat`
    table("repeat", "int string") { execution, args throws(GoFailure) in
      let (count, text) = (args.int(0), args.string(1))
      if count < 0 { throw fail("strings: negative Repeat count") }
      let (size, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
      if overflow { throw fail("strings: Repeat output length overflow") }
      if size > 1 << 47 { throw fail("runtime error: makeslice: len out of range") }
      try execution.checkSize(size)
      return text.isEmpty ? .string("") : .string(String(repeating: text, count: count))
    }
    /// sprig `substring`
    table("substr", "int int string") { _, args throws(GoFailure) in
      .string(try Strings.substring(args.string(2), args.int(0), args.int(1)))
    }
    /// sprig `trunc`
    table("trunc", "int string") { _, args in .string(Strings.truncate(args.string(1), args.int(0))) }
    /// sprig `abbrev`, `abbrevboth`: goutils `Abbreviate`, `AbbreviateFull`
    table("abbrev", "int string") { _, args in .string(Strings.abbreviate(args.string(1), 0, args.int(0))) }
    table("abbrevboth", "int int string") { _, args in
      let (left, right, text) = (args.int(0), args.int(1), args.string(2))
      if right < 4 || left > 0 && right < 7 { return .string(text) }
      return .string(Strings.abbreviate(text, left, right))
    }
    /// sprig `quote`, `squote`
    table("quote", "...any") { _, args in
      if args.count == 1, case .string(let text) = args[0] { return .string(GoQuote.quote(text)) }
      let parts = args.values.filter { !$0.isNothing }.map { GoQuote.quote(Strings.text($0)) }
      return .string(parts.joined(separator: " "))
    }
    table("squote", "...any") { _, args in
      let parts = args.values.filter { !$0.isNothing }.map { "'" + GoFormat.text($0) + "'" }
      return .string(parts.joined(separator: " "))
    }
    /// sprig `cat`
    table("cat", "...any") { _, args in
      .string(args.values.filter { !$0.isNothing }.map { GoFormat.text($0) }.joined(separator: " "))
    }
    /// sprig `indent`, `nindent`
    table("indent", "int string") { execution, args throws(GoFailure) in
      .string(try Strings.indent(execution, args, newline: false))
    }
    table("nindent", "int string") { execution, args throws(GoFailure) in
      .string(try Strings.indent(execution, args, newline: true))
    }
    /// sprig `plural`
    table("plural", "string string int") { _, args in .string(args.int(2) == 1 ? args.string(0) : args.string(1)) }
    /// sprig `strval`
    table("toString", "any") { _, args in .string(Strings.text(args[0])) }
    /// sprig `strslice`
    table("toStrings", "any") { _, args in .strings(Strings.list(args[0])) }
    /// sprig `join`
    table("join", "string any") { _, args in
      .string(Strings.list(args[1]).joined(separator: args.string(0)))
    }
    /// sprig `split`, `splitn`; `strings.Split`, `strings.SplitN`
    table("split", "string string") { _, args in .map(Strings.numbered(GoText.split(args.string(1), args.string(0)))) }
    table("splitn", "string int string") { _, args in
      .map(Strings.numbered(GoText.split(args.string(2), args.string(0), limit: args.int(1))))
    }
    table("splitList", "string string") { _, args in .strings(GoText.split(args.string(1), args.string(0))) }
    /// goutils `Wrap`, `WrapCustom`
    table("wrap", "int string") { _, args in .string(Strings.wrap(args.string(1), args.int(0), "\n", longWords: false))
    }
    table("wrapWith", "int string string") { _, args in
      let newline = args.string(1).isEmpty ? "\n" : args.string(1)
      return .string(Strings.wrap(args.string(2), args.int(0), newline, longWords: true))
    }
    /// the `hello` of sprig's function map
    table("hello", "") { _, _ in .string("Hello!") }
  }
}

enum Strings {
  /// sprig's `strval`.
  static func text(_ value: GoValue) -> String {
    switch value {
    case .string(let text): text
    case .slice(let slice): slice.bytes.map { ByteString.text($0) } ?? GoFormat.text(value)
    case .object(let object): object.text ?? GoFormat.text(value)
    case .invalid, .null: "<nil>"
    default: GoFormat.text(value)
    }
  }

  /// sprig's `strslice`.
  static func list(_ value: GoValue) -> [String] {
    if value.isNothing { return [] }
    guard let elements = elements(value) else { return [text(value)] }
    return elements.filter { !$0.isNothing }.map { text($0) }
  }

  /// The elements of anything whose kind is slice.
  static func elements(_ value: GoValue) -> [GoValue]? {
    if case .object(let object) = value { return object.underlying?.elements }
    return value.elements
  }

  static func numbered(_ parts: [String]) -> GoMap {
    let map = GoMap(type: .strings)
    for (at, part) in parts.enumerated() { map.put("_\(at)", .string(part)) }
    return map
  }

  /// Runs a function of bytes on the bytes that Go would see.
  static func bytewise(_ text: String, _ body: (ArraySlice<UInt8>) throws(GoFailure) -> ArraySlice<UInt8>)
    throws(GoFailure) -> String
  {
    ByteString.text(try body(ByteString.bytes(text)[...]))
  }

  static func substring(_ text: String, _ start: Int, _ end: Int) throws(GoFailure) -> String {
    try bytewise(text) { (bytes) throws(GoFailure) in
      let count = bytes.count
      if start < 0 {
        if end < 0 { throw fail("runtime error: slice bounds out of range [:\(end)]") }
        if end > count { throw fail("runtime error: slice bounds out of range [:\(end)] with length \(count)") }
        return bytes[0..<end]
      }
      if end < 0 || end > count {
        if start > count { throw fail("runtime error: slice bounds out of range [\(start):\(count)]") }
        return bytes[start...]
      }
      if start > end { throw fail("runtime error: slice bounds out of range [\(start):\(end)]") }
      return bytes[start..<end]
    }
  }

  static func truncate(_ text: String, _ count: Int) -> String {
    if count >= text.utf8.count { return text }
    let bytes = ByteString.bytes(text)
    if count < 0 {
      let (start, overflow) = bytes.count.addingReportingOverflow(count)
      return !overflow && start > 0 ? ByteString.text(bytes[start...]) : text
    }
    return bytes.count > count ? ByteString.text(bytes[..<count]) : text
  }

  /// goutils `AbbreviateFull`; "" where it fails.
  static func abbreviate(_ text: String, _ offset: Int, _ width: Int) -> String {
    if width < 4 || width >= text.utf8.count { return text }
    return ByteString.text(abbreviate(ByteString.bytes(text)[...], offset, width))
  }

  private static func abbreviate(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ width: Int) -> ArraySlice<UInt8> {
    let count = bytes.count
    if width < 4 || count <= width { return width < 4 ? [] : bytes }
    var offset = max(min(offset, count), -(1 << 40))
    if count - offset < width - 3 { offset = count - (width - 3) }
    let marker = ArraySlice("...".utf8)
    if offset <= 4 { return bytes.prefix(width - 3) + marker }
    if width < 7 { return [] }
    if offset + width - 3 < count { return marker + abbreviate(bytes.dropFirst(offset), 0, width - 3) }
    return marker + bytes.suffix(width - 3)
  }

  static func indent(_ execution: Execution, _ args: Arguments, newline: Bool) throws(GoFailure) -> String {
    let spaces = args.int(0)
    if spaces < 0 { throw fail("strings: negative Repeat count") }
    var text = args.string(1)
    var lines = 1
    text.withUTF8 { for byte in $0 where byte == 10 { lines += 1 } }
    let (padding, overflow) = lines.multipliedReportingOverflow(by: spaces)
    if overflow || padding > 1 << 47 { throw fail("runtime error: makeslice: len out of range") }
    let size = text.utf8.count + padding + (newline ? 1 : 0)
    try execution.checkSize(size)
    return text.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: size) { out in
        var at = 0
        func pad() {
          for _ in 0..<spaces {
            out[at] = 0x20
            at += 1
          }
        }
        if newline {
          out[at] = 10
          at += 1
        }
        pad()
        for byte in bytes {
          out[at] = byte
          at += 1
          if byte == 10 { pad() }
        }
        return at
      }
    }
  }

  /// goutils `WrapCustom`.
  static func wrap(_ text: String, _ width: Int, _ newline: String, longWords: Bool) -> String {
    let bytes = ByteString.bytes(text)
    let newline = ByteString.bytes(newline)
    let width = max(width, 1)
    var out: [UInt8] = []
    var offset = 0
    let space = UInt8(ascii: " ")
    while bytes.count - offset > width {
      if bytes[offset] == space {
        offset += 1
        continue
      }
      if let at = bytes[offset..<(offset + width + 1)].lastIndex(of: space) {
        out += bytes[offset..<at] + newline
        offset = at + 1
      } else if longWords {
        out += bytes[offset..<(offset + width)] + newline
        offset += width
      } else if let at = bytes[(offset + width)...].firstIndex(of: space) {
        out += bytes[offset..<at] + newline
        offset = at + 1
      } else {
        out += bytes[offset...]
        offset = bytes.count
      }
    }
    out += bytes[offset...]
    return ByteString.text(out)
  }
}
