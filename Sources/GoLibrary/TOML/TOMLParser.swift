extension TOML {
  /// `toml.Unmarshal` into a map; keys come out sorted. Errors carry the line and the last key as Go words them.
  public static func decode(_ bytes: [UInt8]) throws(GoError) -> TOML {
    var bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if bytes.prefix(6).contains(0) {
      throw GoError("toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8")
    }
    var parser = TOMLParser(bytes)
    try parser.parse()
    return parser.root.value
  }
}

/// A table while it is read.
private final class TOMLTable {
  enum Entry {
    case value(TOML)
    case table(TOMLTable)
    case tables([TOMLTable])
  }
  var entries: [String: Entry] = [:]

  var value: TOML {
    .table(
      entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { key, entry in
        switch entry {
        case .value(let value): (key, value)
        case .table(let table): (key, table.value)
        case .tables(let tables): (key, .array(tables.map(\.value)))
        }
      })
  }
}

private struct TOMLParser {
  var reader: TOMLReader
  let root = TOMLTable()
  /// Where keys go now.
  var context: [String] = []
  /// Tables that no header has defined yet, by path.
  var implicits: Set<String> = []
  var arrays: Set<String> = []
  var keyLine = 1
  var depth = 0

  init(_ bytes: [UInt8]) { reader = TOMLReader(bytes) }

  private func path(_ key: some Sequence<String>) -> String { key.map(TOML.key).joined(separator: ".") }

  private mutating func setLastKey(_ key: String? = nil) {
    reader.lastKey = key.map { context.isEmpty ? $0 : path(context) + "." + $0 } ?? path(context)
  }

  private func keyProblem(_ message: String) -> GoError { reader.problem(message, line: keyLine) }

  mutating func parse() throws(GoError) {
    while true {
      setLastKey()
      try reader.skipLines()
      if reader.at >= reader.bytes.count { return }
      if reader.peek() == 0x5B {
        try header()
      } else {
        let outer = context
        try keyValue { (parser, key, value) throws(GoError) in try parser.set(key, value) }
        context = outer
        setLastKey()
      }
      try topEnd()
    }
  }

  private mutating func topEnd() throws(GoError) {
    reader.skipSpaces()
    switch reader.peek() {
    case 0x23: try reader.skipComment()
    case 0x0A, 0x0D: return
    default:
      let rune = try reader.next()
      if rune == TOMLReader.end { return }
      throw reader.problem(
        "expected a top-level item to end with a newline, comment, or EOF, but got \(TOMLReader.quote(rune)) instead")
    }
  }

  private mutating func header() throws(GoError) {
    reader.at += 1
    let isArray = reader.peek() == 0x5B
    if isArray { reader.at += 1 }
    var key: [String] = []
    while true {
      reader.skipSpaces()
      switch reader.peek() {
      case 0x5D, 0: throw reader.problem("unexpected end of table name (table names cannot be empty)")
      case 0x2E: throw reader.problem("unexpected table separator (table names cannot be empty)")
      default: key.append(try keyPart())
      }
      if key.count == 1 { keyLine = reader.line }
      reader.skipSpaces()
      let rune = try reader.next()
      if rune == 0x5D { break }
      if rune != 0x2E {
        throw reader.problem("expected '.' or ']' to end table name, but got \(TOMLReader.quote(rune)) instead")
      }
    }
    if isArray {
      let rune = try reader.next()
      if rune != 0x5D {
        throw reader.problem(
          "expected end of table array name delimiter ']', but got \(TOMLReader.quote(rune)) instead")
      }
    }
    if key.count > 100 { throw keyProblem("key has too many parts") }
    try addContext(key, array: isArray)
  }

  private mutating func keyPart() throws(GoError) -> String {
    switch reader.peek() {
    case 0x22:
      reader.at += 1
      return try reader.basicString()
    case 0x27:
      reader.at += 1
      return try reader.rawString()
    default:
      let start = reader.at
      while RegexpParser.isWord(reader.peek()) || reader.peek() == 0x2D { reader.at += 1 }
      return String(decoding: reader.bytes[start..<reader.at], as: UTF8.self)
    }
  }

  /// `a.b = value`; what to do with the value is the caller's.
  private mutating func keyValue(
    _ store: (inout TOMLParser, String, TOML) throws(GoError) -> Void
  ) throws(GoError) {
    switch reader.peek() {
    case 0x3D, 0: throw reader.problem("unexpected '=': key name appears blank")
    case 0x2E: throw reader.problem("unexpected '.': keys cannot start with a '.'")
    default: break
    }
    var key: [String] = []
    while true {
      reader.skipSpaces()
      switch reader.peek() {
      case 0x3D, 0: throw reader.problem("unexpected '='")
      case 0x2E: throw reader.problem("unexpected '.'")
      default: key.append(try keyPart())
      }
      if key.count == 1 { keyLine = reader.line }
      reader.skipSpaces()
      let rune = try reader.next()
      if rune == 0x3D { break }
      if rune == 0x2E { continue }
      throw reader.problem(
        "expected '.' or '=', but got \(TOMLReader.quote(rune)) instead", line: rune == 0x0A ? reader.line - 1 : nil)
    }
    let last = key.removeLast()
    if key.count > 100 { throw keyProblem("key has too many parts") }
    for part in key {
      implicits.insert(path(context + [part]))
      try addContext(context + [part], array: false)
    }
    setLastKey(last)
    let value = try value(last)
    try store(&self, last, value)
  }

  // MARK: - Where things go

  private mutating func addContext(_ key: [String], array: Bool) throws(GoError) {
    var table = root
    var walked: [String] = []
    for part in key.dropLast() {
      walked.append(part)
      if table.entries[part] == nil {
        implicits.insert(path(walked))
        table.entries[part] = .table(TOMLTable())
      }
      switch table.entries[part] {
      case .tables(let tables): table = tables.last ?? table
      case .table(let inner): table = inner
      default: throw keyProblem("Key '\(path(walked))' was already created as a hash.")
      }
    }
    guard let last = key.last else { return }
    context = walked
    if array {
      switch table.entries[last] {
      case nil: table.entries[last] = .tables([TOMLTable()])
      case .tables(let tables): table.entries[last] = .tables(tables + [TOMLTable()])
      default: throw keyProblem("Key '\(path(key))' was already created and cannot be used as an array.")
      }
    } else {
      try define(last, .table(TOMLTable()))
    }
    context.append(last)
  }

  private mutating func set(_ key: String, _ value: TOML) throws(GoError) {
    try define(key, .value(value))
    if case .array = value { arrays.insert(path(context + [key])) }
  }

  /// `setValue`.
  private func current() throws(GoError) -> TOMLTable {
    var table = root
    var walked: [String] = []
    for part in context {
      walked.append(part)
      switch table.entries[part] {
      case .tables(let tables): table = tables.last ?? table
      case .table(let inner): table = inner
      default: throw keyProblem("Key '\(path(walked))' has already been defined.")
      }
    }
    return table
  }

  private mutating func define(_ key: String, _ entry: TOMLTable.Entry) throws(GoError) {
    let table = try current()
    let full = path(context + [key])
    guard table.entries[key] != nil else {
      table.entries[key] = entry
      return
    }
    if implicits.remove(full) == nil { throw keyProblem("Key '\(full)' has already been defined.") }
    if arrays.contains(full) { table.entries[key] = entry }
  }

  // MARK: - Values

  private mutating func value(_ key: String) throws(GoError) -> TOML {
    reader.skipSpaces()
    let next = reader.peek()
    switch next {
    case 0x30...0x39, 0x2B, 0x2D: return try number()
    case 0x5B: return try array(key)
    case 0x7B: return try inlineTable(key)
    case 0x22, 0x27:
      if reader.peek(1) == next && reader.peek(2) == next {
        reader.at += 3
        return .string(try reader.multilineString(next))
      }
      reader.at += 1
      return .string(next == 0x22 ? try reader.basicString() : try reader.rawString())
    case 0x2E:
      reader.at += 1
      throw reader.problem("floats must start with a digit, not '.'")
    case 0x69, 0x6E:
      for (word, value) in [("inf", Double.infinity), ("nan", Double.nan)]
      where reader.bytes[reader.at...].starts(with: word.utf8) {
        reader.at += 3
        return .float(value)
      }
    default: break
    }
    let start = reader.at
    var rune = try reader.next()
    guard UnicodeTables.isLetter(rune) else {
      if rune == TOMLReader.end { throw reader.problem("unexpected EOF; expected value") }
      throw reader.problem(
        "expected value but found \(TOMLReader.quote(rune)) instead", line: rune == 0x0A ? reader.line - 1 : nil)
    }
    var end = reader.at
    while reader.at < reader.bytes.count {
      rune = try reader.next()
      if !UnicodeTables.isLetter(rune) {
        if rune == 0x0A { reader.line -= 1 }
        break
      }
      end = reader.at
    }
    reader.at = end
    let word = String(decoding: reader.bytes[start..<end], as: UTF8.self)
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: throw reader.problem("expected value but found \(GoNumber.quote(word)) instead")
    }
  }

  private mutating func deeper() throws(GoError) {
    depth += 1
    if depth > 500 { throw reader.problem("values nest too deeply") }
  }

  private mutating func array(_ key: String) throws(GoError) -> TOML {
    reader.at += 1
    try deeper()
    defer { depth -= 1 }
    var items: [TOML] = []
    while true {
      try reader.skipLines()
      if reader.peek() == 0x5D { break }
      if reader.peek() == 0x2C {
        reader.at += 1
        throw reader.problem("unexpected comma")
      }
      items.append(try value(key))
      setLastKey(key)
      try reader.skipLines()
      let rune = try reader.next()
      if rune == 0x5D { return .array(items) }
      if rune != 0x2C {
        throw reader.problem("expected a comma (',') or array terminator (']'), but got \(TOMLParser.shown(rune))")
      }
    }
    reader.at += 1
    return .array(items)
  }

  private static func shown(_ rune: UInt32) -> String {
    rune == TOMLReader.end ? "end of file" : "'" + (Unicode.Scalar(rune).map { String($0) } ?? "") + "'"
  }

  /// An inline table is read by itself: nothing outside can add to it.
  private mutating func inlineTable(_ key: String) throws(GoError) -> TOML {
    reader.at += 1
    try deeper()
    var inner = TOMLParser([])
    inner.reader = reader
    inner.depth = depth
    let outerKey = reader.lastKey
    while true {
      try inner.reader.skipLines()
      if inner.reader.peek() == 0x7D { break }
      if inner.reader.peek() == 0x2C {
        inner.reader.at += 1
        throw inner.reader.problem("unexpected comma")
      }
      inner.context = []
      try inner.keyValue { (parser, key, value) throws(GoError) in
        parser.reader.lastKey = outerKey + "." + key
        try parser.set(key, value)
      }
      inner.reader.lastKey = outerKey
      try inner.reader.skipLines()
      if inner.reader.peek() == 0x7D { break }
      let rune = try inner.reader.next()
      if rune != 0x2C {
        throw inner.reader.problem(
          "expected a comma or an inline table terminator '}', but got \(TOMLParser.shown(rune)) instead")
      }
    }
    reader = inner.reader
    reader.at += 1
    depth -= 1
    return inner.root.value
  }

  private mutating func number() throws(GoError) -> TOML {
    let start = reader.at
    func text() -> String { String(decoding: reader.bytes[start..<reader.at], as: UTF8.self) }
    func take(_ accept: (UInt8) -> Bool) {
      while reader.at < reader.bytes.count, accept(reader.peek()) { reader.at += 1 }
    }
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    if reader.peek() == 0x2B || reader.peek() == 0x2D {
      reader.at += 1
      for word in ["inf", "nan"] where reader.bytes[reader.at...].starts(with: word.utf8) {
        reader.at += 3
        let value = word == "inf" ? Double.infinity : Double.nan
        return .float(reader.bytes[start] == 0x2D ? -value : value)
      }
      if reader.peek() == 0x2E {
        reader.at += 1
        throw reader.problem("floats must start with a digit, not '.'")
      }
      if reader.peek() == 0x30, [0x62, 0x6F, 0x78].contains(reader.peek(1)) {
        reader.at += 1
        throw reader.problem(
          "cannot use sign with non-decimal numbers: '\(text())\(Character(Unicode.Scalar(reader.peek())))'")
      }
      if !isDigit(reader.peek()) {
        let rune = try reader.next()
        throw reader.problem("expected a digit but got \(TOMLReader.quote(rune))")
      }
    } else if reader.peek() == 0x30, let (name, accept) = TOMLParser.radix(reader.peek(1)) {
      reader.at += 2
      if !accept(reader.peek()) {
        throw reader.problem("not \(name) number: '\(text())\(Character(Unicode.Scalar(reader.peek())))'")
      }
      take { accept($0) || $0 == 0x5F }
      return try integer(text())
    }
    take(isDigit)
    let signed = !isDigit(reader.bytes[start])
    if !signed, reader.peek() == 0x2D || reader.peek() == 0x3A {
      take { isDigit($0) || [0x2D, 0x3A, 0x54, 0x74, 0x20, 0x2E, 0x5A, 0x7A, 0x2B].contains($0) }
      return try datetime(text())
    }
    take { isDigit($0) || $0 == 0x5F }
    if [0x2E, 0x65, 0x45].contains(reader.peek()) {
      take { isDigit($0) || [0x5F, 0x2E, 0x2D, 0x2B, 0x65, 0x45].contains($0) }
      return try float(text())
    }
    return try integer(text())
  }

  private static func radix(_ mark: UInt8) -> (name: String, accept: (UInt8) -> Bool)? {
    switch mark {
    case 0x62: ("a binary", { $0 == 0x30 || $0 == 0x31 })
    case 0x6F: ("an octal", { $0 >= 0x30 && $0 <= 0x37 })
    case 0x78: ("a hexadecimal", { $0 >= 0x30 && $0 <= 0x39 || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66 })
    default: nil
    }
  }

  /// Each underscore stands between digits.
  private static func underscoresFit(_ text: some StringProtocol) -> Bool {
    var accept = false
    for byte in text.utf8 {
      if byte == 0x5F && !accept { return false }
      accept = byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66
    }
    return accept
  }

  private static func leadingZero(_ text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    if bytes.count > 1, bytes[0] == 0x30, ![0x62, 0x6F, 0x78].contains(bytes[1]) { return true }
    return bytes.count > 2 && (bytes[0] == 0x2D || bytes[0] == 0x2B) && bytes[1] == 0x30
  }

  private func integer(_ text: String) throws(GoError) -> TOML {
    if !TOMLParser.underscoresFit(text) {
      throw reader.problem("Invalid integer \(GoNumber.quote(text)): underscores must be surrounded by digits")
    }
    if TOMLParser.leadingZero(text) {
      throw reader.problem("Invalid integer \(GoNumber.quote(text)): cannot have leading zeroes")
    }
    do { return .integer(try GoNumber.parseInt(text, base: 0)) } catch {
      throw reader.problem("\(text) is out of range for int64")
    }
  }

  private func float(_ text: String) throws(GoError) -> TOML {
    let parts = text.split { $0 == "." || $0 == "e" || $0 == "E" }
    for part in parts where !TOMLParser.underscoresFit(part) {
      throw reader.problem("Invalid float \(GoNumber.quote(text)): underscores must be surrounded by digits")
    }
    if let first = parts.first, TOMLParser.leadingZero(first) {
      throw reader.problem("Invalid float \(GoNumber.quote(text)): cannot have leading zeroes")
    }
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where byte == 0x2E {
      if index + 1 == bytes.count || bytes[index + 1] < 0x30 || bytes[index + 1] > 0x39 {
        throw reader.problem("Invalid float \(GoNumber.quote(text)): '.' must be followed by one or more digits")
      }
    }
    do { return .float(try GoNumber.parseFloat(text.filter { $0 != "_" })) } catch {
      if error.reason == .range { throw reader.problem("\(text) is out of range for float64") }
      throw reader.problem("Invalid float value: \(GoNumber.quote(text))")
    }
  }

  private func datetime(_ raw: String) throws(GoError) -> TOML {
    let text = String(GoStrings.trimSpace(raw).map { $0 == "z" ? "Z" : $0 == "t" || $0 == " " ? "T" : $0 })
    let offset = GoTime.now().zone.offset
    func local(_ name: String) -> GoLocation { .fixed(name, offset: offset) }
    let layouts: [(String, GoLocation)] = [
      (GoTime.rfc3339Nano, .local), ("2006-01-02T15:04:05.999999999", local("datetime-local")),
      ("2006-01-02", local("date-local")), ("15:04:05.999999999", local("time-local")),
      ("2006-01-02T15:04Z07:00", .local), ("2006-01-02T15:04", local("datetime-local")), ("15:04", local("time-local")),
    ]
    for (layout, location) in layouts {
      guard let time = try? GoTime(parse: text, layout: layout, location: location) else { continue }
      if TOMLParser.missesLeadingZero(text, layout) { break }
      return .time(time)
    }
    throw reader.problem("invalid datetime: \(GoNumber.quote(text))")
  }

  private static func missesLeadingZero(_ text: String, _ layout: String) -> Bool {
    for (byte, wanted) in zip(text.utf8, layout.utf8) {
      if wanted == 0x2E || wanted == 0x5A { return false }
      if (wanted < 0x30 || wanted > 0x39) && byte != wanted { return true }
    }
    return false
  }
}
