import GoLibrary
import Manifest

extension FunctionTable {
  /// Sprig's random functions (strings.go, crypto.go of Masterminds/sprig).
  static func addRandom(_ table: inout FunctionTable) {
    func random(_ name: String, _ make: @escaping @Sendable (Int) -> String) {
      table(name, "int") { execution, args throws(GoFailure) in
        try execution.checkSize(args.int(0))
        return .string(make(max(args.int(0), 0)))
      }
    }
    /// goutils `CryptoRandomAlphaNumeric`, `CryptoRandomAlphabetic`, `CryptoRandomNumeric`, `CryptoRandomAscii`
    random("randAlphaNum") { GoRandom.alphaNumeric($0) }
    random("randAlpha") { GoRandom.alphabetic($0) }
    random("randNumeric") { GoRandom.numeric($0) }
    random("randAscii") { GoRandom.ascii($0) }
    /// sprig `randBytes`: in base64
    table("randBytes", "int") { execution, args throws(GoFailure) in
      if args.int(0) < 0 { throw fail("runtime error: makeslice: len out of range") }
      try execution.checkSize(args.int(0))
      return .string(Base64.encode(GoRandom.bytes(args.int(0))))
    }
    /// `rand.Intn` between two numbers
    table("randInt", "int int") { _, args throws(GoFailure) in
      do throws(GoError) {
        return .int(try GoRandom.integer(Int64(args.int(0)), Int64(args.int(1))), .int)
      } catch {
        throw fail(error.message)
      }
    }
    /// sprig `uuidv4`
    table("uuidv4", "") { _, _ in .string(GoRandom.uuid()) }
    /// xstrings `Shuffle`
    table("shuffle", "string") { _, args in .string(GoRandom.shuffled(args.string(0))) }
  }
}
