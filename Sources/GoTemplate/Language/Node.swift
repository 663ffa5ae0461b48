/// The text that a template was parsed from; nodes point into it for messages.
final class Source: Sendable {
  /// The name that messages give (`ParseName`).
  let name: String
  let bytes: [UInt8]

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// `name:line:column`; the column counts bytes from 0, as text/template does.
  func location(_ position: Int) -> String {
    var line = 1
    var lineStart = 0
    for at in 0..<min(position, bytes.count) where bytes[at] == 10 {
      line += 1
      lineStart = at + 1
    }
    return "\(name):\(line):\(position - lineStart)"
  }
}

/// A parsed template: one file, or one `define` in it.
final class Tree: Sendable {
  let name: String
  let source: Source
  let root: [Statement]

  init(name: String, source: Source, root: [Statement]) {
    self.name = name
    self.source = source
    self.root = root
  }

  /// `IsEmptyTree`: nothing but space and comments.
  var isEmpty: Bool {
    root.allSatisfy {
      if case .text(let text) = $0 { text.isBlank } else { false }
    }
  }
}

/// What messages point at. Subclasses hold constants only, so sharing them is safe.
class Node: @unchecked Sendable {
  /// Byte offset in the source.
  let position: Int

  init(position: Int) { self.position = position }

  /// The node as text/template/parse's `String()` writes it.
  var text: String { "" }
}

enum Statement: Sendable {
  case text(TextNode)
  case action(Action)
  case `if`(Branch)
  case with(Branch)
  case range(Branch)
  case template(TemplateCall)
  case `break`(Int)
  case `continue`(Int)
}

final class TextNode: Node, @unchecked Sendable {
  /// In the form that strings have (see ``ByteString``).
  let content: [UInt8]

  init(position: Int, text: [UInt8]) {
    content = text
    super.init(position: position)
  }

  var isBlank: Bool {
    String(decoding: content, as: UTF8.self).unicodeScalars.allSatisfy { $0.properties.isWhitespace }
  }
}

final class Branch: Node, @unchecked Sendable {
  let pipe: Pipe
  let list: [Statement]
  let elseList: [Statement]?

  init(position: Int, pipe: Pipe, list: [Statement], elseList: [Statement]?) {
    self.pipe = pipe
    self.list = list
    self.elseList = elseList
    super.init(position: position)
  }
}

final class TemplateCall: Node, @unchecked Sendable {
  let name: String
  let pipe: Pipe?

  override var text: String { description }

  init(position: Int, name: String, pipe: Pipe?) {
    self.name = name
    self.pipe = pipe
    super.init(position: position)
  }
}

/// `{{pipeline}}`.
final class Action: Node, @unchecked Sendable {
  let pipe: Pipe

  init(pipe: Pipe) {
    self.pipe = pipe
    super.init(position: pipe.position)
  }

  override var text: String { "{{\(pipe.text)}}" }
}

/// `$a, $b := command | command`.
final class Pipe: Node, @unchecked Sendable {
  let isAssign: Bool
  let variables: [VariableName]
  let commands: [Command]

  override var text: String { description }

  init(position: Int, isAssign: Bool, variables: [VariableName], commands: [Command]) {
    self.isAssign = isAssign
    self.variables = variables
    self.commands = commands
    super.init(position: position)
  }
}

/// A variable by its name and a number that stands for the name within one parse.
struct VariableName: Sendable {
  let name: String
  let id: Int
}

final class Command: Node, @unchecked Sendable {
  let operands: [Operand]

  override var text: String { description }

  init(position: Int, operands: [Operand]) {
    self.operands = operands
    super.init(position: position)
  }
}

/// One word of a command.
final class Operand: Node, @unchecked Sendable {
  enum Kind: Sendable {
    case bool(Bool)
    case dot
    case `nil`
    case number(NumberLiteral)
    case string(quoted: String, value: String)
    case field([String])
    case variable(VariableName, [String])
    case chain(Operand, [String])
    case function(String, GoFunction)
    case pipe(Pipe)
  }

  let kind: Kind

  init(position: Int, kind: Kind) {
    self.kind = kind
    super.init(position: position)
  }

  override var text: String { description }

  /// Literals, which cannot stand in a later stage of a pipeline.
  var isExecutable: Bool {
    switch kind {
    case .bool, .dot, .nil, .number, .string: false
    default: true
    }
  }
}
