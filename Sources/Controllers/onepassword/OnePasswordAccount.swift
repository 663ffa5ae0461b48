import KubeAPI
import Manifest

/// What a 1Password account holds for a rehearsal: vaults, their items, and the errors that Connect shall answer with.
///
/// Read from the `onePassword` member of a rehearsal file. Values there are made up; they are never printed all the
/// same.
public struct OnePasswordAccount: Sendable, Hashable {
  /// What a client must send as its bearer token; `nil` accepts every token that is not empty.
  public var token: String?
  /// An HTTP status that answers every request, for rehearsing failures.
  public var status: Int64?
  public var vaults: [Vault]

  public struct Vault: Sendable, Hashable {
    public var id: String
    public var name: String
    public var status: Int64?
    public var items: [Item]
    public var createdAt: String
  }

  public struct Item: Sendable, Hashable {
    public var id: String
    public var title: String
    /// `LOGIN`, `DATABASE`, `API_CREDENTIAL`, …
    public var category: String
    public var version: Int64
    public var status: Int64?
    public var tags: [String]
    public var fields: [Field]
    public var urls: [(label: String, href: String)] = []
    public var files: [(name: String, content: String)] = []
    public var createdAt: String

    public static func == (a: Item, b: Item) -> Bool {
      a.id == b.id && a.title == b.title && a.category == b.category && a.version == b.version && a.status == b.status
        && a.tags == b.tags && a.fields == b.fields && a.createdAt == b.createdAt
        && a.urls.elementsEqual(b.urls) { $0 == $1 } && a.files.elementsEqual(b.files) { $0 == $1 }
    }
    public func hash(into hasher: inout Hasher) {
      hasher.combine(id)
      hasher.combine(version)
    }
  }

  public struct Field: Sendable, Hashable {
    public var label: String
    public var value: String
    /// `STRING`, `CONCEALED`, …
    public var type: String
    /// `USERNAME`, `PASSWORD`, `NOTES` or empty.
    public var purpose: String
    public var section: String
  }

  public init(token: String? = nil, vaults: [Vault] = []) {
    self.token = token
    self.vaults = vaults
  }

  /// Reads `{token, status, vaults: [{name, id, status, items: [{title, id, category, version, status, tags, fields,
  /// urls,
  /// files}]}]}`. `fields` is a map of label to value, or a list of `{label, value, type, purpose, section}`.
  public init(_ value: Value?, file: String = "") throws(SourceError) {
    vaults = []
    guard let value, !value.isNull else { return }
    let reader = AccountReader(file: file)
    try reader.check(value, "onePassword", ["token", "status", "vaults"])
    token = value["token"]?.string
    status = value["status"]?.int
    for (i, vault) in (value["vaults"]?.array ?? []).enumerated() {
      vaults.append(try reader.vault(vault, "onePassword.vaults[\(i)]", i))
    }
  }

  /// 26 characters of a–z and 0–9, as Connect's ids are.
  public static func isID(_ text: String) -> Bool {
    text.utf8.count == 26 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
  }
}

/// Reads the account and says where something is wrong.
struct AccountReader {
  let file: String

  func check(_ value: Value, _ path: String, _ known: [String]) throws(SourceError) {
    guard let object = value.object else {
      throw SourceError(file: file, "\(path): expected an object, found \(value.typeName)")
    }
    for pair in object where !known.contains(pair.key) {
      throw SourceError(
        file: file, "\(path): unknown member \"\(pair.key)\"", nextStep: "Known are \(known.joined(separator: ", ")).")
    }
  }

  func vault(_ value: Value, _ path: String, _ index: Int) throws(SourceError) -> OnePasswordAccount.Vault {
    try check(value, path, ["name", "id", "status", "items", "createdAt"])
    guard let name = value["name"]?.string, !name.isEmpty else {
      throw SourceError(file: file, "\(path).name: required", nextStep: "Give the vault's name.")
    }
    let id = try id(value["id"], "vault/\(name)/\(index)", path)
    var items: [OnePasswordAccount.Item] = []
    for (i, item) in (value["items"]?.array ?? []).enumerated() {
      items.append(try self.item(item, "\(path).items[\(i)]", "\(name)/\(i)"))
    }
    return .init(
      id: id, name: name, status: value["status"]?.int, items: items,
      createdAt: value["createdAt"]?.string ?? "2026-01-01T00:00:00Z")
  }

  private func item(_ value: Value, _ path: String, _ seed: String) throws(SourceError) -> OnePasswordAccount.Item {
    try check(
      value, path,
      ["title", "id", "category", "version", "status", "tags", "fields", "urls", "files", "createdAt"])
    guard let title = value["title"]?.string, !title.isEmpty else {
      throw SourceError(file: file, "\(path).title: required", nextStep: "Give the item's title.")
    }
    let id = try id(value["id"], "item/\(seed)/\(title)", path)
    var item = OnePasswordAccount.Item(
      id: id, title: title, category: value["category"]?.string ?? "LOGIN", version: value["version"]?.int ?? 1,
      status: value["status"]?.int, tags: value.strings("tags"), fields: [],
      createdAt: value["createdAt"]?.string ?? "2026-01-01T00:00:00Z")
    if let map = value["fields"]?.object {
      for pair in map {
        let concealed = ["password", "credential"].contains(pair.key)
        item.fields.append(
          .init(
            label: pair.key, value: try scalar(pair.value, "\(path).fields.\(pair.key)"),
            type: concealed ? "CONCEALED" : "STRING", purpose: "", section: ""))
      }
    } else {
      for (i, field) in (value["fields"]?.array ?? []).enumerated() {
        let place = "\(path).fields[\(i)]"
        try check(field, place, ["label", "value", "type", "purpose", "section"])
        item.fields.append(
          .init(
            label: field.text("label"), value: try scalar(field["value"] ?? "", place + ".value"),
            type: field["type"]?.string ?? "STRING", purpose: field.text("purpose"), section: field.text("section")))
      }
    }
    for url in value["urls"]?.array ?? [] { item.urls.append((url.text("label"), url.text("href"))) }
    for entry in value["files"]?.array ?? [] { item.files.append((entry.text("name"), entry.text("content"))) }
    return item
  }

  private func scalar(_ value: Value, _ path: String) throws(SourceError) -> String {
    switch value {
    case .string(let text): return text
    case .int(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .null: return ""
    default:
      throw SourceError(
        file: file, "\(path): expected a string, found \(value.typeName)", nextStep: "Put the value in quotes.")
    }
  }

  private func id(_ value: Value?, _ seed: String, _ path: String) throws(SourceError) -> String {
    if let text = value?.string {
      guard OnePasswordAccount.isID(text) else {
        throw SourceError(
          file: file, "\(path).id: \"\(text)\" is no 1Password id",
          nextStep: "Ids are 26 characters of a-z and 0-9; leave it out to get one.")
      }
      return text
    }
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    var bytes: [UInt8] = []
    for i in 0..<26 {
      bytes.append(letters[Int(TemplateHash.number("\(seed)#\(i)") >> 7) % letters.count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
