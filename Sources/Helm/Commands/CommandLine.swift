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
  /// - Parameter transport: fetches charts and values that are not on disk; `nil`: they are refused.
  public static func template(_ arguments: [String], transport: (any ChartTransport)? = nil) -> Result {
    run(arguments, .template(), usage: "template [NAME] [CHART] [flags]", atLeast: 1) { flags throws(HelmError) in
      let action = try TemplateAction(flags, transport: transport)
      try action.checkVersion()
      try flags.checkTLSFiles()
      return action.run(flags.arguments)
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
      for line in error.log.lines { result.stderr += line + "\n" }
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
