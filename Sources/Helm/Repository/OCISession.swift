import Manifest

/// Requests to one registry: the token that it asks for, and the step back to plain HTTP.
final class OCISession {
  private var authorization: [String: String] = [:]
  /// Registries that turned out to speak no TLS, as helm v3 still allows.
  private var plain: Set<String> = []

  func address(_ registry: String, _ path: String, plain isPlain: Bool) -> String {
    let host = registry == "docker.io" ? "registry-1.docker.io" : registry
    return (isPlain || plain.contains(registry) ? "http://" : "https://") + host + path
  }

  func get(
    _ registry: String, _ path: String, accept: String, repository: String, credentials: ChartCredentials?,
    options: ChartPathOptions, transport: any ChartTransport
  ) throws(HelmError) -> ChartResponse {
    var request = ChartRequest(address(registry, path, plain: options.plainHTTP))
    request.tls = options.tls
    if !accept.isEmpty { request.headers.append(("Accept", accept)) }
    let key = registry + "/" + repository
    if let known = authorization[key] { request.headers.append(("Authorization", known)) }
    var response = try send(&request, registry, path, transport)
    guard response.status == 401, let challenge = response.header("WWW-Authenticate").flatMap(AuthChallenge.init) else {
      return response
    }
    request.headers.removeAll { $0.name == "Authorization" }
    let failed = "GET \(GoText.quote(request.url)): "
    switch challenge.scheme {
    case "basic":
      guard let credentials else { throw HelmError(failed + "credential required for basic auth") }
      authorization[key] = "Basic " + Self.encoded(credentials)
    case "bearer":
      do throws(HelmError) {
        authorization[key] =
          "Bearer " + (try token(challenge, repository, credentials, options, transport))
      } catch {
        throw HelmError(failed + error.message)
      }
    default: return response
    }
    if let known = authorization[key] { request.headers.append(("Authorization", known)) }
    response = try transport.get(request)
    return response
  }

  private func send(
    _ request: inout ChartRequest, _ registry: String, _ path: String, _ transport: any ChartTransport
  ) throws(HelmError) -> ChartResponse {
    do throws(HelmError) {
      return try transport.get(request)
    } catch {
      guard error.message.contains("server gave HTTP response to HTTPS client") else { throw error }
      plain.insert(registry)
      request.url = address(registry, path, plain: true)
      return try transport.get(request)
    }
  }

  /// A token for pulling from the repository, by the distribution project's token specification.
  private func token(
    _ challenge: AuthChallenge, _ repository: String, _ credentials: ChartCredentials?, _ options: ChartPathOptions,
    _ transport: any ChartTransport
  ) throws(HelmError) -> String {
    guard let realm = challenge.parameters["realm"], WebAddress(realm)?.isAbsolute == true else {
      throw HelmError("the registry names no realm to get a token from")
    }
    let scope = challenge.parameters["scope"] ?? "repository:\(repository):pull"
    var query = "scope=\(PercentEncoding.encode(scope))"
    if let service = challenge.parameters["service"] { query += "&service=\(PercentEncoding.encode(service))" }
    var request = ChartRequest(realm + (realm.contains("?") ? "&" : "?") + query)
    request.tls = options.tls
    request.credentials = credentials
    let response = try transport.get(request)
    if response.status != 200 { throw HelmError(Self.failure("GET", request.url, response)) }
    let document: Value
    do throws(SourceError) { document = try JSON.parse(response.bytes) } catch { throw HelmError(error.message) }
    for name in ["access_token", "token"] {
      if let token = document[name]?.string, !token.isEmpty { return token }
    }
    throw HelmError("empty token returned")
  }

  /// What a registry's refusal says, as oras words it.
  static func failure(_ method: String, _ url: String, _ response: ChartResponse) -> String {
    var words = response.statusLine.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""
    let errors = (try? JSON.parse(response.bytes))?["errors"]?.array ?? []
    let texts = errors.map { error -> String in
      let code = (error["code"]?.string ?? "").lowercased().split(separator: "_").joined(separator: " ")
      let message = error["message"]?.string ?? ""
      return message.isEmpty ? code : "\(code): \(message)"
    }
    if !texts.isEmpty { words = texts.joined(separator: "; ") }
    return "\(method) \(GoText.quote(url)): response status code \(response.status): \(words)"
  }

  static func encoded(_ credentials: ChartCredentials) -> String {
    Base64.encode(Array("\(credentials.user):\(credentials.password)".utf8))
  }
}

/// `WWW-Authenticate: Bearer realm="…",service="…",scope="…"`.
struct AuthChallenge {
  var scheme: String
  var parameters: [String: String] = [:]

  init?(_ header: String) {
    guard let space = header.firstIndex(of: " ") else {
      if header.isEmpty { return nil }
      scheme = header.lowercased()
      return
    }
    scheme = header[..<space].lowercased()
    var rest = header[space...]
    while true {
      rest = rest.drop { $0 == " " || $0 == "," }
      guard let equals = rest.firstIndex(of: "=") else { break }
      let name = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      var value = ""
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
          value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
        }
      } else {
        value = String(rest.prefix { $0 != "," })
        rest = rest.dropFirst(value.count)
      }
      parameters[name] = value
    }
  }
}
