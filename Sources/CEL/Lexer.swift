import Manifest

/// Splits an expression into tokens, following the lexical rules of the CEL specification.
struct Lexer {
  enum Token: Hashable {
    case identifier(String)
    /// A field name in back quotes.
    case quotedIdentifier(String)
    case int(String)
    case uint(String)
    case double(String)
    case string(String)
    case bytes([UInt8])
    case symbol(String)
    case end
  }

  struct Positioned {
    var token: Token
    /// In unicode scalars.
    var offset: Int
    /// As written, for messages.
    var text: String
  }

  let scalars: [Unicode.Scalar]
  private var position = 0
  private(set) var errors: [(offset: Int, message: String)] = []

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func tokens() -> [Positioned] {
    var out: [Positioned] = []
    while true {
      skipBlank()
      let start = position
      guard position < scalars.count else {
        out.append(Positioned(token: .end, offset: start, text: "<EOF>"))
        return out
      }
      if let token = next() {
        out.append(Positioned(token: token, offset: start, text: slice(start, position)))
      }
    }
  }

  func slice(_ from: Int, _ to: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[from..<min(to, scalars.count)])
    return String(text)
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    position + ahead < scalars.count ? scalars[position + ahead] : nil
  }

  private mutating func skipBlank() {
    while let c = peek() {
      if c == " " || c == "\t" || c == "\n" || c == "\r" || c == "\u{0C}" {
        position += 1
      } else if c == "/" && peek(1) == "/" {
        while let d = peek(), d != "\n" { position += d == "\n" ? 0 : 1 }
      } else {
        return
      }
    }
  }

  private mutating func next() -> Token? {
    guard let c = peek() else { return .end }
    if let prefix = stringPrefix() { return string(raw: prefix.raw, bytes: prefix.bytes, skip: prefix.length) }
    if Lexer.isLetter(c) {
      let start = position
      while let d = peek(), Lexer.isLetter(d) || Lexer.isDigit(d) { position += 1 }
      return .identifier(slice(start, position))
    }
    if Lexer.isDigit(c) || (c == "." && peek(1).map(Lexer.isDigit) == true) { return number() }
    if c == "`" { return quoted() }
    for symbol in ["==", "!=", "<=", ">=", "&&", "||"] {
      let s = Array(symbol.unicodeScalars)
      if c == s[0] && peek(1) == s[1] {
        position += 2
        return .symbol(symbol)
      }
    }
    position += 1
    if "()[]{}.,:?+-*/%<>!".unicodeScalars.contains(c) { return .symbol(String(c)) }
    // Half of a two-letter symbol takes the letter along that it failed at.
    let text = "=&|".unicodeScalars.contains(c) ? slice(position - 1, position + (peek() == nil ? 0 : 1)) : String(c)
    errors.append((position - 1, "Syntax error: token recognition error at: '\(text)'"))
    return nil
  }

  static func isLetter(_ c: Unicode.Scalar) -> Bool {
    (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || c == "_"
  }
  static func isDigit(_ c: Unicode.Scalar) -> Bool { c >= "0" && c <= "9" }
  private static func isHex(_ c: Unicode.Scalar) -> Bool {
    isDigit(c) || (c >= "a" && c <= "f") || (c >= "A" && c <= "F")
  }

  private mutating func quoted() -> Token? {
    let start = position
    position += 1
    while let c = peek(), c != "`", c != "\n" { position += 1 }
    guard peek() == "`" else {
      errors.append((start, "Syntax error: token recognition error at: '\(slice(start, position))'"))
      return nil
    }
    position += 1
    return .quotedIdentifier(slice(start + 1, position - 1))
  }

  private mutating func number() -> Token {
    let start = position
    if peek() == "0" && (peek(1) == "x" || peek(1) == "X") && peek(2).map(Lexer.isHex) == true {
      position += 2
      while let c = peek(), Lexer.isHex(c) { position += 1 }
      return integer(start)
    }
    while let c = peek(), Lexer.isDigit(c) { position += 1 }
    var isDouble = false
    if peek() == "." && peek(1).map(Lexer.isDigit) == true {
      isDouble = true
      position += 1
      while let c = peek(), Lexer.isDigit(c) { position += 1 }
    }
    if peek() == "e" || peek() == "E" {
      let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
      if peek(1 + sign).map(Lexer.isDigit) == true {
        isDouble = true
        position += 1 + sign
        while let c = peek(), Lexer.isDigit(c) { position += 1 }
      }
    }
    return isDouble ? .double(slice(start, position)) : integer(start)
  }

  private mutating func integer(_ start: Int) -> Token {
    let digits = slice(start, position)
    if peek() == "u" || peek() == "U" {
      position += 1
      return .uint(digits)
    }
    return .int(digits)
  }

  private func stringPrefix() -> (raw: Bool, bytes: Bool, length: Int)? {
    var raw = false
    var bytes = false
    var length = 0
    while let c = peek(length), length < 2 {
      if c == "r" || c == "R", !raw {
        raw = true
      } else if c == "b" || c == "B", !bytes {
        bytes = true
      } else {
        break
      }
      length += 1
    }
    guard let quote = peek(length), quote == "\"" || quote == "'" else { return nil }
    return (raw, bytes, length)
  }

  private mutating func string(raw: Bool, bytes: Bool, skip: Int) -> Token? {
    let start = position
    position += skip
    guard let quote = peek() else { return nil }
    let triple = peek(1) == quote && peek(2) == quote
    position += triple ? 3 : 1
    var text = String.UnicodeScalarView()
    var data: [UInt8] = []
    func fail(_ lexer: inout Lexer) -> Token? {
      if lexer.peek() == "\n" { lexer.position += 1 }
      lexer.errors.append(
        (start, "Syntax error: token recognition error at: '\(lexer.slice(start, lexer.position))'"))
      return nil
    }
    while true {
      guard let c = peek() else { return fail(&self) }
      if c == quote && (!triple || (peek(1) == quote && peek(2) == quote)) {
        position += triple ? 3 : 1
        break
      }
      if !triple && (c == "\n" || c == "\r") { return fail(&self) }
      position += 1
      if c != "\\" || raw {
        text.append(c)
        if bytes { data.append(contentsOf: Array(String(c).utf8)) }
        continue
      }
      guard let escape = escaped() else { return fail(&self) }
      switch escape {
      case .scalar(let s):
        text.append(s)
        if bytes { data.append(contentsOf: Array(String(s).utf8)) }
      case .byte(let b):
        // \x and octal escapes are code points in strings and single bytes in bytes.
        text.append(Unicode.Scalar(b))
        data.append(b)
      }
    }
    return bytes ? .bytes(data) : .string(String(text))
  }

  private enum Escape {
    case scalar(Unicode.Scalar)
    case byte(UInt8)
  }

  private mutating func escaped() -> Escape? {
    guard let c = peek() else { return nil }
    position += 1
    switch c {
    case "a": return .scalar("\u{07}")
    case "b": return .scalar("\u{08}")
    case "f": return .scalar("\u{0C}")
    case "n": return .scalar("\n")
    case "r": return .scalar("\r")
    case "t": return .scalar("\t")
    case "v": return .scalar("\u{0B}")
    case "\\", "?", "\"", "'", "`": return .scalar(c)
    case "x", "X": return digits(2, radix: 16).flatMap { UInt8(exactly: $0) }.map { .byte($0) }
    case "u": return digits(4, radix: 16).flatMap(Unicode.Scalar.init).map { .scalar($0) }
    case "U": return digits(8, radix: 16).flatMap(Unicode.Scalar.init).map { .scalar($0) }
    case "0", "1", "2", "3":
      position -= 1
      return digits(3, radix: 8).flatMap { UInt8(exactly: $0) }.map { .byte($0) }
    default: return nil
    }
  }

  private mutating func digits(_ count: Int, radix: Int) -> UInt32? {
    guard position + count <= scalars.count else { return nil }
    let text = slice(position, position + count)
    guard !text.hasPrefix("+"), !text.hasPrefix("-"), let n = UInt32(text, radix: radix) else { return nil }
    position += count
    return n
  }
}
