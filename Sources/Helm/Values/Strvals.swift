import Manifest

/// The `--set` family of flags: `a.b=1,list[0]=x,c={1,2}` written into values.
///
/// Follows helm's `pkg/strvals` with its error texts, limits and oddities.
public enum Strvals {
  /// The largest list index that may be set.
  static let maxIndex = 65536
  /// The deepest nesting of names.
  static let maxNesting = 30

  /// `--set`: `true`, `false`, `null` and integers are recognised, all else is text.
  public static func parse(_ text: String, into values: inout Object) throws(HelmError) {
    var parser = StrvalsParser(text, .typed)
    try parser.run(&values)
  }

  /// `--set-string`: every value is text.
  public static func parseString(_ text: String, into values: inout Object) throws(HelmError) {
    var parser = StrvalsParser(text, .string)
    try parser.run(&values)
  }

  /// `--set-json`: values are JSON; numbers become floats, as Go's decoder reads them.
  static func parseJSON(_ text: String, into values: inout Object) throws(HelmError) {
    var parser = StrvalsParser(text, .json)
    try parser.run(&values)
  }

  /// `--set-file`: values are paths, `read` gives what stands there.
  static func parseFile(
    _ text: String, into values: inout Object, read: @escaping (String) throws(HelmError) -> String
  ) throws(HelmError) {
    var parser = StrvalsParser(text, .file(read))
    try parser.run(&values)
  }

  /// `--set-literal`: everything after the first `=` is the text, no escapes, no commas.
  public static func parseLiteral(_ text: String, into values: inout Object) throws(HelmError) {
    var parser = StrvalsParser(text, .literal)
    try parser.run(&values)
  }
}

/// One pass over one flag's text.
struct StrvalsParser {
  enum Mode {
    case typed
    case string
    case json
    case literal
    case file((String) throws(HelmError) -> String)
  }

  /// What a step met: the end of the text, or an error. Go tells them apart by `io.EOF`.
  enum Stop: Error {
    case end
    case failed(String)
  }

  private let runes: [Unicode.Scalar]
  private var position = 0
  private let mode: Mode

  init(_ text: String, _ mode: Mode) {
    runes = Array(text.unicodeScalars)
    self.mode = mode
  }

  mutating func run(_ values: inout Object) throws(HelmError) {
    while true {
      do throws(Stop) {
        try key(&values, nesting: 0)
      } catch {
        switch error {
        case .end: return
        case .failed(let message): throw HelmError(message)
        }
      }
    }
  }

  private var isLiteral: Bool { if case .literal = mode { true } else { false } }

  // MARK: Keys

  private mutating func key(_ data: inout Object, nesting: Int) throws(Stop) {
    let (name, stop) = until(isLiteral ? "=[." : "=[,.")
    guard let stop else {
      if name.isEmpty { throw .end }
      throw .failed("key \(GoText.quote(name)) has no value")
    }
    switch stop {
    case "[":
      let index: Int
      do throws(Stop) { index = try keyIndex() } catch { throw Self.wrap(error, "error parsing index") }
      var list: [Value] = []
      if let existing = data[name] {
        guard case .array(let found) = existing else { throw Self.conversion(existing, "[]interface {}") }
        list = found
      }
      var failure: Stop?
      do throws(Stop) { try item(&list, index, nesting: nesting) } catch { failure = error }
      set(&data, name, .array(list))
      if let failure { throw failure }
    case "=":
      try value(of: name, in: &data)
    case ",":
      set(&data, name, .string(""))
      throw .failed("key \(GoText.quote(name)) has no value (cannot end with ,)")
    default:
      let nesting = nesting + 1
      if nesting > Strvals.maxNesting {
        throw .failed(
          "value name nested level is greater than maximum supported nested level of \(Strvals.maxNesting)")
      }
      var inner = Object()
      if let existing = data[name] {
        guard case .object(let found) = existing else { throw Self.conversion(existing, "map[string]interface {}") }
        inner = found
      }
      var failure: Stop?
      do throws(Stop) { try key(&inner, nesting: nesting) } catch { failure = error }
      if failure == nil && inner.isEmpty { throw .failed("key map \(GoText.quote(name)) has no value") }
      if !inner.isEmpty { set(&data, name, .object(inner)) }
      if let failure { throw failure }
    }
  }

  private mutating func value(of name: String, in data: inout Object) throws(Stop) {
    if case .json = mode {
      set(&data, name, try jsonValue())
      skipBlanksAndComma()
      return
    }
    if isLiteral {
      // Helm swallows the end here, and meets it again at the next key.
      set(&data, name, .string(rest()))
      return
    }
    guard position < runes.count else {
      set(&data, name, .string(""))
      throw .end
    }
    if runes[position] == "{" {
      set(&data, name, .array(try list()))
      return
    }
    let text = until(",").text
    set(&data, name, try convert(text))
  }

  // MARK: List items

  private mutating func item(_ list: inout [Value], _ index: Int, nesting: Int) throws(Stop) {
    if index < 0 { throw .failed("negative \(index) index not allowed") }
    let (text, stop) = until("[.=")
    if !text.isEmpty { throw .failed("unexpected data at end of array index: \(GoText.quoteRunes(text))") }
    guard let stop else { throw .end }
    switch stop {
    case "=":
      if case .json = mode {
        let found = try jsonValue()
        try put(found, &list, index)
        skipBlanksAndComma()
      } else if isLiteral {
        try put(.string(rest()), &list, index)
      } else if position >= runes.count {
        try put(.string(""), &list, index)
      } else if runes[position] == "{" {
        try put(.array(try self.list()), &list, index)
      } else {
        try put(try convert(until(",").text), &list, index)
      }
    case "[":
      let next: Int
      do throws(Stop) { next = try keyIndex() } catch { throw Self.wrap(error, "error parsing index") }
      var inner: [Value] = []
      if index < list.count, !list[index].isNull {
        guard case .array(let found) = list[index] else { throw Self.conversion(list[index], "[]interface {}") }
        inner = found
      }
      try item(&inner, next, nesting: nesting)
      try put(.array(inner), &list, index)
    default:
      var inner = Object()
      if index < list.count, case .object(let found) = list[index] { inner = found }
      var failure: Stop?
      do throws(Stop) { try key(&inner, nesting: nesting) } catch { failure = error }
      if let failure {
        // A map that was there is changed in place, so what was read before the end stays.
        if index < list.count { list[index] = .object(inner) }
        throw failure
      }
      try put(.object(inner), &list, index)
    }
  }

  private func put(_ value: Value, _ list: inout [Value], _ index: Int) throws(Stop) {
    if index < 0 { throw .failed("negative \(index) index not allowed") }
    if index > Strvals.maxIndex {
      throw .failed("index of \(index) is greater than maximum supported index of \(Strvals.maxIndex)")
    }
    while list.count <= index { list.append(.null) }
    list[index] = value
  }

  private mutating func keyIndex() throws(Stop) -> Int {
    let (text, stop) = until("]")
    if stop == nil { throw .end }
    guard let index = GoText.atoi(text) else {
      let reason = GoText.atoiOverflows(text) ? "value out of range" : "invalid syntax"
      throw .failed("strconv.Atoi: parsing \(GoText.quote(text)): \(reason)")
    }
    return index
  }

  // MARK: Values

  private mutating func list() throws(Stop) -> [Value] {
    position += 1
    var found: [Value] = []
    while true {
      let (text, stop) = until(",}")
      guard let stop else { throw .failed("list must terminate with '}'") }
      found.append(try convert(text))
      if stop == "}" {
        if position < runes.count, runes[position] == "," { position += 1 }
        return found
      }
    }
  }

  private func convert(_ text: String) throws(Stop) -> Value {
    switch mode {
    case .typed: return Self.typed(text)
    case .file(let read):
      do throws(HelmError) { return .string(try read(text)) } catch { throw .failed(error.message) }
    default: return .string(text)
    }
  }

  /// Booleans, null and integers without leading zero; Go's `EqualFold` decides about case.
  static func typed(_ text: String) -> Value {
    if text.utf8.count <= 5 {
      switch text.lowercased() {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "null": return .null
      case "0": return .int(0)
      default: break
      }
    }
    if let first = text.utf8.first, first != UInt8(ascii: "0"), let number = GoText.atoi(text) {
      return .int(Int64(number))
    }
    return .string(text)
  }

  private mutating func jsonValue() throws(Stop) -> Value {
    let start = position
    while position < runes.count {
      if runes[position] == "," {
        position += 1
        return .null
      }
      if !GoText.isSpace(runes[position]) { break }
      position += 1
    }
    if position >= runes.count { return .null }
    _ = start
    guard let end = JSONPrefix.end(of: runes, from: position) else { throw .failed("invalid JSON") }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: runes[position..<end])
    do {
      let value = try JSON.parse(String(text))
      position = end
      return ChartValues.floats(value)
    } catch {
      throw .failed("invalid JSON")
    }
  }

  private mutating func skipBlanksAndComma() {
    while position < runes.count {
      let rune = runes[position]
      if rune == "," {
        position += 1
        return
      }
      if !GoText.isSpace(rune) { return }
      position += 1
    }
  }

  // MARK: Characters

  private mutating func rest() -> String {
    defer { position = runes.count }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: runes[position...])
    return String(text)
  }

  /// Reads up to one of the stop characters and past it; `\` takes the next character as it is (not in literals).
  private mutating func until(_ stops: String) -> (text: String, stop: Unicode.Scalar?) {
    let stops = stops.unicodeScalars
    var text = String.UnicodeScalarView()
    while position < runes.count {
      let rune = runes[position]
      position += 1
      if stops.contains(rune) { return (String(text), rune) }
      if rune == "\\" && !isLiteral {
        guard position < runes.count else { return (String(text), nil) }
        text.append(runes[position])
        position += 1
      } else {
        text.append(rune)
      }
    }
    return (String(text), nil)
  }

  private func set(_ data: inout Object, _ name: String, _ value: Value) {
    if !name.isEmpty { data[name] = value }
  }

  private static func wrap(_ stop: Stop, _ context: String) -> Stop {
    switch stop {
    case .end: .failed("\(context): EOF")
    case .failed(let message): .failed("\(context): \(message)")
    }
  }

  /// Go's panic of a failed type assertion, which helm's parser catches.
  private static func conversion(_ value: Value, _ wanted: String) -> Stop {
    .failed("unable to parse key: interface conversion: interface {} is \(GoText.typeName(value)), not \(wanted)")
  }
}

/// Finds where the first JSON value of a text ends, as Go's streaming decoder does.
enum JSONPrefix {
  static func end(of runes: [Unicode.Scalar], from start: Int) -> Int? {
    var i = start
    guard i < runes.count else { return nil }
    switch runes[i] {
    case "\"": return string(runes, i)
    case "{", "[":
      var depth = 0
      while i < runes.count {
        switch runes[i] {
        case "\"":
          guard let after = string(runes, i) else { return nil }
          i = after
          continue
        case "{", "[": depth += 1
        case "}", "]":
          depth -= 1
          if depth == 0 { return i + 1 }
        default: break
        }
        i += 1
      }
      return nil
    case "t", "n": return literal(runes, i, 4)
    case "f": return literal(runes, i, 5)
    default:
      while i < runes.count, "+-.eE0123456789".unicodeScalars.contains(runes[i]) { i += 1 }
      return i == start ? nil : i
    }
  }

  private static func literal(_ runes: [Unicode.Scalar], _ start: Int, _ length: Int) -> Int? {
    start + length <= runes.count ? start + length : nil
  }

  private static func string(_ runes: [Unicode.Scalar], _ start: Int) -> Int? {
    var i = start + 1
    while i < runes.count {
      if runes[i] == "\"" { return i + 1 }
      i += runes[i] == "\\" ? 2 : 1
    }
    return nil
  }
}
