import Foundation
import Testing

@testable import GoLibrary

@Suite struct RegexpTests {
  /// Error texts of Go 1.22 and later, where the oracle (Go 1.19) words them otherwise or accepts less.
  @Test func errors() {
    let cases = [
      ("(", "missing closing ): `(`"), ("[", "missing closing ]: `[`"),
      ("*", "missing argument to repetition operator: `*`"),
      ("a(?=b)", "invalid or unsupported Perl syntax: `(?=`"), ("a**", "invalid nested repetition operator: `**`"),
      ("a)", "unexpected ): `a)`"), ("[z-a]", "invalid character class range: `z-a`"),
      ("a{1001}", "invalid repeat count: `{1001}`"), ("\\8", "invalid escape sequence: `\\8`"),
      ("\\", "trailing backslash at end of expression: ``"), ("\\p{Foo}", "invalid character class range: `\\p{Foo}`"),
      ("(?P<n", "invalid named capture: `(?P<n`"), ("(?<a b>x)", "invalid named capture: `(?<a b>`"),
      ("(a{1000}){1000}", "invalid repeat count: `{1000}`"), ("((x{10}){10}){11}", "invalid repeat count: `{11}`"),
      ("(?<=a)b", "invalid named capture: `(?<=a)b`"), ("(?i)(?s", "invalid or unsupported Perl syntax: `(?s`"),
      (String(repeating: "(", count: 1001) + String(repeating: ")", count: 1001), "expression nests too deeply: `"),
      (String(repeating: "((xx){1000}){1}|", count: 2000), "expression too large: `"),
    ]
    for (pattern, wanted) in cases {
      let text = "error parsing regexp: " + wanted
      do {
        _ = try Regexp.compile(pattern)
        Issue.record("\(pattern.prefix(60)) compiles")
      } catch {
        #expect(error.message == text || wanted.hasSuffix(": `") && error.message.hasPrefix(text))
      }
    }
    #expect(throws: GoError("regexp: Compile(`(`): error parsing regexp: missing closing ): `(`")) {
      try Regexp.mustCompile("(")
    }
  }

  @Test func namesOfGo125() throws {
    for (pattern, text, wanted) in [
      (#"^\p{Letter}+$"#, "aé", true), (#"^\p{lowercase_letter}$"#, "a", true), (#"\p{ASCII}"#, "é", false),
      (#"^\p{greek}+$"#, "αβ", true), (#"(?<year>\d+)"#, "y2021", true),
    ] {
      #expect(try Regexp.compile(pattern).matchString(text) == wanted, "\(pattern)")
    }
  }

  @Test func linearTime() throws {
    let text = String(repeating: "a", count: 20_000)
    #expect(try !Regexp.compile("(a*)*b").matchString(text))
    #expect(try !Regexp.compile("(x+x+)+y").matchString(String(repeating: "x", count: 20_000)))
    #expect(try !Regexp.compile("(a|aa)+$b").matchString(text))
    #expect(try Regexp.compile("(?:a?){500}a{500}").matchString(String(repeating: "a", count: 500)))
    #expect(try Regexp.compile("z*").replaceAll(text, template: "-").utf8.count == 40_001)
  }

  @Test func bothEnginesAgree() throws {
    var random = Seeded(7)
    for _ in 0..<3000 {
      let pattern = RegexpCases.pattern(&random)
      guard let regexp = try? Regexp.compile(pattern) else { continue }
      let text = RegexpCases.text(&random)
      let (fast, slow) = Regexp.withBytes(text) { bytes in
        (
          RegexpMatcher.run(regexp.program, bytes, from: 0, captures: regexp.program.captures),
          RegexpMatcher.run(regexp.program, bytes, from: 0, captures: regexp.program.captures, simulate: true)
        )
      }
      #expect(fast == slow, "\(pattern) on \(text)")
    }
  }

  @Test(.enabled(if: GoOracle.isThere)) func likeGo() throws {
    let count = ProcessInfo.processInfo.environment["DRYDOCK_ORACLE_COUNT"].flatMap { Int($0) } ?? 20_000
    let seed = ProcessInfo.processInfo.environment["DRYDOCK_ORACLE_SEED"].flatMap { UInt64($0) } ?? 1
    var random = Seeded(seed)
    var cases: [[String: Any]] = []
    for _ in 0..<count {
      cases.append([
        "P": RegexpCases.pattern(&random), "S": RegexpCases.text(&random), "T": RegexpCases.template(&random),
        "N": random.chance(70) ? -1 : random.below(4),
      ])
    }
    let answers = try GoOracle.run("regexp", cases)
    #expect(answers.count == cases.count)
    var failures: [String] = []
    for (one, answer) in zip(cases, answers) {
      guard let pattern = one["P"] as? String, let text = one["S"] as? String, let template = one["T"] as? String,
        let limit = one["N"] as? Int
      else { continue }
      let wanted = String(decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self)
      let got = String(
        decoding: try JSONSerialization.data(withJSONObject: RegexpCases.answer(pattern, text, template, limit)),
        as: UTF8.self)
      if wanted.utf8.elementsEqual(got.utf8) || RegexpCases.knownDifference(pattern, wanted) { continue }
      failures.append(
        "\(pattern.debugDescription) on \(text.debugDescription) limit \(limit)\n  go    \(wanted)\n  swift \(got)")
    }
    let wrong = failures.count
    #expect(wrong == 0, "\(wrong) of \(count)\n\(failures.prefix(8).joined(separator: "\n"))")
  }
}

enum RegexpCases {
  static func answer(_ pattern: String, _ text: String, _ template: String, _ limit: Int) -> [Any] {
    do {
      let regexp = try Regexp.compile(pattern)
      return [
        "", regexp.matchString(text), regexp.findAllSubmatchIndex(text, limit: limit) as Any? ?? NSNull(),
        regexp.replaceAll(text, template: template), regexp.split(text, limit: limit) as Any? ?? NSNull(),
        regexp.groupNames, regexp.find(text) ?? "",
      ]
    } catch {
      return [error.message]
    }
  }

  /// Go 1.19 does not know `(?<name>` and words a too large pattern otherwise.
  static func knownDifference(_ pattern: String, _ go: String) -> Bool {
    pattern.contains("(?<") || go.contains("internal error")
  }

  static func pattern(_ random: inout Seeded) -> String {
    if random.chance(4) {
      // Noise: mostly errors.
      return (0..<random.below(8)).map { _ in
        random.one([
          "(", ")", "[", "]", "a", "*", "+?", "{2}", "{", "|", "\\", "^", "?", "(?", "i", ":", "-", "\\p", "{L}",
        ])
      }.joined()
    }
    return (random.chance(15) ? random.one(["(?i)", "(?m)", "(?s)", "(?U)", "(?im-s)", "(?-i)"]) : "")
      + node(&random, 4)
  }

  private static func node(_ random: inout Seeded, _ depth: Int) -> String {
    switch random.below(depth > 0 ? 12 : 5) {
    case 0, 1: return random.one(["a", "b", "c", "ab", "k", "é", "ß", " ", "1", "\\.", "\\n", "\\x41", "ſ", "Σ", "_"])
    case 2:
      return random.one([
        ".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "[a-c]", "[^a]", "[[:alpha:]]", "[[:^digit:]]", "\\pL",
        "\\p{Greek}",
        "\\P{Lu}", "[\\d_-]", "[^\\n]", "[a-]", "[]a]", "[ab\\]]", "\\p{^Ll}", "[\\p{Lu}a-c]", "[A-z]",
      ])
    case 3: return random.one(["^", "$", "\\b", "\\B", "\\A", "\\z", ""])
    case 4: return random.one(["\\Qa.b\\E", "x", "B", "\\-", "\\x{e9}", "\\141", "😀", "\u{212A}"])
    case 5, 6: return node(&random, depth - 1) + node(&random, depth - 1)
    case 7:
      return "(" + node(&random, depth - 1) + "|" + node(&random, depth - 1) + ")"
    case 8:
      let open = random.one(["(", "(?:", "(?P<n>", "(?i:", "(?s-m:", "(?U:"])
      return open + node(&random, depth - 1) + ")"
    case 9: return node(&random, depth - 1) + "|" + node(&random, depth - 1)
    default:
      let body = node(&random, depth - 1)
      let single = body.unicodeScalars.count == 1 && !"^$".contains(body)
      return (single ? body : "(?:\(body))")
        + random.one(["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}?", "{0}", "{,2}", "{1,2"])
    }
  }

  static func text(_ random: inout Seeded) -> String {
    (0..<random.below(12)).map { _ in
      random.one([
        "a", "b", "c", "A", "B", "ab", "é", "É", "ß", "1", ".", " ", "\n", "_", "k", "K", "\u{212A}", "Σ", "σ", "x",
        "😀", "ſ", "s",
      ])
    }.joined()
  }

  static func template(_ random: inout Seeded) -> String {
    (0..<random.below(4)).map { _ in
      random.one(["$1", "${1}", "$0", "$n", "${n}x", "$$", "$", "-", "$1W", "${", "${2}", "é", "$10", "${x"])
    }.joined()
  }
}
