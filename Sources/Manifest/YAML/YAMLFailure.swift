/// Why a stream cannot be read, in go-yaml's words, with the two line numbers that matter: the true one, and the one that
/// go-yaml prints (it counts from zero in some errors and says nothing on the first line).
struct YAMLFailure: Error {
  enum Stage {
    case reader, scanner, parser, decoder, conversion, json
  }

  var stage: Stage
  var problem: String
  /// 0-based; -1 when unknown.
  var line: Int
  /// 0-based, in characters.
  var column: Int
  /// 0-based line where the enclosing construct began; -1 when there is none.
  var contextLine: Int

  init(_ stage: Stage, _ problem: String, line: Int = -1, column: Int = 0, contextLine: Int = -1) {
    self.stage = stage
    self.problem = problem
    self.line = line
    self.column = column
    self.contextLine = contextLine
  }

  /// What `err.Error()` says after "error converting YAML to JSON: ".
  func message(_ dialect: YAML.Dialect) -> String {
    switch stage {
    case .reader, .decoder: return "yaml: \(problem)"
    case .conversion, .json: return problem
    case .scanner, .parser:
      let extra = stage == .scanner ? 1 : 0
      var shown = 0
      switch dialect {
      case .v2:
        // A scanner's line is made 1-based, a parser's is not; the context's never is.
        shown = line > 0 ? line + extra : max(contextLine, 0)
      case .v3:
        shown = contextLine > 0 ? contextLine + extra : line > 0 ? line + extra : 0
      }
      return shown == 0 ? "yaml: \(problem)" : "yaml: line \(shown): \(problem)"
    }
  }

  func sourceError(file: String, dialect: YAML.Dialect) -> SourceError {
    SourceError(
      file: file, line: line >= 0 ? line + 1 : 0, column: line >= 0 ? column + 1 : 0, message(dialect),
      nextStep: "")
  }
}
