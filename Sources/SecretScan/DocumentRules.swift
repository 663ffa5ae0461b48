import Manifest

/// Rules that read YAML and JSON documents: what kind they are, and which keys hold what.
enum DocumentRules {
  /// Whether the file is read as documents.
  static func reads(_ file: String) -> Bool {
    [".yaml", ".yml", ".json"].contains(where: file.lowercased().hasSuffix)
  }

  /// Kinds whose values are encrypted, referenced or made up.
  private static let harmlessKinds: Set<String> = [
    "SealedSecret", "ExternalSecret", "ClusterExternalSecret", "PushSecret", "SecretStore", "ClusterSecretStore",
    "OnePasswordItem", "VaultStaticSecret", "SecretProviderClass", "Rehearsal", "CustomResourceDefinition",
  ]

  static func scan(_ text: SourceText) -> [Ranked] {
    let isOther = !reads(text.file)
    if isOther && !mayBeKubeconfig(text) { return [] }
    guard let documents = try? YAML.documents(text.bytes, file: text.file) else { return [] }
    var found: [Ranked] = []
    for document in documents {
      guard case .object(let top) = document.value else { continue }
      if isOther && !isKubeconfig(document.value) { continue }
      scan(.object(top), document, [], text.file, &found, 0)
    }
    return found
  }

  private static func mayBeKubeconfig(_ text: SourceText) -> Bool {
    guard text.bytes.count < 1 << 20 else { return false }
    return text.lines.contains { $0.hasPrefix("kind: Config") } && text.lines.contains { $0.hasPrefix("users:") }
  }

  private static func isKubeconfig(_ value: Value) -> Bool {
    value["kind"]?.string == "Config" && value["apiVersion"]?.string == "v1" && value["users"]?.array != nil
  }

  /// Lists are looked into; each object by its kind.
  private static func scan(
    _ value: Value, _ document: YAMLDocument, _ path: [PathStep], _ file: String, _ found: inout [Ranked], _ depth: Int
  ) {
    if let items = value["items"]?.array, value["kind"]?.string?.hasSuffix("List") == true, depth < 8 {
      for (i, item) in items.enumerated() {
        scan(item, document, path + [.key("items"), .index(i)], file, &found, depth + 1)
      }
      return
    }
    // SOPS encrypts values in place and signs the document.
    if value["sops"]?["mac"] != nil { return }
    let kind = value["kind"]?.string ?? ""
    if isKubeconfig(value) { return kubeconfig(value, document, path, file, &found) }
    if value["verifier"] != nil && value["encCredentials"] != nil {
      add(
        "1password-credentials", "encCredentials", "a 1Password Connect credentials file",
        "Keep it out of git; kubectl create secret generic 1password-credentials makes the Secret from the file.",
        document, path + [.key("encCredentials")], file, &found, 0)
      return
    }
    if kind == "Secret", value["apiVersion"]?.string == "v1" { return secret(value, document, path, file, &found) }
    if harmlessKinds.contains(kind) { return }
    walk(value, document, path, file, &found, 0)
  }

  private static func secret(
    _ value: Value, _ document: YAMLDocument, _ path: [PathStep], _ file: String, _ found: inout [Ranked]
  ) {
    let name = value.at("metadata", "name")?.string ?? ""
    for field in ["data", "stringData"] {
      for pair in value[field]?.object?.pairs ?? [] {
        guard let text = pair.value.string, !Words.isHarmless(text) else { continue }
        if field == "data", let bytes = Base64.decode(text.utf8),
          Words.isHarmless(String(decoding: bytes, as: UTF8.self))
        {
          continue
        }
        add(
          "secret-object", pair.key,
          "Secret \(name) holds a value for \(pair.key) in the clear (\(text.utf8.count) bytes)",
          "Replace the Secret by a OnePasswordItem, ExternalSecret or SealedSecret, or encrypt it with SOPS; "
            + "then issue a new value.",
          document, path + [.key(field), .key(pair.key)], file, &found, 1)
      }
    }
  }

  private static func kubeconfig(
    _ value: Value, _ document: YAMLDocument, _ path: [PathStep], _ file: String, _ found: inout [Ranked]
  ) {
    for (i, user) in (value["users"]?.array ?? []).enumerated() {
      for key in ["token", "password", "client-key-data"] {
        guard let text = user["user"]?[key]?.string, !Words.isHarmless(text) else { continue }
        add(
          "kubeconfig", key, "a kubeconfig with credentials (\(key))",
          "Move the file out of the repository and revoke the credentials.", document,
          path + [.key("users"), .index(i), .key("user"), .key(key)], file, &found, 0)
      }
    }
  }

  /// Values under telling keys, and env entries with telling names.
  private static func walk(
    _ value: Value, _ document: YAMLDocument, _ path: [PathStep], _ file: String, _ found: inout [Ranked], _ depth: Int
  ) {
    guard depth < 64 else { return }
    switch value {
    case .object(let object):
      if let name = object["name"]?.string, let text = object["value"]?.string, Words.isTelling(name) {
        judge(name, text, document, path + [.key("value")], file, &found)
      }
      for pair in object {
        if let text = pair.value.string {
          if Words.isTelling(pair.key) { judge(pair.key, text, document, path + [.key(pair.key)], file, &found) }
        } else {
          walk(pair.value, document, path + [.key(pair.key)], file, &found, depth + 1)
        }
      }
    case .array(let array):
      for (i, element) in array.enumerated() {
        if let text = element.string {
          literal(text, document, path + [.index(i)], file, &found)
        } else {
          walk(element, document, path + [.index(i)], file, &found, depth + 1)
        }
      }
    default: break
    }
  }

  /// `password=…` in kustomize's literals, `--token=…` in arguments.
  private static func literal(
    _ text: String, _ document: YAMLDocument, _ path: [PathStep], _ file: String, _ found: inout [Ranked]
  ) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return }
    let key = String(text[..<equals].drop { $0 == "-" })
    guard !key.contains(" "), Words.isTelling(key) else { return }
    judge(key, String(text[text.index(after: equals)...]), document, path, file, &found)
  }

  private static func judge(
    _ key: String, _ text: String, _ document: YAMLDocument, _ path: [PathStep], _ file: String, _ found: inout [Ranked]
  ) {
    guard !Words.isHarmless(text), Words.looksRandom(text) else { return }
    add(
      "telling-key", key, "a random-looking value under the key \(key)", LineRules.rotate, document, path, file, &found,
      3)
  }

  private static func add(
    _ rule: String, _ key: String, _ message: String, _ nextStep: String, _ document: YAMLDocument, _ path: [PathStep],
    _ file: String, _ found: inout [Ranked], _ rank: Int
  ) {
    found.append(
      Ranked(
        finding: SecretScan.Finding(
          file: file, line: document.line(of: path) ?? document.line, key: key, rule: rule, message: message,
          nextStep: nextStep), rank: rank))
  }
}
