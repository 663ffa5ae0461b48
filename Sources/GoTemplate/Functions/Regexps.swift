import GoLibrary

extension FunctionTable {
  /// Sprig's regular expressions (regex.go of Masterminds/sprig) over Go's package regexp.
  static func addRegexps(_ table: inout FunctionTable) {
    /// sprig `regexMatch`: false for a bad pattern
    table("regexMatch", "string string") { _, args in
      .bool((try? Patterns.pattern(args, panics: false))?.matchString(args.string(1)) ?? false)
    }
    table("mustRegexMatch", "string string") { _, args throws(GoFailure) in
      .bool(try Patterns.pattern(args, panics: false).matchString(args.string(1)))
    }
    for panics in [true, false] {
      func name(_ name: String) -> String { panics ? name : "mustR" + name.dropFirst() }
      /// sprig `regexFindAll`: `Regexp.FindAllString`
      table(name("regexFindAll"), "string string int") { _, args throws(GoFailure) in
        let found = try Patterns.pattern(args, panics: panics).findAll(args.string(1), limit: args.int(2))
        return found.map { .strings($0) } ?? .slice(.nilStrings)
      }
      /// sprig `regexFind`: `Regexp.FindString`
      table(name("regexFind"), "string string") { _, args throws(GoFailure) in
        .string(try Patterns.pattern(args, panics: panics).find(args.string(1)) ?? "")
      }
      /// sprig `regexReplaceAll`: `Regexp.ReplaceAllString`
      table(name("regexReplaceAll"), "string string string") { execution, args throws(GoFailure) in
        let text = try Patterns.pattern(args, panics: panics).replaceAll(args.string(1), template: args.string(2))
        try execution.checkSize(text.utf8.count)
        return .string(text)
      }
      /// sprig `regexReplaceAllLiteral`: `Regexp.ReplaceAllLiteralString`
      table(name("regexReplaceAllLiteral"), "string string string") { execution, args throws(GoFailure) in
        let text = try Patterns.pattern(args, panics: panics).replaceAllLiteral(args.string(1), with: args.string(2))
        try execution.checkSize(text.utf8.count)
        return .string(text)
      }
      /// sprig `regexSplit`: `Regexp.Split`
      table(name("regexSplit"), "string string int") { _, args throws(GoFailure) in
        let parts = try Patterns.pattern(args, panics: panics).split(args.string(1), limit: args.int(2))
        return parts.map { .strings($0) } ?? .slice(.nilStrings)
      }
    }
    /// sprig `regexQuoteMeta`: `regexp.QuoteMeta`
    table("regexQuoteMeta", "string") { _, args in .string(Regexp.quoteMeta(args.string(0))) }
  }
}

enum Patterns {
  /// The pattern that comes first among the arguments; `panics` words errors as `MustCompile` does.
  static func pattern(_ args: Arguments, panics: Bool) throws(GoFailure) -> Regexp {
    let text = args.string(0)
    if let bad = text.unicodeScalars.firstIndex(where: { ByteString.escapedByte($0.value) != nil }) {
      let start = panics ? "regexp: Compile(\(GoQuote.quote(text))): " : ""
      throw fail("\(start)error parsing regexp: invalid UTF-8: `\(text[bad...])`")
    }
    do throws(GoError) {
      return panics ? try Regexp.mustCompile(args.string(0)) : try Regexp.compile(args.string(0))
    } catch {
      throw fail(error.message)
    }
  }
}
