/// Functions of Go's package `strings` that work on characters rather than bytes.
public enum GoStrings {
  /// Applies a mapping to every character (`strings.Map` without dropping).
  static func map(_ text: String, _ body: (UInt32) -> UInt32) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(Unicode.Scalar(body(scalar.value)) ?? "\u{FFFD}") }
    return String(result)
  }

  private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

  /// `strings.ToUpper`.
  public static func toUpper(_ text: String) -> String {
    if isASCII(text) { return text.uppercased() }
    return map(text, UnicodeTables.toUpper)
  }

  /// `strings.ToLower`.
  public static func toLower(_ text: String) -> String {
    if isASCII(text) { return text.lowercased() }
    return map(text, UnicodeTables.toLower)
  }

  /// `strings.Title`: the first letter of each word in title case.
  public static func title(_ text: String) -> String {
    var previous: UInt32 = 0x20
    return map(text) { rune in
      defer { previous = rune }
      return isSeparator(previous) ? UnicodeTables.toTitle(rune) : rune
    }
  }

  private static func isSeparator(_ rune: UInt32) -> Bool {
    if rune < 0x80 {
      return !(UnicodeTables.isDigit(rune) || UnicodeTables.isLetter(rune) || rune == 0x5F)
    }
    if UnicodeTables.isLetter(rune) || UnicodeTables.isDigit(rune) { return false }
    return UnicodeTables.isSpace(rune)
  }

  /// `strings.TrimSpace`.
  public static func trimSpace(_ text: String) -> String {
    trim(text) { UnicodeTables.isSpace($0) }
  }

  /// `strings.TrimFunc`.
  public static func trim(_ text: String, where drop: (UInt32) -> Bool) -> String {
    String(trimRight(trimLeft(text[...], where: drop), where: drop))
  }

  /// `strings.TrimLeftFunc`.
  public static func trimLeft(_ text: Substring, where drop: (UInt32) -> Bool) -> Substring {
    let scalars = text.unicodeScalars
    let start = scalars.firstIndex { !drop($0.value) } ?? scalars.endIndex
    return text[start...]
  }

  /// `strings.TrimRightFunc`.
  public static func trimRight(_ text: Substring, where drop: (UInt32) -> Bool) -> Substring {
    let scalars = text.unicodeScalars
    var end = scalars.endIndex
    while end > scalars.startIndex {
      let before = scalars.index(before: end)
      if !drop(scalars[before].value) { break }
      end = before
    }
    return text[..<end]
  }

  /// `strings.Fields`: the words between runs of white space.
  public static func fields(_ text: String) -> [String] {
    text.unicodeScalars.split { UnicodeTables.isSpace($0.value) }.map { String(String.UnicodeScalarView($0)) }
  }
}
