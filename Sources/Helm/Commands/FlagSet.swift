import GoLibrary

/// Command line flags as helm's users know them (spf13/pflag): `--name value`, `--name=value`, `-n value`, `-nvalue`,
/// flags and arguments in any order, `--` ends the flags; errors in pflag's words.
public struct FlagSet: Sendable {
  public enum Kind: Sendable {
    case bool
    /// A flag without `=value` means that value instead of taking the next argument.
    case string(implied: String? = nil)
    /// In Go's notations: `10`, `0x10`, `1_000`.
    case int
    case uint
    /// Of 32 bits.
    case float
    /// Go's durations: `5m0s`.
    case duration
    /// Values separated by commas, as in a line of CSV; may be given again.
    case list
    /// May be given again; commas are part of the value.
    case strings
    /// `key=value` pairs separated by commas.
    case pairs
  }

  struct Flag: Sendable {
    var name: String
    var shorthand: Character?
    var kind: Kind
    var help: String
  }

  private(set) var flags: [Flag] = []
  private var byName: [String: Int] = [:]
  private var byShorthand: [Character: Int] = [:]

  public init() {}

  public mutating func add(_ name: String, _ shorthand: Character? = nil, _ kind: Kind, _ help: String) {
    byName[name] = flags.count
    if let shorthand { byShorthand[shorthand] = flags.count }
    flags.append(Flag(name: name, shorthand: shorthand, kind: kind, help: help))
  }

  /// What was given.
  public struct Parsed: Sendable {
    /// What is no flag, in order.
    public fileprivate(set) var arguments: [String] = []
    public fileprivate(set) var wantsHelp = false
    private var given: [String: [String]] = [:]

    public func has(_ name: String) -> Bool { given[name] != nil }
    public func bool(_ name: String) -> Bool { given[name]?.last == "true" }
    /// The last that was given.
    public func string(_ name: String, default fallback: String = "") -> String { given[name]?.last ?? fallback }
    public func strings(_ name: String) -> [String] { given[name] ?? [] }

    fileprivate mutating func set(_ name: String, _ values: [String], replacing: Bool) {
      if replacing { given[name] = values } else { given[name, default: []] += values }
    }
  }

  public func parse(_ arguments: [String]) throws(HelmError) -> Parsed {
    var parsed = Parsed()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        parsed.arguments += rest
        break
      }
      if argument.hasPrefix("--") {
        try long(String(argument.dropFirst(2)), argument, &rest, &parsed)
      } else if argument.hasPrefix("-"), argument != "-" {
        try short(argument.dropFirst(), argument, &rest, &parsed)
      } else {
        parsed.arguments.append(argument)
      }
    }
    return parsed
  }

  private func long(
    _ text: String, _ whole: String, _ rest: inout ArraySlice<String>, _ parsed: inout Parsed
  ) throws(HelmError) {
    if text.isEmpty || text.hasPrefix("-") || text.hasPrefix("=") { throw HelmError("bad flag syntax: \(whole)") }
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let at = byName[name] else {
      if name == "help" {
        let help = Flag(name: "help", shorthand: "h", kind: .bool, help: "")
        if try read(help, parts.count == 2 ? String(parts[1]) : "true").values == ["true"] { parsed.wantsHelp = true }
        return
      }
      throw HelmError("unknown flag: --\(name)")
    }
    let flag = flags[at]
    if parts.count == 2 {
      try set(flag, String(parts[1]), &parsed)
    } else if let implied = flag.implied {
      try set(flag, implied, &parsed)
    } else if let next = rest.popFirst() {
      try set(flag, next, &parsed)
    } else {
      throw HelmError("flag needs an argument: \(whole)")
    }
  }

  private func short(
    _ letters: Substring, _ whole: String, _ rest: inout ArraySlice<String>, _ parsed: inout Parsed
  ) throws(HelmError) {
    var letters = letters
    while let letter = letters.first {
      guard let at = byShorthand[letter] else {
        if letter == "h" {
          parsed.wantsHelp = true
          letters = letters.dropFirst()
          continue
        }
        throw HelmError("unknown shorthand flag: \(Self.quote(letter)) in -\(letters)")
      }
      let flag = flags[at]
      let after = letters.dropFirst()
      if after.count > 1, after.first == "=" {
        return try set(flag, String(after.dropFirst()), &parsed)
      }
      if let implied = flag.implied {
        try set(flag, implied, &parsed)
        letters = after
        continue
      }
      if !after.isEmpty { return try set(flag, String(after), &parsed) }
      guard let next = rest.popFirst() else {
        throw HelmError("flag needs an argument: \(Self.quote(letter)) in -\(letters)")
      }
      return try set(flag, next, &parsed)
    }
  }

  private static func quote(_ letter: Character) -> String { "'\(letter)'" }

  private func set(_ flag: Flag, _ text: String, _ parsed: inout Parsed) throws(HelmError) {
    let (values, replaces) = try read(flag, text)
    parsed.set(flag.name, values, replacing: replaces)
  }

  private func read(_ flag: Flag, _ text: String) throws(HelmError) -> (values: [String], replaces: Bool) {
    do throws(HelmError) { return try flag.read(text) } catch {
      let names = flag.shorthand.map { "-\($0), --\(flag.name)" } ?? "--\(flag.name)"
      throw HelmError("invalid argument \(GoText.quote(text)) for \(GoText.quote(names)) flag: \(error.message)")
    }
  }
}

extension FlagSet.Flag {
  var implied: String? {
    switch kind {
    case .bool: "true"
    case .string(let implied): implied
    default: nil
    }
  }

  /// The values that a text stands for, and whether they take the place of earlier ones.
  func read(_ text: String) throws(HelmError) -> (values: [String], replaces: Bool) {
    switch kind {
    case .bool:
      switch text {
      case "1", "t", "T", "true", "TRUE", "True": return (["true"], true)
      case "0", "f", "F", "false", "FALSE", "False": return (["false"], true)
      default: throw HelmError("strconv.ParseBool: parsing \(GoText.quote(text)): invalid syntax")
      }
    case .string: return ([text], true)
    case .int:
      do { return ([String(try GoNumber.parseInt(text, base: 0))], true) } catch {
        throw HelmError(error.description)
      }
    case .uint:
      do { return ([String(try GoNumber.parseUInt(text, base: 0))], true) } catch {
        throw HelmError(error.description)
      }
    case .float:
      do throws(NumError) {
        let number = try GoNumber.parseFloat(text)
        if number.isFinite && !Float(number).isFinite {
          throw NumError(function: "ParseFloat", input: text, reason: .range)
        }
        return ([text], true)
      } catch { throw HelmError(error.description) }
    case .duration:
      do { _ = try GoDuration(text) } catch { throw HelmError(error.message) }
      return ([text], true)
    case .list: return (try CSVLine.read(text), false)
    case .strings: return ([text], false)
    case .pairs:
      let pairs: [String]
      switch text.utf8.count(where: { $0 == UInt8(ascii: "=") }) {
      case 0: throw HelmError("\(text) must be formatted as key=value")
      case 1: pairs = [GoText.trim(text, "\"")]
      default: pairs = try CSVLine.read(text)
      }
      for pair in pairs where !pair.contains("=") { throw HelmError("\(pair) must be formatted as key=value") }
      return ([text], false)
    }
  }
}

/// One line of comma separated values (Go's `encoding/csv`).
enum CSVLine {
  static func read(_ text: String) throws(HelmError) -> [String] {
    if text.isEmpty { return [] }
    var fields: [String] = []
    var rest = Array(text.unicodeScalars)[...]
    // Only the first line is read.
    while true {
      var field = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while true {
          guard let next = rest.popFirst() else {
            throw HelmError(
              "parse error on line 1, column \(text.utf8.count + 1): extraneous or missing \" in quoted-field")
          }
          if next != "\"" {
            field.append(next)
          } else if rest.first == "\"" {
            field.append("\"")
            rest = rest.dropFirst()
          } else {
            break
          }
        }
        if let next = rest.first, next != ",", next != "\n" {
          let column = text.unicodeScalars.count - rest.count
          throw HelmError("parse error on line 1, column \(column): extraneous or missing \" in quoted-field")
        }
      } else {
        while let next = rest.first, next != ",", next != "\n" {
          if next == "\"" {
            let column = text.unicodeScalars.count - rest.count + 1
            throw HelmError("parse error on line 1, column \(column): bare \" in non-quoted-field")
          }
          field.append(next)
          rest = rest.dropFirst()
        }
      }
      fields.append(String(field))
      guard rest.first == "," else { return fields }
      rest = rest.dropFirst()
    }
  }
}
