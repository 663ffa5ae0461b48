extension FunctionTable {
  /// Sprig's defaults (defaults.go of Masterminds/sprig).
  static func addDefaults(_ table: inout FunctionTable) {
    /// sprig `dfault`
    table("default", "any ...any") { _, args in
      args.count < 2 || Defaults.isEmpty(args[1]) ? args[0] : args[1]
    }
    /// sprig `empty`
    table("empty", "any") { _, args in .bool(Defaults.isEmpty(args[0])) }
    /// sprig `coalesce`
    table("coalesce", "...any") { _, args in args.values.first { !Defaults.isEmpty($0) } ?? .null }
    /// sprig `ternary`
    table("ternary", "any any bool") { _, args in args.bool(2) ? args[0] : args[1] }
  }
}

enum Defaults {
  /// sprig's `empty`.
  static func isEmpty(_ value: GoValue) -> Bool {
    switch value {
    case .object(let object):
      if object.goKind == .struct || object.goKind == .ptr || object.goKind == .func { return false }
      return !object.truth
    default: return !value.truth
    }
  }
}
