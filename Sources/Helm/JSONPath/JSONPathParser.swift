import GoLibrary
import Manifest

/// Reads the text of a ``JSONPathTemplate`` (client-go's `jsonpath.Parser`), with its errors.
struct JSONPathParser {
  private typealias Node = JSONPathTemplate.Node

  private let input: [Unicode.Scalar]
  private var at = 0
  /// Unions and filters read what stands in them by a parser of their own.
  private let depth: Int

  init(_ text: String, depth: Int = 0) {
    input = Array(text.unicodeScalars)
    self.depth = depth
  }

  mutating func parse() throws(HelmError) -> [JSONPathTemplate.Node] {
    if depth > 100 { throw HelmError("nested too deeply") }
    var nodes: [Node] = []
    while at < input.count {
      let text = take { $0 != "{" }
      if !text.isEmpty { nodes.append(.text(text)) }
      if at < input.count {
        at += 1
        nodes.append(.list(try action()))
      }
    }
    return nodes
  }

  /// The nodes of one action that stands in a text by itself.
  private func inner(_ text: String) throws(HelmError) -> JSONPathTemplate.Node {
    var parser = JSONPathParser("{\(text)}", depth: depth + 1)
    return try parser.parse().first ?? .list([])
  }

  private mutating func take(while isWanted: (Unicode.Scalar) -> Bool) -> String {
    var text = String.UnicodeScalarView()
    while at < input.count, isWanted(input[at]) {
      text.append(input[at])
      at += 1
    }
    return String(text)
  }

  private func starts(_ text: String) -> Bool { input[at...].starts(with: text.unicodeScalars) }

  /// What stands between `{` and `}`; the opening brace has been read.
  private mutating func action() throws(HelmError) -> [Node] {
    var nodes: [Node] = []
    while true {
      if starts("}") {
        at += 1
        return nodes
      }
      if starts("[?(") {
        nodes.append(try filter())
        continue
      }
      if starts("..") {
        if case .recursive? = nodes.last { throw HelmError("invalid multiple recursive descent") }
        at += 2
        nodes.append(.recursive)
        if at < input.count, Self.isWord(input[at]) { nodes.append(field()) }
        continue
      }
      guard at < input.count, !Self.isLineEnd(input[at]) else { throw HelmError("unclosed action") }
      let first = input[at]
      switch first {
      case " ", "@", "$": at += 1
      case "[": nodes += try array()
      case "\"", "'": nodes.append(try quoted(first))
      case ".":
        at += 1
        nodes.append(field())
      case _ where first == "+" || first == "-" || first.properties.generalCategory == .decimalNumber:
        nodes.append(try number())
      case _ where Self.isWord(first):
        let word = take { !Self.isTerminator($0) }
        nodes.append(word == "true" || word == "false" ? .literal(.bool(word == "true")) : .word(word))
      default:
        let hex = String(first.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        let shown = GoText.isPrint(first) ? " '\(first)'" : ""
        throw HelmError("unrecognized character in action: U+\(code)\(shown)")
      }
    }
  }

  private mutating func field() -> Node {
    var name = String.UnicodeScalarView()
    while at < input.count, !Self.isTerminator(input[at]) {
      if input[at] == "\\" { at += 1 }
      if at < input.count, input[at] != "\\" { name.append(input[at]) }
      at += 1
    }
    at = min(at, input.count)
    return String(name) == "*" ? .wildcard : .field(String(name))
  }

  private mutating func number() throws(HelmError) -> Node {
    var text = ""
    if input[at] == "+" || input[at] == "-" {
      text = String(input[at])
      at += 1
    }
    text += take { $0 == "." || $0.properties.generalCategory == .decimalNumber }
    if let number = GoText.atoi(text) { return .literal(.int(Int64(number))) }
    guard let number = try? GoNumber.parseFloat(text) else { throw HelmError("cannot parse number \(text)") }
    return .literal(.double(number))
  }

  private mutating func quoted(_ mark: Unicode.Scalar) throws(HelmError) -> Node {
    var text = String(mark)
    repeat {
      at += 1
      guard at < input.count, input[at] != "\n" else { throw HelmError("unterminated quoted string") }
      text.unicodeScalars.append(input[at])
    } while input[at] != mark || input[at - 1] == "\\"
    at += 1
    guard let plain = Self.unquote(text, mark) else { throw HelmError("unquote string \(text) error invalid syntax") }
    return .text(plain)
  }

  /// `strconv.Unquote` for both marks and texts of any length.
  private static func unquote(_ text: String, _ mark: Unicode.Scalar) -> String? {
    var body = "\"".unicodeScalars
    var isEscaped = false
    for scalar in text.unicodeScalars.dropFirst().dropLast() {
      if mark == "'" {
        if isEscaped && scalar == "'" { body.removeLast() }
        if isEscaped && scalar == "\"" { return nil }
        if !isEscaped && scalar == "\"" { body.append("\\") }
      }
      body.append(scalar)
      isEscaped = scalar == "\\" && !isEscaped
    }
    body.append("\"")
    return GoNumber.unquote(Array(String(body).utf8)).map { HelmString.text($0) }
  }

  // MARK: Brackets

  private mutating func array() throws(HelmError) -> [Node] {
    at += 1
    var text = take { $0 != "]" && $0 != "\n" }
    guard at < input.count, input[at] == "]" else { throw HelmError("unterminated array") }
    at += 1
    if text == "*" { text = ":" }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count > 1 {
      var union: [Node] = []
      for part in parts { union.append(try inner("[\(GoText.trim(String(part), " "))]")) }
      return [.union(union)]
    }
    if text.utf8.count > 1, text.hasPrefix("'"), text.hasSuffix("'"), !text.dropFirst().dropLast().contains("'") {
      guard case .list(let nodes) = try inner(".\(text.dropFirst().dropLast())") else { return [] }
      return nodes
    }
    return [.slice(try slice(text))]
  }

  private func slice(_ text: String) throws(HelmError) -> JSONPathTemplate.Slice {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let isSlice =
      parts.count <= 3
      && parts.allSatisfy { part in
        let digits = part.utf8.first == UInt8(ascii: "-") ? part.utf8.dropFirst() : part.utf8[...]
        return digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      }
    if !isSlice { throw HelmError("invalid array index \(text)") }
    func number(_ i: Int) throws(HelmError) -> Int? {
      if i >= parts.count || parts[i].isEmpty { return nil }
      guard let number = GoText.atoi(parts[i]) else { throw HelmError("array index \(parts[i]) is not a number") }
      return number
    }
    var slice = JSONPathTemplate.Slice(start: try number(0), end: try number(1), step: try number(2))
    if parts.count == 1 {
      let (next, overflows) = (slice.start ?? 0).addingReportingOverflow(1)
      if overflows { throw HelmError("array index \(text) is not a number") }
      slice.end = next
      slice.isIndex = true
    }
    return slice
  }

  private mutating func filter() throws(HelmError) -> Node {
    at += 3
    let start = at
    var mark: Unicode.Scalar?
    var isClosed = false
    while true {
      guard at < input.count, input[at] != "\n" else { throw HelmError("unterminated filter") }
      let scalar = input[at]
      at += 1
      if scalar == "\"" || scalar == "'" {
        if let mark {
          if input[at - 2] != "\\" && scalar == mark { isClosed = true }
        } else {
          mark = scalar
        }
      } else if scalar == ")", (mark != nil) == isClosed {
        break
      }
    }
    guard at < input.count, input[at] == "]" else { throw HelmError("unclosed array expect ]") }
    let scalars = Array(input[start..<(at - 1)])
    at += 1
    let isOperator: (Unicode.Scalar) -> Bool = { "!<>=".unicodeScalars.contains($0) }
    let left = scalars.prefix { !isOperator($0) }
    var operation = scalars[left.count...].prefix(while: isOperator)
    if left.count + operation.count == scalars.count { operation = operation.dropLast() }
    let right = scalars[(left.count + operation.count)...]
    func text(_ part: ArraySlice<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return String(view)
    }
    if left.isEmpty || operation.isEmpty {
      return .filter(left: try inner(text(scalars[...])), operation: "exists", right: .list([]))
    }
    return .filter(left: try inner(text(left)), operation: text(operation), right: try inner(text(right)))
  }

  // MARK: Characters

  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\r" || scalar == "\n" }

  private static func isTerminator(_ scalar: Unicode.Scalar) -> Bool {
    isLineEnd(scalar) || " \t.,[]$@{}".unicodeScalars.contains(scalar)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" || scalar.properties.generalCategory == .decimalNumber { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }
}
