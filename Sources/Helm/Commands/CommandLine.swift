import Manifest

/// One command of the helm family, from its words to its exit code.
public enum HelmCommandLine {
  public struct Result: Sendable {
    /// Bytes, as templates may make any.
    public var stdout: [UInt8] = []
    /// Warnings and the error, as helm prints them.
    public var stderr = ""
    public var exitCode: Int32 = 0
    public init() {}
  }

  /// `drydock template ARGUMENTS`.
  public static func template(_ arguments: [String]) -> Result {
    run(arguments, .template(), usage: "template [NAME] [CHART] [flags]", atLeast: 1) { flags throws(HelmError) in
      try TemplateAction(flags).run(flags.arguments)
    }
  }

  /// `drydock show PART CHART`.
  public static func show(_ arguments: [String]) -> Result {
    guard let word = arguments.first, let part = ShowAction.Part(rawValue: word) else {
      var result = Result()
      result.stdout = Array("Usage: drydock show all|chart|values|readme|crds CHART [flags]\n".utf8)
      return result
    }
    var flags = FlagSet()
    flags.add("devel", nil, .bool, "take development versions too")
    if part == .values { flags.add("jsonpath", nil, .string(), "not supported yet") }
    flags.addChartPath()
    flags.addGlobal()
    let usage = "show \(part.rawValue) [CHART] [flags]"
    return run(Array(arguments.dropFirst()), flags, usage: usage, atLeast: 1, atMost: 1) { flags throws(HelmError) in
      var action = ShowAction(part)
      action.repository = flags.string("repo")
      action.version = flags.string("version")
      action.jsonPath = flags.string("jsonpath")
      return try action.run(flags.arguments[0])
    }
  }

  /// `drydock lint [PATH]`.
  public static func lint(_ arguments: [String]) -> Result {
    var flags = FlagSet()
    flags.add("strict", nil, .bool, "fail on warnings")
    flags.add("with-subcharts", nil, .bool, "lint the charts in charts/ too")
    flags.add("quiet", nil, .bool, "print only warnings and errors")
    flags.add("skip-schema-validation", nil, .bool, "do not check the values against values.schema.json")
    flags.add("kube-version", nil, .string(), "Kubernetes version for capabilities and deprecations")
    flags.addValues()
    flags.addGlobal()
    return run(arguments, flags, usage: "lint PATH [flags]") { flags throws(HelmError) in
      var action = LintAction()
      action.values = flags.values
      action.namespace = flags.string("namespace")
      action.strict = flags.bool("strict")
      action.withSubcharts = flags.bool("with-subcharts")
      action.quiet = flags.bool("quiet")
      action.skipSchemaValidation = flags.bool("skip-schema-validation")
      action.kubeVersion = flags.string("kube-version")
      return try action.run(flags.arguments)
    }
  }

  static func run(
    _ arguments: [String], _ flags: FlagSet, usage: String, atLeast: Int = 0, atMost: Int? = nil,
    _ body: (FlagSet.Parsed) throws(HelmError) -> TemplateAction.Output
  ) -> Result {
    var result = Result()
    do throws(HelmError) {
      let parsed = try flags.parse(arguments)
      if parsed.wantsHelp {
        result.stdout = Array(help(usage, flags).utf8)
        return result
      }
      try check(parsed.arguments.count, usage: usage, atLeast: atLeast, atMost: atMost)
      let output = try body(parsed)
      result.stdout = output.stdout
      for line in output.log.lines { result.stderr += line + "\n" }
      if let error = output.error { throw error }
    } catch {
      result.stderr += "Error: \(error.message)\n"
      result.exitCode = 1
    }
    return result
  }

  /// The number of arguments, with helm's words when it is wrong.
  private static func check(_ count: Int, usage: String, atLeast: Int, atMost: Int?) throws(HelmError) {
    let name = usage.prefix { $0 != "[" && !$0.isUppercase }
    let command = GoText.quote("helm " + GoText.trimSpace(String(name)))
    func plural(_ number: Int) -> String { number == 1 ? "argument" : "arguments" }
    if atLeast == atMost, count != atLeast {
      throw HelmError("\(command) requires \(atLeast) \(plural(atLeast))\n\nUsage:  helm \(usage)")
    }
    if count < atLeast {
      throw HelmError("\(command) requires at least \(atLeast) \(plural(atLeast))\n\nUsage:  helm \(usage)")
    }
    if let atMost, count > atMost {
      throw HelmError("\(command) accepts at most \(atMost) \(plural(atMost))\n\nUsage:  helm \(usage)")
    }
  }

  static func help(_ usage: String, _ flags: FlagSet) -> String {
    var text = "Usage: drydock \(usage)\n\nFlags, as helm has them:\n"
    for flag in flags.flags.sorted(by: { $0.name.goLess($1.name) }) {
      let short = flag.shorthand.map { "-\($0), " } ?? "    "
      let name = "  \(short)--\(flag.name)"
      text += name + String(repeating: " ", count: max(2, 40 - name.count)) + flag.help + "\n"
    }
    return text
  }
}
