extension FunctionTable {
  static func addRegexps(_ table: inout FunctionTable) {}
  static func addVersions(_ table: inout FunctionTable) {}
  static func addDates(_ table: inout FunctionTable) {}
  static func addCrypto(_ table: inout FunctionTable) {}
  static func addRandom(_ table: inout FunctionTable) {}
}
