extension FunctionTable {
  /// text/template's own functions.
  public static let builtins: FunctionTable = {
    var table = FunctionTable()
    addBuiltins(&table)
    return table
  }()

  /// What helm's templates may call: text/template's functions, Sprig's without `env` and `expandenv`, and helm's.
  public static let helm: FunctionTable = {
    var table = builtins
    addStrings(&table)
    addCases(&table)
    addLists(&table)
    addDicts(&table)
    addDefaults(&table)
    addNumbers(&table)
    addReflection(&table)
    addEncodings(&table)
    addPaths(&table)
    addURLs(&table)
    addRegexps(&table)
    addVersions(&table)
    addDates(&table)
    addCrypto(&table)
    addRandom(&table)
    addDocuments(&table)
    addTOML(&table)
    addHelm(&table)
    return table
  }()
}

/// A failure with the text of a Go error or panic.
@inline(__always)
func fail(_ message: String) -> GoFailure { GoFailure(message) }
