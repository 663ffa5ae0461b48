extension FunctionTable {
  /// helm's own functions (pkg/engine/engine.go).
  static func addHelm(_ table: inout FunctionTable) {
    /// helm `includeFun`
    table("include", "string any") { execution, args throws(GoFailure) in
      let session = execution.session
      let name = args.string(0)
      let count = session.includedNames[name] ?? 0
      if count > HelmFunctions.maxIncludes {
        throw fail("rendering template has a nested reference name: \(name): unable to execute template")
      }
      session.includedNames[name] = count + 1
      let text = try execution.include(name, args[1])
      session.includedNames[name] = count
      return .string(text)
    }
    /// helm `tplFun`
    table("tpl", "string any") { execution, args throws(GoFailure) in
      .string(try execution.tpl(args.string(0), args[1]))
    }
    /// helm's `required`
    table("required", "string any") { execution, args throws(GoFailure) in
      let value = args[1]
      let isMissing = value.isNothing || value.string?.isEmpty == true
      if !isMissing { return value }
      if execution.session.hooks.lintMode {
        execution.session.hooks.note?("engine.go:206: [INFO] Missing required value: \(args.string(0))")
        return .string("")
      }
      throw fail(HelmFunctions.warning(args.string(0)))
    }
    /// helm's `fail`
    table("fail", "string") { execution, args throws(GoFailure) in
      if execution.session.hooks.lintMode {
        execution.session.hooks.note?("engine.go:227: [INFO] Fail: \(args.string(0))")
        return .string("")
      }
      throw fail(HelmFunctions.warning(args.string(0)))
    }
    /// helm's `lookup`: what the cluster has; an empty dict without one
    table("lookup", "string string string string") { execution, args throws(GoFailure) in
      try execution.session.hooks.lookup(args.string(0), args.string(1), args.string(2), args.string(3))
    }
    /// sprig `getHostByName`; helm gives "" unless DNS is enabled
    table("getHostByName", "string") { execution, args in
      .string(execution.session.hooks.hostByName(args.string(0)))
    }
  }
}

public enum HelmFunctions {
  /// helm's `recursionMaxNums`.
  static let maxIncludes = 1000
  /// helm marks the messages of `required` and `fail` by these, and picks them out of the error's text again.
  public static let warningStart = "HELM_ERR_START"
  public static let warningEnd = "HELM_ERR_END"

  static func warning(_ message: String) -> String { warningStart + message + warningEnd }
}

extension Execution {
  /// helm's `tpl`: executes the text as a template of the set's name that sees all templates.
  func tpl(_ text: String, _ data: GoValue) throws(GoFailure) -> String {
    if !text.utf8.contains(UInt8(ascii: "{")) {
      // Nothing to execute; helm drops this text of missing values all the same.
      return GoText.replace(text, "<no value>", "")
    }
    let result: Result<TemplateSet.Parsed, TemplateError>
    if let known = session.parsedTexts[text] {
      result = known
    } else {
      do throws(TemplateError) {
        result = .success(
          try TemplateSet.parsed(name: set.name, bytes: ByteString.bytes(text), functions: set.functions))
      } catch {
        result = .failure(error)
      }
      session.parsedTexts[text] = result
    }
    switch result {
    case .failure(let error):
      throw GoFailure("cannot parse template \(GoQuote.quote(text)): \(error.message)")
    case .success(let parsed):
      guard let main = parsed.trees.first(where: { byteEqual($0.name, set.name) }) else { return "" }
      let outer = scope
      scope = Scope(parsed.trees, outer: outer)
      let output: String
      do throws(GoFailure) {
        output = try captured { () throws(GoFailure) in try execute(main, data) }
      } catch {
        if error.kind == .limit || error.kind == .frozen { throw error }
        let quoted = GoQuote.quote(text)
        throw GoFailure("error during tpl function execution for \(quoted): \(error.message)")
      }
      scope = outer
      return GoText.replace(output, "<no value>", "")
    }
  }
}
