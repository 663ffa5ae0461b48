/// Character classes and simple case mappings as Go's package `unicode` has them.
///
/// The tables are our own extract of the Unicode Character Database; they are read when first asked for.
public enum UnicodeTables {
  /// Ranges of a general category (`Lu`, `L`, `Nd`, …) or script (`Greek`, …) by Go's name, `nil` when unknown.
  /// Looks in categories first, as regexp/syntax does.
  static func ranges(_ name: String) -> [ClosedRange<UInt32>]? {
    if let cached = cache.ranges[name] { return cached }
    return nil
  }

  /// Every category and script.
  static var names: [String] { cache.ranges.keys.sorted() }

  private struct Cache: Sendable {
    var ranges: [String: [ClosedRange<UInt32>]] = [:]

    init() {
      Cache.eachRow(unicodeScriptTable) { ranges[$0] = $1 }
      var byLetter: [String: [ClosedRange<UInt32>]] = [:]
      Cache.eachRow(unicodeCategoryTable) { name, found in
        ranges[name] = found
        byLetter[String(name.prefix(1)), default: []] += found
      }
      for (letter, parts) in byLetter { ranges[letter] = Cache.merged(parts) }
    }

    static func merged(_ parts: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
      var result: [ClosedRange<UInt32>] = []
      for part in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let last = result.last, part.lowerBound <= last.upperBound + 1 {
          result[result.count - 1] = last.lowerBound...max(last.upperBound, part.upperBound)
        } else {
          result.append(part)
        }
      }
      return result
    }

    /// Rows are joined in the literal; a name is a word that begins with a capital letter.
    static func eachRow(_ table: StaticString, _ body: (String, [ClosedRange<UInt32>]) -> Void) {
      table.withUTF8Buffer { bytes in
        for line in bytes.split(separator: 0x0A) {
          var words = line.split(separator: 0x20).makeIterator()
          guard let name = words.next() else { continue }
          var found: [ClosedRange<UInt32>] = []
          var last: UInt32 = 0
          while let word = words.next() {
            var numbers = word.split(separator: 0x2E).makeIterator()
            let low = last + UInt32(UnicodeTables.number(numbers.next()))
            last = low + UInt32(UnicodeTables.number(numbers.next()))
            found.append(low...last)
          }
          body(String(decoding: UnsafeBufferPointer(rebasing: name), as: UTF8.self), found)
        }
      }
    }
  }

  private static let cache = Cache()

  /// A number of our own tables: base 36, perhaps negative.
  private static func number(_ word: Slice<UnsafeBufferPointer<UInt8>>?) -> Int {
    guard let word else { return 0 }
    var value = 0
    var negative = false
    for byte in word {
      if byte == 0x2D { negative = true } else { value = value * 36 + Int(byte <= 0x39 ? byte - 0x30 : byte - 0x57) }
    }
    return negative ? -value : value
  }

  // MARK: - Case

  /// Distances to the upper, lower and title case of a character.
  struct Case: Sendable {
    var upper: Int32 = 0
    var lower: Int32 = 0
    var title: Int32 = 0
  }

  private static let cases: [UInt32: Case] = {
    var cases: [UInt32: Case] = [:]
    cases.reserveCapacity(3000)
    unicodeCaseTable.withUTF8Buffer { bytes in
      var last = 0
      for run in bytes.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
        let numbers = run.split(separator: 0x2C).map { number($0) }
        guard numbers.count == 6 else { continue }
        last += numbers[0]
        let entry = Case(upper: Int32(numbers[3]), lower: Int32(numbers[4]), title: Int32(numbers[5]))
        for step in 0...numbers[1] { cases[UInt32(last + step * numbers[2])] = entry }
      }
    }
    return cases
  }()

  private static func shifted(_ rune: UInt32, _ part: KeyPath<Case, Int32> & Sendable) -> UInt32 {
    guard let entry = cases[rune] else { return rune }
    return UInt32(truncatingIfNeeded: Int64(rune) + Int64(entry[keyPath: part]))
  }

  /// `unicode.ToUpper`: the simple mapping (`ß` stays).
  public static func toUpper(_ rune: UInt32) -> UInt32 {
    if rune < 0x80 { return rune >= 0x61 && rune <= 0x7A ? rune - 32 : rune }
    return shifted(rune, \.upper)
  }

  /// `unicode.ToLower`.
  public static func toLower(_ rune: UInt32) -> UInt32 {
    if rune < 0x80 { return rune >= 0x41 && rune <= 0x5A ? rune + 32 : rune }
    return shifted(rune, \.lower)
  }

  /// `unicode.ToTitle`.
  public static func toTitle(_ rune: UInt32) -> UInt32 {
    if rune < 0x80 { return toUpper(rune) }
    return shifted(rune, \.title)
  }

  private static let orbits: [UInt32: UInt32] = {
    var next: [UInt32: UInt32] = [:]
    unicodeFoldTable.withUTF8Buffer { bytes in
      for orbit in bytes.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
        let runes = orbit.split(separator: 0x2C).map { UInt32(number($0)) }
        for (index, rune) in runes.enumerated() { next[rune] = runes[(index + 1) % runes.count] }
      }
    }
    return next
  }()

  /// `unicode.SimpleFold`: the next character that is the same but for case, round and round.
  public static func simpleFold(_ rune: UInt32) -> UInt32 {
    if let next = orbits[rune] { return next }
    let lower = toLower(rune)
    return lower != rune ? lower : toUpper(rune)
  }

  // MARK: - Classes

  /// Whether a category or script holds the character.
  static func contains(_ name: String, _ rune: UInt32) -> Bool {
    guard let ranges = ranges(name) else { return false }
    return contains(ranges, rune)
  }

  static func contains(_ ranges: [ClosedRange<UInt32>], _ rune: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].contains(rune) { return true }
      if ranges[middle].lowerBound > rune { high = middle } else { low = middle + 1 }
    }
    return false
  }

  /// `unicode.IsLetter`.
  public static func isLetter(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune | 0x20 >= 0x61 && rune | 0x20 <= 0x7A }
    return contains("L", rune)
  }

  /// `unicode.IsDigit`.
  public static func isDigit(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune >= 0x30 && rune <= 0x39 }
    return contains("Nd", rune)
  }

  /// `unicode.IsNumber`.
  public static func isNumber(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune >= 0x30 && rune <= 0x39 }
    return contains("N", rune)
  }

  /// `unicode.IsUpper`.
  public static func isUpper(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune >= 0x41 && rune <= 0x5A }
    return contains("Lu", rune)
  }

  /// `unicode.IsLower`.
  public static func isLower(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune >= 0x61 && rune <= 0x7A }
    return contains("Ll", rune)
  }

  /// `unicode.IsPunct`.
  public static func isPunct(_ rune: UInt32) -> Bool { contains("P", rune) }

  /// `unicode.IsSpace`.
  public static func isSpace(_ rune: UInt32) -> Bool {
    switch rune {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// `unicode.IsControl`.
  public static func isControl(_ rune: UInt32) -> Bool { rune < 0x20 || (rune >= 0x7F && rune < 0xA0) }

  /// `unicode.IsPrint`, which is `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
  public static func isPrint(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune >= 0x20 && rune < 0x7F }
    return contains(printable, rune)
  }

  private static let printable: [ClosedRange<UInt32>] = Cache.merged(
    ["L", "M", "N", "P", "S"].flatMap { ranges($0) ?? [] })
}
