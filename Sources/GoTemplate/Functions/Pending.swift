extension FunctionTable {
  static func addCrypto(_ table: inout FunctionTable) {}
}
