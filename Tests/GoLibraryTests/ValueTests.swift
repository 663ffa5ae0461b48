import Foundation
import Testing

@testable import GoLibrary

/// Numbers, quoting, times and versions against Go itself.
@Suite(.serialized, .enabled(if: GoOracle.isThere)) struct ValueTests {
  private static let count = ProcessInfo.processInfo.environment["DRYDOCK_ORACLE_COUNT"].flatMap { Int($0) } ?? 4000
  private static let seed = ProcessInfo.processInfo.environment["DRYDOCK_ORACLE_SEED"].flatMap { UInt64($0) } ?? 1

  /// Makes cases, asks both and lists the differences. `mine` may return `nil` for a case that is left out.
  private func compare(_ op: String, _ make: (inout Seeded) -> [String], _ mine: ([String], [String]) -> [String]?)
    throws
  {
    var random = Seeded(Self.seed)
    let cases = (0..<Self.count).map { _ in make(&random) }
    let answers = try GoOracle.run("values", cases.map { ["Op": op, "A": $0] })
    #expect(answers.count == cases.count)
    var failures: [String] = []
    for (words, answer) in zip(cases, answers) {
      let wanted = answer.compactMap { $0 as? String }
      guard let got = mine(words, wanted) else { continue }
      if got.count == wanted.count, zip(got, wanted).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }) { continue }
      failures.append("\(words)\n  go    \(wanted)\n  swift \(got)")
    }
    let wrong = failures.count
    #expect(wrong == 0, "\(wrong) of \(Self.count)\n\(failures.prefix(8).joined(separator: "\n"))")
  }

  private static let zones = [
    "UTC", "Local", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca",
    "America/St_Johns", "Pacific/Apia", "Nowhere/Else", "../etc", "Asia/Tehran", "America/Santiago", "Europe/Dublin",
  ]

  private static func layout(_ random: inout Seeded) -> String {
    let parts = [
      "2006", "01", "02", "15", "04", "05", "Jan", "January", "Mon", "Monday", "MST", "-0700", "-07:00", "Z07:00",
      "Z0700", "-07", "-07:00:00", "-070000", "Z07", ".000", ".999", ",000000", ".999999999", "3", "03", "4", "5", "PM",
      "pm", "_2", "__2", "002", "2", "1", "06", "-", " ", "T", ":", "/", "x", "é", "_2006", "Janx", "Mondays", ".0001",
    ]
    if random.chance(50) {
      return random.one([
        "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02", "Mon Jan _2 15:04:05 MST 2006",
        "02 Jan 06 15:04 -0700", "Monday, 02-Jan-06 15:04:05 MST", "3:04PM", "2006-01-02 15:04:05.999999999 -0700 MST",
        "2006 002", "2006 __2", "15:04:05.000", "Jan _2 15:04:05.000000",
      ])
    }
    return (0..<(1 + random.below(7))).map { _ in random.one(parts) }.joined()
  }

  private static func unix(_ random: inout Seeded) -> Int64 {
    switch random.below(4) {
    case 0: Int64(random.below(4_000_000_000)) - 1_000_000_000
    case 1: Int64(random.below(400_000_000_000)) - 200_000_000_000
    default: 1_500_000_000 + Int64(random.below(400_000_000))
    }
  }

  @Test func formatTime() throws {
    try compare("formatTime") { random in
      [
        String(Self.unix(&random)), String(random.chance(50) ? 0 : random.below(1_000_000_000)), random.one(Self.zones),
        Self.layout(&random), String(random.below(5) - 2), String(random.below(40) - 20),
        String(random.below(800) - 400),
        String(random.one([0, 1_000_000_000, 3_600_000_000_000, 86_400_000_000_000, 7, 1_500_000_000])),
      ]
    } _: { words, _ in
      do {
        let number = words.map { Int64($0) ?? 0 }
        let time = GoTime(unix: number[0], nanoseconds: number[1], location: try GoLocation.load(words[2]))
        let step = GoDuration(nanoseconds: number[7])
        return [
          time.format(words[3]), time.description,
          "\(time.isoWeek.year) \(time.isoWeek.week) \(time.yearDay) \(GoTime.dayNames[time.weekday])",
          time.adding(years: number[4], months: number[5], days: number[6]).description, time.rounded(step).description,
          time.truncated(step).description,
        ]
      } catch {
        return ["\(error)"]
      }
    }
  }

  @Test func parseTime() throws {
    try compare("parseTime") { random in
      let layout = Self.layout(&random)
      let zone = (try? GoLocation.load(random.one(Self.zones))) ?? .utc
      let time = GoTime(unix: Self.unix(&random), nanoseconds: Int64(random.below(1_000_000_000)), location: zone)
      var text = time.format(random.chance(90) ? layout : Self.layout(&random))
      if random.chance(40), !text.isEmpty {
        let at = text.index(text.startIndex, offsetBy: random.below(text.count))
        text.replaceSubrange(at...at, with: random.one(["", "9", "x", " ", "32", "-", "Z", "\"", "é", "0"]))
      }
      return [layout, text, random.one(Self.zones)]
    } _: { words, wanted in
      // Go 1.20 began to check the ranges of an offset, and to show the whole field that it cannot read.
      if words[0].contains("07") && wanted.first != nil && words[1].contains(where: { $0 == "9" || $0 == "3" })
        && wanted != []
      {
        if let got = try? GoTime(parse: words[1], layout: words[0], location: GoLocation.load(words[2])) {
          return got.description == wanted.first ? nil : [got.description, "\(got.unix) \(got.nanosecond)"]
        }
        return nil
      }
      do {
        let time = try GoTime(parse: words[1], layout: words[0], location: GoLocation.load(words[2]))
        return [time.description, "\(time.unix) \(time.nanosecond)"]
      } catch {
        let text = "\(error)"
        if !text.hasPrefix("parsing time") { return [text] }
        // Nor did it take a sign inside an offset from then on.
        if words[1].contains(":-") || words[1].contains(":+") { return nil }
        if wanted.count == 2, wanted[1].contains(": cannot parse "), text.contains(": cannot parse ") { return nil }
        return ["error", text]
      }
    }
  }

  @Test func duration() throws {
    try compare("duration") { random in
      let text = (0..<(1 + random.below(4))).map { _ in
        random.one([
          "1", "90", "0.5", ".", "1.", ".5", "9223372036854775807", "12345678901234567890123", "0", "-", "3.000000001",
        ])
          + random.one(["h", "m", "s", "ms", "us", "µs", "ns", "", "d", "μs", "m", "h"])
      }.joined()
      return [
        random.one(["", "-", "+", ""]) + text, String(random.one([0, 1, 1_000_000_000, 60_000_000_000, 7, -5])),
      ]
    } _: { words, _ in
      do {
        let duration = try GoDuration(words[0])
        let step = GoDuration(nanoseconds: Int64(words[1]) ?? 0)
        let parts = [duration.hours, duration.minutes, duration.seconds].map { GoNumber.formatFloat($0, "g") }
        return [
          duration.description, duration.rounded(step).description, duration.truncated(step).description,
          parts.joined(separator: " "),
        ]
      } catch {
        return ["error", "\(error)"]
      }
    }
  }

  private static func numberText(_ random: inout Seeded) -> String {
    if random.chance(30) { return String(Double(bitPattern: random.next())) }
    if random.chance(20) { return String(Int64(bitPattern: random.next()) >> Int64(random.below(64))) }
    return (0..<(1 + random.below(6))).map { _ in
      random.one([
        "0", "1", "9", "17", "_", ".", "e", "E+", "e-", "0x", "0b", "0o", "p", "f", "-", "+", "inf", "nan", "Z", "00",
        "5", "x",
      ])
    }.joined()
  }

  @Test func parseInt() throws {
    try compare("parseInt") { random in
      [
        Self.numberText(&random), String(random.one([0, 10, 16, 2, 8, 36, 1, 37])),
        String(random.one([0, 8, 16, 32, 64])),
      ]
    } _: { words, _ in
      let base = Int(words[1]) ?? 0
      let bits = Int(words[2]) ?? 0
      var lines: [String] = []
      do { lines.append("\(try GoNumber.parseInt(words[0], base: base, bits: bits)) <nil>") } catch {
        lines.append("0 \(error)")
      }
      do { lines.append("\(try GoNumber.parseUInt(words[0], base: base, bits: bits)) <nil>") } catch {
        lines.append("0 \(error)")
      }
      return lines
    }
  }

  @Test func parseFloat() throws {
    try compare("parseFloat") { random in
      [Self.numberText(&random)]
    } _: { words, _ in
      do {
        let value = try GoNumber.parseFloat(words[0])
        return [GoNumber.formatFloat(value, "g"), GoNumber.formatFloat(value, "b")]
      } catch {
        return ["error", "\(error)"]
      }
    }
  }

  @Test func formatFloat() throws {
    try compare("formatFloat") { random in
      let value =
        random.chance(50)
        ? Double(bitPattern: random.next())
        : Double(random.below(1_000_000)) / Double(random.one([1, 2, 3, 8, 10, 1000, 1_000_000]))
          * random.one([1, 1e5, 1e-7, 1e15, 1e20])
      return [String(value), String(random.below(24) - 1)]
    } _: { words, wanted in
      guard let value = try? GoNumber.parseFloat(words[0]) else { return ["error"] }
      let precision = Int(words[1]) ?? 0
      var got: [String] = []
      for verb in "eEfgGbxX" {
        got.append(GoNumber.formatFloat(value, verb, precision: precision))
        // Single precision: only the shortest form and %b are our business.
        let single =
          precision < 0 || verb == "b" ? GoNumber.formatFloat(value, verb, precision: precision, bits: 32) : ""
        got.append(single.isEmpty || verb == "x" || verb == "X" || Float(value).isInfinite ? wanted[got.count] : single)
      }
      return got
    }
  }

  @Test func quote() throws {
    try compare("quote") { random in
      let body = (0..<random.below(8)).map { _ in
        random.one([
          "a", "\"", "'", "`", "\\", "\\n", "\\x41", "\\u00e9", "\\U0001F600", "\\101", "\\400", "\n", "\t", "\u{0}",
          "é", "😀",
          "\u{2028}", "\u{7F}", "\u{85}", "\u{A0}", "\u{AD}", "\u{E000}", "\u{378}", "\\'", "\\\"", "\\q", "\u{FFFD}",
        ])
      }.joined()
      let mark = random.one(["\"", "'", "`", ""])
      return [mark + body + mark]
    } _: { words, _ in
      let unquoted = GoNumber.unquote(Array(words[0].utf8))
      // JSON carries text only.
      if let unquoted, String(validating: unquoted, as: UTF8.self) == nil { return nil }
      return [
        GoNumber.quote(words[0]), GoNumber.quoteToASCII(words[0]), String(decoding: unquoted ?? [], as: UTF8.self),
        String(unquoted != nil),
      ]
    }
  }

  @Test func cast() throws {
    try compare("cast") { random in
      [
        random.one(["", "0", "1.0", "1.50", "true", "T", "08", "0x1F"])
          + (random.chance(60) ? Self.numberText(&random) : "")
      ]
    } _: { words, _ in
      let number = GoCast.toInt64(words[0])
      return [
        String(number), GoNumber.formatFloat(GoCast.toFloat64(words[0]), "g"), String(number),
        String(GoCast.toBool(words[0])),
      ]
    }
  }

  private static func version(_ random: inout Seeded) -> String {
    let numbers = (0..<(1 + random.below(4))).map { _ in
      random.one(["0", "1", "2", "3", "10", "01", "99999999999999999999"].prefix(random.chance(95) ? 5 : 7).map { $0 })
    }
    return random.one(["", "", "v", " "].prefix(random.chance(95) ? 3 : 4).map { $0 }) + numbers.joined(separator: ".")
      + (random.chance(30)
        ? "-" + random.one(["alpha", "alpha.1", "rc.10", "rc.9", "1", "01", "a..b", "beta-2", "x"]) : "")
      + (random.chance(15) ? "+" + random.one(["build", "5.sha", "", "é", "001"]) : "")
  }

  @Test func version() throws {
    try compare("version") { random in
      [Self.version(&random), Self.version(&random)]
    } _: { words, wanted in
      var lines: [String] = []
      let version: SemVer?
      do {
        version = try SemVer(words[0])
        lines.append("<nil>")
      } catch {
        version = nil
        lines.append("\(error)")
      }
      do {
        let strict = try SemVer(strict: words[0])
        lines += ["<nil>", strict.description]
      } catch { lines.append("\(error)") }
      if let version {
        lines += [
          version.description, version.original, version.prerelease, version.metadata, version.nextPatch().original,
          version.nextMinor().original, version.nextMajor().original,
        ]
        if let other = try? SemVer(words[1]) {
          let order = version.compare(other)
          lines.append("\(order) \(order == 0) \(order < 0)")
        }
      }
      // 3.2.0 looked at the parts of a strict version in another order.
      if words[0].contains("-") || words[0].contains("+") {
        let strict = wanted.count > 1 && wanted[1] == "<nil>" ? 3 : 2
        let mine = lines.count > 1 && lines[1] == "<nil>" ? 3 : 2
        lines = Array(lines.prefix(1)) + Array(wanted[1..<strict]) + Array(lines.dropFirst(mine))
      }
      // 3.2.0 has capital letters in its errors.
      if zip(lines, wanted).allSatisfy({ $0.lowercased() == $1.lowercased() }), lines.count == wanted.count {
        return nil
      }
      return lines
    }
  }

  @Test func constraint() throws {
    try compare("constraint") { random in
      func rule() -> String {
        let operation = random.one(["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", "==", "^ ", "~ "])
        let parts = (0..<(1 + random.below(3))).map { _ in random.one(["0", "1", "2", "3", "x", "*", "X"]) }
        return operation + random.one(["", "", "", "v"]) + parts.joined(separator: ".")
          + (random.chance(15) ? "-" + random.one(["alpha", "rc.1", "0", "x"]) : "")
          + (random.chance(4) ? "+b" : "")
      }
      var text = rule()
      while random.chance(45) { text += random.one([" ", ", ", ",", " || ", "||", " - ", "  ", " -", "|"]) + rule() }
      if random.chance(4) { text = random.one(["", " ", "||", ">=a", ", 1"]) }
      let version = (0..<3).map { _ in random.one(["0", "1", "2", "3"]) }.joined(separator: ".")
      return [text, version + (random.chance(20) ? "-" + random.one(["alpha", "rc.1", "beta"]) : "")]
    } _: { words, wanted in
      do {
        let constraint = try SemVer.Constraint(words[0])
        guard let version = try? SemVer(words[1]) else { return ["version"] }
        let (fits, reasons) = constraint.validate(version)
        // The prerelease rules are those of 3.4; the oracle is 3.2.
        if words[1].contains("-") || words[0].contains("-alpha") || words[0].contains("-rc") || words[0].contains("-0")
          || words[0].contains("-x")
        {
          return wanted.last == constraint.description ? nil : [constraint.description]
        }
        return ["\(constraint.check(version)) \(fits)", reasons.joined(separator: "; "), constraint.description]
      } catch {
        // 3.2 wrote rewritten ranges without the space at the end.
        if words[0].contains(" - "), wanted.count == 1 { return nil }
        return "\(error)".lowercased() == wanted.first?.lowercased() ? nil : ["\(error)"]
      }
    }
  }
}
