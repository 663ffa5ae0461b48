import Manifest

extension CoderVerdict {
  /// Tries a connection with the URL as Coder reads it; `nil` when it was made, else the driver's words.
  public typealias Connect = @Sendable (PostgresURL) -> String?

  static let urlVariable = "CODER_PG_CONNECTION_URL"

  /// Judges an environment in the order in which the server reads it: access URL, wildcard, database, connection.
  ///
  /// `env` is the container's own list (`spec.containers[].env`): it tells which part of a composed URL came from
  /// where.
  public static func judge(_ environment: ContainerEnvironment, env: [Value] = [], connect: Connect? = nil)
    -> CoderVerdict
  {
    var verdict = CoderVerdict()
    verdict.judgeAddress(environment)
    verdict.judgeAccessURL(environment)
    verdict.judgeWildcard(environment)
    verdict.judgeLeaks(environment)
    verdict.judgeDatabase(environment, env: env, connect: connect)
    return verdict
  }

  private mutating func judgeAddress(_ environment: ContainerEnvironment) {
    let variable = "CODER_HTTP_ADDRESS"
    guard let address = environment[variable], !address.isEmpty else { return }
    guard let colon = address.lastIndex(of: ":"), let port = Int64(address[address.index(after: colon)...]) else {
      fatal = "listen \"\(address)\": listen tcp: address \(address): missing port in address"
      return
    }
    listens = (String(address[..<colon]), port)
    if ["127.0.0.1", "localhost", "[::1]"].contains(listens.host) {
      add(
        .unreachableAddress, .error, variable,
        "The server listens on \(address), which nothing outside the pod reaches.")
    }
  }

  private mutating func judgeAccessURL(_ environment: ContainerEnvironment) {
    let variable = "CODER_ACCESS_URL"
    accessURL = environment[variable] ?? ""
    if accessURL.isEmpty {
      let state = environment[variable] == nil ? "is not set" : "is empty"
      add(
        .publicTunnel, .error, variable,
        "\(variable) \(state): the server opens a public tunnel under *.try.coder.app.")
      return
    }
    if accessURL.contains("$(") {
      add(.unresolvedReference, .error, variable, "\(variable) still holds a reference that no variable stands behind.")
    }
    let url = try? GoURL(accessURL)
    guard let url, url.scheme == "http" || url.scheme == "https", !url.host.isEmpty else {
      add(
        .accessURLWithoutScheme, .error, variable,
        "\(variable) is \"\(accessURL)\"; it needs a scheme and a host, as in https://coder.example.ts.net.")
      fatal = fatal ?? "access-url must include a scheme (e.g. 'http://' or 'https://)"
      return
    }
    let host = url.hostAndPort.host
    if host.hasSuffix(".svc") || host.hasSuffix(".svc.cluster.local") || host.hasSuffix(".cluster.local") {
      add(
        .accessURLInsideCluster, .warning, variable,
        "\(variable) names \(host), which only pods can resolve: browsers cannot sign in with it.")
    }
  }

  private mutating func judgeWildcard(_ environment: ContainerEnvironment) {
    let variable = "CODER_WILDCARD_ACCESS_URL"
    wildcardAccessURL = environment[variable] ?? ""
    if wildcardAccessURL.isEmpty { return }
    do {
      try HostnamePattern.check(wildcardAccessURL)
    } catch {
      add(.invalidWildcard, .error, variable, "\(error)")
      fatal = fatal ?? "parse wildcard access URL \"\(wildcardAccessURL)\": \(error)"
      return
    }
    if wildcardAccessURL.filter({ $0 == "." }).count == 1 {
      add(
        .wildcardTopLevel, .warning, variable,
        "\(wildcardAccessURL) is a top-level domain: browsers refuse its cookies, and no public certificate exists.")
    }
  }

  /// Coder drops only CODER_* before it runs Terraform: every other variable is a template author's to read.
  private mutating func judgeLeaks(_ environment: ContainerEnvironment) {
    for variable in environment.variables where !variable.name.hasPrefix("CODER_") {
      guard case .secret(let name, let key) = variable.origin else { continue }
      add(
        .secretVisibleToTemplates, .warning, variable.name,
        "\(variable.name) carries key \(key) of Secret \(name) to every template author; name it CODER_…")
    }
    for name in ["PGSERVICE", "PGSERVICEFILE", "PGPASSFILE", "PGHOSTADDR", "PGREALM", "PGREQUIRESSL", "PGSSLCRL"]
    where environment[name] != nil {
      add(.refusedVariable, .error, name, "The PostgreSQL driver does not support \(name) and ends the server.")
      fatal = fatal ?? "setting \(name) not supported"
    }
  }

  private mutating func judgeDatabase(_ environment: ContainerEnvironment, env: [Value], connect: Connect?) {
    let variable = CoderVerdict.urlVariable
    guard let text = environment[variable], !text.isEmpty else {
      database = .builtIn
      let state = environment[variable] == nil ? "is not set" : "is empty"
      add(
        .builtInDatabase, .error, variable,
        "\(variable) \(state): the server uses its built-in PostgreSQL, whose data goes with the pod.")
      return
    }
    if text.contains("$(") {
      add(
        .unresolvedReference, .error, variable,
        "\(variable) still holds a reference that no variable stands behind; helpers must come before it in the list.")
    }
    let url: PostgresURL
    do {
      url = try PostgresURL(text)
    } catch {
      add(.invalidDatabaseURL, .error, variable, "Coder cannot read \(variable): \(error.cause).")
      fatal = fatal ?? error.description
      return
    }
    let altered = compare(url, with: Composition(env: env, environment: environment))
    database = .external(
      user: url.user, host: url.host, port: url.port, name: url.database, sslMode: url.sslMode)
    if ["disable", "allow", "prefer"].contains(url.sslMode) {
      add(.sslDisabled, .warning, variable, "sslmode=\(url.sslMode) does not insist on encryption.")
    }
    var problem: String?
    if let connect {
      problem = connect(url)
      connection = problem.map { .failed($0) } ?? .made
      // The database took the login: what looks changed was stored percent-encoded on purpose.
      if problem == nil {
        let altered: [Code] = [.userAltered, .passwordAltered, .hostAltered, .databaseAltered]
        findings.removeAll { altered.contains($0.code) }
      }
    } else if altered.host || url.host.isEmpty {
      problem = "dial tcp: lookup \(url.host.isEmpty ? "localhost" : "the host that came out"): no such host"
    } else if altered.login {
      problem = "pq: password authentication failed for user \"\(altered.user ? "…" : url.user)\""
    } else if altered.database {
      problem = "pq: database does not exist"
    }
    if let problem {
      add(.connectionFailed, .error, variable, problem)
      fatal = fatal ?? "connect to postgres: ping postgres: \(problem)"
    }
  }

  /// Whether the URL means what its parts meant. Says which part went wrong and why, never what is in it.
  private mutating func compare(_ url: PostgresURL, with composition: Composition)
    -> (host: Bool, user: Bool, login: Bool, database: Bool)
  {
    guard let wanted = composition.parts else { return (false, false, false, false) }
    let variable = CoderVerdict.urlVariable
    let hint = "store it percent-encoded in the vault, or keep to letters, digits and -._~"
    let user = wanted.user != url.user
    let password = wanted.password != url.password
    let host = wanted.host != url.host || wanted.port != url.port
    let name = wanted.database != url.database
    if user { add(.userAltered, .error, variable, "The user comes out of the URL changed: \(hint).") }
    if password {
      add(.passwordAltered, .error, variable, "The password comes out of the URL changed: \(hint).")
    }
    if host {
      add(.hostAltered, .error, variable, "A part of the URL is taken for its host or port: \(hint).")
    }
    if name { add(.databaseAltered, .error, variable, "The database name comes out of the URL changed: \(hint).") }
    return (host, user, user || password, name)
  }
}

/// What a URL was meant to say: its text with the references still in place, read, and then filled in.
struct Composition {
  var parts: (user: String, password: String, host: String, port: String, database: String)?

  init(env: [Value], environment: ContainerEnvironment) {
    guard let entry = env.last(where: { $0.text("name") == CoderVerdict.urlVariable }),
      let template = entry["value"]?.string, template.contains("$(")
    else { return }
    // Each reference becomes a word that no URL rule touches; digits in a port's place.
    var values: [(word: String, value: String)] = []
    let marked = VariableExpansion.expand(template) { name in
      guard let value = environment[name] else { return nil }
      let word = "7\(1000 + values.count)7"
      values.append((word, value))
      return word
    }
    guard let url = try? GoURL(marked) else { return }
    func fill(_ text: String) -> String {
      var text = text
      for (word, value) in values { text = text.replacing(word, with: value) }
      return text
    }
    let (host, port) = url.hostAndPort
    let path = url.path.hasPrefix("/") ? String(url.path.dropFirst()) : url.path
    // A host variable may carry its port.
    var fullHost = fill(host)
    var fullPort = fill(port)
    if fullPort.isEmpty, let colon = fullHost.lastIndex(of: ":"), !fullHost.contains("]") {
      fullPort = String(fullHost[fullHost.index(after: colon)...])
      fullHost = String(fullHost[..<colon])
    }
    parts = (
      fill(url.user ?? ""), fill(url.password ?? ""), fullHost, fullPort.isEmpty ? "5432" : fullPort, fill(path)
    )
  }
}
