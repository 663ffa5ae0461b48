extension Regexp {
  /// `Regexp.ReplaceAllString`: `$1`, `${1}`, `$name`, `${name}` in the template stand for groups, `$$` for a dollar.
  public func replaceAll(_ text: String, template: String) -> String {
    let parts = Regexp.parse(template: Array(template.utf8), names: groupNames)
    let simple = parts.allSatisfy { if case .text = $0 { true } else { false } }
    return replace(text, captures: simple ? 0 : program.captures) { match, bytes, out in
      for part in parts {
        switch part {
        case .text(let text): out += text
        case .group(let group):
          if group * 2 + 1 < match.count, match[group * 2] >= 0 {
            out += bytes[match[group * 2]..<match[group * 2 + 1]]
          }
        case .named(let groups):
          if let group = groups.first(where: { match[$0 * 2] >= 0 }) {
            out += bytes[match[group * 2]..<match[group * 2 + 1]]
          }
        }
      }
    }
  }

  /// `Regexp.ReplaceAllLiteralString`.
  public func replaceAllLiteral(_ text: String, with replacement: String) -> String {
    let bytes = Array(replacement.utf8)
    return replace(text, captures: 0) { _, _, out in out += bytes }
  }

  private func replace(
    _ text: String, captures: Int, _ body: ([Int], UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void
  ) -> String {
    Regexp.withBytes(text) { bytes in
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count)
      var lastEnd = 0
      var at = 0
      while at <= bytes.count {
        guard let match = RegexpMatcher.run(program, bytes, from: at, captures: captures) else { break }
        out += bytes[lastEnd..<match[0]]
        // An empty match right after another match is not replaced.
        if match[1] > lastEnd || match[0] == 0 { body(match, bytes, &out) }
        lastEnd = match[1]
        let width = at < bytes.count ? (UTF8Decoder.decode(bytes, at)?.width ?? 1) : 0
        at = at + width > match[1] ? at + width : at + 1 > match[1] ? at + 1 : match[1]
      }
      out += bytes[lastEnd...]
      return String(decoding: out, as: UTF8.self)
    }
  }

  private enum Part {
    case text([UInt8])
    case group(Int)
    /// All groups of that name; the first that took part counts.
    case named([Int])
  }

  /// `Regexp.expand` with `extract`.
  private static func parse(template: [UInt8], names: [String]) -> [Part] {
    var parts: [Part] = []
    var text: [UInt8] = []
    var at = 0
    while at < template.count {
      guard template[at] == 0x24 else {
        text.append(template[at])
        at += 1
        continue
      }
      at += 1
      if at < template.count, template[at] == 0x24 {
        text.append(0x24)
        at += 1
        continue
      }
      guard let (name, end) = reference(template, at) else {
        text.append(0x24)
        continue
      }
      at = end
      if !text.isEmpty { parts.append(.text(text)) }
      text = []
      if let number = number(name) {
        parts.append(.group(number))
      } else {
        let name = String(decoding: name, as: UTF8.self)
        parts.append(.named(names.indices.filter { names[$0].utf8.elementsEqual(name.utf8) }))
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  private static func reference(_ template: [UInt8], _ start: Int) -> (name: ArraySlice<UInt8>, end: Int)? {
    var at = start
    let brace = at < template.count && template[at] == 0x7B
    if brace { at += 1 }
    let begin = at
    while at < template.count {
      let (rune, width) = UTF8Decoder.decode(template[at...]) ?? (0xFFFD, 1)
      if !UnicodeTables.isLetter(rune) && !UnicodeTables.isDigit(rune) && rune != 0x5F { break }
      at += width
    }
    if at == begin { return nil }
    let name = template[begin..<at]
    if brace {
      guard at < template.count, template[at] == 0x7D else { return nil }
      at += 1
    }
    return (name, at)
  }

  private static func number(_ name: ArraySlice<UInt8>) -> Int? {
    if name.first == 0x30 && name.count > 1 { return nil }
    var value = 0
    for byte in name {
      guard byte >= 0x30, byte <= 0x39, value < 100_000_000 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }
}
