extension HelmCommandLine {
  /// `drydock show PART CHART`.
  public static func show(_ arguments: [String], transport: (any ChartTransport)? = nil) -> Result {
    guard let word = arguments.first, let part = ShowAction.Part(rawValue: word) else {
      return group("show all|chart|values|readme|crds CHART [flags]", arguments)
    }
    var flags = FlagSet()
    flags.add("devel", nil, .bool, "take development versions too")
    if part == .values { flags.add("jsonpath", nil, .string(), "a JSONPath template that the values go through") }
    flags.addChartPath()
    flags.addGlobal()
    let usage = "show \(part.rawValue) [CHART] [flags]"
    return run(Array(arguments.dropFirst()), flags, usage: usage, atLeast: 1, atMost: 1) { flags throws(HelmError) in
      try flags.checkTLSFiles()
      var action = ShowAction(part)
      action.source = flags.source(transport)
      action.jsonPath = flags.string("jsonpath")
      return try action.run(flags.arguments[0])
    }
  }

  /// `drydock lint [PATH]`.
  public static func lint(_ arguments: [String], transport: (any ChartTransport)? = nil) -> Result {
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
      action.values = flags.values(transport)
      action.namespace = flags.namespace
      action.strict = flags.bool("strict")
      action.withSubcharts = flags.bool("with-subcharts")
      action.quiet = flags.bool("quiet")
      action.skipSchemaValidation = flags.bool("skip-schema-validation")
      action.kubeVersion = flags.string("kube-version")
      return try action.run(flags.arguments)
    }
  }

  /// `drydock package PATH...`.
  public static func package(_ arguments: [String], transport: (any ChartTransport)? = nil) -> Result {
    var flags = FlagSet()
    flags.add("version", nil, .string(), "set the chart's version")
    flags.add("sign", nil, .bool, "not supported")
    flags.add("key", nil, .string(), "not supported")
    flags.add("keyring", nil, .string(), "not supported")
    flags.add("passphrase-file", nil, .string(), "not supported")
    flags.add("app-version", nil, .string(), "set the chart's appVersion")
    flags.add("destination", "d", .string(), "folder to write to")
    flags.add("dependency-update", "u", .bool, "bring charts/ up to date first")
    flags.addSource()
    flags.addGlobal()
    return run(arguments, flags, usage: "package [CHART_PATH] [...] [flags]") { flags throws(HelmError) in
      var action = PackageAction()
      action.version = flags.string("version")
      action.appVersion = flags.string("app-version")
      action.destination = flags.string("destination", default: ".")
      action.dependencyUpdate = flags.bool("dependency-update")
      action.sign = flags.bool("sign")
      if !flags.arguments.isEmpty, action.sign {
        if flags.string("key").isEmpty { throw HelmError("--key is required for signing a package") }
        if flags.has("keyring"), flags.string("keyring").isEmpty {
          throw HelmError("--keyring is required for signing a package")
        }
      }
      if !flags.arguments.isEmpty { try flags.checkTLSFiles() }
      action.source = flags.source(transport)
      return try action.run(flags.arguments)
    }
  }

  /// `drydock dependency list|build|update [CHART]`.
  public static func dependency(_ arguments: [String], transport: (any ChartTransport)? = nil) -> Result {
    let rest = Array(arguments.dropFirst())
    var flags = FlagSet()
    switch arguments.first {
    case "list", "ls":
      flags.add("max-col-width", nil, .uint, "widest column of the table")
      flags.addGlobal()
      return run(rest, flags, usage: "dependency list CHART [flags]", atMost: 1) { flags throws(HelmError) in
        var action = DependencyAction()
        action.maxColumnWidth = Int(flags.string("max-col-width", default: "80")) ?? Int.max
        return try action.list(folder(flags))
      }
    case "build":
      flags.addDependency()
      return run(rest, flags, usage: "dependency build CHART [flags]", atMost: 1) { flags throws(HelmError) in
        try flags.checkTLSFiles()
        return dependencies(flags, transport).build(folder(flags))
      }
    case "update", "up":
      flags.addDependency()
      return run(rest, flags, usage: "dependency update CHART [flags]", atMost: 1) { flags throws(HelmError) in
        try flags.checkTLSFiles()
        return dependencies(flags, transport).update(folder(flags))
      }
    default:
      return group("dependency list|build|update [CHART] [flags]", arguments)
    }
  }

  /// A command that only groups others: without one of them it prints how it is used, whatever else was said.
  private static func group(_ usage: String, _ arguments: [String]) -> Result {
    var flags = FlagSet()
    flags.addGlobal()
    return run(arguments, flags, usage: usage) { _ throws(HelmError) in
      var output = TemplateAction.Output()
      output.stdout = Array("Usage: drydock \(usage)\n".utf8)
      return output
    }
  }

  private static func dependencies(
    _ flags: FlagSet.Parsed, _ transport: (any ChartTransport)?
  ) -> DependencyAction {
    var action = DependencyAction()
    action.source = flags.source(transport)
    action.skipRefresh = flags.bool("skip-refresh")
    return action
  }

  private static func folder(_ flags: FlagSet.Parsed) -> String { DiskPath.clean(flags.arguments.first ?? ".") }
}
