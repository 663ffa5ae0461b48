// The nodes' `String()` of text/template/parse, for messages.

extension Operand {
  var description: String {
    switch kind {
    case .bool(let value): value ? "true" : "false"
    case .dot: "."
    case .nil: "nil"
    case .number(let number): number.text
    case .string(let quoted, _): quoted
    case .field(let names): "." + names.joined(separator: ".")
    case .variable(let variable, let names): ([variable.name] + names).joined(separator: ".")
    case .chain(let first, let names):
      (first.isPipe ? "(\(first.text))" : first.text) + "." + names.joined(separator: ".")
    case .function(let name, _): name
    case .pipe(let pipe): pipe.text
    }
  }

  var isPipe: Bool { if case .pipe = kind { true } else { false } }
}

extension Command {
  var description: String { operands.map { $0.isPipe ? "(\($0.text))" : $0.text }.joined(separator: " ") }
}

extension Pipe {
  var description: String {
    let body = commands.map(\.text).joined(separator: " | ")
    if variables.isEmpty { return body }
    return variables.map(\.name).joined(separator: ", ") + (isAssign ? " = " : " := ") + body
  }
}

extension TemplateCall {
  var description: String { "{{template \(GoQuote.quote(name))" + (pipe.map { " " + $0.text } ?? "") + "}}" }
}

extension Statement {
  var text: String {
    switch self {
    case .text(let node): String(decoding: node.content, as: UTF8.self)
    case .action(let action): action.text
    case .if(let branch): branch.text("if")
    case .with(let branch): branch.text("with")
    case .range(let branch): branch.text("range")
    case .template(let call): call.text
    case .break: "{{break}}"
    case .continue: "{{continue}}"
    }
  }
}

extension Branch {
  func text(_ word: String) -> String {
    var text = "{{\(word) \(pipe.text)}}" + list.map(\.text).joined()
    if let elseList { text += "{{else}}" + elseList.map(\.text).joined() }
    return text + "{{end}}"
  }
}
