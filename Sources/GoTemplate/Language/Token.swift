/// A token of the template language (text/template/parse `item`).
struct Token {
  enum Kind: UInt8 {
    case error, bool, char, charConstant, complex, assign, declare, eof, field, identifier, leftDelim, leftParen
    case number, pipe, rawString, rightDelim, rightParen, space, string, text, variable
    // Keywords; all that follow print as <word>.
    case block, `break`, `continue`, dot, define, `else`, end, `if`, `nil`, range, template, with

    var isKeyword: Bool { rawValue >= Kind.block.rawValue }
  }

  var kind: Kind
  /// Byte offset of the first byte in the source.
  var position: Int
  /// The token's bytes in the source.
  var end: Int
  /// 1-based line of the first byte.
  var line: Int
  /// Only for `.error`.
  var message = ""
}

/// The characters that the lexer tells apart.
enum Lexical {
  static func isSpace(_ rune: UInt32) -> Bool { rune == 0x20 || rune == 9 || rune == 13 || rune == 10 }
  static func isSpace(_ byte: UInt8) -> Bool { isSpace(UInt32(byte)) }

  static func isAlphaNumeric(_ rune: UInt32) -> Bool {
    if rune < 0x80 {
      return rune == 0x5F || (rune >= 0x30 && rune <= 0x39) || (rune | 0x20 >= 0x61 && rune | 0x20 <= 0x7A)
    }
    guard let scalar = Unicode.Scalar(rune) else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      return true
    default: return false
    }
  }

  /// fmt's `%#U`.
  static func describe(_ rune: UInt32) -> String {
    var text = String(rune, radix: 16, uppercase: true)
    if text.utf8.count < 4 { text = String(repeating: "0", count: 4 - text.utf8.count) + text }
    guard GoQuote.isPrint(rune), let scalar = Unicode.Scalar(rune) else { return "U+" + text }
    return "U+\(text) '\(Character(scalar))'"
  }

  static let keywords: [String: Token.Kind] = [
    ".": .dot, "block": .block, "break": .break, "continue": .continue, "define": .define, "else": .else,
    "end": .end, "if": .if, "range": .range, "nil": .nil, "template": .template, "with": .with,
  ]
}
