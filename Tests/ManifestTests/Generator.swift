import Manifest

/// Makes hostile scalars, values and documents from a seed (SplitMix64), the same everywhere.
struct Generator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }
  mutating func one<T>(_ list: [T]) -> T { list[below(list.count)] }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  // MARK: - Scalars

  static let words = [
    "", "a", "abc", "yes", "No", "on", "OFF", "y", "N", "true", "False", "null", "~", "Null", "nil", "none", "<<", "=",
    "0", "1", "-1", "+1", "007", "08", "0o17", "0O17", "0x1F", "0X1f", "0b11", "0b-11", "0b+1", "-0b1", "1_000", "_1",
    "1__0", "0_7", "1.", ".5", "-.5", "+.5", ".5e3", "1e3", "1E+3", "1e400", "-1e-400", "1.5e3", "1.0", "-0.0", "-0",
    "12:30", "1:60", "190:20:30", "190:20:30.15", "2001-01-01", "2001-1-1", "2001-13-01", "2001-02-30", "2000-02-29",
    "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43Z", "2001-12-14 21:59:43.10", "2001-12-14 21:59:43.10 -5",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "1e20", "1e21", "123456789012", "0.1", "0.000001", "1e-7",
    "3.141592653589793", ".inf", "-.inf", "+.Inf", ".NaN", ".", "..", "...", "-", "--", "---", "- a", "-a", "? a", "?a",
    ": a", ":a", "a:", "a: b", "a:b", "a :b", "#a", "a#", "a #b", "[", "]", "[a]", "{", "}", "{a: b}", ",", "a,b", "&a",
    "*a", "!a", "!!str", "|", ">", "|-", "'", "\"", "'a'", "\"a\"", "%", "%a", "@a", "`a", " a", "a ", "a  b", "\t",
    "a\tb",
    "\ta", "a\t", "\n", "a\n", "\na", "a\nb", "a\n\nb", "a\n b", "a \nb", "a\nb\n", "a\nb\n\n", " a\nb", "a\r\nb", "\r",
    "a\u{85}b", "a\u{2028}b", "\u{2029}", "é", "日本語", "😀", "a\u{0301}", "\u{FEFF}", "\u{FEFF}a", "a\u{FEFF}b", "\u{A0}",
    "\u{E000}", "\u{FFFD}", "\u{0}", "\u{1}", "\u{7}", "\u{1B}", "\\", "a\\b", "a\"b", "a'b", "http://a.b/c?d=e&f=<g>",
    "very long text that goes on and on, with many words in it, so that a writer that folds lines must fold this one here",
    "nospacesbutverylongnospacesbutverylongnospacesbutverylongnospacesbutverylongnospacesbutverylong nospaces end",
    "quoted: very long text that goes on and on, with  two  spaces and 'quotes' in it, so that the writer folds it # here",
    "tab\tand very long text that goes on and on, with many words in it, so that a writer that folds must fold  this here",
    "key1", "key2", "key10", "key1a", "a-1", "a-10", "a-2", "A", "B", "aa", "a1b2", "01", "001", "0a", "x0", "x00",
  ]

  static let pieces = [
    "a", "b", "Z", "0", "1", "9", " ", " ", "  ", "\n", "\t", ":", ": ", " #", "#", "-", "- ", ",", ".", "'", "\"",
    "\\",
    "[", "]", "{", "}", "&", "*", "!", "|", ">", "%", "@", "`", "?", "=", "~", "/", "_", "é", "ß", "漢", "😀", "\u{85}",
    "\u{2028}", "\u{A0}", "\r", "\u{1}", "\u{1F}", "word", "longer word", "e", "x", "true",
  ]

  mutating func scalarText() -> String {
    if chance(50) { return one(Generator.words) }
    var text = ""
    for _ in 0..<below(chance(15) ? 60 : 8) { text += one(Generator.pieces) }
    return text
  }

  // MARK: - Values

  mutating func value(_ depth: Int = 0) -> Value {
    switch below(depth > 4 ? 7 : 12) {
    case 0: return .null
    case 1: return .bool(chance(50))
    case 2: return .int(chance(50) ? Int64(below(1000)) - 500 : Int64(bitPattern: next() >> UInt64(below(64))))
    case 3:
      let float = Double(bitPattern: next())
      if chance(50) || !float.isFinite {
        return .double(Double(below(1_000_000)) / Double(one([1, 8, 10, 1000, 1e9])))
      }
      return .double(float)
    case 4...6: return .string(scalarText())
    case 7...8: return .array((0..<below(4)).map { _ in value(depth + 1) })
    default:
      var object = Object()
      for _ in 0..<below(6) { object[chance(60) ? one(Generator.words) : scalarText()] = value(depth + 1) }
      return .object(object)
    }
  }

  // MARK: - Documents

  /// A document in YAML's many notations; about half are then damaged.
  mutating func document() -> String {
    var text = ""
    if chance(4) {
      text += one(["%YAML 1.1\n---\n", "%TAG !e! tag:e,1:\n---\n", "%YAML 1.2\n---\n", "%FOO\n", "\u{FEFF}"])
    }
    if chance(8) { text += one(["---\n", "--- ", "---\n# c\n", "...\n"]) }
    text += block(0, 0)
    if chance(8) { text += one(["---\na: b\n", "...\n", "--- c\n", "# end"]) }
    if chance(55) { text = damaged(text) }
    if chance(5) { text = String(text.unicodeScalars.map { $0 == "\n" ? "\r" : Character($0) }) }
    return text
  }

  private mutating func pad(_ indent: Int) -> String { String(repeating: " ", count: indent) }

  private mutating func comment() -> String { chance(6) ? one([" # c", " #", "  # a: b", "\t# t"]) : "" }

  private mutating func property() -> String {
    guard chance(8) else { return "" }
    return one([
      "&x ", "&y ", "!!str ", "!!int ", "!!float ", "!!bool ", "!!null ", "!!binary ", "!!map ", "!!seq ",
      "!!timestamp ",
      "!local ", "!e!foo ", "! ", "!<tag:yaml.org,2002:str> ", "&x !!str ", "!!str &y ", "!!merge ", "!!set ",
    ])
  }

  /// A node on lines of its own, each ending in a line break.
  mutating func block(_ indent: Int, _ depth: Int) -> String {
    switch below(depth > 3 ? 3 : 10) {
    case 0...2: return pad(indent) + inline(depth) + comment() + "\n"
    case 3...5:
      var text = ""
      for _ in 0...below(3) { text += pad(indent) + "-" + after(indent, depth, sequence: true) }
      return text
    default:
      var text = ""
      for i in 0...below(4) { text += pad(indent) + key(i) + ":" + after(indent, depth, sequence: false) }
      return text
    }
  }

  private mutating func key(_ position: Int) -> String {
    switch below(14) {
    case 0: return "<<"
    case 1: return "? " + inline(3) + "\n"
    case 2: return quoted()
    case 3:
      return one(["1", "1.5", "yes", "null", "~", "0x10", "1e3", "", "[a]", "{a: b}", "*x", "&x k", "!!str 1", "on"])
    default: return one(["a", "b", "c", "key", "name", "x-y"]) + (chance(70) ? "\(position)" : "")
    }
  }

  /// What stands after `-` or `key:`.
  private mutating func after(_ indent: Int, _ depth: Int, sequence: Bool) -> String {
    switch below(10) {
    case 0: return comment() + "\n"
    case 1...2: return " " + property().trimmed + comment() + "\n" + block(indent + one([1, 2, 2, 4]), depth + 1)
    case 3: return blockScalar(indent)
    case 4 where sequence:
      let nested = block(indent + 2, depth + 1)
      return " " + nested.drop { $0 == " " }
    case 4: return "\n" + block(indent, depth + 1)
    case 5:
      return " " + property() + inline(depth) + "\n" + pad(indent + below(3))
        + one(["more", "x y", "k: v", "- z", "#"]) + "\n"
    default: return " " + property() + inline(depth) + comment() + "\n"
    }
  }

  private mutating func blockScalar(_ indent: Int) -> String {
    var text =
      " " + property() + one(["|", ">"]) + one(["", "", "-", "+", "2", "1-", "+3", "0", "--"]) + comment() + "\n"
    for _ in 0..<below(6) {
      text +=
        pad(indent + one([0, 1, 2, 2, 2, 2, 3, 4]))
        + one(["", "a", "text here", " x", "\tt", "# c", "- a", "a: b", "---"]) + "\n"
    }
    return text
  }

  private mutating func quoted() -> String {
    let text = scalarText()
    if chance(50) {
      return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case "\n": out += one(["\\n", "\n", "\\\n  ", "\n\n"])
      case "\t": out += one(["\\t", "\t"])
      default:
        if scalar.value < 0x20 {
          out += "\\x0" + String(scalar.value % 16, radix: 16)
        } else {
          out += chance(10) ? "\\u00" + String(scalar.value % 240 + 16, radix: 16) : String(scalar)
        }
      }
      if chance(2) {
        out += one(["\\e", "\\_", "\\N", "\\L", "\\/", "\\0", "\\x41", "\\ud800", "\\U0001F600", "\\q", "\\ "])
      }
    }
    return out + "\""
  }

  mutating func inline(_ depth: Int) -> String {
    switch below(12) {
    case 0: return quoted()
    case 1: return one(["*x", "*y", "*z"])
    case 2 where depth < 4:
      return "[" + (0..<below(4)).map { _ in flowItem(depth) }.joined(separator: one([", ", ",", " ,\n  "])) + "]"
    case 3 where depth < 4:
      return "{" + (0..<below(4)).map { _ in flowPair(depth) }.joined(separator: one([", ", ","])) + "}"
    case 4: return property() + one(Generator.words)
    default: return one(Generator.words)
    }
  }

  private mutating func flowItem(_ depth: Int) -> String {
    chance(15) ? flowPair(depth) : inline(depth + 1)
  }

  private mutating func flowPair(_ depth: Int) -> String {
    one(["a", "b", "\"c\"", "'d'", "? e", "1", "<<"]) + one([": ", ":", " : ", ""]) + inline(depth + 1)
  }

  private mutating func damaged(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0...below(3) where !scalars.isEmpty {
      let at = below(scalars.count)
      switch below(4) {
      case 0: scalars.remove(at: at)
      case 1: scalars.insert(contentsOf: Array(one(Generator.pieces).unicodeScalars), at: at)
      case 2: scalars.removeSubrange(at...)
      default: scalars.insert(contentsOf: scalars[at..<min(at + below(12), scalars.count)], at: below(scalars.count))
      }
    }
    var out = String.UnicodeScalarView()
    out.append(contentsOf: scalars)
    return String(out)
  }
}

extension String {
  fileprivate var trimmed: String { last == " " ? String(dropLast()) : self }
}
