extension TemplateGenerator {
  static let strings = [
    "\"\"", "\"a\"", "\"abc\"", "\"a b  c\"", "\"héllo\"", "\"x,y,,z\"", "`raw \"q\" \\n`", "\"line1\\nline2\\n\"",
    "\"\\u00e9\\t\\x41\"",
    "\"HTTPServer2Go foo-bar_baz\"", "\"<b>&'\\\"\"", "\"  pad \"", "\"1.5\"", "\"0x1F\"", "\"7\"", "\"true\"",
    "\"a/b/../c.tar.gz\"",
    "\"1h30m\"", "\"aGVsbG8=\"", "\"NBSWY3DP\"", "\"\\xff\\xfe\"", "\"日本語 テキスト\"", "\"😀\"", "\"Éa Ñb ßc\"", "\",\"",
    "\"-\"", "\"/\"",
    "\"The quick brown fox jumps over the lazy dog\"", "\"null\"", "\"{}\"", "\"$1${2}\"", "\"%d%s\"", "\"{{ 1 }}\"",
    "\"{{ .x }}\"",
  ]

  static let fields = [
    ".Values.s", ".Values.n", ".Values.f", ".Values.big", ".Values.nul", ".Values.m", ".Values.m.b.c", ".Values.m.x.y",
    ".Values.missing", ".Values.missing.more", ".Values.list", ".x", "$.Values.t", "$.Values.hard", ".Values.mix", "$",
    "$.Values.neg", ".Values.s.x", "$.Values.m.b.d", "$.Values.date", "$.Values.ver",
  ]

  static let patterns = [
    "a", "[a-z]+", "(a)(b)?", "^\\s*", "\\w+$", ".", "", "x*", "(?i)ABC", "[^a-z]", "\\b", "(?P<n>b+)", "a{2,3}", "(",
    "[",
    "*", "a|b|c", "\\d+", "é", "(?s).+", "[[:upper:]]", "\\pL+", "a**", "(?=x)",
  ]

  static let layouts = [
    "2006-01-02", "Jan _2 06 03:04 PM", "2006-01-02T15:04:05Z07:00", "Monday 002", "15:04:05.000", "", "x", "MST -0700",
  ]

  static let versions = ["1.2.3", "v1.2", "1", "1.2.3-rc.1+b", "", "a.b.c", "01.2.3", "1.2.3.4", "0.0.1", "10.20.30"]

  static let constraints = [
    ">=1.2", "^1.2.3", "~1.2", "1.x", "*", "", ">1 <2", ">=1.0.0-0", "!=1.2.3", "1.2 - 2.0", "=1.2.3 || >3", ">=a",
    "<1,>0",
  ]

  static let documents = [
    "{}", "[]", "null", "{\"a\":1}", "{\"a\":[1,2.5,\"x\",null,true]}", "[1,\"a\",{\"b\":null}]", "5", "\"s\"", "{",
    "{\"a\":}", "nope",
    "[1,", "{\"a\":1,\"a\":2}", "1e400", " {\"x\": \"\\u00e9\"} ", "a: 1", "- x\n- y", "a: b: c", "",
  ]

  /// Each function with the kinds of its arguments; `*` means any number of the last kind.
  private static let table = """
    add a* | add1 a | sub aa | mul aa* | div aa | mod aa | max aa* | min aa* | floor a | ceil a | round aif | round ai | addf a*
    subf aa* | mulf aa | divf aa | add1f a | maxf aa* | minf aa* | int a | int64 a | float64 a | atoi s | toDecimal a | until n
    untilStep nnn | seq n* | trim s | trimAll ss | trimSuffix ss | trimPrefix ss | upper s | lower s | title s | untitle s
    swapcase s | snakecase s | kebabcase s | initials s | nospace s | substr iis | trunc is | abbrev is | abbrevboth iis
    repeat ns | replace sss | contains ss | hasPrefix ss | hasSuffix ss | quote a* | squote a* | cat a* | indent ns | nindent ns
    wrap is | wrapWith iss | plural ssi | toString a | toStrings a | join sa | join sl | split ss | splitn sis | splitList ss
    sortAlpha l | list a* | first l | last l | rest l | initial l | append la | prepend la | reverse l | uniq l | without la*
    has al | compact l | slice lii | slice li | concat l* | chunk il | dict sa* | get ds | set dsa | unset ds | hasKey ds
    pluck sd* | pick ds* | omit ds* | merge dd* | mergeOverwrite dd* | deepCopy a | dig ssad | default aa | empty a | coalesce a*
    ternary aab | all a* | any a* | typeOf a | typeIs sa | typeIsLike sa | kindOf a | kindIs sa | deepEqual aa
    b64enc s | b64dec s | b32enc s | b32dec s | base s | dir s | ext s | clean s | isAbs s | osBase s | osClean s
    regexMatch Rs | regexFind Rs | regexFindAll Rsi | regexReplaceAll Rss | regexReplaceAllLiteral Rss | regexSplit Rsi
    mustRegexMatch Rs | mustRegexFind Rs | mustRegexFindAll Rsi | mustRegexReplaceAll Rss | mustRegexSplit Rsi | regexQuoteMeta s
    semver V | semverCompare CV | date DT | dateInZone DTs | dateModify sT | htmlDate T | unixEpoch T | toDate Ds
    mustToDate Ds | duration a | durationRound a | toJson a | toPrettyJson a | toRawJson a | mustToJson a | fromJson J
    mustFromJson J | fromJsonArray J | toYaml a | fromYaml J | urlParse s | urlJoin d | sha256sum s | sha1sum s | adler32sum s
    printf Fa* | print a* | println a* | html a* | js a* | urlquery a* | index la | index da | index lii | len a | len l | not a
    and aa* | or aa* | eq aa* | ne aa | lt aa | le aa | gt aa | ge aa | required sa | tpl sa | include sa | fail s | call aa
    mustFirst l | mustLast l | mustRest l | mustInitial l | mustAppend la | mustPrepend la | mustReverse l | mustUniq l
    mustWithout la* | mustHas al | mustCompact l | mustSlice lii | mustChunk il | mustMerge dd* | mustDeepCopy a | biggest aa*
    """

  static let functions: [(String, [Character])] = {
    table.split(whereSeparator: { $0 == "|" || $0 == "\n" }).compactMap { row in
      let words = row.split(separator: " ")
      guard let name = words.first else { return nil }
      return (String(name), words.count > 1 ? Array(words[1]) : [])
    }
  }()

  static let stringFunctions = functions.filter {
    [
      "upper", "lower", "trim", "quote", "toJson", "printf", "print", "replace", "trunc", "b64enc", "toYaml", "join",
      "cat",
    ]
    .contains($0.0)
  }
}
