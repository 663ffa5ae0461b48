extension FunctionTable {
  /// Sprig's reflection (reflect.go of Masterminds/sprig).
  static func addReflection(_ table: inout FunctionTable) {
    /// sprig `typeOf`, `typeIs`, `typeIsLike`
    table("typeOf", "any") { _, args in .string(args[0].typeName) }
    table("typeIs", "string any") { _, args in .bool(byteEqual(args.string(0), args[1].typeName)) }
    table("typeIsLike", "string any") { _, args in
      let (wanted, name) = (args.string(0), args[1].typeName)
      return .bool(byteEqual(wanted, name) || byteEqual("*" + wanted, name))
    }
    /// sprig `kindOf`, `kindIs`
    table("kindOf", "any") { _, args in .string(args[0].kind.rawValue) }
    table("kindIs", "string any") { _, args in .bool(byteEqual(args.string(0), args[1].kind.rawValue)) }
    /// `reflect.DeepEqual`
    table("deepEqual", "any any") { _, args in .bool(args[0].deepEquals(args[1])) }
  }
}
