import Manifest

/// From names to a server and credentials.
extension KubeconfigFile {
  private var place: String { files.joined(separator: ":") }

  private func invalid(_ what: String, next: String = "") -> SourceError {
    SourceError(file: place, "invalid configuration: \(what)", nextStep: next)
  }

  /// - Parameter context: the one asked for; `nil` means the current one.
  func resolve(context wanted: String?, environment: ClientEnvironment) throws(SourceError) -> ClientConfig {
    let name = wanted ?? currentContext
    let known = contexts.keys.sorted { $0.goLess($1) }
    if name.isEmpty {
      throw invalid("no context is chosen", next: "give --context NAME, one of: \(known.joined(separator: ", "))")
    }
    guard let context = contexts[name]?.value else {
      throw SourceError(
        file: place, "context \(name.quoted) does not exist",
        nextStep: known.isEmpty
          ? "add one with `kubectl config set-context`" : "one of: \(known.joined(separator: ", "))")
    }
    let clusterName = context["cluster"]?.string ?? ""
    let userName = context["user"]?.string ?? ""
    guard let cluster = clusters[clusterName] else {
      throw SourceError(file: place, "cluster \(clusterName.quoted) of context \(name.quoted) does not exist")
    }
    if !userName.isEmpty && users[userName] == nil {
      throw SourceError(file: place, "auth info \(userName.quoted) of context \(name.quoted) does not exist")
    }
    let given = cluster.value["server"]?.string ?? ""
    if given.isEmpty { throw invalid("no server found for cluster \(clusterName.quoted)") }
    let namespace = context["namespace"]?.string ?? ""
    var config = ClientConfig(
      server: try KubeconfigFile.server(given, file: cluster.file), context: name, cluster: clusterName, user: userName,
      namespace: namespace.isEmpty ? "default" : namespace)
    try server(cluster, named: clusterName, into: &config)
    guard config.isTLS else { return config }
    if let user = users[userName] {
      config.credentials = try credentials(user, named: userName, cluster: cluster, config, environment)
    }
    return config
  }

  /// Cuts what a base URL cannot have. Without a scheme it is http, as for kubectl.
  static func server(_ text: String, file: String) throws(SourceError) -> String {
    var url = text
    if !url.contains("://") { url = "http://" + url }
    url = String(url.prefix { $0 != "?" && $0 != "#" })
    while url.hasSuffix("/") { url.removeLast() }
    let scheme = url.prefix { $0 != ":" }.lowercased()
    guard scheme == "https" || scheme == "http", ServerAddress(url) != nil else {
      throw SourceError(file: file, "server \(text.quoted) must be a URL or a host:port pair")
    }
    return scheme + url.dropFirst(scheme.utf8.count)
  }

  private func server(_ entry: Entry, named name: String, into config: inout ClientConfig) throws(SourceError) {
    let value = entry.value
    config.insecureSkipTLSVerify = value["insecure-skip-tls-verify"]?.bool ?? false
    config.tlsServerName = value["tls-server-name"]?.string ?? ""
    config.proxyURL = value["proxy-url"]?.string ?? ""
    config.disableCompression = value["disable-compression"]?.bool ?? false
    if !config.proxyURL.isEmpty, ProxySettings(config.proxyURL) == nil {
      throw invalid("invalid proxy-url for cluster \(name.quoted)", next: "http://HOST:PORT or socks5://HOST:PORT")
    }
    config.authorities = try bytes(entry, data: "certificate-authority-data", file: "certificate-authority", of: name)
    if config.isTLS && config.insecureSkipTLSVerify && config.authorities != nil {
      throw invalid(
        "specifying a root certificates file with the insecure flag is not allowed",
        next: "take insecure-skip-tls-verify out of cluster \(name.quoted)")
    }
  }

  private func credentials(
    _ entry: Entry, named name: String, cluster: Entry, _ config: ClientConfig, _ environment: ClientEnvironment
  ) throws(SourceError) -> ClientConfig.Credentials {
    let user = entry.value
    func text(_ key: String) -> String { user[key]?.string ?? "" }
    var credentials = ClientConfig.Credentials()
    credentials.token = text("token")
    credentials.username = text("username")
    credentials.password = text("password")
    if !text("tokenFile").isEmpty {
      credentials.tokenFile = DiskFile.joined(DiskFile.folder(of: entry.file), text("tokenFile"))
      // With a token beside it a file that cannot be read is no error.
      if credentials.token.isEmpty { _ = try read(credentials.tokenFile, "tokenFile", of: name) }
    }
    if !credentials.token.isEmpty && !(credentials.username + credentials.password).isEmpty {
      throw invalid(
        "more than one authentication method found for \(name); found [token basicAuth], only one is allowed")
    }
    credentials.certificate = try bytes(entry, data: "client-certificate-data", file: "client-certificate", of: name)
    credentials.key = try bytes(entry, data: "client-key-data", file: "client-key", of: name)
    if credentials.certificate != nil && credentials.key == nil {
      throw invalid(
        "client-key-data or client-key must be specified for \(name) to use the clientCert authentication method")
    }
    if credentials.certificate == nil { credentials.key = nil }
    if let provider = user["auth-provider"], !provider.isNull {
      let kind = provider["name"]?.string ?? ""
      throw invalid(
        "no Auth Provider found for name \(kind.quoted)", next: "kubectl dropped these; use the exec plugin instead")
    }
    credentials.impersonation = try impersonation(user, of: name)
    // Token, password or certificate go before a plugin.
    let isComplete =
      !credentials.token.isEmpty || !credentials.tokenFile.isEmpty || !credentials.username.isEmpty
      || credentials.certificate != nil
    if let exec = user["exec"], !exec.isNull {
      let plugin = try ExecPlugin(
        exec, user: name, file: entry.file, cluster: cluster.value, config: config, environment: environment)
      if !isComplete { credentials.exec = plugin }
    }
    return credentials
  }

  private func impersonation(_ user: Value, of name: String) throws(SourceError) -> ClientConfig.Impersonation {
    var impersonation = ClientConfig.Impersonation()
    impersonation.user = user["as"]?.string ?? ""
    impersonation.uid = user["as-uid"]?.string ?? ""
    impersonation.groups = user["as-groups"]?.array?.compactMap(\.string) ?? []
    for pair in user["as-user-extra"]?.object?.sorted() ?? [] {
      impersonation.extra.append((pair.key, pair.value.array?.compactMap(\.string) ?? []))
    }
    let isPartial = !impersonation.uid.isEmpty || !impersonation.groups.isEmpty || !impersonation.extra.isEmpty
    if impersonation.user.isEmpty && isPartial {
      throw invalid("requesting uid, groups or user-extra for \(name) without impersonating a user")
    }
    return impersonation
  }

  /// Base64 in the file itself, or the contents of a file beside it; `nil` when neither is given.
  private func bytes(
    _ entry: Entry, data: String, file: String, of name: String
  ) throws(SourceError) -> [UInt8]? {
    let inline = entry.value[data]?.string ?? ""
    let path = entry.value[file]?.string ?? ""
    if !inline.isEmpty && !path.isEmpty {
      throw invalid("\(data) and \(file) are both specified for \(name). \(data) will override.", next: "keep one")
    }
    if !inline.isEmpty {
      guard let bytes = Base64.decode(inline.utf8.filter { $0 != 10 && $0 != 13 }) else {
        throw SourceError(file: entry.file, "\(data) of \(name.quoted) is not base64")
      }
      return bytes
    }
    if path.isEmpty { return nil }
    return try read(DiskFile.joined(DiskFile.folder(of: entry.file), path), file, of: name)
  }

  private func read(_ path: String, _ field: String, of name: String) throws(SourceError) -> [UInt8] {
    do throws(DiskFile.Problem) {
      return try DiskFile.read(path)
    } catch {
      var reason = "no such file or directory"
      if case .other(let other) = error { reason = other }
      throw invalid("unable to read \(field) \(path) for \(name) due to \(reason)")
    }
  }
}
