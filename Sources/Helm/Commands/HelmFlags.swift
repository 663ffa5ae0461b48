/// The flags of the commands that people know from helm, with helm's names and meaning.
extension FlagSet {
  /// Flags of every helm command.
  mutating func addGlobal() {
    add("namespace", "n", .string(), "namespace of the release")
    add("debug", nil, .bool, "print more: the unfinished output of what failed")
    add("kubeconfig", nil, .string(), "accepted and not used")
    add("kube-context", nil, .string(), "accepted and not used")
    add("kube-token", nil, .string(), "accepted and not used")
    add("kube-as-user", nil, .string(), "accepted and not used")
    add("kube-as-group", nil, .strings, "accepted and not used")
    add("kube-apiserver", nil, .string(), "accepted and not used")
    add("kube-ca-file", nil, .string(), "accepted and not used")
    add("kube-tls-server-name", nil, .string(), "accepted and not used")
    add("kube-insecure-skip-tls-verify", nil, .bool, "accepted and not used")
    add("registry-config", nil, .string(), "file with the registries' credentials")
    add("repository-config", nil, .string(), "file with the repositories' names and addresses")
    add("repository-cache", nil, .string(), "folder of cached repository indexes")
    add("burst-limit", nil, .int, "accepted and not used")
    add("qps", nil, .float, "accepted and not used")
  }

  mutating func addValues() {
    add("values", "f", .list, "values file (YAML); may be given again, the last wins")
    add("set", nil, .strings, "set values: key1=val1,key2=val2")
    add("set-string", nil, .strings, "set values that are text: key1=val1,key2=val2")
    add("set-file", nil, .strings, "set values to what files hold: key1=path1,key2=path2")
    add("set-json", nil, .strings, "set values to JSON: key1=jsonval1,key2=jsonval2")
    add("set-literal", nil, .strings, "set one value to exactly this text")
  }

  mutating func addChartPath() {
    add("version", nil, .string(), "version or version range of the chart to fetch")
    add("verify", nil, .bool, "check the chart's signature first")
    add("keyring", nil, .string(), "public keys for --verify")
    add("repo", nil, .string(), "address of the repository to fetch the chart from")
    add("username", nil, .string(), "user of the repository")
    add("password", nil, .string(), "password of the repository")
    add("cert-file", nil, .string(), "client certificate for the repository")
    add("key-file", nil, .string(), "key of the client certificate")
    add("insecure-skip-tls-verify", nil, .bool, "do not check the repository's certificate")
    add("plain-http", nil, .bool, "use HTTP without TLS")
    add("ca-file", nil, .string(), "certificate authority of the repository")
    add("pass-credentials", nil, .bool, "pass the credentials to all hosts")
  }

  mutating func addInstall() {
    add("create-namespace", nil, .bool, "accepted and not used")
    add("dry-run", nil, .string(implied: "client"), "accepted: nothing is ever installed")
    add("force", nil, .bool, "accepted and not used")
    add("no-hooks", nil, .bool, "leave hooks out")
    add("replace", nil, .bool, "accepted and not used")
    add("timeout", nil, .duration, "accepted and not used")
    add("wait", nil, .bool, "accepted and not used")
    add("wait-for-jobs", nil, .bool, "accepted and not used")
    add("generate-name", "g", .bool, "make a name up")
    add("name-template", nil, .string(), "template that gives the release's name")
    add("description", nil, .string(), "accepted and not used")
    add("devel", nil, .bool, "take development versions too")
    add("dependency-update", nil, .bool, "fetch missing dependencies first")
    add("disable-openapi-validation", nil, .bool, "accepted and not used")
    add("atomic", nil, .bool, "accepted and not used")
    add("skip-crds", nil, .bool, "accepted; see --include-crds")
    add("render-subchart-notes", nil, .bool, "render the notes of subcharts too")
    add("skip-schema-validation", nil, .bool, "do not check the values against values.schema.json")
    add("labels", "l", .pairs, "accepted and not used")
    add("enable-dns", nil, .bool, "look names up in getHostByName")
    add("hide-notes", nil, .bool, "accepted and not used")
    add("take-ownership", nil, .bool, "accepted and not used")
  }

  mutating func addDependency() {
    add("verify", nil, .bool, "check the packages' signatures")
    add("keyring", nil, .string(), "public keys for --verify")
    add("skip-refresh", nil, .bool, "do not refresh the repository indexes")
    addSource()
    addGlobal()
  }

  /// How repositories and registries are reached.
  mutating func addSource() {
    add("username", nil, .string(), "user of the repository")
    add("password", nil, .string(), "password of the repository")
    add("cert-file", nil, .string(), "client certificate for the repository")
    add("key-file", nil, .string(), "key of the client certificate")
    add("insecure-skip-tls-verify", nil, .bool, "do not check the repository's certificate")
    add("plain-http", nil, .bool, "use HTTP without TLS")
    add("ca-file", nil, .string(), "certificate authority of the repository")
  }

  /// `drydock template`.
  public static func template() -> FlagSet {
    var flags = FlagSet()
    flags.addInstall()
    flags.addValues()
    flags.addChartPath()
    flags.add("show-only", "s", .strings, "show only what these templates make")
    flags.add("output-dir", nil, .string(), "write files below this folder instead of printing")
    flags.add("validate", nil, .bool, "not supported: needs a cluster")
    flags.add("include-crds", nil, .bool, "print the CRDs too")
    flags.add("skip-tests", nil, .bool, "leave test hooks out")
    flags.add("is-upgrade", nil, .bool, "set .Release.IsUpgrade instead of .Release.IsInstall")
    flags.add("kube-version", nil, .string(), "Kubernetes version for .Capabilities.KubeVersion")
    flags.add("api-versions", "a", .list, "further API versions for .Capabilities.APIVersions")
    flags.add("release-name", nil, .bool, "use the release's name in the path below --output-dir")
    flags.add("post-renderer", nil, .string(), "program that the manifest goes through")
    flags.add("post-renderer-args", nil, .strings, "arguments of the post-renderer")
    flags.add(
      "explain", nil, .bool, "list values that no template read, and those read that nothing sets (not in helm)")
    flags.add("why", nil, .list, "tell what made a part: Deployment/coder:spec.replicas (not in helm)")
    flags.add("limit", nil, .int, "most statements to execute, against endless templates (not in helm)")
    flags.addGlobal()
    return flags
  }
}

extension FlagSet.Parsed {
  /// The `--set` family.
  func values(_ transport: (any ChartTransport)?) -> ValueOptions {
    var options = ValueOptions()
    options.source = source(transport)
    options.files = strings("values")
    options.set = strings("set")
    options.strings = strings("set-string")
    options.setFiles = strings("set-file")
    options.json = strings("set-json")
    options.literals = strings("set-literal")
    return options
  }
}

extension FlagSet.Parsed {
  /// Where charts come from.
  func source(_ transport: (any ChartTransport)?) -> ChartPathOptions {
    var source = ChartPathOptions()
    source.repository = string("repo")
    source.version = string("version")
    if source.version.isEmpty && bool("devel") { source.version = ">0.0.0-0" }
    source.username = string("username")
    source.password = string("password")
    source.tls.certFile = string("cert-file")
    source.tls.keyFile = string("key-file")
    source.tls.caFile = string("ca-file")
    source.tls.skipsVerification = bool("insecure-skip-tls-verify")
    source.plainHTTP = bool("plain-http")
    source.passCredentials = bool("pass-credentials")
    source.verify = bool("verify")
    source.registryConfig = string("registry-config")
    source.repositoryConfig = string("repository-config")
    source.repositoryCache = string("repository-cache")
    source.transport = transport
    return source
  }
}

extension TemplateAction {
  /// What the command line asks for.
  public init(_ flags: FlagSet.Parsed, transport: (any ChartTransport)? = nil) throws(HelmError) {
    self.init()
    values = flags.values(transport)
    source = flags.source(transport)
    explains = flags.bool("explain")
    questions = flags.strings("why")
    let limit = flags.string("limit")
    if !limit.isEmpty { stepLimit = Int(limit) }
    namespace = flags.namespace
    labels = flags.strings("labels")
    nameTemplate = flags.string("name-template")
    generateName = flags.bool("generate-name")
    includeCRDs = flags.bool("include-crds")
    skipCRDs = flags.bool("skip-crds")
    noHooks = flags.bool("no-hooks")
    skipTests = flags.bool("skip-tests")
    isUpgrade = flags.bool("is-upgrade")
    showOnly = flags.strings("show-only")
    kubeVersion = flags.string("kube-version")
    apiVersions = flags.strings("api-versions")
    outputDirectory = flags.string("output-dir")
    usesReleaseName = flags.bool("release-name")
    skipSchemaValidation = flags.bool("skip-schema-validation")
    dependencyUpdate = flags.bool("dependency-update")
    validate = flags.bool("validate")
    subchartNotes = flags.bool("render-subchart-notes")
    debug = flags.bool("debug")
    dryRun = flags.string("dry-run")
    let program = flags.string("post-renderer")
    if !program.isEmpty {
      do throws(HelmError) {
        postRenderer = try PostRenderer(program, arguments: flags.strings("post-renderer-args"))
      } catch {
        throw HelmError(
          "invalid argument \(GoText.quote(program)) for \"--post-renderer\" flag: \(error.message)")
      }
    }
  }
}
