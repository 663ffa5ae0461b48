/// How property names that are no identifiers appear in expressions (k8s.io/apiserver `pkg/cel/escaping.go`):
/// `foo-bar` is `foo__dash__bar`, `namespace` is `__namespace__`.
public enum FieldNames {
  private static let reserved: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
    "loop", "package", "namespace", "return", "var", "void", "while",
  ]

  /// The name in expressions, `nil` when the property cannot be reached.
  public static func escape(_ name: String) -> String? {
    guard !name.isEmpty, !(name.utf8.first.map { $0 >= 48 && $0 <= 57 } ?? false) else { return nil }
    if reserved.contains(name) { return "__\(name)__" }
    var out = ""
    let scalars = Array(name.unicodeScalars)
    var i = 0
    while i < scalars.count {
      let c = scalars[i]
      if c == "_" && i + 1 < scalars.count && scalars[i + 1] == "_" {
        out += "__underscores__"
        i += 2
        continue
      }
      switch c {
      case ".": out += "__dot__"
      case "-": out += "__dash__"
      case "/": out += "__slash__"
      default:
        guard Lexer.isLetter(c) || Lexer.isDigit(c) else { return nil }
        out.unicodeScalars.append(c)
      }
      i += 1
    }
    return out
  }

  public static func unescape(_ name: String) -> String? {
    guard name.contains("__") else { return name }
    if name.hasPrefix("__"), name.hasSuffix("__"), name.utf8.count > 4 {
      let inner = String(name.dropFirst(2).dropLast(2))
      if reserved.contains(inner) { return inner }
    }
    let words = [("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/")]
    var out = ""
    var rest = name[...]
    scan: while !rest.isEmpty {
      for (word, text) in words where rest.hasPrefix(word) {
        out += text
        rest = rest.dropFirst(word.count)
        continue scan
      }
      if rest.hasPrefix("__") { return nil }
      out.append(rest.removeFirst())
    }
    return out
  }
}
