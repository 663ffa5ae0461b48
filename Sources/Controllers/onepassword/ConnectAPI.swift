import Manifest

/// 1Password Connect's REST interface over an account value (1Password/connect, docs/openapi).
public struct ConnectAPI: Sendable {
  public var account: OnePasswordAccount

  public init(_ account: OnePasswordAccount) { self.account = account }

  public struct Response: Sendable, Hashable {
    public var status: Int64
    public var body: Value

    static func error(_ status: Int64, _ message: String) -> Response {
      Response(status: status, body: ["status": .int(status), "message": .string(message)])
    }

    /// The `message` of an error.
    public var message: String { body["message"]?.string ?? "" }
  }

  /// Answers a GET. `title` is what `filter=title eq "…"` asks for.
  public func get(_ path: String, title: String? = nil, token: String) -> Response {
    if path == "/heartbeat" { return Response(status: 200, body: ".") }
    if path == "/health" { return health() }
    if token.isEmpty || (account.token.map { $0 != token } ?? false) {
      return .error(401, "Invalid token signature")
    }
    if let status = account.status { return .error(status, ConnectAPI.text(status, "")) }
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count >= 2, parts[0] == "v1" else { return .error(404, "not found") }
    if parts == ["v1", "activity"] { return Response(status: 200, body: []) }
    guard parts[1] == "vaults" else { return .error(404, "not found") }
    if parts.count == 2 {
      let found = account.vaults.filter { title == nil || $0.name == title }
      return Response(status: 200, body: .array(found.map(ConnectAPI.json)))
    }
    guard let vault = account.vaults.first(where: { $0.id == parts[2] }) else {
      return .error(404, "vault \(parts[2]) not found")
    }
    if let status = vault.status { return .error(status, ConnectAPI.text(status, vault.id)) }
    if parts.count == 3 { return Response(status: 200, body: ConnectAPI.json(vault)) }
    guard parts[3] == "items" else { return .error(404, "not found") }
    if parts.count == 4 {
      let found = vault.items.filter { title == nil || $0.title == title }
      return Response(status: 200, body: .array(found.map { ConnectAPI.json($0, vault, full: false) }))
    }
    guard let item = vault.items.first(where: { $0.id == parts[4] }) else {
      return .error(404, "item \(parts[4]) not found")
    }
    if let status = item.status { return .error(status, ConnectAPI.text(status, item.id)) }
    if parts.count == 5 { return Response(status: 200, body: ConnectAPI.json(item, vault, full: true)) }
    return files(Array(parts.dropFirst(5)), of: item)
  }

  private func files(_ rest: [String], of item: OnePasswordAccount.Item) -> Response {
    guard rest.first == "files" else { return .error(404, "not found") }
    let entries = item.files.enumerated().map { i, file in ConnectAPI.json(file, i, item) }
    if rest.count == 1 { return Response(status: 200, body: .array(entries)) }
    guard let i = entries.firstIndex(where: { $0.text("id") == rest[1] }) else {
      return .error(404, "file \(rest[1]) not found")
    }
    if rest.count == 3 && rest[2] == "content" { return Response(status: 200, body: .string(item.files[i].content)) }
    return Response(status: 200, body: entries[i])
  }

  private func health() -> Response {
    let dependencies: Value = [
      ["service": "sync", "status": "ACTIVE"],
      ["service": "sqlite", "status": "ACTIVE", "message": "Connected to ~/1password.sqlite"],
    ]
    return Response(
      status: 200,
      body: ["name": "1Password Connect API", "version": "1.8.2", "dependencies": dependencies])
  }

  /// The server's words for a status that a rehearsal asks for.
  static func text(_ status: Int64, _ id: String) -> String {
    switch status {
    case 401: "Invalid token signature"
    case 403: id.isEmpty ? "Authorization failed" : "vault \(id) is not in scope"
    case 404: id.isEmpty ? "not found" : "item \(id) not found"
    case 429: "rate limit exceeded"
    case 500: "internal server error"
    default: "Service Unavailable"
    }
  }

  private static func json(_ vault: OnePasswordAccount.Vault) -> Value {
    var value: Value = ["id": .string(vault.id), "name": .string(vault.name), "description": ""]
    value["attributeVersion"] = 1
    value["contentVersion"] = .int(vault.items.reduce(0) { $0 + $1.version })
    value["items"] = .int(Int64(vault.items.count))
    value["type"] = "USER_CREATED"
    value["createdAt"] = .string(vault.createdAt)
    value["updatedAt"] = .string(vault.createdAt)
    return value
  }

  private static func json(_ item: OnePasswordAccount.Item, _ vault: OnePasswordAccount.Vault, full: Bool) -> Value {
    var value: Value = ["id": .string(item.id), "title": .string(item.title), "vault": ["id": .string(vault.id)]]
    value["category"] = .string(item.category)
    value["urls"] = .array(item.urls.map { ["label": .string($0.label), "href": .string($0.href)] })
    value["tags"] = Value(item.tags)
    value["version"] = .int(item.version)
    value["createdAt"] = .string(item.createdAt)
    value["updatedAt"] = .string(item.createdAt)
    guard full else { return value }
    var sections: [String] = []
    for field in item.fields where !field.section.isEmpty && !sections.contains(field.section) {
      sections.append(field.section)
    }
    value["sections"] = .array(sections.map { ["id": .string($0), "label": .string($0)] })
    value["fields"] = .array(
      item.fields.map { field in
        var entry: Value = ["id": .string(field.label), "type": .string(field.type), "label": .string(field.label)]
        if !field.purpose.isEmpty { entry["purpose"] = .string(field.purpose) }
        if !field.section.isEmpty { entry["section"] = ["id": .string(field.section)] }
        if !field.value.isEmpty { entry["value"] = .string(field.value) }
        return entry
      })
    value["files"] = .array(item.files.enumerated().map { i, file in json(file, i, item) })
    return value
  }

  private static func json(_ file: (name: String, content: String), _ i: Int, _ item: OnePasswordAccount.Item) -> Value
  {
    let id = TemplateHash.encode(TemplateHash.number("\(item.id)/\(file.name)/\(i)"))
    return [
      "id": .string(id), "name": .string(file.name), "size": .int(Int64(file.content.utf8.count)),
      "content_path": .string("/v1/vaults/\(item.id)/items/\(item.id)/files/\(id)/content"),
    ]
  }
}
