import KubeAPI

extension LabelSelector {
  /// Reads the query form. Errors are those of apimachinery `pkg/labels`, behind "unable to parse requirement: ".
  public init(parsing text: String) throws(StatusError) {
    var parser = Parser(text)
    requirements = try parser.parse()
    requirements.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private enum Token: Equatable {
    case word(String)
    case comma, equals, doubleEquals, notEquals, not, open, close, greater, less, end

    var text: String {
      switch self {
      case .word(let word): word
      case .comma: ","
      case .equals: "="
      case .doubleEquals: "=="
      case .notEquals: "!="
      case .not: "!"
      case .open: "("
      case .close: ")"
      case .greater: ">"
      case .less: "<"
      case .end: ""
      }
    }
  }

  private struct Parser {
    private var tokens: [Token] = []
    private var position = 0

    init(_ text: String) {
      let bytes = Array(text.utf8)
      let special: Set<UInt8> = Set("=!(),<>".utf8)
      var i = 0
      while i < bytes.count {
        let c = bytes[i]
        if c == 0x20 || c == 0x09 || c == 0x0A || c == 0x0D {
          i += 1
        } else if special.contains(c) {
          let next = i + 1 < bytes.count ? bytes[i + 1] : 0
          if c == UInt8(ascii: "="), next == UInt8(ascii: "=") {
            tokens.append(.doubleEquals)
            i += 2
            continue
          }
          if c == UInt8(ascii: "!"), next == UInt8(ascii: "=") {
            tokens.append(.notEquals)
            i += 2
            continue
          }
          switch c {
          case UInt8(ascii: "="): tokens.append(.equals)
          case UInt8(ascii: "!"): tokens.append(.not)
          case UInt8(ascii: "("): tokens.append(.open)
          case UInt8(ascii: ")"): tokens.append(.close)
          case UInt8(ascii: ","): tokens.append(.comma)
          case UInt8(ascii: "<"): tokens.append(.less)
          default: tokens.append(.greater)
          }
          i += 1
        } else {
          let start = i
          while i < bytes.count, !special.contains(bytes[i]), ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[i]) { i += 1 }
          tokens.append(.word(String(decoding: bytes[start..<i], as: UTF8.self)))
        }
      }
    }

    private var current: Token { position < tokens.count ? tokens[position] : .end }
    private mutating func take() -> Token {
      let token = current
      position += 1
      return token
    }
    private func refuse(_ why: String) -> StatusError { .badRequest("unable to parse requirement: \(why)") }

    mutating func parse() throws(StatusError) -> [Requirement] {
      var list: [Requirement] = []
      while true {
        switch current {
        case .word, .not:
          list.append(try requirement())
          switch take() {
          case .end: return list
          case .comma:
            switch current {
            case .word, .not: continue
            default: throw StatusError.badRequest("found '\(current.text)', expected: identifier after ','")
            }
          case let other: throw StatusError.badRequest("found '\(other.text)', expected: ',' or 'end of string'")
          }
        case .end: return list
        default: throw StatusError.badRequest("found '\(current.text)', expected: !, identifier, or 'end of string'")
        }
      }
    }

    private mutating func requirement() throws(StatusError) -> Requirement {
      if current == .not {
        _ = take()
        return Requirement(key: try key(), op: .doesNotExist, values: [])
      }
      let key = try key()
      switch current {
      case .end, .comma: return Requirement(key: key, op: .exists, values: [])
      case .equals, .doubleEquals:
        _ = take()
        return Requirement(key: key, op: .in, values: [try value(of: key)])
      case .notEquals:
        _ = take()
        return Requirement(key: key, op: .notIn, values: [try value(of: key)])
      case .greater, .less:
        let op = take()
        let bound = try value(of: key)
        guard Int64(bound) != nil else {
          throw refuse(
            "values[0]: Invalid value: \"\(bound)\": for 'Gt', 'Lt' operators, the value must be an integer")
        }
        return Requirement(key: key, op: op == .greater ? .greater : .less, values: [bound])
      case .word("in"):
        _ = take()
        return Requirement(key: key, op: .in, values: try values())
      case .word("notin"):
        _ = take()
        return Requirement(key: key, op: .notIn, values: try values())
      default: throw refuse("found '\(current.text)', expected: in, notin, =, ==, !=, gt, lt")
      }
    }

    private mutating func key() throws(StatusError) -> String {
      guard case .word(let word) = take() else {
        position -= 1
        throw refuse("found '\(current.text)', expected: identifier")
      }
      if let why = LabelSyntax.complaint(aboutKey: word) {
        throw refuse("<nil>: Invalid value: \"\(word)\": \(why)")
      }
      return word
    }

    private mutating func value(of key: String) throws(StatusError) -> String {
      switch current {
      case .end, .comma: return ""
      case .word(let word):
        _ = take()
        if let why = LabelSyntax.complaint(aboutValue: word) {
          throw refuse("values[0][\(key)]: Invalid value: \"\(word)\": \(why)")
        }
        return word
      default: throw refuse("found '\(current.text)', expected: identifier")
      }
    }

    private mutating func values() throws(StatusError) -> [String] {
      guard current == .open else { throw refuse("found '\(current.text)' expected: '('") }
      _ = take()
      var list: [String] = []
      while true {
        switch take() {
        case .word(let word): list.append(word)
        case .close:
          if list.isEmpty { list.append("") }
          return list.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        case .comma:
          if current == .close || current == .comma { list.append("") }
        case let other: throw refuse("found '\(other.text)', expected: ',', or ')'")
        }
      }
    }
  }
}

/// The spelling of label keys and values (apimachinery `pkg/util/validation`).
enum LabelSyntax {
  static func complaint(aboutValue value: String) -> String? {
    if value.utf8.count > 63 { return "must be no more than 63 bytes" }
    if value.isEmpty || isName(Array(value.utf8)) { return nil }
    return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
      + "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
      + "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
  }

  static func complaint(aboutKey key: String) -> String? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    let rule =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
      + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
      + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    if parts.count > 2 {
      return "a qualified name \(rule) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    }
    let name = parts[parts.count - 1]
    if name.isEmpty { return "name part must be non-empty" }
    if name.utf8.count > 63 { return "name part must be no more than 63 bytes" }
    return isName(Array(name.utf8)) ? nil : "name part \(rule)"
  }

  private static func isName(_ bytes: [UInt8]) -> Bool {
    func letter(_ c: UInt8) -> Bool {
      (48...57).contains(c) || (65...90).contains(c) || (97...122).contains(c)
    }
    guard let first = bytes.first, let last = bytes.last, letter(first), letter(last) else { return false }
    return bytes.allSatisfy { letter($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }
}
